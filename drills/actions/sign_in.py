"""Sign in and out: a new session for the right password, and no hint for the wrong one.

Throttled by account and by address. How the cookie carries the secret is the web's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import change, small_write
from drills.actions.passwords import hash_password, needs_new_hash, password_fits
from drills.actions.refused import Refused
from drills.permissions import Person
from drills.store.people import person_from_row, read_by_email, read_person
from drills.store.sessions import add_session, end_sessions, keep_seen
from drills.store.tables import PersonRow
from drills.store.throttle import (
    count_tries,
    forget_old,
    forget_tries,
    give_back,
    key_for,
    minutes_left,
)

TRIES_PER_ACCOUNT = 10  # in a quarter of an hour
TRIES_PER_ADDRESS = 50  # a whole school may share one
LONGEST_IN_IDLES = 7  # however busy, a session ends after so many times its idle hours
SEEN_EVERY = timedelta(minutes=5)  # a last visit is not written at each click


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from: its network address and what it calls itself."""

    address: str
    name: str = ""


class TooManyTries(Refused):
    """Wait so many minutes."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__("too_many_tries")


def network_of(address: str) -> str:
    """The address that is throttled: IPv6 users own their last 64 bits."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def count_or_refuse(limits: dict[str, int], now: datetime) -> None:
    """Count a try under each key; raises TooManyTries above a key's limit."""
    with small_write():
        counts = count_tries(list(limits), now)
    if any(counts[key] > most for key, most in limits.items()):
        raise TooManyTries(minutes_left(now))


def has_left(row: PersonRow, person: Person, now: datetime) -> bool:
    """Whether the account has ended by this instant, where the district is."""
    return row.left_on is not None and row.left_on <= now.astimezone(ZoneInfo(person.zone)).date()


def sign_in(
    email: str, password: str, now: datetime, browser: Browser, idle: timedelta
) -> tuple[str, Person]:
    """A new session: the secret for the cookie, and who it is.

    Raises TooManyTries, or Refused("sign_in_wrong") alike for an unknown account, an ended
    one and a wrong password.
    """
    email = email.strip().lower()
    account = key_for("sign-in", email)
    address = key_for("sign-in-from", network_of(browser.address))
    count_or_refuse({account: TRIES_PER_ACCOUNT, address: TRIES_PER_ADDRESS}, now)
    row = read_by_email(email)
    kept = row.password_hash if row is not None else None
    # Outside the write: it takes a tenth of a second, and writers wait for each other.
    if not password_fits(kept, password) or row is None or kept is None:
        raise Refused("sign_in_wrong")
    person = person_from_row(row)
    if has_left(row, person, now):
        raise Refused("sign_in_wrong")
    better = hash_password(password) if needs_new_hash(kept) else None
    with change(person, now) as it:
        row = read_person(person.id, person.district_id)
        if row is None or row.password_hash != kept:
            raise Refused("sign_in_wrong")  # the password was changed a moment ago
        if better is not None:
            row.password_hash = better
        secret, session = add_session(person.id, now, now + idle, browser.name)
        forget_tries(account)
        give_back(address, now)
        forget_old(now)
        it.note("account.signed_in", f"person:{person.id}", session=session.id)
    return secret, person


def keep_session(session_id: int, last_seen: datetime, now: datetime, idle: timedelta) -> None:
    """Note a visit, at most every five minutes, and let the session go on from it."""
    if now - last_seen < SEEN_EVERY:
        return
    with small_write():
        keep_seen(session_id, now, idle, idle * LONGEST_IN_IDLES)


def end_session(by: Person, now: datetime, session_id: int) -> bool:
    """End one of one's own sessions. False where it was not there or over already."""
    with change(by, now) as it:
        ended = end_sessions(by.id, now, only=session_id)
        if ended:
            it.note("account.signed_out", f"person:{by.id}", session=session_id)
    return bool(ended)


def end_other_sessions(by: Person, now: datetime, keep: int) -> int:
    """End all of one's own sessions but one. Gives how many were ended."""
    with change(by, now) as it:
        ended = end_sessions(by.id, now, keep=keep)
        if ended:
            it.note("account.signed_out_elsewhere", f"person:{by.id}", sessions=ended)
    return ended
