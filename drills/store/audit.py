"""The audit chain: one per district, append-only, each row bound to the one before.

Writes are called from actions/change.py alone. A row's hash covers its own words
and the hash before it, so a changed or missing row shows.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import AuditRow, DistrictRow

FIRST = "0" * 64


def row_hash(row: AuditRow) -> str:
    """SHA-256 of the row's canonical JSON with the hash before it, in hex."""
    words = {
        "district": row.district_id,
        "number": row.number,
        "at": row.at.astimezone(UTC).isoformat(),  # as it reads back from the database
        "person": row.person_id,
        "name": row.person_name,
        "did": row.did,
        "subject": row.subject,
        "details": row.details,
        "previous": row.previous_hash,
    }
    canonical = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def append_rows(
    district_id: int,
    person_id: int | None,
    person_name: str,
    at: datetime,
    notes: list[tuple[str, str, dict[str, Any]]],
) -> None:
    """Add rows (did, subject, details) to the district's chain, in order.

    Locks the district's row first, so that two writers never continue from one head.
    """
    db.session.execute(
        select(DistrictRow.id).where(DistrictRow.id == district_id).with_for_update()
    )
    head = db.session.execute(
        select(AuditRow.number, AuditRow.hash)
        .where(AuditRow.district_id == district_id)
        .order_by(AuditRow.number.desc())
        .limit(1)
    ).first()
    number, previous = head if head else (0, FIRST)
    for did, subject, details in notes:
        number += 1
        row = AuditRow(
            district_id=district_id,
            number=number,
            at=at,
            person_id=person_id,
            person_name=person_name,
            did=did,
            subject=subject,
            details=details,
            previous_hash=previous,
        )
        row.hash = previous = row_hash(row)
        db.session.add(row)


def first_broken_row(district_id: int) -> int | None:
    """The number of the first row that does not fit the chain; None where all hold."""
    previous, expected = FIRST, 1
    rows = db.session.scalars(
        select(AuditRow).where(AuditRow.district_id == district_id).order_by(AuditRow.number)
    )
    for row in rows:
        if row.number != expected or row.previous_hash != previous or row.hash != row_hash(row):
            return expected
        previous, expected = row.hash, expected + 1
    return None


def read_history(district_id: int, subjects: list[str]) -> list[AuditRow]:
    """The rows that speak of some subjects (``record:17``), oldest first."""
    rows = db.session.scalars(
        select(AuditRow)
        .where(AuditRow.district_id == district_id, AuditRow.subject.in_(subjects))
        .order_by(AuditRow.number)
    )
    return list(rows)
