"""Make a filing for the state, county or fire marshal, and note that it was made."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.building_rules import key_from
from drills.actions.change import change
from drills.actions.law import law_of
from drills.actions.refused import NotAllowed, Refused
from drills.filings.catalogue import filing_named
from drills.filings.contents import Evaluated, Held, Planned, School, Year, kind_words
from drills.filings.table import Table, csv_bytes, xlsx_bytes
from drills.permissions import Person
from drills.store.buildings import read_buildings, read_district
from drills.store.calendars import read_years, year_among
from drills.store.filed import read_counted, read_scheduled
from drills.store.outside import read_evaluations
from drills.store.records import drill_from_record
from drills.store.tables import DrillRow, EvaluationRow, RecordRow

FORMATS = ("csv", "xlsx")
KindWords = Callable[[str, Mapping[str, str], str], str]  # type, the district's labels, title


@dataclass(frozen=True, slots=True)
class Filed:
    """What was made: the name to save it under, and the bytes."""

    name: str
    content: bytes


def file_with_state(by: Person, now: datetime, name: str, *, year: str | None, kind: str) -> Filed:
    """Make a filing as of today. Raises NotAllowed, or Refused: filing_unknown,
    format_unknown, year_unknown, no_school_calendar."""
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if not by.may("see_district", today):
        raise NotAllowed
    district = read_district(by.district_id)
    filing = filing_named(name, district.jurisdiction)
    if filing is None:
        raise Refused("filing_unknown")
    if kind not in FORMATS:
        raise Refused("format_unknown")
    whole = read_filing_year(by.district_id, today, year, kind_words, plans=filing.plans)
    table = filing.make(whole)
    content = _bytes(table, kind, by, now)
    with change(by, now) as it:
        it.note(
            "export.filing",
            f"district:{by.district_id}",
            filing=name,
            year=whole.year,
            rows=len(table.rows),
            sha256=hashlib.sha256(content).hexdigest(),
        )
    stem = key_from(district.name) or "district"
    return Filed(f"{stem}-{name}-{whole.year}-{today}.{kind}", content)


def read_filing_year(
    district_id: int,
    today: date,
    year: str | None,
    words: KindWords,
    *,
    until: date | None = None,
    plans: bool = False,
) -> Year:
    """A district's year as filings read it: drills that count up to ``until`` (today), and
    with ``plans`` those still to come. Raises Refused."""
    years = read_years(district_id)
    if year is not None and year not in years:
        raise Refused("year_unknown")
    year = year or year_among(years, today)
    if year is None:
        raise Refused("no_school_calendar")
    district = read_district(district_id)
    zone = ZoneInfo(district.zone)
    buildings = read_buildings(district_id, year)
    counted = read_counted(buildings, year, until or today)
    signed = read_evaluations([record.id for record, _ in counted])
    held: dict[int, list[Held]] = defaultdict(list)
    for record, drill in counted:
        kind = words(drill.type, district.labels, drill.title)
        held[record.building_id].append(_held(record, drill, kind, signed[record.id], zone))
    planned: dict[int, list[Planned]] = defaultdict(list)
    for building_id, drill in read_scheduled(buildings, year, today) if plans else ():
        kind = words(drill.type, district.labels, drill.title)
        planned[building_id].append(Planned(drill.planned_on, drill.planned_at, drill.type, kind))
    return Year(
        district=district.name,
        jurisdiction=district.jurisdiction,
        year=year,
        as_of=today,
        schools=tuple(
            School(b.name, b.calendar, tuple(held[id_]), tuple(planned[id_]))
            for id_, b in buildings.items()
        ),
        accepts={rule.id: tuple(rule.accepts) for rule in law_of(district).rules},
    )


def _held(
    record: RecordRow, drill: DrillRow, kind: str, signed: list[EvaluationRow], zone: ZoneInfo
) -> Held:
    at = record.recorded_at.astimezone(zone).replace(tzinfo=None) if record.recorded_at else None
    return Held(
        drill=drill_from_record(record, drill),
        kind=kind,
        recorded_by=", ".join(filter(None, (record.recorder_name, record.recorder_title))),
        recorded_at=at,
        in_charge=record.in_charge,
        problems=len(record.problems),
        evaluated=tuple(_evaluated(row, zone) for row in signed),
    )


def _evaluated(row: EvaluationRow, zone: ZoneInfo) -> Evaluated:
    scores = [a["score"] for a in row.answers if a["score"] is not None]
    return Evaluated(
        row.signer_name,
        row.signer_title,
        row.agency,
        row.signed_at.astimezone(zone).date(),
        sum(scores) / len(scores) if scores else None,
        row.feedback,
    )


def _bytes(table: Table, kind: str, by: Person, now: datetime) -> bytes:
    if kind == "csv":
        return csv_bytes(table)
    at = now.astimezone(ZoneInfo(by.zone)).replace(tzinfo=None)
    return xlsx_bytes(table, by.name, at)
