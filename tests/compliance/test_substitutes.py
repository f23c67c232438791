"""Drills that stand in for others: caps, days, floors, and what is not recorded."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compliance.law import drill, judged, pack, rule


def monthly(substitutes: str, more: str = ""):
    version = f'count = 1\nper = "month"\nto = "12-31"\n{substitutes}'
    return pack(rule(version, more=more))


def sub(text: str) -> str:
    return f'[[requirement.version.substitute]]\naccepts = ["lockdown"]\n{text}\n'


def months(law, drills, as_of="2026-06-30", **more):
    return [w.status for w in judged(law, drills, as_of, **more)["rule"].windows]


SEP, OCT, NOV, DEC = (drill(f"2025-{m}-10") for m in ("09", "10", "11", "12"))
LOCK = {m: drill(f"2025-{m}-17", "lockdown") for m in ("09", "10", "11", "12")}


def test_at_most_so_many_in_each_stretch():
    law = monthly(sub('at_most = 1\nper = "semester"'))
    assert months(law, [SEP, OCT, NOV, LOCK["12"]]) == ["met"] * 4
    assert months(law, [SEP, OCT, LOCK["11"], LOCK["12"]]) == ["met", "met", "met", "missed"]


def test_without_a_cap_every_month_may_be_filled():
    assert months(monthly(sub("")), list(LOCK.values())) == ["met"] * 4


def test_two_substitutes_each_with_its_days():
    # One in the first 90 days, two more after them (90 days after September 2: December 1).
    law = monthly(sub("at_most = 1\nwithin = 90") + sub("at_most = 2\nafter = 90"))
    assert months(law, [SEP, LOCK["10"], NOV, LOCK["12"]]) == ["met"] * 4
    assert months(law, [SEP, LOCK["10"], LOCK["11"], LOCK["12"]]) == ["met", "met", "missed", "met"]


@pytest.mark.parametrize(
    ("day", "expected"), [("2025-11-30", "missed"), ("2025-12-01", "missed"), ("2025-12-02", "met")]
)
def test_the_days_of_a_substitute_end_on_their_day(day, expected):
    law = monthly(sub("at_most = 2\nafter = 90"))
    stands_in = drill(day, "lockdown", students_present=True)
    assert months(law, [SEP, OCT, NOV, stands_in])[3] == expected


def test_what_a_substitute_must_be_like():
    law = monthly(sub('must_have = ["fire_department"]'))
    drills = [SEP, OCT, NOV]
    known = {v: drill("2025-12-16", "lockdown", fire_department=v) for v in (True, False, None)}
    assert months(law, [*drills, known[True]])[3] == "met"
    assert months(law, [*drills, known[False]])[3] == "missed"
    found = judged(law, [*drills, known[None]])["rule"]
    assert (found.status, found.missing) == ("needs_decision", ("fire_department",))


@pytest.mark.parametrize(("wants", "expected"), [("", "missed"), ("pupils = false", "met")])
def test_a_substitute_without_pupils_where_the_law_needs_none(wants, expected):
    drills = [SEP, OCT, NOV]
    of_the_staff = drill("2025-12-16", "lockdown", students_present=False)
    assert months(monthly(sub(wants)), [*drills, of_the_staff])[3] == expected
    # The rule's own drills need their pupils all the same.
    own = drill("2025-12-16", students_present=False)
    assert months(monthly(sub(wants)), [*drills, own])[3] == "missed"


@pytest.mark.parametrize(("own", "expected"), [(1, "missed"), (2, "met"), (3, "met")])
def test_a_floor_of_the_rules_own_drills(own, expected):
    law = monthly(sub("floor = 2"))
    drills = [SEP, OCT, NOV][:own] + [LOCK[m] for m in ("10", "11", "12")][own - 1 :]
    assert judged(law, drills)["rule"].status == expected
    # While the year runs the floor may still be reached.
    assert judged(law, drills, "2025-12-31")["rule"].status == "met"


def test_a_closed_month_comes_before_one_that_is_open():
    law = monthly(sub('at_most = 1\nper = "school_year"'))
    found = months(law, [SEP, LOCK["10"], LOCK["11"]], "2025-11-20")
    assert found == ["met", "met", "open", "upcoming"]


def test_a_substitute_that_would_not_help_is_kept_for_another():
    version = (
        'per = "windows"\nwindow = [{ count = 2, to = "09-30" }, '
        '{ count = 1, from = "10-01", to = "10-31" }]\n' + sub("at_most = 1")
    )
    assert months(pack(rule(version)), [LOCK["09"], LOCK["10"]]) == ["missed", "met"]


def test_a_substitute_that_may_serve_one_rule_only():
    once = sub('separate_from = ["other"]')
    other = rule('count = 1\nper = "school_year"', "other", accepts='["lockdown"]')
    law = pack(rule(f'count = 1\nper = "month"\nto = "09-30"\n{once}'), other)
    found = judged(law, [LOCK["09"]])
    assert sorted(r.status for r in found.requirements) == ["met", "missed"]
    assert judged(law, [LOCK["09"], LOCK["10"]]).status == "met"


# Two groups whose days overlap in part, so that a wrong pick loses a month.
TANGLED = monthly(
    sub('at_most = 1\nto = "11-30"')
    + sub('at_most = 1\nfrom = "10-01"').replace('"lockdown"', '"lockdown", "hazmat"')
)
DAYS = [date(2025, 9, 3) + timedelta(n) for n in range(112)]
SCHOOL = [d for d in DAYS if d.weekday() < 5]


def most_months(rows) -> int:
    """By trying everything: how many months can be filled."""
    best = 0
    for choice in product((None, 0, 1), repeat=len(rows)):
        used, filled = [0, 0], set()
        lawful = True
        for (kind, day), group in zip(rows, choice, strict=True):
            if kind == "fire":
                filled.add(day.month)
            elif group == 0:
                lawful &= kind == "lockdown" and day <= date(2025, 11, 30)
                used[0] += 1
                filled.add(day.month)
            elif group == 1:
                lawful &= day >= date(2025, 10, 1)
                used[1] += 1
                filled.add(day.month)
        if lawful and max(used) <= 1:
            best = max(best, len(filled))
    return best


ROWS = st.lists(
    st.tuples(st.sampled_from(["fire", "lockdown", "hazmat"]), st.sampled_from(SCHOOL)),
    max_size=6,
    unique_by=lambda row: row[1],
)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_no_pick_of_substitutes_fills_more(rows):
    found = judged(TANGLED, [drill(str(day), kind) for kind, day in rows])["rule"]
    assert found.counted == most_months(rows)
