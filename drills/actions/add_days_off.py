"""Add days off, half days or days of state tests to a calendar, for all or for one building.

A closure during the year, in one tap for all schools, is snow_day.py's.
"""

from __future__ import annotations

from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.calendar_notes import day_note
from drills.actions.calendar_rules import DaysEntry, checked_days
from drills.actions.change import change
from drills.actions.refused import NotAllowed
from drills.actions.verdict_changes import changes_between, standing
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.calendars import read_calendars
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.school_years import read_year_row
from drills.store.tables import DayOffRow, SchoolYearRow


def add_days_off(by: Person, now: datetime, year: str, entry: DaysEntry) -> int:
    """Add the days to the year; gives how many buildings stand otherwise after it.

    Without a building they hold for every school on the district's calendar; schools with a
    calendar of their own keep theirs. Raises NotAllowed, or Refused by field.
    """
    with change(by, now) as it:
        today = allowed_today(by, now, "change_calendar", entry.building_id)
        hold_district(by.district_id)
        row, only = calendar_row(by, year, entry.building_id)
        calendars = read_calendars(by.district_id, year)
        calendar = calendars.common if only is None else calendars.of(only)
        assert calendar is not None
        entry = checked_days(entry, calendar)
        assert entry.starts is not None and entry.ends is not None
        before = standing(by.district_id, today, year)
        day = new_day(by, now, row, entry)
        db.session.add(day)
        db.session.flush()
        changed = changes_between(before, standing(by.district_id, today, year))
        it.note("calendar.days_added", f"day_off:{day.id}", after=day_note(day), verdicts=changed)
        if only is None:
            it.rejudge_all()
        else:
            it.rejudge([only])
        return sum(one["was"] != one["now"] for one in changed)


def calendar_row(
    by: Person, year: str, building_id: int | None
) -> tuple[SchoolYearRow, int | None]:
    """The row whose days rule the building, and the building; raises NotAllowed."""
    common = read_year_row(by.district_id, year)
    if common is None:
        raise NotAllowed
    if building_id is None:
        return common, None
    if not read_building_rows(by.district_id, [building_id], with_closed=True):
        raise NotAllowed
    return read_year_row(by.district_id, year, building_id) or common, building_id


def new_day(by: Person, now: datetime, row: SchoolYearRow, entry: DaysEntry) -> DayOffRow:
    """A row of checked days. In a building's own calendar it needs no building's name."""
    return DayOffRow(
        school_year_id=row.id,
        building_id=entry.building_id if row.building_id is None else None,
        kind=entry.kind,
        starts=entry.starts,
        ends=entry.ends,
        why=entry.why,
        added_at=now,
        added_by=by.id or None,
    )
