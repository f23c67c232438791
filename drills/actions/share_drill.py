"""Make a one-time link to a drill for a police or fire officer without an account; end one.

The secret is random, shown once and kept hashed. What is signed by a link is
evaluate_drill.py's.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.database import db
from drills.store.outside import count_open_links, read_one_link
from drills.store.people import secret_hash
from drills.store.records import read_record
from drills.store.tables import OutsideLinkRow, RecordRow

KINDS = ("police", "fire", "other")
DAYS = 14  # that a link lasts, unless its maker says otherwise
MOST_DAYS = 60
MOST_OPEN = 10  # links of one record that can be used at a time


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a link is for. It lasts ``days`` from now, or from the drill if that is to come."""

    kind: str
    for_whom: str = ""
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class SharedDrill:
    """The new link. The secret is known here and never again."""

    link_id: int
    secret: str


def share_drill(by: Person, now: datetime, record_id: int, guest: Guest) -> SharedDrill:
    """Make a link to one building's part of a drill. Raises NotAllowed or Refused."""
    if guest.kind not in KINDS:
        raise Refused(kind="guest_kind_missing")
    if not 1 <= guest.days <= MOST_DAYS:
        raise Refused(days="guest_days_wrong")
    if len(guest.for_whom) > 120:
        raise Refused(for_whom="guest_name_long")
    with change(by, now) as it:
        record = _read(by, now, record_id)
        if record.drill.state == "cancelled" or record.state == "not_held":
            raise Refused("drill_is_off")
        if count_open_links(record_id, now) >= MOST_OPEN:
            raise Refused("too_many_guests")
        secret = secrets.token_urlsafe(32)
        row = OutsideLinkRow(
            district_id=by.district_id,
            record_id=record_id,
            secret_hash=secret_hash(secret),
            kind=guest.kind,
            for_whom=guest.for_whom.strip(),
            made_at=now,
            made_by=by.id or None,
            maker_name=by.name,
            expires_at=_counts_from(record, now, by.zone) + timedelta(days=guest.days),
        )
        db.session.add(row)
        db.session.flush()
        it.note(
            "record.shared",
            f"record:{record_id}",
            link=row.id,
            kind=row.kind,
            until=row.expires_at.isoformat(),
        )
        return SharedDrill(row.id, secret)


def end_link(by: Person, now: datetime, record_id: int, link_id: int) -> bool:
    """End a link before its time; whether there was still something to end."""
    with change(by, now) as it:
        _read(by, now, record_id)
        row = read_one_link(link_id, by.district_id)
        if row is None or row.record_id != record_id:
            raise NotAllowed
        if row.used_at or row.ended_at or row.expires_at <= now:
            return False
        row.ended_at = now
        it.note("record.share_ended", f"record:{record_id}", link=row.id)
        return True


def _read(by: Person, now: datetime, record_id: int) -> RecordRow:
    record = read_record(record_id, by.district_id)
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if record is None or not by.may("log_drills", today, record.building_id):
        raise NotAllowed
    return record


def _counts_from(record: RecordRow, now: datetime, zone: str) -> datetime:
    """Now, or noon of the drill's day where that is to come."""
    noon = datetime.combine(record.drill.planned_on, datetime.min.time(), ZoneInfo(zone))
    return max(now, noon + timedelta(hours=12))
