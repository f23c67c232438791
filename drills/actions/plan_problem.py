"""A district's school year as the planner takes it, read from the database.

What is planned already stands beside the problem: whether it stays, moves little or makes
way is the caller's choice (``posed``). Reads only; a constant number of queries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time
from functools import cached_property
from typing import Any

from drills.actions.drill_plan import planned_as_drill
from drills.actions.law import law_of
from drills.actions.plan_officers import Attending, read_attending
from drills.actions.plan_settings import PlanSettings, settings_of
from drills.actions.plan_standing import Standing, at_odd_hours, staffed
from drills.compliance.pack import Pack
from drills.facts import WRITTEN, Span
from drills.permissions import Person
from drills.planner import Blackout, Fixed, Limits, Officer, Place, Placement, Plan, Problem
from drills.planner.problem import Cancelled
from drills.store.absences import read_absences
from drills.store.buildings import read_buildings, read_district
from drills.store.calendars import read_years, year_among
from drills.store.planning import read_accepted, read_blackouts, read_year_drills
from drills.store.records import read_held
from drills.store.tables import DrillRow, OfficerAbsenceRow
from drills.store.window_answers import read_answers, waivers_of

KEEP, LITTLE, ANEW = "keep", "little", "anew"  # what is planned already: stays, moves, goes


@dataclass(frozen=True)
class YearToPlan:
    """Everything that a year's plan is made from. ``problem`` has nothing pinned yet.

    ``first`` is the first day on which a drill can be placed, ``late`` the planned drills
    of earlier days that nobody has logged.
    """

    year: str
    first: date
    problem: Problem
    pack: Pack
    settings: PlanSettings
    officers: tuple[Attending, ...]
    standing: tuple[Standing, ...]
    late: int
    names: Mapping[int, str]  # of the buildings, by id, in order
    law: Mapping[str, str]  # the district's own layers, by hash

    @cached_property
    def sha256(self) -> str:
        """The same for the same district, calendar, law, limits and drills, whatever the day."""
        told = {
            "problem": {f.name: getattr(self.problem, f.name) for f in fields(Problem)},
            "standing": [(s.id, s.version) for s in self.standing],
            "told": self.settings.told,
        }
        told["problem"] |= {
            "today": None,
            "packs": [(name, pack.version) for name, pack in self.problem.packs.items()],
            "law": self.law,
        }
        known: dict[int, Any] = {}
        text = json.dumps(_plain(told, known), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def years_to_plan(district_id: int, today: date) -> list[str]:
    """The school years that are not over, the present one first."""
    years = read_years(district_id)
    now = year_among(years, today)
    return [] if now is None else sorted(year for year in years if year >= now)


def read_year_to_plan(district_id: int, year: str, first: date) -> YearToPlan | None:
    """A school year of a district; None where it has no building with a calendar."""
    buildings = read_buildings(district_id, year)
    if not buildings:
        return None
    district = read_district(district_id)
    pack = law_of(district)
    settings = settings_of(district_id)
    officers = read_attending(district_id, first)
    taken = {
        change["drill"]
        for plan in read_accepted(district_id, year)
        for change in plan.changes
        if change["did"] == ("made" if change.get("undone") else "taken")
    }
    by_row = {a.row_id: a.id for a in officers if a.row_id is not None}
    people = frozenset(a.id for a in officers)
    together = [tuple(b for b in group if b in buildings) for group in settings.together]
    sites = {b: group for group in together if len(group) > 1 for b in group}
    standing, cancelled, late = [], [], 0
    for row in read_year_drills(district_id, year):
        here = [r for r in row.records if r.building_id in buildings]
        if row.state == "cancelled":
            # What a plan took back was never called off.
            if row.id not in taken:
                cancelled += [Cancelled(str(r.building_id), row.planned_on, row.type) for r in here]
            continue
        waiting = [r for r in here if r.state == "expected"]
        if not waiting:
            continue
        if row.planned_on < first and not _is_today(row, first):
            late += 1
            continue
        ids = [r.building_id for r in waiting]
        standing.append(_standing(row, ids, first, sites, by_row, people))
    held = read_held(buildings, year, from_january=pack.looks_back)
    answers = read_answers(buildings, year)
    cannot_come = read_absences([one.id for one in standing])
    problem = Problem(
        today=first,
        places=tuple(
            Place(str(id_), building, waivers_of(answers.get(id_, ())))
            for id_, building in buildings.items()
        ),
        packs={district.jurisdiction: pack},
        name=district.name,
        hours=(settings.starts, settings.ends),
        blackouts=tuple(
            Blackout(
                Span(row.starts, row.ends),
                row.why,
                None if row.building_id is None else frozenset([str(row.building_id)]),
            )
            for row in read_blackouts(district_id)
        ),
        limits=Limits(settings.per_day, settings.per_building_per_week, settings.min_days_between),
        officers=tuple(_officer(one, cannot_come.values()) for one in officers),
        attend=_attend(settings.attend, officers),
        held=tuple(Fixed(str(id_), d) for id_, drills in held.items() for d in drills),
        cancelled=tuple(cancelled),
        together=tuple(tuple(str(b) for b in group) for group in together if len(group) > 1),
        weights={name: factor for name, factor in settings.weights.items() if factor != 1},
        advisory=settings.advisory,
    )
    names = {id_: building.name for id_, building in buildings.items()}
    return YearToPlan(
        year,
        first,
        problem,
        pack,
        settings,
        tuple(officers),
        tuple(standing),
        late,
        names,
        dict(district.law or {}),
    )


def posed(
    year: YearToPlan, mode: str, pins: Iterable[Placement] = (), *, earlier: Plan | None = None
) -> tuple[Problem, Plan | None]:
    """The problem with what stays in it, and the plan to change little of.

    ``pins`` are placements of a draft that a person fixed, ``earlier`` that draft; a drill
    that they speak of is theirs. Without a draft, what is planned already is the earlier
    plan where it may move little.
    """
    firm = {s.drill.ref for s in year.standing if s.fixed and not s.pinned}
    held_fast = [p for p in pins if p.drill.ref not in firm]
    known = {p.drill.ref for p in (*held_fast, *(earlier.placements if earlier else ()))}
    pinned = [Fixed(p.building, p.drill, p.officers) for p in held_fast]
    theirs = {p.drill.ref for p in held_fast}
    stays = set(firm)
    movable: list[Placement] = []
    for one in staffed(year.problem, year.standing) if mode == LITTLE else year.standing:
        ref = one.drill.ref
        if ref in theirs and ref not in firm:
            continue
        since = earlier is not None and ref not in known
        if (
            one.fixed
            or mode == KEEP
            or (mode == LITTLE and (since or at_odd_hours(year.problem, one)))
        ):
            stays.add(ref)
            pinned += [Fixed(str(b), one.drill, one.officers) for b in one.buildings]
        elif mode == LITTLE and earlier is None:
            movable += [Placement(str(b), one.drill, one.officers) for b in one.buildings]
    problem = replace(year.problem, pinned=tuple(pinned))
    if earlier is not None:
        gone = {id(p) for p in held_fast}
        rest = tuple(
            p
            for p in earlier.placements
            if id(p) not in gone and (p.drill.ref is None or p.drill.ref not in stays)
        )
        return problem, replace(earlier, placements=rest)
    return problem, Plan(tuple(movable)) if mode == LITTLE else None


def may_plan_all(by: Person, today: date) -> bool:
    """Whether the person plans for the whole district: planning one part would not do."""
    return by.may("plan_year", today) and by.buildings_for("plan_year", today) is None


def _is_today(row: DrillRow, first: date) -> bool:
    """Today's drills may still be held, though nothing new is placed on today."""
    return (first - row.planned_on).days == 1


