"""How often something was tried lately: counters in one table, alike on both databases.

Only counts. What is counted, how often is too often and what is said then stands with
the actions that ask.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from drills.store.database import db
from drills.store.tables import AttemptRow

WINDOW = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)


def key_for(what: str, who: str) -> str:
    """The counter's name: ``sign-in`` and the SHA-256 of an address or e-mail, not the thing."""
    return f"{what}:{hashlib.sha256(who.encode()).hexdigest()}"


def window_start(now: datetime) -> datetime:
    """When the quarter of an hour that holds this instant began."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(WINDOW.total_seconds()), UTC)


def minutes_left(now: datetime) -> int:
    """Whole minutes until the counters start afresh, at least 1."""
    left = window_start(now) + WINDOW - now
    return max(1, -(-int(left.total_seconds()) // 60))


def count_tries(keys: Sequence[str], now: datetime) -> dict[str, int]:
    """Count one more try under each key and give the counts. One statement, whatever happens.

    Counting before the thing is tried keeps a hundred tries at once from passing together.
    """
    kind = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    # In order, so that two writers never wait for each other's rows.
    rows = [{"key": key, "window_start": window_start(now), "count": 1} for key in sorted(keys)]
    table = AttemptRow.__table__
    statement = (
        kind.insert(table)
        .values(rows)
        .on_conflict_do_update(
            index_elements=[table.c.key, table.c.window_start],
            set_={"count": table.c.count + 1},
        )
        .returning(table.c.key, table.c.count)
    )
    return dict(db.session.execute(statement).all())


def forget_tries(key: str) -> None:
    """Start a key afresh."""
    db.session.execute(delete(AttemptRow).where(AttemptRow.key == key))


def give_back(key: str, now: datetime) -> None:
    """Take back one try of this window."""
    db.session.execute(
        update(AttemptRow)
        .where(
            AttemptRow.key == key,
            AttemptRow.window_start == window_start(now),
            AttemptRow.count > 0,
        )
        .values(count=AttemptRow.count - 1)
    )


def forget_old(now: datetime) -> None:
    """Drop the counters of yesterday and before."""
    db.session.execute(delete(AttemptRow).where(AttemptRow.window_start < now - KEPT_FOR))
