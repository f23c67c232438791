"""Asks the engine's judge about a plan once held, and tells what it leaves short.

The judge alone says what is met. Why a drill found no day is reasons.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from drills.compliance.judging import judge
from drills.compliance.pack import Requirement
from drills.compliance.verdict import MET, MISSED, NEEDS_DECISION, Verdict, WindowVerdict
from drills.facts import ONE_DAY
from drills.planner import book
from drills.planner.board import Board, Key
from drills.planner.problem import Conflict, Plan, Problem, Unplaced
from drills.planner.sites import Ground, Member, Site

Why = Mapping[Key, tuple[tuple[Conflict, ...], bool]]


def judged(problem: Problem, plan: Plan) -> dict[str, Verdict]:
    """Each building's verdict the day after its year, were all held as planned."""
    ground = Ground(problem)
    drills: dict[str, list[object]] = {p.id: [] for p in problem.places}
    for one in problem.held:
        drills[one.building].append(one.drill)
    for placement in plan.placements:
        drills[placement.building].append(placement.drill)
    found = {}
    for site in ground.sites:
        for member in site.members:
            found[member.place.id] = _verdict(member, drills[member.place.id])
    return found


def _verdict(member: Member, drills: list[object]) -> Verdict:
    calendar = member.calendar
    return judge(
        member.requirements,
        drills,  # type: ignore[arg-type]
        max(calendar.year_ends, calendar.last_day) + ONE_DAY,
        calendar=calendar,
        records_begin=member.place.building.records_begin,
        waivers=member.place.waivers,
    )


def unplaced(ground: Ground, board: Board, site: Site, why: Why) -> list[Unplaced]:
    """The windows that a site's buildings would miss, each with its reason."""
    found: list[Unplaced] = []
    for number, member in enumerate(site.members):
        mine = [drill for drill, _ in book.rows(ground, board, site, number)]
        verdict = _verdict(member, list(mine))
        for requirement, told in zip(member.requirements, verdict.requirements, strict=True):
            if requirement.advisory and not ground.problem.advisory:
                continue
            if requirement.settled:
                if requirement.settled == NEEDS_DECISION:
                    waits = Conflict("undecided", (member.place.building.name, *told.missing))
                    found.append(_row(member, requirement, None, (waits,), True))
                continue
            if told.status == MET:
                continue
            found += [
                _of_window(ground, site, number, requirement, window, why)
                for window in _short(told.windows)
            ]
    return found


def _short(windows: tuple[WindowVerdict, ...]) -> list[WindowVerdict]:
    """The windows that would be missed; a part only where its outer window is not."""
    short = [w for w in windows if w.decides and w.status in (MISSED, NEEDS_DECISION)]
    outer = [w for w in short if not w.part]
    return outer + [
        w for w in short if w.part and not any(o.opens <= w.opens and w.due <= o.due for o in outer)
    ]


def _of_window(
    ground: Ground,
    site: Site,
    number: int,
    requirement: Requirement,
    window: WindowVerdict,
    why: Why,
) -> Unplaced:
    member = site.members[number]
    building = member.place.building.name
    if window.due < ground.problem.today:
        return _row(member, requirement, window, (Conflict("closed", (building,)),), True)
    if window.status == NEEDS_DECISION:
        return _row(member, requirement, window, (Conflict("unrecorded", (building,)),), False)
    keys = [
        (number, requirement.id, n)
        for n, w in enumerate(requirement.windows)
        if (w.opens, w.due) == (window.opens, window.due)
    ]
    # A missing part lies in its outer window, whose drill could not be placed.
    keys += [
        k for k in why if k[:2] == (number, requirement.id) and _inside(requirement, k, window)
    ]
    for key in keys:
        if key in why:
            conflicts, proven = why[key]
            return _row(member, requirement, window, conflicts, proven)
    code = "unplanned" if requirement.comparator != "at_least" else "cannot"
    return _row(member, requirement, window, (Conflict(code, (building,)),), False)


def _inside(requirement: Requirement, key: Key, window: WindowVerdict) -> bool:
    if key[2] < 0:
        return True
    other = requirement.windows[key[2]]
    return window.opens <= other.opens and other.due <= window.due


def _row(
    member: Member,
    requirement: Requirement,
    window: WindowVerdict | None,
    conflicts: tuple[Conflict, ...],
    proven: bool,
) -> Unplaced:
    days: tuple[date | None, date | None] = (window.opens, window.due) if window else (None, None)
    return Unplaced(
        member.place.id,
        requirement.id,
        window.needed if window else None,
        window.counted if window else 0,
        *days,
        conflicts,
        proven,
    )
