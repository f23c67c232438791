"""What cannot be placed says why, and the reason is true: without it there is a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings

from drills.facts import Calendar, Span, Waiver
from drills.planner import Blackout, Limits, Officer, Problem, Unplaced, plan
from tests.planner.districts import (
    day,
    fixed,
    make_calendar,
    make_officer,
    make_place,
    make_problem,
    of,
    span,
)
from tests.planner.test_random_districts import problems

OCTOBER = span("2026-10-01", "2026-10-31")
# Every kind that Connecticut's law would take in October needs the officer.
CRISIS = ("lockdown", "evacuation", "shelter_in_place", "secure", "hold", "reverse_evacuation")
CRISIS += ("bomb_threat", "active_threat", "crisis_response")
ATTEND = dict.fromkeys(("fire", *CRISIS), "police")


def october(problem: Problem) -> Unplaced:
    """What the plan says of October's fire drill."""
    made = plan(problem)
    rows = [u for u in made.unplaced if u.requirement == "fire-monthly" and u.due == OCTOBER.end]
    assert len(rows) == 1, made.unplaced
    return rows[0]


def test_a_month_of_black_outs_is_told_with_its_reason_and_days():
    told = october(make_problem(blackouts=(Blackout(OCTOBER, "state tests"),)))
    assert told.why == (
        "From October 1 to October 31: every day that is otherwise free is a black-out "
        "(state tests): October 1-9, October 13-30. To free it, open one of October 1-9, "
        "October 13-30."
    )
    assert (told.needed, told.placed, told.proven) == (1, 0, True)


def test_what_is_proven_impossible_makes_the_plan_infeasible():
    made = plan(make_problem(blackouts=(Blackout(OCTOBER, "state tests"),)))
    assert made.proof == "infeasible"
    assert plan(make_problem()).proof == "optimal"


def test_one_open_day_is_enough():
    almost = (
        Blackout(span("2026-10-01", "2026-10-20")),
        Blackout(span("2026-10-22", "2026-10-31")),
    )
    assert plan(make_problem(blackouts=almost)).unplaced == ()


def test_a_month_of_state_tests_is_told():
    calendar = make_calendar(testing=(OCTOBER,))
    told = october(make_problem(make_place(calendar=calendar)))
    assert [c.code for c in told.conflicts] == ["testing"]


def test_an_officer_who_is_away_is_told_by_name():
    officer = Officer("lee", "Officer Lee", "police", away=(OCTOBER,))
    told = october(make_problem(officers=(officer,), attend=ATTEND))
    assert "Officer Lee is away" in told.why
    assert "let another officer cover Hillside" in told.why


def test_a_kind_that_nobody_gives_for_a_building_is_told():
    elsewhere = make_officer(covers=frozenset({"far"}))
    made = plan(make_problem(make_place(), make_place("far"), officers=(elsewhere,), attend=ATTEND))
    assert {c.code for u in made.unplaced for c in u.conflicts} == {"nobody_covers"}
    assert {u.building for u in made.unplaced} == {"hillside"}


def test_a_window_that_closed_before_today_is_told_and_the_rest_is_planned():
    made = plan(make_problem(today=OCTOBER.end.replace(month=11, day=10)))
    assert [(u.requirement, u.conflicts[0].code) for u in made.unplaced] == [
        ("fire-first-30-days", "closed"),
        ("fire-monthly", "closed"),
        ("fire-monthly", "closed"),
    ]
    assert made.proof == "optimal"
    assert of(made)


@pytest.mark.parametrize(
    ("opens", "left"), [("2026-09-02", 1), ("2026-10-01", 1), ("2026-11-01", 2)]
)
def test_what_a_person_has_lawfully_excused_is_not_told_as_short(opens, left):
    place = make_place()
    waiver = Waiver("fire-monthly", day(opens), "flood", "the state", "A. Head", day("2026-10-05"))
    problem = make_problem(replace(place, waivers=(waiver,)), today=day("2026-11-10"))
    short = [u for u in plan(problem).unplaced if u.requirement == "fire-monthly"]
    assert len(short) == left


