"""Go through the days of a coming school year in one stroke: holidays, half days, tests.

Lines that stand are moved or taken out, new ones added. Closures of a running year are
add_days_off.py's and snow_day.py's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from drills.actions.allowed import allowed_today
from drills.actions.calendar_rules import WITHOUT_SCHOOL, DaysEntry, checked_days, checked_year
from drills.actions.change import change
from drills.actions.next_year import moved_year
from drills.actions.next_year_steps import DAYS, confirm_step
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.school_years import read_days, read_year_row
from drills.store.tables import DayOffRow


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line as somebody left it. ``id`` 0: a new one; not ``keep``: taken out."""

    id: int
    kind: str
    starts: date | None
    ends: date | None
    why: str
    keep: bool = True

    @property
    def empty(self) -> bool:
        """A new line that was left alone."""
        return not (self.id or self.starts or self.ends or self.why.strip())


def days_seen(rows: list[DayOffRow]) -> str:
    """Short words for the days of a year, so that a save that would undo somebody else's is
    noticed."""
    words = "\n".join(str(_told(row)) for row in rows)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def settled_rows(district_id: int, year: str) -> list[DayOffRow]:
    """The days that are gone through: of the district's calendar, without closures."""
    row = read_year_row(district_id, year)
    found = read_days([row.id]) if row is not None else []
    return [day for day in found if day.kind != "closure"]


def settle_days(by: Person, now: datetime, year: str, lines: list[DayLine], seen: str) -> int:
    """Save the days of a year; gives how many differ from what stood there.

    Raises NotAllowed; Refused with every line to mend (``lines-2-starts``); ChangedMeanwhile.
    """
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            row = read_year_row(by.district_id, year)
            if row is None:
                raise NotAllowed
            rows = settled_rows(by.district_id, year)
            if days_seen(rows) != seen:
                raise ChangedMeanwhile("changed_meanwhile")
            there = {day.id: day for day in rows}
            calendar = checked_year(moved_year(row, 0))  # without any day off
            wanted, errors = [], {}
            for number, line in enumerate(lines):
                if line.empty or not line.keep:
                    continue
                entry = DaysEntry(line.kind, line.starts, line.ends, line.why)
                try:
                    wanted.append((line, checked_days(entry, calendar)))
                except Refused as refused:
                    errors |= {f"lines-{number}-{n}": c for n, c in refused.errors.items()}
            if errors:
                raise Refused(**errors)
            off = {
                day
                for _, entry in wanted
                if entry.kind in WITHOUT_SCHOOL and entry.starts and entry.ends
                for day in calendar.school_days
                if entry.starts <= day <= entry.ends
            }
            if off.issuperset(calendar.school_days):
                raise Refused("days_all_gone")
            before = [_told(day) for day in rows]
            kept = {line.id for line, _ in wanted if line.id}
            for day in rows:
                if day.id not in kept:
                    db.session.delete(day)
            for line, entry in wanted:
                assert entry.starts is not None and entry.ends is not None
                day = there.get(line.id) or DayOffRow(
                    school_year_id=row.id, added_at=now, added_by=by.id or None
                )
                day.kind, day.starts, day.ends = entry.kind, entry.starts, entry.ends
                day.why = entry.why
                if not line.id:
                    db.session.add(day)
            db.session.flush()
            after = [_told(day) for day in settled_rows(by.district_id, year)]
            changed = [one for one in before if one not in after]
            added = [one for one in after if one not in before]
            first = confirm_step(read_district(by.district_id), year, DAYS)
            if changed or added or first:
                it.note(
                    "calendar.days_settled",
                    f"school_year:{row.id}",
                    year=year,
                    gone=changed,
                    new=added,
                )
            if changed or added:
                it.rejudge_all()
            return max(len(changed), len(added))
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _told(day: DayOffRow) -> list[object]:
    return [day.kind, day.starts.isoformat(), day.ends.isoformat(), day.why, day.building_id]
