"""Planning again: little moves, nothing that is held or pinned, and the law's term is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drills.planner import Blackout, Fixed, Limits, Placement, Plan, Problem, plan
from drills.planner.problem import Cancelled
from tests.planner.checker import broken
from tests.planner.districts import (
    day,
    fixed,
    make_officer,
    make_place,
    make_problem,
    of,
    span,
)

SIX = tuple(make_place(name) for name in "abcdef")


def keys(made: Plan) -> set[tuple[object, ...]]:
    return {key(p) for p in made.placements}


def key(p: Placement) -> tuple[object, ...]:
    return p.building, p.drill.date, p.drill.time, p.drill.type, p.officers


def later(problem: Problem, made: Plan, today, **changes) -> Problem:
    """The problem some days on, with what was planned before held."""
    held = tuple(
        Fixed(p.building, p.drill, p.officers) for p in made.placements if p.drill.date < today
    )
    return replace(problem, today=today, held=held, **changes)


def moved(before: Plan, after: Plan, today) -> tuple[set, set]:
    """What was planned and is no more, and what is new, from a day on."""
    was = {k for k in keys(before) if k[1] >= today}
    return was - keys(after), keys(after) - was


def test_nothing_moves_where_nothing_changed():
    problem = make_problem(*SIX, limits=Limits(per_day=2, min_days_between=5))
    made = plan(problem)
    assert keys(plan(problem, made)) == keys(made)
    today = day("2027-01-15")
    gone, new = moved(made, plan(later(problem, made, today), made), today)
    assert (gone, new) == (set(), set())


def test_a_snow_day_moves_only_what_lay_on_it():
    problem = make_problem(*SIX, officers=(make_officer(),), attend={"lockdown": "police"})
    made = plan(problem)
    snow = next(p.drill.date for p in made.placements if p.drill.date > day("2027-01-10"))
    today = snow - timedelta(1)
    changed = later(problem, made, today, blackouts=(Blackout(span(snow.isoformat()), "snow"),))
    again = plan(changed, made)
    gone, new = moved(made, again, today)
    assert {k[1] for k in gone} == {snow}
    assert len(new) == len(gone)
    assert {(k[0], k[3]) for k in new} == {(k[0], k[3]) for k in gone}
    assert all(abs((k[1] - snow).days) <= 14 for k in new)
    assert broken(changed, again) == []


def test_an_officers_illness_moves_the_hour_or_the_officer_before_the_day():
    officers = (make_officer("lee"), make_officer("kim"))
    problem = make_problem(*SIX, officers=officers, attend={"lockdown": "police"})
    made = plan(problem)
    one = of(made, "lockdown")[0]
    ill = tuple(
        replace(o, away=(span(one.drill.date.isoformat()),)) if o.id in one.officers else o
        for o in officers
    )
    changed = replace(problem, officers=ill)
    gone, new = moved(made, plan(changed, made), problem.today)
    assert gone
    assert {k[1] for k in new} == {k[1] for k in gone} == {one.drill.date}
    assert all(k[4] != one.officers for k in new)


def test_a_cancelled_drill_is_planned_again_near_its_day():
    problem = make_problem(*SIX)
    made = plan(problem)
    one = next(p for p in of(made, building="c") if p.drill.date.month == 3)
    rest = replace(made, placements=tuple(p for p in made.placements if p != one))
    again = plan(later(problem, rest, one.drill.date + timedelta(1)), rest)
    new = {k for k in keys(again) if k not in keys(made)}
    assert [(k[0], k[1].month) for k in new] == [("c", 3)]


def test_pinned_and_held_drills_never_move():
    problem = make_problem(*SIX)
    made = plan(problem)
    some = [p for p in made.placements if p.building == "a"][3:6]
    pinned = tuple(Fixed(p.building, p.drill, p.officers) for p in some)
    # A black-out over one of them: a person pinned it all the same.
    black = Blackout(span(some[0].drill.date.isoformat()), "busy")
    again = plan(replace(problem, pinned=pinned, blackouts=(black,)), made)
    for p in some:
        assert any(q.pinned and key(q)[:3] == key(p)[:3] for q in again.placements)
    assert [note.code for note in again.notes] == ["blackout"]


def test_a_changed_limit_moves_what_breaks_it_and_no_more():
    problem = make_problem(*SIX)
    made = plan(problem)
    limits = Limits(min_days_between=9)
    changed = replace(problem, limits=limits)
    again = plan(changed, made)
    assert broken(changed, again) == []
    assert len(keys(made) - keys(again)) < len(made.placements) / 3


def test_a_stricter_law_adds_and_moves_nothing():
    place = make_place("a", "US-NY")
    problem = make_problem(place)
    made = plan(problem)
    dormitory = make_place("a", "US-NY", dormitory=True)
    again = plan(make_problem(dormitory), made)
    assert keys(made) <= keys(again)
    assert len(again.placements) == len(made.placements) + 4


def test_others_step_aside_where_a_moved_drill_has_no_day_left():
    # Three schools, one drill a day, and a September with three days left.
    places = SIX[:3]
    black = Blackout(span("2026-09-07", "2026-10-02"), "busy")
    problem = make_problem(*places, limits=Limits(per_day=1), blackouts=(black,))
    made = plan(problem)
    days = sorted(p.drill.date for p in made.placements if p.drill.date.month == 9)
    assert days == [day("2026-09-02"), day("2026-09-03"), day("2026-09-04")]
    lost = Blackout(span("2026-09-02"), "late opening")
    opened = Blackout(span("2026-09-09", "2026-10-02"), "busy")
    changed = replace(problem, blackouts=(lost, opened))
    again = plan(changed, made)
    assert again.unplaced == ()
    assert len(keys(made) - keys(again)) == 1


def test_michigan_holds_a_cancelled_drill_again_within_ten_school_days():
    place = make_place("a", "US-MI")
    problem = make_problem(place)
    made = plan(problem)
    one = of(made, "fire")[-1]
    called_off = Cancelled("a", one.drill.date, "fire")
    changed = later(problem, made, one.drill.date, cancelled=(called_off,))
    again = plan(changed, made)
    days = place.building.calendar.school_days
    due = days[days.index(one.drill.date) + 10]
    new = [k for k in keys(again) if k not in keys(made)]
    assert [k[3] for k in new] == ["fire"]
    assert one.drill.date <= new[0][1] <= due


def test_michigan_holds_it_again_even_where_enough_were_held():
    enough = tuple(
        fixed(d, "fire", building="a")
        for d in ("2026-09-10", "2026-10-06", "2026-11-05", "2027-01-12", "2027-02-09")
    )
    called_off = Cancelled("a", day("2027-03-03"), "fire")
    problem = make_problem(
        make_place("a", "US-MI"), held=enough, today=day("2027-03-04"), cancelled=(called_off,)
    )
    fires = of(plan(problem), "fire")
    assert len(fires) == 1
    assert day("2027-03-04") <= fires[0].drill.date <= day("2027-03-17")
    assert not of(plan(replace(problem, cancelled=())), "fire")


def test_another_states_law_names_no_term():
    made = plan(make_problem(make_place("a")))
    one = next(p for p in of(made, "fire") if p.drill.date.month in (11, 12))
    called_off = Cancelled("a", one.drill.date, "fire")
    changed = later(make_problem(make_place("a")), made, one.drill.date, cancelled=(called_off,))
    again = plan(changed, made)
    assert again.unplaced == ()
    assert not any(k[1] == one.drill.date for k in keys(again))


def test_a_building_that_is_gone_takes_its_drills_along():
    made = plan(make_problem(*SIX))
    again = plan(make_problem(*SIX[:5]), made)
    assert {p.building for p in again.placements} == set("abcde")
    assert keys(again) < keys(made)


def test_buildings_that_drill_as_one_move_as_one():
    problem = make_problem(*SIX[:2], together=(("a", "b"),))
    made = plan(problem)
    snow = made.placements[6].drill.date
    again = plan(replace(problem, blackouts=(Blackout(span(snow.isoformat()), "snow"),)), made)
    when = [{(k[1], k[2]) for k in keys(again) if k[0] == name} for name in "ab"]
    assert when[0] == when[1]
    assert len(keys(made) - keys(again)) == 2
