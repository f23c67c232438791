"""What a finished plan costs, wish by wish, in points: the same reckoning for every plan.

The search weighs each choice as it is made (costs.py); this weighs what came of it, so that
two plans can be compared and gap.py can say how near the best one is. Drills that stay
are weighed only against those that were placed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from drills.planner.board import Board, Task
from drills.planner.costs import (
    EVERY_MINUTES,
    FORTNIGHT,
    KIND_MINUTES,
    MONTH,
    WEEK,
    early_cost,
)
from drills.planner.days import numbers
from drills.planner.sites import LUNCH, Ground
from drills.planner.soft import SOFT, weights_of
from drills.planner.tasks import AT_LUNCH, EVERY

Stretches = Mapping[int, tuple[int, int]]  # by a task's identity: the days it may move within

# Drills this near one another crowd: of the building, of a kind, and how much each weighs.
CROWDS = (
    ("week", False, WEEK, float(WEEK)),
    ("spread", False, FORTNIGHT, 1.0),
    ("spread", True, MONTH, 2.0),
)


def measured(ground: Ground, board: Board, stretches: Stretches) -> dict[str, int]:
    """Points by wish, every name of soft.py; 0 is best."""
    weights = weights_of(ground.problem.weights)
    found = dict.fromkeys((soft.name for soft in SOFT), 0.0)
    for site in ground.sites:
        tasks = [t for t in board.of_site[site.number] if 0 <= t.day < board.count]
        for name, points in _of_site(ground, tasks, stretches, weights):
            found[name] += points
    for name, points in _of_officers(board, weights):
        found[name] += points
    found["load"] += _load(board.load, weights["load"], evenly(ground))
    return {name: round(points) for name, points in found.items()}


def evenly(ground: Ground) -> int:
    """Drills of one day that are not many for a district of this size."""
    return max(1, len(ground.sites) // 8)


def crowding(gap: int, width: int, most: float) -> float:
    """What two drills so many days apart cost: the most on one day, nothing from a width on."""
    return most * max(0, width - gap) / width


def _of_site(
    ground: Ground, tasks: Sequence[Task], stretches: Stretches, weights: Mapping[str, int]
) -> Iterator[tuple[str, float]]:
    days, ends = ground.days, ground.unquiet(tasks[0].site) if tasks else 0
    for task in tasks:
        if task.stays:
            continue
        low, high = stretches.get(id(task), (task.day, task.day))
        month = days.month[task.day]
        yield "early", early_cost(weights["early"], low, high, high, task.day, month)
        if ends >> task.day & 1:
            yield "breaks", weights["breaks"]
        if task.old is not None:
            if task.old[0] != task.day:
                yield "change", weights["change"] * (4 + abs(task.old[0] - task.day) // 2)
            elif task.old[1:] != (task.minute, task.officers):
                yield "change", weights["change"]
    for one, other in combinations(tasks, 2):
        if one.stays and other.stays:
            continue
        gap, alike = abs(one.day - other.day), one.kind == other.kind
        for name, of_kind, width, factor in CROWDS:
            if gap < width and (alike or not of_kind):
                yield name, crowding(gap, width, factor * weights[name])
        if alike and days.weekday[one.day] == days.weekday[other.day]:
            yield "weekdays", weights["weekdays"]
        if one.minute >= 0 and other.minute >= 0:
            apart = abs(one.minute - other.minute)
            near = 2 * (apart < EVERY_MINUTES) + (alike and apart < KIND_MINUTES)
            yield "hours", near * weights["hours"]
    able = [t for t in tasks if t.kind in AT_LUNCH]
    odd = sum(
        t.drill.situation in ("lunch", "passing") or LUNCH[0] <= t.minute <= LUNCH[1] for t in able
    )
    yield "lunch", weights["lunch"] * max(0, len(able) // EVERY - odd)


def _of_officers(board: Board, weights: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    """Each drill that is an officer's only one of a day; hours on the way between two."""
    for by_day in board.of_officer:
        for there in by_day.values():
            if len(there) == 1 and not there[0].stays:
                yield "trips", weights["trips"]
            minutes = sorted(t.minute for t in there)
            for one, other in pairwise(minutes):
                yield "trips", abs(other - one - 60) // 10 * weights["trips"] / 10


def _load(load: Sequence[int], weight: int, few: int) -> float:
    """Pairs of drills on one day beyond what a day bears easily."""
    return sum(weight * (over * (over + 1) / 2) / few for n in load if (over := n - few) > 0)


def open_days(ground: Ground, task: Task, stretch: tuple[int, int]) -> list[int]:
    """The days that a drill of a plan could take and still serve what it serves."""
    summer = bool(task.site.summer >> task.day & 1)
    days = ground.bearing(task.site, task.kind, summer) & ground.days.span(*stretch)
    return list(numbers(days | 1 << task.day))
