"""Each hard limit: one problem where it bites, one where it does not."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

from drills.facts import Span
from drills.planner import Blackout, Limits, plan
from tests.planner.checker import broken
from tests.planner.districts import (
    dates,
    day,
    fixed,
    make_calendar,
    make_officer,
    make_place,
    make_problem,
    of,
    span,
)

# Every kind that Connecticut's law would take in a month needs an officer.
CRISIS = "lockdown evacuation shelter_in_place secure hold active_threat bomb_threat"
CRISIS += " crisis_response reverse_evacuation"
EVERY_KIND = dict.fromkeys(["fire", *CRISIS.split()], "police")
FOUR = tuple(make_place(name) for name in ("a", "b", "c", "d"))


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


# --- days -------------------------------------------------------------------------------


def test_drills_fall_on_school_days_only():
    off = (span("2026-10-01", "2026-10-28"),)
    made = plan(make_problem(make_place(calendar=make_calendar(no_school=off))))
    assert [d for d in dates(made.placements) if d.month == 10] in (
        [day("2026-10-29")],
        [day("2026-10-30")],
    )


def test_without_days_off_october_is_free():
    assert any(d.month == 10 for d in dates(plan(make_problem()).placements))


def test_tests_and_half_days_are_left_alone():
    calendar = make_calendar(
        testing=(span("2026-10-01", "2026-10-15"),), half_days=(span("2026-10-16", "2026-10-29"),)
    )
    made = plan(make_problem(make_place(calendar=calendar)))
    assert [d for d in dates(made.placements) if d.month == 10] == [day("2026-10-30")]


def test_a_black_out_of_one_building_leaves_the_other_free():
    black = Blackout(span("2026-10-01", "2026-10-29"), "tests", frozenset({"a"}))
    made = plan(make_problem(make_place("a"), make_place("b"), blackouts=(black,)))
    october = [(p.building, p.drill.date) for p in made.placements if p.drill.date.month == 10]
    assert ("a", day("2026-10-30")) in october
    assert all(d < day("2026-10-30") for b, d in october if b == "b")


def test_nothing_is_placed_before_today():
    made = plan(make_problem(today=day("2027-02-10")))
    assert min(dates(made.placements)) >= day("2027-02-10")
    assert min(dates(plan(make_problem()).placements)) < day("2027-02-10")


def test_hours_are_kept():
    problem = make_problem(*FOUR, hours=(time(13), time(14)))
    assert {p.drill.time for p in plan(problem).placements} <= {
        time(13, m) for m in (0, 10, 20, 30)
    }


def test_what_the_law_gives_notice_of_waits_for_it():
    # New York: parents hear in the week before a fire, evacuation or lockdown drill.
    made = plan(make_problem(make_place(jurisdiction="US-NY"), today=day("2026-09-08")))
    told = [p.drill.date for p in made.placements if p.drill.type in ("fire", "lockdown")]
    assert min(told) >= day("2026-09-15")
    bus = [p.drill.date for p in of(made, "bus_evacuation")]
    assert min(bus) == day("2026-09-08")  # no notice for it, and its window closes that day


def test_where_no_notice_is_asked_there_is_no_wait():
    made = plan(make_problem(make_place(jurisdiction="US-TX"), today=day("2026-09-08")))
    assert made.placements
    made = plan(make_problem(make_place(jurisdiction="US-CO"), today=day("2026-09-11")))
    assert min(dates(of(made, "fire"))) == day("2026-09-11")


# --- numbers ----------------------------------------------------------------------------


def test_a_day_has_no_more_drills_than_the_district_allows():
    load = Counter(dates(plan(make_problem(*FOUR, limits=Limits(per_day=1))).placements))
    assert max(load.values()) == 1


def test_a_narrow_window_takes_what_the_day_allows():
    black = Blackout(span("2026-10-02", "2026-10-31"))
    load = Counter(dates(plan(make_problem(*FOUR, blackouts=(black,))).placements))
    assert load[day("2026-10-01")] == 4
    made = plan(make_problem(*FOUR, blackouts=(black,), limits=Limits(per_day=3)))
    assert Counter(dates(made.placements))[day("2026-10-01")] == 3
    assert len(made.unplaced) == 1
    assert {c.code for c in made.unplaced[0].conflicts} <= {"day_full", "blackout"}


def weeks(problem):
    return Counter(d - timedelta(d.weekday()) for d in dates(plan(problem).placements))


def test_a_building_has_no_more_drills_a_week_than_allowed():
    place = make_place(jurisdiction="US-NJ")
    assert max(weeks(make_problem(place, limits=Limits(per_building_per_week=1))).values()) == 1


def test_a_week_may_have_two_where_its_days_leave_nothing_else():
    calendar = make_calendar(no_school=(span("2026-10-06", "2026-10-31"),))
    place = make_place(jurisdiction="US-NJ", calendar=calendar)
    # October has three school days, and New Jersey wants a fire and a security drill in it.
    assert plan(make_problem(place)).unplaced == ()


def test_days_between_are_calendar_days_and_reach_to_what_was_held():
    held = fixed("2026-09-10")
    problem = make_problem(
        held=(held,), today=day("2026-09-11"), limits=Limits(min_days_between=20)
    )
    found = sorted([held.drill.date, *dates(plan(problem).placements)])
    gaps = [(b - a).days for a, b in itertools.pairwise(found)]
    assert min(gaps) >= 20


def test_exactly_so_many_days_between_are_enough():
    off = (span("2026-10-02", "2026-10-20"), span("2026-10-22", "2026-10-31"))
    black = tuple(Blackout(s) for s in off)
    held = fixed("2026-10-01", "severe_weather")
    for between, placed in ((19, True), (20, True), (21, False)):
        made = plan(
            make_problem(
                held=(held,),
                today=day("2026-10-02"),
                blackouts=black,
                limits=Limits(min_days_between=between),
            )
        )
        assert (day("2026-10-21") in dates(made.placements)) is placed, between


# --- who must be there --------------------------------------------------------------------


def test_an_officer_is_in_one_place_at_a_time():
    black = Blackout(span("2026-10-02", "2026-10-31"))
    problem = make_problem(*FOUR, blackouts=(black,), officers=(make_officer(),), attend=EVERY_KIND)
    made = plan(problem)
    day_one = [p for p in made.placements if p.drill.date == day("2026-10-01")]
    at = sorted(minutes(p.drill.time) for p in day_one if p.officers)
    assert len(at) == 4
    assert all(b - a >= 30 for a, b in itertools.pairwise(at))


def test_an_hour_that_is_too_short_for_two_takes_one():
    black = Blackout(span("2026-10-02", "2026-10-31"))
    for end, count in ((time(9, 0), 1), (time(9, 30), 2)):
        made = plan(
            make_problem(
                *FOUR[:2],
                hours=(time(8, 30), end),
                blackouts=(black,),
                officers=(make_officer(),),
                attend=EVERY_KIND,
            )
        )
        assert dates(made.placements).count(day("2026-10-01")) == count
        assert bool(made.unplaced) is (count == 1)


def test_officers_stay_away_when_they_are_away():
    away = span("2026-09-01", "2027-01-31")
    problem = make_problem(officers=(make_officer(away=(away,)),), attend={"lockdown": "police"})
    made = plan(problem)
    assert of(made, "lockdown")
    assert all(d not in away for d in dates(of(made, "lockdown")))


def test_an_officer_comes_as_often_a_day_as_said():
    for per_day in (1, 2):
        officer = make_officer("engine", "fire", per_day=per_day)
        problem = make_problem(*FOUR, officers=(officer,), attend={"fire": "fire"})
        made = plan(problem)
        load = Counter(p.drill.date for p in made.placements if p.officers)
        assert max(load.values()) <= per_day
        assert made.unplaced == ()


def test_an_officer_goes_only_where_the_officer_covers():
    officers = (
        make_officer("north", covers=frozenset({"a", "b"})),
        make_officer("south", covers=frozenset({"c", "d"})),
    )
    made = plan(make_problem(*FOUR, officers=officers, attend={"lockdown": "police"}))
    assert {(p.building, p.officers) for p in of(made, "lockdown")} == {
        ("a", ("north",)),
        ("b", ("north",)),
        ("c", ("south",)),
        ("d", ("south",)),
    }


def test_one_person_by_id_can_be_asked_for():
    officers = (make_officer("lee"), make_officer("kim"))
    made = plan(make_problem(*FOUR, officers=officers, attend={"lockdown": "kim"}))
    assert {p.officers for p in of(made, "lockdown")} == {("kim",)}


def test_police_that_the_law_wants_are_an_officer_or_only_said():
    place = make_place(jurisdiction="US-IL")
    alone = of(plan(make_problem(place)), "lockdown")
    assert [(p.drill.law_enforcement, p.officers) for p in alone] == [(True, ())]
    made = of(plan(make_problem(place, officers=(make_officer(),))), "lockdown")
    assert [(p.drill.law_enforcement, p.officers) for p in made] == [(True, ("sso",))]


# --- what stays -----------------------------------------------------------------------------


def test_pinned_drills_stay_and_count():
    pin = fixed("2026-10-20", "lockdown", "09:50")
    made = plan(make_problem(pinned=(pin,)))
    one = next(p for p in made.placements if p.pinned)
    assert (one.drill.date, one.drill.time, one.drill.type) == (
        day("2026-10-20"),
        time(9, 50),
        "lockdown",
    )
    assert set(one.serves) == {"fire-monthly", "crisis-every-3-months"}
    assert len(made.placements) == 10


def test_a_pinned_drill_is_made_to_count_where_it_says_nothing():
    pin = fixed("2026-10-20", "lockdown", building="hillside")
    made = plan(make_problem(make_place(jurisdiction="US-NY"), pinned=(pin,)))
    one = next(p for p in made.placements if p.pinned)
    assert one.drill.announced == "all"
    assert "lockdown-4" in one.serves


def test_a_pinned_drill_that_breaks_a_limit_stays_and_is_told():
    pins = (fixed("2026-10-20"), fixed("2026-10-21", "lockdown"))
    made = plan(make_problem(pinned=pins, limits=Limits(min_days_between=5)))
    assert sum(p.pinned for p in made.placements) == 2
    assert {note.code for note in made.notes} == {"between"}
    assert plan(make_problem(pinned=pins)).notes == ()


def test_held_drills_count_and_are_not_planned_again():
    held = (fixed("2026-09-10"), fixed("2026-10-06"))
    made = plan(make_problem(held=held, today=day("2026-10-07")))
    assert len(made.placements) == 8
    assert all(d.month not in (9, 10) for d in dates(of(made, "fire")))


# --- together ---------------------------------------------------------------------------------


def test_buildings_under_one_roof_drill_as_one():
    places = (make_place("a"), make_place("b", grades=("6", "8")), make_place("c"))
    problem = make_problem(*places, together=(("a", "b"),))
    made = plan(problem)
    when = {
        name: {
            (p.drill.date, p.drill.time, p.drill.type)
            for p in made.placements
            if p.building == name
        }
        for name in "abc"
    }
    assert when["a"] == when["b"] != when["c"]
    assert broken(problem, made) == []


def test_buildings_apart_drill_apart():
    made = plan(make_problem(make_place("a"), make_place("b")))
    when = [
        {(p.drill.date, p.drill.time) for p in made.placements if p.building == name}
        for name in "ab"
    ]
    assert when[0] != when[1]


def test_both_kinds_of_law_are_met_under_one_roof():
    places = (
        make_place("a", "US-NY"),
        make_place("b", "US-NY", grades=("9", "12"), dormitory=False),
    )
    problem = make_problem(*places, together=(("a", "b"),), limits=Limits(per_building_per_week=1))
    made = plan(problem)
    assert made.unplaced == ()
    assert broken(problem, made) == []


def _under_one_roof(*officers):
    return make_problem(
        make_place("a"),
        make_place("b"),
        together=(("a", "b"),),
        officers=officers,
        attend={"lockdown": "police"},
    )


def test_under_one_roof_each_building_has_an_officer_of_its_own():
    theirs = make_officer("one", covers=frozenset("a")), make_officer("two", covers=frozenset("b"))
    problem = _under_one_roof(*theirs)
    made = plan(problem)
    assert made.unplaced == ()
    assert {p.officers for p in of(made, "lockdown")} == {("one", "two")}
    assert broken(problem, made) == []


def test_who_covers_both_under_one_roof_comes_alone():
    both = make_officer("both", covers=frozenset("ab"))
    made = plan(_under_one_roof(make_officer("one", covers=frozenset("a")), both))
    assert {p.officers for p in of(made, "lockdown")} == {("both",)}


def test_where_nobody_covers_a_part_under_one_roof_that_is_told():
    problem = _under_one_roof(make_officer("one", covers=frozenset("a")))
    every_crisis_drill = next(
        r.accepts for r in problem.packs["US-CT"].rules if r.id == "crisis-every-3-months"
    )
    made = plan(replace(problem, attend=dict.fromkeys(every_crisis_drill, "police")))
    assert of(made, "lockdown") == []
    assert {c.code for u in made.unplaced for c in u.conflicts} == {"nobody_covers"}


def test_under_one_roof_the_officer_of_two_of_three_parts_comes_once():
    officers = (
        make_officer("one", covers=frozenset("ab")),
        make_officer("two", covers=frozenset("bc")),
        make_officer("three", covers=frozenset("c")),
    )
    problem = make_problem(
        *(make_place(name) for name in "abc"),
        together=(("a", "b", "c"),),
        officers=officers,
        attend={"lockdown": "police"},
    )
    made = plan(problem)
    assert made.unplaced == ()
    assert all("one" in p.officers and len(p.officers) == 2 for p in of(made, "lockdown"))
    assert broken(problem, made) == []


def test_a_drill_of_two_buildings_counts_twice_for_the_day():
    places = (make_place("a"), make_place("b"))
    made = plan(make_problem(*places, together=(("a", "b"),), limits=Limits(per_day=1)))
    assert made.placements == ()
    assert {c.code for u in made.unplaced for c in u.conflicts} == {"day_full"}


# --- the law's own limits ------------------------------------------------------------------------


def test_oklahoma_counts_two_security_drills_a_semester_at_other_hours():
    made = plan(make_problem(make_place(jurisdiction="US-OK")))
    security = [p.drill for p in made.placements if "security-four" in p.serves]
    assert Counter(d.date < day("2027-01-25") for d in security) == {True: 2, False: 2}
    at = sorted(minutes(d.time) for d in security)
    assert all(b - a >= 60 for a, b in itertools.pairwise(at))


def test_rhode_island_blocks_an_exit_in_one_of_four():
    made = plan(make_problem(make_place(jurisdiction="US-RI")))
    fires = sorted((p.drill for p in of(made, "fire")), key=lambda d: d.date)
    for start in range(0, len(fires) - 3, 4):
        assert sum(bool(d.obstructed_exit) for d in fires[start : start + 4]) == 1


def test_four_of_new_yorks_evacuations_use_the_second_exit():
    made = plan(make_problem(make_place(jurisdiction="US-NY")))
    assert sum(bool(p.drill.secondary_exit) for p in made.placements) == 4


def test_summer_is_planned_where_there_is_a_session():
    calendar = make_calendar(summer=Span(day("2027-06-21"), day("2027-06-30")))
    place = make_place(jurisdiction="US-NY", calendar=calendar, summer_school=True)
    summer = [d for d in dates(plan(make_problem(place)).placements) if d > day("2027-06-11")]
    assert len(summer) == 2
    place = make_place(jurisdiction="US-NY", summer_school=False)
    assert max(dates(plan(make_problem(place)).placements)) <= day("2027-06-11")


def test_what_the_law_holds_unsurely_is_planned_where_the_district_asks():
    assert not of(plan(make_problem()), "bus_evacuation")
    assert len(of(plan(make_problem(advisory=True)), "bus_evacuation")) == 2
