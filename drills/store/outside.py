"""Reading links for people from outside, and the evaluations that they signed.

Who may make a link or sign by one is decided in actions/share_drill.py and
actions/evaluate_drill.py.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import func, select

from drills.store.database import db
from drills.store.people import secret_hash
from drills.store.tables import EvaluationRow, OutsideLinkRow, RecordRow


def read_outside_link(secret: str, *, lock: bool = False) -> OutsideLinkRow | None:
    """The link of a secret, used, ended or late too; None where there never was one.

    ``lock``: fresh from the database, and held until the write ends.
    """
    query = select(OutsideLinkRow).where(OutsideLinkRow.secret_hash == secret_hash(secret))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def read_outside_links(record_id: int) -> list[OutsideLinkRow]:
    """A record's links, the newest first."""
    rows = db.session.scalars(
        select(OutsideLinkRow)
        .where(OutsideLinkRow.record_id == record_id)
        .order_by(OutsideLinkRow.id.desc())
    )
    return list(rows)


def read_one_link(link_id: int, district_id: int) -> OutsideLinkRow | None:
    """A link of the district; None for another district's."""
    row = db.session.get(OutsideLinkRow, link_id)
    return row if row is not None and row.district_id == district_id else None


def count_open_links(record_id: int, now: datetime) -> int:
    """How many links of a record can still be used."""
    return (
        db.session.scalar(
            select(func.count()).where(
                OutsideLinkRow.record_id == record_id,
                OutsideLinkRow.used_at.is_(None),
                OutsideLinkRow.ended_at.is_(None),
                OutsideLinkRow.expires_at > now,
            )
        )
        or 0
    )


def read_evaluations(record_ids: Iterable[int]) -> dict[int, list[EvaluationRow]]:
    """What was signed from outside of each record, in the order of signing. One query."""
    rows = db.session.scalars(
        select(EvaluationRow)
        .where(EvaluationRow.record_id.in_(list(record_ids)))
        .order_by(EvaluationRow.id)
    )
    found: dict[int, list[EvaluationRow]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def signed_drills(person_id: int, drill_ids: Iterable[int]) -> set[int]:
    """Which of these drills a person signed with their own account. One query."""
    found = db.session.scalars(
        select(RecordRow.drill_id)
        .join(EvaluationRow, RecordRow.id == EvaluationRow.record_id)
        .where(EvaluationRow.person_id == person_id, RecordRow.drill_id.in_(list(drill_ids)))
    )
    return set(found)


def evaluation_hash(row: EvaluationRow) -> str:
    """SHA-256 of what was signed, in hex: the chain of changes holds it."""
    words = {
        "record": row.record_id,
        "kind": row.kind,
        "name": row.signer_name,
        "title": row.signer_title,
        "agency": row.agency,
        "answers": row.answers,
        "feedback": row.feedback,
        "at": row.signed_at.astimezone(UTC).isoformat(),
    }
    canonical = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