def test_a_missing_fact_is_told_by_its_name():
    made = plan(make_problem(make_place(ownership=None)))
    assert made.unplaced
    assert all(u.conflicts[0].code == "undecided" for u in made.unplaced)
    assert "ownership" in made.unplaced[0].why


def test_the_reason_speaks_of_the_limit_that_bites():
    problem = make_problem(limits=Limits(min_days_between=40))
    codes = {c.code for u in plan(problem).unplaced for c in u.conflicts}
    assert codes == {"between"}


def test_a_held_drill_of_another_day_does_not_stand_in_the_way():
    problem = make_problem(held=(fixed("2026-09-04"),), today=OCTOBER.start)
    assert plan(problem).unplaced == ()


# --- every reason is true --------------------------------------------------------------


def without(spans: tuple[Span, ...], days: frozenset) -> tuple[Span, ...]:
    """The spans less some days."""
    return tuple(Span(d, d) for s in spans for d in s.days() if d not in days)


def freed(problem: Problem, row: Unplaced) -> Problem:
    """The problem without the conflicts that a row names."""
    for conflict in row.conflicts:
        days = frozenset(conflict.days)
        if conflict.code == "blackout":
            problem = replace(
                problem,
                blackouts=tuple(
                    Blackout(s, b.why, b.buildings)
                    for b in problem.blackouts
                    for s in without((b.span,), days)
                ),
            )
        elif conflict.code in ("testing", "half_day"):
            name = {"testing": "testing", "half_day": "half_days"}[conflict.code]

            def opened(c: Calendar, name: str = name, days: frozenset = days) -> Calendar:
                return replace(c, **{name: without(getattr(c, name), days)})

            problem = replace(
                problem,
                places=tuple(
                    replace(p, building=replace(p.building, calendar=opened(p.building.calendar)))
                    for p in problem.places
                ),
            )
        elif conflict.code.startswith("officer_") or conflict.code == "nobody_covers":
            kinds = {o.kind for o in problem.officers}
            more = tuple(make_officer(f"more-{conflict.code}-{k}", k) for k in sorted(kinds))
            ids = {o.id for o in problem.officers}
            problem = replace(
                problem, officers=(*problem.officers, *(o for o in more if o.id not in ids))
            )
        elif conflict.code in ("law_minutes", "same_hour"):
            problem = replace(problem, hours=(time(6), time(20)))
        else:
            name = {"between": "min_days_between", "week": "per_building_per_week"}.get(
                conflict.code, "per_day"
            )
            assert conflict.code in ("between", "week", "day_full"), conflict.code
            problem = replace(problem, limits=replace(problem.limits, **{name: None}))
    return problem


FINAL = frozenset(
    ["closed", "undecided", "unrecorded", "past", "notice", "no_school", "law_days", "unplanned"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_without_the_conflicts_that_it_names_a_window_is_filled(problem):
    made = plan(problem)
    rows = [u for u in made.unplaced if not FINAL & {c.code for c in u.conflicts}]
    for row in rows[:2]:
        again = plan(freed(problem, row))
        left = [
            u
            for u in again.unplaced
            if (u.building, u.requirement, u.opens, u.due)
            == (row.building, row.requirement, row.opens, row.due)
        ]
        assert not left or left[0].placed > row.placed, (row.why, [u.why for u in left])


@pytest.mark.parametrize("code", ["blackout", "testing"])
def test_the_days_that_a_reason_names_are_days_of_the_window(code):
    change = {"blackout": {"blackouts": (Blackout(OCTOBER),)}, "testing": {}}[code]
    calendar = make_calendar(testing=(OCTOBER,) if code == "testing" else ())
    told = october(make_problem(make_place(calendar=calendar), **change))
    assert all(day in OCTOBER for day in told.conflicts[0].days)
