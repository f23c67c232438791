"""Reading kept verdicts: the director's page is a few indexed queries, whatever the size."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select

from drills.store.database import db
from drills.store.tables import BuildingRow, KeptVerdictRow

Kept = tuple[BuildingRow, KeptVerdictRow]


def _kept(district_id: int):
    return (
        select(BuildingRow, KeptVerdictRow)
        .join(KeptVerdictRow, KeptVerdictRow.building_id == BuildingRow.id)
        .where(KeptVerdictRow.district_id == district_id, BuildingRow.closed_on.is_(None))
    )


def read_most_urgent(district_id: int, most: int, ranks: Iterable[int] | None = None) -> list[Kept]:
    """The buildings that need somebody first, at most so many; ``ranks`` narrows."""
    query = _kept(district_id)
    if ranks is not None:
        query = query.where(KeptVerdictRow.rank.in_(list(ranks)))
    rows = db.session.execute(
        query.order_by(KeptVerdictRow.rank, KeptVerdictRow.next_due, BuildingRow.sort_name).limit(
            most
        )
    )
    return [(building, kept) for building, kept in rows]


def read_page(
    district_id: int, first: int, size: int, ranks: Iterable[int] | None = None
) -> list[Kept]:
    """A page of the grid: buildings by name from ``first`` on; ``ranks`` narrows."""
    query = _kept(district_id)
    if ranks is not None:
        query = query.where(KeptVerdictRow.rank.in_(list(ranks)))
    rows = db.session.execute(
        query.order_by(BuildingRow.sort_name, BuildingRow.id).offset(first).limit(size)
    )
    return [(building, kept) for building, kept in rows]


def all_kept_for(district_id: int, day: date, year: str, pack_version: str) -> bool:
    """Whether every open building has a verdict of that day, year and reading of the law.

    Not so before the night's re-judging, after a new pack, or where a building was
    added by hand: then the page judges by itself.
    """
    fresh = (
        select(func.count())
        .select_from(KeptVerdictRow)
        .join(BuildingRow, BuildingRow.id == KeptVerdictRow.building_id)
        .where(
            KeptVerdictRow.district_id == district_id,
            KeptVerdictRow.as_of == day,
            KeptVerdictRow.year == year,
            KeptVerdictRow.pack_version == pack_version,
            BuildingRow.closed_on.is_(None),
        )
    )
    buildings = (
        select(func.count())
        .select_from(BuildingRow)
        .where(BuildingRow.district_id == district_id, BuildingRow.closed_on.is_(None))
    )
    found, wanted = db.session.execute(
        select(fresh.scalar_subquery(), buildings.scalar_subquery())
    ).one()
    return found == wanted


def read_of(building_ids: Iterable[int]) -> dict[int, KeptVerdictRow]:
    """The kept verdicts of some buildings, by building."""
    rows = db.session.scalars(
        select(KeptVerdictRow).where(KeptVerdictRow.building_id.in_(list(building_ids)))
    )
    return {row.building_id: row for row in rows}


def count_by_rank(district_id: int) -> dict[int, int]:
    """How many buildings stand at each rank of urgency."""
    rows = db.session.execute(
        select(KeptVerdictRow.rank, func.count())
        .join(BuildingRow, BuildingRow.id == KeptVerdictRow.building_id)
        .where(KeptVerdictRow.district_id == district_id, BuildingRow.closed_on.is_(None))
        .group_by(KeptVerdictRow.rank)
    )
    return {rank: count for rank, count in rows}  # noqa: C416


def replace_kept(district_id: int, only: Iterable[int] | None, rows: list[dict[str, Any]]) -> None:
    """Put rows in the place of the district's kept verdicts, or of those of some buildings."""
    gone = delete(KeptVerdictRow).where(KeptVerdictRow.district_id == district_id)
    if only is not None:
        gone = gone.where(KeptVerdictRow.building_id.in_(list(only)))
    db.session.execute(gone)
    if rows:
        db.session.execute(insert(KeptVerdictRow), rows)
