"""The drills of one building as the plan stands, and what each of them counts for.

Asked of the engine, from what is held, pinned and placed. Placing is search.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from drills.compliance.counting import takes
from drills.compliance.pack import Requirement
from drills.compliance.qualities import QUALITIES
from drills.facts import Drill
from drills.planner.board import Board, Key, Task
from drills.planner.demands import Owed, filled_windows, owed, plannable
from drills.planner.sites import Ground, Site
from drills.planner.wishes import dressed, wishes_of

# What a planned drill is where its plan says nothing: no night, no second exit, nobody else.
ORDINARY = (
    ("fire_department", False),
    ("law_enforcement", False),
    ("obstructed_exit", False),
    ("off_site", False),
    ("secondary_exit", False),
    ("situation", "class"),
    ("students_present", True),
)


@dataclass(slots=True)
class Served:
    """What a drill counts for in one building, and the days on which it still would."""

    keys: list[Key] = field(default_factory=list)
    low: int = 0
    high: int = 10**6


def drill_as_planned(ground: Ground, task: Task) -> Drill:
    """The drill with its day and hour."""
    if task.stays and task.drill.time is not None:
        return task.drill
    minute = None if task.minute < 0 else time(task.minute // 60, task.minute % 60)
    return replace(task.drill, date=ground.days.date(task.day), time=minute)


def rows(ground: Ground, board: Board, site: Site, member: int) -> list[tuple[Drill, Task]]:
    """A building's drills with their tasks."""
    return [
        (drill_as_planned(ground, task), task)
        for task in board.of_site[site.number]
        if not task.members or member in task.members
    ]


def _as_meant(ground: Ground, board: Board, site: Site, member: int) -> list[tuple[Drill, Task]]:
    """The same, planned drills being ordinary where the plan does not say otherwise."""
    return [
        (drill if task.stays and not task.pinned else dressed(drill, ORDINARY), task)
        for drill, task in rows(ground, board, site, member)
    ]


def still_owed(ground: Ground, board: Board, site: Site) -> Owed:
    """What the site's buildings owe beside all that stands."""
    demands, room = [], {}
    for number, member in enumerate(site.members):
        found = owed(
            number,
            member.requirements,
            [drill for drill, _ in _as_meant(ground, board, site, number)],
            member.calendar,
            today=ground.problem.today,
            records_begin=member.place.building.records_begin,
            advisory=ground.problem.advisory,
        )
        demands += found.demands
        room |= found.room
    return Owed(tuple(demands), room)


def services(ground: Ground, board: Board, site: Site) -> dict[int, Served]:
    """What each drill of a site counts for, by the task's identity.

    The stretch is that in which it serves all that decides; what is only welcome, and
    windows that have more than they need, do not hold it.
    """
    found: dict[int, Served] = {}
    for number, member in enumerate(site.members):
        mine = _as_meant(ground, board, site, number)
        by_drill = {id(drill): task for drill, task in mine}
        filled, _ = filled_windows(member.requirements, [d for d, _ in mine], member.calendar)
        for requirement in member.requirements:
            for index, by in enumerate(filled.get(requirement.id, ())):
                if not plannable(requirement):
                    continue
                for held in by.drills:
                    task = by_drill.get(id(held.drill))
                    if task is not None:
                        served = found.setdefault(id(task), Served())
                        served.keys.append((number, requirement.id, index))
                        needed = requirement.windows[index].needed or 1
                        if len(by.drills) <= needed and (
                            ground.problem.advisory or not requirement.advisory
                        ):
                            _hold(ground, served, requirement, index, held.drill)
    return found


def _hold(
    ground: Ground, served: Served, requirement: Requirement, index: int, drill: Drill
) -> None:
    """Narrows the days of a drill to those of a window that needs it."""
    window = requirement.windows[index]
    spans = [(window.opens, window.due)]
    spans += [(a, b) for a, b, _ in requirement.caps if a <= drill.date <= b]
    if not takes(requirement.rule.accepts, drill):
        spans += [
            (g.opens, g.due)
            for g in requirement.groups
            if takes(g.accepts, drill) and g.opens <= drill.date <= g.due
        ]
    for opens, due in spans:
        low, high = ground.days.number(opens), ground.days.number(due)
        served.low, served.high = max(served.low, low), min(served.high, high)


def dress_each(ground: Ground, board: Board, site: Site) -> None:
    """Where of each N drills so many must be special, make so many of the planned ones so."""
    for number, member in enumerate(site.members):
        for requirement in member.requirements:
            if requirement.settled or not requirement.each:
                continue
            mine = rows(ground, board, site, number)
            by_drill = {id(drill): task for drill, task in mine}
            _, pools = filled_windows(member.requirements, [d for d, _ in mine], member.calendar)
            sure = [by_drill[id(h.drill)] for h in pools[requirement.id].sure]
            size, needed = requirement.each, requirement.windows[0].needed or 1
            for start in range(0, len(sure) - size + 1, size):
                _dress(requirement, sure[start : start + size], needed)


def _dress(requirement: Requirement, tasks: Sequence[Task], needed: int) -> None:
    wishes = wishes_of(requirement.having) or ()
    special = [t for t in tasks if _has(requirement.having, t.drill)]
    # The second of four, so that the school has had a plain one before it.
    others = [t for t in (*tasks[1:], tasks[0]) if t not in special and not t.stays]
    for task in others[: max(0, needed - len(special))]:
        task.drill = dressed(task.drill, wishes)


def _has(qualities: Sequence[str], drill: Drill) -> bool:
    return all(QUALITIES[name].read(drill) for name in qualities)
