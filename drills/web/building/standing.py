"""What one record does for its building: the rules it counts for, and the questions it raises.

Judged when the record's page asks, with the building's whole year around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drills.actions.flag_rules import Asking
from drills.actions.law import law_of
from drills.compliance.dating import requirements_for
from drills.compliance.flags import Flag
from drills.compliance.judging import judge
from drills.compliance.pack import Rule
from drills.facts import COUNTING, WRITTEN
from drills.store.buildings import read_buildings
from drills.store.records import drill_from_record, read_held
from drills.store.tables import RecordRow


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules a record counts for, and the plausibility flags that name it."""

    rules: tuple[Rule, ...] = ()
    flags: tuple[Flag, ...] = ()


def standing_of(record: RecordRow, district_id: int, as_of: date) -> Standing:
    """What the record counts for as of a day. Nothing while it is not submitted."""
    year, ref = record.drill.year, str(record.id)
    own = drill_from_record(record, record.drill)
    building = read_buildings(district_id, year, [record.building_id]).get(record.building_id)
    if building is None:
        return Standing()
    pack = law_of(district_id)
    requirements = requirements_for(pack, building)
    ids = [record.building_id]
    found = read_held(ids, year, from_january=pack.looks_back).get(record.building_id, [])
    held = [drill for drill in found if drill.date >= building.calendar.year_starts]
    verdict = judge(
        requirements,
        found,
        as_of,
        calendar=building.calendar,
        records_begin=building.records_begin,
    )
    counted = tuple(
        pack.rule(r.id)
        for r in verdict.requirements
        if any(drill.ref == ref for window in r.windows for drill in window.drills)
    )
    if record.state not in WRITTEN:
        return Standing(counted)
    rows = held if record.state in COUNTING else [*held, own]
    asked = Asking(district_id, ids, year, pack).flags(building, rows, requirements)
    return Standing(counted, tuple(f for f in asked if ref in f.refs))
