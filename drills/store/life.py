"""Reading and adding what is said of records after the drill: versions, remarks, and what
waits for approval. Changes come from the actions alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    DrillRow,
    RecordRow,
    RecordVersionRow,
    RemarkRow,
)


def add_version(
    record_id: int,
    state: str,
    said: dict[str, Any],
    reason: str,
    at: datetime,
    by: int | None,
    name: str,
    title: str,
) -> int:
    """Keep what a record said. Gives its number: 1 for the first of the record."""
    last = db.session.scalar(
        select(func.max(RecordVersionRow.number)).where(RecordVersionRow.record_id == record_id)
    )
    row = RecordVersionRow(
        record_id=record_id,
        number=(last or 0) + 1,
        state=state,
        said=said,
        reason=reason,
        changed_at=at,
        changed_by=by,
        changer_name=name,
        changer_title=title,
    )
    db.session.add(row)
    return row.number


def read_versions(record_id: int) -> list[RecordVersionRow]:
    """What a record said before each change, the first first."""
    rows = db.session.scalars(
        select(RecordVersionRow)
        .where(RecordVersionRow.record_id == record_id)
        .order_by(RecordVersionRow.number)
    )
    return list(rows)


def read_remarks(record_id: int) -> list[RemarkRow]:
    """Questions and answers of a record, the first first."""
    rows = db.session.scalars(
        select(RemarkRow).where(RemarkRow.record_id == record_id).order_by(RemarkRow.id)
    )
    return list(rows)


def read_last_queries(record_ids: Iterable[int]) -> dict[int, RemarkRow]:
    """The newest question of each record. One query."""
    rows = db.session.scalars(
        select(RemarkRow)
        .where(RemarkRow.record_id.in_(list(record_ids)), RemarkRow.kind == "query")
        .order_by(RemarkRow.id)
    )
    return {row.record_id: row for row in rows}


def writers_of(records: Iterable[RecordRow]) -> dict[int, set[int]]:
    """Who recorded, submitted or changed each record, by record. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = list(records)
    for record in rows:
        found[record.id] |= {p for p in (record.recorded_by, record.submitted_by) if p}
    changes = db.session.execute(
        select(RecordVersionRow.record_id, RecordVersionRow.changed_by).where(
            RecordVersionRow.record_id.in_([record.id for record in rows])
        )
    )
    for record_id, person_id in changes:
        if person_id:
            found[record_id].add(person_id)
    return found


def read_some_records(record_ids: Collection[int], district_id: int) -> list[RecordRow]:
    """Records of the district with their drills, by id; others are left out. One query."""
    rows = db.session.scalars(
        select(RecordRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(RecordRow.id.in_(list(record_ids)), DrillRow.district_id == district_id)
        .order_by(RecordRow.id)
        .options(
            contains_eager(RecordRow.drill).lazyload(DrillRow.records),
            lazyload(RecordRow.evidence),
        )
    )
    return list(rows)


def count_waiting(district_id: int, building_ids: Collection[int] | None = None) -> int:
    """How many submitted records wait for approval. One query."""
    return db.session.scalar(waiting_count(district_id, building_ids)) or 0


def waiting_count(district_id: int, building_ids: Collection[int] | None) -> Select[Any]:
    """The question that counts them, to be asked together with others."""
    return _waiting(select(func.count(RecordRow.id)), district_id, building_ids)


def count_waiting_by_building(
    district_id: int, building_ids: Collection[int] | None = None
) -> list[tuple[int, str, int]]:
    """The buildings in which records wait, by name, each with how many. One query."""
    query = _waiting(
        select(BuildingRow.id, BuildingRow.name, func.count(RecordRow.id)),
        district_id,
        building_ids,
    )
    rows = db.session.execute(
        query.group_by(BuildingRow.id, BuildingRow.name, BuildingRow.sort_name).order_by(
            BuildingRow.sort_name, BuildingRow.id
        )
    )
    return [(id_, name, number) for id_, name, number in rows]


def read_waiting(
    district_id: int,
    building_ids: Collection[int] | None,
    first: int,
    size: int,
) -> list[tuple[RecordRow, BuildingRow]]:
    """Submitted records with their drills and buildings, those held first at the top, from
    ``first`` on. One query."""
    query = _waiting(select(RecordRow, BuildingRow), district_id, building_ids)
    rows = db.session.execute(
        query.order_by(RecordRow.held_on, RecordRow.held_at, RecordRow.id)
        .offset(first)
        .limit(size)
        .options(
            joinedload(RecordRow.drill).lazyload(DrillRow.records),
            lazyload(RecordRow.evidence),
        )
    )
    return [(record, building) for record, building in rows]


def _waiting(
    query: Select[Any], district_id: int, building_ids: Collection[int] | None
) -> Select[Any]:
    query = (
        query.select_from(RecordRow)
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(BuildingRow.district_id == district_id, RecordRow.state == "submitted")
    )
    if building_ids is not None:
        query = query.where(BuildingRow.id.in_(list(building_ids)))
    return query


def read_ripe(
    district_id: int, approved_until: datetime, year: str | None = None
) -> list[RecordRow]:
    """Approved records whose approval is at least that old, by id; ``year`` narrows to a
    school year. One query."""
    query = (
        select(RecordRow)
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(
            BuildingRow.district_id == district_id,
            RecordRow.state == "approved",
            RecordRow.approved_at <= approved_until,
        )
    )
    if year is not None:
        query = query.join(DrillRow, DrillRow.id == RecordRow.drill_id).where(DrillRow.year == year)
    rows = db.session.scalars(query.order_by(RecordRow.id).options(lazyload(RecordRow.evidence)))
    return list(rows)
