"""A district file read and planned: what ``flask plan`` shows in one form or other.

No words for people and no exit status here; see plan.py, plan_text.py, plan_json.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from drills.commands.checked import pack_of, read_bytes
from drills.compliance.pack import Pack
from drills.exchange.district_file import DistrictFile, read_district
from drills.exchange.district_rows import PlannedRow
from drills.exchange.problems import FileProblems, Problem
from drills.planner import SOFT, Blackout, Fixed, Limits, Officer, Place, Plan
from drills.planner import Problem as Asked
from drills.planner.gap import Gap
from drills.planner.problem import Cancelled
from drills.planner.proof import Bound


@dataclass(frozen=True, slots=True)
class Planned:
    """A district's problem, its plan, and how many seconds the planning took."""

    problem: Asked
    plan: Plan
    seconds: float
    bound: Bound | None = None
    gap: Gap | None = None


def problem_of(path: Path, today: date) -> Asked:
    """The problem that a district file poses; ``today`` where it gives none. Raises
    FileProblems with every problem found."""
    found = read_district(read_bytes(path), str(path), tuple(soft.name for soft in SOFT))
    packs: dict[str, Pack] = {}
    problems: dict[tuple[int, str, str], Problem] = {}
    known: set[object] = set()
    for one in found.buildings:
        building = one.building
        # What many buildings share is checked, and told of, once.
        asked = (building.jurisdiction, tuple(sorted(building.settings.items())))
        if asked in known:
            continue
        known.add(asked)
        try:
            packs[building.jurisdiction] = pack_of(one.file)
        except FileProblems as wrong:
            problems |= {(p.line, p.column, p.what): p for p in wrong.problems}
    if problems:
        raise FileProblems(sorted(problems.values(), key=lambda p: (p.line, p.column)))
    return _problem(found, packs, today)


def _problem(found: DistrictFile, packs: dict[str, Pack], today: date) -> Asked:
    limits = found.limits
    return Asked(
        found.today or today,
        tuple(Place(one.id, one.building, one.file.waivers) for one in found.buildings),
        packs,
        found.name,
        found.hours,
        tuple(Blackout(b.span, b.why, b.buildings) for b in found.blackouts),
        Limits(
            limits.get("per_day"),
            limits.get("per_building_per_week"),
            limits.get("min_days_between"),
        ),
        tuple(Officer(o.id, o.name, o.kind, o.covers, o.away, o.per_day) for o in found.officers),
        found.attend,
        _fixed(found.held),
        _fixed(found.pinned),
        tuple(Cancelled(c.building, c.drill.date, c.drill.type) for c in found.cancelled),
        found.together,
        found.weights,
        found.advisory,
    )


def _fixed(rows: tuple[PlannedRow, ...]) -> tuple[Fixed, ...]:
    return tuple(Fixed(row.building, row.drill, row.officers) for row in rows)
