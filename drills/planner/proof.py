"""Proves by HiGHS how little any plan must leave short. The optional package is highspy.

The model is easier than the law: hours of a building, the law's own gaps, and drills that
may serve one rule only are left out. So what it cannot place, no plan can; where a plan
leaves no more short than the model, none does better.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from drills.planner import book
from drills.planner.board import Key
from drills.planner.days import numbers
from drills.planner.demands import Demand
from drills.planner.linear import Programme, solver
from drills.planner.moving import Desk
from drills.planner.problem import INFEASIBLE, MINUTES_HELD, Plan, Problem
from drills.planner.sites import Site
from drills.planner.wishes import KIND_OF_COLUMN, wishes_of

SECONDS = 60.0  # for whole numbers, after the fractions are solved
CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """Drills short in a plan, window by window, and how many every plan leaves short."""

    plan: int
    at_least: int

    @property
    def proven(self) -> bool:
        """Whether no plan leaves fewer short."""
        return self.plan <= self.at_least

    def told(self, plan: Plan) -> Plan:
        """The plan with what is proven of it now."""
        return replace(plan, proof=INFEASIBLE) if self.at_least else plan


def bound(problem: Problem, plan: Plan) -> Bound:
    """How many drills the plan leaves short, and how many every plan must. Raises NoSolver."""
    solver()
    ours = _short(problem, plan)
    if not ours:
        return Bound(0, 0)
    pinned = Plan(tuple(p for p in plan.placements if p.pinned))
    return Bound(ours, _Model(problem, pinned).solve(ours))


def _short(problem: Problem, plan: Plan) -> int:
    desk = Desk(problem, plan)
    return sum(
        d.need
        for site in desk.ground.sites
        for d in book.still_owed(desk.ground, desk.board, site).demands
        if _counted(d)
    )


def _counted(demand: Demand) -> bool:
    return demand.deciding and not demand.alternative and demand.window >= 0


class _Model:
    """Columns: drills of a site by day and by who comes. Rows: windows and limits."""

    def __init__(self, problem: Problem, pinned: Plan) -> None:
        desk = Desk(problem, pinned)
        self.problem, self.ground, self.board = problem, desk.ground, desk.board
        self.programme = Programme()
        self._column, self._row = self.programme.column, self.programme.row
        self.on_day: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.of_officer: dict[tuple[int, int], list[int]] = defaultdict(list)
        for site in self.ground.sites:
            self._site(site)
        self._days()
        self._officers()

    def _site(self, site: Site) -> None:
        ground, days = self.ground, self.ground.days
        owed = book.still_owed(ground, self.board, site)
        demands = _whole([d for d in owed.demands if _counted(d)])
        if not demands:
            return
        serving: list[list[int]] = [[] for _ in demands]
        standing_in: dict[tuple[int, Key], list[int]] = defaultdict(list)
        by_day: dict[int, list[int]] = defaultdict(list)
        barred = self.board.barred(site)
        for kinds, takes in _signatures(demands, self.problem.attend).items():
            kind = kinds[0]
            for come in self._comings(demands, takes, kinds):
                bearing = 0
                for one in kinds:
                    bearing |= ground.bearing(site, one, True)
                spans = [
                    (n, days.span(days.number(opens), days.number(due)), group)
                    for n, opens, due, group in takes
                ]
                every = 0
                for _, span, _ in spans:
                    every |= span
                for day in numbers(bearing & every & ~barred):
                    column = self._held(site, day, self._asked(kind, come))
                    if column is None:
                        continue
                    by_day[day].append(column)
                    for n, span, group in spans:
                        if not span >> day & 1:
                            continue
                        if group is not None:
                            standing_in[n, group].append(column)
                        elif self._wants(demands[n]) <= come:
                            serving[n].append(column)
        self._stand_ins(standing_in, serving, owed.room)
        for demand, columns in zip(demands, serving, strict=True):
            short = self._column(1.0, demand.need)
            ones = [1.0] * (len(columns) + 1)
            self._row(demand.need, math.inf, [*columns, short], ones)
        self._own_limits(site, by_day)

    def _stand_ins(
        self,
        standing_in: dict[tuple[int, Key], list[int]],
        serving: list[list[int]],
        room: Mapping[Key, int | None],
    ) -> None:
        """Drills in the place of others: no more than are held, and than their cap allows."""
        of_group: dict[Key, list[int]] = defaultdict(list)
        for (n, group), columns in standing_in.items():
            used = self._column(0.0, math.inf)
            serving[n].append(used)
            of_group[group].append(used)
            self._row(0, math.inf, [*columns, used], [*[1.0] * len(columns), -1.0])
        for group, columns in of_group.items():
            cap = room.get(group)
            if cap is not None:
                self._row(-math.inf, cap, columns, [1.0] * len(columns))

    def _wants(self, demand: Demand) -> frozenset[str]:
        columns = dict(wishes_of(demand.qualities) or ())
        kinds = {KIND_OF_COLUMN[c] for c in columns if c in KIND_OF_COLUMN}
        return frozenset(kinds & self.ground.kinds)

    def _comings(
        self, demands: list[Demand], takes: tuple[Any, ...], kinds: tuple[str, ...]
    ) -> list[frozenset[str]]:
        """Who may come to a drill beside those that its kind asks for."""
        attended = self.problem.attend.get(kinds[0])
        by_id = {o.id: o.kind for o in self.problem.officers}
        own = {by_id.get(attended, attended)} if attended else set()
        wanted: set[str] = set()
        for n, *_ in takes:
            wanted |= self._wants(demands[n])
        return [frozenset(own)] + ([frozenset(own | wanted)] if wanted - own else [])

    def _asked(self, kind: str, come: frozenset[str]) -> list[str]:
        attended = self.problem.attend.get(kind)
        by_id = {o.id: o.kind for o in self.problem.officers}
        rest = sorted(come - {by_id.get(attended, attended) if attended else ""})
        return [*([attended] if attended else []), *(w for w in rest if w)]

    def _held(self, site: Site, day: int, asked: list[str]) -> int | None:
        sets = [able for who in asked for able in self.ground.covering(site, who)]
        able = [[n for n in officers if self.board.free[n] >> day & 1] for officers in sets]
        if not all(able):
            return None
        able = _disjoint(able)
        column = self._column(0.0, 1.0)
        for officers in able:
            if len(officers) == 1:
                self.of_officer[officers[0], day].append(column)
                continue
            parts = []
            for n in officers:
                part = self._column(0.0, 1.0)
                self.of_officer[n, day].append(part)
                parts.append(part)
            self._row(0, 0, [column, *parts], [-1.0, *[1.0] * len(parts)])
        self.on_day[day].append((column, len(site.members)))
        return column

    def _own_limits(self, site: Site, by_day: dict[int, list[int]]) -> None:
        limits, days = self.problem.limits, self.ground.days
        between = limits.min_days_between or 0
        order = sorted(by_day)
        if between:
            for first in order:
                columns = [c for d in order if first <= d < first + between for c in by_day[d]]
                self._row(-math.inf, 1, columns, [1.0] * len(columns))
        if limits.per_building_per_week is not None:
            weeks: dict[int, list[int]] = defaultdict(list)
            for day in order:
                weeks[days.week[day]] += by_day[day]
            for week, columns in weeks.items():
                there = sum(
                    0 <= t.day < days.count and days.week[t.day] == week and not t.members
                    for t in self.board.of_site[site.number]
                )
                room = limits.per_building_per_week - there
                self._row(-math.inf, max(0, room), columns, [1.0] * len(columns))

    def _days(self) -> None:
        most = self.problem.limits.per_day
        if most is None:
            return
        for day, held in self.on_day.items():
            room = max(0, most - self.board.load[day])
            self._row(-math.inf, room, [c for c, _ in held], [float(n) for _, n in held])

    def _officers(self) -> None:
        for (n, day), columns in self.of_officer.items():
            room = self._hours_of(n, day)
            most = self.board.per_officer[n]
            if most is not None:
                room = min(room, most - len(self.board.of_officer[n].get(day, ())))
            self._row(-math.inf, max(0, room), columns, [1.0] * len(columns))

    def _hours_of(self, n: int, day: int) -> int:
        """How many drills one after the other an officer could attend on a day."""
        free = self.ground.by_day & ~self.board.busy[n].get(day, 0)
        count, last = 0, -MINUTES_HELD
        for start in numbers(free):
            if self.ground.starts[start] >= last + MINUTES_HELD:
                count, last = count + 1, self.ground.starts[start]
        return count + self.ground.at_night.bit_count()

    # --- solving -----------------------------------------------------------------

    def solve(self, ours: int) -> int:
        """The fewest drills short: first in fractions, in whole numbers where they differ."""
        least = _up(self.programme.in_fractions())
        if least >= ours:
            return least
        every = range(len(self.programme.costs))
        return max(least, _up(self.programme.in_whole_numbers(every, SECONDS)))


def _disjoint(sets: list[list[int]]) -> list[list[int]]:
    """Sets of officers that share nobody: where one person may do for two, one is asked."""
    found: list[list[int]] = []
    for officers in sorted(sets, key=len):
        if not any(set(officers) & set(other) for other in found):
            found.append(officers)
    return found


def _up(value: float) -> int:
    """A bound on a whole number, rounded up; solvers are a hair off."""
    return max(0, math.ceil(value - CLOSE))


def _whole(demands: list[Demand]) -> list[Demand]:
    """One demand for each window: where caps divide it, the parts together."""
    found: dict[object, list[Demand]] = defaultdict(list)
    for demand in demands:
        found[demand.key].append(demand)
    whole = []
    for parts in found.values():
        one = parts[0]
        window = one.requirement.windows[one.window]
        whole.append(
            Demand(
                one.member,
                one.requirement,
                one.window,
                sum(p.need for p in parts),
                window.opens,
                window.due,
                one.kinds,
                one.qualities,
                stand_ins=one.stand_ins,
            )
        )
    return whole


def _signatures(
    demands: list[Demand], attend: Mapping[str, str]
) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Kinds that serve the same windows with the same people, with the windows and from
    when to when."""
    kinds: dict[str, list[Any]] = defaultdict(list)
    for n, demand in enumerate(demands):
        for kind in demand.kinds:
            kinds[kind].append((n, demand.opens, demand.due, None))
        for one in demand.stand_ins:
            for kind in one.kinds - demand.kinds:
                kinds[kind].append((n, one.opens, one.due, one.group))
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for kind, takes in kinds.items():
        found[attend.get(kind), tuple(takes)].append(kind)
    return {tuple(sorted(names)): takes for (_, takes), names in found.items()}
