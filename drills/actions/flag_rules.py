"""The rules of plausibility flags that several verbs and pages share: the numbers that a
district set, the flags of a building, and the answer that stands for one.

Setting the numbers is set_flags.py's, answering answer_flag.py's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.law import law_of
from drills.compliance.dating import requirements_for
from drills.compliance.flags import Flag, Limits, Recorded, flags
from drills.compliance.pack import Duty, Pack, Requirement
from drills.facts import Building, Drill
from drills.store.buildings import read_buildings, read_district
from drills.store.flagged import RecordedRow, read_recorded
from drills.store.records import drill_from_record, read_held
from drills.store.tables import DistrictRow, FlagAnswerRow, RecordRow

FLAGS = "flags"  # of a district's options: {"late_days": 21, "earliest": "07:30", "off": [...]}
OFF = "off"


def limits_of(district: DistrictRow) -> Limits:
    """The numbers from which on a district is asked; ours where it set none."""
    chosen = dict(district.options.get(FLAGS) or {})
    off = frozenset(chosen.pop(OFF, ()))
    known = {field.name for field in fields(Limits)}
    values: dict[str, Any] = {
        name: time.fromisoformat(value) if isinstance(value, str) else int(value)
        for name, value in chosen.items()
        if name in known
    }
    return replace(Limits(off=off), **values)


def recorded_of(rows: Iterable[RecordedRow], zone: str) -> dict[str, Recorded]:
    """When records were written down, by ref, with the day where the district is."""
    where = ZoneInfo(zone)
    return {
        str(id_): Recorded(at, at.astimezone(where).date(), imported)
        for id_, at, imported in rows
        if at is not None
    }


class Asking:
    """Raises the flags of some buildings' school year. One query for all of them, none where
    ``recorded`` was read already."""

    def __init__(
        self,
        district_id: int,
        building_ids: Collection[int],
        year: str,
        pack: Pack,
        recorded: Iterable[RecordedRow] | None = None,
    ) -> None:
        district = read_district(district_id)
        if recorded is None:
            recorded = read_recorded(building_ids, year)
        self._limits = limits_of(district)
        self._recorded = recorded_of(recorded, district.zone)
        self._duties: Sequence[Duty] = pack.duties

    def flags(
        self, building: Building, drills: Iterable[Drill], requirements: Sequence[Requirement]
    ) -> list[Flag]:
        """The flags of one of them. Drills that a rule looks back to are another year's."""
        starts = building.calendar.year_starts
        rows = [drill for drill in drills if drill.date >= starts]
        return flags(building, rows, requirements, self._duties, self._limits, self._recorded)

    def kept(
        self, building: Building, drills: Iterable[Drill], requirements: Sequence[Requirement]
    ) -> list[dict[str, Any]]:
        """The same as they are kept beside a verdict."""
        return [kept_flag(flag) for flag in self.flags(building, drills, requirements)]


def flags_of_record(record: RecordRow, district_id: int) -> list[Flag]:
    """The flags that name a record, among those that count in its building's year."""
    year, ref = record.drill.year, str(record.id)
    own = drill_from_record(record, record.drill)
    ids = [record.building_id]
    building = read_buildings(district_id, year, ids).get(record.building_id)
    if building is None:
        return []
    held = read_held(ids, year).get(record.building_id, [])
    rows = [*(drill for drill in held if drill.ref != ref), own]
    pack = law_of(district_id)
    asking = Asking(district_id, ids, year, pack)
    raised = asking.flags(building, rows, requirements_for(pack, building))
    return [flag for flag in raised if ref in flag.refs]


@dataclass(frozen=True, slots=True)
class Asked:
    """A flag as pages show it: what is asked, of which records, and the answers to it, the
    newest last."""

    code: str
    about: str
    day: date
    numbers: Mapping[str, Any]
    records: tuple[int, ...]
    answers: tuple[FlagAnswerRow, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether somebody has answered."""
        return bool(self.answers)


def kept_flag(flag: Flag) -> dict[str, Any]:
    """A flag as it is kept: JSON values."""
    return {
        "code": flag.code,
        "about": flag.about,
        "day": flag.drills[0].date.isoformat(),
        "numbers": dict(flag.numbers),
        "records": [int(ref) for ref in flag.refs],
    }


def asked_from(
    kept: Iterable[Mapping[str, Any]], answers: Mapping[int, Sequence[FlagAnswerRow]]
) -> list[Asked]:
    """Flags as kept_flag gives them, with what was answered to each."""
    return [
        Asked(
            one["code"],
            one["about"],
            date.fromisoformat(one["day"]),
            one["numbers"],
            tuple(one["records"]),
            answers_to(one["code"], one["about"], one["records"], answers),
        )
        for one in kept
    ]


def answers_to(
    code: str,
    about: str,
    records: Iterable[int],
    answers: Mapping[int, Sequence[FlagAnswerRow]],
) -> tuple[FlagAnswerRow, ...]:
    """What was said to the same question on one of its records, the newest last."""
    said = [
        row
        for id_ in records
        for row in answers.get(id_, ())
        if row.code == code and row.about == about
    ]
    return tuple(sorted(said, key=lambda row: row.id))
