"""The school calendar as an export tells it: the year, its terms, and the days that differ.

Reckoning with it is the judge's; how it looks, the workbook's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from drills.store.buildings import read_building_rows
from drills.store.calendars import read_calendars
from drills.store.school_years import read_days, read_own_rows, read_year_row
from drills.store.tables import DayOffRow, SchoolYearRow
from drills.workbooks.contents import CalendarLine

KINDS_OF_DAYS = {
    "off": "No school",
    "closure": "Closed, added during the year",
    "half": "Half day",
    "testing": "State tests",
}
EVERYWHERE = "All buildings"


def calendar_lines(district_id: int, year: str) -> Iterator[CalendarLine]:
    """The district's calendar, then those of buildings that differ. Six queries."""
    names = {row.id: row.name for row in read_building_rows(district_id)}
    calendars = read_calendars(district_id, year)
    common = read_year_row(district_id, year)
    years = [*([common] if common else []), *read_own_rows(district_id, year)]
    days = defaultdict(list)
    for day in read_days([row.id for row in years]):
        days[day.school_year_id].append(day)
    for row in years:
        if row.building_id is not None and row.building_id not in names:
            continue  # of a building that is closed
        name = EVERYWHERE if row.building_id is None else names[row.building_id]
        own = calendars.common if row.building_id is None else calendars.of(row.building_id)
        count = len(own.school_days) if own else None
        yield CalendarLine(name, "School year", row.first_day, row.last_day, "", count)
        yield from _stretches(row, name)
        for one in days[row.id]:
            yield _line(one, name, names)


def _stretches(row: SchoolYearRow, name: str) -> Iterator[CalendarLine]:
    for term in row.terms:
        yield CalendarLine(name, f"Term: {term['name']}", _day(term["start"]), _day(term["end"]))
    if row.summer_start and row.summer_end:
        yield CalendarLine(name, "Summer session", row.summer_start, row.summer_end)
    for which, (start, end) in sorted((row.breaks or {}).items()):
        yield CalendarLine(name, f"{which.capitalize()} break", _day(start), _day(end))


def _line(day: DayOffRow, name: str, names: dict[int, str]) -> CalendarLine:
    if day.building_id is not None:
        name = names.get(day.building_id, "A closed building")
    return CalendarLine(name, KINDS_OF_DAYS.get(day.kind, day.kind), day.starts, day.ends, day.why)


def _day(text: str) -> date:
    return date.fromisoformat(text)
