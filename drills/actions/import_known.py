"""What a district has already, for an import to be compared with: read once, then pure.

The comparison itself is import_check.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from drills.actions.flag_rules import limits_of
from drills.compliance.flag_limits import LIMITS, Limits
from drills.facts import Building, Calendar, Drill
from drills.permissions import Grant, Person
from drills.store.buildings import read_building_rows, read_buildings, read_district
from drills.store.calendars import (
    DistrictCalendars,
    read_calendars,
    read_years,
    year_among,
    year_before,
    year_label,
)
from drills.store.closed_years import read_closed_years
from drills.store.imports import drills_between, held_between, keys_on_record, people_with_emails
from drills.store.people import person_from_row
from drills.workbooks.reading import Filled
from drills.workbooks.template_columns import PAST_DRILLS, PEOPLE


@dataclass(frozen=True, slots=True)
class KnownBuilding:
    """A building that is set up."""

    id: int
    key: str
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody of this district with an address of the file."""

    name: str
    left: bool
    grants: frozenset[Grant]


@dataclass(slots=True)
class Known:
    """The district as it stands. ``year``: from which the facts of new buildings hold."""

    district_id: int
    jurisdiction: str
    settings: dict[str, str]
    today: date
    year: str
    buildings: list[KnownBuilding] = field(default_factory=list)
    judged: dict[int, Building] = field(default_factory=dict)
    calendars: dict[str, DistrictCalendars] = field(default_factory=dict)
    people: dict[str, KnownPerson] = field(default_factory=dict)
    emails_elsewhere: frozenset[str] = frozenset()
    closed_years: frozenset[str] = frozenset()
    held: dict[tuple[int, date, str], list[time | None]] = field(default_factory=dict)
    drills: dict[int, list[Drill]] = field(default_factory=dict)
    limits: Limits = LIMITS

    def calendar(self, year: str, building_id: int) -> Calendar | None:
        """The calendar of a building that year; of one to come, the common one."""
        found = self.calendars.get(year)
        return found.of(building_id) if found else None

    def year_of(self, day: date, building_id: int) -> str | None:
        """The year that a drill of a day belongs to: a summer session's is the year before."""
        before = year_before(day)
        ended = self.calendar(before, building_id)
        if ended is not None and ended.summer is not None and day in ended.summer:
            return before
        label = year_label(day)
        return label if self.calendar(label, building_id) else None

    @staticmethod
    def keys_there(keys: Iterable[str]) -> set[str]:
        """Which keys of records are there already."""
        return keys_on_record(keys)


def read_known(by: Person, now: datetime, filled: Filled) -> Known:
    """Everything that the rows of a file have to be compared with.

    The number of queries does not grow with buildings; some grow with the file's length.
    """
    today = now.astimezone(ZoneInfo(by.zone)).date()
    district = read_district(by.district_id)
    years = read_years(by.district_id)
    year = year_among(years, today) or year_label(today)
    known = Known(by.district_id, district.jurisdiction, dict(district.settings), today, year)
    known.limits = limits_of(district)
    known.buildings = [
        KnownBuilding(row.id, row.key, row.name, row.closed_on is not None)
        for row in read_building_rows(by.district_id, with_closed=True)
    ]
    ids = [building.id for building in known.buildings]
    days = [row.values["date"] for row in filled.of(PAST_DRILLS) if "date" in row.values]
    labels = {label for day in days for label in (year_label(day), year_before(day))}
    for label in ({year} | labels) & set(years):
        known.calendars[label] = read_calendars(by.district_id, label)
    if year in years:
        known.judged = read_buildings(by.district_id, year)
    if days:
        known.closed_years = frozenset(read_closed_years(by.district_id))
    if days and ids:
        known.held = held_between(ids, min(days), max(days))
        known.drills = drills_between(ids, min(days), max(days))
    emails = [row.text("email").lower() for row in filled.of(PEOPLE)]
    rows = people_with_emails(email for email in emails if email)
    known.people = {
        email: KnownPerson(
            row.name, row.left_on is not None, frozenset(person_from_row(row).grants)
        )
        for email, row in rows.items()
        if row.district_id == by.district_id
    }
    known.emails_elsewhere = frozenset(set(rows) - set(known.people))
    return known
