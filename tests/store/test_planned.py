"""Drills are read as the people who may know of them see them; the rest is left out."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.planned import (
    PLANNERS,
    PUBLIC,
    STAFF,
    read_drill_windows,
    read_planned,
    read_planned_drill,
    read_seen_by,
)
from tests import make
from tests.make import day

TODAY = day("2026-11-24")
FIRST, LAST = day("2026-11-01"), day("2026-12-31")


@pytest.fixture
def school(any_database: Flask):
    """A district with two buildings."""
    district = make.add_district()
    return district, make.add_building(district, "Adams"), make.add_building(district, "Baker")


def read(district, audience, **changes):
    values = {"audience": audience, "today": TODAY, **changes}
    return read_planned(district.id, FIRST, LAST, **values)


def plan(buildings, on, told="nobody", **changes):
    return make.add_drill(buildings, on, state="planned", told_beforehand=told, **changes)


@pytest.mark.parametrize("told, seen", [("nobody", 0), (None, 0), ("staff", 1), ("all", 1)])
def test_staff_are_shown_what_staff_are_told_and_unknown_hides(school, told, seen):
    district, adams, _ = school
    plan([adams], "2026-12-01", told)
    assert len(read(district, STAFF)) == seen
    assert len(read(district, PLANNERS)) == 1


@pytest.mark.parametrize("on, seen", [("2026-11-23", 1), ("2026-11-24", 0), ("2026-11-25", 0)])
def test_the_public_is_shown_what_was_held_before_today(school, on, seen):
    district, adams, _ = school
    make.add_drill([adams], on)
    plan([adams], "2026-11-23", "all")
    assert len(read(district, PUBLIC)) == seen


@pytest.mark.parametrize(
    "on, seen", [("2026-10-31", 0), ("2026-11-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)]
)
def test_both_days_are_included(school, on, seen):
    district, adams, _ = school
    plan([adams], on)
    assert len(read(district, PLANNERS)) == seen


def test_a_joint_drill_is_one_drill_found_by_any_of_its_buildings(school):
    district, adams, baker = school
    plan([baker, adams], "2026-12-01")
    (found,) = read(district, PLANNERS, building_ids={adams.id})
    assert [b.name for b in found.buildings] == ["Adams", "Baker"]
    assert read(district, PLANNERS, building_ids=set()) == []


def test_drills_come_by_day_and_hour_with_those_of_any_hour_first(school):
    district, adams, _ = school
    plan([adams], "2026-12-02", at="09:00")
    plan([adams], "2026-12-01", at="13:00")
    plan([adams], "2026-12-01", at=None)
    found = read(district, PLANNERS)
    assert [(d.on.day, d.at and d.at.hour) for d in found] == [(1, None), (1, 13), (2, 9)]


def test_staff_and_public_read_neither_note_nor_officer_nor_qualities(school):
    district, adams, _ = school
    officer = make.add_person(district, "officer", name="Sam Officer")
    plan(
        [adams],
        "2026-12-01",
        "staff",
        note="Block the south door.",
        officer_id=officer.id,
        intended={"obstructed_exit": True},
    )
    (full,), (told,) = read(district, PLANNERS), read(district, STAFF)
    assert (full.officer, full.intended) == ("Sam Officer", {"obstructed_exit": True})
    assert (told.officer, told.officer_id, told.note, told.intended) == ("", None, "", {})


def test_kinds_cancelled_and_unplanned_drills_can_be_left_out(school):
    district, adams, _ = school
    plan([adams], "2026-12-01", type="lockdown")
    make.add_drill([adams], "2026-12-02", state="cancelled")
    make.add_drill([adams], "2026-11-02", spontaneous=True)
    assert len(read(district, PLANNERS)) == 3
    assert len(read(district, PLANNERS, types=["lockdown"])) == 1
    assert len(read(district, PLANNERS, with_cancelled=False)) == 2
    assert len(read(district, PLANNERS, with_spontaneous=False)) == 2


def test_another_districts_drill_is_not_found(school):
    district, adams, _ = school
    row = plan([adams], "2026-12-01")
    assert read_planned_drill(row.id, district.id).uid == row.uid
    assert read_planned_drill(row.id, district.id + 1) is None
    other = make.add_district("Elsewhere")
    assert read(other, PLANNERS) == []


def test_a_person_sees_each_drill_as_their_roles_allow(school):
    district, adams, baker = school
    officer = person_from_row(make.add_person(district, "officer", [adams]))
    staff = person_from_row(make.add_person(district, "staff", [adams]))
    director = person_from_row(make.add_person(district, "director"))
    hidden = plan([adams], "2026-12-01")
    told = plan([adams], "2026-12-02", "staff", note="By the gym.")
    elsewhere = plan([baker], "2026-12-03", "all")

    def seen(person):
        return {d.id: d.note for d in read_seen_by(person, TODAY, FIRST, LAST)}

    assert seen(director) == {hidden.id: "", told.id: "By the gym.", elsewhere.id: ""}
    assert seen(officer) == {hidden.id: "", told.id: "By the gym."}
    assert seen(staff) == {told.id: ""}


def test_an_officer_here_who_is_staff_there_sees_each_by_its_role(school):
    district, adams, baker = school
    row = make.add_person(district, "officer", [adams])
    row.roles.append(make.add_person(district, "staff", [baker]).roles[0])
    db.session.flush()
    here = plan([adams], "2026-12-01")
    plan([baker], "2026-12-02")
    told = plan([baker], "2026-12-03", "staff")
    found = read_seen_by(person_from_row(row), TODAY, FIRST, LAST)
    assert [d.id for d in found] == [here.id, told.id]


def test_a_drill_window_is_a_whole_week_once_whatever_is_in_it(school):
    district, adams, baker = school
    plan([adams], "2026-12-07")  # a Monday
    plan([adams], "2026-12-11", None, type="lockdown")
    plan([adams, baker], "2026-12-14")
    plan([adams], "2026-12-01", "staff")
    make.add_drill([adams], "2026-12-21", state="cancelled")
    found = read_drill_windows(district.id, day("2026-12-09"), day("2026-12-14"))
    assert [(w.building, w.monday, w.sunday) for w in found] == [
        ("Adams", day("2026-12-07"), day("2026-12-13")),
        ("Adams", day("2026-12-14"), day("2026-12-20")),
        ("Baker", day("2026-12-14"), day("2026-12-20")),
    ]
    only = read_drill_windows(district.id, FIRST, LAST, building_ids={adams.id}, types=["lockdown"])
    assert [w.monday for w in only] == [day("2026-12-07")]


def test_the_number_of_queries_does_not_grow(school):
    district, adams, baker = school
    counts = []
    for n in range(1, 4):
        plan([adams, baker], f"2026-12-0{n}")
        asked = []

        def note(*_args, asked=asked):
            asked.append(1)

        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", note)
        read(district, PLANNERS)
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert max(counts) <= 3 and counts[0] == counts[-1]
