"""Hand over the district's year as a workbook: load, judge, build, and say that it was done.

The log of changes keeps the SHA-256 of the bytes, so a workbook can be known again. What
the sheets look like is workbooks/compliance.py's.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.building_rules import key_from
from drills.actions.change import change
from drills.actions.keep_verdicts import judge_building, summarise
from drills.actions.law import law_of
from drills.actions.refused import NotAllowed, Refused
from drills.compliance.pack import Pack
from drills.compliance.reasons import explain
from drills.facts import Building, Drill
from drills.permissions import Person
from drills.store.buildings import read_buildings, read_district
from drills.store.calendars import read_calendars, read_years, year_among
from drills.store.records import drill_from_record, read_held
from drills.store.school_years import read_days, read_own_rows, read_year_row
from drills.store.tables import DayOffRow, SchoolYearRow
from drills.store.year_log import newest_change, read_evidence_of, read_log
from drills.workbooks.compliance import compliance_workbook
from drills.workbooks.contents import (
    CalendarLine,
    Contents,
    EvidenceEntry,
    JudgedBuilding,
    JudgedRequirement,
    LogEntry,
    Witness,
)

KINDS_OF_DAYS = {
    "off": "No school",
    "closure": "Closed, added during the year",
    "half": "Half day",
    "testing": "State tests",
}
EVERYWHERE = "All buildings"


@dataclass(frozen=True, slots=True)
class Exported:
    """A workbook with the name to save it under and its hash, as the log of changes has it."""

    content: bytes
    name: str
    sha256: str


def export_workbook(
    by: Person, now: datetime, as_of: date | None = None, year: str | None = None
) -> Exported:
    """The district's workbook as of a day (today) in a school year (that day's).

    Raises NotAllowed, or Refused where there is no school calendar.
    """
    told = contents_of(by, now, as_of, year)
    content = compliance_workbook(told)
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{key_from(told.district) or 'district'}-drills-{told.year}-as-of-{told.as_of}.xlsx"
    with change(by, now) as it:
        it.note(
            "export.workbook",
            f"district:{by.district_id}",
            sha256=sha256,
            year=told.year,
            as_of=told.as_of.isoformat(),
            buildings=len(told.buildings),
            witness=told.witness.number,
            pack=told.pack.version,
        )
    return Exported(content, name, sha256)


def contents_of(
    by: Person, now: datetime, as_of: date | None = None, year: str | None = None
) -> Contents:
    """Everything that the workbook says, judged. Raises NotAllowed or Refused."""
    zone = ZoneInfo(by.zone)
    today = now.astimezone(zone).date()
    if not by.may("see_district", today) or by.buildings_for("see_district", today) is not None:
        raise NotAllowed
    as_of = as_of or today
    years = read_years(by.district_id)
    if year is not None and year not in years:
        raise Refused(year="year_unknown")
    year = year or year_among(years, as_of)
    if year is None:
        raise Refused("no_school_calendar")
    district = read_district(by.district_id)
    buildings = read_buildings(by.district_id, year)
    held = read_held(buildings, year)
    log, evidence = _records(buildings, year, as_of, zone)
    pack = law_of(district)
    number, row_hash = newest_change(by.district_id)
    return Contents(
        district=district.name,
        state=district.jurisdiction,
        zone=by.zone,
        year=year,
        as_of=as_of,
        exported_by=", ".join(filter(None, (by.name, by.title))),
        exported_at=now.astimezone(zone).replace(tzinfo=None),
        pack=pack,
        witness=Witness(number, row_hash),
        buildings=tuple(_judged(pack, b, held.get(id_, []), as_of) for id_, b in buildings.items()),
        log=tuple(log),
        evidence=tuple(evidence),
        calendar=tuple(_calendar(by.district_id, year, buildings)),
        settings=dict(district.settings),
    )


def _judged(pack: Pack, building: Building, held: list[Drill], as_of: date) -> JudgedBuilding:
    requirements, verdict = judge_building(pack, building, held, as_of)
    kept = summarise(verdict, building.calendar)
    at_risk = {cell["id"] for cell in kept["cells"] if cell["at_risk"]}
    rows = tuple(
        JudgedRequirement(
            requirement,
            found,
            explain(requirement, found, held, as_of, building.calendar),
            found.id in at_risk,
        )
        for requirement, found in zip(requirements, verdict.requirements, strict=True)
    )
    return JudgedBuilding(building, verdict, rows, kept["next_due"])


def _records(
    buildings: dict[int, Building], year: str, as_of: date, zone: ZoneInfo
) -> tuple[list[LogEntry], list[EvidenceEntry]]:
    """The log by building and day, and the files of its records in the same order."""
    order = {building_id: number for number, building_id in enumerate(buildings)}
    rows = read_log(buildings, year, as_of)
    rows.sort(key=lambda pair: order[pair[0].building_id])
    files = defaultdict(list)
    for file, uploader in read_evidence_of([record.id for record, _ in rows]):
        files[file.record_id].append((file, uploader))
    log, evidence = [], []
    for record, row in rows:
        name, drill = buildings[record.building_id].name, drill_from_record(record, row)
        said_by = ", ".join(filter(None, (record.recorder_name, record.recorder_title)))
        log.append(
            LogEntry(
                building=name,
                drill=drill,
                record=record.id,
                state=record.state,
                recorded_by=said_by,
                recorded_at=_local(record.recorded_at, zone),
                imported=record.imported,
                evidence=len(files[record.id]),
            )
        )
        for file, uploader in files[record.id]:
            uploaded_at = _local(file.uploaded_at, zone)
            assert uploaded_at is not None
            evidence.append(
                EvidenceEntry(
                    building=name,
                    record=record.id,
                    held_on=drill.date,
                    type=drill.type,
                    name=file.name,
                    kind=file.kind,
                    size=file.size,
                    pages=file.pages,
                    represents_on=file.represents_on,
                    uploaded_at=uploaded_at,
                    uploaded_by=uploader,
                    sha256=file.sha256,
                    original_sha256=file.original_sha256,
                )
            )
    return log, evidence


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The district's clock; a cell knows no zone and no parts of a second."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at else None


def _calendar(district_id: int, year: str, buildings: dict[int, Building]) -> list[CalendarLine]:
    calendars = read_calendars(district_id, year)
    common = read_year_row(district_id, year)
    years = [*([common] if common else []), *read_own_rows(district_id, year)]
    days = defaultdict(list)
    for day in read_days([row.id for row in years]):
        days[day.school_year_id].append(day)
    found = []
    for row in years:
        if row.building_id is not None and row.building_id not in buildings:
            continue  # of a building that is closed
        name = EVERYWHERE if row.building_id is None else buildings[row.building_id].name
        own = calendars.common if row.building_id is None else calendars.of(row.building_id)
        count = len(own.school_days) if own else None
        found.append(CalendarLine(name, "School year", row.first_day, row.last_day, "", count))
        found += _stretches(row, name)
        found += [_line(day, name, buildings) for day in days[row.id]]
    return found


def _stretches(row: SchoolYearRow, name: str) -> list[CalendarLine]:
    found = [
        CalendarLine(name, f"Term: {term['name']}", _day(term["start"]), _day(term["end"]))
        for term in row.terms
    ]
    if row.summer_start and row.summer_end:
        found.append(CalendarLine(name, "Summer session", row.summer_start, row.summer_end))
    for which, (start, end) in sorted((row.breaks or {}).items()):
        found.append(CalendarLine(name, f"{which.capitalize()} break", _day(start), _day(end)))
    return found


def _line(day: DayOffRow, name: str, buildings: dict[int, Building]) -> CalendarLine:
    if day.building_id is not None:
        only = buildings.get(day.building_id)
        name = only.name if only else "A closed building"
    return CalendarLine(name, KINDS_OF_DAYS.get(day.kind, day.kind), day.starts, day.ends, day.why)


def _day(text: str) -> date:
    return date.fromisoformat(text)
