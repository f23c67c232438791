"""A school year's shape, moved to a later year: a start for people to correct.

Pure. A first day that was a Thursday is a Thursday again; a holiday with a date of its own
keeps it; the second Monday of October stays the second Monday.
"""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta

from drills.actions.calendar_rules import TermEntry, YearEntry
from drills.facts import Span
from drills.store.tables import SchoolYearRow

# Juneteenth, Independence Day, Veterans Day, Christmas, New Year.
FIXED = ((6, 19), (7, 4), (11, 11), (12, 25), (1, 1))
SHORT = timedelta(days=4)


def moved(day: date, years: int) -> date:
    """The same weekday so many years later, a day or two earlier in the month."""
    return day + timedelta(weeks=52 * years)


def moved_year(row: SchoolYearRow, years: int) -> YearEntry:
    """A stored year's days, so many years later."""
    winter, spring = (row.breaks or {}).get("winter"), (row.breaks or {}).get("spring")

    def later(day: date | str | None) -> date | None:
        found = date.fromisoformat(day) if isinstance(day, str) else day
        return moved(found, years) if found else None

    return YearEntry(
        first_day=later(row.first_day),
        last_day=later(row.last_day),
        terms=tuple(TermEntry(t["name"], later(t["start"]), later(t["end"])) for t in row.terms),
        summer_start=later(row.summer_start),
        summer_end=later(row.summer_end),
        winter_start=later(winter[0]) if winter else None,
        winter_end=later(winter[1]) if winter else None,
        spring_start=later(spring[0]) if spring else None,
        spring_end=later(spring[1]) if spring else None,
    )


def moved_days(span: Span, years: int) -> Span:
    """Days off so many years later: by their date, by their place in the month, or by week."""
    if any((d.month, d.day) in FIXED for d in span.days()):
        return Span(_same_date(span.start, years), _same_date(span.end, years))
    length = span.end - span.start
    if length <= SHORT:
        start = _same_place(span.start, years)
        return Span(start, start + length)
    return Span(moved(span.start, years), moved(span.end, years))


def _same_date(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29
        return date(day.year + years, 2, 28)


def _same_place(day: date, years: int) -> date:
    """The same weekday of the month: its third Monday, or its last where it was the last."""
    year, month = day.year + years, day.month
    length = months.monthrange(year, month)[1]
    of_it = [d for d in range(1, length + 1) if date(year, month, d).weekday() == day.weekday()]
    was_last = day.day + 7 > months.monthrange(day.year, day.month)[1]
    place = -1 if was_last and day.month == 5 else min((day.day - 1) // 7, len(of_it) - 1)
    return date(year, month, of_it[place])
