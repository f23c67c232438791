"""The school calendar's pages: closing school, days, years, one school's own, wrong input."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from drills.store.database import db
from drills.store.school_years import read_days, read_year_row
from drills.store.tables import DayOffRow, KeptVerdictRow, SchoolYearRow
from tests import make
from tests.web.setup.scene import Scene, build_scene, errors_of, form_values, soup, words

CALENDAR = "/set-up/calendar"
CLOSED, DAYS, YEAR, NEW = (f"{CALENDAR}/{n}" for n in ("closed", "days", "year", "new"))


@pytest.fixture
def scene(app, on_day) -> Scene:
    return build_scene(app)


def days_off(scene: Scene) -> int:
    db.session.rollback()
    rows = select(func.count()).select_from(DayOffRow).join(SchoolYearRow)
    return db.session.scalar(rows.where(SchoolYearRow.district_id == scene.district.id))


def follow(client, answer):
    assert answer.status_code == 303, words(answer)
    return client.get(answer.location)


def test_one_tap_closes_all_schools_and_tells_what_that_did(scene):
    make.add_drill([scene.one], "2026-11-24", "fire", at="09:10")
    make.add_drill([scene.one, scene.two], "2026-11-24", "lockdown", at="13:00", state="planned")
    scene.judge()
    client = scene.client("director")
    page = soup(client.get(CALENDAR))
    tap = page.find("button", string=None, class_="btn-lg")
    assert "Closed today" in tap.get_text() and "Tue, Nov 24" in tap.get_text()
    before = kept(scene.one)
    answer = client.post(CLOSED, data=form_values(page, CLOSED))
    said = words(follow(client, answer))
    assert "All schools are closed: Tuesday, November 24" in said
    assert "1 planned drill falls on it" in said
    assert "1:00 p.m., Coleman Elementary, Hill Middle" in said
    assert "1 drill was logged on it" in said
    assert "does not count" in said
    assert kept(scene.one)["fire-monthly"] == before["fire-monthly"] - 1


def kept(building) -> dict[str, int]:
    row = db.session.get(KeptVerdictRow, building.id, populate_existing=True)
    return {c["id"]: c["counted"] for c in row.cells}


def test_a_closure_names_the_buildings_whose_verdict_changed(scene, on_day):
    on_day("2026-12-01", "07:00")
    for on in ("2026-09-08", "2026-10-06", "2026-11-23"):
        make.add_drill([scene.one], on, "fire")
    make.add_drill([scene.one], "2026-10-13", "lockdown")
    db.session.commit()
    client = scene.client()
    answer = client.post(CLOSED, data={"closed-starts": "2026-11-23", "closed-why": "Flood"})
    page = soup(follow(client, answer))
    rows = page.select(".closure tbody tr")
    assert [row.th.get_text(strip=True) for row in rows] == ["Coleman Elementary"]
    assert "Missed" in rows[0].get_text()
    assert "Reason: Flood." in page.get_text()


def test_a_closure_is_undone_in_one_tap(scene):
    client = scene.client("director")
    before = days_off(scene)
    page = soup(follow(client, client.post(CLOSED, data={"closed-starts": "2026-11-25"})))
    undo = page.select_one(".closure form")
    values = {i["name"]: i["value"] for i in undo.find_all("input")}
    said = words(follow(client, client.post(undo["action"], data=values)))
    assert "Undone: Nov 25 is not closed any more." in said
    assert days_off(scene) == before
    again = follow(client, client.post(undo["action"], data=values))
    assert "Somebody took this out a moment ago." in words(again)


def test_a_second_tap_shows_the_same_closure(scene):
    client = scene.client()
    first = client.post(CLOSED, data={"closed-starts": "2026-11-24"})
    second = client.post(CLOSED, data={"closed-starts": "2026-11-24"})
    assert first.location == second.location


def test_one_school_closes_alone(scene):
    client = scene.client()
    data = {"closed-starts": "2026-11-24", "closed-building": str(scene.two.id)}
    said = words(follow(client, client.post(CLOSED, data=data)))
    assert "Hill Middle is closed: Tuesday, November 24" in said


@pytest.mark.parametrize(
    ("today", "labels"),
    [
        ("2026-11-23", ["Closed today Mon, Nov 23", "Closed tomorrow Tue, Nov 24"]),
        ("2026-11-25", ["Closed today Wed, Nov 25", "Closed on Mon, Nov 30"]),
        ("2026-11-28", ["Closed on Mon, Nov 30"]),
        ("2026-07-20", []),
    ],
)
def test_the_taps_are_the_days_that_can_be_closed(scene, on_day, today, labels):
    on_day(today)
    page = soup(scene.client().get(CALENDAR))
    found = [" ".join(b.get_text(" ").split()) for b in page.select(".taps button")]
    assert found == labels


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "closed-starts"),
        ({"closed-starts": "tomorrow"}, "closed-starts"),
        ({"closed-starts": "2026-11-28"}, "closed-starts"),
        ({"closed-starts": "2026-02-30"}, "closed-starts"),
        ({"closed-starts": "2026-08-03"}, "closed-starts"),
        ({"closed-starts": "2026-12-02", "closed-ends": "2026-12-01"}, "closed-ends"),
        ({"closed-starts": "2026-12-02", "closed-why": "x" * 201}, "closed-why"),
        ({"closed-starts": "2026-12-02", "closed-building": "999999"}, "closed-building"),
    ],
)
def test_a_closure_that_cannot_be_says_why_and_keeps_what_was_typed(scene, typed, wrong):
    before = days_off(scene)
    answer = scene.client().post(CLOSED, data=typed)
    assert answer.status_code == 422
    page = soup(answer)
    assert list(errors_of(page)) == [wrong]
    for name in ("closed-starts", "closed-ends", "closed-why"):
        if name in typed:
            assert page.find(id=name)["value"] == typed[name]
    assert days_off(scene) == before


def test_days_are_added_and_taken_out(scene):
    client = scene.client("director")
    page = soup(client.get(CALENDAR))
    values = form_values(page, DAYS + "?")
    values |= {"starts": "2026-10-08", "ends": "10/09/2026", "why": "County fair"}
    said = words(follow(client, client.post(f"{DAYS}?year=2026-27", data=values)))
    assert "Added: Day off, Oct 8 – Oct 9." in said
    assert "County fair" in said
    row = db.session.scalars(select(DayOffRow).where(DayOffRow.why == "County fair")).one()
    assert row.ends == make.day("2026-10-09")
    gone = client.post(f"{DAYS}/remove", data={"year": "2026-27", "days": str(row.id)})
    assert "Taken out: Day off, Oct 8 – Oct 9." in words(follow(client, gone))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"kind": "off"}, "starts"),
        ({"kind": "off", "starts": "31.10.2026"}, "starts"),
        ({"kind": "off", "starts": "2026-10-08", "ends": "someday"}, "ends"),
        ({"kind": "off", "starts": "2026-10-08", "ends": "2026-10-07"}, "ends"),
        ({"kind": "off", "starts": "2026-09-01"}, "starts"),
        ({"kind": "off", "starts": "2026-10-10"}, "starts"),
        ({"kind": "off", "starts": "2026-09-02", "ends": "2027-06-11"}, "starts"),
        ({"kind": "party", "starts": "2026-10-08"}, "kind"),
        ({"kind": "half", "starts": "2026-10-08", "why": "x" * 201}, "why"),
    ],
)
def test_days_that_cannot_be_say_why_and_keep_what_was_typed(scene, typed, wrong):
    before = days_off(scene)
    answer = scene.client().post(f"{DAYS}?year=2026-27", data=typed)
    assert answer.status_code == 422
    page = soup(answer)
    assert list(errors_of(page)) == [f"{wrong}-0" if wrong == "kind" else wrong]
    for name in ("starts", "ends", "why"):
        if name in typed:
            assert page.find(id=name)["value"] == typed[name]
    assert days_off(scene) == before


def test_what_is_no_day_stays_readable_in_its_field(scene):
    page = soup(scene.client().post(f"{DAYS}?year=2026-27", data={"starts": "Oct 8"}))
    field = page.find(id="starts")
    assert (field["type"], field["value"], field["aria-invalid"]) == ("text", "Oct 8", "true")


def test_a_year_is_changed(scene):
    client = scene.client()
    values = form_values(soup(client.get(f"{YEAR}?year=2026-27")), YEAR)
    assert values["terms-1-name"] == "spring"
    values |= {"last_day": "2027-06-18", "terms-1-end": "2027-06-18"}
    said = words(follow(client, client.post(f"{YEAR}?year=2026-27", data=values)))
    assert "Saved." in said
    assert read_year_row(scene.district.id, "2026-27").last_day == make.day("2027-06-18")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"first_day": ""}, ["first_day"]),
        ({"first_day": "soon", "last_day": ""}, ["first_day", "last_day"]),
        ({"last_day": "2026-09-01"}, ["last_day"]),
        ({"last_day": "2027-07-01"}, ["last_day"]),
        ({"first_day": "2026-12-24", "last_day": "2027-01-01"}, ["first_day"]),
        ({"terms-0-start": "2026-08-01"}, ["terms-0-start"]),
        ({"terms-1-start": "2027-01-22"}, ["terms-1-start"]),
        ({"terms-2-name": "Summer"}, ["terms-2-start", "terms-2-end"]),
        ({"terms-0-end": "yes", "terms-1-name": ""}, ["terms-0-end", "terms-1-name"]),
        ({"summer_start": "2027-07-05"}, ["summer_end"]),
        ({"winter_start": "2026-06-01", "winter_end": "2027-01-03"}, ["winter_start"]),
    ],
)
def test_a_year_that_cannot_be_says_where_and_keeps_what_was_typed(scene, typed, wrong):
    client = scene.client()
    values = form_values(soup(client.get(f"{YEAR}?year=2026-27")), YEAR)
    if "terms" not in "".join(typed):
        values |= {name: "" for name in values if name.startswith("terms-")}
    answer = client.post(f"{YEAR}?year=2026-27", data=values | typed)
    assert answer.status_code == 422
    page = soup(answer)
    assert sorted(errors_of(page)) == sorted(wrong)
    for name, value in typed.items():
        assert page.find(id=name).get("value", "") == value
    assert read_year_row(scene.district.id, "2026-27").last_day == make.day("2027-06-11")


def test_a_folded_field_with_a_fault_is_open(scene):
    client = scene.client()
    values = form_values(soup(client.get(f"{YEAR}?year=2026-27")), YEAR)
    page = soup(client.post(f"{YEAR}?year=2026-27", data=values | {"spring_end": "2027-04-18"}))
    assert page.find(id="spring_start").find_parent("details").has_attr("open")


def test_the_second_of_two_who_save_a_year_keeps_what_was_typed(scene):
    client = scene.client()
    values = form_values(soup(client.get(f"{YEAR}?year=2026-27")), YEAR)
    follow(client, client.post(f"{YEAR}?year=2026-27", data=values | {"terms-0-name": "autumn"}))
    mine = values | {"terms-0-name": "first half"}
    answer = client.post(f"{YEAR}?year=2026-27", data=mine)
    assert answer.status_code == 409
    page = soup(answer)
    assert page.find(id="terms-0-name")["value"] == "first half"
    assert "autumn" in page.find("section", attrs={"aria-labelledby": "now-is"}).get_text()
    again = form_values(page, YEAR)
    follow(client, client.post(f"{YEAR}?year=2026-27", data=again))
    assert read_year_row(scene.district.id, "2026-27").terms[0]["name"] == "first half"


def test_a_new_year_is_filled_in_from_the_last(scene):
    client = scene.client()
    page = soup(client.get(NEW))
    values = form_values(page, NEW)
    assert (values["first_day"], values["last_day"]) == ("2027-09-01", "2028-06-09")
    said = words(follow(client, client.post(NEW, data=values)))
    assert "The school year 2027-28 is set up." in said
    row = read_year_row(scene.district.id, "2027-28")
    assert make.day("2027-11-25") in {d.starts for d in read_days([row.id])}


def test_without_the_tick_no_days_off_come_along(scene):
    client = scene.client()
    values = form_values(soup(client.get(NEW)), NEW)
    del values["copy_days"]
    client.post(NEW, data=values)
    assert read_days([read_year_row(scene.district.id, "2027-28").id]) == []


def test_a_year_that_is_there_is_not_set_up_twice(scene):
    client = scene.client()
    values = form_values(soup(client.get(NEW)), NEW)
    values |= {"first_day": "2026-09-02", "last_day": "2027-06-11"}
    values |= {name: "" for name in values if name.startswith("terms-")}
    answer = client.post(NEW, data=values)
    assert answer.status_code == 422
    assert list(errors_of(soup(answer))) == ["first_day"]


def test_a_district_without_a_year_is_led_to_its_first(app, on_day):
    district = make.add_district("Brand New Schools")
    db.session.execute(DayOffRow.__table__.delete())
    db.session.execute(
        SchoolYearRow.__table__.delete().where(SchoolYearRow.district_id == district.id)
    )
    admin = make.add_person(district, "administrator")
    client = Scene(app, district, None, None, {"administrator": admin}).client()
    page = soup(client.get(CALENDAR))
    assert page.find("a", href=NEW)
    values = form_values(soup(client.get(NEW)), NEW)
    values |= {"first_day": "2026-08-27", "last_day": "2027-06-11"}
    values |= {name: "" for name in values if name.startswith("terms-")}
    assert "2026-27" in words(follow(client, client.post(NEW, data=values)))


@pytest.mark.parametrize(
    ("today", "shown"),
    [("2027-06-30", "2026-27"), ("2027-07-01", "2027-28"), ("2027-07-02", "2027-28")],
)
def test_the_year_rolls_over_on_july_1(scene, on_day, today, shown):
    client = scene.client()
    client.post(NEW, data=form_values(soup(client.get(NEW)), NEW))
    on_day(today)
    client = scene.client()
    assert f"School year {shown}" in words(client.get(CALENDAR))
    assert "School year 2026-27" in words(client.get(f"{CALENDAR}?year=2026-27"))


def test_in_july_without_a_new_year_the_last_one_is_shown(scene, on_day):
    on_day("2027-07-15")
    said = words(scene.client().get(CALENDAR))
    assert "School year 2026-27" in said
    assert "Set up 2027-28" in said


def test_a_school_gets_its_own_calendar_and_gives_it_back(scene):
    client = scene.client()
    address = f"{YEAR}?year=2026-27&building={scene.one.id}"
    values = form_values(soup(client.get(address)), YEAR) | {"first_day": "2026-08-24"}
    values |= {name: "" for name in values if name.startswith("terms-")}
    said = words(follow(client, client.post(address, data=values)))
    assert "Mon, Aug 24" in said
    assert "Follow the district's calendar" in said
    gone = {"year": "2026-27", "building": str(scene.one.id)}
    said = words(follow(client, client.post(f"{CALENDAR}/own/drop", data=gone)))
    assert "Coleman Elementary follows the district's calendar again." in said
    assert read_year_row(scene.district.id, "2026-27", scene.one.id) is None


def test_a_director_changes_days_and_not_the_year(scene):
    client = scene.client("director")
    page = soup(client.get(CALENDAR))
    assert page.find("a", href=lambda h: h and h.startswith((YEAR, NEW))) is None
    assert client.get(f"{YEAR}?year=2026-27").status_code == 403
    assert client.get(NEW).status_code == 403
    assert scene.client("principal").get(CALENDAR).status_code == 403


def test_another_districts_school_and_closure_are_not_there(scene):
    other = make.add_district("Elsewhere Schools")
    there = make.add_building(other, "Elsewhere High")
    closure = DayOffRow(
        school_year_id=read_year_row(other.id, "2026-27").id,
        kind="closure",
        starts=make.day("2026-11-24"),
        ends=make.day("2026-11-24"),
        why="Their secret",
        added_at=make.NOON,
    )
    db.session.add(closure)
    db.session.commit()
    client = scene.client()
    assert client.get(f"{CALENDAR}?building={there.id}").status_code == 404
    assert client.get(f"{CALENDAR}?year=2031-32").status_code == 404
    assert client.get(f"{YEAR}?year=2026-27&building={there.id}").status_code == 404
    assert "Their secret" not in words(client.get(f"{CALENDAR}?closure={closure.id}"))
    client.post(f"{DAYS}/remove", data={"days": str(closure.id)})
    db.session.rollback()
    assert db.session.get(DayOffRow, closure.id) is not None


@pytest.mark.parametrize("odd", ["²", "-1", "9" * 30, "1; drop table", ""])
def test_an_odd_address_is_no_fault_of_ours(scene, odd):
    client = scene.client()
    assert client.get(CALENDAR, query_string={"closure": odd}).status_code == 200
    assert client.get(CALENDAR, query_string={"building": odd}).status_code in (200, 404)
    assert client.post(f"{DAYS}/remove", data={"days": odd}).status_code == 303
