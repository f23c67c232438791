"""Signed-in browsers and one-time links: found, made and ended. Secrets are kept hashed.

Whose they are and what ends them is decided in actions.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from drills.store.database import db
from drills.store.people import secret_hash
from drills.store.tables import FeedRow, LinkRow, PersonRow, SessionRow


def add_session(
    person_id: int, now: datetime, expires_at: datetime, browser: str
) -> tuple[str, SessionRow]:
    """A new signed-in browser: the secret for its cookie, and its row."""
    secret = secrets.token_urlsafe(32)
    row = SessionRow(
        secret_hash=secret_hash(secret),
        person_id=person_id,
        created_at=now,
        last_seen_at=now,
        expires_at=expires_at,
        browser=browser[:200],
    )
    db.session.add(row)
    db.session.flush()
    return secret, row


def read_live_sessions(person_id: int, now: datetime) -> list[SessionRow]:
    """A person's signed-in browsers, the one seen last first."""
    return list(
        db.session.scalars(
            select(SessionRow)
            .where(
                SessionRow.person_id == person_id,
                SessionRow.ended_at.is_(None),
                SessionRow.expires_at > now,
            )
            .order_by(SessionRow.last_seen_at.desc(), SessionRow.id.desc())
        )
    )


def keep_seen(session_id: int, now: datetime, idle: timedelta, longest: timedelta) -> None:
    """Note that a browser was just here and let it go on: idle from now, longest in all."""
    row = db.session.get(SessionRow, session_id)
    if row is not None and row.ended_at is None:
        row.last_seen_at = now
        row.expires_at = min(now + idle, row.created_at + longest)


def end_sessions(
    person_id: int, now: datetime, *, only: int | None = None, keep: int | None = None
) -> int:
    """End a person's live sessions: all, ``only`` one, or all but ``keep``. Gives how many."""
    gone = update(SessionRow).where(
        SessionRow.person_id == person_id,
        SessionRow.ended_at.is_(None),
        SessionRow.expires_at > now,
    )
    if only is not None:
        gone = gone.where(SessionRow.id == only)
    if keep is not None:
        gone = gone.where(SessionRow.id != keep)
    return db.session.execute(gone.values(ended_at=now)).rowcount


def last_seen(district_id: int) -> dict[int, datetime]:
    """When each person of the district was last here, by person. One query."""
    rows = db.session.execute(
        select(SessionRow.person_id, func.max(SessionRow.last_seen_at))
        .join(PersonRow, PersonRow.id == SessionRow.person_id)
        .where(PersonRow.district_id == district_id)
        .group_by(SessionRow.person_id)
    )
    return dict(rows.all())


def add_link(person_id: int, purpose: str, expires_at: datetime) -> str:
    """A one-time link, ``reset`` or ``invitation``: the secret for its address."""
    secret = secrets.token_urlsafe(32)
    db.session.add(
        LinkRow(
            secret_hash=secret_hash(secret),
            person_id=person_id,
            purpose=purpose,
            expires_at=expires_at,
        )
    )
    db.session.flush()
    return secret


def read_link(
    secret: str, now: datetime, *, lock: bool = False
) -> tuple[LinkRow, PersonRow] | None:
    """The link of a secret with its person; None when it was used, is too old or never was.

    ``lock`` holds the link until the write ends, so that two tries cannot both use it.
    """
    query = (
        select(LinkRow, PersonRow)
        .join(PersonRow, LinkRow.person_id == PersonRow.id)
        .where(
            LinkRow.secret_hash == secret_hash(secret),
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > now,
        )
    )
    if lock:
        query = query.with_for_update(of=LinkRow)
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None


def spend_links(person_id: int, now: datetime) -> None:
    """Use up every open link of a person."""
    db.session.execute(
        update(LinkRow)
        .where(LinkRow.person_id == person_id, LinkRow.used_at.is_(None))
        .values(used_at=now)
    )


def end_feeds(person_id: int, now: datetime) -> int:
    """Revoke every calendar subscription of a person. Gives how many."""
    return db.session.execute(
        update(FeedRow)
        .where(FeedRow.person_id == person_id, FeedRow.revoked_at.is_(None))
        .values(revoked_at=now)
    ).rowcount
