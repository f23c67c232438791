"""Reading and holding uploaded templates, and what an import has to be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import defer, lazyload

from drills.facts import COUNTING, WRITTEN
from drills.store.database import db
from drills.store.records import drill_from_record
from drills.store.tables import DrillRow, ImportRow, PersonRow, RecordRow

AT_ONCE = 500  # values in one question; SQLite takes some thousands
ON_RECORD = WRITTEN


def read_upload(import_id: int, district_id: int) -> ImportRow | None:
    """An upload of the district; None for another district's."""
    row = db.session.get(ImportRow, import_id)
    return row if row is not None and row.district_id == district_id else None


def lock_upload(import_id: int, district_id: int) -> ImportRow | None:
    """The same, fresh from the database and held until the write ends."""
    return db.session.scalars(
        select(ImportRow)
        .where(ImportRow.id == import_id, ImportRow.district_id == district_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def delete_upload(row: ImportRow) -> None:
    """Take an upload out."""
    db.session.delete(row)


def read_uploads(district_id: int) -> list[tuple[ImportRow, str]]:
    """The district's uploads with who sent each, newest first, without their bytes."""
    rows = db.session.execute(
        select(ImportRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == ImportRow.person_id)
        .where(ImportRow.district_id == district_id)
        .order_by(ImportRow.uploaded_at.desc(), ImportRow.id.desc())
        .options(defer(ImportRow.content))
    )
    return [(row, name) for row, name in rows]


def people_with_emails(emails: Iterable[str]) -> dict[str, PersonRow]:
    """Who signs in with these addresses, of any district: the caller tells nobody whose."""
    found: dict[str, PersonRow] = {}
    for some in _some(sorted(set(emails))):
        rows = db.session.scalars(select(PersonRow).where(PersonRow.email.in_(some)))
        found.update({row.email: row for row in rows})
    return found


def keys_on_record(keys: Iterable[str]) -> set[str]:
    """Which of these keys a record holds already."""
    found: set[str] = set()
    for some in _some(sorted(set(keys))):
        query = select(RecordRow.client_key).where(RecordRow.client_key.in_(some))
        found.update(key for key in db.session.scalars(query) if key)
    return found


def held_between(
    building_ids: Iterable[int], first: date, last: date
) -> dict[tuple[int, date, str], list[time | None]]:
    """When drills of buildings are on record between two days, by building, day and type."""
    rows = db.session.execute(
        select(RecordRow.building_id, RecordRow.held_on, DrillRow.type, RecordRow.held_at)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state.in_(ON_RECORD),
            RecordRow.held_on.between(first, last),
        )
    )
    found: dict[tuple[int, date, str], list[time | None]] = {}
    for building_id, held_on, type_, held_at in rows:
        found.setdefault((building_id, held_on, type_), []).append(held_at)
    return found


def drills_between(building_ids: Iterable[int], first: date, last: date) -> dict[int, list]:
    """The drills that count of buildings between two days, for plausibility questions."""
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state.in_(COUNTING),
            RecordRow.held_on.between(first, last),
        )
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    found: dict[int, list] = {}
    for record, drill in rows:
        found.setdefault(record.building_id, []).append(drill_from_record(record, drill))
    return found


def _some(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
