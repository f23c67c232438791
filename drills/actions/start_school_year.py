"""Begin a new school year, from nothing or in the shape of an earlier one."""

from __future__ import annotations

from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.calendar_notes import year_note
from drills.actions.calendar_rules import WITHOUT_SCHOOL, YearEntry, checked_year
from drills.actions.change import change
from drills.actions.next_year import moved_days, moved_year
from drills.actions.refused import Refused
from drills.actions.save_school_year import put_calendar
from drills.facts import Calendar, Span
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.calendars import year_label
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.school_years import read_days, read_own_rows, read_year_row
from drills.store.tables import DayOffRow, SchoolYearRow


def start_school_year(
    by: Person, now: datetime, entry: YearEntry, days_from: str | None = None
) -> str:
    """Make the year that the first day lies in; gives its name, ``2027-28``.

    ``days_from`` names the year whose days off, half days and tests are moved along,
    closures left out, with the calendars of buildings that had their own.
    Raises NotAllowed, or Refused with every field to mend.
    """
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            calendar = checked_year(entry)
            label = year_label(calendar.first_day)
            if read_year_row(by.district_id, label) is not None:
                raise Refused(first_day="year_exists")
            row = SchoolYearRow(district_id=by.district_id)
            put_calendar(row, calendar)
            db.session.add(row)
            db.session.flush()
            note = {"after": year_note(row)}
            model = read_year_row(by.district_id, days_from) if days_from else None
            if model is not None and model.year < label:
                note["days_from"] = model.year
                _move_days(by, now, model, row, calendar)
                note["own_calendars"] = _move_own_calendars(by, now, model, label)
            db.session.flush()
            it.note("calendar.year_started", f"school_year:{row.id}", **note)
            it.rejudge_all()
            return label
    except CLASHES:
        raise Refused(first_day="year_exists") from None


def _move_days(
    by: Person, now: datetime, model: SchoolYearRow, row: SchoolYearRow, calendar: Calendar
) -> None:
    """Put the model's days into the new year, those of single buildings too.

    Days that fall on no school day there are left out, and all days off where they would
    leave no school day.
    """
    years = int(row.year[:4]) - int(model.year[:4])
    year = Span(calendar.first_day, calendar.last_day)
    found = []
    for day in read_days([model.id]):
        if day.kind == "closure":
            continue
        span = moved_days(Span(day.starts, day.ends), years)
        span = Span(max(span.start, year.start), min(span.end, year.end))
        if span.start <= span.end and any(d.weekday() < 5 for d in span.days()):
            found.append((day, span))
    off = {d for day, span in found if day.kind in WITHOUT_SCHOOL for d in span.days()}
    if off.issuperset(calendar.school_days):
        found = [(day, span) for day, span in found if day.kind not in WITHOUT_SCHOOL]
    for day, span in found:
        db.session.add(
            DayOffRow(
                school_year_id=row.id,
                building_id=day.building_id,
                kind=day.kind,
                starts=span.start,
                ends=span.end,
                why=day.why,
                added_at=now,
                added_by=by.id or None,
            )
        )


def _move_own_calendars(by: Person, now: datetime, model: SchoolYearRow, label: str) -> list[int]:
    """The same for buildings with a calendar of their own; gives their ids."""
    open_ones = {row.id for row in read_building_rows(by.district_id)}
    moved = []
    for own in read_own_rows(by.district_id, model.year):
        if own.building_id not in open_ones:
            continue
        years = int(label[:4]) - int(model.year[:4])
        try:
            calendar = checked_year(moved_year(own, years))
        except Refused:
            continue  # it follows the district's calendar until somebody says otherwise
        if calendar.school_year != label:
            continue
        row = SchoolYearRow(district_id=by.district_id, building_id=own.building_id)
        put_calendar(row, calendar)
        db.session.add(row)
        db.session.flush()
        _move_days(by, now, own, row, calendar)
        moved.append(own.building_id)
    return moved
