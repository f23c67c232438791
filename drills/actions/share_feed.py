"""Make a calendar link: a long random secret, shown once and kept hashed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.feed_scope import NEEDS, feed_scope
from drills.actions.refused import NotAllowed, Refused
from drills.facts import DRILL_TYPES
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.database import db
from drills.store.feeds import count_own_feeds
from drills.store.people import secret_hash
from drills.store.tables import FeedRow

MOST = 20  # live links of one person


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new link is to show. Without a building: all that the person covers."""

    audience: str
    building_id: int | None = None
    types: tuple[str, ...] = ()  # none: all
    without_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """The new link. The secret is known here and never again."""

    feed_id: int
    secret: str


def share_feed(by: Person, now: datetime, wanted: Wanted) -> Shared:
    """Make a link for a person's own calendar. Raises NotAllowed or Refused."""
    with change(by, now) as it:
        return add_feed(it, by, now, wanted)


def add_feed(it: Change, by: Person, now: datetime, wanted: Wanted) -> Shared:
    """The same inside a change."""
    today = now.astimezone(ZoneInfo(by.zone)).date()
    _check(by, wanted)
    if feed_scope(by, wanted.audience, wanted.building_id, today) is None:
        raise NotAllowed
    if count_own_feeds(by.id) >= MOST:
        raise Refused("too_many_feeds")
    secret = secrets.token_urlsafe(32)
    row = FeedRow(
        district_id=by.district_id,
        person_id=by.id,
        secret_hash=secret_hash(secret),
        building_id=wanted.building_id,
        types=_in_order(wanted.types),
        audience=wanted.audience,
        without_cancelled=wanted.without_cancelled,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    it.note(
        "feed.shared",
        f"feed:{row.id}",
        audience=row.audience,
        building=row.building_id,
        types=row.types,
    )
    return Shared(row.id, secret)


def _check(by: Person, wanted: Wanted) -> None:
    if wanted.audience not in NEEDS:
        raise Refused(audience="audience_missing")
    if set(wanted.types) - set(DRILL_TYPES):
        raise Refused(types="types_unknown")
    if wanted.building_id is not None and not read_building_rows(
        by.district_id, [wanted.building_id]
    ):
        raise NotAllowed


def _in_order(types: Iterable[str]) -> list[str]:
    return [type_ for type_ in DRILL_TYPES if type_ in set(types)]
