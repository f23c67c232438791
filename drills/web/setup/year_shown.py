"""What the calendar page shows: which year, whose calendar, its months and its list of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import abort, request
from flask_babel import gettext

from drills.facts import Calendar
from drills.store.buildings import read_building_rows
from drills.store.calendars import DistrictCalendars, read_calendars, read_years, year_among
from drills.store.school_years import read_days, read_own_rows, read_year_row
from drills.store.tables import BuildingRow, DayOffRow, SchoolYearRow
from drills.web.setup.days_form import KIND_NAMES

# What a month's square shows where several hold: a closed day is closed.
STRENGTH = ("closure", "off", "half", "testing")


@dataclass
class YearShown:
    """A school year of the district, or of one building, as the page shows it."""

    years: list[str]
    year: str
    building: BuildingRow | None
    buildings: list[BuildingRow]
    common: SchoolYearRow
    own: SchoolYearRow | None  # the chosen building's own calendar
    own_rows: list[SchoolYearRow]
    calendars: DistrictCalendars
    calendar: Calendar
    lines: list[dict[str, Any]] = field(default_factory=list)
    months: list[dict[str, Any]] = field(default_factory=list)

    @property
    def link(self) -> dict[str, Any]:
        """What an address needs so that the next page speaks of the same calendar."""
        found: dict[str, Any] = {"year": self.year}
        if self.building is not None:
            found["building"] = self.building.id
        return found

    @property
    def own_buildings(self) -> list[BuildingRow]:
        """The schools that have a calendar of their own."""
        ids = {row.building_id for row in self.own_rows}
        return [row for row in self.buildings if row.id in ids]


def year_shown(district_id: int, today: date) -> YearShown | None:
    """What this request asks to see; None where no year is set up. Not found where the
    address names a year or a building that the district does not have."""
    years = read_years(district_id)
    year = request.values.get("year") or year_among(years, today)
    if year is None:
        return None
    if year not in years:
        abort(404)
    rows = read_building_rows(district_id)
    building = _chosen_building(rows)
    common = read_year_row(district_id, year)
    assert common is not None
    own_rows = read_own_rows(district_id, year)
    own = next((r for r in own_rows if building and r.building_id == building.id), None)
    calendars = read_calendars(district_id, year)
    calendar = calendars.common if building is None else calendars.of(building.id)
    assert calendar is not None
    shown = YearShown(years, year, building, rows, common, own, own_rows, calendars, calendar)
    days = read_days([(own or common).id])
    if building is not None and own is None:
        days = [d for d in days if d.building_id in (None, building.id)]
    names = {row.id: row.name for row in rows}
    shown.lines = [_line(d, shown, names) for d in days]
    shown.months = months_of(
        calendar, [d for d in days if building is not None or d.building_id is None]
    )
    return shown


def row_ids(texts: Iterable[str]) -> list[int]:
    """The numbers of rows that an address or a form names; what is no number is left out."""
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]


def _chosen_building(rows: list[BuildingRow]) -> BuildingRow | None:
    wanted = request.args.get("building", "")
    if not wanted:
        return None
    found = next((row for row in rows if str(row.id) == wanted), None)
    if found is None:
        abort(404)
    return found


def _line(day: DayOffRow, shown: YearShown, names: dict[int, str]) -> dict[str, Any]:
    calendar = shown.calendar
    inside = day.ends >= calendar.first_day and day.starts <= calendar.last_day
    if calendar.summer is not None:
        inside |= day.ends >= calendar.summer.start and day.starts <= calendar.summer.end
    if day.building_id is not None:
        whom = names.get(day.building_id, gettext("A closed building"))
    elif shown.own is not None and shown.building is not None:
        whom = shown.building.name
    else:
        whom = gettext("All schools")
    return {
        "id": day.id,
        "kind": day.kind,
        "name": str(KIND_NAMES[day.kind]),
        "starts": day.starts,
        "ends": day.ends,
        "why": day.why,
        "whom": whom,
        "inside": inside,
        # On one school's page, what holds for all is taken out on the page of all.
        "removable": shown.building is None or shown.own is not None or day.building_id is not None,
    }


def months_of(calendar: Calendar, days: Iterable[DayOffRow]) -> list[dict[str, Any]]:
    """Each month from the first to the last day, with the marks of its days."""
    marks: dict[date, dict[str, str]] = {}
    for kind in reversed(STRENGTH):
        for row in days:
            if row.kind != kind:
                continue
            for number in range((row.ends - row.starts).days + 1):
                day = row.starts + timedelta(number)
                if day.weekday() < 5:
                    says = f"{KIND_NAMES[kind]}: {row.why}" if row.why else str(KIND_NAMES[kind])
                    marks[day] = {"kind": "off" if kind == "closure" else kind, "says": says}
    last = calendar.summer.end if calendar.summer else calendar.last_day
    first = min(calendar.first_day, calendar.summer.start if calendar.summer else date.max)
    month, found = first.replace(day=1), []
    while month <= max(last, calendar.last_day):
        after = (month + timedelta(31)).replace(day=1)
        _mark_outside(calendar, month, after, marks)
        found.append({"first": month, "marks": marks, "days": _school_days(calendar, month, after)})
        month = after
    return found


def _school_days(calendar: Calendar, first: date, after: date) -> int:
    return calendar.school_days_between(first, after - timedelta(1))


def _mark_outside(
    calendar: Calendar, first: date, after: date, marks: dict[date, dict[str, str]]
) -> None:
    """Weekdays before the first and after the last day of school are without school too."""
    for number in range((after - first).days):
        day = first + timedelta(number)
        in_year = calendar.first_day <= day <= calendar.last_day
        if day.weekday() < 5 and not in_year and day not in calendar.summer_days:
            marks.setdefault(day, {"kind": "off", "says": gettext("No school")})
