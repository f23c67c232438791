"""Where days are scarce: a day goes to the drill that serves the most windows.

Placing takes the narrowest window first and lets nothing that stands be lost. Where drills
are left over all the same, one that serves two windows may take the day of one that serves
one. Each trade is tried whole, and kept only where less is short then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from drills.planner.agenda import Agenda
from drills.planner.aims import aim
from drills.planner.board import Task
from drills.planner.days import numbers
from drills.planner.reasons import hopeless
from drills.planner.sites import Site
from drills.planner.tasks import task_of

if TYPE_CHECKING:
    from drills.planner.planning import Making

ROUNDS = 3
TRADES = 300  # tried in all
CHANGES = 1000  # of kind, tried in all
LOOKS = 1000  # at days of others, in all
KINDS = 3  # tried in the place of one


class Trading:
    """Trades of days between drills of a plan on its way."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.search, self.board = making.search, making.board
        self.tried = self.looked = self.changes = 0

    def try_all(self) -> None:
        """Every site that is short, until a round gains nothing."""
        for _ in range(ROUNDS):
            sites = [
                self.making.ground.sites[number]
                for number, tasks in sorted(self.making.failed.items())
                if not all(hopeless(self.making.ground, task) for task in tasks)
            ]
            # Each is tried, whatever the one before has gained.
            if not sum([self._site(site) for site in sites]):
                return

    def _site(self, site: Site) -> int:
        making, gained = self.making, self._changed(site) + self._spared(site)
        agenda = making.agenda(site, making.owed(site))
        duties = sorted(agenda.duties(), key=lambda d: (-len(d.serves), d.high - d.low, d.low))
        for duty in duties:
            task = task_of(making.ground, site, duty)
            aim([task], self.board.of_site[site.number], making.asked, 0)
            if (
                self.search.place(task)
                or self.search.make_room(task)
                or self._traded(task, task.days)
            ):
                gained += 1
        return gained + self._on_some_day(site)

    def _on_some_day(self, site: Site) -> int:
        """Another site's day on which a drill of this one would serve several windows."""
        making, gained = self.making, 0
        agenda = making.agenda(site, making.owed(site))
        for day in numbers(site.open):
            if self.looked >= LOOKS or not agenda.demands:
                break
            if not any(t.site is not site for t in self.board.of_day.get(day, ())):
                continue
            self.looked += 1
            for duty in agenda.on_day(day)[:1]:
                task = task_of(making.ground, site, duty)
                if len(duty.serves) > 1 and self._traded(task, task.days & 1 << day):
                    gained += 1
                    agenda = making.agenda(site, making.owed(site))
        return gained

    def _changed(self, site: Site) -> int:
        """Put in a drill's place another kind that serves more on its day."""
        making, changed, short = self.making, 0, self._short([site])
        for task in list(self.board.of_site[site.number]):
            if task.stays or task.old is not None or self.changes >= CHANGES:
                continue
            self.changes += 1
            day, mark = task.day, len(self.search.journal)
            self.search.lift(task)
            owed = making.owed(site)
            lost = sum(d.need for d in owed.demands if d.deciding) - short
            for duty in making.agenda(site, owed).on_day(day)[:KINDS]:
                new = task_of(making.ground, site, duty)
                if len(duty.serves) <= lost or new.kind == task.kind:
                    continue
                if self.search.place(new, 1 << day):
                    break
            now = self._short([site])
            if now < short:
                changed, short = changed + 1, now
            else:
                self.search.back_to(mark)
        return changed

    def _spared(self, site: Site) -> int:
        """Take off what a site can do without, now that other drills serve its windows."""
        short, spared = self._short([site]), 0
        for task in list(self.board.of_site[site.number]):
            if task.stays or task.old is not None:
                continue
            mark = len(self.search.journal)
            self.search.lift(task)
            if self._short([site]) > short:
                self.search.back_to(mark)
            else:
                spared += 1
        return spared

    def _traded(self, task: Task, days: int) -> bool:
        """Whether a drill found a day by taking that of others, and less is short for it."""
        ways = [
            (sum(len(b.serves) for b in blockers), day, blockers)
            for day in numbers(days)
            for blockers in self.search.blockers(task, day)
            if blockers and not any(b.stays or b.old is not None for b in blockers)
        ]
        for worth, day, blockers in sorted(ways, key=lambda way: way[:2]):
            if worth >= len(task.serves) + len(blockers) or self.tried >= TRADES:
                return False
            self.tried += 1
            if self._better(task, day, blockers):
                return True
        return False

    def _better(self, task: Task, day: int, blockers: list[Task]) -> bool:
        sites = list({id(t.site): t.site for t in (task, *blockers)}.values())
        before, mark = self._short(sites), len(self.search.journal)
        for one in blockers:
            self.search.lift(one)
        if self.search.place(task, 1 << day):
            left = [
                b for b in blockers if not self.search.place(b) and not self.search.make_room(b)
            ]
            for site in {id(b.site): b.site for b in left}.values():
                self._otherwise(site)
            if self._short(sites) < before:
                for one in left:
                    self.making.failed.setdefault(one.site.number, []).append(one)
                return True
        self.search.back_to(mark)
        return False

    def _otherwise(self, site: Site) -> None:
        """Serve what a site has lost by whatever drill still finds a day."""
        agenda = self.making.agenda(site, self.making.owed(site))
        for duty in agenda.duties():
            new = task_of(self.making.ground, site, duty)
            if not self.search.place(new):
                self._by_another_kind(site, agenda, new)

    def _by_another_kind(self, site: Site, agenda: Agenda, task: Task) -> None:
        demands = [d for d in agenda.demands if d.key in task.serves]
        for duty in (d for demand in demands for d in agenda.alone(demand)[:KINDS]):
            if duty.kind != task.kind and self.search.place(
                task_of(self.making.ground, site, duty)
            ):
                return

    def _short(self, sites: Iterable[Site]) -> int:
        owed = self.making.owed
        return sum(d.need for site in sites for d in owed(site).demands if d.deciding)
