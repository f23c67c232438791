"""Reading a building's year: every drill planned or held, whatever its record's state."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from drills.store.database import db
from drills.store.tables import DrillRow, EvidenceRow, RecordRow

YearRecord = tuple[RecordRow, DrillRow]


def read_year_records(building_id: int, year: str) -> list[YearRecord]:
    """The building's records of a school year with their drills, by day and hour. One query.

    Cancelled drills are left out, and evidence is not loaded: count_evidence counts it.
    """
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id == building_id,
            DrillRow.year == year,
            DrillRow.state != "cancelled",
        )
        .order_by(
            func.coalesce(RecordRow.held_on, DrillRow.planned_on),
            func.coalesce(RecordRow.held_at, DrillRow.planned_at),
            RecordRow.id,
        )
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill) for record, drill in rows]


def count_evidence(record_ids: Iterable[int]) -> dict[int, int]:
    """How many files prove each record; records without any are left out. One query."""
    rows = db.session.execute(
        select(EvidenceRow.record_id, func.count())
        .where(EvidenceRow.record_id.in_(list(record_ids)))
        .group_by(EvidenceRow.record_id)
    )
    return dict(rows.all())