def _standing(
    row: DrillRow,
    buildings: list[int],
    first: date,
    sites: Mapping[int, Collection[int]],
    by_row: Mapping[int | None, str],
    people: Collection[str],
) -> Standing:
    drill = planned_as_drill(
        row.planned_on,
        row.planned_at,
        row.type,
        row.title,
        row.announced,
        row.told_beforehand,
        row.intended or {},
        f"drill:{row.id}",
    )
    begun = len(buildings) < len(row.records) or any(r.state in WRITTEN for r in row.records)
    one_site = len(buildings) == 1 or set(buildings) <= set(sites.get(buildings[0], ()))
    officers = [who] if (who := f"person:{row.officer_id}") in people else []
    officers += [by_row[n] for n in row.attending or [] if n in by_row]
    return Standing(
        row.id,
        row.version,
        tuple(sorted(buildings)),
        drill,
        tuple(officers),
        fixed=row.pinned or begun or not one_site or row.planned_on < first,
        pinned=row.pinned,
        minutes=row.minutes,
    )


def _officer(one: Attending, absences: Iterable[OfficerAbsenceRow]) -> Officer:
    covers = None if one.covers is None else frozenset(str(b) for b in one.covers)
    # Who said that they cannot come to a drill is away on its day.
    days = sorted({a.planned_on for a in absences if a.person_id == one.person_id})
    away = (*(a.span for a in one.away), *(Span(day, day) for day in days))
    return Officer(one.id, one.name, one.kind, covers, away, one.per_day)


def _attend(wanted: Mapping[str, str], officers: Iterable[Attending]) -> dict[str, str]:
    """Who is to attend which kind, less those who come no longer."""
    known = {one.id for one in officers}
    return {t: who for t, who in wanted.items() if ":" not in who or who in known}


def _plain(value: Any, known: dict[int, Any]) -> Any:
    """A value as JSON, sets in order. Shared values (calendars) are told once."""
    if is_dataclass(value) and not isinstance(value, type):
        if id(value) not in known:
            known[id(value)] = {
                f.name: _plain(getattr(value, f.name), known) for f in fields(value)
            }
        return known[id(value)]
    if isinstance(value, Mapping):
        return {str(k): _plain(v, known) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(v, known) for v in value), key=str)
    if isinstance(value, tuple | list):
        return [_plain(v, known) for v in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value
