"""Judges a building's drills against its dated requirements, as of a day.

Statuses and sums. Which drills a requirement may use is in pools.py, which windows they
fill in filling.py, and what to say about it in reasons.py. Fast on purpose: a state is
judged by calling this 10,000 times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from drills.compliance.apart import keep_apart
from drills.compliance.counting import standing
from drills.compliance.filling import Filled, fill
from drills.compliance.pack import Requirement, Window
from drills.compliance.pools import Held, Pool, held, pool_of
from drills.compliance.qualities import QUALITIES
from drills.compliance.stretches import each_so_many, largest_gap
from drills.compliance.verdict import (
    EXCUSED,
    MET,
    MISSED,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    NOT_ON_RECORD,
    OPEN,
    UPCOMING,
    RequirementVerdict,
    Verdict,
    WindowVerdict,
    strongest,
)
from drills.facts import Calendar, Drill, Waiver

LOG = "log"  # what is missing where the log does not reach back to January


def judge(
    requirements: Sequence[Requirement],
    drills: Iterable[Drill],
    as_of: date,
    *,
    calendar: Calendar,
    records_begin: date | None = None,
    waivers: Sequence[Waiver] = (),
) -> Verdict:
    """The building's verdict as of a day: each requirement with its windows.

    Only drills dated on or before that day count. Identical rows count once. For rules of
    the calendar year, pass the drills from January on.
    """
    drills = list(drills)
    rows = held(standing(drills, as_of, calendar), calendar)
    long: list[Held] | None = None
    pools: dict[str, Pool] = {}
    for requirement in requirements:
        if requirement.settled:
            continue
        if requirement.calendar_year and long is None:
            january = date(calendar.year_starts.year, 1, 1)
            long = [
                Held(h.drill, h.drill.date, h.fits)
                for h in held(standing(drills, as_of, calendar, january), calendar)
            ]
        usable = long if requirement.calendar_year and long is not None else rows
        pools[requirement.id] = pool_of(requirement, usable)
    pools = keep_apart(requirements, pools, as_of)
    found = []
    for requirement in requirements:
        if requirement.settled:
            found.append(
                RequirementVerdict(
                    requirement.id,
                    requirement.settled,
                    None,
                    None,
                    requirement.advisory,
                    missing=requirement.missing,
                )
            )
            continue
        pool = pools[requirement.id]
        if requirement.each:
            judged = each_so_many(requirement, pool, as_of)
        elif requirement.gap:
            judged = largest_gap(requirement, pool, as_of, calendar)
        elif requirement.in_place_of_others:
            judged = _in_place_of_others(requirement, requirements, pools, as_of)
        else:
            judged = _windows(requirement, pool, as_of)
        if records_begin is not None:
            judged = [_on_record(w, records_begin) for w in judged]
        if waivers:
            judged = [_waived(requirement, w, judged, pool, waivers) for w in judged]
        missing: tuple[str, ...] = ()
        if requirement.calendar_year and not _reaches_back(drills, calendar, records_begin):
            judged, missing = _without_log(judged)
        if any(w.alternative for w in requirement.windows):
            judged = _best_alternative(requirement.windows, judged)
        found.append(_sum_up(requirement, judged, pool, missing))
    status = strongest([r.status for r in found if r.decides])
    return Verdict(status, as_of, tuple(found))


def _windows(requirement: Requirement, pool: Pool, as_of: date) -> list[WindowVerdict]:
    filled = fill(requirement, pool, as_of)
    comparator = requirement.comparator
    return [
        WindowVerdict(
            window.opens,
            window.due,
            window.needed,
            len(by.drills),
            _status(window, by, as_of, comparator),
            tuple([h.drill for h in by.drills]),
            window.part,
            window.label,
            window.decides,
        )
        for window, by in zip(requirement.windows, filled, strict=True)
    ]


def _status(window: Window, filled: Filled, as_of: date, comparator: str) -> str:
    counted, maybe = len(filled.drills), len(filled.maybe)
    if window.needed is None:
        return MET if counted else OPEN
    if comparator == "at_most":
        if counted > window.needed:
            return MISSED
        return NEEDS_DECISION if counted + maybe > window.needed else MET
    if counted >= window.needed:
        return MET
    if as_of <= window.due:
        return OPEN if window.opens <= as_of else UPCOMING
    return NEEDS_DECISION if counted + maybe >= window.needed else MISSED


def _in_place_of_others(
    requirement: Requirement,
    requirements: Sequence[Requirement],
    pools: dict[str, Pool],
    as_of: date,
) -> list[WindowVerdict]:
    """At most so many windows of another rule are filled by nothing but this rule's drills.

    A window still open may yet be filled by another drill, so it breaks nothing.
    """
    year = requirement.windows[0]
    ceiling = year.needed or 0
    other = next(r for r in requirements if r.id == requirement.in_place_of_others)
    taken: list[Drill] = []
    closed = unknown = 0
    if not other.settled:
        mine = {id(h) for h in pools[requirement.id].sure}
        for window, by in zip(other.windows, fill(other, pools[other.id], as_of), strict=True):
            own = [h for h in by.drills if id(h) in mine]
            needed = window.needed or 0
            over = min(len(own), needed - min(needed, len(by.drills) - len(own)))
            if window.part or over <= 0:
                continue
            taken += [h.drill for h in own[:over]]
            if window.due < as_of:
                closed += over
                unknown += min(over, sum(id(h) not in mine for h in by.maybe))
    if closed > ceiling:
        status = NEEDS_DECISION if closed - unknown <= ceiling else MISSED
    else:
        status = MET if len(taken) <= ceiling else OPEN
    return [WindowVerdict(year.opens, year.due, ceiling, len(taken), status, tuple(taken))]


def _on_record(window: WindowVerdict, records_begin: date) -> WindowVerdict:
    """A window that closed before the records begin decides nothing (counting rule 16)."""
    return window.with_status(NOT_ON_RECORD) if window.due < records_begin else window


def _waived(
    requirement: Requirement,
    window: WindowVerdict,
    judged: Sequence[WindowVerdict],
    pool: Pool,
    waivers: Sequence[Waiver],
) -> WindowVerdict:
    """A window that closed short, or may have, is excused by a lawful waiver.

    A reason that the pack names must be among the rule's, with so many drills held. Of
    windows that open on one day a waiver means the one that it names by its last day.
    """
    if window.status not in (MISSED, NEEDS_DECISION):
        return window
    alone = sum(w.opens == window.opens for w in judged) == 1
    for waiver in waivers:
        if waiver.requirement != requirement.id or waiver.opens != window.opens:
            continue
        if waiver.due not in (None, window.due) and not alone:
            continue
        floor = 0
        if waiver.excuse:
            named = next((e for e in requirement.rule.excuses if e.id == waiver.excuse), None)
            if named is None:
                continue
            floor = named.held
        if sum(h.day <= window.due for h in pool.sure) >= floor:
            return window.with_status(EXCUSED)
    return window


def _reaches_back(drills: list[Drill], calendar: Calendar, records_begin: date | None) -> bool:
    """Whether the log holds the months from January to June before the school year."""
    starts = calendar.year_starts
    january = date(starts.year, 1, 1)
    if records_begin is not None and records_begin > january:
        return False
    return records_begin is not None or any(january <= d.date < starts for d in drills)


def _without_log(judged: list[WindowVerdict]) -> tuple[list[WindowVerdict], tuple[str, ...]]:
    """What a calendar year lacks may stand in a log that we do not have (counting rule 14)."""
    if not any(w.status == MISSED and w.decides for w in judged):
        return judged, ()
    return [w.with_status(NEEDS_DECISION) if w.status == MISSED else w for w in judged], (LOG,)


def _best_alternative(
    windows: Sequence[Window], judged: list[WindowVerdict]
) -> list[WindowVerdict]:
    """Only the set of parts that serves the building best; all where there is no choice."""
    order = (MET, EXCUSED, OPEN, NEEDS_DECISION, MISSED)

    def worst(choice: int) -> int:
        statuses = [
            OPEN if v.status == UPCOMING else v.status
            for w, v in zip(windows, judged, strict=True)
            if w.alternative == choice and v.status != NOT_ON_RECORD
        ]
        return order.index(strongest(statuses))

    best = min(sorted({w.alternative for w in windows if w.alternative}), key=worst)
    return [v for w, v in zip(windows, judged, strict=True) if w.alternative in (0, best)]


def _sum_up(
    requirement: Requirement,
    windows: list[WindowVerdict],
    pool: Pool,
    missing: tuple[str, ...],
) -> RequirementVerdict:
    deciding = [w for w in windows if w.decides and w.status != NOT_ON_RECORD]
    if not deciding:
        # Everything lies before the records: the day takes it out of scope.
        return RequirementVerdict(
            requirement.id, NOT_APPLICABLE, None, None, requirement.advisory, tuple(windows)
        )
    status = strongest([OPEN if w.status == UPCOMING else w.status for w in deciding])
    outer = [w for w in deciding if not w.part]
    needed: int | None
    if len(outer) == 1:
        counted, needed = outer[0].counted, outer[0].needed
    elif any(w.needed is None for w in outer):
        counted, needed = sum(w.counted for w in outer), None
    else:
        counted = sum(min(w.counted, w.needed or 0) for w in outer)
        needed = sum(w.needed or 0 for w in outer)
    if status == NEEDS_DECISION:
        missing = (*missing, *_unrecorded(requirement, deciding, pool))
    return RequirementVerdict(
        requirement.id,
        status,
        counted,
        needed,
        requirement.advisory,
        tuple(windows),
        missing,
        requirement.comparator,
    )


def _unrecorded(
    requirement: Requirement, windows: list[WindowVerdict], pool: Pool
) -> tuple[str, ...]:
    """The columns that are empty in drills that could still fill a window."""
    undecided = [w for w in windows if w.status == NEEDS_DECISION]
    names = [*requirement.qualities, *requirement.having]
    names += [q for w in requirement.windows for q in w.qualities]
    names += [q for g in requirement.groups for q in g.qualities]
    found = []
    rows = [*pool.sure, *pool.unsure, *(h for _, h in pool.maybe_stand_ins)]
    for one in rows:
        if any(w.opens <= one.day <= w.due for w in undecided):
            empty = [QUALITIES[n].column for n in names if QUALITIES[n].read(one.drill) is None]
            if requirement.minutes_apart and one.drill.time is None:
                empty.append("time")
            found += empty
    return tuple(dict.fromkeys(found))
