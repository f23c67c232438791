"""Serving windows by other drills, where those first chosen found no day.

A crisis drill in another month, another kind, or another building that makes way: each is
tried whole, and kept only where less is short then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills.planner.agenda import merged_duties
from drills.planner.aims import aim
from drills.planner.board import Key, Task
from drills.planner.demands import Owed
from drills.planner.reasons import hopeless
from drills.planner.sites import Site
from drills.planner.tasks import task_of, vary

if TYPE_CHECKING:
    from drills.planner.planning import Making

WAYS = 4  # for one site
NEIGHBOURS = 10  # that may make way for one drill
ALL_NEIGHBOURS = 400


class Otherwise:
    """Second thoughts about a plan on its way."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.search, self.board = making.search, making.board
        self.neighbours = 0

    def try_all(self) -> None:
        """Every site that has drills without a day; then those that stand in their way."""
        failed = self.making.failed
        for number in sorted(failed):
            if not all(hopeless(self.making.ground, task) for task in failed[number]):
                self._site(self.making.ground.sites[number])
        for number in sorted(failed):
            for task in list(failed[number]):
                if task.who and self._make_way(task):
                    failed[number].remove(task)

    def _site(self, site: Site) -> None:
        """Serve a site's windows by other drills. An earlier plan's are not given up."""
        failed = self.making.failed
        barred: set[tuple[Key, str]] = set()
        learned: set[tuple[Key, str]] = set()
        for _ in range(WAYS):
            tried = len(barred)
            barred |= {(k, t.kind) for t in failed[site.number] for k in t.serves}
            barred |= learned
            if len(barred) == tried:
                return
            before, mark = self._short(site), len(self.search.journal)
            left = self._anew(site, barred)
            if self._short(site) < before:
                failed[site.number] = left
                if not left:
                    return
            else:
                self.search.back_to(mark)
                learned = {(key, t.kind) for t in left for key in t.serves}

    def _make_way(self, task: Task) -> bool:
        """Place a drill by serving another site's windows otherwise."""
        for other in self._in_the_way(task)[:NEIGHBOURS]:
            if self.neighbours >= ALL_NEIGHBOURS:
                return False
            self.neighbours += 1
            site, mark = other.site, len(self.search.journal)
            short = self._short(site)
            barred = {(key, other.kind) for key in other.serves}
            left = self._anew(site, barred)
            if not left and self._short(site) <= short and self.search.place(task):
                return True
            self.search.back_to(mark)
        return False

    def _in_the_way(self, task: Task) -> list[Task]:
        """Drills of other sites that hold an officer on a day that a drill could have."""
        days = task.days & ~self.board.barred(task.site)
        found: dict[int, Task] = {}
        for officers in task.who:
            for n in officers:
                for day, others in self.board.of_officer[n].items():
                    for other in others if days >> day & 1 else ():
                        if not other.stays and other.old is None and other.site is not task.site:
                            found.setdefault(other.site.number, other)
        return [found[number] for number in sorted(found)]

    def _anew(self, site: Site, barred: set[tuple[Key, str]]) -> list[Task]:
        """Lift all of a site's drills that may go, and plan it again; gives what is left over."""
        making = self.making
        for task in list(self.board.of_site[site.number]):
            if not task.stays and task.old is None:
                self.search.lift(task)
        agenda = making.agenda(site, making.owed(site), barred)
        tasks = [task_of(making.ground, site, d) for d in merged_duties(agenda.duties())]
        vary(making.ground, site, tasks, 0)
        aim(tasks, self.board.of_site[site.number], making.asked, making.turns[site.number])
        left = self.search.fill(tasks)
        return left + self._without_any(site, left)

    def _without_any(self, site: Site, left: list[Task]) -> list[Task]:
        """Windows for which no drill was found at all: by the kind that comes first."""
        making, found = self.making, []
        served = {key for task in left for key in task.serves}
        for demand in making.owed(site).demands:
            if not demand.deciding or demand.key in served:
                continue
            agenda = making.agenda(site, Owed((demand,), {}))
            for duty in agenda.alone(demand)[:1] if agenda.demands else ():
                task = task_of(making.ground, site, duty)
                aim([task], self.board.of_site[site.number], making.asked, 0)
                if not self.search.place(task):
                    found.append(task)
        return found

    def _short(self, site: Site) -> int:
        return sum(d.need for d in self.making.owed(site).demands if d.deciding)
