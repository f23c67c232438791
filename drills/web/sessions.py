"""Who is signed in: Flask-Login over our own session table.

The cookie carries a random secret and nothing else; the table holds its hash, so a
session ended there is over at the next request, wherever the cookie was copied to.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, request
from flask_login import LoginManager, UserMixin

from drills import clock
from drills.permissions import Person
from drills.store.people import person_from_row, read_session


class SignedIn(UserMixin):
    """A live session, as Flask-Login knows it. Its id is the session's secret."""

    def __init__(self, secret: str, session_id: int, person: Person) -> None:
        self.id = secret
        self.session_id = session_id
        self.person = person


def load_session(secret: str) -> SignedIn | None:
    """The session of a cookie; None when it ended, expired, or the account has."""
    now = clock.now()
    found = read_session(secret, now)
    if found is None:
        return None
    session, row = found
    person = person_from_row(row)
    if row.left_on is not None and row.left_on <= clock.today(person.zone):
        return None
    return SignedIn(secret, session.id, person)


def use_sessions(app: Flask) -> None:
    """Let Flask-Login ask our table. Access itself is held in web/access.py."""
    manager = LoginManager()
    manager.session_protection = (
        None  # the secret is the session; nothing rides beside it
    )
    manager.user_loader(load_session)
    manager.init_app(app)
    app.config.setdefault("REMEMBER_COOKIE_DURATION", timedelta(0))


def browser_name() -> str:
    """What the browser calls itself, cut to what the table holds."""
    return (request.user_agent.string or "")[:200]
