"""Who is where when: the drills that stand in a plan so far, and what is still free.

Every hard limit is kept here and nowhere else. What is nicer is costs.py's; which drill
goes first is search.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from drills.facts import Drill
from drills.planner.days import numbers
from drills.planner.problem import HOUR, MINUTES_HELD
from drills.planner.sites import Ground, Site

Key = tuple[int, str, int]


@dataclass(slots=True, eq=False)
class Task:
    """A drill of a site: what it is, where it may go, and where it stands.

    ``who``: for each presence that it needs, the officers who may give it. ``days`` and
    ``starts``: those it may be held on and begin at, as bits. ``old``: where an earlier plan
    had it. ``stays``: held, or pinned.
    """

    site: Site
    kind: str
    drill: Drill
    days: int
    starts: int
    low: int
    high: int
    who: tuple[tuple[int, ...], ...] = ()
    asked: tuple[str, ...] = ()
    serves: tuple[Key, ...] = ()
    aim: int = 0
    stays: bool = False
    pinned: bool = False
    members: tuple[int, ...] = ()
    old: tuple[int, int, tuple[int, ...]] | None = None
    day: int = -1
    minute: int = -1
    officers: tuple[int, ...] = ()
    costs: object = field(default=None)

    @property
    def type(self) -> str:
        """The drill's canonical type."""
        return self.drill.type

    @property
    def placed(self) -> bool:
        """Whether it stands somewhere."""
        return self.day >= 0


