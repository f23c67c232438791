"""The pages that plan, move, cancel a drill or say it was not held, and a drill's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    DayOffRow,
    DistrictRow,
    DrillRow,
    MailRow,
    PersonRow,
    SchoolYearRow,
)
from tests import make
from tests.conftest import sign_in
from tests.make import day
from tests.web.scenes import counted_queries, soup, words

PLAN: dict[str, Any] = {
    "key": "the-key-of-this-form",
    "type": "lockdown",
    "date": "2026-12-08",
    "time": "10:00",
    "minutes": "30",
    "told_beforehand": "nobody",
    "announced": "",
    "officer": "",
    "note": "Meet at the office.",
    "go": "save",
}


@dataclass
class School:
    """Two buildings of one district on Tuesday, November 24, and another district."""

    app: Flask
    row: DistrictRow
    adams: BuildingRow
    baker: BuildingRow
    director: PersonRow
    principal: PersonRow  # of Adams
    officer: PersonRow  # of Adams
    staff: PersonRow  # of Adams
    stranger: PersonRow  # director of another district

    def client(self, person: PersonRow | None = None) -> FlaskClient:
        return sign_in(self.app.test_client(), person or self.principal)

    def plan(self, client: FlaskClient | None = None, **changes):
        """Send the form for Adams."""
        data = {"buildings": [str(self.adams.id)], **PLAN, **changes}
        return (client or self.client()).post(f"/buildings/{self.adams.id}/plan", data=data)

    def drills(self) -> list[DrillRow]:
        db.session.rollback()
        rows = select(DrillRow).where(DrillRow.district_id == self.row.id)
        return list(db.session.scalars(rows.order_by(DrillRow.id)))

    def add(self, on: str = "2026-12-08", **changes) -> DrillRow:
        values = {"state": "planned", "type": "lockdown", "told_beforehand": "nobody", **changes}
        row = make.add_drill(values.pop("buildings", [self.adams]), on, **values)
        db.session.commit()
        return row

    def move(self, drill: DrillRow, client: FlaskClient | None = None, **changes):
        """Send the form that moves a drill, as read now."""
        data = {**PLAN, "version": str(drill.version), **changes}
        return (client or self.client()).post(f"/drills/{drill.id}/move", data=data)


@pytest.fixture
def school(app: Flask, on_day) -> School:
    row = make.add_district("Westbrook Public Schools")
    adams, baker = make.add_building(row, "Adams"), make.add_building(row, "Baker")
    people = [
        make.add_person(row, "director", name="Dana Whitfield"),
        make.add_person(row, "principal", [adams], name="Robin Example"),
        make.add_person(row, "officer", [adams], name="Sam Okafor"),
        make.add_person(row, "staff", [adams], name="Toni Staff"),
        make.add_person(make.add_district("Elsewhere"), "director"),
    ]
    db.session.commit()
    return School(app, row, adams, baker, *people)


def read(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def value(page: BeautifulSoup, name: str) -> str:
    """What a field of the form says."""
    field = page.select_one(f"form#plan [name={name}]")
    if field.name == "select":
        return field.select_one("option[selected]")["value"]
    if field.name == "textarea":
        return field.text.strip()
    if field.get("type") == "radio":
        return page.select_one(f"form#plan [name={name}][checked]")["value"]
    return field.get("value", "")


# --- the form ---------------------------------------------------------------------


def test_the_form_is_filled_with_what_is_owed_next(school):
    page = soup(school.client(), f"/buildings/{school.adams.id}/plan")
    assert value(page, "type") in ("fire", "lockdown")
    assert day(value(page, "date")) > day("2026-11-24")
    assert value(page, "told_beforehand") == "nobody"
    assert "Counts for" in words(page.select_one(".plan-advice"))


def test_kind_day_and_requirement_come_with_the_address(school):
    page = soup(
        school.client(),
        f"/buildings/{school.adams.id}/plan?type=evacuation&date=2027-01-12"
        "&requirement=crisis-every-3-months",
    )
    assert (value(page, "type"), value(page, "date")) == ("evacuation", "2027-01-12")
    assert value(page, "requirement") == "crisis-every-3-months"


def test_an_address_that_makes_no_sense_still_gives_the_form(school):
    page = soup(
        school.client(), f"/buildings/{school.adams.id}/plan?type=x&date=soon&requirement=none"
    )
    assert value(page, "requirement") == ""


def test_without_a_school_calendar_the_form_says_what_is_missing(school):
    year = db.session.scalars(
        select(SchoolYearRow).where(SchoolYearRow.district_id == school.row.id)
    ).one()
    for row in db.session.scalars(select(DayOffRow).where(DayOffRow.school_year_id == year.id)):
        db.session.delete(row)
    db.session.flush()
    db.session.delete(year)
    db.session.commit()
    soup(school.client(), f"/buildings/{school.adams.id}/plan")
    answer = school.plan()
    assert answer.status_code == 422
    assert "no school calendar" in words(read(answer).select_one(".error-summary"))


def test_a_good_plan_is_kept_and_shown(school):
    answer = school.plan(officer=str(school.officer.id), type="lockdown")
    (drill,) = school.drills()
    assert answer.status_code == 303
    assert answer.location == f"/drills/{drill.id}"
    assert (drill.note, drill.officer_id) == ("Meet at the office.", school.officer.id)
    page = soup(school.client(), answer.location)
    assert "Tuesday, December 8, 10:00" in words(page.select_one(".page-head"))


def test_sent_twice_it_is_one_drill(school):
    first = school.plan()
    # The warning of the second try is the first drill itself.
    again = school.plan(seen=value(read(school.plan()), "seen"))
    assert (first.location, again.location) == (f"/drills/{school.drills()[0].id}",) * 2
    assert len(school.drills()) == 1


# --- warnings ---------------------------------------------------------------------


def test_a_warning_saves_nothing_at_first_and_keeps_all_that_was_typed(school):
    answer = school.plan(date="2026-11-26")
    page = read(answer)
    assert answer.status_code == 200
    assert school.drills() == []
    banner = page.select_one(".plan-warned")
    assert "Nothing is saved yet" in words(banner)
    assert "Thursday, November 26 is not a school day" in words(banner)
    assert words(banner.select_one("button")) == "Plan it all the same"
    assert value(page, "note") == "Meet at the office."
    assert value(page, "time") == "10:00"


def test_the_second_submit_goes_on_all_the_same(school):
    seen = value(read(school.plan(date="2026-11-26")), "seen")
    assert school.plan(date="2026-11-26", seen=seen).status_code == 303
    assert school.drills()[0].planned_on == day("2026-11-26")


def test_another_warning_than_the_one_seen_is_shown_first(school):
    seen = value(read(school.plan(date="2026-11-26")), "seen")
    answer = school.plan(date="2026-11-27", seen=seen)
    assert answer.status_code == 200
    assert school.drills() == []


def test_a_clash_of_one_building_of_a_joint_drill_is_named(school):
    school.add("2026-12-08", buildings=[school.baker], type="fire")
    both = [str(school.adams.id), str(school.baker.id)]
    page = read(school.plan(school.client(school.director), buildings=both))
    said = words(page.select_one(".plan-warned"))
    assert "Baker: Another drill within the hour, at 10:00 a.m.: Fire" in said


def test_an_officer_elsewhere_is_warned_of(school):
    school.add("2026-12-08", buildings=[school.baker], officer_id=school.officer.id)
    page = read(school.plan(officer=str(school.officer.id)))
    said = words(page.select_one(".plan-warned"))
    assert "Sam Okafor is at a drill at 10:00" in said


def test_what_it_is_meant_for_is_checked(school):
    page = read(school.plan(type="fire", date="2026-12-08", requirement="fire-first-30-days"))
    said = words(page.select_one(".plan-warned"))
    assert "Outside the dates of “First fire drill”" in said


def test_the_day_can_be_checked_without_saving(school):
    page = read(school.plan(go="check", date="2026-11-26"))
    assert school.drills() == []
    assert "not a school day" in words(page.select_one("#advice"))


def test_a_script_gets_only_the_advice(school):
    data = {"buildings": [str(school.adams.id)], **PLAN, "go": "check", "date": "2026-11-26"}
    answer = school.client().post(
        f"/buildings/{school.adams.id}/plan", data=data, headers={"X-Requested-With": "fetch"}
    )
    assert "not a school day" in answer.text
    assert "<html" not in answer.text
    data["date"] = ""
    answer = school.client().post(
        f"/buildings/{school.adams.id}/plan", data=data, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 422
    assert "Choose a kind and a day" in answer.text


@pytest.mark.parametrize(
    "field, typed, said",
    [
        ("date", "", "Enter the day of the drill."),
        ("date", "2026-02-30", "Enter the day as year, month and day"),
        ("time", "9 o'clock", "Enter the time as hours and minutes"),
        ("minutes", "half an hour", "Enter the minutes as a whole number"),
        ("type", "juggling", "Choose which kind of drill."),
        ("told_beforehand", "", "Choose who is told the day beforehand."),
        ("officer", "99999", "Choose an officer from the list."),
    ],
)
def test_bad_input_is_answered_beside_its_field_with_everything_typed(school, field, typed, said):
    answer = school.plan(**{field: typed})
    page = read(answer)
    assert answer.status_code == 422
    assert said in words(page.select_one(".error-summary"))
    assert said in words(page.select_one(f"#{field}-error"))
    assert value(page, "note") == "Meet at the office."
    if field in ("date", "time", "minutes"):
        assert value(page, field) == typed
    assert school.drills() == []


def test_no_building_ticked_is_an_error_that_opens_the_list(school):
    answer = school.plan(school.client(school.director), buildings=[])
    assert answer.status_code == 422
    assert read(answer).select_one(".plan-joint")["open"] is not None


def test_the_law_of_the_state_says_what_can_be_ticked(school):
    row = make.add_district("Up North", "US-MI")
    there = make.add_building(row, "Traverse")
    principal = make.add_person(row, "principal", [there])
    db.session.commit()
    page = soup(school.client(principal), f"/buildings/{there.id}/plan")
    assert "At lunch, recess or an assembly" in words(page.select_one("#intended"))
    answer = school.client(principal).post(
        f"/buildings/{there.id}/plan",
        data={
            **PLAN,
            "type": "fire",
            "buildings": [str(there.id)],
            "intended": ["lunch_or_assembly", "at_night"],
        },
    )
    assert "at lunch and at night" in words(read(answer).select_one(".error-summary"))


# --- who may ----------------------------------------------------------------------


def test_a_building_of_somebody_else_cannot_be_joined(school):
    both = [str(school.adams.id), str(school.baker.id)]
    assert school.plan(buildings=both).status_code == 404
    assert school.plan(buildings=both, go="check").status_code == 404
    assert school.drills() == []
    page = soup(school.client(), f"/buildings/{school.adams.id}/plan")
    assert "Baker" not in page.text


@pytest.mark.parametrize("who", ["officer", "staff", "stranger"])
def test_who_may_not_plan_finds_no_page(school, who):
    drill = school.add()
    client = school.client(getattr(school, who))
    for path in (
        f"/buildings/{school.adams.id}/plan",
        f"/drills/{drill.id}/move",
        f"/drills/{drill.id}/cancel",
        f"/drills/{drill.id}/not-held",
    ):
        assert client.get(path).status_code in (403, 404)
        assert client.post(path).status_code in (403, 404)


@pytest.mark.parametrize("who", ["staff", "stranger"])
def test_a_sheet_is_for_those_who_see_planned_drills(school, who):
    drill = school.add(told_beforehand="staff")
    assert school.client(getattr(school, who)).get(f"/drills/{drill.id}").status_code in (403, 404)


# --- the sheet --------------------------------------------------------------------


def test_the_sheet_tells_the_plan_and_what_it_is_for(school):
    drill = school.add(
        officer_id=school.officer.id,
        note="Bring two radios.",
        intended={"law_enforcement": True},
    )
    page = soup(school.client(), f"/drills/{drill.id}")
    said = words(page.main)
    for part in ("Adams", "Sam Okafor", "With police", "Bring two radios.", "Crisis drill"):
        assert part in said
    assert {words(b) for b in page.select(".page-actions .btn")} == {
        "Move or change",
        "Cancel the drill",
    }


def test_an_officer_reads_the_sheet_without_records_and_without_buttons(school):
    drill = school.add("2026-11-20", state="held")
    page = soup(school.client(school.officer), f"/drills/{drill.id}")
    assert page.select(".page-actions .btn") == []
    assert "/records/" not in str(page)
    assert "/buildings/" not in str(page.main)


@pytest.mark.parametrize(
    "on, buttons",
    [
        ("2026-11-23", {"Log this drill", "It was not held", "Move or change"}),
        (
            "2026-11-24",
            {"Log this drill", "It was not held", "Move or change", "Cancel the drill"},
        ),
        ("2026-11-25", {"Move or change", "Cancel the drill"}),
    ],
)
def test_the_buttons_follow_the_day(school, on, buttons):
    drill = school.add(on)
    page = soup(school.client(), f"/drills/{drill.id}")
    assert {words(b) for b in page.select(".page-actions .btn")} == buttons


def test_a_joint_drill_shows_each_record_to_those_who_may_read_it(school):
    drill = school.add(buildings=[school.adams, school.baker])
    mine = soup(school.client(), f"/drills/{drill.id}")
    own = "a[href^='/records/']:not([href$='/guests'])"
    assert len(mine.select(own)) == 1
    assert {words(b) for b in mine.select(".page-actions .btn")} == set()
    all_of_it = soup(school.client(school.director), f"/drills/{drill.id}")
    assert len(all_of_it.select(own)) == 2


def test_the_notice_that_the_law_wants_stands_on_the_sheet(school):
    row = make.add_district("Hudson", "US-NY")
    there = make.add_building(row, "Ridge")
    principal = make.add_person(row, "principal", [there])
    drill = make.add_drill([there], "2026-12-08", "lockdown", state="planned")
    db.session.commit()
    page = soup(school.client(principal), f"/drills/{drill.id}")
    assert "From Tue, Dec 1 on: Tell parents" in words(page.main)


# --- moving -----------------------------------------------------------------------


def test_moving_shows_what_stands_and_keeps_kind_and_building(school):
    drill = school.add(intended={"law_enforcement": True})
    page = soup(school.client(), f"/drills/{drill.id}/move")
    assert value(page, "date") == "2026-12-08"
    assert page.select_one("form#plan [name=type]") is None
    answer = school.move(drill, date="2026-12-10", type="fire", told_beforehand="staff")
    assert answer.status_code == 303
    moved = school.drills()[0]
    assert (moved.planned_on, moved.type, moved.sequence) == (day("2026-12-10"), "lockdown", 1)
    assert "changed it" in words(soup(school.client(), answer.location).main)


def test_moving_warns_first_too_but_not_of_the_drill_itself(school):
    drill = school.add()
    assert school.move(drill, time="10:15").status_code == 303
    drill = school.drills()[0]
    page = read(school.move(drill, date="2026-11-28"))
    assert "not a school day" in words(page.select_one(".plan-warned"))
    assert words(page.select_one(".plan-warned button")) == "Save it all the same"


def test_what_was_warned_of_before_does_not_hold_up_a_new_note(school):
    drill = school.add("2026-11-28")
    client = school.client()
    page = soup(client, f"/drills/{drill.id}/move")
    seen = value(page, "seen")
    assert seen
    answer = school.move(drill, date="2026-11-28", seen=seen, note="Another note")
    assert answer.status_code == 303
    assert school.drills()[0].note == "Another note"


def test_of_two_who_change_one_drill_the_second_is_told_and_loses_nothing(school):
    drill = school.add()
    read_version = drill.version
    school.move(drill, school.client(school.director), date="2026-12-09")
    answer = school.client().post(
        f"/drills/{drill.id}/move",
        data={**PLAN, "version": str(read_version), "date": "2026-12-10", "note": "Mine"},
    )
    page = read(answer)
    assert answer.status_code == 409
    assert "Somebody else changed this drill" in words(page.main)
    assert "Wednesday, December 9" in words(page.select_one("section.surface"))
    assert (value(page, "date"), value(page, "note")) == ("2026-12-10", "Mine")
    assert school.drills()[0].planned_on == day("2026-12-09")
    again = school.client().post(
        f"/drills/{drill.id}/move",
        data={**PLAN, "version": value(page, "version"), "date": "2026-12-10", "note": "Mine"},
    )
    assert again.status_code == 303
    assert school.drills()[0].planned_on == day("2026-12-10")


def test_a_logged_drill_says_what_to_do_instead(school):
    drill = school.add("2026-11-20", state="held")
    for path in ("move", "cancel", "not-held"):
        page = soup(school.client(), f"/drills/{drill.id}/{path}")
        assert "logged already" in words(page.main)
        assert page.select_one(f"a[href='/records/{drill.records[0].id}']") is not None
        answer = school.client().post(
            f"/drills/{drill.id}/{path}", data={**PLAN, "reason": "Snow", "version": "1"}
        )
        assert answer.status_code == 409


def test_a_joint_drill_of_others_too_says_whom_to_ask(school):
    drill = school.add(buildings=[school.adams, school.baker])
    page = soup(school.client(), f"/drills/{drill.id}/move")
    assert "safety director" in words(page.main)


# --- cancelling, not holding ------------------------------------------------------


def test_cancelling_asks_why_and_keeps_it(school):
    drill = school.add()
    soup(school.client(), f"/drills/{drill.id}/cancel")
    empty = school.client().post(f"/drills/{drill.id}/cancel", data={"version": "1", "reason": ""})
    assert empty.status_code == 422
    assert "Say why" in words(read(empty).select_one(".error-summary"))
    done = school.client().post(
        f"/drills/{drill.id}/cancel", data={"version": "1", "reason": "The gym is flooded"}
    )
    assert done.status_code == 303
    page = soup(school.client(), done.location)
    assert "This drill is cancelled The gym is flooded" in words(page.main)
    assert page.select(".page-actions .btn") == []
    again = soup(school.client(), f"/drills/{drill.id}/move")
    assert "Plan a new one" in words(again.main)


def test_cancelling_what_somebody_just_moved_asks_to_look_again(school):
    drill = school.add()
    school.move(drill, school.client(school.director), date="2026-12-09")
    answer = school.client().post(
        f"/drills/{drill.id}/cancel", data={"version": "1", "reason": "The gym is flooded"}
    )
    page = read(answer)
    assert answer.status_code == 409
    assert page.select_one("[name=reason]")["value"] == "The gym is flooded"
    assert "Wednesday, December 9" in words(page.main)
    assert school.drills()[0].state == "planned"


def test_a_drill_cancelled_at_short_notice_is_told_by_mail(school):
    drill = school.add("2026-11-27", told_beforehand="staff")
    client = school.client()
    done = client.post(f"/drills/{drill.id}/cancel", data={"version": "1", "reason": "Snow"})
    assert "hear by mail" in words(soup(client, done.location).main)
    sent = db.session.scalars(select(MailRow).where(MailRow.district_id == school.row.id)).all()
    assert [row.to for row in sent] == [school.staff.email]


def test_not_held_of_a_joint_drill_asks_in_which_buildings(school):
    drill = school.add("2026-11-23", buildings=[school.adams, school.baker])
    client = school.client(school.director)
    page = soup(client, f"/drills/{drill.id}/not-held")
    assert len(page.select("[name=buildings]")) == 2
    missing = client.post(f"/drills/{drill.id}/not-held", data={"version": "1", "reason": "Snow"})
    assert missing.status_code == 422
    done = client.post(
        f"/drills/{drill.id}/not-held",
        data={"version": "1", "reason": "Snow", "buildings": [str(school.baker.id)]},
    )
    assert done.status_code == 303
    states = {r.building_id: r.state for r in school.drills()[0].records}
    assert states == {school.adams.id: "expected", school.baker.id: "not_held"}


def test_a_principal_says_it_for_the_own_building_of_a_joint_drill(school):
    drill = school.add("2026-11-23", buildings=[school.adams, school.baker])
    done = school.client().post(
        f"/drills/{drill.id}/not-held", data={"version": "1", "reason": "No power"}
    )
    assert done.status_code == 303
    states = {r.building_id: r.state for r in school.drills()[0].records}
    assert states == {school.adams.id: "not_held", school.baker.id: "expected"}


# --- the rest ---------------------------------------------------------------------


def test_spanish_readers_get_days_in_spanish(school):
    school.principal.language = "es"
    drill = school.add()
    page = soup(school.client(), f"/drills/{drill.id}")
    assert page.html["lang"] == "es"
    assert "martes, 8 de diciembre" in words(page.select_one(".page-head"))
    assert soup(school.client(), f"/drills/{drill.id}/move").html["lang"] == "es"


def test_a_districts_own_words_name_the_kinds(school):
    school.row.labels = {"lockdown": "Code red"}
    drill = school.add()
    assert words(soup(school.client(), f"/drills/{drill.id}").h1) == "Code red"
    form = soup(school.client(), f"/buildings/{school.adams.id}/plan")
    assert "Code red (lockdown)" in words(form.select_one("[name=type]"))


def test_the_number_of_queries_does_not_grow_with_joint_buildings(school):
    client = school.client(school.director)
    many = [make.add_building(school.row, f"School {n}") for n in range(12)]
    few_drill, many_drill = school.add(), school.add("2026-12-10", buildings=many)
    counts = []
    for drill in (few_drill, many_drill):
        path = f"/drills/{drill.id}/move"
        db.session.expire_all()
        client.get(path)
        with counted_queries() as sent:
            client.get(path)
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 2


def test_a_day_long_past_and_a_day_far_ahead_are_no_fault(school):
    for date in ("1900-01-01", "9999-12-31"):
        assert school.plan(date=date).status_code == 422
    later = (day("2026-11-24") + timedelta(3650)).isoformat()
    assert school.plan(date=later).status_code == 422
