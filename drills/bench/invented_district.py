"""Invented districts to plan, of any size: officers by cluster, a fire department by town. Pure.

Police come to every lockdown, the fire department to what the law wants it at; state tests,
black-outs and limits are those of a district that plans with care.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from drills.bench import invented
from drills.compliance.loading import load_pack
from drills.facts import Calendar, Span
from drills.planner import Blackout, Fixed, Limits, Officer, Place, Plan, Problem

CLUSTER, TOWN = 4, 40  # buildings of an officer, of a fire department


def year() -> Calendar:
    """September to June, with breaks and two weeks of state tests."""
    return Calendar(
        date(2026, 9, 2),
        date(2027, 6, 11),
        (),
        (
            Span(date(2026, 9, 7), date(2026, 9, 7)),
            Span(date(2026, 10, 12), date(2026, 10, 12)),
            Span(date(2026, 11, 26), date(2026, 11, 27)),
            Span(date(2026, 12, 24), date(2027, 1, 1)),
            Span(date(2027, 2, 15), date(2027, 2, 19)),
            Span(date(2027, 4, 12), date(2027, 4, 16)),
        ),
        testing=(Span(date(2027, 5, 3), date(2027, 5, 14)),),
    )


def district(state: str, count: int) -> Problem:
    """A district of so many buildings, two in three of them elementary schools."""
    calendar = year()
    kinds = (0, 0, 1, 0, 0, 2)
    places = tuple(
        Place(
            f"b{n}", replace(invented.building(state, calendar, kinds[n % 6]), name=f"School {n}")
        )
        for n in range(count)
    )
    officers = []
    for first in range(0, count, CLUSTER):
        covers = frozenset(f"b{n}" for n in range(first, min(count, first + CLUSTER)))
        away = Span(date(2026, 11, 2), date(2026, 11, 6)) if first % 3 == 0 else None
        officers.append(
            Officer(f"sso{first}", f"SSO {first}", "police", covers, (away,) if away else ())
        )
    for first in range(0, count, TOWN):
        covers = frozenset(f"b{n}" for n in range(first, min(count, first + TOWN)))
        officers.append(Officer(f"fire{first}", f"Engine {first}", "fire", covers, per_day=2))
    return Problem(
        date(2026, 8, 20),
        places,
        {state: load_pack(state)},
        name=f"{count} buildings",
        blackouts=(Blackout(Span(date(2027, 3, 8), date(2027, 3, 12)), "fairs"),),
        limits=Limits(max(4, count // 3), 1, 5),
        officers=tuple(officers),
        attend={"lockdown": "police"},
    )


def tight(state: str, count: int) -> Problem:
    """The same with two free days in five, and two drills a day at most: not all finds room."""
    problem = district(state, count)
    days = problem.places[0].building.calendar.school_days
    shut = [Blackout(Span(day, day), "busy") for n, day in enumerate(days) if n % 5 > 1]
    return replace(problem, blackouts=tuple(shut), limits=Limits(2, 1, 5))


def after_snow(problem: Problem, plan: Plan) -> tuple[Problem, date]:
    """The problem on the eve of a day with drills in January, which is lost."""
    days = [p.drill.date for p in plan.placements if p.drill.date >= date(2027, 1, 11)]
    lost = min(days)
    today = lost - timedelta(1)
    held = tuple(
        Fixed(p.building, p.drill, p.officers) for p in plan.placements if p.drill.date < today
    )
    black = (*problem.blackouts, Blackout(Span(lost, lost), "snow"))
    return replace(problem, today=today, held=held, blackouts=black), lost
