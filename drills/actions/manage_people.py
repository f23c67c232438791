"""Administrators look after people: add, change, invite, and end an account.

What an entry must hold stands in people_rules.py. Nothing is ever deleted: an account
ends, and what the person wrote keeps their name.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.people_rules import Entry, checked, day_without_administrator
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.reset_password import Writer, send_link
from drills.permissions import Grant, Person
from drills.store.buildings import read_building_rows
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import (
    hold_district,
    lock_person,
    person_from_row,
    read_by_email,
    read_people,
)
from drills.store.sessions import end_feeds, end_sessions, spend_links
from drills.store.tables import PersonRow, RoleBuildingRow, RoleRow

INVITATION_LASTS = timedelta(days=7)


def fingerprint(row: PersonRow) -> str:
    """Short words for the state of an entry: a form sends it back, so that a save that
    would undo somebody else's is noticed."""
    roles = [_said(grant) for grant in person_from_row(row).grants]
    state = [row.name, row.title, row.email, str(row.left_on), *sorted(map(str, roles))]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:16]


def add_person(by: Person, now: datetime, entry: Entry, invite: Writer | None) -> int:
    """A new person of the district; ``invite`` writes the mail with the link. Gives the id.

    Raises NotAllowed, or Refused with every field to mend.
    """
    try:
        with change(by, now) as it:
            _today(by, now)
            entry = checked(entry, _buildings(by))
            if read_by_email(entry.email) is not None:
                raise Refused(email="email_taken")
            row = PersonRow(district_id=by.district_id, created_at=now, name="", email="")
            _write(row, entry)
            db.session.add(row)
            db.session.flush()
            it.note("person.added", f"person:{row.id}", **_details(entry))
            if invite is not None:
                _invite(it, row, now, invite)
            return row.id
    except CLASHES:
        raise Refused(email="email_taken") from None


def change_person(by: Person, now: datetime, person_id: int, entry: Entry, seen: str) -> None:
    """Write a person down anew: name, title, e-mail and every role.

    Raises NotAllowed, Refused, or ChangedMeanwhile where ``seen`` is no longer the state.
    """
    try:
        with change(by, now) as it:
            today = _today(by, now)
            row = _open_account(by, person_id)
            if fingerprint(row) != seen:
                raise ChangedMeanwhile("changed_meanwhile")
            entry = checked(entry, _buildings(by))
            other = read_by_email(entry.email)
            if other is not None and other.id != row.id:
                raise Refused(email="email_taken")
            before = day_without_administrator(_all_grants(by.district_id), today)
            was, old_email = person_from_row(row).grants, row.email
            _write(row, entry)
            db.session.flush()
            _keep_an_administrator(by, today, before)
            if old_email != entry.email:
                # An open link went to an address that is no longer theirs.
                spend_links(row.id, now)
            it.note(
                "person.changed",
                f"person:{row.id}",
                **_details(entry),
                roles_before=[_said(grant) for grant in was],
            )
    except CLASHES:
        raise Refused(email="email_taken") from None


def invite_person(by: Person, now: datetime, person_id: int, write: Writer) -> None:
    """Mail a link, good for a week, with which the person chooses a password."""
    with change(by, now) as it:
        _today(by, now)
        _invite(it, _open_account(by, person_id), now, write)


def end_account(by: Person, now: datetime, person_id: int) -> None:
    """End an account today: sessions, links and calendar feeds end with it.

    Raises NotAllowed, or Refused for one's own account and for the last administrator.
    """
    with change(by, now) as it:
        today = _today(by, now)
        row = _open_account(by, person_id)
        if row.id == by.id:
            raise Refused("own_account")
        before = day_without_administrator(_all_grants(by.district_id), today)
        row.left_on = today
        db.session.flush()
        _keep_an_administrator(by, today, before)
        ended = end_sessions(row.id, now)
        feeds = end_feeds(row.id, now)
        spend_links(row.id, now)
        it.note("person.left", f"person:{row.id}", sessions_ended=ended, feeds_ended=feeds)


def reopen_account(by: Person, now: datetime, person_id: int) -> None:
    """Let somebody back in whose account was ended. Feeds stay ended."""
    with change(by, now) as it:
        _today(by, now)
        row = lock_person(person_id, by.district_id)
        if row is None:
            raise NotAllowed
        if row.left_on is not None:
            row.left_on = None
            it.note("person.returned", f"person:{row.id}")


def _today(by: Person, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if not by.may("set_up", today):
        raise NotAllowed
    hold_district(by.district_id)  # who is left to administer is a question of them all
    return today


def _open_account(by: Person, person_id: int) -> PersonRow:
    row = lock_person(person_id, by.district_id)
    if row is None:
        raise NotAllowed
    if row.left_on is not None:
        raise ChangedMeanwhile("account_ended")
    return row


def _buildings(by: Person) -> frozenset[int]:
    return frozenset(row.id for row in read_building_rows(by.district_id, with_closed=True))


def _all_grants(district_id: int) -> list[Grant]:
    people = [row for row in read_people(district_id) if row.left_on is None]
    return [grant for row in people for grant in person_from_row(row).grants]


def _keep_an_administrator(by: Person, today: date, before: date | None) -> None:
    after = day_without_administrator(_all_grants(by.district_id), today)
    if after is not None and (before is None or after < before):
        raise Refused("no_administrator")


def _write(row: PersonRow, entry: Entry) -> None:
    row.name, row.title, row.email = entry.name, entry.title, entry.email
    row.sort_name = entry.name.casefold()
    wanted = list(entry.grants)
    for role, grant in zip(list(row.roles), _grants(row), strict=True):
        if grant in wanted:
            wanted.remove(grant)
        else:
            row.roles.remove(role)
            if role in db.session:
                db.session.delete(role)
    for grant in wanted:
        row.roles.append(role_row(grant))


def role_row(grant: Grant) -> RoleRow:
    """The row of a role, to be hung on a person."""
    role = RoleRow(
        role=grant.role,
        starts=grant.starts,
        ends=grant.ends,
        all_buildings=grant.buildings is None,
        years=None if grant.years is None else sorted(grant.years),
    )
    role.buildings = [RoleBuildingRow(building_id=id_) for id_ in sorted(grant.buildings or ())]
    return role


def _grants(row: PersonRow) -> tuple[Grant, ...]:
    return person_from_row(row).grants if row.roles else ()


def _invite(it: Change, row: PersonRow, now: datetime, write: Writer) -> None:
    spend_links(row.id, now)  # the newest mail is the one that works
    send_link(person_from_row(row), now, "invitation", INVITATION_LASTS, write)
    it.note("person.invited", f"person:{row.id}")


def _details(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.title,
        "email": entry.email,
        "roles": [_said(grant) for grant in entry.grants],
    }


def _said(grant: Grant) -> dict[str, object]:
    """A role as the audit chain writes it."""
    years = {} if grant.years is None else {"years": sorted(grant.years)}
    return {
        **years,
        "role": grant.role,
        "buildings": "all" if grant.buildings is None else sorted(grant.buildings),
        "starts": grant.starts.isoformat() if grant.starts else None,
        "ends": grant.ends.isoformat() if grant.ends else None,
    }
