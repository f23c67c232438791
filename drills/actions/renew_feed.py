"""Give a calendar a new link; the old one ends with the same write."""

from __future__ import annotations

from datetime import datetime

from drills.actions.change import change
from drills.actions.revoke_feed import end_feed
from drills.actions.share_feed import Shared, Wanted, add_feed
from drills.permissions import Person


def renew_feed(by: Person, now: datetime, feed_id: int) -> Shared:
    """The same calendar under a new link, for a link that was lost or got into wrong hands.

    Raises NotAllowed or Refused; then the old link goes on as it was.
    """
    with change(by, now) as it:
        row, _was_live = end_feed(it, by, now, feed_id)
        wanted = Wanted(row.audience, row.building_id, tuple(row.types), row.without_cancelled)
        return add_feed(it, by, now, wanted)
