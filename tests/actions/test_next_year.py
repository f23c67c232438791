"""The questions that change with a school year: days, pupils, people; each asked once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.keep_verdicts import judge_district
from drills.actions.next_year import moved_year
from drills.actions.next_year_steps import opening_of, year_to_open
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.settle_buildings import facts_seen, settle_buildings
from drills.actions.settle_days import DayLine, days_seen, settle_days, settled_rows
from drills.actions.start_school_year import start_school_year
from drills.actions.turn_over import Newcomer, roles_turning, turn_over
from drills.permissions import Person
from drills.store.audit import first_broken_row
from drills.store.buildings import read_building_rows, read_building_years, read_district
from drills.store.database import db
from drills.store.people import person_from_row, read_by_email
from drills.store.school_years import read_year_row
from drills.store.tables import MailRow
from tests import make

NEXT = "2027-28"
MAY = make.NOON.replace(year=2027, month=5, day=20)


@dataclass
class Scene:
    """A district in May with the dates of the next year; two schools, two principals."""

    district: int
    one: int
    two: int
    by: Person
    principals: list[Person]

    def steps(self) -> set[str]:
        db.session.expire_all()
        return set(opening_of(read_district(self.district), NEXT).done)

    def lines(self) -> list[DayLine]:
        rows = settled_rows(self.district, NEXT)
        return [DayLine(row.id, row.kind, row.starts, row.ends, row.why) for row in rows]

    def settle(self, lines: list[DayLine]) -> int:
        seen = days_seen(settled_rows(self.district, NEXT))
        return settle_days(self.by, MAY, NEXT, lines, seen)

    def seen(self) -> str:
        rows = read_building_rows(self.district)
        return facts_seen(rows, read_building_years([row.id for row in rows], NEXT))

    def pupils(self, year: str) -> list[int | None]:
        db.session.expire_all()
        facts = read_building_years([self.one, self.two], year)
        return [facts[id_].facts.get("enrollment") for id_ in (self.one, self.two)]


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district("Coming Schools")
    one, two = make.add_building(district, "Alder"), make.add_building(district, "Birch")
    by = make.add_person(district, "administrator")
    people = [
        make.add_person(district, "principal", [one], name="Ann"),
        make.add_person(district, "principal", [two], name="Bob"),
    ]
    db.session.commit()
    admin = person_from_row(by)
    row = read_year_row(district.id, "2026-27")
    assert row is not None
    start_school_year(admin, MAY, moved_year(row, 1), "2026-27")
    return Scene(district.id, one.id, two.id, admin, [person_from_row(p) for p in people])


def refused(do) -> dict[str, str]:
    with pytest.raises(Refused) as found:
        do()
    db.session.rollback()
    return found.value.errors


@pytest.mark.parametrize(
    ("day", "year"),
    [("2027-04-30", "2026-27"), ("2027-05-01", NEXT), ("2027-06-30", NEXT), ("2027-07-01", NEXT)],
)
def test_from_may_on_the_year_that_follows_is_opened(day: str, year: str) -> None:
    assert year_to_open(["2026-27"], make.day(day)) == year


def test_days_are_moved_added_and_taken_out_in_one_stroke(scene: Scene) -> None:
    first, second, *rest = scene.lines()
    moved = DayLine(first.id, "off", make.day("2027-10-08"), None, "Teachers' day")
    gone = DayLine(second.id, second.kind, second.starts, second.ends, "", keep=False)
    tests = DayLine(0, "testing", make.day("2028-03-13"), make.day("2028-03-17"), "State tests")
    assert scene.settle([moved, gone, tests, *rest, DayLine(0, "off", None, None, "")]) == 2
    rows = settled_rows(scene.district, NEXT)
    assert (rows[0].starts, rows[0].why) == (make.day("2027-10-08"), "Teachers' day")
    assert second.id not in [row.id for row in rows] and rows[-2].kind == "testing"
    assert scene.steps() == {"dates", "days"} and first_broken_row(scene.district) is None


def test_wrong_days_are_all_named_and_nothing_is_saved(scene: Scene) -> None:
    lines = scene.lines()
    lines[0] = DayLine(lines[0].id, "off", make.day("2027-10-10"), None, "")  # a Sunday
    lines[1] = DayLine(lines[1].id, "off", make.day("2028-07-03"), None, "")
    lines.append(DayLine(0, "off", None, None, "Forgotten"))
    number = len(lines) - 1
    assert refused(lambda: scene.settle(lines)) == {
        "lines-0-starts": "days_without_school",
        "lines-1-starts": "days_outside",
        f"lines-{number}-starts": "starts_missing",
    }
    assert scene.steps() == {"dates"}


def test_days_that_somebody_saved_meanwhile_are_not_undone(scene: Scene) -> None:
    seen, lines = days_seen(settled_rows(scene.district, NEXT)), scene.lines()
    scene.settle(lines[1:])
    with pytest.raises(ChangedMeanwhile):
        settle_days(scene.by, MAY, NEXT, lines, seen)


def test_pupils_of_the_new_year_leave_the_old_one_alone(scene: Scene) -> None:
    typed = {scene.one: "1,033", scene.two: ""}
    assert settle_buildings(scene.by, MAY, NEXT, typed, scene.seen()) == 2
    assert scene.pupils(NEXT) == [1033, None] and scene.pupils("2026-27") == [420, 420]
    assert "buildings" in scene.steps()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("four hundred", "enrollment_wrong"), ("-1", "enrollment_wrong"), ("20001", "enrollment_far")],
)
def test_what_is_no_number_of_pupils_is_named(scene: Scene, typed: str, code: str) -> None:
    numbers = {scene.one: typed, scene.two: "20000"}
    found = refused(lambda: settle_buildings(scene.by, MAY, NEXT, numbers, scene.seen()))
    assert found == {f"enrollment-{scene.one}": code} and "buildings" not in scene.steps()


def test_a_principal_leaves_on_june_30_and_the_next_begins_on_july_1(scene: Scene) -> None:
    [ann, _] = [role.id for _, role in roles_turning(scene.district, NEXT)]
    new = Newcomer("Cleo Novak", "Principal", "Cleo@example.org", "principal", scene.one)
    done = turn_over(scene.by, MAY, NEXT, [ann], [new], None)
    assert done == (1, 1) and "people" in scene.steps()
    row = read_by_email("cleo@example.org")
    assert row is not None
    cleo = person_from_row(row)
    old = read_by_email(scene.principals[0].email)
    assert old is not None
    for day, leads in (("2027-06-30", "old"), ("2027-07-01", "new")):
        on = make.day(day)
        assert person_from_row(old).may("log_drills", on, scene.one) == (leads == "old")
        assert cleo.may("log_drills", on, scene.one) == (leads == "new")
    assert len(roles_turning(scene.district, NEXT)) == 1  # asked once


def test_somebody_with_an_account_keeps_it(scene: Scene) -> None:
    bob = scene.principals[1]
    new = Newcomer("Bob", "", bob.email, "principal", scene.one)
    turn_over(scene.by, MAY, NEXT, [], [new], lambda *_: pytest.fail("no invitation"))
    row = read_by_email(bob.email)
    assert row is not None and len(row.roles) == 2
    assert db.session.scalars(select(MailRow)).all() == []


def test_newcomers_that_are_not_whole_are_all_named(scene: Scene) -> None:
    new = [
        Newcomer("", "", "a@example.org", "principal", scene.one),
        Newcomer("B", "", "b", "principal", 0),
        Newcomer("", "", "", "principal", 0),
        Newcomer("N", "", "noise.director@example.org", "officer", None),
        Newcomer("D", "", "d@example.org", "administrator", None),
    ]
    assert refused(lambda: turn_over(scene.by, MAY, NEXT, [], new, None)) == {
        "new-0-name": "name_missing",
        "new-1-email": "email_wrong",
        "new-1-building": "role_buildings_missing",
        "new-3-email": "email_taken",
        "new-4-building": "role_missing",
    }


def test_only_who_sets_the_district_up_opens_a_year(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        turn_over(scene.principals[0], MAY, NEXT, [], [], None)


@pytest.mark.parametrize(("day", "year"), [("2027-06-30", "2026-27"), ("2027-07-01", NEXT)])
def test_the_old_year_goes_on_being_judged_while_the_new_one_runs(scene: Scene, day, year) -> None:
    make.add_drill([db.session.get(make.BuildingRow, scene.one)], "2026-10-06")
    db.session.commit()
    on = make.day(day)
    assert {one["year"] for one in judge_district(scene.district, on)} == {year}
    old = judge_district(scene.district, on, year="2026-27")
    assert [one["status"] for one in old] == ["missed", "missed"]
    [fire] = [cell for cell in old[0]["cells"] if cell["id"] == "fire-monthly"]
    assert fire["counted"] == 1
