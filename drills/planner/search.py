"""Placing drills: the narrowest window first over the whole district, and making room.

Where a drill finds no day, others step aside for it, each to another day of its own, as
long as nothing that stands is lost. Hard limits are board.py's, wishes costs.py's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from drills.planner.board import Board, Task
from drills.planner.costs import Costs
from drills.planner.days import numbers
from drills.planner.problem import HOUR, MINUTES_HELD
from drills.planner.sites import Ground

DEEPEST = 5  # drills that step aside one for the other
TRIES = 400  # for one drill
ALL_TRIES = 40_000
AT_ONCE = 2  # drills that may step aside for one


class Search:
    """A board that fills."""

    def __init__(self, ground: Ground, seed: int = 0) -> None:
        self.ground = ground
        self.board = Board(ground)
        self.costs = Costs(ground, self.board, seed)
        self.tries = 0
        self.all_tries = 0
        self.journal: list[tuple[Task, int, int, tuple[int, ...]]] = []  # what stood before

    def stand(self, task: Task, day: int, minute: int, officers: tuple[int, ...]) -> None:
        """Put a drill where it is said to stand."""
        self.journal.append((task, -1, -1, ()))
        self.board.put(task, day, minute, officers)
        self.costs.placed(task)

    def lift(self, task: Task) -> None:
        """Take a drill off."""
        self.journal.append((task, task.day, task.minute, task.officers))
        self.costs.placed(task, -1)
        self.board.lift(task)

    def back_to(self, mark: int) -> None:
        """Undo everything since the journal had so many lines."""
        while len(self.journal) > mark:
            task, day, minute, officers = self.journal.pop()
            if day == -1 and minute == -1 and not officers and task.day != -1:
                self.costs.placed(task, -1)
                self.board.lift(task)
            else:
                self.board.put(task, day, minute, officers)
                self.costs.placed(task)

    def fill(self, tasks: Iterable[Task]) -> list[Task]:
        """Place the drills, the narrowest first; gives those that found no day."""
        order = sorted(tasks, key=lambda t: (self._room(t), t.low, t.site.number, t.kind, t.serves))
        left = [task for task in order if not self.place(task)]
        # What steps aside late may leave room for what found none at first.
        return [task for task in left if not self.make_room(task)]

    def _room(self, task: Task) -> int:
        days = task.days.bit_count() * 4
        return days // 4 if task.who else days

    def place(self, task: Task, days: int | None = None) -> bool:
        """Put a drill on its best free day, if there is one."""
        free = self.board.candidates(task)
        if days is not None:
            free &= days
        for some in (free & task.aim, free & ~task.aim):
            for _, day in self.costs.days(task, some) if some else ():
                best = self._best_hour(task, day)
                if best is not None:
                    self.stand(task, day, *best)
                    return True
        return False

    def _best_hour(self, task: Task, day: int) -> tuple[int, tuple[int, ...]] | None:
        best: tuple[int, int, tuple[int, ...]] | None = None
        for starts, officers in self.board.choices(task, day):
            cost, start = self.costs.hour(task, day, starts, officers)
            if best is None or cost < best[0]:
                best = (cost, start, officers)
        return None if best is None else (self.ground.starts[best[1]], best[2])

    # --- making room -------------------------------------------------------------

    def make_room(self, task: Task) -> bool:
        """Place a drill by letting others step aside."""
        if self.all_tries > ALL_TRIES:
            return False
        self.tries = 0
        for depth in range(1, DEEPEST + 1):
            if self._aside(task, depth, {id(task)}):
                return True
            if self.tries > TRIES:
                break
        return False

    def _aside(self, task: Task, depth: int, moving: set[int]) -> bool:
        if self.place(task):
            return True
        if depth == 0:
            return False
        for day, blockers in self._ways(task, moving):
            self.tries += 1
            self.all_tries += 1
            if self.tries > TRIES:
                return False
            mark = len(self.journal)
            for one in blockers:
                self.lift(one)
            if self.place(task, 1 << day):
                now = moving | {id(b) for b in blockers}
                if all(self._aside(one, depth - 1, now) for one in blockers):
                    return True
            self.back_to(mark)
        return False

    def _ways(self, task: Task, moving: set[int]) -> Iterator[tuple[int, list[Task]]]:
        """Days on which one or two other drills stand in the way, and which, fewest first."""
        found: list[tuple[int, int, int, list[Task]]] = []
        for day in numbers(task.days):
            for n, blockers in enumerate(self._blockers(task, day)):
                unique = list({id(b): b for b in blockers}.values())
                if len(unique) > AT_ONCE or not unique:
                    continue
                if any(b.stays or id(b) in moving for b in unique):
                    continue
                tight = sum(400 - min(b.days.bit_count(), 400) for b in unique)
                found.append((len(unique), tight, n, unique))
                found[-1] = (len(unique) * 1000 + tight, day, n, unique)
        found.sort(key=lambda way: way[:3])
        for _, day, _, blockers in found:
            yield day, blockers

    def _blockers(self, task: Task, day: int) -> Iterator[list[Task]]:
        """Sets of drills without which a drill could stand on a day."""
        board, site = self.board, task.site
        own: list[Task] = []
        between = board.limits.min_days_between or 0
        gap = {kinds: days for kinds, days in site.apart if task.type in kinds}
        week: list[Task] = []
        for other in board.of_site[site.number]:
            apart = abs(other.day - day)
            lawful = all(apart >= days for kinds, days in gap.items() if other.type in kinds)
            if apart < between or not lawful:
                own.append(other)
            elif (
                board.limits.per_building_per_week is not None
                and 0 <= other.day < board.count
                and self.ground.days.week[other.day] == self.ground.days.week[day]
            ):
                week.append(other)
        most = board.limits.per_building_per_week
        over_week = 0 if most is None else len(week) - most + 1
        weekly = itertools.combinations(week, over_week) if over_week > 0 else [()]
        for some in itertools.islice(weekly, 3):
            base = [*own, *some]
            if len(base) > AT_ONCE:
                continue
            for crowd in self._crowds(task, day, base):
                yield from self._officers_away(task, day, [*base, *crowd])

    def _crowds(self, task: Task, day: int, base: list[Task]) -> Iterator[list[Task]]:
        board, most = self.board, self.board.limits.per_day
        if most is None:
            yield []
            return
        gone = sum(board.rows(b) for b in base if b.day == day)
        over = board.load[day] - gone + board.rows(task) - most
        if over <= 0:
            yield []
            return
        others = [t for t in board.of_day.get(day, ()) if not t.stays and t not in base]
        others.sort(key=lambda t: (-t.days.bit_count(), bool(t.who)))
        for one in others[:6]:
            if board.rows(one) >= over:
                yield [one]

    def _officers_away(self, task: Task, day: int, base: list[Task]) -> Iterator[list[Task]]:
        board = self.board
        if len(task.who) != 1:
            yield base
            return
        given = False
        for n in task.who[0]:
            if self.ground.away[n] >> day & 1:
                continue
            mine = [t for t in board.of_officer[n].get(day, ()) if t not in base]
            most = board.per_officer[n]
            starts = board.starts(task, day)
            for other in base:
                if other.day == day and other.site is task.site:
                    starts |= task.starts & self.ground.near(other.minute, HOUR)
            taken = 0
            for other in mine:
                taken |= self.ground.near(other.minute, MINUTES_HELD)
            fits = most is None or len(mine) < most
            if fits and starts & ~taken:
                if not given:
                    given = True
                    yield base
                continue
            for other in mine:
                rest = 0
                for third in mine:
                    if third is not other:
                        rest |= self.ground.near(third.minute, MINUTES_HELD)
                if (most is None or len(mine) - 1 < most) and starts & ~rest:
                    yield [*base, other]
