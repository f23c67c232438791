"""Each wish: where it weighs it shows, where it is switched off it does not; none costs a drill."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta

import pytest

from drills.facts import Calendar, Span
from drills.planner import SOFT, Plan, Problem, plan
from tests.planner.checker import broken
from tests.planner.districts import (
    dates,
    day,
    make_calendar,
    make_officer,
    make_place,
    make_problem,
    of,
)

SIX = tuple(make_place(name) for name in "abcdef")
ALONE = {soft.name: 0 for soft in SOFT}


def only(*names: str, heavy: float = 1) -> dict[str, float]:
    """Weights with all wishes off but some."""
    return ALONE | dict.fromkeys(names, heavy)


def days_left(problem: Problem, made: Plan) -> float:
    """How many days of slack a drill has before its window closes, on average."""
    return sum((p.due - p.drill.date).days for p in made.placements) / len(made.placements)


def test_the_wishes_are_named_weighed_and_explained():
    assert len({soft.name for soft in SOFT}) == len(SOFT)
    assert all(soft.weight > 0 and soft.says[0].isupper() for soft in SOFT)


@pytest.mark.parametrize("wish", [soft.name for soft in SOFT])
def test_no_wish_costs_a_drill_or_a_limit(wish):
    for weight in (0, 5):
        problem = make_problem(*SIX[:3], weights={wish: weight})
        made = plan(problem)
        assert broken(problem, made) == []
        assert made.unplaced == ()


def test_an_unknown_wish_is_refused():
    with pytest.raises(KeyError, match="earliness"):
        plan(make_problem(weights={"earliness": 1}))


def test_early_leaves_days_to_spare():
    problem = make_problem(*SIX)
    heavy = plan(make_problem(*SIX, weights={"early": 5}))
    off = plan(make_problem(*SIX, weights={"early": 0}))
    assert days_left(problem, heavy) > days_left(problem, off)


def test_early_leaves_more_days_where_snow_falls():
    made = plan(make_problem(*SIX, weights={"early": 3}))
    months = {m: [p for p in made.placements if p.drill.date.month == m] for m in (1, 2, 10, 11)}
    spare = {
        m: sum((p.due - p.drill.date).days for p in rows) / len(rows) for m, rows in months.items()
    }
    assert min(spare[1], spare[2]) >= 15


def test_spread_keeps_a_kind_apart_over_the_year():
    place = make_place(jurisdiction="US-MN")  # five lockdowns and five fire drills in the year
    found = sorted(dates(of(plan(make_problem(place)), "lockdown")))
    gaps = [(b - a).days for a, b in itertools.pairwise(found)]
    assert min(gaps) >= 25
    assert found[-1] > day("2027-02-15")


def close_pairs(made: Plan) -> int:
    """Pairs of drills of a building with fewer than seven days between them."""
    found = 0
    for building in {p.building for p in made.placements}:
        mine = sorted(dates(of(made, building=building)))
        found += sum((b - a).days < 7 for a, b in itertools.pairwise(mine))
    return found


def test_no_two_drills_of_a_building_fall_within_a_week():
    places = [make_place(name, "US-NJ") for name in "abcd"]
    assert close_pairs(plan(make_problem(*places))) <= 4  # the first ten days leave no choice
    assert close_pairs(plan(make_problem(*places, weights=only("early")))) > 10


def weekdays(made: Plan, building: str) -> Counter:
    return Counter(d.weekday() for d in dates(of(made, "fire", building)))


def test_weekdays_differ():
    made = plan(make_problem(*SIX, weights={"weekdays": 4}))
    for place in SIX:
        assert len(weekdays(made, place.id)) >= 4
        assert max(weekdays(made, place.id).values()) <= 3


def test_hours_differ():
    made = plan(make_problem(*SIX))
    for place in SIX:
        hours = Counter(p.drill.time.hour for p in of(made, "fire", place.id))
        assert len(hours) >= 4
        minute = Counter(p.drill.time for p in of(made, building=place.id))
        assert max(minute.values()) <= 2


def test_hours_are_alike_where_nobody_minds():
    made = plan(make_problem(SIX[0], weights=only("early")))
    assert len({p.drill.time for p in made.placements}) < len(made.placements) / 2


def test_some_fire_drills_are_at_lunch_or_while_pupils_change_rooms():
    def at(weights: dict[str, float]) -> Counter:
        made = plan(make_problem(*SIX, weights=weights))
        return Counter(p.drill.situation for p in made.placements)

    usual = at({})
    assert usual["lunch"] >= 4
    assert usual["passing"] >= 4
    assert set(at({"lunch": 0})) == {None}


def before_breaks(made: Plan, calendar: Calendar) -> int:
    days = calendar.school_days
    last = {a for a, b in itertools.pairwise(days) if (b - a).days >= 4}
    return sum(p.drill.date in last for p in made.placements)


def test_the_last_day_before_a_break_is_left_alone():
    off = tuple(
        Span(a, a + timedelta(1)) for a in (day(f"2026-10-{d:02}") for d in (8, 15, 22, 29))
    )
    calendar = make_calendar(no_school=off)
    places = [make_place(name, calendar=calendar) for name in "abcdef"]
    assert before_breaks(plan(make_problem(*places, weights={"breaks": 4})), calendar) == 0


def trips(made: Plan) -> float:
    """Drills with the officer for each day on which the officer is out."""
    out = [p.drill.date for p in made.placements if p.officers]
    return len(out) / len(set(out))


def test_an_officers_schools_lie_on_one_trip():
    def made(weight: float) -> Plan:
        return plan(
            make_problem(
                *SIX,
                officers=(make_officer(),),
                attend={"lockdown": "police"},
                weights={"trips": weight, "load": 0},
            )
        )

    assert trips(made(6)) > trips(made(0))


def test_two_officers_share_the_load():
    officers = (make_officer("lee"), make_officer("kim"))
    made = plan(make_problem(*SIX, officers=officers, attend={"fire": "police"}))
    work = Counter(o for p in made.placements for o in p.officers)
    assert abs(work["lee"] - work["kim"]) <= 4


def test_no_day_has_many_drills_while_others_have_none():
    usual = Counter(dates(plan(make_problem(*SIX)).placements))
    assert max(usual.values()) <= 2


def test_another_seed_gives_another_plan_and_the_same_seed_the_same():
    problem = make_problem(*SIX)
    assert plan(problem, seed=3) == plan(problem, seed=3)
    assert plan(problem, seed=3) != plan(problem, seed=4)
    assert len(plan(problem, seed=3).placements) == len(plan(problem, seed=4).placements)
