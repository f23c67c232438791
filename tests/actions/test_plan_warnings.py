"""What is warned of before a drill is planned, each boundary from both sides."""

from __future__ import annotations

from datetime import date, time

import pytest

from drills.actions.drill_plan import DrillPlan
from drills.actions.plan_next import propose
from drills.actions.plan_warnings import weigh
from drills.actions.plan_weighed import Officer, Place
from drills.compliance.dating import requirements_for
from drills.compliance.loading import load_pack
from drills.facts import Span
from tests.make import day, make_building, make_calendar, make_drill

TODAY = day("2026-11-24")
VARIED = "US-NY"  # a state that asks for different times of the day


def place(*drills, state="US-CT", id_=1, **facts) -> Place:
    building = make_building(state, **facts)
    return Place(id_, building, requirements_for(load_pack(state), building), drills)


def plan(on="2026-12-08", type_="fire", at="10:00", **changes) -> DrillPlan:
    clock = time.fromisoformat(at) if at else None
    return DrillPlan((1,), type_, day(on), clock, **changes)


def codes(plan, *places, today: date = TODAY, **more) -> list[str]:
    return [w.code for w in weigh(plan, places or (place(),), today, **more).warnings]


def test_an_ordinary_plan_has_nothing_to_warn_of():
    assert codes(plan()) == []


@pytest.mark.parametrize(
    "on, warned", [("2026-11-23", True), ("2026-11-24", False), ("2026-11-25", False)]
)
def test_a_day_before_today(on, warned):
    assert ("past" in codes(plan(on))) is warned


@pytest.mark.parametrize(
    "on, warned",
    [("2026-11-25", False), ("2026-11-26", True), ("2026-11-27", True), ("2026-11-30", False)],
)
def test_a_day_without_school(on, warned):
    assert ("not_school_day" in codes(plan(on))) is warned


def test_staff_exercises_and_drills_without_pupils_need_no_school_day():
    assert "not_school_day" not in codes(plan("2026-11-28", "tabletop"))
    alone = plan("2026-11-28", intended={"students_present": False})
    assert "not_school_day" not in codes(alone)
    assert "not_school_day" in codes(plan("2026-11-28"))


@pytest.mark.parametrize("kind, code", [("half_days", "half_day"), ("testing", "testing_day")])
@pytest.mark.parametrize(
    "on, warned", [("2026-12-07", False), ("2026-12-08", True), ("2026-12-09", False)]
)
def test_half_days_and_days_of_state_tests(kind, code, on, warned):
    calendar = make_calendar(**{kind: (Span(day("2026-12-08"), day("2026-12-08")),)})
    assert (code in codes(plan(on), place(calendar=calendar))) is warned


@pytest.mark.parametrize(
    "at, code",
    [
        ("09:00", "clash_day"),
        ("09:01", "clash_hour"),
        ("10:59", "clash_hour"),
        ("11:00", "clash_day"),
        (None, "clash_day"),
    ],
)
def test_another_drill_of_the_building_that_day(at, code):
    here = place(make_drill("2026-12-08", "lockdown"))
    assert code in codes(plan(at=at), here)


def test_a_clash_in_one_of_several_buildings_names_it():
    one = place(make_drill("2026-12-08", "lockdown"), name="Adams")
    other = place(name="Baker", id_=2)
    (warn,) = weigh(plan(), (one, other), TODAY).warnings
    assert (warn.code, warn.places, warn.type) == ("clash_hour", ("Adams",), "lockdown")


@pytest.mark.parametrize(
    "at, warned",
    [(time(9, 30), False), (time(9, 31), True), (time(10, 29), True), (time(10, 30), False)],
)
def test_the_officer_is_at_another_drill(at, warned):
    officer = Officer("Sam", None, ((at, 30, "Baker"),))
    assert ("officer_busy" in codes(plan(), officer=officer)) is warned


def test_an_officer_with_another_drill_at_no_set_hour():
    officer = Officer("Sam", None, ((None, 30, "Baker"),))
    assert codes(plan(), officer=officer) == ["officer_same_day"]
    assert codes(plan(at=None), officer=officer) == ["officer_same_day"]


def test_an_officer_who_does_not_cover_the_building():
    assert codes(plan(), officer=Officer("Sam", frozenset({1}))) == []
    assert codes(plan(), officer=Officer("Sam", frozenset({2}))) == ["officer_not_covering"]


# --- what it is for ---------------------------------------------------------------


@pytest.mark.parametrize(
    "on, warned",
    [("2026-10-01", False), ("2026-10-02", False), ("2026-10-05", True)],
)
def test_outside_the_window_of_what_it_is_meant_for(on, warned):
    """Connecticut's first fire drill: by October 2, the thirtieth day after September 2."""
    found = codes(plan(on), today=day("2026-09-20"), meant_for="fire-first-30-days")
    assert ("meant_outside" in found) is warned