class Board:
    """The district's drills by site, day and officer."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        problem = ground.problem
        self.limits = problem.limits
        self.count = ground.days.count
        self.of_site: list[list[Task]] = [[] for _ in ground.sites]
        self.of_day: dict[int, list[Task]] = {}
        self.load = [0] * self.count
        self.full = 0  # days on which the district has as many as it may
        self.of_officer: list[dict[int, list[Task]]] = [{} for _ in problem.officers]
        self.per_officer = [o.per_day for o in problem.officers]
        self.busy: list[dict[int, int]] = [{} for _ in problem.officers]  # starts taken
        every = ground.days.span(0, self.count)
        self.free = [every & ~away for away in ground.away]
        self.work = [0] * len(problem.officers)
        self._barred: list[int | None] = [None] * len(ground.sites)
        days, between = ground.days, problem.limits.min_days_between or 0
        # What a drill bars around itself, and the week that it lies in.
        self._around = [days.span(n - between + 1, n + between - 1) for n in range(self.count)]
        self._weeks = [days.week_of(n) for n in range(self.count)]

    # --- placing and lifting -----------------------------------------------------

    def put(self, task: Task, day: int, minute: int, officers: tuple[int, ...]) -> None:
        """Stand a drill on a day; nothing is checked."""
        task.day, task.minute, task.officers = day, minute, officers
        site = task.site
        self.of_site[site.number].append(task)
        self._barred[site.number] = None
        if not 0 <= day < self.count:
            return
        self.of_day.setdefault(day, []).append(task)
        self.load[day] += self.rows(task)
        self._count_day(day)
        for n in officers:
            self.of_officer[n].setdefault(day, []).append(task)
            self.work[n] += 1
            self._count_officer(n, day)

    def lift(self, task: Task) -> None:
        """Take a drill off its day."""
        site, day = task.site, task.day
        self.of_site[site.number].remove(task)
        self._barred[site.number] = None
        if 0 <= day < self.count:
            self.of_day[day].remove(task)
            self.load[day] -= self.rows(task)
            self._count_day(day)
            for n in task.officers:
                self.of_officer[n][day].remove(task)
                self.work[n] -= 1
                self._count_officer(n, day)
        task.day, task.minute, task.officers = -1, -1, ()

    def rows(self, task: Task) -> int:
        """For how many buildings a drill counts."""
        return len(task.members) or len(task.site.members)

    def _count_day(self, day: int) -> None:
        most = self.limits.per_day
        if most is not None:
            # Two buildings that drill together need room for both.
            if self.load[day] >= most:
                self.full |= 1 << day
            else:
                self.full &= ~(1 << day)

    def _count_officer(self, n: int, day: int) -> None:
        tasks, taken = self.of_officer[n][day], 0
        for task in tasks:
            taken |= self.ground.near(task.minute, MINUTES_HELD)
        self.busy[n][day] = taken
        most = self.per_officer[n]
        if (most is not None and len(tasks) >= most) or self.ground.away[n] >> day & 1:
            self.free[n] &= ~(1 << day)
        else:
            self.free[n] |= 1 << day

    # --- what is free ------------------------------------------------------------

    def barred(self, site: Site) -> int:
        """The days that the site's other drills bar for any drill of it."""
        known = self._barred[site.number]
        if known is None:
            known = self._bars(site, self.of_site[site.number])
            self._barred[site.number] = known
        return known

    def _bars(self, site: Site, tasks: Iterable[Task]) -> int:
        found = 0
        between, weekly = self.limits.min_days_between, self.limits.per_building_per_week
        if not between and weekly is None:
            return 0
        week_of = self.ground.days.week
        alone = len(site.members) == 1
        weeks: dict[tuple[int, int], int] = {}
        for task in tasks:
            day = task.day
            if not 0 <= day < self.count:
                if between:
                    found |= self.ground.days.span(day - between + 1, day + between - 1)
                continue
            if between:
                found |= self._around[day]
            if weekly is not None:
                # Each building of the site has its own count.
                members = (0,) if alone else task.members or tuple(range(len(site.members)))
                for member in members:
                    key = (week_of[day], member)
                    count = weeks[key] = weeks.get(key, 0) + 1
                    if count >= weekly:
                        found |= self._weeks[day]
        return found

    def law_bars(self, task: Task) -> int:
        """The days that the law's smallest gap between drills of a kind bars."""
        found = 0
        for kinds, days in task.site.apart:
            if task.type in kinds or task.kind in kinds:
                for other in self.of_site[task.site.number]:
                    if other is not task and (other.type in kinds or other.kind in kinds):
                        found |= self.ground.days.span(other.day - days + 1, other.day + days - 1)
        return found

    def candidates(self, task: Task) -> int:
        """The days on which a drill can be held as the plan stands, hours aside."""
        days = task.days & ~self.barred(task.site) & ~self.full
        if not days:
            return 0
        if self.limits.per_day is not None and self.rows(task) > 1:
            room = self.limits.per_day - self.rows(task)
            days &= ~sum(1 << d for d in numbers(days) if self.load[d] > room)
        if task.site.apart:
            days &= ~self.law_bars(task)
        for officers in task.who:
            able = 0
            for n in officers:
                able |= self.free[n]
            days &= able
        return days

    def starts(self, task: Task, day: int) -> int:
        """The starts that a site's own drills leave for a drill on a day."""
        return self.starts_of_day(task, day) & ~self.law_starts(task)

    def starts_of_day(self, task: Task, day: int) -> int:
        """The starts an hour from the site's other drills of a day."""
        free = task.starts
        for other in self.of_site[task.site.number]:
            if other.day == day and other is not task:
                free &= ~self.ground.near(other.minute, HOUR)
        return free

    def law_starts(self, task: Task) -> int:
        """The starts that the law's smallest gap by the clock bars, on whatever day."""
        found = 0
        for kinds, minutes in task.site.hours_apart:
            if task.type in kinds:
                for other in self.of_site[task.site.number]:
                    if other is not task and other.type in kinds:
                        found |= self.ground.near(other.minute, minutes)
        return found

    def choices(self, task: Task, day: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Starts (as bits) with the officers who can all come then."""
        free = self.starts(task, day)
        if not free:
            return
        if not task.who:
            yield free, ()
            return
        for officers in self.teams(task, day):
            open_to_all = free
            for n in officers:
                open_to_all &= ~self.busy[n].get(day, 0)
            if open_to_all:
                yield open_to_all, officers

    def teams(self, task: Task, day: int) -> list[tuple[int, ...]]:
        """The officers, one for each presence, who are free at some hour of a day.

        Buildings that drill as one may each ask for somebody who then is the same person.
        """
        teams: list[tuple[int, ...]] = [()]
        for officers in task.who:
            able = [n for n in officers if self.free[n] >> day & 1]
            teams = [team if n in team else (*team, n) for team in teams for n in able]
        # Where one person does, nobody else need come along.
        return [t for t in dict.fromkeys(teams) if not any(set(o) < set(t) for o in teams)]
