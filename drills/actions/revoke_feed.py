"""Revoke a calendar link: whoever still reads it finds a notice and no drills."""

from __future__ import annotations

from datetime import datetime

from drills.actions.change import Change, change
from drills.actions.refused import NotAllowed
from drills.permissions import Person
from drills.store.feeds import read_own_feed
from drills.store.tables import FeedRow


def revoke_feed(by: Person, now: datetime, feed_id: int) -> bool:
    """End one of one's own links. False where it was ended already. Raises NotAllowed."""
    with change(by, now) as it:
        return end_feed(it, by, now, feed_id)[1]


def end_feed(it: Change, by: Person, now: datetime, feed_id: int) -> tuple[FeedRow, bool]:
    """The same inside a change: the feed, and whether it was live until now."""
    row = read_own_feed(feed_id, by.id)
    if row is None:
        raise NotAllowed
    live = row.revoked_at is None
    if live:
        row.revoked_at = now
        it.note("feed.revoked", f"feed:{row.id}")
    return row, live
