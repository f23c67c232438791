"""A drill that is planned already, and what of it planning again leaves alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time

from drills.facts import Drill
from drills.planner import Problem
from drills.planner.problem import MINUTES_HELD
from drills.planner.wishes import COLUMN_OF_KIND


@dataclass(frozen=True)
class Standing:
    """A drill that is planned already. ``fixed``: no plan may move it, whatever is chosen."""

    id: int
    version: int
    buildings: tuple[int, ...]
    drill: Drill
    officers: tuple[str, ...]
    fixed: bool
    pinned: bool
    minutes: int = 30


def at_odd_hours(problem: Problem, one: Standing) -> bool:
    """Whether a person put a drill outside the hours of planning, on a day that can bear it:
    planning again leaves it there."""
    at = one.drill.time
    starts, ends = problem.hours
    if at is None or (starts <= at and _minutes(at) + MINUTES_HELD <= _minutes(ends)):
        return False
    day = one.drill.date
    places = [p for p in problem.places if int(p.id) in one.buildings]
    shut = any(
        day in b.span and (b.buildings is None or b.buildings & {p.id for p in places})
        for b in problem.blackouts
    )
    calendars = [p.building.calendar for p in places]
    return not shut and all(c.is_school_day(day) or day in c.summer_days for c in calendars)


def staffed(problem: Problem, standing: Iterable[Standing]) -> tuple[Standing, ...]:
    """The drills, those that somebody must come to and that name nobody with an officer who is
    free as they stand: planning again then asks that one and does not move the drill."""
    found = list(standing)
    for n, one in enumerate(found):
        if one.fixed or one.drill.time is None:
            continue
        for who in _asked(problem, one):
            officer = _free(problem, found, one, who)
            if officer:
                one = found[n] = replace(one, officers=(*one.officers, officer))
    return tuple(found)


def _asked(problem: Problem, one: Standing) -> list[str]:
    """The kinds or ids of officers that a drill needs and does not have."""
    kinds = {o.id: o.kind for o in problem.officers}
    there = {*one.officers, *(kinds.get(o, "") for o in one.officers)}
    asked = [problem.attend.get(one.drill.type, "")]
    for kind, column in COLUMN_OF_KIND.items():
        if getattr(one.drill, column) and kind in kinds.values():
            asked.append(kind)
    return [who for who in dict.fromkeys(asked) if who and who not in there]


def _free(problem: Problem, standing: Iterable[Standing], one: Standing, who: str) -> str:
    day, ids = one.drill.date, {str(b) for b in one.buildings}
    others = [s for s in standing if s.drill.date == day and s is not one]
    for officer in problem.officers:
        theirs = [s for s in others if officer.id in s.officers]
        if (
            who in (officer.kind, officer.id)
            and (officer.covers is None or ids <= officer.covers)
            and not any(day in span for span in officer.away)
            and (officer.per_day is None or len(theirs) < officer.per_day)
            and not any(_near(s.drill.time, one.drill.time) for s in theirs)
        ):
            return officer.id
    return ""


def _near(at: time | None, other: time | None) -> bool:
    return at is None or other is None or abs(_minutes(at) - _minutes(other)) < MINUTES_HELD


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