def test_the_warning_names_the_window_to_aim_for():
    early = day("2026-09-20")
    weighed = weigh(plan("2026-10-05"), (place(),), early, meant_for="fire-first-30-days")
    (warn,) = weighed.warnings
    assert (warn.day, warn.until) == (day("2026-09-02"), day("2026-10-02"))


def test_what_it_serves_is_said_with_its_window():
    (served, *_) = weigh(plan(), (place(),), TODAY).serves
    assert (served.rule.id, served.opens, served.due) == (
        "fire-monthly",
        day("2026-12-01"),
        day("2026-12-31"),
    )


def test_what_is_planned_already_is_enough():
    here = place(make_drill("2026-12-03"))
    weighed = weigh(plan(), (here,), TODAY, meant_for="fire-monthly")
    assert [w.code for w in weighed.warnings] == ["meant_enough"]
    assert "fire-monthly" not in [s.rule.id for s in weighed.serves]


def test_a_crisis_drill_takes_the_place_of_that_months_fire_drill():
    served = {s.rule.id for s in weigh(plan(type_="lockdown"), (place(),), TODAY).serves}
    assert {"crisis-every-3-months", "fire-monthly"} <= served


def test_another_kind_than_the_one_meant():
    assert codes(plan(type_="earthquake"), meant_for="fire-monthly") == ["meant_kind"]


def test_a_quality_that_is_not_planned():
    """Michigan wants one drill at lunch, recess or an assembly."""
    here = place(state="US-MI")
    rule = next(r.rule for r in here.requirements if "lunch_or_assembly" in r.rule.qualities)
    kind = sorted(rule.accepts)[0]
    assert "meant_quality" in codes(plan(type_=kind), here, meant_for=rule.id)
    right = plan(type_=kind, intended={"situation": "lunch"})
    assert "meant_quality" not in codes(right, here, meant_for=rule.id)


# --- notices ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "today, code",
    [
        ("2026-11-30", None),
        ("2026-12-01", None),
        ("2026-12-02", "notice_short"),
        ("2026-12-07", "notice_short"),
        ("2026-12-08", "notice_gone"),
    ],
)
def test_new_york_tells_parents_seven_days_before(today, code):
    found = codes(
        plan(type_="lockdown"),
        place(state="US-NY"),
        today=day(today),
        duties=load_pack("US-NY").duties,
    )
    assert [c for c in found if c.startswith("notice")] == ([code] if code else [])


# --- variety ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "on, at, warned",
    [
        ("2026-11-17", "10:45", True),
        ("2026-11-17", "11:00", False),
        ("2026-11-18", "10:00", False),
    ],
)
def test_the_same_hour_and_weekday_as_an_earlier_drill_of_the_kind(on, at, warned):
    here = place(make_drill(on, at=at))
    assert ("same_hour_and_weekday" in codes(plan(), here)) is warned


def test_drills_of_another_kind_are_no_pattern():
    assert codes(plan(), place(make_drill("2026-11-17", "lockdown"))) == []


@pytest.mark.parametrize(
    "at, days, warned",
    [
        ("10:00", ["2026-10-05"], False),
        ("10:00", ["2026-10-05", "2026-11-04"], True),
        ("13:00", ["2026-10-05", "2026-11-04"], False),
    ],
)
def test_where_the_law_asks_for_other_hours_the_third_alike_is_warned_of(at, days, warned):
    rule = next(r for r in load_pack(VARIED).rules if "times_of_day" in r.variety)
    kind = sorted(rule.accepts)[0]
    here = place(*(make_drill(d, kind) for d in days), state=VARIED)
    assert ("law_same_hour" in codes(plan(type_=kind, at=at), here)) is warned


# --- the mark of what was seen, and proposals -------------------------------------


def test_the_mark_changes_with_the_warnings_and_is_empty_without():
    assert weigh(plan(), (place(),), TODAY).mark == ""
    one = weigh(plan("2026-11-26"), (place(),), TODAY).mark
    other = weigh(plan("2026-11-27"), (place(),), TODAY).mark
    assert one and other and one != other


def test_the_form_is_filled_with_what_is_owed_first():
    here = place(make_drill("2026-09-10"), make_drill("2026-10-06"))
    found = propose(here, TODAY, kinds=("fire", "lockdown"))
    assert found.type in ("fire", "lockdown")
    assert found.on in here.building.calendar.school_day_set
    assert TODAY < found.on <= day("2026-11-30")


def test_a_proposal_leaves_room_for_notice_and_avoids_other_drills():
    here = place(
        make_drill("2026-11-05"), make_drill("2026-10-20", "lockdown"), make_drill("2026-12-01")
    )
    found = propose(here, TODAY, kinds=("fire",), type_="fire")
    assert found.on >= day("2026-12-01") and found.on != day("2026-12-01")
