"""Lawful reasons that a person records, in the states whose law has them.

Case files hold no waivers, so these verdicts stand here, worked out by hand like the others.
"""

from __future__ import annotations

from datetime import date

import pytest

from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.compliance.loading import load_pack
from drills.facts import Building, Calendar, Drill, Waiver

# August to May are ten months.
CALENDAR = Calendar(first_day=date(2025, 8, 19), last_day=date(2026, 5, 21))


def judged(state, drills, waivers, as_of):
    # Open all year, so that West Virginia owes the months' drills alone.
    facts = {"ownership": "public", "grades": ("K", "8"), "year_round": True}
    building = Building("Elm", state, CALENDAR, buses_pupils=False, **facts)
    requirements = requirements_for(load_pack(state), building)
    day = date.fromisoformat(as_of)
    return judge(requirements, drills, day, calendar=CALENDAR, waivers=waivers)


def fire(*days):
    return [Drill(date.fromisoformat(day), "fire", announced="none") for day in days]


def excused(rule, opens, excuse, law):
    return Waiver(
        rule,
        date.fromisoformat(opens),
        "Fifty below",
        law,
        "The principal",
        date(2026, 2, 2),
        excuse,
    )


AUTUMN = fire("2025-08-27", "2025-09-17", "2025-10-15", "2025-11-12", "2025-12-10")
STATUTE = excused("emergency-monthly", "2026-01-01", "weather", "AS 14.03.140")
CODE = excused("fire-code-monthly", "2026-01-01", "severe-climate", "13 AAC 50.025")


@pytest.mark.parametrize(
    ("waivers", "statute", "code", "verdict"),
    [
        ([], "missed", "missed", "missed"),
        ([STATUTE], "open", "missed", "missed"),
        ([CODE], "missed", "open", "missed"),
        ([STATUTE, CODE], "open", "open", "open"),
    ],
    ids=["none", "the statute's", "the fire code's", "both"],
)
def test_alaskas_weather_excuses_the_statutes_month_and_the_official_the_fire_codes(
    waivers, statute, code, verdict
):
    found = judged("US-AK", AUTUMN, waivers, "2026-02-01")
    assert found["emergency-monthly"].status == statute
    assert found["fire-code-monthly"].status == code
    assert found.status == verdict


def test_a_year_with_an_excused_month_ends_excused():
    spring = fire("2026-02-11", "2026-03-18", "2026-04-15", "2026-05-13")
    found = judged("US-AK", [*AUTUMN, *spring], [STATUTE, CODE], "2026-05-22")
    assert found.status == "excused"
    assert (found["emergency-monthly"].counted, found["emergency-monthly"].needed) == (9, 10)


@pytest.mark.parametrize(
    ("held", "status"), [(3, "missed"), (4, "open"), (5, "open")], ids=["three", "four", "five"]
)
def test_severe_weather_defers_west_virginias_month_once_four_were_held(held, status):
    # A drill of each month from August on, and every later month deferred.
    waivers = [
        excused("fire-monthly", opens, "severe-weather", "NFPA 101 § 14.7")
        for opens in ("2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01")
    ]
    found = judged("US-WV", AUTUMN[:held], waivers, "2026-03-01")
    assert found["fire-monthly"].status == status


def test_idahos_official_excuses_a_month():
    month = excused("fire-monthly", "2026-01-01", "severe-climate", "IFC table 405.2")
    assert judged("US-ID", AUTUMN, [], "2026-02-01")["fire-monthly"].status == "missed"
    assert judged("US-ID", AUTUMN, [month], "2026-02-01")["fire-monthly"].status == "open"
