"""Changing school calendars: saved whole or not at all, judged again, written into the chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from drills.actions.add_days_off import add_days_off
from drills.actions.calendar_rules import DaysEntry, TermEntry, YearEntry
from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.remove_days_off import remove_days_off
from drills.actions.save_school_year import drop_own_calendar, save_school_year
from drills.actions.snow_day import close_schools
from drills.actions.start_school_year import start_school_year
from drills.permissions import Person
from drills.store.audit import first_broken_row
from drills.store.calendars import read_calendars, year_on
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.school_years import read_days, read_year_row
from drills.store.tables import AuditRow, DayOffRow, KeptVerdictRow, SchoolYearRow
from tests import make
from tests.make import NOON, day

SNOW = DaysEntry("closure", day("2026-11-23"), why="Snow")
FAIR = DaysEntry("off", day("2026-10-08"), day("2026-10-09"), "Fair")
HALF = DaysEntry("half", day("2026-10-07"))
YEAR = YearEntry(
    first_day=day("2026-09-02"),
    last_day=day("2027-06-11"),
    terms=(
        TermEntry("fall", day("2026-09-02"), day("2027-01-22")),
        TermEntry("spring", day("2027-01-25"), day("2027-06-11")),
    ),
)


class Scene:
    """A district with two schools, its administrator and its director."""

    def __init__(self) -> None:
        self.district = make.add_district()
        self.one = make.add_building(self.district, "Coleman Elementary")
        self.two = make.add_building(self.district, "Hill Middle", grades=("6", "8"))
        roles = ("administrator", "director")
        rows = {role: make.add_person(self.district, role) for role in roles}
        rows["principal"] = make.add_person(self.district, "principal", [self.one])
        db.session.commit()
        self.id = self.district.id
        self.admin, self.director, self.principal = (
            person_from_row(rows[r]) for r in ("administrator", "director", "principal")
        )

    def fresh(self, by: Person | None = None, now: datetime = NOON) -> None:
        """Judge everything once, as the night does."""
        with change(by or self.admin, now) as it:
            it.rejudge_all()

    def hold(self, buildings: list, on: str, type: str) -> None:
        """A drill held and written down."""
        make.add_drill(buildings, on, type)
        db.session.commit()

    def kept(self, building) -> dict[str, tuple[str, int]]:
        row = db.session.get(KeptVerdictRow, building.id, populate_existing=True)
        return {c["id"]: (c["status"], c["counted"]) for c in row.cells}

    def off(self, building) -> frozenset:
        return read_calendars(self.id, "2026-27").of(building.id).days_off

    def chain(self) -> list[AuditRow]:
        db.session.rollback()
        rows = select(AuditRow).where(AuditRow.district_id == self.id).order_by(AuditRow.number)
        return list(db.session.scalars(rows))

    def nothing_written(self) -> bool:
        return not self.chain()


@pytest.fixture
def scene(any_database) -> Scene:
    return Scene()


def test_a_snow_day_takes_a_drill_out_of_the_count(scene):
    scene.hold([scene.one, scene.two], "2026-11-23", "fire")
    scene.fresh()
    before = scene.kept(scene.one)["fire-monthly"]
    close_schools(scene.director, NOON, SNOW)
    after = scene.kept(scene.one)["fire-monthly"]
    assert after[1] == before[1] - 1
    assert day("2026-11-23") in scene.off(scene.one) & scene.off(scene.two)


def test_a_snow_day_tells_what_changed_and_who_did_it(scene):
    scene.hold([scene.one], "2026-11-23", "fire")
    row = close_schools(scene.director, NOON, SNOW)
    note = scene.chain()[-1]
    assert (note.did, note.subject, note.person_id) == (
        "calendar.closed",
        f"day_off:{row}",
        scene.director.id,
    )
    assert note.details["after"]["starts"] == "2026-11-23"
    assert [one["name"] for one in note.details["verdicts"]] == ["Coleman Elementary"]
    assert first_broken_row(scene.id) is None


def test_a_second_tap_closes_once(scene):
    first = close_schools(scene.director, NOON, SNOW)
    assert close_schools(scene.director, NOON, SNOW) == first
    assert len([r for r in scene.chain() if r.did == "calendar.closed"]) == 1


def test_one_school_may_close_alone(scene):
    close_schools(scene.director, NOON, replace(SNOW, building_id=scene.one.id))
    assert day("2026-11-23") in scene.off(scene.one)
    assert day("2026-11-23") not in scene.off(scene.two)


def test_a_snow_day_reaches_a_school_with_a_calendar_of_its_own(scene):
    save_school_year(scene.admin, NOON, "2026-27", YEAR, "", scene.one.id)
    row = close_schools(scene.director, NOON, SNOW)
    assert day("2026-11-23") in scene.off(scene.one) & scene.off(scene.two)
    remove_days_off(scene.director, NOON, [row])
    assert day("2026-11-23") not in scene.off(scene.one) | scene.off(scene.two)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-11-22", "days_without_school"),  # a Sunday
        ("2026-11-26", "days_without_school"),  # Thanksgiving
        ("2026-08-20", "days_outside"),
        ("2031-11-24", "no_calendar"),
    ],
)
def test_a_day_without_school_cannot_be_closed(scene, on, code):
    with pytest.raises(Refused) as refused:
        close_schools(scene.director, NOON, replace(SNOW, starts=day(on)))
    assert refused.value.errors == {"starts": code}
    assert scene.nothing_written()


def test_undoing_a_snow_day_brings_the_drill_back(scene):
    scene.hold([scene.one], "2026-11-23", "fire")
    scene.fresh()
    before = scene.kept(scene.one)
    row = close_schools(scene.director, NOON, SNOW)
    removed = remove_days_off(scene.director, NOON, [row])
    assert (removed.kind, removed.starts) == ("closure", day("2026-11-23"))
    assert scene.kept(scene.one) == before
    assert scene.chain()[-1].details["before"][0]["why"] == "Snow"
    with pytest.raises(Refused):
        remove_days_off(scene.director, NOON, [row])


def test_days_are_added_for_all_or_for_one(scene):
    add_days_off(scene.director, NOON, "2026-27", FAIR)
    add_days_off(
        scene.director,
        NOON,
        "2026-27",
        replace(HALF, building_id=scene.two.id),
    )
    assert day("2026-10-09") in scene.off(scene.one) & scene.off(scene.two)
    calendars = read_calendars(scene.id, "2026-27")
    assert not calendars.of(scene.one.id).half_days
    assert calendars.of(scene.two.id).half_days
    assert [r.did for r in scene.chain()] == ["calendar.days_added"] * 2


def test_bad_days_leave_nothing_behind(scene):
    with pytest.raises(Refused):
        add_days_off(scene.director, NOON, "2026-27", DaysEntry("off", day("2026-10-10")))
    assert scene.nothing_written()


def test_a_year_is_saved_and_judged_again(scene):
    scene.fresh()
    row = read_year_row(scene.id, "2026-27")
    save_school_year(
        scene.admin,
        NOON,
        "2026-27",
        replace(YEAR, last_day=day("2027-05-28"), terms=()),
        str(row.version),
    )
    note = scene.chain()[-1]
    assert note.did == "calendar.year_saved"
    assert note.details["before"]["last_day"] == "2027-06-11"
    assert note.details["after"]["last_day"] == "2027-05-28"
    windows = db.session.get(KeptVerdictRow, scene.one.id).cells
    assert next(c for c in windows if c["id"] == "fire-monthly")["needed"] == 9


def test_the_second_of_two_who_save_a_year_is_told(scene):
    seen = str(read_year_row(scene.id, "2026-27").version)
    save_school_year(scene.admin, NOON, "2026-27", replace(YEAR, terms=()), seen)
    with pytest.raises(ChangedMeanwhile):
        save_school_year(scene.admin, NOON, "2026-27", YEAR, seen)
    assert read_year_row(scene.id, "2026-27").terms == []


def test_a_year_stays_the_year_it_is(scene):
    seen = str(read_year_row(scene.id, "2026-27").version)
    moved = YearEntry(day("2027-09-01"), day("2028-06-09"))
    with pytest.raises(Refused) as refused:
        save_school_year(scene.admin, NOON, "2026-27", moved, seen)
    assert refused.value.errors == {"first_day": "other_year"}


def test_days_off_may_not_swallow_a_shortened_year(scene):
    seen = str(read_year_row(scene.id, "2026-27").version)
    short = YearEntry(day("2026-12-24"), day("2027-01-01"))
    with pytest.raises(Refused) as refused:
        save_school_year(scene.admin, NOON, "2026-27", short, seen)
    assert refused.value.errors == {"first_day": "year_without_days"}
    db.session.rollback()
    assert read_year_row(scene.id, "2026-27").first_day == day("2026-09-02")


def test_a_school_gets_a_calendar_of_its_own_and_gives_it_back(scene):
    add_days_off(
        scene.director,
        NOON,
        "2026-27",
        replace(FAIR, building_id=scene.one.id),
    )
    own = replace(YEAR, first_day=day("2026-08-24"), terms=())
    save_school_year(scene.admin, NOON, "2026-27", own, "", scene.one.id)
    calendars = read_calendars(scene.id, "2026-27")
    assert calendars.of(scene.one.id).first_day == day("2026-08-24")
    assert calendars.of(scene.two.id).first_day == day("2026-09-02")
    assert day("2026-11-26") in scene.off(scene.one)  # the district's days came along
    assert day("2026-10-08") in scene.off(scene.one)
    common = read_year_row(scene.id, "2026-27")
    assert not [d for d in read_days([common.id]) if d.building_id]
    drop_own_calendar(scene.admin, NOON, "2026-27", scene.one.id)
    assert read_calendars(scene.id, "2026-27").of(scene.one.id).first_day == day("2026-09-02")
    assert not db.session.scalars(
        select(SchoolYearRow).where(SchoolYearRow.building_id == scene.one.id)
    ).all()
    assert first_broken_row(scene.id) is None


def test_a_new_year_takes_the_shape_of_the_last(scene):
    close_schools(scene.director, NOON, SNOW)
    entry = YearEntry(
        day("2027-09-01"),
        day("2028-06-09"),
        (TermEntry("fall", day("2027-09-01"), day("2028-01-21")),),
    )
    assert start_school_year(scene.admin, NOON, entry, "2026-27") == "2027-28"
    off = read_calendars(scene.id, "2027-28").common.days_off
    assert {day("2027-10-11"), day("2027-11-25"), day("2027-12-24"), day("2028-01-01")} <= off
    assert day("2027-11-22") not in off  # snow does not come back by itself
    assert year_on(scene.id, day("2027-06-30")) == "2026-27"
    assert year_on(scene.id, day("2027-07-01")) == "2027-28"


def test_a_new_year_takes_own_calendars_along(scene):
    own = replace(YEAR, first_day=day("2026-08-24"), terms=())
    save_school_year(scene.admin, NOON, "2026-27", own, "", scene.one.id)
    start_school_year(scene.admin, NOON, YearEntry(day("2027-09-01"), day("2028-06-09")), "2026-27")
    calendars = read_calendars(scene.id, "2027-28")
    assert calendars.of(scene.one.id).first_day == day("2027-08-23")
    assert calendars.of(scene.two.id).first_day == day("2027-09-01")


def test_a_year_is_started_once(scene):
    with pytest.raises(Refused) as refused:
        start_school_year(scene.admin, NOON, YEAR)
    assert refused.value.errors == {"first_day": "year_exists"}
    assert scene.nothing_written()


def test_who_may_change_a_calendar(scene):
    seen = str(read_year_row(scene.id, "2026-27").version)
    with pytest.raises(NotAllowed):
        save_school_year(scene.director, NOON, "2026-27", YEAR, seen)
    with pytest.raises(NotAllowed):
        start_school_year(scene.director, NOON, YearEntry(day("2027-09-01"), day("2028-06-09")))
    for building in (None, scene.one.id):
        with pytest.raises(NotAllowed):
            close_schools(scene.principal, NOON, replace(SNOW, building_id=building))
    assert scene.nothing_written()


def test_another_districts_days_are_not_there(scene):
    other = make.add_district("Elsewhere Schools")
    there = make.add_building(other, "Elsewhere High")
    db.session.commit()
    theirs = db.session.scalars(
        select(DayOffRow.id).join(SchoolYearRow).where(SchoolYearRow.district_id == other.id)
    ).first()
    with pytest.raises(Refused):
        remove_days_off(scene.director, NOON, [theirs])
    with pytest.raises(NotAllowed):
        close_schools(scene.director, NOON, replace(SNOW, building_id=there.id))
    with pytest.raises(NotAllowed):
        save_school_year(scene.admin, NOON, "2026-27", YEAR, "", there.id)
    assert db.session.get(DayOffRow, theirs) is not None
