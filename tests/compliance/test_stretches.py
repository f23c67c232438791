"""Windows that the drills themselves make: each N drills, and the largest gap."""

from __future__ import annotations

import pytest

from tests.compliance.law import CALENDAR, drill, judged, pack, rule

FOURS = pack(rule('count = 1\nper = "drills"\nsize = 4\nhaving = ["obstructed_exit"]'))
GAP = pack(rule('count = 1\nper = "gap"\nsize = 45\ncounted_as = "school_days"'))


def school_day(number):
    """The school day of that number, the first being one."""
    return str(CALENDAR.school_days[number - 1])


def held(blocked):
    """A drill every 20 school days, one for each letter: y blocked, n not, ? not recorded."""
    values = {"y": True, "n": False, "?": None}
    return [
        drill(school_day(20 * n + 1), obstructed_exit=values[letter])
        for n, letter in enumerate(blocked)
    ]


@pytest.mark.parametrize(
    ("blocked", "expected"),
    [
        ("nnny", "met"),
        ("nnnn", "missed"),
        ("nnn?", "needs_decision"),
        ("ynnnn", "met"),
        ("ynnnnnn", "met"),
        ("ynnnnnnn", "missed"),
        ("ynnnnnny", "met"),
        ("", "met"),
    ],
)
def test_one_in_each_four_and_none_of_a_last_part_four(blocked, expected):
    assert judged(FOURS, held(blocked))["rule"].status == expected


@pytest.mark.parametrize(
    ("blocked", "counted", "needed"),
    [("nyn", 0, 0), ("ynnn", 1, 1), ("ynnny", 1, 1), ("nnnnyny", 0, 1)],
)
def test_a_last_part_four_adds_nothing_to_the_figures(blocked, counted, needed):
    found = judged(FOURS, held(blocked))["rule"]
    assert (found.counted, found.needed) == (counted, needed)


def test_while_the_year_runs_more_may_be_owed():
    assert judged(FOURS, [], "2025-10-01")["rule"].status == "open"
    found = judged(FOURS, held("y"), "2025-10-12")["rule"]
    assert [w.status for w in found.windows] == ["met", "open"]
    assert judged(FOURS, held("nnnn"), "2026-03-01")["rule"].status == "missed"


@pytest.mark.parametrize(("first", "expected"), [(44, "open"), (45, "open"), (46, "missed")])
def test_the_first_drill_comes_within_the_gap_from_the_first_day(first, expected):
    assert judged(GAP, [drill(school_day(first))], school_day(first))["rule"].status == expected


@pytest.mark.parametrize(("second", "expected"), [(54, "open"), (55, "open"), (56, "missed")])
def test_the_next_drill_comes_within_the_gap_from_the_one_before(second, expected):
    drills = [drill(school_day(10)), drill(school_day(second))]
    assert judged(GAP, drills, school_day(second))["rule"].status == expected


def test_the_year_is_covered_once_its_end_is_within_the_gap():
    days = [school_day(n) for n in range(40, len(CALENDAR.school_days), 40)]
    assert judged(GAP, [drill(d) for d in days])["rule"].status == "met"
    assert judged(GAP, [drill(d) for d in days[:-2]])["rule"].status == "missed"
    assert judged(GAP, [])["rule"].status == "missed"


def test_a_drill_not_recorded_may_close_the_gap():
    law = pack(
        rule(
            'count = 1\nper = "gap"\nsize = 45\ncounted_as = "school_days"',
            more='must_have = ["law_enforcement"]',
        )
    )
    days = [school_day(n) for n in range(40, len(CALENDAR.school_days), 40)]
    drills = [drill(d, law_enforcement=None if d == days[1] else True) for d in days]
    found = judged(law, drills)["rule"]
    assert (found.status, found.missing) == ("needs_decision", ("law_enforcement",))
