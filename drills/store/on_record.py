"""What stands beside a record's own words: how many files are attached, and who has signed.

What the law makes of it is compliance/proof.py's to say. Signing itself is outside.py's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from drills.store.database import db
from drills.store.tables import EvaluationRow, EvidenceRow


@dataclass(frozen=True, slots=True)
class Beside:
    """Files that are still there, and the kinds of officers who signed."""

    files: int = 0
    signed: frozenset[str] = frozenset()


def read_beside(record_ids: Iterable[int]) -> dict[int, Beside]:
    """The files and signatures of each record. Two queries, whatever their number."""
    ids = list(record_ids)
    files = dict(
        db.session.execute(
            select(EvidenceRow.record_id, func.count())
            .where(EvidenceRow.record_id.in_(ids), EvidenceRow.erased_at.is_(None))
            .group_by(EvidenceRow.record_id)
        ).all()
    )
    signed: dict[int, set[str]] = defaultdict(set)
    for record_id, kind in db.session.execute(
        select(EvaluationRow.record_id, EvaluationRow.kind).where(EvaluationRow.record_id.in_(ids))
    ):
        signed[record_id].add(kind)
    return {id_: Beside(files.get(id_, 0), frozenset(signed.get(id_, ()))) for id_ in ids}
