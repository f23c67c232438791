"""Planning, moving, cancelling and not holding: what is kept, who may, who hears of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.cancel_drill import cancel_drill
from drills.actions.drill_plan import DrillPlan, read_plan
from drills.actions.mark_not_held import mark_not_held
from drills.actions.move_drill import move_drill
from drills.actions.plan_drill import plan_drill
from drills.actions.queue_reminders import queue_reminders
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.audit import first_broken_row, read_history
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import BuildingRow, DistrictRow, DrillRow, MailRow
from drills.web.drill_letters import drill_letter
from tests import make
from tests.make import NOON, day

KEY = "a-key-of-the-form"


@dataclass
class School:
    """Two buildings with their people, on Tuesday, November 24."""

    district: DistrictRow
    adams: BuildingRow
    baker: BuildingRow
    director: Person
    principal: Person  # of Adams
    officer: Person  # of Adams
    staff: Person  # of Adams

    def plan(self, on: str = "2026-12-08", **changes) -> DrillPlan:
        values = {"type": "lockdown", "at": time(10), "told_beforehand": "staff", **changes}
        return DrillPlan((self.adams.id,), on=day(on), **values)

    def drill(self, on: str = "2026-11-27", **changes) -> DrillRow:
        values = {"state": "planned", "told_beforehand": "staff", **changes}
        found = make.add_drill(values.pop("buildings", [self.adams]), on, **values)
        db.session.commit()
        return found


@pytest.fixture
def school(any_database: Flask) -> School:
    district = make.add_district()
    adams, baker = make.add_building(district, "Adams"), make.add_building(district, "Baker")
    rows = [
        make.add_person(district, "director", name="Dana", email="dana@example.org"),
        make.add_person(district, "principal", [adams], name="Robin", email="robin@example.org"),
        make.add_person(district, "officer", [adams], name="Sam", email="sam@example.org"),
        make.add_person(district, "staff", [adams], name="Toni", email="toni@example.org"),
    ]
    make.add_person(district, "staff", [baker], name="Lee", email="lee@example.org")
    db.session.commit()
    return School(district, adams, baker, *(person_from_row(row) for row in rows))


def only_drill(school: School) -> DrillRow:
    db.session.rollback()
    return db.session.scalars(
        select(DrillRow).where(DrillRow.district_id == school.district.id)
    ).one()


def notes(school: School, drill_id: int) -> list[tuple[str, dict]]:
    rows = read_history(school.district.id, [f"drill:{drill_id}"])
    assert first_broken_row(school.district.id) is None
    return [(row.did, row.details) for row in rows]


def mails(school: School) -> dict[str, str]:
    """Address -> subject of what was queued."""
    rows = db.session.scalars(select(MailRow).where(MailRow.district_id == school.district.id))
    return {row.to: row.subject for row in rows}


# --- planning ---------------------------------------------------------------------


def test_a_plan_is_kept_with_a_record_to_come_and_a_note(school):
    plan = school.plan(
        officer_id=school.officer.id, intended={"law_enforcement": True}, note="By the gym."
    )
    made = plan_drill(school.principal, NOON, plan, key=KEY)
    drill = only_drill(school)
    assert (drill.id, drill.year, drill.state, drill.sequence) == (
        made.drill_id,
        "2026-27",
        "planned",
        0,
    )
    assert (drill.planned_on, drill.planned_at) == (day("2026-12-08"), time(10))
    assert [(r.building_id, r.state) for r in drill.records] == [(school.adams.id, "expected")]
    ((did, said),) = notes(school, drill.id)
    assert (did, said["type"], said["planned_at"]) == ("drill.planned", "lockdown", "10:00")
    assert "By the gym." not in str(said)


def test_a_joint_drill_is_one_event_with_a_record_each(school):
    plan = replace(school.plan(), buildings=(school.adams.id, school.baker.id))
    plan_drill(school.director, NOON, plan, key=KEY)
    drill = only_drill(school)
    assert {r.building_id for r in drill.records} == {school.adams.id, school.baker.id}


def test_a_plan_sent_twice_is_one_drill(school):
    first = plan_drill(school.principal, NOON, school.plan(), key=KEY)
    second = plan_drill(school.principal, NOON, school.plan(), key=KEY)
    assert (first.drill_id, first.already) == (second.drill_id, False)
    assert second.already
    assert only_drill(school).id == first.drill_id


def test_a_key_of_somebody_elses_plan_is_refused(school):
    plan_drill(school.principal, NOON, school.plan(), key=KEY)
    with pytest.raises(Refused, match="key_wrong"):
        plan_drill(school.director, NOON, school.plan(), key=KEY)


def test_nobody_plans_for_a_building_outside_their_role(school):
    joint = replace(school.plan(), buildings=(school.adams.id, school.baker.id))
    for who in (school.principal, school.officer, school.staff):
        with pytest.raises(NotAllowed):
            plan_drill(who, NOON, joint, key=KEY)
    other = make.add_building(make.add_district("Elsewhere"), "Far")
    db.session.commit()
    with pytest.raises(NotAllowed):
        plan_drill(school.director, NOON, replace(joint, buildings=(other.id,)), key=KEY)


def test_what_cannot_be_is_refused(school):
    with pytest.raises(Refused) as wrong:
        plan_drill(school.director, NOON, school.plan("2031-01-07"), key=KEY)
    assert wrong.value.errors == {"date": "no_school_calendar"}
    with pytest.raises(Refused) as wrong:
        plan_drill(school.director, NOON, school.plan(officer_id=school.staff.id), key=KEY)
    assert wrong.value.errors == {"officer": "officer_wrong"}


def test_every_field_that_is_wrong_is_named_at_once():
    texts = {
        "type": "other",
        "date": "2026-13-01",
        "time": "25:00",
        "minutes": "0",
        "told_beforehand": "",
        "announced": "loudly",
        "officer": "x",
        "note": "n" * 2001,
    }
    with pytest.raises(Refused) as wrong:
        read_plan(texts, [], ["lunch_or_assembly", "at_night"])
    assert wrong.value.errors == {
        "buildings": "buildings_missing",
        "title": "title_missing",
        "date": "date_wrong",
        "time": "time_wrong",
        "minutes": "minutes_wrong",
        "told_beforehand": "told_missing",
        "announced": "announced_wrong",
        "officer": "officer_wrong",
        "note": "note_long",
        "intended": "one_situation",
    }


@pytest.mark.parametrize("minutes, fits", [("0", 0), ("1", 1), ("480", 1), ("481", 0), ("²", 0)])
def test_minutes_have_bounds(minutes, fits):
    texts = {"type": "fire", "date": "2026-12-08", "told_beforehand": "nobody", "minutes": minutes}
    if fits:
        assert read_plan(texts, [1]).minutes == int(minutes)
    else:
        with pytest.raises(Refused):
            read_plan(texts, [1])


def test_who_has_known_the_day_was_told_that_it_is_a_drill():
    texts = {"type": "fire", "date": "2026-12-08", "told_beforehand": "all"}
    assert read_plan(texts, [1]).announced == "all"
    with pytest.raises(Refused) as wrong:
        read_plan({**texts, "announced": "none"}, [1])
    assert wrong.value.errors == {"announced": "told_all_announced_none"}


# --- moving -----------------------------------------------------------------------


def test_a_moved_drill_keeps_its_uid_and_grows_its_sequence(school):
    drill = school.drill("2026-12-08")
    uid, later = drill.uid, NOON + timedelta(hours=1)
    move_drill(school.principal, later, drill.id, school.plan("2026-12-10"), version=drill.version)
    now = only_drill(school)
    assert (now.uid, now.sequence, now.changed_at) == (uid, 1, later)
    assert now.planned_on == day("2026-12-10")
    assert now.type == "fire"  # the kind stays
    (_, said) = notes(school, drill.id)[-1]
    assert said["changes"]["planned_on"] == ["2026-12-08", "2026-12-10"]


def test_changing_nothing_writes_nothing(school):
    drill = school.drill("2026-12-08", announced="staff")
    same = school.plan("2026-12-08", announced="staff")
    move_drill(school.principal, NOON, drill.id, same, version=drill.version)
    assert only_drill(school).sequence == 0
    assert notes(school, drill.id) == []


def test_of_two_who_move_the_same_drill_the_second_is_told(school):
    drill = school.drill("2026-12-08")
    read = drill.version
    move_drill(school.director, NOON, drill.id, school.plan("2026-12-09"), version=read)
    with pytest.raises(ChangedMeanwhile):
        move_drill(school.principal, NOON, drill.id, school.plan("2026-12-10"), version=read)
    with pytest.raises(ChangedMeanwhile):
        cancel_drill(school.principal, NOON, drill.id, "Snow", version=read)
    assert only_drill(school).planned_on == day("2026-12-09")


@pytest.mark.parametrize("state", ["draft", "submitted", "sent_back"])
def test_a_drill_that_was_written_down_can_neither_move_nor_be_cancelled(school, state):
    drill = school.drill("2026-11-20", state="held", record_state=state)
    for attempt in (
        lambda: move_drill(school.director, NOON, drill.id, school.plan(), version=drill.version),
        lambda: cancel_drill(school.director, NOON, drill.id, "Snow", version=drill.version),
        lambda: mark_not_held(
            school.director, NOON, drill.id, [school.adams.id], "Snow", version=drill.version
        ),
    ):
        with pytest.raises(Refused, match="drill_held"):
            attempt()


def test_a_joint_drill_is_changed_by_who_covers_all_of_it(school):
    drill = school.drill("2026-12-08", buildings=[school.adams, school.baker])
    with pytest.raises(Refused, match="joint_not_yours"):
        cancel_drill(school.principal, NOON, drill.id, "Snow", version=drill.version)
    cancel_drill(school.director, NOON, drill.id, "Snow", version=drill.version)
    assert only_drill(school).state == "cancelled"


@pytest.mark.parametrize("who", ["officer", "staff"])
def test_officers_and_staff_change_nothing(school, who):
    drill = school.drill()
    person = getattr(school, who)
    with pytest.raises(NotAllowed):
        move_drill(person, NOON, drill.id, school.plan(), version=drill.version)
    with pytest.raises(NotAllowed):
        cancel_drill(person, NOON, drill.id, "Snow", version=drill.version)
    with pytest.raises(NotAllowed):
        mark_not_held(person, NOON, drill.id, [school.adams.id], "Snow", version=drill.version)


# --- cancelling, not holding ------------------------------------------------------


def test_a_cancelled_drill_stays_with_its_reason_and_stays_cancelled(school):
    drill = school.drill("2026-12-08")
    cancel_drill(school.principal, NOON, drill.id, "  The gym\nis flooded ", version=drill.version)
    now = only_drill(school)
    assert (now.state, now.cancel_reason, now.sequence) == ("cancelled", "The gym is flooded", 1)
    assert notes(school, drill.id)[-1][1]["state"] == ["planned", "cancelled"]
    with pytest.raises(Refused, match="drill_cancelled"):
        move_drill(school.principal, NOON, drill.id, school.plan(), version=now.version)


@pytest.mark.parametrize("reason, code", [("  ", "reason_missing"), ("r" * 301, "reason_long")])
def test_a_reason_is_needed(school, reason, code):
    drill = school.drill()
    with pytest.raises(Refused) as wrong:
        cancel_drill(school.principal, NOON, drill.id, reason, version=drill.version)
    assert wrong.value.errors == {"reason": code}


@pytest.mark.parametrize(
    "on, refused", [("2026-11-23", False), ("2026-11-24", False), ("2026-11-25", True)]
)
def test_a_drill_is_not_held_from_its_day_on(school, on, refused):
    drill = school.drill(on)
    args = (school.principal, NOON, drill.id, [school.adams.id], "Alarm out of order")
    if refused:
        with pytest.raises(Refused, match="not_come_yet"):
            mark_not_held(*args, version=drill.version)
        return
    mark_not_held(*args, version=drill.version)
    now = only_drill(school)
    assert (now.records[0].state, now.records[0].notes) == ("not_held", "Alarm out of order")
    assert notes(school, drill.id)[-1][0] == "drill.not_held"
    assert now.sequence == 1


def test_one_building_of_a_joint_drill_did_not_hold_it(school):
    drill = school.drill("2026-11-24", buildings=[school.adams, school.baker])
    mark_not_held(
        school.principal, NOON, drill.id, [school.adams.id], "No power", version=drill.version
    )
    states = {r.building_id: r.state for r in only_drill(school).records}
    assert states == {school.adams.id: "not_held", school.baker.id: "expected"}


def test_what_was_not_held_can_be_planned_anew(school):
    drill = school.drill("2026-11-24")
    mark_not_held(
        school.principal, NOON, drill.id, [school.adams.id], "No power", version=drill.version
    )
    now = only_drill(school)
    move_drill(school.principal, NOON, now.id, school.plan("2026-12-01"), version=now.version)
    record = only_drill(school).records[0]
    assert (record.state, record.notes) == ("expected", "")


# --- who hears of it --------------------------------------------------------------


@pytest.mark.parametrize(
    "on, told", [("2026-11-30", True), ("2026-12-01", False), ("2026-12-02", False)]
)
def test_a_cancelled_drill_is_told_at_once_with_less_than_seven_days_left(school, on, told):
    drill = school.drill(on, officer_id=school.officer.id)
    count = cancel_drill(
        school.director, NOON, drill.id, "Snow", version=drill.version, write=drill_letter
    )
    people = {"robin@example.org", "sam@example.org", "toni@example.org"}
    assert set(mails(school)) == (people if told else set())
    assert count == (3 if told else 0)


def test_staff_never_hear_of_a_drill_that_they_were_not_told_of(school):
    drill = school.drill("2026-11-27", told_beforehand="nobody", officer_id=school.officer.id)
    move_drill(
        school.director,
        NOON,
        drill.id,
        school.plan("2026-11-30", told_beforehand="nobody", officer_id=school.officer.id),
        version=drill.version,
        write=drill_letter,
    )
    sent = mails(school)
    assert set(sent) == {"robin@example.org", "sam@example.org"}
    assert all("Fire" not in subject for subject in sent.values())


def test_who_may_no_longer_know_hears_only_that_it_is_off(school):
    drill = school.drill("2026-11-27")
    plan = school.plan("2026-11-30", told_beforehand="nobody")
    move_drill(school.director, NOON, drill.id, plan, version=drill.version, write=drill_letter)
    row = db.session.scalars(select(MailRow).where(MailRow.to == "toni@example.org")).one()
    assert "November 30" not in row.subject + row.body
    assert "off" in row.subject


def test_whoever_changes_it_gets_no_mail_and_a_new_note_tells_nobody(school):
    drill = school.drill("2026-11-27")
    same = school.plan("2026-11-27", note="Bring radios.")
    move_drill(school.principal, NOON, drill.id, same, version=drill.version, write=drill_letter)
    assert mails(school) == {}
    now = only_drill(school)
    cancel_drill(school.principal, NOON, drill.id, "Snow", version=now.version, write=drill_letter)
    assert set(mails(school)) == {"toni@example.org"}


def test_nobody_hears_twice_where_a_reminder_had_gone_out(school):
    drill = school.drill("2026-11-25")
    assert queue_reminders(school.district.id, NOON, drill_letter) == 2  # principal and staff
    cancel_drill(school.director, NOON, drill.id, "Snow", version=drill.version, write=drill_letter)
    before = db.session.query(MailRow).count()
    assert queue_reminders(school.district.id, NOON + timedelta(minutes=1), drill_letter) == 0
    assert db.session.query(MailRow).count() == before


def test_a_drill_moved_away_and_back_is_told_each_time(school):
    drill = school.drill("2026-11-27")
    for on in ("2026-11-30", "2026-11-27", "2026-11-30"):
        now = only_drill(school)
        assert (
            move_drill(
                school.director,
                NOON,
                drill.id,
                school.plan(on),
                version=now.version,
                write=drill_letter,
            )
            == 2
        )
