"""How near a plan is to the best: HiGHS bounds from below what its drills must cost.

The drills are the plan's own, each within the days on which it still serves what it serves.
Every site is solved by itself, for the wishes that speak of days: early, spread, week,
weekdays and breaks. Load and hours are spread as evenly as arithmetic allows; lunch and
trips are taken to cost nothing. So no plan of these drills can cost less. What cannot be
placed at all is proof.py's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from drills.planner import book
from drills.planner.board import Task
from drills.planner.costs import EVERY_MINUTES, KIND_MINUTES, early_cost
from drills.planner.linear import Programme, solver
from drills.planner.measure import CROWDS, Stretches, evenly, measured, open_days
from drills.planner.moving import Desk
from drills.planner.problem import Plan, Problem
from drills.planner.sites import Ground, Site
from drills.planner.soft import weights_of

SECONDS = 10.0  # for one site; what is not solved by then still gives a bound
CUTS = (1, 2, 3)  # a pair count is convex: so many straight lines bound it from below


@dataclass(frozen=True, slots=True)
class Gap:
    """Points that a plan costs, and those that every plan of the same drills must."""

    points: int
    at_least: int
    by_wish: dict[str, int]


def gap(problem: Problem, plan: Plan) -> Gap:
    """The plan's points beside what the solver proves. Raises NoSolver."""
    solver()
    desk = Desk(problem, plan)
    ground, board = desk.ground, desk.board
    stretches: dict[int, tuple[int, int]] = {}
    least, known = 0.0, {}
    for site in ground.sites:
        served = book.services(ground, board, site)
        mine = {task: (by.low, min(by.high, board.count - 1)) for task, by in served.items()}
        stretches |= mine
        model = _SiteModel(ground, site, board.of_site[site.number], mine)
        if model.signature not in known:
            known[model.signature] = model.solve()
        least += known[model.signature]
    costs = measured(ground, board, stretches)
    least += _least_load(ground, board.load) + sum(_least_hours(ground, b) for b in board.of_site)
    return Gap(sum(costs.values()), math.floor(least + 1e-6), costs)


def _least_load(ground: Ground, load: Sequence[int]) -> float:
    """What the load costs were it spread over all days that are open anywhere."""
    days = 0
    for site in ground.sites:
        days |= site.open | site.open_summer
    days |= sum(1 << n for n, count in enumerate(load) if count)
    count, few = days.bit_count() or 1, evenly(ground)
    each, more = divmod(sum(load), count)
    weight = weights_of(ground.problem.weights)["load"]

    def points(drills: int) -> float:
        over = max(0, drills - few)
        return weight * over * (over + 1) / 2 / few

    return more * points(each + 1) + (count - more) * points(each)


def _least_hours(ground: Ground, tasks: Sequence[Task]) -> float:
    """What a site's hours cost were they as different as the day allows."""
    weight = weights_of(ground.problem.weights)["hours"]
    timed = [t for t in tasks if 0 <= t.day < ground.days.count and t.minute >= 0]
    least = 2 * _fewest_alike(ground, timed, EVERY_MINUTES)
    for kind in {t.kind for t in timed}:
        least += _fewest_alike(ground, [t for t in timed if t.kind == kind], KIND_MINUTES)
    return weight * least


def _fewest_alike(ground: Ground, timed: Sequence[Task], minutes: int) -> int:
    """Pairs that must begin within so many minutes, less those among drills that stay."""
    offered = sorted({*ground.starts, *(t.minute for t in timed)})
    blocks, begins = 0, -minutes
    for start in offered:
        if start >= begins + minutes:
            blocks, begins = blocks + 1, start
    each, more = divmod(len(timed), blocks)
    pairs = more * math.comb(each + 1, 2) + (blocks - more) * math.comb(each, 2)
    still = combinations((t.minute for t in timed if t.stays), 2)
    return max(0, pairs - sum(abs(one - other) < minutes for one, other in still))


