"""What must be true of a person's entry: name, e-mail, roles, and who is left to administer.

Pure checks on values, used by add, change and end. Codes, not words: the page translates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drills.actions.refused import Refused
from drills.permissions import ADMINISTRATOR, AUDITOR, DIRECTOR, ROLES, Grant

# These look after the whole district; a part of it makes no sense for them.
WHOLE_DISTRICT = (ADMINISTRATOR, DIRECTOR)
LONGEST_NAME, LONGEST_EMAIL = 120, 254
EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as an administrator writes them down."""

    name: str
    title: str
    email: str
    grants: tuple[Grant, ...]


def checked(entry: Entry, buildings: frozenset[int]) -> Entry:
    """The entry tidied. Raises Refused with every problem at once.

    ``buildings`` are the district's. A problem of the third role is named ``roles-2``.
    """
    name, title = " ".join(entry.name.split()), " ".join(entry.title.split())
    email = entry.email.strip().lower()
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "name_missing"
    elif len(name) > LONGEST_NAME:
        errors["name"] = "name_long"
    if len(title) > LONGEST_NAME:
        errors["title"] = "title_long"
    problem = email_problem(email)
    if problem:
        errors["email"] = problem
    grants = []
    for number, grant in enumerate(entry.grants):
        if grant.role in WHOLE_DISTRICT and grant.buildings is not None:
            grant = Grant(grant.role, None, grant.starts, grant.ends)
        if grant.role != AUDITOR and grant.years is not None:
            grant = replace(grant, years=None)
        wrong = grant_problem(grant, buildings)
        if wrong:
            errors[f"roles-{number}"] = wrong
        grants.append(grant)
    if errors:
        raise Refused(**errors)
    return Entry(name, title, email, tuple(dict.fromkeys(grants)))


def email_problem(email: str) -> str | None:
    """What is wrong with a mail address, as a code; None where nothing is."""
    if not email:
        return "email_missing"
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        return "email_wrong"
    return None


def grant_problem(grant: Grant, buildings: frozenset[int]) -> str | None:
    """What is wrong with a role, as a code; None where nothing is."""
    if grant.role not in ROLES:
        return "role_missing"
    if grant.buildings is not None and not grant.buildings:
        return "role_buildings_missing"
    if grant.buildings is not None and not grant.buildings <= buildings:
        return "role_buildings_unknown"
    if grant.starts and grant.ends and grant.ends < grant.starts:
        return "role_ends_early"
    if grant.role == AUDITOR and grant.ends is None:
        return "auditor_ends_missing"
    if grant.role == AUDITOR and not grant.years:
        return "auditor_years_missing"
    return None


def day_without_administrator(grants: Iterable[Grant], today: date) -> date | None:
    """The first day from today on that nobody administers; None where there is no such day."""
    day = today
    held = sorted(
        (g for g in grants if g.role == ADMINISTRATOR), key=lambda g: g.starts or date.min
    )
    for grant in held:
        if (grant.starts or date.min) > day:
            break
        if grant.ends is None:
            return None
        day = max(day, grant.ends + timedelta(days=1))
    return day
