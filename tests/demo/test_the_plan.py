"""The demo's year: dated into any school year, planned so that the law is met in each."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.compliance.loading import load_pack
from drills.demo.districts import read_districts
from drills.demo.the_plan import calendar_of, good_days, plan_year
from drills.demo.the_year import DemoYear
from drills.demo.what_happened import tell
from drills.facts import Building, Drill

NEW_YORK = "America/New_York"
DISTRICTS = {told.jurisdiction: told for told in read_districts()}
YEARS = range(2024, 2040)


@pytest.fixture(params=DISTRICTS)
def told(request):
    return DISTRICTS[request.param]


@pytest.mark.parametrize(
    ("today", "label"),
    [
        ("2026-07-31", "2025-26"),
        ("2026-08-01", "2026-27"),
        ("2026-11-24", "2026-27"),
        ("2027-07-31", "2026-27"),
        ("2027-08-01", "2027-28"),
    ],
)
def test_august_begins_a_new_year(today, label):
    assert DemoYear.on(date.fromisoformat(today), NEW_YORK).label == label


@pytest.mark.parametrize("start", YEARS)
def test_another_year_keeps_the_weekdays_and_lies_three_days_off_at_most(start):
    year = DemoYear(start, NEW_YORK)
    first = date(2026, 9, 8)
    moved = year.day(first)
    assert moved.weekday() == first.weekday()
    assert abs(moved - first.replace(year=start)) <= timedelta(days=3)


def test_its_own_year_is_told_as_it_stands(told):
    year = DemoYear(2026, NEW_YORK)
    calendar = calendar_of(told, year)
    assert calendar.first_day == told.calendar["first_day"]
    assert calendar.school_year == "2026-27"


@pytest.mark.parametrize("start", YEARS)
def test_new_years_day_is_never_a_school_day(told, start):
    calendar = calendar_of(told, DemoYear(start, NEW_YORK))
    assert not calendar.is_school_day(date(start + 1, 1, 1))
    assert calendar.school_year == DemoYear(start, NEW_YORK).label


@pytest.mark.parametrize("start", YEARS)
def test_the_plan_meets_the_law_in_every_building_if_it_is_held(told, start):
    year = DemoYear(start, NEW_YORK)
    calendar, plan = calendar_of(told, year), plan_year(told, year)
    for demo in told.buildings:
        facts = {**demo.facts, "grades": tuple(demo.facts["grades"])}
        facts.setdefault("summer_school", False)
        building = Building(demo.name, told.jurisdiction, calendar, settings=told.settings, **facts)
        drills = [
            Drill(
                date=planned.day,
                type=planned.drill.type,
                time=planned.at,
                announced=planned.drill.announced,
                secondary_exit=planned.drill.columns.get("secondary_exit"),
            )
            for planned in plan
            if demo.key in planned.buildings
        ]
        made = requirements_for(load_pack(told.jurisdiction), building)
        verdict = judge(made, drills, date(start + 1, 7, 1), calendar=calendar)
        short = [r.id for r in verdict.requirements if r.decides and r.status != "met"]
        assert (verdict.status, short) == ("met", []), demo.name


@pytest.mark.parametrize("start", YEARS)
def test_nothing_is_planned_on_short_days_or_state_tests(told, start):
    year = DemoYear(start, NEW_YORK)
    days = set(good_days(calendar_of(told, year)))
    assert {planned.day for planned in plan_year(told, year)} <= days


@pytest.mark.parametrize("start", YEARS)
def test_no_officer_is_wanted_in_two_schools_at_once(told, start):
    wanted = [(p.officer, p.day, p.at) for p in plan_year(told, DemoYear(start, NEW_YORK))]
    with_officer = [one for one in wanted if one[0]]
    assert len(with_officer) == len(set(with_officer))


def test_three_officers_of_the_connecticut_sample_serve_two_schools_each():
    officers = [p for p in DISTRICTS["US-CT"].people if p.role == "officer"]
    assert sum(len(officer.buildings) == 2 for officer in officers) == 3
    covered = [key for officer in officers for key in officer.buildings]
    assert sorted(covered) == sorted(b.key for b in DISTRICTS["US-CT"].buildings)


def test_every_story_tells_of_a_drill_and_a_building_that_there_are(told):
    buildings, drills = {b.key for b in told.buildings}, {d.key for d in told.drills}
    for story in told.stories:
        assert story.building in buildings
        assert story.happens == "extra" or story.drill in drills


@pytest.mark.parametrize("today", ["2026-08-03", "2026-10-16", "2026-11-25", "2027-07-15"])
def test_nothing_happens_after_the_day_of_loading(told, today):
    year = DemoYear(2026, NEW_YORK)
    day = date.fromisoformat(today)
    now = year.instant(day, time(12))
    happened = tell(told, year, plan_year(told, year), now, day)
    assert [h.at for h in happened] == sorted(h.at for h in happened)
    assert all(h.at < now for h in happened)
    assert all(h.held.day < day for h in happened if h.held is not None)
