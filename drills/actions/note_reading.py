"""Note that a calendar read its feed, at most every ten minutes: a poll should cost no write."""

from __future__ import annotations

from datetime import datetime, timedelta

from drills.actions.change import small_write
from drills.store.feeds import note_read

EVERY = timedelta(minutes=10)


def note_reading(feed_id: int, last_read_at: datetime | None, now: datetime, reader: str) -> None:
    """Keep when and by which program a feed was read."""
    if last_read_at is not None and now - last_read_at < EVERY:
        return
    with small_write():
        note_read(feed_id, now, reader[:200])
