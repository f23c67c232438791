"""Judges a building's drills against its dated requirements, as of a day.

Which drills satisfy which windows is decided here and nowhere else. What to say about
it is in reasons.py. Fast on purpose: a state is judged by calling this 10,000 times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from drills.compliance.counting import counts, day_fits, standing
from drills.compliance.pack import Requirement, Window
from drills.compliance.qualities import QUALITIES
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

    Only drills dated on or before that day count. Identical rows count once.
    """
    held = standing(drills, as_of, calendar)
    days_ok = [day_fits(d, calendar) for d in held]
    taken = _kept_apart(requirements, held, days_ok, calendar)
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
        sure, unsure = _candidates(requirement, held, days_ok, calendar, taken)
        found.append(
            _judge_requirement(
                requirement,
                sure,
                unsure,
                _substitutes(requirement, held, days_ok, calendar),
                as_of,
                records_begin,
                waivers,
            )
        )
    status = strongest([r.status for r in found if r.decides])
    return Verdict(status, as_of, tuple(found))


def _candidates(
    requirement: Requirement,
    held: list[Drill],
    days_ok: list[bool],
    calendar: Calendar,
    taken: dict[str, set[int]],
) -> tuple[list[Drill], list[Drill]]:
    accepts = requirement.rule.accepts
    away = taken.get(requirement.id, ())
    sure: list[Drill] = []
    unsure: list[Drill] = []
    for index, drill in enumerate(held):
        if drill.type in accepts and index not in away:
            answer = counts(requirement, drill, days_ok[index], calendar)
            if answer:
                sure.append(drill)
            elif answer is None:
                unsure.append(drill)
    return sure, unsure


def _substitutes(
    requirement: Requirement, held: list[Drill], days_ok: list[bool], calendar: Calendar
) -> list[Drill]:
    if requirement.substitution is None:
        return []
    accepts = requirement.substitution.accepts
    return [
        drill
        for drill, fits in zip(held, days_ok, strict=True)
        if drill.type in accepts and counts(requirement, drill, fits, calendar)
    ]


def _kept_apart(
    requirements: Sequence[Requirement],
    held: list[Drill],
    days_ok: list[bool],
    calendar: Calendar,
) -> dict[str, set[int]]:
    """Drills that a separate rule uses up, by the requirements that may not use them too.

    The separate rule takes what it needs from the drills that serve the fewest windows
    of the others, the latest first, so that the others keep what helps them most.
    """
    taken: dict[str, set[int]] = {}
    by_id = {r.id: r for r in requirements}
    for requirement in requirements:
        if not requirement.separate_from or requirement.settled:
            continue
        others = [by_id[name] for name in requirement.separate_from if name in by_id]
        wanted = sum(w.needed or 0 for w in requirement.windows if not w.part)
        able = [
            n
            for n, drill in enumerate(held)
            if drill.type in requirement.rule.accepts
            and counts(requirement, drill, days_ok[n], calendar)
        ]

        def use_elsewhere(n: int, others: list[Requirement] = others) -> tuple[int, int]:
            day = held[n].date
            serves = sum(
                w.opens <= day <= w.due
                for other in others
                if held[n].type in other.rule.accepts
                for w in other.windows
            )
            return serves, -n

        reserved = set(sorted(able, key=use_elsewhere)[:wanted])
        for other in others:
            taken.setdefault(other.id, set()).update(reserved)
    return taken


