"""The outbox: mails waiting, one of them claimed, and what became of it.

What is sent, how and when again is decided in actions/send_queued_mail.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update

from drills.store.database import db
from drills.store.tables import MailRow

MOST_IN_ONE_QUESTION = 500  # SQLite takes a limited number of values at once


def claim_next(now: datetime, waits: Sequence[timedelta]) -> MailRow | None:
    """Take the oldest mail that is due, counting the try; inside a write.

    ``waits[n]`` is how long to wait after try n+1; after the last there is none. A mail
    that is claimed and neither sent nor failed, since its sender died, comes back by the
    same wait. Two senders never claim one mail.
    """
    again = [
        and_(MailRow.tries == tries, MailRow.claimed_at <= now - wait)
        for tries, wait in enumerate(waits, start=1)
    ]
    found = db.session.scalars(
        select(MailRow)
        .where(MailRow.sent_at.is_(None), or_(MailRow.tries == 0, *again))
        .order_by(MailRow.tries, MailRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    found.claimed_at, found.tries = now, found.tries + 1
    db.session.flush()
    return found


def mark_sent(mail_id: int, now: datetime) -> None:
    """Note that it went out, and drop its words: a backup should hold no live links."""
    db.session.execute(
        update(MailRow).where(MailRow.id == mail_id).values(sent_at=now, body="", error="")
    )


def mark_failed(mail_id: int, error: str, tries: int | None = None) -> None:
    """Note why it did not go out; ``tries`` puts the count where no further try follows."""
    values: dict[str, object] = {"error": error[:300]}
    if tries is not None:
        values["tries"] = tries
    db.session.execute(update(MailRow).where(MailRow.id == mail_id).values(**values))


def read_sent(district_id: int, most: int) -> list[MailRow]:
    """The district's mails that went out, newest first."""
    return list(
        db.session.scalars(
            select(MailRow)
            .where(MailRow.district_id == district_id, MailRow.sent_at.is_not(None))
            .order_by(MailRow.sent_at.desc(), MailRow.id.desc())
            .limit(most)
        )
    )


def read_mail(mail_id: int, district_id: int) -> MailRow | None:
    """A mail of the district; None for another district's."""
    row = db.session.get(MailRow, mail_id)
    return row if row is not None and row.district_id == district_id else None


def known_keys(keys: Iterable[str]) -> set[str]:
    """Which of these mails were queued already."""
    wanted, found = list(keys), set()
    for first in range(0, len(wanted), MOST_IN_ONE_QUESTION):
        part = wanted[first : first + MOST_IN_ONE_QUESTION]
        found |= set(db.session.scalars(select(MailRow.key).where(MailRow.key.in_(part))))
    return found


def keys_of(prefix: str, district_id: int, since: datetime) -> list[str]:
    """The keys that begin so, of the district's mails queued since an instant, in order."""
    return list(
        db.session.scalars(
            select(MailRow.key)
            .where(
                MailRow.district_id == district_id,
                MailRow.created_at >= since,
                MailRow.key.startswith(prefix, autoescape=True),
            )
            .order_by(MailRow.id)
        )
    )


def count_waiting(district_id: int) -> int:
    """How many of the district's mails have not gone out."""
    return (
        db.session.scalar(
            select(func.count()).where(
                MailRow.district_id == district_id, MailRow.sent_at.is_(None)
            )
        )
        or 0
    )
