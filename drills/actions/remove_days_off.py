"""Take days out of a calendar again: a day off that was not, a closure that is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from drills.actions.allowed import allowed_today
from drills.actions.calendar_notes import day_note
from drills.actions.change import change
from drills.actions.refused import Refused
from drills.actions.verdict_changes import changes_between, standing
from drills.permissions import Person
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.school_years import read_day_rows, read_twins


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out, and how many buildings' verdicts are not what they were."""

    kind: str
    starts: date
    ends: date
    changed: int


def remove_days_off(by: Person, now: datetime, ids: Iterable[int]) -> Removed:
    """Take the rows out. A day of all schools goes from the own calendars that it reached.

    Raises NotAllowed, or Refused where they are gone already.
    """
    with change(by, now) as it:
        found = read_day_rows(by.district_id, ids)
        if not found:
            raise Refused("days_gone")
        hold_district(by.district_id)
        first, first_year = found[0]
        removed = {}
        buildings = set()
        for row, year in found:
            building = row.building_id or year.building_id
            today = allowed_today(by, now, "change_calendar", building)
            buildings.add(building)
            twins = read_twins(by.district_id, row, year.year) if building is None else [row]
            removed |= {twin.id: twin for twin in twins}
        before = standing(by.district_id, today, first_year.year)
        notes = [day_note(row) for row in removed.values()]
        for row in removed.values():
            db.session.delete(row)
        kind, starts, ends, subject = first.kind, first.starts, first.ends, f"day_off:{first.id}"
        db.session.flush()
        changed = changes_between(before, standing(by.district_id, today, first_year.year))
        it.note("calendar.days_removed", subject, before=notes, verdicts=changed)
        if None in buildings:
            it.rejudge_all()
        else:
            it.rejudge({b for b in buildings if b is not None})
        return Removed(kind, starts, ends, sum(one["was"] != one["now"] for one in changed))
