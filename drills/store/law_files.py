"""Reading the files of law that a district saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import LawFileRow


@dataclass(frozen=True, slots=True)
class SavedLaw:
    """One save of a layer, without its text. ``taken_away``: from then on it was gone."""

    id: int
    layer: str
    name: str
    version: str
    reviewed: date | None
    sha256: str
    saved_by: str
    saved_at: datetime
    note: str
    taken_away: bool


def read_law_texts(district_id: int, hashes: Iterable[str]) -> dict[str, str]:
    """The texts of the district's files by their hashes. One query."""
    rows = db.session.execute(
        select(LawFileRow.sha256, LawFileRow.text).where(
            LawFileRow.district_id == district_id, LawFileRow.sha256.in_(list(hashes))
        )
    )
    return {row.sha256: row.text for row in rows}


def read_law_history(district_id: int) -> list[SavedLaw]:
    """Every save of the district's law, newest first."""
    row = LawFileRow
    found = db.session.execute(
        select(
            row.id,
            row.layer,
            row.name,
            row.version,
            row.reviewed,
            row.sha256,
            row.saved_by_name,
            row.saved_at,
            row.note,
            row.reviewed.is_(None),
        )
        .where(row.district_id == district_id)
        .order_by(row.id.desc())
    )
    return [SavedLaw(*values) for values in found]


def read_law_file(file_id: int, district_id: int) -> LawFileRow | None:
    """One save with its text; None for another district's."""
    row = db.session.get(LawFileRow, file_id)
    return row if row is not None and row.district_id == district_id else None
