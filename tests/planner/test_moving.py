"""Moving one drill of a plan: what speaks against it, asked while somebody moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drills.planner import Blackout, Desk, Limits, Move, Plan, Problem, legal, plan
from tests.planner.checker import broken
from tests.planner.districts import day, make_officer, make_place, make_problem, of, span
from tests.planner.test_random_districts import problems

TWO = (make_place("a"), make_place("b"))


def fire_in(made: Plan, month: int, building: str = "a") -> int:
    """The number of a building's drill in a month."""
    return next(
        n
        for n, p in enumerate(made.placements)
        if p.building == building and p.drill.date.month == month
    )


def codes(problem: Problem, made: Plan, move: Move) -> set[str]:
    return {c.code for c in legal(problem, made, move)}


def test_staying_where_it_is_is_always_lawful():
    problem = make_problem(*TWO, limits=Limits(2, 1, 5))
    made = plan(problem)
    desk = Desk(problem, made)
    assert all(desk.legal(Move(n)) == () for n in range(len(made.placements)))


def test_another_day_of_the_month_is_lawful_and_the_next_month_loses_it():
    problem = make_problem(*TWO)
    made = plan(problem)
    one = fire_in(made, 1)
    assert legal(problem, made, Move(one, day("2027-01-20"))) == ()
    (lost,) = legal(problem, made, Move(one, day("2027-02-10")))
    assert lost.code == "loses"
    assert lost.names[1:] == ("fire-monthly",)
    assert lost.frees == "choose a day from January 1 to January 31"


def test_days_that_cannot_be_are_told_by_their_reason():
    black = Blackout(span("2027-01-20"), "inspection")
    problem = make_problem(*TWO, blackouts=(black,))
    made = plan(problem)
    one = fire_in(made, 1)
    assert codes(problem, made, Move(one, day("2027-01-16"))) == {"no_school", "loses"}
    assert codes(problem, made, Move(one, day("2027-01-20"))) == {"blackout"}
    assert codes(problem, made, Move(one, day("2026-08-01"))) == {"no_school", "loses"}
    assert codes(problem, made, Move(one, day("2029-01-20"))) == {"no_school"}


def test_limits_are_told():
    problem = make_problem(*TWO, limits=Limits(per_day=1, min_days_between=5))
    made = plan(problem)
    one, other = fire_in(made, 1), fire_in(made, 1, "b")
    there = made.placements[other].drill.date
    assert codes(problem, made, Move(one, there)) == {"day_full"}
    next_one = made.placements[fire_in(made, 2)].drill.date
    too_near = next_one - timedelta(2)
    assert too_near.weekday() < 5
    assert "between" in codes(problem, made, Move(one, too_near))
    assert "outside_hours" in codes(problem, made, Move(one, time=time(14, 10)))
    assert codes(problem, made, Move(one, time=time(14, 0))) == set()


def test_officers_are_told_by_name():
    lee = make_officer("lee", away=(span("2027-01-20"),), per_day=1)
    kim = make_officer("kim", covers=frozenset({"b"}))
    problem = make_problem(*TWO, officers=(lee, kim), attend={"fire": "police"})
    made = plan(problem)
    one = fire_in(made, 1)
    assert codes(problem, made, Move(one, day("2027-01-20"), officers=("lee",))) == {"officer_away"}
    assert codes(problem, made, Move(one, officers=("kim",))) == {"no_officer", "not_covering"}
    assert codes(problem, made, Move(one, officers=())) == {"no_officer"}
    other = fire_in(made, 1, "b")
    busy = made.placements[one].drill.date
    assert codes(problem, made, Move(other, busy, officers=("lee",))) == {"officer_full"}


def test_buildings_that_drill_together_are_moved_together():
    problem = make_problem(*TWO, together=(("a", "b"),))
    made = plan(problem)
    assert legal(problem, made, Move(fire_in(made, 1), day("2027-01-21"))) == ()
    assert codes(problem, made, Move(fire_in(made, 1, "b"), day("2027-02-21"))) >= {"loses"}


def test_the_days_that_are_offered_are_lawful_and_the_others_are_not():
    problem = make_problem(*TWO, limits=Limits(2, 1, 5), blackouts=(Blackout(span("2027-01-21")),))
    made = plan(problem)
    desk = Desk(problem, made)
    one = fire_in(made, 1)
    offered = set(desk.days(one))
    drill = made.placements[one].drill
    assert drill.date in offered
    for day_of_month in range(4, 32):
        date = day(f"2027-01-{day_of_month:02}")
        assert (date in offered) is (desk.legal(Move(one, date, time(13, 30))) == ()), date


def test_asking_changes_nothing():
    problem = make_problem(*TWO)
    made = plan(problem)
    desk = Desk(problem, made)
    before = [desk.legal(Move(n, day("2027-03-10"))) for n in range(len(made.placements))]
    desk.days(3)
    after = [desk.legal(Move(n, day("2027-03-10"))) for n in range(len(made.placements))]
    assert before == after


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), st.randoms(use_true_random=False))
def test_a_lawful_move_breaks_nothing_and_another_something(problem, chance):
    made = plan(problem)
    movable = [n for n, p in enumerate(made.placements) if not p.pinned]
    if not movable:
        return
    desk = Desk(problem, made)
    for _ in range(4):
        one = chance.choice(movable)
        place = made.placements[one]
        date = place.drill.date + timedelta(chance.randint(-12, 12))
        move = Move(one, date, place.drill.time)
        group = next((g for g in problem.together if place.building in g), (place.building,))
        key = (place.drill.date, place.drill.time, place.drill.type, place.drill.title)
        changed = Plan(
            tuple(
                replace(p, drill=replace(p.drill, date=date))
                if p.building in group
                and not p.pinned
                and (p.drill.date, p.drill.time, p.drill.type, p.drill.title) == key
                else p
                for p in made.placements
            ),
            made.unplaced,
        )
        against = desk.legal(move)
        wrong = broken(problem, changed)
        # What a moved drill newly fills is not wrong with it.
        wrong = [w for w in wrong if "said to be unplaced" not in w]
        assert bool(against) == bool(wrong) or {c.code for c in against} == {"loses"}, (
            against,
            wrong,
        )


def test_a_plan_of_part_of_the_district_can_be_weighed_too():
    problem = make_problem(*TWO)
    mine = Plan(tuple(of(plan(problem), building="a")))
    assert legal(problem, mine, Move(0)) == ()
