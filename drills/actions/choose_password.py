"""Choose a password: by a one-time link, or knowing the old one. Other sessions end."""

from __future__ import annotations

from datetime import datetime

from drills.actions.change import change
from drills.actions.passwords import check_new_password, hash_password, password_fits
from drills.actions.refused import NotAllowed, Refused
from drills.actions.sign_in import TRIES_PER_ACCOUNT, count_or_refuse, has_left
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_district
from drills.store.people import lock_person, person_from_row, read_person
from drills.store.sessions import end_sessions, read_link, spend_links
from drills.store.throttle import forget_tries, key_for


class LinkIsOver(Refused):
    """The link was used, is too old, or never was."""


def texts_of(person: Person) -> list[str]:
    """The names that somebody would guess first: the person's, the district's, its buildings'."""
    buildings = read_building_rows(person.district_id, with_closed=True)
    district = read_district(person.district_id)
    return [
        person.name,
        person.title,
        person.email.partition("@")[0],
        person.email.partition("@")[2].partition(".")[0],
        district.name,
        *(building.name for building in buildings),
    ]


def whose_link(secret: str, now: datetime) -> tuple[Person, str]:
    """The person of an open link and its purpose. Raises LinkIsOver."""
    found = read_link(secret, now)
    if found is None:
        raise LinkIsOver("link_over")
    link, row = found
    person = person_from_row(row)
    if has_left(row, person, now):
        raise LinkIsOver("link_over")
    return person, link.purpose


def choose_password(secret: str, password: str, now: datetime) -> Person:
    """Set the password of the link's person, use up the links, end every session.

    Raises LinkIsOver, or Refused where the password is too weak.
    """
    person, _purpose = whose_link(secret, now)
    check_new_password(password, texts_of(person))
    made = hash_password(password)
    with change(person, now) as it:
        found = read_link(secret, now, lock=True)
        if found is None:
            raise LinkIsOver("link_over")
        link, row = found
        row.password_hash = made
        spend_links(person.id, now)
        ended = end_sessions(person.id, now)
        forget_tries(key_for("sign-in", person.email))
        it.note(
            "account.password_chosen",
            f"person:{person.id}",
            by=link.purpose,
            sessions_ended=ended,
        )
    return person


def change_password(by: Person, now: datetime, old: str, new: str, *, keep: int) -> None:
    """Change one's own password; every session but ``keep`` ends, and so do open links.

    Raises Refused (old, new), TooManyTries or NotAllowed.
    """
    tries = key_for("old-password", str(by.id))
    count_or_refuse({tries: TRIES_PER_ACCOUNT}, now)
    row = read_person(by.id, by.district_id)
    if row is None:
        raise NotAllowed
    kept = row.password_hash
    if not password_fits(kept, old):
        raise Refused(old="password_old_wrong")
    if old == new:
        raise Refused(new="password_same")
    check_new_password(new, texts_of(by), field="new")
    made = hash_password(new)
    with change(by, now) as it:
        row = lock_person(by.id, by.district_id)
        if row is None or row.password_hash != kept:
            raise Refused(old="password_old_wrong")
        row.password_hash = made
        spend_links(by.id, now)
        ended = end_sessions(by.id, now, keep=keep)
        forget_tries(tries)
        it.note("account.password_changed", f"person:{by.id}", sessions_ended=ended)
