"""Weighs a plan against what the database knows: reads, and asks plan_warnings.py.

A constant number of queries, however many buildings share the drill. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from drills.actions.drill_plan import DrillPlan, planned_as_drill
from drills.actions.keep_verdicts import like
from drills.actions.law import law_of
from drills.actions.plan_warnings import weigh
from drills.actions.plan_weighed import Officer, Place, Weighed
from drills.compliance.dating import requirements_for
from drills.compliance.pack import Requirement
from drills.permissions import OFFICER, Person
from drills.store.buildings import read_buildings
from drills.store.people import person_from_row, read_person
from drills.store.planned import PLANNERS, PlannedDrill, read_planned
from drills.store.records import read_held
from drills.store.school_years import year_holding


def read_places(
    district_id: int, building_ids: Collection[int], year: str, besides: int | None = None
) -> list[Place]:
    """Buildings of a school year with every drill held and planned, by name.

    ``besides`` is the drill that is being moved. A building without a calendar is left out.
    """
    buildings = read_buildings(district_id, year, building_ids)
    if not buildings:
        return []
    pack = law_of(district_id)
    held = read_held(buildings, year, from_january=pack.looks_back)
    first = date(int(year[:4]), 7, 1)
    planned = read_planned(
        district_id,
        first,
        date(first.year + 1, 6, 30) + timedelta(92),  # summer sessions belong to the year
        audience=PLANNERS,
        today=first,
        building_ids=list(buildings),
        with_cancelled=False,
    )
    made: dict[object, tuple[Requirement, ...]] = {}
    found = []
    for building_id, building in buildings.items():
        key = like(building)
        if key not in made:
            made[key] = requirements_for(pack, building)
        coming = [
            _as_drill(drill)
            for drill in planned
            if drill.year == year and drill.id != besides and _expected(drill, building_id)
        ]
        drills = (*held.get(building_id, ()), *coming)
        found.append(Place(building_id, building, made[key], drills))
    return found


def weigh_plan(
    by: Person, today: date, plan: DrillPlan, *, meant_for: str = "", besides: int | None = None
) -> Weighed:
    """The warnings of a plan and what it serves. ``besides`` is the drill being moved."""
    year = year_holding(by.district_id, plan.on)
    places = read_places(by.district_id, plan.buildings, year, besides) if year else []
    pack = law_of(by.district_id)
    return weigh(
        plan,
        places,
        today,
        officer=_officer(by.district_id, plan, today, besides),
        duties=pack.duties,
        meant_for=meant_for,
    )


def _expected(drill: PlannedDrill, building_id: int) -> bool:
    return any(b.building_id == building_id and b.state == "expected" for b in drill.buildings)


def _as_drill(drill: PlannedDrill):
    return planned_as_drill(
        drill.on,
        drill.at,
        drill.type,
        drill.title,
        drill.announced,
        drill.told_beforehand,
        drill.intended,
        f"drill:{drill.id}",
    )


def _officer(district_id: int, plan: DrillPlan, today: date, besides: int | None) -> Officer | None:
    row = read_person(plan.officer_id, district_id) if plan.officer_id else None
    if row is None:
        return None
    covers: frozenset[int] | None = frozenset()
    for grant in person_from_row(row).grants:
        if grant.role == OFFICER and grant.holds_on(plan.on):
            covers = None if covers is None or grant.buildings is None else covers | grant.buildings
    if row.left_on is not None and row.left_on <= plan.on:
        covers = frozenset()
    that_day = read_planned(
        district_id,
        plan.on,
        plan.on,
        audience=PLANNERS,
        today=today,
        with_cancelled=False,
        with_spontaneous=False,
    )
    busy = tuple(
        (drill.at, drill.minutes, ", ".join(b.name for b in drill.buildings))
        for drill in that_day
        if drill.officer_id == row.id and drill.id != besides
    )
    return Officer(row.name, covers, busy)
