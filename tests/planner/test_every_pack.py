"""For every state's law a plan of an ordinary year, held as planned, is judged met."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from drills.compliance.loading import known_jurisdictions
from drills.exchange.building_file import read_building
from drills.facts import Calendar, Span, Term
from drills.planner import Place, Plan, Problem, plan
from tests.make import day, make_calendar
from tests.planner.checker import broken
from tests.planner.districts import make_officer, make_place, make_problem

LATE = make_calendar(
    first_day=day("2026-08-10"),
    last_day=day("2027-05-26"),
    terms=tuple(
        Term(name, day(first), day(last))
        for name, first, last in (
            ("q1", "2026-08-10", "2026-10-09"),
            ("q2", "2026-10-13", "2026-12-18"),
            ("q3", "2027-01-04", "2027-03-11"),
            ("q4", "2027-03-15", "2027-05-26"),
        )
    ),
)
STATES = sorted(known_jurisdictions())
# What the law leaves to somebody local and nobody has set is told, not planned.
WAITING = {"US-SD", "US-TX"}


@cache
def planned(state: str, calendar: Calendar) -> tuple[Problem, Plan]:
    """An elementary and a high school with police and fire at hand."""
    problem = make_problem(
        make_place("hillside", state, calendar=calendar),
        make_place("central", state, calendar=calendar, grades=("9", "12")),
        officers=(make_officer(), make_officer("engine", "fire", per_day=2)),
        attend={"lockdown": "police"},
        today=day("2026-08-01"),
    )
    return problem, plan(problem)


@pytest.mark.parametrize("calendar", [make_calendar(), LATE], ids=["september", "august"])
@pytest.mark.parametrize("state", STATES)
def test_an_ordinary_year_is_planned_and_judged_met(state, calendar):
    problem, made = planned(state, calendar)
    assert broken(problem, made) == []
    codes = {c.code for u in made.unplaced for c in u.conflicts}
    assert codes == ({"undecided"} if state in WAITING else set())
    assert made.proof == "optimal"


def test_no_state_asks_for_more_drills_than_its_law_could():
    # Counted by hand from the law, for a year of ten months from September to June:
    # CT ten months, three of them crisis drills; MI five fire, two tornado, three secured;
    # NY twelve, one early dismissal, three bus; NJ twenty a year and two bus.
    for state, most in (("US-CT", 10), ("US-MI", 10), ("US-NY", 16), ("US-NJ", 22), ("US-NM", 8)):
        _, made = planned(state, make_calendar())
        assert sum(p.building == "hillside" for p in made.placements) == most, state


def test_the_summer_session_and_nights_in_a_dormitory_are_planned_too():
    calendar = make_calendar(summer=Span(day("2027-06-14"), day("2027-06-29")))
    place = make_place("hall", "US-NY", calendar=calendar, summer_school=True, dormitory=True)
    problem = make_problem(place)
    made = plan(problem)
    assert broken(problem, made) == []
    assert made.unplaced == ()
    nights = [p for p in made.placements if p.drill.situation == "night"]
    assert len(nights) == 4
    assert all(p.drill.time is not None and p.drill.time.hour >= 21 for p in nights)


SAMPLES = Path(__file__).parents[1] / "samples" / "cases"


@pytest.mark.parametrize("case", sorted(p.name for p in SAMPLES.iterdir()))
def test_the_buildings_of_the_samples_are_planned(case):
    building = read_building((SAMPLES / case / "building.yaml").read_bytes(), case).building
    problem = make_problem(Place("hillside", building), today=building.calendar.year_starts)
    made = plan(problem)
    assert broken(problem, made) == []
    assert {c.code for u in made.unplaced for c in u.conflicts} <= {"undecided"}