def _judge_requirement(
    requirement: Requirement,
    sure: list[Drill],
    unsure: list[Drill],
    substitutes: list[Drill],
    as_of: date,
    records_begin: date | None,
    waivers: Sequence[Waiver],
) -> RequirementVerdict:
    windows = requirement.windows
    sure_days = [d.date for d in sure]
    unsure_days = [d.date for d in unsure]
    swaps = _swaps(requirement, windows, sure_days, substitutes) if substitutes else {}
    judged: list[WindowVerdict] = []
    for index, window in enumerate(windows):
        drills = sure[bisect_left(sure_days, window.opens) : bisect_right(sure_days, window.due)]
        if index in swaps:
            drills = sorted([*drills, *swaps[index]], key=lambda d: d.date)
        maybe = bisect_right(unsure_days, window.due) - bisect_left(unsure_days, window.opens)
        status = _status(window, len(drills), maybe, as_of, records_begin, requirement.comparator)
        if status == MISSED and waivers and _waived(requirement.id, window, waivers):
            status = EXCUSED
        judged.append(
            WindowVerdict(
                window.opens,
                window.due,
                window.needed,
                len(drills),
                status,
                tuple(drills),
                window.part,
                window.label,
            )
        )
    judged = _best_alternative(windows, judged)
    return _sum_up(requirement, judged)


def _status(
    window: Window,
    counted: int,
    maybe: int,
    as_of: date,
    records_begin: date | None,
    comparator: str,
) -> str:
    if records_begin is not None and window.due < records_begin:
        return NOT_ON_RECORD
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


def _swaps(
    requirement: Requirement,
    windows: Sequence[Window],
    sure_days: list[date],
    substitutes: list[Drill],
) -> dict[int, list[Drill]]:
    """Which substitute drills fill which short windows, within each stretch's cap.

    The windows do not overlap, so filling the earliest short ones first loses nothing:
    a later one can still be filled by the drill that it wants.
    """
    assert requirement.substitution is not None
    left: dict[int, int] = {}
    swaps: dict[int, list[Drill]] = {}
    for index, window in enumerate(windows):
        if window.cap_group is None or window.part:
            continue
        have = bisect_right(sure_days, window.due) - bisect_left(sure_days, window.opens)
        room = left.setdefault(window.cap_group, requirement.substitution.at_most)
        short = min((window.needed or 0) - have, room)
        if short > 0:
            used = [d for d in substitutes if window.opens <= d.date <= window.due][:short]
            if used:
                swaps[index] = used
                left[window.cap_group] = room - len(used)
    return swaps


def _waived(requirement_id: str, window: Window, waivers: Sequence[Waiver]) -> bool:
    return any(w.requirement == requirement_id and w.opens == window.opens for w in waivers)


def _best_alternative(
    windows: Sequence[Window], judged: list[WindowVerdict]
) -> list[WindowVerdict]:
    """Only the set of parts that serves the building best; all where there is no choice."""
    sets = sorted({w.alternative for w in windows if w.alternative})
    if not sets:
        return judged
    order = (MET, EXCUSED, OPEN, NEEDS_DECISION, MISSED)

    def worst(choice: int) -> int:
        statuses = [
            OPEN if v.status == UPCOMING else v.status
            for w, v in zip(windows, judged, strict=True)
            if w.alternative == choice and v.status != NOT_ON_RECORD
        ]
        return order.index(strongest(statuses))

    best = min(sets, key=worst)
    return [v for w, v in zip(windows, judged, strict=True) if w.alternative in (0, best)]


def _sum_up(requirement: Requirement, windows: list[WindowVerdict]) -> RequirementVerdict:
    deciding = [w for w in windows if w.status != NOT_ON_RECORD]
    outer = [w for w in deciding if not w.part]
    if not deciding:
        # Everything lies before the records: the day takes it out of scope.
        return RequirementVerdict(
            requirement.id,
            NOT_APPLICABLE,
            None,
            None,
            requirement.advisory,
            tuple(windows),
        )
    status = strongest([OPEN if w.status == UPCOMING else w.status for w in deciding])
    needed: int | None
    if len(outer) == 1:
        counted, needed = outer[0].counted, outer[0].needed
    elif any(w.needed is None for w in outer):
        counted, needed = sum(w.counted for w in outer), None
    else:
        counted = sum(min(w.counted, w.needed or 0) for w in outer)
        needed = sum(w.needed or 0 for w in outer)
    missing: tuple[str, ...] = ()
    if status == NEEDS_DECISION:
        missing = tuple(QUALITIES[name].column for name in requirement.rule.qualities)
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
