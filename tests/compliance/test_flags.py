"""Questions about a record: they ask once, and uncount nothing."""

from __future__ import annotations

import pytest

from drills.compliance.flags import flags
from tests.compliance.law import building, dated, drill, judged, pack, rule

VARIED = rule('count = 8\nper = "school_year"', "all", 'variety = ["times_of_day", "weekdays"]')
AGAIN = rule('count = 4\nper = "school_year"', "some", 'variety = ["times_of_day", "weekdays"]')
WEEKLY = [drill(day, at="10:00") for day in ("2025-09-10", "2025-09-17", "2025-09-24")]
SPREAD = [drill("2025-09-10", at="09:00"), drill("2025-09-18", at="11:30")]


def codes(drills, *rules, school=None):
    school = school or building()
    return [flag.code for flag in flags(school, drills, dated(pack(*rules), school))]


def test_two_rules_of_the_same_drills_ask_one_question():
    asked = ["same_hour", "same_minute", "same_weekday"]
    assert codes(WEEKLY, VARIED) == asked
    assert codes(WEEKLY, VARIED, AGAIN) == asked


@pytest.mark.parametrize(
    ("drills", "asked"),
    [
        (WEEKLY[:2], []),
        (SPREAD, []),
        ([*SPREAD, drill("2025-10-06", at="13:00")], []),
        ([*SPREAD, drill("2025-10-08")], []),
    ],
    ids=["two only", "two apart", "three apart", "a time not recorded"],
)
def test_variety_is_asked_about_from_the_third_drill_on(drills, asked):
    assert codes(drills, VARIED) == asked


def test_a_question_uncounts_nothing():
    assert judged(pack(VARIED), WEEKLY)["all"].counted == 3


@pytest.mark.parametrize(
    ("participants", "asked"),
    [(209, ["headcount"]), (210, []), (630, []), (631, ["headcount"]), (None, [])],
)
def test_numbers_far_from_the_enrollment_of_420_are_asked_about(participants, asked):
    assert codes([drill("2025-09-10", participants=participants)]) == asked


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [(29, ["evacuation_time"]), (30, []), (1800, []), (1801, ["evacuation_time"]), (None, [])],
)
def test_evacuations_too_quick_or_too_slow_are_asked_about(seconds, asked):
    assert codes([drill("2025-09-10", duration_seconds=seconds)]) == asked
    assert codes([drill("2025-09-10", "lockdown", duration_seconds=seconds)]) == []


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2025-09-12", []),
        ("2025-09-13", ["not_a_school_day"]),
        ("2025-12-24", ["not_a_school_day"]),
        ("2025-06-30", ["outside_school_year"]),
    ],
    ids=["Friday", "Saturday", "a day of the break", "before July"],
)
def test_days_without_school_are_asked_about_once(day, asked):
    assert codes([drill(day)]) == asked


@pytest.mark.parametrize(("at", "asked"), [("10:59", ["within_the_hour"]), ("11:00", [])])
def test_two_drills_within_the_hour_are_asked_about(at, asked):
    drills = [drill("2025-09-10", at="10:00"), drill("2025-09-10", "lockdown", at=at)]
    assert codes(drills) == asked
