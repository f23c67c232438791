"""The audit chain: one per district, append-only, each row bound to the one before.

Writes are called from actions/change.py alone. A row's hash covers its own words, the hash
of its details, the hashes of the rows that the change made, altered or took out, and the
hash before it. So a changed or missing row shows, here and in what the chain speaks of
(verify.py), and details can be erased lawfully while the chain holds (erased.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import undefer

from drills.store.audited import all_states, sha256_of, states_of
from drills.store.database import db
from drills.store.tables import AuditRow, DistrictRow
from drills.store.touched import touched

FIRST = "0" * 64
RESTORED = "chain.restored"  # a backup was put back
CHANGED = "rows.changed"  # what a change says that says nothing of itself


def row_hash(row: AuditRow | RowMapping) -> str:
    """SHA-256 of the row's canonical JSON with the hash before it, in hex."""
    return sha256_of(hashed_words(row))


def hashed_words(row: AuditRow | RowMapping) -> dict[str, Any]:
    """What the hash of a row covers; bundles hand it out, so that others can hash it."""
    said = row if isinstance(row, RowMapping) else _Said(row)
    words = {
        "district": said["district_id"],
        "number": said["number"],
        "at": said["at"].astimezone(UTC).isoformat(),  # as it reads back from the database
        "person": said["person_id"],
        "name": said["person_name"],
        "did": said["did"],
        "subject": said["subject"],
        "previous": said["previous_hash"],
    }
    if said["spoke_of"] is None:  # from before the chain covered rows
        return {**words, "details": said["details"]}
    return {**words, "details_sha256": said["details_sha256"], "spoke_of": said["spoke_of"]}


class _Said:
    """A row object read by column names, as a row of a plain query is."""

    def __init__(self, row: AuditRow) -> None:
        self.row = row

    def __getitem__(self, name: str) -> Any:
        return getattr(self.row, name)


def hold_chain(district_id: int) -> None:
    """Let no other write to the district's chain pass until ours ends. Nothing on SQLite,
    where the whole database is held. Must come before any other lock of the write, else two
    writers could wait for each other. Rows that only point to the district may still be added.
    """
    db.session.execute(
        select(DistrictRow.id).where(DistrictRow.id == district_id).with_for_update(key_share=True)
    )


def append_rows(
    district_id: int,
    person_id: int | None,
    person_name: str,
    at: datetime,
    notes: list[tuple[str, str, dict[str, Any]]],
    emptied: dict[str, str] | None = None,
) -> None:
    """Add rows (did, subject, details) to the district's chain, in order, with the hashes of
    the rows that this transaction touched.

    ``emptied``: hashes of earlier rows' details that were emptied. Each hash stands in the
    note that has the row for its subject, else in the last note. The first row of a chain
    takes up every row that stands there already.
    """
    head = db.session.execute(
        select(AuditRow.number, AuditRow.hash, AuditRow.spoke_of)
        .where(AuditRow.district_id == district_id)
        .order_by(AuditRow.number.desc())
        .limit(1)
    ).first()
    spoken = states_of(db.session(), touched(db.session))
    if head is None or head.spoke_of is None:
        spoken.update(all_states(db.session(), district_id))
    spoken.update(emptied or {})
    if not notes:
        if not touched(db.session):
            return
        notes = [(CHANGED, min(spoken), {})]
    number, previous = (head.number, head.hash) if head else (0, FIRST)
    last = {subject: place for place, (_, subject, _) in enumerate(notes)}
    parts: list[dict[str, str | None]] = [{} for _ in notes]
    for key, state in spoken.items():
        parts[last.get(key, -1)][key] = state
    for (did, subject, details), part in zip(notes, parts, strict=True):
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
            details_sha256=sha256_of(details),
            spoke_of=part,
            previous_hash=previous,
        )
        row.hash = previous = row_hash(row)
        db.session.add(row)


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of the log without what it says: which, when, what and by whom."""

    number: int
    at: datetime
    did: str
    by: str
    hash: str


def read_log_row(district_id: int, number: int) -> LogRow | None:
    """A row of the district's log by its number."""
    return _log_row(AuditRow.district_id == district_id, AuditRow.number == number)


def newest_log_row(district_id: int) -> LogRow | None:
    """The newest row of the district's log: its hash stands for all before it."""
    return _log_row(AuditRow.district_id == district_id)


def _log_row(*where: ColumnElement[bool]) -> LogRow | None:
    row = AuditRow
    found = db.session.execute(
        select(row.number, row.at, row.did, row.person_name, row.hash)
        .where(*where)
        .order_by(row.number.desc())
        .limit(1)
    ).first()
    return LogRow(*found) if found else None


def read_restores(district_id: int) -> list[tuple[LogRow, dict[str, Any]]]:
    """The rows that say that a backup was put back, with what they say, oldest first."""
    row = AuditRow
    found = db.session.execute(
        select(row.number, row.at, row.did, row.person_name, row.hash, row.details)
        .where(row.district_id == district_id, row.did == RESTORED)
        .order_by(row.number)
    )
    return [(LogRow(*one[:5]), one[5]) for one in found]


def short_witness(text: str) -> bool:
    """Whether a hash is too short, or is none, to be looked for."""
    return not re.fullmatch(r"[0-9a-f]{16,64}", _tidy(text))


def find_witness(text: str) -> tuple[DistrictRow, LogRow] | None:
    """The row that has a hash, or a hash that begins so, with its district."""
    found = db.session.execute(
        select(AuditRow.district_id, AuditRow.number)
        .where(AuditRow.hash.startswith(_tidy(text), autoescape=True))
        .limit(1)
    ).first()
    if found is None:
        return None
    row = read_log_row(found.district_id, found.number)
    district = db.session.get(DistrictRow, found.district_id)
    return (district, row) if district is not None and row is not None else None


def _tidy(text: str) -> str:
    """A hash as typed from paper: in groups, in capitals."""
    return "".join(text.split()).lower()


def first_broken_row(district_id: int) -> int | None:
    """The number of the first row that does not fit the chain; None where all hold. What
    the rows speak of is verify.py's."""
    previous, expected = FIRST, 1
    rows = db.session.scalars(
        select(AuditRow)
        .where(AuditRow.district_id == district_id)
        .order_by(AuditRow.number)
        .options(undefer(AuditRow.spoke_of))
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
