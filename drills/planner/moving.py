"""Whether a drill of a plan may be moved, while somebody moves it: the reasons against.

Hard limits as board.py keeps them, and what the drill would no longer count for. Nothing
is moved here.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time

from drills.planner import book
from drills.planner.board import Board, Task
from drills.planner.problem import Conflict, Move, Placement, Plan, Problem
from drills.planner.reasons import standing_conflicts
from drills.planner.sites import Ground, Site
from drills.planner.tasks import (
    kept_task,
    officer_numbers,
    standing_task,
)


def legal(problem: Problem, plan: Plan, move: Move) -> tuple[Conflict, ...]:
    """Everything that speaks against a move; nothing: it is lawful and keeps all limits."""
    return Desk(problem, plan).legal(move)


class Desk:
    """A plan laid out, for many questions about it."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.ground = Ground(problem)
        self.board = Board(self.ground)
        self.tasks: dict[int, Task] = {}
        for one in problem.held:
            site = self.ground.site_of[one.building]
            task = standing_task(self.ground, site, one, pinned=False)
            self._put(task, one.drill.date, one.drill.time, one.officers)
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, placement in enumerate(plan.placements):
            drill = placement.drill
            site = self.ground.site_of[placement.building]
            key = (site.number, drill.date, drill.time, drill.type, drill.title)
            groups[key].append(number)
        for numbers in groups.values():
            first = plan.placements[numbers[0]]
            site = self.ground.site_of[first.building]
            members = tuple(site.ids.index(plan.placements[n].building) for n in numbers)
            task = kept_task(self.ground, site, first, members)
            task.old, task.pinned, task.stays = None, first.pinned, first.pinned
            self._put(task, first.drill.date, first.drill.time, first.officers)
            self.tasks.update(dict.fromkeys(numbers, task))
        self._served: dict[int, dict[int, book.Served]] = {}

    def legal(self, move: Move) -> tuple[Conflict, ...]:
        """Everything that speaks against a move."""
        task = self.tasks[move.placement]
        placement = self.plan.placements[move.placement]
        day, minute, officers = self._meant(task, move)
        found: list[Conflict] = []
        if not 0 <= day < self.ground.days.count:
            return (Conflict("no_school", (task.site.name,), (move.date or placement.drill.date,)),)
        found += standing_conflicts(self.ground, self.board, task, day, minute, officers)
        found += self._loses(task, placement, day, minute)
        return tuple(found)

    def days(self, placement: int) -> tuple[date, ...]:
        """The days to which a drill can be moved at some hour with some officer."""
        task = self.tasks[placement]
        place = self.plan.placements[placement]
        low, high = place.opens, place.due
        days = task.days
        if low is not None and high is not None:
            days &= self.ground.days.span(
                self.ground.days.number(low), self.ground.days.number(high)
            )
        was = (task.day, task.minute, task.officers)
        self.board.lift(task)
        try:
            free = self.board.candidates(task) & days
            found = []
            while free:
                bit = free & -free
                free ^= bit
                day = bit.bit_length() - 1
                if any(True for _ in self.board.choices(task, day)):
                    found.append(self.ground.days.date(day))
            return tuple(found)
        finally:
            self.board.put(task, *was)

    def _meant(self, task: Task, move: Move) -> tuple[int, int, tuple[int, ...]]:
        day = task.day if move.date is None else self.ground.days.number(move.date)
        minute = task.minute
        if move.time is not None:
            minute = move.time.hour * 60 + move.time.minute
        officers = task.officers
        if move.officers is not None:
            officers = officer_numbers(self.ground, move.officers)
        return day, minute, officers

    def _loses(self, task: Task, placement: Placement, day: int, minute: int) -> list[Conflict]:
        """What the site's buildings would owe that they do not owe as the plan stands."""
        site = task.site
        before = self._owes(site)
        was = (task.day, task.minute, task.officers)
        self.board.lift(task)
        self.board.put(task, day, minute, was[2])
        try:
            after = self._owes(site)
        finally:
            self.board.lift(task)
            self.board.put(task, *was)
        worse = [key for key, need in after.items() if need > before.get(key, 0)]
        rules = list(dict.fromkeys(name for _, name, _ in worse))
        if not rules:
            return []
        days = tuple(d for d in (placement.opens, placement.due) if d is not None)
        return [Conflict("loses", (site.name, *rules), days)]

    def _owes(self, site: Site) -> dict[tuple[int, str, int], int]:
        demands = book.still_owed(self.ground, self.board, site).demands
        return {d.key: d.need for d in demands if d.deciding}

    def _put(self, task: Task, day: date, at: time | None, officers: tuple[str, ...]) -> None:
        minute = -1 if at is None else at.hour * 60 + at.minute
        numbers = officer_numbers(self.ground, officers)
        self.board.put(task, self.ground.days.number(day), minute, numbers)
