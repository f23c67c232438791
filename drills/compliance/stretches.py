"""Windows that the drills themselves make: each N drills held, and the largest gap.

Their days depend on what was held, so they are made while judging. Windows of the
calendar are windows.py's.
"""

from __future__ import annotations

from datetime import date, timedelta

from drills.compliance.counting import has
from drills.compliance.pack import Requirement
from drills.compliance.pools import Held, Pool
from drills.compliance.verdict import MET, MISSED, NEEDS_DECISION, OPEN, WindowVerdict
from drills.facts import ONE_DAY, Calendar


def each_so_many(requirement: Requirement, pool: Pool, as_of: date) -> list[WindowVerdict]:
    """Of each N drills held, one after the other, so many with the qualities asked.

    The last few, fewer than N when the year ends, owe nothing.
    """
    year = requirement.windows[0]
    size, needed = requirement.each, year.needed or 1
    found = []
    for start in range(0, len(pool.sure), size):
        rows = pool.sure[start : start + size]
        readings = [(one, has(requirement.having, one.drill)) for one in rows]
        having = [one for one, reading in readings if reading]
        maybe = sum(reading is None for _, reading in readings) + bool(pool.unsure)
        whole = len(rows) == size
        if len(having) >= needed:
            status = MET
        elif not whole:
            status = OPEN
        else:
            status = NEEDS_DECISION if len(having) + maybe >= needed else MISSED
        due = rows[-1].day if whole else year.due
        drills = tuple(one.drill for one in having)
        found.append(WindowVerdict(rows[0].day, due, needed, len(having), status, drills))
    over = as_of > year.due
    if over:
        # Of a last part nothing is owed, even where one of it has the qualities.
        whole_ones = found[: len(pool.sure) // size]
        return whole_ones or [WindowVerdict(year.opens, year.due, 0, 0, MET)]
    if all(w.status != OPEN for w in found):
        # The year goes on, so the next few are still to come.
        opens = min(pool.sure[-1].day + ONE_DAY, year.due) if pool.sure else year.opens
        found.append(WindowVerdict(opens, year.due, needed, 0, OPEN))
    return found


def largest_gap(
    requirement: Requirement, pool: Pool, as_of: date, calendar: Calendar
) -> list[WindowVerdict]:
    """From the first day, and then from each drill, the next within so many days."""
    sure = _chain(requirement, pool.sure, as_of, calendar)
    if not pool.unsure or all(w.status != MISSED for w in sure):
        return sure
    both = sorted([*pool.sure, *pool.unsure], key=lambda one: one.day)
    if any(w.status == MISSED for w in _chain(requirement, both, as_of, calendar)):
        return sure
    return [
        WindowVerdict(w.opens, w.due, w.needed, w.counted, NEEDS_DECISION, w.drills)
        if w.status == MISSED
        else w
        for w in sure
    ]


def _chain(
    requirement: Requirement, rows: list[Held], as_of: date, calendar: Calendar
) -> list[WindowVerdict]:
    year = requirement.windows[0]
    found: list[WindowVerdict] = []
    opens = year.opens
    # The first day of school is the first of the days that may pass.
    due = _after(opens - ONE_DAY, requirement, calendar)
    for one in [h for h in rows if year.opens <= h.day <= year.due]:
        status = MET if due is None or one.day <= due else MISSED
        drills = (one.drill,) if status == MET else ()
        found.append(WindowVerdict(opens, due or year.due, 1, len(drills), status, drills))
        opens = one.day + ONE_DAY
        due = _after(one.day, requirement, calendar)
    if due is not None and due < year.due:
        status = MISSED if as_of > due else OPEN
        found.append(WindowVerdict(opens, due, 1, 0, status))
    elif as_of <= year.due and not found:
        found.append(WindowVerdict(opens, year.due, 1, 0, OPEN))
    return found or [WindowVerdict(year.opens, year.due, 0, 0, MET)]


def _after(day: date, requirement: Requirement, calendar: Calendar) -> date | None:
    """The last day on which the next drill keeps the gap; None where the year ends first."""
    if not requirement.gap_school:
        return day + timedelta(requirement.gap)
    return calendar.school_day_after(day, requirement.gap)
