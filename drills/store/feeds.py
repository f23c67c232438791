"""Calendar feeds: found by their secret, listed for their owner, and what they read.

Who may have which feed stands in actions/feed_scope.py; how a drill looks in a calendar in
drills/web/feed_events.py.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select, update

from drills.store.database import db
from drills.store.people import secret_hash
from drills.store.tables import AuditRow, DrillRow, FeedRow, PersonRow, RecordRow
from drills.store.touched import OUTSIDE_CHAIN


def read_feed(secret: str) -> tuple[FeedRow, PersonRow] | None:
    """The feed of a secret with its owner, revoked or not; None where there never was one."""
    found = db.session.execute(
        select(FeedRow, PersonRow)
        .join(PersonRow, FeedRow.person_id == PersonRow.id)
        .where(FeedRow.secret_hash == secret_hash(secret))
    ).first()
    return (found[0], found[1]) if found else None


def read_own_feeds(person_id: int) -> list[FeedRow]:
    """A person's feeds that are not revoked, newest first."""
    return list(
        db.session.scalars(
            select(FeedRow)
            .where(FeedRow.person_id == person_id, FeedRow.revoked_at.is_(None))
            .order_by(FeedRow.id.desc())
        )
    )


def read_own_feed(feed_id: int, person_id: int) -> FeedRow | None:
    """A feed of a person's own; None for anybody else's."""
    row = db.session.get(FeedRow, feed_id)
    return row if row is not None and row.person_id == person_id else None


def data_version(district_id: int) -> tuple[int, datetime | None]:
    """What a district's data were last changed by: the head of its audit chain.

    Every change of a drill, a record, a name or a role adds a row there, so a feed made
    at this version is still right. One look at an index, whatever the size.
    """
    found = db.session.execute(
        select(AuditRow.number, AuditRow.at)
        .where(AuditRow.district_id == district_id)
        .order_by(AuditRow.number.desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else (0, None)


def note_read(feed_id: int, now: datetime, reader: str) -> None:
    """Keep when a feed was last read, and by which program."""
    db.session.execute(
        update(FeedRow)
        .where(FeedRow.id == feed_id)
        .values(last_read_at=now, last_reader=reader)
        .execution_options(**OUTSIDE_CHAIN)
    )


def read_writings(
    district_id: int, first: date, last: date
) -> dict[int, tuple[int, datetime | None]]:
    """How often the records of each drill between two days were changed, and when last.

    What was written down of a drill, its day and hour, shows in calendars too, and the
    drill's own sequence does not count it.
    """
    rows = db.session.execute(
        select(
            RecordRow.drill_id,
            func.sum(RecordRow.version - 1),
            func.max(RecordRow.recorded_at),
            func.max(RecordRow.amended_at),
        )
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(DrillRow.district_id == district_id, DrillRow.planned_on.between(first, last))
        .group_by(RecordRow.drill_id)
    )
    return {
        id_: (int(changes), max(filter(None, (written, amended)), default=None))
        for id_, changes, written, amended in rows
    }


def count_own_feeds(person_id: int) -> int:
    """How many live feeds a person has."""
    return (
        db.session.scalar(
            select(func.count()).where(FeedRow.person_id == person_id, FeedRow.revoked_at.is_(None))
        )
        or 0
    )
