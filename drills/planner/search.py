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
TRIES = 250  # for one drill
ALL_TRIES = 40_000
AT_ONCE = 2  # drills that may step aside for one


Line = tuple[Task, tuple[int, int, tuple[int, ...]] | None]


def _room(task: Task) -> int:
    """How much room a drill has; one that needs an officer has less."""
    days = task.days.bit_count()
    return days if task.who else days * 4


class Search:
    """A board that fills."""

    def __init__(self, ground: Ground, seed: int = 0) -> None:
        self.ground = ground
        self.board = Board(ground)
        self.costs = Costs(ground, self.board, seed)
        self.journal: list[Line] = []  # what stood where before, line by line
        self.tries = self.all_tries = 0
        self.stuck: dict[int, int] = {}  # drills that could not step aside, how deep was tried
        self.hopeless: set[object] = set()

    # --- putting and lifting -------------------------------------------------------

    def stand(self, task: Task, day: int, minute: int, officers: tuple[int, ...]) -> None:
        """Put a drill where it is said to stand."""
        self._put(task, day, minute, officers)
        self.costs.placed(task, day, minute)

    def lift(self, task: Task) -> None:
        """Take a drill off."""
        self.costs.placed(task, task.day, task.minute, -1)
        self._lift(task)

    def back_to(self, mark: int) -> None:
        """Undo everything since the journal had so many lines, costs with it."""
        self._reckon(mark, -1)
        self._undo(mark)

    def _put(self, task: Task, day: int, minute: int, officers: tuple[int, ...]) -> None:
        self.journal.append((task, None))
        self.board.put(task, day, minute, officers)

    def _lift(self, task: Task) -> None:
        self.journal.append((task, (task.day, task.minute, task.officers)))
        self.board.lift(task)

    def _undo(self, mark: int) -> None:
        while len(self.journal) > mark:
            task, before = self.journal.pop()
            if before is None:
                self.board.lift(task)
            else:
                self.board.put(task, *before)

    def _reckon(self, mark: int, sign: int = 1) -> None:
        """Tell the costs what changed since a mark, once for each drill; -1: it is undone."""
        first: dict[int, tuple[Task, tuple[int, int, tuple[int, ...]] | None]] = {}
        for task, before in self.journal[mark:]:
            first.setdefault(id(task), (task, before))
        for task, before in first.values():
            now = (task.day, task.minute, task.officers) if task.placed else None
            if now == before:
                continue
            if before is not None:
                self.costs.placed(task, before[0], before[1], -sign)
            if now is not None:
                self.costs.placed(task, now[0], now[1], sign)

    # --- placing -------------------------------------------------------------------

    def fill(self, tasks: Iterable[Task]) -> list[Task]:
        """Place the drills, the narrowest first; gives those that found no day."""
        order = sorted(tasks, key=lambda t: (_room(t), t.low, t.site.number, t.kind, t.serves))
        left = [task for task in order if not self.place(task)]
        # What steps aside late may leave room for what found none at first.
        return [task for task in left if not self.make_room(task)]

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

    def polish(self, tasks: Iterable[Task], rounds: int) -> None:
        """Move each drill to its best day now that all stand; where others moved, again.

        The first placing aims at a part of each window, not knowing what comes later.
        """
        tasks = [task for task in tasks if task.placed and not task.stays]
        for _ in range(rounds):
            for task in tasks:
                task.aim = 0
                self.better(task)

    # --- making room -------------------------------------------------------------

    def make_room(self, task: Task) -> bool:
        """Place a drill by letting others step aside; each then takes its best free day."""
        signature = (task.site.number, task.kind, task.low, task.high, task.who, task.starts)
        if self.all_tries > ALL_TRIES or signature in self.hopeless:
            return False
        self.tries, mark = 0, len(self.journal)
        self.stuck = {}
        for depth in range(1, DEEPEST + 1):
            if self._aside(task, depth, {id(task)}):
                self._reckon(mark)
                for one in {id(t): t for t, _ in self.journal[mark:]}.values():
                    self.better(one)
                return True
            if self.tries > TRIES:
                break
        self.hopeless.add(signature)
        return False

    def better(self, task: Task) -> None:
        """Move a drill to its best free day; its own counts as free."""
        was = (task.day, task.minute, task.officers)
        self.lift(task)
        if not self.place(task):
            self.stand(task, *was)

    def _fits(self, task: Task, days: int | None = None) -> bool:
        """Put a drill on the first day that is free, whatever it costs."""
        free = self.board.candidates(task)
        if days is not None:
            free &= days
        for day in numbers(free):
            for starts, officers in self.board.choices(task, day):
                first = (starts & -starts).bit_length() - 1
                self._put(task, day, self.ground.starts[first], officers)
                return True
        return False

    def _aside(self, task: Task, depth: int, moving: set[int]) -> bool:
        if self._fits(task):
            return True
        if depth == 0 or self.stuck.get(id(task), -1) >= depth:
            return False
        for day, blockers in self._ways(task, moving):
            if any(self.stuck.get(id(b), -1) >= depth - 1 for b in blockers):
                continue
            self.tries += 1
            self.all_tries += 1
            if self.tries > TRIES:
                return False
            mark = len(self.journal)
            for one in blockers:
                self._lift(one)
            if self._fits(task, 1 << day):
                now = moving | {id(b) for b in blockers}
                if all(self._aside(one, depth - 1, now) for one in blockers):
                    return True
            self._undo(mark)
        self.stuck[id(task)] = depth
        return False

    def _ways(self, task: Task, moving: set[int]) -> Iterator[tuple[int, list[Task]]]:
        """Days on which one or two other drills stand in the way, and which, fewest first."""
        found: list[tuple[int, int, int, list[Task]]] = []
        for day in numbers(task.days):
            for n, blockers in enumerate(self.blockers(task, day)):
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

    def blockers(self, task: Task, day: int) -> Iterator[list[Task]]:
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
