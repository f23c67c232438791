"""Ask for a link to choose a new password. Answers alike whether the account exists or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from drills.actions.change import change, small_write
from drills.actions.send_mail import queue_mail
from drills.actions.sign_in import Browser, count_or_refuse, has_left, network_of
from drills.permissions import Person
from drills.store.people import person_from_row, read_by_email, secret_hash
from drills.store.sessions import add_link
from drills.store.throttle import count_tries, key_for

RESET_LASTS = timedelta(hours=2)
TRIES_PER_ACCOUNT = 5  # in a quarter of an hour
TRIES_PER_ADDRESS = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words."""

    subject: str
    body: str


# Makes the mail for a person from the secret of their link; the words are the web's.
Writer = Callable[[Person, str], Letter]


def ask_for_reset(email: str, now: datetime, browser: Browser, write: Writer) -> None:
    """Mail a one-time link where the account exists. Raises TooManyTries, else says nothing.

    Both ways take one counted try and one more write, so that time tells nothing either.
    """
    email = email.strip().lower()
    account = key_for("forgotten", email)
    address = key_for("forgotten-from", network_of(browser.address))
    count_or_refuse({account: TRIES_PER_ACCOUNT, address: TRIES_PER_ADDRESS}, now)
    row = read_by_email(email)
    person = person_from_row(row) if row is not None else None
    if row is None or person is None or has_left(row, person, now):
        with small_write():
            count_tries([key_for("forgotten-nobody", email)], now)
        return
    with change(person, now) as it:
        send_link(person, now, "reset", RESET_LASTS, write)
        it.note("account.reset_asked", f"person:{person.id}")


def send_link(person: Person, now: datetime, purpose: str, lasts: timedelta, write: Writer) -> None:
    """Make a one-time link and queue its mail, inside a change."""
    secret = add_link(person.id, purpose, now + lasts)
    letter = write(person, secret)
    queue_mail(
        key=f"{purpose}:{person.id}:{secret_hash(secret)[:16]}",
        district_id=person.district_id,
        to=person.email,
        subject=letter.subject,
        body=letter.body,
        now=now,
    )
