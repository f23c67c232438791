"""Sets a sample district up in July: its rows, calendar and people, before any drill.

By the real actions, as an administrator's morning; only the password is put in as a row,
since nobody here chooses one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from drills.actions import set_up_district
from drills.actions.building_rules import BuildingEntry
from drills.actions.calendar_rules import TermEntry, YearEntry
from drills.actions.change import change
from drills.actions.create_district import NewDistrict, create_district
from drills.actions.manage_people import add_person, change_person, fingerprint
from drills.actions.people_rules import Entry
from drills.actions.save_building import add_building
from drills.actions.save_law_file import law_seen, save_law_file
from drills.actions.settle_buildings import facts_seen, settle_buildings
from drills.actions.settle_days import DayLine, days_seen, settle_days
from drills.actions.start_school_year import start_school_year
from drills.actions.turn_over import turn_over
from drills.demo.districts import DemoDistrict, DemoPerson
from drills.demo.planning import set_planning
from drills.demo.the_plan import calendar_of, days_of
from drills.demo.the_year import DemoYear
from drills.permissions import AUDITOR, Grant, Person
from drills.store.buildings import read_building_rows, read_building_years, read_district
from drills.store.database import db
from drills.store.people import person_from_row, read_by_email
from drills.store.tables import PersonRow

# Public on purpose: it is printed at every start, and production refuses the demo.
PASSWORD = "lantern-cobble-thirteen"
LAW_NOTE = "Adopted by the board in June."


@dataclass(slots=True)
class Known:
    """The ids of what was made, by the keys of the data."""

    district_id: int
    year: DemoYear
    buildings: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def person(self, key: str) -> Person:
        """Somebody as the actions want them, with today's roles."""
        row = db.session.get(PersonRow, self.people[key])
        assert row is not None
        return person_from_row(row)


def set_up(told: DemoDistrict, year: DemoYear) -> Known:
    """The district as it stood before school began."""
    july = year.instant(date(year.start, 7, 6), time(9, 0))
    admin = next(p for p in told.people if p.role == "administrator")
    new = NewDistrict(
        told.name, told.jurisdiction, told.zone, admin.name, told.email(admin), PASSWORD
    )
    known = Known(create_district(new, july, available_timezones()), year)
    row = read_by_email(told.email(admin))
    assert row is not None
    known.people[admin.key] = row.id
    by = known.person(admin.key)
    _title(told, known, admin, july + timedelta(minutes=5))
    _district(told, known, by, july + timedelta(minutes=10))
    if told.last_year is not None:
        _calendar(told, year.before, by, july + timedelta(minutes=15))
    _buildings(told, known, by, july + timedelta(hours=1))
    _calendar(told, year, by, july + timedelta(hours=2))
    if told.last_year is not None:
        _settle(told, known, by, july + timedelta(hours=2, minutes=45))
    for number, person in enumerate(p for p in told.people if p is not admin):
        if not person.stands_in_for:
            at = july + timedelta(hours=3, minutes=2 * number)
            known.people[person.key] = add_person(by, at, entry_of(told, known, person), None)
    # Nobody's role ends with the year before: the program is new here.
    turn_over(by, july + timedelta(hours=5), year.label, (), [], None)
    let_in(
        told, known, [p for p in told.people if p.key in known.people], july + timedelta(hours=6)
    )
    agency = f"{told.name.partition(' Public')[0].partition(' Central')[0]} Fire Department"
    covered = {key for p in told.people if p.role == "officer" for key in p.buildings}
    set_planning(by, july + timedelta(hours=7), agency, covered >= set(known.buildings))
    if told.local_law:
        seen, then = law_seen(read_district(known.district_id)), july + timedelta(hours=8)
        save_law_file(by, then, "district", told.local_law, seen=seen, note=LAW_NOTE)
    return known


def _title(told: DemoDistrict, known: Known, admin: DemoPerson, at: datetime) -> None:
    row = db.session.get(PersonRow, known.people[admin.key])
    assert row is not None
    entry = entry_of(told, known, admin)
    change_person(known.person(admin.key), at, row.id, entry, fingerprint(row))


def _district(told: DemoDistrict, known: Known, by: Person, at: datetime) -> None:
    row = read_district(known.district_id)
    entry = set_up_district.DistrictEntry(
        told.name, told.zone, "en", dict(told.labels), dict(told.settings), dict(told.options)
    )
    seen = set_up_district.fingerprint(row)
    set_up_district.set_up_district(by, at, entry, seen, available_timezones())


def _buildings(told: DemoDistrict, known: Known, by: Person, at: datetime) -> None:
    year = known.year if told.last_year is None else known.year.before
    for number, building in enumerate(told.buildings):
        entry = BuildingEntry(building.name, building.address, building.key, dict(building.facts))
        then = at + timedelta(minutes=3 * number)
        known.buildings[building.key] = add_building(by, then, year.label, entry)
        known.names[building.key] = building.name


def _calendar(told: DemoDistrict, year: DemoYear, by: Person, at: datetime) -> None:
    calendar = calendar_of(told, year)
    terms = tuple(TermEntry(term.name, term.start, term.end) for term in calendar.terms)
    start_school_year(by, at, YearEntry(calendar.first_day, calendar.last_day, terms))
    days = [DayLine(0, kind, span.start, span.end, why) for kind, span, why in days_of(told, year)]
    settle_days(by, at + timedelta(minutes=9), year.label, days, days_seen([]))


def _settle(told: DemoDistrict, known: Known, by: Person, at: datetime) -> None:
    """Each building has facts of its own in the year shown, so that neither year alters the
    other."""
    rows = read_building_rows(known.district_id)
    facts = read_building_years([row.id for row in rows], known.year.label)
    pupils = {known.buildings[b.key]: str(b.facts["enrollment"]) for b in told.buildings}
    settle_buildings(by, at, known.year.label, pupils, facts_seen(rows, facts))


def entry_of(told: DemoDistrict, known: Known, person: DemoPerson, *grants: Grant) -> Entry:
    """Somebody as an administrator writes them down, with their usual role or others."""
    covers = frozenset(known.buildings[key] for key in person.buildings) or None
    usual = (Grant(person.role, covers),)
    if person.role == AUDITOR:
        # Such a role has a last day and named years; these outlast the year that is shown.
        years = frozenset({known.year.before.label, known.year.label})
        usual = (Grant(AUDITOR, covers, None, date(known.year.start + 1, 8, 31), years),)
    return Entry(person.name, person.title, told.email(person), grants or usual)


def let_in(told: DemoDistrict, known: Known, people: list[DemoPerson], at: datetime) -> None:
    """These get the demo's password, by the administrator's hash, and their language."""
    by = known.person("administrator")
    with change(by, at) as it:
        first = db.session.get(PersonRow, by.id)
        assert first is not None
        for person in people:
            row = db.session.get(PersonRow, known.people[person.key])
            assert row is not None
            row.password_hash, row.language = first.password_hash, person.language
        it.note("demo.passwords_set", f"district:{known.district_id}", people=len(people))
