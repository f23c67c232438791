"""The same file as evidence of two drills: found by the hash of the bytes that were uploaded.

A question and never a refusal: one roster may rightly prove two drills of a day. Questions
that the records themselves raise are compliance/flags.py's. Only the records' own district
is looked at; who may be told of another building is the pages' to ask.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import aliased, joinedload

from drills.store.database import db
from drills.store.tables import BuildingRow, EvidenceRow, RecordRow


def read_same_files(
    record_id: int, district_id: int, digests: Collection[str]
) -> dict[str, list[RecordRow]]:
    """Other records of the district that hold the same files, by the original's hash. A drill
    held jointly is one drill: its other buildings' records are not told. One query."""
    if not digests:
        return {}
    drill = select(RecordRow.drill_id).where(RecordRow.id == record_id).scalar_subquery()
    rows = db.session.execute(
        select(EvidenceRow.original_sha256, RecordRow)
        .join(RecordRow, RecordRow.id == EvidenceRow.record_id)
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(
            EvidenceRow.original_sha256.in_(list(digests)),
            EvidenceRow.erased_at.is_(None),
            RecordRow.drill_id != drill,
            BuildingRow.district_id == district_id,
        )
        .order_by(RecordRow.held_on, RecordRow.id)
        .options(joinedload(RecordRow.drill))
    )
    found: dict[str, list[RecordRow]] = {}
    for digest, record in rows:
        found.setdefault(digest, []).append(record)
    return found


def count_same_files(record_ids: Collection[int], district_id: int) -> dict[int, int]:
    """How many files of each record also stand with another drill of the district; records
    without any are left out. One query."""
    if not record_ids:
        return {}
    mine, other = aliased(EvidenceRow), aliased(EvidenceRow)
    record, elsewhere = aliased(RecordRow), aliased(RecordRow)
    rows = db.session.execute(
        select(mine.record_id, func.count(distinct(mine.id)))
        .join(record, record.id == mine.record_id)
        .join(other, other.original_sha256 == mine.original_sha256)
        .join(elsewhere, elsewhere.id == other.record_id)
        .join(BuildingRow, BuildingRow.id == elsewhere.building_id)
        .where(
            mine.record_id.in_(list(record_ids)),
            mine.erased_at.is_(None),
            other.erased_at.is_(None),
            elsewhere.drill_id != record.drill_id,
            BuildingRow.district_id == district_id,
        )
        .group_by(mine.record_id)
    )
    return {row[0]: row[1] for row in rows}
