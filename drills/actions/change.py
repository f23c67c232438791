"""One write: the lock, the audit rows, the re-judging, the one commit.

Every action opens a change, does its work inside, and says what it did. Nothing
else commits. An error inside leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.keep_verdicts import keep_verdicts
from drills.permissions import Person
from drills.store.audit import append_rows, hold_chain
from drills.store.database import db, writing
from drills.store.touched import forget_touched, touched


class Change:
    """What one write notes for the audit chain, and whose verdicts it may alter."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str, dict[str, Any]]] = []
        # Details of earlier rows of the chain that were emptied lawfully: audit:12 -> new hash.
        self.emptied: dict[str, str] = {}
        self.buildings: set[int] = set()
        self.whole_district = False
        # The district that this very change has made, in whose chain its rows then belong.
        self.founded: int | None = None

    def note(self, did: str, subject: str, **details: Any) -> None:
        """One row of the audit chain: ``note("drill.planned", "drill:17", type="fire")``.

        Details are JSON values; no secret, no password, no pupil's name.
        """
        self.notes.append((did, subject, details))

    def rejudge(self, building_ids: Iterable[int]) -> None:
        """Judge these buildings again before the commit."""
        self.buildings.update(building_ids)

    def rejudge_all(self) -> None:
        """Judge every building of the district again before the commit."""
        self.whole_district = True


@contextmanager
def change(by: Person, now: datetime) -> Iterator[Change]:
    """A write by a person (or the_system) at an instant; commits at its end.

    Raises what the block raises, after undoing everything.
    """
    it = Change()
    try:
        with writing():
            forget_touched(db.session)
            hold_chain(by.district_id)
            yield it
            db.session.flush()
            if it.whole_district or it.buildings:
                today = now.astimezone(ZoneInfo(by.zone)).date()
                only = None if it.whole_district else it.buildings
                keep_verdicts(by.district_id, today, now, only)
            chain = it.founded or by.district_id
            append_rows(chain, by.id or None, by.name, now, it.notes, it.emptied)
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def small_write() -> Iterator[None]:
    """A write that belongs in no district's chain: the throttle's counters, a last visit."""
    try:
        with writing():
            forget_touched(db.session)
            yield
            db.session.flush()
            if touched(db.session):
                raise RuntimeError(f"belongs in the chain: {sorted(touched(db.session))[:3]}")
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
