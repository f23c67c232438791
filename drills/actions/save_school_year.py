"""Save a school year: its first and last day, terms, summer session and breaks.

The district's, or that of one building that differs; the first save of a building's own
takes the district's days off along. Beginning a new year is start_school_year.py's.
"""

from __future__ import annotations

from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.calendar_notes import year_note
from drills.actions.calendar_rules import WITHOUT_SCHOOL, YearEntry, checked_year
from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import Calendar, Span
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.calendars import year_label
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.school_years import delete_days_of, read_days, read_year_row
from drills.store.tables import DayOffRow, SchoolYearRow


def save_school_year(
    by: Person,
    now: datetime,
    year: str,
    entry: YearEntry,
    seen: str,
    building_id: int | None = None,
) -> None:
    """Write a year anew. ``seen`` is the version that the person saw, empty for a first own.

    Raises NotAllowed, Refused with every field to mend, or ChangedMeanwhile.
    """
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            common = read_year_row(by.district_id, year)
            if common is None:
                raise NotAllowed
            row = common
            if building_id is not None:
                if not read_building_rows(by.district_id, [building_id], with_closed=True):
                    raise NotAllowed
                row = read_year_row(by.district_id, year, building_id)
            if (str(row.version) if row is not None else "") != seen:
                raise ChangedMeanwhile("changed_meanwhile")
            days = read_days([(row or common).id])
            off = [d for d in days if d.building_id in (None, building_id)]
            calendar = checked_year(
                entry,
                tuple(Span(d.starts, d.ends) for d in off if d.kind in WITHOUT_SCHOOL),
            )
            if calendar.school_year != year:
                raise Refused(first_day="other_year")
            before = None if row is None else year_note(row)
            if row is None:
                assert building_id is not None
                row = SchoolYearRow(district_id=by.district_id, building_id=building_id, year=year)
                put_calendar(row, calendar)
                db.session.add(row)
                db.session.flush()
                copy_days(off, row)
                delete_days_of(common.id, building_id)
            else:
                put_calendar(row, calendar)
            db.session.flush()
            it.note(
                "calendar.year_saved", f"school_year:{row.id}", before=before, after=year_note(row)
            )
            if building_id is None:
                it.rejudge_all()
            else:
                it.rejudge([building_id])
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def drop_own_calendar(by: Person, now: datetime, year: str, building_id: int) -> None:
    """Let a building follow the district's calendar again. Raises NotAllowed."""
    with change(by, now) as it:
        allowed_today(by, now, "set_up")
        hold_district(by.district_id)
        row = read_year_row(by.district_id, year, building_id)
        if row is None:
            raise NotAllowed
        it.note(
            "calendar.own_dropped",
            f"school_year:{row.id}",
            before=year_note(row),
            days=[[d.kind, d.starts.isoformat(), d.ends.isoformat()] for d in read_days([row.id])],
        )
        delete_days_of(row.id)
        db.session.delete(row)
        it.rejudge([building_id])


def put_calendar(row: SchoolYearRow, calendar: Calendar) -> None:
    """Write a checked calendar into its row; what did not change is left alone."""
    terms = [
        {"name": t.name, "start": t.start.isoformat(), "end": t.end.isoformat()}
        for t in calendar.terms
    ]
    breaks = {n: [s.start.isoformat(), s.end.isoformat()] for n, s in calendar.breaks}
    row.year = year_label(calendar.first_day)
    row.first_day, row.last_day = calendar.first_day, calendar.last_day
    row.summer_start = calendar.summer.start if calendar.summer else None
    row.summer_end = calendar.summer.end if calendar.summer else None
    if row.terms != terms:
        row.terms = terms
    if (row.breaks or {}) != breaks:
        row.breaks = breaks


def copy_days(days: list[DayOffRow], to: SchoolYearRow) -> None:
    """The same days for a building's own calendar, as added when they were."""
    for day in days:
        db.session.add(
            DayOffRow(
                school_year_id=to.id,
                kind=day.kind,
                starts=day.starts,
                ends=day.ends,
                why=day.why,
                added_at=day.added_at,
                added_by=day.added_by,
            )
        )
