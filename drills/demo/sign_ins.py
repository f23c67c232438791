"""Who can sign in to the demo, and its feed link: true at every start, not only the first.

The link's secret lies in the data folder, since the database holds only its hash.
"""

from __future__ import annotations

from dataclasses import dataclass

from drills.actions.passwords import password_fits
from drills.demo.districts import read_districts
from drills.demo.set_up import PASSWORD
from drills.store.people import read_by_email


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody to be in the demo. ``changed``: their password is no longer the demo's."""

    shown: str
    name: str
    email: str
    changed: bool


def sign_ins() -> dict[str, list[SignIn]]:
    """By district, one sign-in for each kind of person, as far as their account is open."""
    found: dict[str, list[SignIn]] = {}
    fits: dict[str | None, bool] = {}  # everybody has the same hash, until they change it
    for told in read_districts():
        for person in told.people:
            row = read_by_email(told.email(person)) if person.shown else None
            if row is None or row.left_on is not None:
                continue
            if row.password_hash not in fits:
                fits[row.password_hash] = password_fits(row.password_hash, PASSWORD)
            changed = not fits[row.password_hash]
            found.setdefault(told.name, []).append(
                SignIn(person.shown, row.name, row.email, changed)
            )
    return found
