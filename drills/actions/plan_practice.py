"""Practice that a plan made again would drop: drills that the law does not need, whose day went.

The planner places what the law asks for. A drill that a school wants beside that is put on
the nearest day that breaks nothing, so that a snow day moves it and does not take it away.
Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

from drills.planner import Desk, Move, Placement, Plan, Problem

STEP = 30  # minutes from one hour tried to the next


def with_practice(problem: Problem, earlier: Plan, made: Plan) -> Plan:
    """The plan with the drills of the earlier one that it dropped, each moved where it can be.

    A drill counts as dropped where its building has fewer of its kind than before. What finds
    no day stays out.
    """
    for dropped in _dropped(earlier.placements, made.placements):
        moved = _placed(problem, made, dropped)
        if moved:
            made = replace(made, placements=(*made.placements, *moved))
    return made


def _dropped(
    before: Iterable[Placement], after: Iterable[Placement]
) -> list[tuple[Placement, ...]]:
    """The earlier drills that are not there any more, each with all its buildings."""
    there = Counter((p.building, p.drill.type, p.drill.title) for p in after)
    exact = Counter((p.building, p.drill.ref) for p in after)
    events: dict[Any, list[Placement]] = defaultdict(list)
    for p in before:
        events[p.drill.ref].append(p)
    left: list[tuple[Placement, ...]] = []
    for placements in events.values():
        if exact[placements[0].building, placements[0].drill.ref]:
            there.subtract((p.building, p.drill.type, p.drill.title) for p in placements)
        else:
            left.append(tuple(placements))
    found = []
    for placements in left:
        keys = [(p.building, p.drill.type, p.drill.title) for p in placements]
        if all(there[key] > 0 for key in keys):
            there.subtract(keys)
        else:
            found.append(placements)
    return found


def _placed(problem: Problem, made: Plan, dropped: tuple[Placement, ...]) -> tuple[Placement, ...]:
    number = len(made.placements)
    desk = Desk(replace(problem, pinned=()), Plan((*made.placements, *dropped)))
    was = dropped[0].drill
    days = sorted(desk.days(number), key=lambda d: (abs((d - was.date).days), d))
    for day in days[:20]:
        for at in _hours(problem, was.time):
            if not desk.legal(Move(number, day, at)):
                return tuple(_moved(p, day, at) for p in dropped)
    return ()


def _hours(problem: Problem, was: time | None) -> list[time]:
    """The old hour first, then every half hour of the day."""
    first, last = (t.hour * 60 + t.minute for t in problem.hours)
    rest = [time(m // 60, m % 60) for m in range(first, last - STEP + 1, STEP)]
    return [was, *rest] if was else rest


def _moved(p: Placement, day: date, at: time) -> Placement:
    return replace(p, drill=replace(p.drill, date=day, time=at))
