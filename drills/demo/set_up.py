"""Sets a sample district up in July: its rows, calendar and people, before any drill.

The first administrator comes by the real action; buildings and calendar are rows with
their audit notes, in one change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from drills.actions.change import change
from drills.actions.create_district import NewDistrict, create_district
from drills.actions.manage_people import add_person
from drills.actions.people_rules import Entry
from drills.demo.districts import DemoDistrict, DemoPerson
from drills.demo.the_plan import calendar_of
from drills.demo.the_year import DemoYear
from drills.permissions import Grant, Person
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.people import person_from_row, read_by_email
from drills.store.tables import BuildingRow, BuildingYearRow, DayOffRow, PersonRow, SchoolYearRow

# Public on purpose: it is printed at every start, and production refuses the demo.
PASSWORD = "lantern-cobble-thirteen"


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
    _title(by, july, admin)
    _places(told, known, by, july + timedelta(hours=1))
    _calendar(told, known, by, july + timedelta(hours=2))
    for number, person in enumerate(p for p in told.people if p is not admin):
        if not person.stands_in_for:
            at = july + timedelta(hours=3, minutes=2 * number)
            known.people[person.key] = add_person(by, at, entry_of(told, known, person), None)
    let_in(
        told, known, [p for p in told.people if p.key in known.people], july + timedelta(hours=6)
    )
    return known


def _title(by: Person, at: datetime, admin: DemoPerson) -> None:
    with change(by, at) as it:
        row = db.session.get(PersonRow, by.id)
        assert row is not None
        row.title = admin.title
        it.note("person.changed", f"person:{row.id}", title=admin.title)


def _places(told: DemoDistrict, known: Known, by: Person, at: datetime) -> None:
    with change(by, at) as it:
        district = read_district(known.district_id)
        district.settings, district.labels = dict(told.settings), dict(told.labels)
        district.options = dict(told.options)
        it.note("district.changed", f"district:{district.id}", settings=district.settings)
        for building in told.buildings:
            row = BuildingRow(
                district_id=district.id,
                key=building.key,
                name=building.name,
                sort_name=building.name.casefold(),
                address=building.address,
            )
            db.session.add(row)
            db.session.flush()
            known.buildings[building.key] = row.id
            known.names[building.key] = building.name
            facts = BuildingYearRow(
                building_id=row.id, year=known.year.label, facts=dict(building.facts)
            )
            db.session.add(facts)
            it.note(
                "building.added",
                f"building:{row.id}",
                name=row.name,
                year=known.year.label,
                facts=dict(building.facts),
            )


def _calendar(told: DemoDistrict, known: Known, by: Person, at: datetime) -> None:
    year, calendar = known.year, calendar_of(told, known.year)
    with change(by, at) as it:
        row = SchoolYearRow(
            district_id=known.district_id,
            year=year.label,
            first_day=calendar.first_day,
            last_day=calendar.last_day,
            terms=[
                {"name": t.name, "start": t.start.isoformat(), "end": t.end.isoformat()}
                for t in calendar.terms
            ],
        )
        db.session.add(row)
        db.session.flush()
        off = [(year.span(a, b), "off", why) for a, b, why in told.calendar["off"]]
        if year.winter_recess not in [span for span, _, _ in off]:
            off.append((year.winter_recess, "off", "Winter recess"))
        for kind in ("half", "testing"):
            off += [(year.span(a, b), kind, why) for a, b, why in told.calendar[kind]]
        for span, kind, why in off:
            db.session.add(
                DayOffRow(
                    school_year_id=row.id,
                    kind=kind,
                    starts=span.start,
                    ends=span.end,
                    why=why,
                    added_at=at,
                    added_by=by.id,
                )
            )
        it.note(
            "calendar.added",
            f"school_year:{row.id}",
            year=row.year,
            first_day=row.first_day.isoformat(),
            last_day=row.last_day.isoformat(),
            days=len(off),
        )
        it.rejudge_all()


def entry_of(told: DemoDistrict, known: Known, person: DemoPerson, *grants: Grant) -> Entry:
    """Somebody as an administrator writes them down, with their usual role or others."""
    covers = frozenset(known.buildings[key] for key in person.buildings) or None
    usual = (Grant(person.role, covers),)
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