class _SiteModel:
    """A site's drills on days. Like sites have one signature, and are solved once."""

    def __init__(
        self, ground: Ground, site: Site, tasks: Sequence[Task], stretches: Stretches
    ) -> None:
        self.ground, self.weights = ground, weights_of(ground.problem.weights)
        self.ends = ground.unquiet(site)
        self.still: dict[tuple[str, int], int] = defaultdict(int)
        self.moving: list[tuple[str, int, int, tuple[int, ...]]] = []
        for task in tasks:
            if not 0 <= task.day < ground.days.count:
                continue
            if task.stays or task.pinned or id(task) not in stretches:
                self.still[task.kind, task.day] += 1
                continue
            low, high = stretches[id(task)]
            days = tuple(open_days(ground, task, (low, high)))
            self.moving.append((task.kind, low, high, days))
        self.moving.sort()
        self.signature = (tuple(self.moving), tuple(sorted(self.still.items())), self.ends)
        self.programme = Programme()

    def solve(self) -> float:
        """The least that this site's drills cost."""
        on_day: dict[tuple[str, int], list[int]] = defaultdict(list)
        whole: list[int] = []
        months = self.ground.days.month
        for kind, low, high, days in self.moving:
            columns = []
            for day in days:
                points = early_cost(self.weights["early"], low, high, high, day, months[day])
                points += self.weights["breaks"] if self.ends >> day & 1 else 0
                columns.append(self.programme.column(points))
                on_day[kind, day].append(columns[-1])
            whole += columns
            self.programme.total(1, 1, columns)
        for name, of_kind, width, factor in CROWDS:
            # Two drills share a window of so many days once for each day they lie nearer.
            weight = factor * self.weights[name] / width
            for kind in sorted({k for k, *_ in self.moving}) if of_kind else (None,):
                self._crowd(on_day, kind, width, weight)
        for kind in sorted({k for k, *_ in self.moving}):
            for weekday in range(7):
                self._pairs(
                    [
                        c
                        for (k, day), columns in on_day.items()
                        if k == kind and self.ground.days.weekday[day] == weekday
                        for c in columns
                    ],
                    sum(
                        count
                        for (k, day), count in self.still.items()
                        if k == kind and self.ground.days.weekday[day] == weekday
                    ),
                    self.weights["weekdays"],
                )
        return max(0.0, self.programme.in_whole_numbers(whole, SECONDS)) if whole else 0.0

    def _crowd(
        self, on_day: dict[tuple[str, int], list[int]], kind: str | None, width: int, weight: float
    ) -> None:
        by_day: dict[int, list[int]] = defaultdict(list)
        still: dict[int, int] = defaultdict(int)
        for (name, day), columns in on_day.items():
            if kind in (None, name):
                by_day[day] += columns
        for (name, day), count in self.still.items():
            if kind in (None, name):
                still[day] += count
        sums: dict[int, int] = {}
        for day, columns in by_day.items():
            sums[day] = self.programme.column(0.0)
            self.programme.row(0, 0, [*columns, sums[day]], [*[1.0] * len(columns), -1.0])
        days = sorted({*by_day, *still})
        for first in range(days[0] - width + 1, days[-1] + 1) if days else ():
            inside = [d for d in days if first <= d < first + width]
            self._pairs(
                [sums[d] for d in inside if d in sums], sum(still[d] for d in inside), weight
            )

    def _pairs(self, columns: list[int], still: int, weight: float) -> None:
        """Charges each pair of drills among some, less those pairs that stay in any case."""
        if not weight or len(columns) + still < 2 or not columns:
            return
        pairs = self.programme.column(weight)
        charged = still * (still - 1) / 2
        for cut in CUTS:
            # pairs >= cut * n - cut * (cut + 1) / 2, for n drills in all
            low = cut * still - cut * (cut + 1) / 2 - charged
            lines = [1.0, *[-float(cut)] * len(columns)]
            self.programme.row(low, math.inf, [pairs, *columns], lines)
