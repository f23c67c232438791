"""An earlier plan carried over: what still can stands where it stood, the rest is moved.

Held and pinned drills are not its: they come with the problem. A drill whose day has
passed is no longer planned.
"""

from __future__ import annotations

from collections import defaultdict

from drills.facts import Drill
from drills.planner import book
from drills.planner.board import Task
from drills.planner.problem import Conflict, Placement, Plan
from drills.planner.reasons import standing_conflicts
from drills.planner.search import Search
from drills.planner.sites import Ground, Site
from drills.planner.tasks import kept_task

AROUND = 10  # days before and after the old day that are looked at first


class Earlier:
    """The drills of an earlier plan; false where there was none."""

    def __init__(self, ground: Ground, plan: Plan | None) -> None:
        self.ground = ground
        self.given = plan is not None
        self.lost: dict[int, list[Task]] = defaultdict(list)
        self.notes: list[Conflict] = []
        self.off: list[Task] = []  # called off: not to be held on that day
        for one in ground.problem.cancelled:
            site = ground.site_of[one.building]
            drill = Placement(one.building, Drill(one.date, one.type))
            task = kept_task(ground, site, drill, (site.ids.index(one.building),))
            self.lost[site.number].append(task)
            self.off.append(task)
        self.tasks = self._tasks(plan) if plan else []

    def __bool__(self) -> bool:
        return self.given or bool(self.lost)

    def stand(self, search: Search) -> None:
        """Stand what still can, as it was; then let it move within what it serves."""
        ground, board = self.ground, search.board
        kept: list[Task] = []
        for task in self.tasks:
            assert task.old is not None
            day, minute, officers = task.old
            against = standing_conflicts(ground, board, task, day, minute, officers)
            # Of a drill that stays where it was, people were told in time.
            if any(conflict.code != "notice" for conflict in against):
                self.lost[task.site.number].append(task)
            else:
                search.stand(task, day, minute, officers)
                kept.append(task)
        for number in dict.fromkeys(t.site.number for t in kept):
            site = ground.sites[number]
            served = book.services(ground, board, site)
            for task in (t for t in kept if t.site is site):
                by = served.get(id(task))
                if by is None:
                    continue
                task.low, task.high = by.low, min(by.high, ground.days.count - 1)
                summer = bool(task.days >> task.day & 1 and site.summer >> task.day & 1)
                task.days = ground.bearing(site, task.kind, summer) & ground.days.span(
                    task.low, task.high
                )
                task.serves = tuple(by.keys)

    def wanted(self, site: Site) -> dict[str, int]:
        """The kinds of drill that a site has lost."""
        found: dict[str, int] = {}
        for task in self.lost.get(site.number, ()):
            found[task.kind] = found.get(task.kind, 0) + 1
        return found

    def match(self, site: Site, tasks: list[Task]) -> None:
        """Tell each new drill where the one that it stands for was: near there is best.

        Where the law names a term for a drill called off, it is kept.
        """
        ground = self.ground
        lost = list(self.lost.get(site.number, ()))
        for task in sorted(tasks, key=lambda t: (t.high - t.low, t.low)):
            alike = [t for t in lost if t.kind == task.kind]
            inside = [t for t in alike if t.old and task.low <= t.old[0] <= task.high]
            alike = inside or alike
            if not alike:
                continue
            middle = (task.low + task.high) // 2
            one = min(alike, key=lambda t: abs((t.old or (0,))[0] - middle))
            lost.remove(one)
            task.old = one.old
            assert one.old is not None
            day = one.old[0]
            task.aim = task.days & self.ground.days.span(day - AROUND, day + AROUND)
            if one in self.off and day >= 0:
                task.days &= ~(1 << day)
            self._in_time(site, task, day)
        for one in lost:
            # Nothing that counts is short, and the law wants it held all the same.
            if one.old is not None and ground.again_by(site, one.kind, one.old[0]) is not None:
                one.days, one.aim = ground.bearing(site, one.kind, False), 0
                if one in self.off and one.old[0] >= 0:
                    one.days &= ~(1 << one.old[0])
                self._in_time(site, one, one.old[0])
                tasks.append(one)

    def _in_time(self, site: Site, task: Task, day: int) -> None:
        """Keep a drill held again to the law's term, where a day of it is left."""
        due = self.ground.again_by(site, task.kind, day)
        if due is None:
            return
        days = task.days & self.ground.days.span(0, due)
        if not days:
            self.notes.append(Conflict("term", (site.name,), (self.ground.days.date(due),)))
            return
        task.days, task.high = days, min(task.high, due)
        task.aim &= days

    def _tasks(self, plan: Plan) -> list[Task]:
        ground = self.ground
        problem = ground.problem
        fixed = {(p.building, p.drill.date, p.drill.type) for p in (*problem.held, *problem.pinned)}
        fixed |= {(c.building, c.date, c.type) for c in problem.cancelled}
        groups: dict[tuple[object, ...], list[tuple[int, Placement]]] = defaultdict(list)
        for placement in plan.placements:
            drill = placement.drill
            site = ground.site_of.get(placement.building)
            if site is None or drill.date < problem.today:
                continue
            if placement.pinned or (placement.building, drill.date, drill.type) in fixed:
                continue
            member = site.ids.index(placement.building)
            key = (site.number, drill.date, drill.time, drill.type, drill.title)
            groups[key].append((member, placement))
        found = []
        for (number, *_), rows in groups.items():
            site = ground.sites[number]  # type: ignore[call-overload]
            found.append(kept_task(ground, site, rows[0][1], tuple(m for m, _ in rows)))
        return found
