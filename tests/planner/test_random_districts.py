"""Random small districts: every plan keeps every limit, and the engine judges it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drills.compliance.loading import known_jurisdictions
from drills.facts import Calendar, Span, Term
from drills.planner import Blackout, Fixed, Limits, Problem, plan
from tests.make import day
from tests.planner.checker import broken
from tests.planner.districts import fixed, make_officer, make_place, make_problem

STATES = sorted(known_jurisdictions())
TYPES = ("fire", "lockdown", "evacuation", "shelter_in_place", "severe_weather", "secure")
DAYS = [day("2026-08-03") + timedelta(n) for n in range(330)]


@st.composite
def spans(draw: st.DrawFn, longest: int = 9) -> Span:
    """A few days of the year."""
    first = draw(st.sampled_from(DAYS))
    return Span(first, first + timedelta(draw(st.integers(0, longest))))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A year with breaks, half days and tests."""
    first = day("2026-08-05") + timedelta(draw(st.integers(0, 40)))
    last = day("2027-05-20") + timedelta(draw(st.integers(0, 40)))
    middle = day("2027-01-10") + timedelta(draw(st.integers(0, 20)))
    terms = (Term("fall", first, middle), Term("spring", middle + timedelta(1), last))
    off = (Span(day("2026-11-26"), day("2026-11-27")), Span(day("2026-12-21"), day("2027-01-01")))
    summer = None
    if draw(st.booleans()):
        summer = Span(last + timedelta(7), last + timedelta(14))
    return Calendar(
        first,
        last,
        terms if draw(st.booleans()) else (),
        (*off, *draw(st.lists(spans(), max_size=2))),
        tuple(draw(st.lists(spans(1), max_size=3))),
        summer,
        tuple(draw(st.lists(spans(), max_size=2))),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A district of one to five buildings."""
    state, calendar = draw(st.sampled_from(STATES)), draw(calendars())
    names = ["a", "b", "c", "d", "e"][: draw(st.integers(1, 5))]
    spread = draw(st.sampled_from([("K", "5"), ("6", "8"), ("9", "12"), ("K", "12")]))
    places = [
        make_place(
            name,
            state,
            calendar=calendar,
            grades=spread if name < "c" else ("K", "5"),
            ownership=draw(st.sampled_from(["public", "public", "nonpublic"])),
            summer_school=calendar.summer is not None,
        )
        for name in names
    ]
    some = st.frozensets(st.sampled_from(names), min_size=1)
    number = st.none() | st.integers(1, 4)
    officers = [
        make_officer(
            f"{kind}-{n}",
            kind,
            covers=draw(st.none() | some),
            away=tuple(draw(st.lists(spans(), max_size=2))),
            per_day=draw(st.none() | st.integers(1, 2)),
        )
        for n, kind in enumerate(draw(st.lists(st.sampled_from(["police", "fire"]), max_size=3)))
    ]
    kinds = sorted({o.kind for o in officers})
    attend = {}
    if kinds:
        asked = st.dictionaries(st.sampled_from(TYPES), st.sampled_from(kinds), max_size=2)
        attend = draw(asked)
    today = day("2026-07-20") + timedelta(draw(st.sampled_from([0, 0, 30, 90, 200])))
    held, pinned = _fixed(draw, names, calendar, today)
    return make_problem(
        *places,
        today=today,
        hours=draw(
            st.sampled_from([(time(8, 30), time(14, 30)), (time(9), time(10)), (time(7), time(16))])
        ),
        blackouts=tuple(
            Blackout(span, "busy", draw(st.none() | some))
            for span in draw(st.lists(spans(), max_size=3))
        ),
        limits=Limits(draw(number), draw(st.none() | st.integers(1, 2)), draw(number)),
        officers=tuple(officers),
        attend=attend,
        held=held,
        pinned=pinned,
        together=(("a", "b"),) if len(names) > 1 and draw(st.booleans()) else (),
        advisory=draw(st.booleans()),
    )


def _fixed(draw, names, calendar, today):
    days = calendar.school_days
    held: list[Fixed] = []
    pinned: list[Fixed] = []
    taken = set()
    for _ in range(draw(st.integers(0, 6))):
        on, name = draw(st.sampled_from(days)), draw(st.sampled_from(names))
        if (on, name) in taken:
            continue
        taken.add((on, name))
        one = fixed(on.isoformat(), draw(st.sampled_from(TYPES)), "09:10", name, announced="all")
        (held if on < today else pinned).append(one)
    return tuple(held), tuple(pinned)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), st.integers(0, 3))
def test_a_plan_keeps_every_limit_and_the_law(problem, seed):
    made = plan(problem, seed=seed)
    assert broken(problem, made) == []
    assert plan(problem, seed=seed) == made


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), spans(3), st.integers(0, 60))
def test_planning_again_after_days_are_lost_keeps_every_limit(problem, lost, later):
    first = plan(problem)
    today = problem.today + timedelta(later)
    held = tuple(
        Fixed(p.building, p.drill, p.officers) for p in first.placements if p.drill.date < today
    )
    changed = replace(
        problem,
        today=today,
        held=(*problem.held, *held),
        pinned=tuple(p for p in problem.pinned if p.drill.date >= today),
        blackouts=(*problem.blackouts, Blackout(lost, "snow")),
    )
    again = plan(changed, first)
    wrong = [w for w in broken(changed, again) if not w.endswith("no notice")]
    assert wrong == []
