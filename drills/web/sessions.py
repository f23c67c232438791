"""Who is signed in: Flask-Login over our own session table.

The cookie carries a random secret and nothing else; the table holds its hash, so a
session ended there is over at the next request, wherever the cookie was copied to.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from drills import clock
from drills.actions import sign_in as action
from drills.permissions import Person
from drills.store.people import person_from_row, read_session


class SignedIn(UserMixin):
    """A live session, as Flask-Login knows it. Its id is the session's secret."""

    def __init__(self, secret: str, session_id: int, person: Person) -> None:
        self.id = secret
        self.session_id = session_id
        self.person = person


def idle_time() -> timedelta:
    """How long a session lasts without a visit."""
    return timedelta(hours=current_app.config["DRILLS"].session_hours)


def load_session(secret: str) -> SignedIn | None:
    """The session of a cookie; None when it ended, expired, or the account has."""
    now = clock.now()
    found = read_session(secret, now)
    if found is None:
        return None
    row, person_row = found
    person = person_from_row(person_row)
    if action.has_left(person_row, person, now):
        return None
    signed_in = SignedIn(secret, row.id, person)
    action.keep_session(row.id, row.last_seen_at, now, idle_time())
    return signed_in


def use_sessions(app: Flask) -> None:
    """Let Flask-Login ask our table. Access itself is held in web/access.py."""
    manager = LoginManager()
    # The secret is the session; nothing rides beside it.
    manager.session_protection = None
    manager.user_loader(load_session)
    manager.init_app(app)
    app.config.setdefault("REMEMBER_COOKIE_DURATION", timedelta(0))
    # The cookie outlives a closed browser, since phones close theirs at will; the table
    # decides when the session is over.
    hours = app.config["DRILLS"].session_hours * action.LONGEST_IN_IDLES
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=hours)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False


def this_browser() -> action.Browser:
    """Where the request comes from, for the throttle and the list of sessions."""
    name = (request.user_agent.string or "")[:200]
    return action.Browser(request.remote_addr or "", name)


def begin_session(email: str, password: str) -> Person:
    """Sign somebody in and give this browser a new cookie. Raises Refused as the action does."""
    now = clock.now()
    before = current_session_id()
    who = current_user.person if before is not None else None
    secret, person = action.sign_in(email, password, now, this_browser(), idle_time())
    if who is not None and before is not None:
        action.end_session(who, now, before)
    # All of the old cookie goes, its form token too.
    session.clear()
    session.permanent = True
    found = load_session(secret)
    if found is not None:
        login_user(found)
    return person


def end_session() -> None:
    """Sign this browser out: the row ends, the cookie is emptied."""
    before = current_session_id()
    if before is not None:
        action.end_session(current_user.person, clock.now(), before)
    session.clear()


def current_session_id() -> int | None:
    """The row of this browser's session; None where nobody is signed in."""
    return current_user.session_id if current_user.is_authenticated else None
