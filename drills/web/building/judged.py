"""One building's school year, read and judged as of a day: what its pages start from.

A constant number of queries. The words are the pages'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import abort

from drills import clock
from drills.actions.keep_verdicts import AT_RISK_SCHOOL_DAYS, judge_building
from drills.actions.law import law_of
from drills.compliance.pack import Pack, Requirement, Rule
from drills.compliance.verdict import OPEN, RequirementVerdict, Verdict
from drills.facts import COUNTING, Building, Drill
from drills.store.buildings import read_building_rows, read_buildings, read_district
from drills.store.records import drill_from_record, read_held
from drills.store.tables import BuildingRow, DrillRow, RecordRow
from drills.store.window_answers import answered_windows, read_answers, waivers_of
from drills.store.year_records import YearRecord, read_year_records
from drills.web.access import person
from drills.web.chosen_day import ChosenDay, chosen_day


@dataclass(frozen=True)
class Judged:
    """A building's year as of a day. ``building`` and ``verdict`` are None, and there are no
    requirements, where the district has no school calendar."""

    row: BuildingRow
    chosen: ChosenDay
    pack: Pack
    labels: Mapping[str, str]
    settings: Mapping[str, str]
    building: Building | None = None
    requirements: tuple[Requirement, ...] = ()
    verdict: Verdict | None = None
    records: list[YearRecord] = field(default_factory=list)
    # The drills that count, the very objects that were judged; ``ref`` is the record's id.
    held: list[Drill] = field(default_factory=list)
    # What was said of missed windows, by requirement, first and last day.
    answered: Mapping[tuple[str, date, date], str] = field(default_factory=dict)

    @property
    def planned(self) -> list[YearRecord]:
        """Drills to come, and those whose day went by and nobody wrote about."""
        return [(r, d) for r, d in self.records if r.state == "expected"]

    def pairs(self) -> list[tuple[Requirement, RequirementVerdict]]:
        """Each requirement with its verdict, in the pack's order."""
        if self.verdict is None:
            return []
        return list(zip(self.requirements, self.verdict.requirements, strict=True))

    def pair(self, requirement_id: str) -> tuple[Requirement, RequirementVerdict] | None:
        """One of them; None where the pack has no such requirement."""
        return next((p for p in self.pairs() if p[0].id == requirement_id), None)

    def school_days_left(self, due: date) -> int:
        """From the day shown to a last day, both included."""
        assert self.building is not None
        return self.building.calendar.school_days_between(self.chosen.as_of, due)

    def at_risk(self, found: RequirementVerdict) -> bool:
        """Whether a window is open, short, and closes within ten school days."""
        return any(
            w.status == OPEN and self.school_days_left(w.due) <= AT_RISK_SCHOOL_DAYS
            for w in found.windows
        )

    def serves(self, drill: DrillRow | Drill) -> list[Rule]:
        """The rules in scope that take a drill of this kind on its day."""
        on = drill.planned_on if isinstance(drill, DrillRow) else drill.date
        return [
            r.rule
            for r in self.requirements
            if not r.settled
            and drill.type in r.rule.accepts
            and any(w.opens <= on <= w.due for w in r.windows)
        ]


def read_judged(building_id: int, chosen: ChosenDay | None = None) -> Judged:
    """The building of this request, judged for the day of this request or the one given. 404
    if unknown."""
    who = person()
    rows = read_building_rows(who.district_id, [building_id], with_closed=True)
    if not rows:
        abort(404)
    chosen = chosen or chosen_day(who.district_id, clock.today(who.zone))
    district = read_district(who.district_id)
    pack = law_of(district)
    common = (rows[0], chosen, pack, district.labels, pack.answers(district.settings))
    if chosen.year is None:
        return Judged(*common)
    building = read_buildings(who.district_id, chosen.year, [building_id]).get(building_id)
    records = read_year_records(building_id, chosen.year)
    if building is None:
        return Judged(*common, records=records)
    held = [drill_from_record(r, d) for r, d in records if r.state in COUNTING]
    judged = held
    if pack.looks_back:
        judged = read_held([building_id], chosen.year, from_january=True).get(building_id, [])
    answers = read_answers([building_id], chosen.year).get(building_id, [])
    requirements, verdict = judge_building(
        pack, building, judged, chosen.as_of, waivers_of(answers)
    )
    return Judged(
        *common, building, requirements, verdict, records, held, answered_windows(answers)
    )


def day_of(record: RecordRow, drill: DrillRow) -> date:
    """The day a drill was held, else planned for."""
    return record.held_on or drill.planned_on
