"""Plans beside two solvers that know nothing of how plans are made: is any better?

CP-SAT says, for small districts of plain laws, the fewest drills that must be left short;
HiGHS bounds any district from below.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings

from drills.bench.invented_district import district
from drills.compliance.loading import known_jurisdictions
from drills.facts import Span
from drills.planner import Blackout, Limits, Plan, Problem, plan
from drills.planner.gap import gap
from drills.planner.planning import SETTLED
from drills.planner.proof import Bound, bound
from tests.make import day
from tests.planner.checker import broken
from tests.planner.districts import make_calendar, make_officer, make_place, make_problem, span
from tests.planner.oracle_model import asked_of, is_plain, least_short
from tests.planner.test_random_districts import problems

MANY = 24


def _plain_states() -> list[str]:
    found = []
    for state in sorted(known_jurisdictions()):
        problem = make_problem(make_place("a", state))
        asked = asked_of(problem, problem.places[0])
        if asked and all(is_plain(r) for r in asked):
            found.append(state)
    return found


def _tight(state: str, chance: random.Random) -> Problem:
    """A district of one to three buildings with few free days, and officers who are often away."""
    calendar = make_calendar()
    free = set(chance.sample(calendar.school_days, chance.randint(14, 40)))
    shut = [d for d in calendar.school_days if d not in free]
    names = ["a", "b", "c"][: chance.randint(1, 3)]
    officers = []
    for number in range(chance.randint(0, 2)):
        away = chance.sample(sorted(free), chance.randint(0, len(free) // 2))
        covers = None if chance.random() < 0.5 else frozenset(chance.sample(names, 1))
        officers.append(
            make_officer(
                f"officer-{number}",
                covers=covers,
                away=tuple(Span(d, d) for d in away),
                per_day=chance.choice([None, 1, 2]),
            )
        )
    places = [make_place(name, state, calendar=calendar) for name in names]
    kinds = sorted({k for r in asked_of(make_problem(*places), places[0]) for k in r.kinds})
    attend = dict.fromkeys(chance.sample(kinds, min(len(kinds), 2)), "police") if officers else {}
    return make_problem(
        *places,
        # A building has one drill a day then, an officer two.
        hours=(time(9), time(10)),
        blackouts=tuple(Blackout(Span(d, d), "busy") for d in shut),
        limits=Limits(
            chance.choice([None, 1, 2]), chance.choice([None, 1, 2]), chance.choice([None, 3, 5, 9])
        ),
        officers=tuple(officers),
        attend=attend,
    )


def _short(made: Plan) -> int:
    return sum((u.needed or 0) - u.placed for u in made.unplaced)


def test_no_plan_of_a_small_district_leaves_fewer_drills_short():
    states = _plain_states()
    assert len(states) >= 9
    chance = random.Random(2026)
    tight = [_tight(states[n % len(states)], chance) for n in range(MANY)]
    plans = [plan(problem) for problem in tight]
    for problem, made in zip(tight, plans, strict=True):
        assert broken(problem, made) == []
    ours = [_short(made) for made in plans]
    assert sum(ours) > MANY, "not tight enough to tell"
    # Where CP-SAT is not done in time, HiGHS is.
    best = [
        bound(problem, made).at_least if found is None else found
        for problem, made, found in zip(tight, plans, least_short(tight), strict=True)
    ]
    assert ours == best


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_what_the_solver_proves_is_never_more_than_a_plan_leaves_short(problem):
    made = plan(problem)
    found = bound(problem, made)
    assert found.at_least <= found.plan
    said = [u for u in made.unplaced if u.proven and u.conflicts[0].code not in SETTLED]
    assert found.at_least >= len(said)


def test_a_plan_that_leaves_out_a_drill_is_not_proven():
    problem = make_problem()
    made = plan(problem)
    assert bound(problem, made) == Bound(0, 0)
    worse = replace(made, placements=made.placements[1:])
    assert bound(problem, worse).plan > 0
    assert bound(problem, worse).at_least == 0
    assert not bound(problem, worse).proven


def test_what_no_plan_can_place_is_proven_and_told():
    october = Blackout(span("2026-10-01", "2026-10-31"), "floods")
    problem = make_problem(blackouts=(october,))
    made = plan(problem)
    found = bound(problem, made)
    assert found == Bound(1, 1)
    assert found.told(made).proof == "infeasible"


# --- what was wished for ----------------------------------------------------------------


@pytest.mark.parametrize("state", ["US-CT", "US-NJ"])
def test_a_plan_costs_no_less_than_the_solver_proves(state):
    problem = district(state, 2)
    made = plan(problem)
    found = gap(problem, made)
    assert 0 < found.at_least <= found.points
    assert found.points == sum(made.costs.values())


def test_a_drill_moved_to_the_eve_of_a_break_costs_more():
    problem = make_problem()
    made = plan(problem)
    number = next(n for n, p in enumerate(made.placements) if p.drill.date.month == 12)
    one = made.placements[number]
    eve = replace(one, drill=replace(one.drill, date=day("2026-12-23")))
    moved = list(made.placements)
    moved[number] = eve
    worse = gap(problem, replace(made, placements=tuple(moved)))
    assert worse.by_wish["breaks"] > made.costs["breaks"]
    assert worse.points > sum(made.costs.values())


def test_a_wish_that_is_switched_off_costs_nothing():
    made = plan(make_problem(weights=dict.fromkeys(("hours", "weekdays"), 0)))
    assert made.costs["hours"] == made.costs["weekdays"] == 0
    assert plan(make_problem()).costs["weekdays"] > 0


# --- scarce days --------------------------------------------------------------------------


def _only(*free: str, **changes: object) -> Problem:
    """A district of Connecticut that has hardly a free day from December to February."""
    winter = [d for d in make_calendar().school_days if day("2026-12-01") <= d < day("2027-03-01")]
    shut = tuple(Blackout(Span(d, d), "busy") for d in winter if str(d) not in free)
    return make_problem(*changes.pop("places", ()), blackouts=shut, **changes)


def test_the_one_day_left_goes_to_the_drill_that_serves_two_windows():
    made = plan(_only("2026-12-08", limits=Limits(per_building_per_week=1)))
    (one,) = [p for p in made.placements if p.drill.date == day("2026-12-08")]
    assert set(one.serves) == {"fire-monthly", "crisis-every-3-months"}


def test_a_school_gives_up_its_day_where_another_needs_it_twice():
    places = (make_place("a"), make_place("b"))
    problem = _only("2026-12-08", "2027-01-12", places=places, limits=Limits(per_day=1))
    served = Counter(
        name
        for p in plan(problem).placements
        if day("2026-12-01") <= p.drill.date < day("2027-03-01")
        for name in p.serves
    )
    assert served == {"fire-monthly": 2, "crisis-every-3-months": 2}
