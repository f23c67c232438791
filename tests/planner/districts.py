"""Builders of districts to plan: valid by default, say only what matters."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from drills.compliance.loading import load_pack
from drills.facts import Drill, Span
from drills.planner import Fixed, Officer, Place, Placement, Plan, Problem
from tests.make import day, make_building, make_calendar

TODAY = day("2026-08-20")


def make_place(id: str = "hillside", jurisdiction: str = "US-CT", **facts: Any) -> Place:
    """A building with its id."""
    return Place(id, make_building(jurisdiction, **{"name": id.capitalize(), **facts}))


def make_problem(*places: Place, **changes: Any) -> Problem:
    """A district of these buildings, of one elementary school where none is given."""
    places = places or (make_place(),)
    packs = {
        p.building.jurisdiction: changes.get("pack") or load_pack(p.building.jurisdiction)
        for p in places
    }
    changes.pop("pack", None)
    return Problem(**{"today": TODAY, "places": places, "packs": packs, **changes})


def make_officer(id: str = "sso", kind: str = "police", **changes: Any) -> Officer:
    """An officer who covers everything."""
    return Officer(id, id.upper(), kind, **changes)


def span(first: str, last: str | None = None) -> Span:
    """``span("2026-10-01", "2026-10-09")``."""
    return Span(day(first), day(last or first))


def fixed(
    on: str,
    type: str = "fire",
    at: str | None = "10:00",
    building: str = "hillside",
    **columns: Any,
) -> Fixed:
    """A drill that is held or pinned."""
    officers = columns.pop("officers", ())
    clock = None if at is None else time.fromisoformat(at)
    return Fixed(building, Drill(day(on), type, clock, **columns), officers)


def of(plan: Plan, type: str | None = None, building: str | None = None) -> list[Placement]:
    """The placements of a kind, of a building."""
    return [
        p
        for p in plan.placements
        if (type is None or p.drill.type == type) and building in (None, p.building)
    ]


def dates(placements: list[Placement]) -> list[date]:
    """Their days."""
    return [p.drill.date for p in placements]


__all__ = [
    "TODAY",
    "dates",
    "day",
    "fixed",
    "make_calendar",
    "make_officer",
    "make_place",
    "make_problem",
    "of",
    "span",
]
