"""Close schools during the year: one tap for all of them, judged again at once."""

from __future__ import annotations

from datetime import datetime

from drills.actions.add_days_off import calendar_row, new_day
from drills.actions.allowed import allowed_today
from drills.actions.calendar_notes import day_note
from drills.actions.calendar_rules import DaysEntry, checked_days
from drills.actions.change import change
from drills.actions.refused import Refused
from drills.actions.verdict_changes import changes_between, standing
from drills.permissions import Person
from drills.store.calendars import read_calendars
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.school_years import read_days, read_own_rows, year_holding
from drills.store.tables import DayOffRow, SchoolYearRow


def close_schools(by: Person, now: datetime, entry: DaysEntry) -> int:
    """Close all schools, or one, from a day to a day; gives the id of the closure.

    Schools with a calendar of their own close too, where they would have had school. A
    second tap for the same days finds the closure of the first and adds nothing.
    Raises NotAllowed, or Refused by field.
    """
    with change(by, now) as it:
        today = allowed_today(by, now, "change_calendar", entry.building_id)
        hold_district(by.district_id)
        if entry.starts is None:
            raise Refused(starts="starts_missing")
        year = year_holding(by.district_id, entry.starts)
        if year is None:
            raise Refused(starts="no_calendar")
        common, only = calendar_row(by, year, entry.building_id)
        rows = [common]
        if only is None:
            rows += read_own_rows(by.district_id, year)
        closing, refusals = _what_closes(by, year, rows, entry)
        if not closing:
            known = _closed_already(rows, entry)
            if known is not None:
                return known
            raise refusals[0]
        before = standing(by.district_id, today, year)
        days = [new_day(by, now, row, checked) for row, checked in closing]
        db.session.add_all(days)
        db.session.flush()
        first = days[0]
        changed = changes_between(before, standing(by.district_id, today, year))
        it.note(
            "calendar.closed",
            f"day_off:{first.id}",
            after=day_note(first),
            own_calendars=[row.building_id for row, _ in closing if row.building_id],
            verdicts=changed,
        )
        if only is None:
            it.rejudge_all()
        else:
            it.rejudge([only])
        return first.id


def _what_closes(
    by: Person, year: str, rows: list[SchoolYearRow], entry: DaysEntry
) -> tuple[list[tuple[SchoolYearRow, DaysEntry]], list[Refused]]:
    """The calendars in which the days are school days, and what the others say."""
    calendars = read_calendars(by.district_id, year)
    closing, refusals = [], []
    for row in rows:
        building = entry.building_id or row.building_id
        calendar = calendars.common if building is None else calendars.of(building)
        assert calendar is not None
        try:
            closing.append((row, checked_days(entry, calendar)))
        except Refused as refused:
            refusals.append(refused)
    return closing, refusals


def _closed_already(rows: list[SchoolYearRow], entry: DaysEntry) -> int | None:
    ends = entry.ends or entry.starts

    def fits(day: DayOffRow) -> bool:
        mine = day.building_id in (None, entry.building_id)
        return mine and day.kind == "closure" and (day.starts, day.ends) == (entry.starts, ends)

    return next((day.id for day in read_days([row.id for row in rows]) if fits(day)), None)
