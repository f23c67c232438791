"""Invented values to judge: buildings of any state, calendars, and a year's drills. Pure.

The same numbers at every run: chance comes from a seed.
"""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from drills.compliance.loading import known_jurisdictions, load_pack
from drills.facts import Building, Calendar, Drill, Span, Term

DRILLS_A_YEAR = 20
MINUTES = tuple(time(hour, minute) for hour in range(8, 15) for minute in range(0, 60, 5))
KINDS: tuple[dict[str, Any], ...] = (
    {"grades": ("K", "5"), "ownership": "public"},
    {"grades": ("6", "8"), "ownership": "public"},
    {"grades": ("9", "12"), "ownership": "public"},
    {"grades": ("K", "8"), "ownership": "nonpublic"},
)
FACTS: dict[str, Any] = {
    "enrollment": 480,
    "sprinklers": "full",
    "smoke_detectors": "all_classroom_buildings",
    "year_round": False,
    "dormitory": False,
    "summer_school": False,
    "buses_pupils": True,
    "tsunami_zone": False,
    "lahar_zone": False,
    "earthquake_zone": False,
    "nuclear_zone": False,
    "local_fire_marshal": True,
    "local_fire_code": True,
    "athletics": False,
    "aed": True,
    "state_licensed": False,
}


def calendar(number: int = 0) -> Calendar:
    """One of many calendars of 2026-27: each begins and ends some days after the other."""
    later = timedelta(days=number % 12)
    first, last = date(2026, 8, 24) + later, date(2027, 5, 28) + later
    middle = date(2027, 1, 15)
    off = [
        Span(date(2026, 9, 7), date(2026, 9, 7)),
        Span(date(2026, 11, 26), date(2026, 11, 27)),
        Span(date(2026, 12, 21), date(2027, 1, 1)),
        Span(date(2027, 3, 22), date(2027, 3, 26)),
    ]
    terms = (Term("fall", first, middle), Term("spring", middle + timedelta(days=3), last))
    return Calendar(first, last, terms, tuple(off))


def building(jurisdiction: str, shared: Calendar, kind: int = 0) -> Building:
    """A building of a state; like ones share a calendar."""
    facts = {**FACTS, **KINDS[kind % len(KINDS)]}
    return Building("Example School", jurisdiction, shared, **facts)


def jurisdictions() -> list[str]:
    """Every state that has a pack."""
    return sorted(known_jurisdictions())


@cache
def _types_of(jurisdiction: str) -> tuple[str, ...]:
    """Each rule's kinds in turn, so that every rule has drills to count."""
    rules = load_pack(jurisdiction).rules
    return tuple(sorted(rule.accepts)[n % len(rule.accepts)] for n in range(3) for rule in rules)


def year_of_drills(
    jurisdiction: str, shared: Calendar, chance: random.Random, count: int = DRILLS_A_YEAR
) -> list[Drill]:
    """A year's drills as schools hold them: most by the law's kinds, some with qualities."""
    types, days = _types_of(jurisdiction), shared.school_days
    found = []
    for number in range(count):
        flip = chance.random()
        found.append(
            Drill(
                date=days[int(chance.random() * len(days))],
                type=types[number % len(types)],
                time=MINUTES[int(chance.random() * len(MINUTES))],
                announced="all" if flip < 0.5 else "none",
                situation="lunch" if flip < 0.2 else "class",
                secondary_exit=flip > 0.6,
                fire_department=True if flip > 0.8 else None,
                law_enforcement=True if flip < 0.3 else None,
                participants=470,
                duration_seconds=240,
            )
        )
    return found
