"""A school year is judged by the law of its first day, whenever the judging is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from drills.compliance.dating import NOT_IN_FORCE, requirements_for
from drills.compliance.judging import judge
from drills.compliance.layering import layered_files
from drills.compliance.loading import known_jurisdictions, load_pack
from drills.compliance.pack import Pack, Requirement
from drills.compliance.shapes import Count, Version
from drills.compliance.verdict import RequirementVerdict
from drills.facts import Building, Calendar, Drill
from tests.make import FACTS


def school(state: str, first_day: date, **facts: Any) -> Building:
    """A school whose year starts that day and lasts nine months."""
    calendar = Calendar(first_day, first_day + timedelta(283))
    return Building("Elm", state, calendar, **(FACTS | {"grades": ("K", "8")} | facts))


def changes() -> list[Any]:
    """Every version of every rule that starts on a known day."""
    return [
        pytest.param(code, rule.id, number, id=f"{code} {rule.id} {version.since}")
        for code in known_jurisdictions()
        for rule in load_pack(code).rules
        for number, version in enumerate(rule.versions)
        if version.since is not None and not rule.not_modelled
    ]


def by_one_shape(pack: Pack, rule_id: str, shape: Count, building: Building) -> Requirement:
    """The requirement as if its rule had never said anything else."""
    rules = tuple(
        replace(rule, versions=(Version(None, shape),)) if rule.id == rule_id else rule
        for rule in pack.rules
    )
    made = requirements_for(replace(pack, rules=rules), building)
    return next(r for r in made if r.id == rule_id)


@pytest.mark.parametrize(("state", "rule_id", "number"), changes())
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_numbers_are_those_in_force_on_the_first_day_of_school(state, rule_id, number, days):
    pack = load_pack(state)
    rule = pack.rule(rule_id)
    since = rule.versions[number].since
    building = school(state, since + timedelta(days))
    found = next(r for r in requirements_for(pack, building) if r.id == rule_id)
    which = number if days >= 0 else number - 1
    shape = rule.versions[which].shape if which >= 0 else None
    if shape is None:
        assert (found.settled, found.because) == ("not_applicable", NOT_IN_FORCE)
    else:
        expected = by_one_shape(pack, rule_id, shape, building)
        assert replace(found, rule=rule) == replace(expected, rule=rule)


def judged(state: Pack, of: str, first_day: str, drills: list[Drill]) -> RequirementVerdict:
    """The verdict of the year as of today's law books, in November 2026."""
    building = school(state.jurisdiction, date.fromisoformat(first_day))
    requirements = requirements_for(state, building)
    verdict = judge(requirements, drills, date(2026, 11, 25), calendar=building.calendar)
    return next(r for r in verdict.requirements if r.id == of)


def months(first: int, kind: str = "fire") -> list[Drill]:
    """One drill on a Monday of each month from September to June."""
    found = []
    for number in range(10):
        month = date(first + (number > 3), (8 + number) % 12 + 1, 8)
        found.append(Drill(month + timedelta((7 - month.weekday()) % 7), kind))
    return found


def test_new_yorks_six_evacuations_by_december_bind_2024_25_and_not_2023_24():
    law = load_pack("US-NY")
    early = judged(law, "evacuation-6-by-dec31", "2023-09-06", [])
    late = judged(law, "evacuation-6-by-dec31", "2024-09-05", [])
    assert (early.status, early.needed) == ("not_applicable", None)
    assert (late.status, late.needed) == ("missed", 6)


def test_in_rhode_island_an_evacuation_may_stand_in_from_2024_25_on():
    law = load_pack("US-RI")
    for first, day, expected in ((2023, "2023-09-05", "missed"), (2024, "2024-09-03", "met")):
        drills = months(first)
        drills[4] = replace(drills[4], type="evacuation")
        drills.append(Drill(date(first, 9, 19), "fire"))  # the one more of the first thirty days
        assert judged(law, "egress-monthly", day, drills).status == expected


@pytest.mark.parametrize(("day", "needed"), [("2018-08-20", 9), ("2019-08-20", 3)])
def test_kansas_asked_for_nine_crisis_drills_in_one_year_and_three_since(day, needed):
    assert judged(load_pack("US-KS"), "crisis-three", day, []).needed == needed


LOCAL = """
extends = "US-NY"
layer = "district"
name = "Elmtown"
version = "1"
reviewed = 2026-11-25

[[change]]
requirement = "lockdown-4"
since = 2025-07-01
count = 5
must_have = ["law_enforcement"]
says = "Five, with the police."
citation = "Policy 1"
source = "edn-807"
"""


@pytest.mark.parametrize(
    ("day", "needed", "counted", "status"),
    [("2024-09-05", 4, 4, "met"), ("2025-06-30", 4, 4, "met"), ("2025-07-01", 5, 0, "missed")],
)
def test_a_local_change_leaves_the_years_before_it_as_they_were(day, needed, counted, status):
    law = layered_files(load_pack("US-NY"), [("district", LOCAL.encode())])
    first = date.fromisoformat(day)
    drills = [
        Drill(d, "lockdown", announced="all", law_enforcement=False)
        for d in (first + timedelta(n) for n in range(1, 12))
        if d.weekday() < 5
    ][:4]
    found = judged(law, "lockdown-4", day, drills)
    assert (found.needed, found.counted, found.status) == (needed, counted, status)
