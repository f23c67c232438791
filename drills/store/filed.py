"""Reading a school year of a district for filings and for its public page: drills that count
with what was signed of them, and those still planned. A fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from drills.facts import COUNTING
from drills.store.database import db
from drills.store.tables import DistrictRow, DrillRow, RecordRow


def read_counted(
    building_ids: Collection[int], year: str, until: date
) -> list[tuple[RecordRow, DrillRow]]:
    """Records of drills that count, held up to a day, by day and hour; no real events."""
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state.in_(COUNTING),
            RecordRow.held_as == "drill",
            DrillRow.year == year,
            RecordRow.held_on <= until,
        )
        .order_by(RecordRow.held_on, RecordRow.held_at, RecordRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill) for record, drill in rows]


def read_scheduled(
    building_ids: Collection[int], year: str, since: date
) -> list[tuple[int, DrillRow]]:
    """Drills planned from a day on that nothing is written of, with their buildings, by day."""
    rows = db.session.execute(
        select(RecordRow.building_id, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state == "expected",
            DrillRow.state == "planned",
            DrillRow.year == year,
            DrillRow.planned_on >= since,
        )
        .order_by(DrillRow.planned_on, DrillRow.planned_at, DrillRow.id)
        .options(lazyload(DrillRow.records))
    )
    return [(building_id, drill) for building_id, drill in rows]


def district_with_page(slug: str) -> DistrictRow | None:
    """The district that shows its past drills under this address; None where none does."""
    return db.session.scalars(select(DistrictRow).where(DistrictRow.public_slug == slug)).first()
