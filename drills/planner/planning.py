"""Makes a plan: what is owed, the drills for it, their places, and what is left over.

The whole way, in order. Each step is a file of its own; the last word is the engine's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Container

from drills.planner import book
from drills.planner.agenda import Agenda, Duty, merged_duties, with_officer
from drills.planner.aims import aim
from drills.planner.board import Key, Task
from drills.planner.checking import unplaced
from drills.planner.demands import Demand, Owed
from drills.planner.earlier import Earlier
from drills.planner.measure import measured
from drills.planner.otherwise import Otherwise
from drills.planner.problem import (
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    Conflict,
    Fixed,
    Placement,
    Plan,
    Problem,
    Unplaced,
)
from drills.planner.reasons import impossible, standing_conflicts, why_not
from drills.planner.search import Search
from drills.planner.sites import Ground, Site
from drills.planner.tasks import ask, minute_of, officer_numbers, standing_task, task_of, vary
from drills.planner.trading import Trading
from drills.planner.wishes import dressed

Progress = Callable[[str, int, int], None]  # what is done, how many of how many
KINDS_TRIED = 6
ROUNDS = 2  # of polishing: a third gains next to nothing


def plan(
    problem: Problem,
    earlier: Plan | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Plan:
    """A plan of the problem; with an earlier one, the plan that moves least of it.

    Raises NoSchoolDays for a calendar without any, KeyError for an unknown weight.
    """
    return Making(problem, earlier, seed, progress).plan()


class Making:
    """A plan on its way: the board, and what each step leaves to the next."""

    def __init__(
        self, problem: Problem, earlier: Plan | None, seed: int, progress: Progress | None
    ) -> None:
        self.problem = problem
        self.tell = progress or (lambda what, done, of: None)
        self.ground = Ground(problem)
        self.search = Search(self.ground, seed)
        self.board = self.search.board
        self.chance = random.Random(seed)
        self.turns = [self.chance.randrange(3) + n for n in range(len(self.ground.sites))]
        self.agendas: dict[object, list[Duty]] = {}
        self.asked = [0] * self.ground.days.count
        self.failed: dict[int, list[Task]] = {}
        self.notes: list[Conflict] = []
        self.earlier = Earlier(self.ground, earlier)

    def plan(self) -> Plan:
        """The whole way."""
        sites = self.ground.sites
        self._stand_fixed()
        self.earlier.stand(self.search)
        tasks: list[Task] = []
        for number, site in enumerate(sites):
            tasks += self.tasks_of(site)
            if number % 50 == 0:
                self.tell("drills chosen for buildings", number, len(sites))
        left = self.search.fill(tasks)
        self.tell("drills placed", len(tasks) - len(left), len(tasks))
        for task in left:
            self.failed.setdefault(task.site.number, []).append(task)
        Otherwise(self).try_all()
        Trading(self).try_all()
        if not self.earlier:
            self.tell("drills moved to better days", 0, len(tasks))
            self.search.polish(tasks, ROUNDS)
        for number, site in enumerate(sites):
            self._complete(site)
            book.dress_each(self.ground, self.board, site)
            if number % 50 == 0:
                self.tell("buildings checked", number, len(sites))
        return self._made()

    # --- what stands already -----------------------------------------------------

    def _stand_fixed(self) -> None:
        problem = self.problem
        for one in problem.held:
            site = self.ground.site_of[one.building]
            task = standing_task(self.ground, site, one, pinned=False)
            who = officer_numbers(self.ground, one.officers)
            day = self.ground.days.number(one.drill.date)
            self.search.stand(task, day, minute_of(one.drill), who)
        for one in sorted(problem.pinned, key=lambda p: (p.drill.date, p.building)):
            self._pin(one)

    def _pin(self, one: Fixed) -> None:
        site = self.ground.site_of[one.building]
        task = standing_task(self.ground, site, one, pinned=True)
        day, minute = self.ground.days.number(task.drill.date), minute_of(task.drill)
        # It is made to count for what it can, where its columns say nothing yet.
        agenda = self.agenda(site, book.still_owed(self.ground, self.board, site))
        wishes, _ = agenda.serving(task.drill)
        task.drill = dressed(task.drill, wishes)
        officers = officer_numbers(self.ground, one.officers)
        ask(self.ground, task)
        if not officers and task.who and 0 <= day < self.board.count:
            near = self.ground.near(minute, 1) if minute >= 0 else task.starts
            task.starts = near or task.starts
            for starts, team in self.board.choices(task, day):
                officers = team
                if minute < 0:
                    _, start = self.search.costs.hour(task, day, starts, team)
                    minute = self.ground.starts[start]
                break
        elif minute < 0 and 0 <= day < self.board.count:
            for starts, _ in self.board.choices(task, day):
                minute = self.ground.starts[self.search.costs.hour(task, day, starts, ())[1]]
                break
        if 0 <= day < self.board.count:
            self.notes += standing_conflicts(self.ground, self.board, task, day, minute, officers)
        self.search.stand(task, day, minute, officers)

    # --- the drills for what is owed -----------------------------------------------

    def tasks_of(self, site: Site) -> list[Task]:
        """The drills that a site needs, not yet placed."""
        duties = self._duties(site)
        tasks = [task_of(self.ground, site, duty) for duty in duties]
        self.earlier.match(site, tasks)
        standing = self.board.of_site[site.number]
        if not self.earlier:
            vary(self.ground, site, tasks, 0)
        aim(tasks, standing, self.asked, self.turns[site.number])
        return tasks

    def _duties(self, site: Site) -> list[Duty]:
        standing = self.board.of_site[site.number]
        key = (
            tuple(m.law for m in site.members),
            tuple(m.place.building.records_begin for m in site.members),
            site.open,
            site.open_summer,
            tuple((book.drill_as_planned(self.ground, t), t.members) for t in standing),
            tuple(sorted(self.earlier.wanted(site).items())),
        )
        if key not in self.agendas:
            agenda = self.agenda(site, self.owed(site))
            self.agendas[key] = merged_duties(agenda.duties())
        return self.agendas[key]

    def owed(self, site: Site) -> Owed:
        """What a site owes beside all that stands."""
        return book.still_owed(self.ground, self.board, site)

    def agenda(self, site: Site, what: Owed, barred: Container[tuple[Key, str]] = ()) -> Agenda:
        def width(kind: str, low: int, high: int, summer: bool) -> int:
            days = self.ground.bearing(site, kind, summer) & self.ground.days.span(low, high)
            return (days & self.ground.coming_to(site, kind)).bit_count()

        return Agenda(
            what.demands,
            what.room,
            self.ground.days.number,  # type: ignore[arg-type]
            width,
            with_officer=with_officer(self.ground.kinds),
            attended=self.problem.attend.keys(),
            wanted=self.earlier.wanted(site),
            barred=barred,
        )

    # --- what the engine still finds short --------------------------------------------

    def _complete(self, site: Site) -> None:
        """Asks the engine what is still owed, and plans for it one by one."""
        hopeless: set[object] = set()
        for task in self.failed.get(site.number, []):
            if len(task.serves) == 1 and not self._many_kinds(site, task):
                hopeless.add(task.serves[0])
        for _ in range(60):
            demands = [d for d in self.owed(site).demands if d.deciding and d.key not in hopeless]
            if not demands:
                break
            agenda = self.agenda(site, Owed(tuple(demands), {}))
            if not agenda.demands:
                break
            demand = min(agenda.demands, key=lambda d: ((d.due - d.opens).days, d.key))
            if not self._one(site, demand, agenda):
                hopeless.add(demand.key)

    def _many_kinds(self, site: Site, task: Task) -> bool:
        member, name, index = task.serves[0]
        requirement = next(r for r in site.members[member].requirements if r.id == name)
        kinds = requirement.rule.accepts
        if index >= 0 and requirement.windows[index].accepts is not None:
            kinds = requirement.windows[index].accepts or kinds
        return len(kinds) > 1 or bool(requirement.groups)

    def _one(self, site: Site, demand: Demand, agenda: Agenda) -> bool:
        """Place one drill for one demand, whatever kind can be placed."""
        first: Task | None = None
        for duty in agenda.alone(demand)[:KINDS_TRIED]:
            task = task_of(self.ground, site, duty)
            aim([task], self.board.of_site[site.number], self.asked, self.turns[site.number])
            if self.search.place(task) or self.search.make_room(task):
                return True
            first = first or task
        failed = self.failed.setdefault(site.number, [])
        if first is not None and not any(t.serves == (demand.key,) for t in failed):
            failed.append(first)
        return False

    # --- the plan -------------------------------------------------------------------

    def _made(self) -> Plan:
        placements: list[Placement] = []
        left: list[Unplaced] = []
        stretches: dict[int, tuple[int, int]] = {}
        for site in self.ground.sites:
            served = book.services(self.ground, self.board, site)
            stretches |= {task: (by.low, by.high) for task, by in served.items() if by.keys}
            placements += self._placements(site, served)
            left += unplaced(self.ground, self.board, site, self._why(site))
        placements.sort(
            key=lambda p: (p.drill.date, p.drill.time is None, p.drill.time, p.building)
        )
        open_ones = [u for u in left if u.conflicts and u.conflicts[0].code not in SETTLED]
        proof = OPTIMAL
        if open_ones:
            proof = INFEASIBLE if all(u.proven for u in open_ones) else FEASIBLE
        notes = (*self.notes, *self.earlier.notes)
        costs = measured(self.ground, self.board, stretches)
        return Plan(tuple(placements), tuple(left), proof, notes, costs)

    def _placements(self, site: Site, served: dict[int, book.Served]) -> list[Placement]:
        officers = self.problem.officers
        found = []
        for task in self.board.of_site[site.number]:
            if task.stays and not task.pinned:
                continue
            drill = book.drill_as_planned(self.ground, task)
            by = served.get(id(task), book.Served())
            stretch = (None, None)
            if by.keys and by.low <= by.high < 10**6:
                stretch = (self.ground.days.date(by.low), self.ground.days.date(by.high))
            for number, member in enumerate(site.members):
                if task.members and number not in task.members:
                    continue
                names = dict.fromkeys(name for m, name, _ in by.keys if m == number)
                found.append(
                    Placement(
                        member.place.id,
                        drill,
                        tuple(officers[n].id for n in task.officers),
                        tuple(names),
                        task.pinned,
                        *stretch,
                    )
                )
        return found

    def _why(self, site: Site) -> dict[tuple[int, str, int], tuple[tuple[Conflict, ...], bool]]:
        found: dict[tuple[int, str, int], tuple[tuple[Conflict, ...], bool]] = {}
        for task in self.failed.get(site.number, []):
            why, proven = why_not(self.ground, self.board, task)
            for key in sorted(task.serves, key=lambda k: k[2]):
                alone = len(task.serves) == 1
                if key not in found or alone:
                    found[key] = why, proven and impossible(self.ground, task, key)
        return found


SETTLED = frozenset({"undecided", "closed", "unrecorded"})
