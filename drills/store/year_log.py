"""Reading a district's year for export: every record, its evidence, the newest change.

A building's own page reads year_records.py instead. The number of queries is fixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from drills.facts import WRITTEN
from drills.store.database import db
from drills.store.tables import AuditRow, DrillRow, EvidenceRow, PersonRow, RecordRow


def read_log(
    building_ids: Iterable[int], year: str, until: date
) -> list[tuple[RecordRow, DrillRow]]:
    """The records of drills held in a year up to a day, by day and hour. One query."""
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state.in_(WRITTEN),
            DrillRow.year == year,
            RecordRow.held_on <= until,
        )
        .order_by(RecordRow.held_on, RecordRow.held_at, RecordRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill) for record, drill in rows]


def read_evidence_of(record_ids: Iterable[int]) -> list[tuple[EvidenceRow, str]]:
    """The files of some records, each with who uploaded it, in order."""
    rows = db.session.execute(
        select(EvidenceRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == EvidenceRow.uploaded_by)
        .where(EvidenceRow.record_id.in_(list(record_ids)))
        .order_by(EvidenceRow.record_id, EvidenceRow.id)
    )
    return [(evidence, name or "") for evidence, name in rows]


def newest_change(district_id: int) -> tuple[int, str]:
    """Number and hash of the newest row of the district's log of changes; 0 before the first."""
    row = db.session.execute(
        select(AuditRow.number, AuditRow.hash)
        .where(AuditRow.district_id == district_id)
        .order_by(AuditRow.number.desc())
        .limit(1)
    ).first()
    return (row.number, row.hash) if row else (0, "")
