"""What a district's year is made of, read and judged for workbook and bundle, batch by batch.

The days, the law and the witness come first; buildings with their records follow fifty at a
time, so that memory does not grow with the district. Writing is export_workbook.py's and
export_bundle.py's; both read inside one_moment(), so that no batch is newer than another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.export_calendar import calendar_lines
from drills.actions.export_closed import as_closed, closing_to_tell, closing_told
from drills.actions.export_known import KnownThen
from drills.actions.export_story import by as told_by
from drills.actions.export_story import story_of
from drills.actions.keep_verdicts import judge_building, summarise
from drills.actions.law import law_of
from drills.actions.refused import NotAllowed, Refused
from drills.compliance.pack import Pack
from drills.compliance.reasons import explain
from drills.facts import Building, Drill
from drills.permissions import Person
from drills.store.buildings import read_building_keys, read_buildings, read_district
from drills.store.calendars import read_years, year_among
from drills.store.records import drill_from_record, read_held
from drills.store.tables import ClosedYearRow, DrillRow, RecordRow, WindowAnswerRow
from drills.store.window_answers import answered_windows, read_answers, waivers_of
from drills.store.year_log import newest_change, read_evidence_of, read_log
from drills.workbooks.contents import (
    Batch,
    Contents,
    EvidenceEntry,
    JudgedBuilding,
    JudgedRequirement,
    LogEntry,
    Wishes,
    Witness,
)

AT_ONCE = 50  # buildings in memory
Tell = Callable[[int, int], None]


def nobody(_done: int, _total: int) -> None:
    """Tells nobody how far it is."""


def may_export(
    by: Person, now: datetime, only: Collection[int] | None = None, year: str | None = None
) -> date:
    """Today, for who sees the whole district, or audits all of ``only`` in the year. Raises
    NotAllowed for others."""
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if only and year and all(by.audits(today, id_, year) for id_ in only):
        return today
    if not by.may("see_district", today) or by.buildings_for("see_district", today) is not None:
        raise NotAllowed
    return today


def year_to_export(by: Person, as_of: date, year: str | None) -> str:
    """The school year asked for, or that of the day. Raises Refused."""
    years = read_years(by.district_id)
    if year is not None and year not in years:
        raise Refused(year="year_unknown")
    year = year or year_among(years, as_of)
    if year is None:
        raise Refused("no_school_calendar")
    return year


def contents_of(
    by: Person,
    now: datetime,
    as_of: date | None = None,
    year: str | None = None,
    tell: Tell = nobody,
    only: Collection[int] | None = None,
    wishes: Wishes = Wishes(),  # noqa: B008 - a frozen value
) -> Contents:
    """Everything that the workbook says. The batches are read and judged when asked for.

    ``tell`` hears how many buildings of how many are done; ``only`` narrows to these, as an
    auditor sees them. Raises NotAllowed or Refused.
    """
    zone = ZoneInfo(by.zone)
    today = may_export(by, now, only, year)
    as_of = as_of or today
    year = year_to_export(by, as_of, year)
    district = read_district(by.district_id)
    pack = law_of(district)
    keys = read_building_keys(by.district_id)
    if only is not None:
        keys = {id_: key for id_, key in keys.items() if id_ in only}
    number, row_hash = newest_change(by.district_id)
    closing = closing_to_tell(by.district_id, year, as_of)
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
        calendar=tuple(calendar_lines(by.district_id, year)),
        settings=dict(district.settings),
        batches=_batches(
            by.district_id, pack, keys, year, as_of, wishes.known_by or as_of, zone, tell, closing
        ),
        total=len(keys),
        wishes=wishes,
        closing=closing_told(closing, zone) if closing is not None else None,
    )


def _batches(
    district_id: int,
    pack: Pack,
    keys: dict[int, str],
    year: str,
    as_of: date,
    known_by: date,
    zone: ZoneInfo,
    tell: Tell,
    closing: ClosedYearRow | None,
) -> Iterator[Batch]:
    ids = list(keys)
    tell(0, len(ids))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        buildings = read_buildings(district_id, year, some)
        held = read_held(buildings, year, from_january=pack.looks_back)
        answers = read_answers(buildings, year)
        records = _in_order(read_log(buildings, year, as_of), buildings)
        log, evidence = _records(records, buildings, keys, zone)
        judged = tuple(
            _judged(pack, building, keys[id_], held.get(id_, []), answers.get(id_, []), as_of)
            for id_, building in buildings.items()
        )
        story = story_of(district_id, pack, buildings, judged, records, year, as_of, zone)
        then = KnownThen(district_id, list(buildings), records, year, known_by, zone)
        yield Batch(
            judged,
            tuple(log),
            tuple(evidence),
            story.answers,
            story.not_held,
            story.amendments,
            story.questions,
            story.signatures,
            story.fixes,
            tuple(
                later
                for id_, one in zip(buildings, judged, strict=True)
                for later in then.later(pack, id_, one, as_of)
            ),
            tuple(as_closed(closing, dict(zip(buildings, judged, strict=True))))
            if closing is not None
            else (),
        )
        tell(start + len(some), len(ids))


def _judged(
    pack: Pack,
    building: Building,
    key: str,
    held: list[Drill],
    answers: list[WindowAnswerRow],
    as_of: date,
) -> JudgedBuilding:
    waivers = waivers_of(answers)
    requirements, verdict = judge_building(pack, building, held, as_of, waivers)
    kept = summarise(verdict, building.calendar, answered_windows(answers))
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
    drills = tuple(drill for drill in held if drill.date <= as_of)
    return JudgedBuilding(building, verdict, rows, kept["next_due"], key, drills, waivers)


def _in_order(
    rows: list[tuple[RecordRow, DrillRow]], buildings: dict[int, Building]
) -> list[tuple[RecordRow, DrillRow]]:
    """Records by building, each building's by day."""
    order = {building_id: number for number, building_id in enumerate(buildings)}
    return sorted(rows, key=lambda pair: order[pair[0].building_id])


def _records(
    rows: list[tuple[RecordRow, DrillRow]],
    buildings: dict[int, Building],
    keys: dict[int, str],
    zone: ZoneInfo,
) -> tuple[list[LogEntry], list[EvidenceEntry]]:
    """The log, and the files of its records in the same order."""
    files = defaultdict(list)
    for file, uploader in read_evidence_of([record.id for record, _ in rows]):
        files[file.record_id].append((file, uploader))
    log, evidence = [], []
    for record, row in rows:
        name, drill = buildings[record.building_id].name, drill_from_record(record, row)
        log.append(
            LogEntry(
                building=name,
                drill=drill,
                record=record.id,
                state=record.state,
                recorded_by=told_by(record.recorder_name, record.recorder_title),
                recorded_at=local(record.recorded_at, zone),
                imported=record.imported,
                evidence=len(files[record.id]),
                planned_on=None if row.spontaneous else row.planned_on,
                planned_at=None if row.spontaneous else row.planned_at,
                amended_at=local(record.amended_at, zone),
                submitted_at=local(record.submitted_at, zone),
                approved_at=local(record.approved_at, zone),
                approved_by=told_by(record.approver_name, record.approver_title),
                in_charge=record.in_charge,
            )
        )
        for file, uploader in files[record.id]:
            uploaded_at = local(file.uploaded_at, zone)
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
                    key=keys[record.building_id],
                )
            )
    return log, evidence


def local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The district's clock; a cell knows no zone and no parts of a second."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at else None
