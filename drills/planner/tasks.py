"""From what is to be held to tasks that can be placed: days, hours, and who must be there."""

from __future__ import annotations

from dataclasses import replace

from drills.facts import Drill
from drills.planner.agenda import Duty
from drills.planner.board import Key, Task
from drills.planner.problem import Fixed, Placement
from drills.planner.sites import Ground, Site
from drills.planner.wishes import (
    COLUMN_OF_KIND,
    TOLD,
    dressed,
    drill_of,
    kind_of,
)

AT_LUNCH = frozenset({"fire", "evacuation"})
EVERY = 4  # of so many fire and evacuation drills one is at lunch or in a passing period


def task_of(ground: Ground, site: Site, duty: Duty) -> Task:
    """A drill of the agenda as something to place."""
    day = ground.days.date(max(duty.low, 0))
    return _task(
        ground,
        site,
        duty.kind,
        drill_of(duty.kind, duty.wishes, day),
        duty.low,
        duty.high,
        serves=duty.serves,
        summer=duty.summer,
    )


def standing_task(ground: Ground, site: Site, one: Fixed, *, pinned: bool) -> Task:
    """A drill that is held or pinned: it stays where it is."""
    members = tuple(n for n, m in enumerate(site.members) if m.place.id == one.building)
    kind = kind_of(one.drill)
    day = ground.days.number(one.drill.date)
    task = _task(ground, site, kind, one.drill, day, day, plain=True)
    task.stays, task.pinned = True, pinned
    task.members = members if len(site.members) > 1 else ()
    return task


def kept_task(ground: Ground, site: Site, placement: Placement, members: tuple[int, ...]) -> Task:
    """A drill of an earlier plan: it may move, and would rather not."""
    drill = placement.drill
    kind = kind_of(drill)
    day = ground.days.number(drill.date)
    task = _task(ground, site, kind, drill, 0, ground.days.count - 1, plain=True)
    task.members = () if len(members) == len(site.members) else members
    task.old = (day, minute_of(drill), officer_numbers(ground, placement.officers))
    return task


def officer_numbers(ground: Ground, ids: tuple[str, ...]) -> tuple[int, ...]:
    """Officers by number; those that the district no longer has are left out."""
    return tuple(ground.officers[i] for i in ids if i in ground.officers)


def minute_of(drill: Drill) -> int:
    """When a drill begins, in minutes of the day; -1 where no hour is set."""
    return -1 if drill.time is None else drill.time.hour * 60 + drill.time.minute


def _task(
    ground: Ground,
    site: Site,
    kind: str,
    drill: Drill,
    low: int,
    high: int,
    *,
    serves: tuple[Key, ...] = (),
    summer: bool = False,
    plain: bool = False,
) -> Task:
    if not plain and drill.announced is None and kind in TOLD:
        drill = dressed(drill, {"announced": "all"})
    asked = ground.presence(kind, drill)
    for who in (*asked, *ground.kinds_of(asked)):
        column = COLUMN_OF_KIND.get(who)
        if column is not None:
            drill = dressed(drill, {column: True})
    starts = ground.by_day
    if drill.situation == "lunch":
        starts = ground.at_lunch
    elif drill.situation == "night":
        starts = ground.at_night
    days = ground.bearing(site, kind, summer) & ground.days.span(low, high)
    task = Task(site, kind, drill, days, starts, low, high, serves=serves)
    ask(ground, task)
    return task


def ask(ground: Ground, task: Task) -> None:
    """Tell a drill whom it needs, and which officers may come."""
    asked = ground.presence(task.kind, task.drill)
    ways = [(who, able) for who in asked for able in ground.covering(task.site, who)]
    task.asked = tuple(who for who, _ in ways)
    task.who = tuple(able for _, able in ways)


def vary(ground: Ground, site: Site, tasks: list[Task], so_far: int) -> None:
    """Some drills that clear the building at lunch, some while pupils change rooms."""
    factor = ground.problem.weights.get("lunch", 1)
    if not factor:
        return
    every = max(2, round(EVERY / factor))
    able = [t for t in tasks if t.kind in AT_LUNCH and t.drill.situation is None]
    for n, task in enumerate(sorted(able, key=lambda t: (t.low, t.high)), so_far + site.number):
        if n % every == every - 1:
            at_lunch = (n // every) % 2 == 0
            task.drill = replace(task.drill, situation="lunch" if at_lunch else "passing")
            if at_lunch:
                task.starts = ground.at_lunch
