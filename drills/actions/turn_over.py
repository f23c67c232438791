"""Who leaves with a school year and who is new in the next: principals and officers.

A role ends on the last day of the old year and another begins on the first of the new one.
Accounts are not ended here, nor anything else changed about a person (manage_people.py).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drills.actions.allowed import allowed_today
from drills.actions.change import Change, change
from drills.actions.manage_people import INVITATION_LASTS, role_row
from drills.actions.next_year_steps import PEOPLE, confirm_step
from drills.actions.people_rules import Entry, checked
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.reset_password import Writer, send_link
from drills.permissions import OFFICER, PRINCIPAL, Grant, Person
from drills.store.buildings import read_building_rows, read_district
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.next_year import read_roles
from drills.store.people import hold_district, person_from_row, read_by_email
from drills.store.tables import PersonRow, RoleRow

TURNING = (PRINCIPAL, OFFICER)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who begins with the new year. ``building`` None: all of the district; 0: not
    chosen yet."""

    name: str
    title: str
    email: str
    role: str
    building: int | None

    @property
    def empty(self) -> bool:
        """A line that was left alone."""
        return not (self.name.strip() or self.title.strip() or self.email.strip())


def first_day_of(year: str) -> date:
    """July 1, on which the roles of a school year begin."""
    return date(int(year[:4]), 7, 1)


def roles_turning(district_id: int, year: str) -> list[tuple[PersonRow, RoleRow]]:
    """The principals' and officers' roles that reach from the old year into the new one."""
    first = first_day_of(year)
    return [
        (person, role)
        for person, role in read_roles(district_id, TURNING)
        if (role.starts is None or role.starts < first)
        and (role.ends is None or role.ends >= first)
    ]


def turn_over(
    by: Person,
    now: datetime,
    year: str,
    leaving: Collection[int],
    new: list[Newcomer],
    invite: Writer | None,
) -> tuple[int, int]:
    """End the roles named by id with the old year, and begin those of newcomers; gives how
    many of each. Somebody who has an account in the district keeps it.

    Raises NotAllowed, Refused with every line to mend (``new-0-email``), or ChangedMeanwhile.
    """
    first = first_day_of(year)
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            turning = {
                role.id: (person, role) for person, role in roles_turning(by.district_id, year)
            }
            if not set(leaving) <= set(turning):
                raise ChangedMeanwhile("changed_meanwhile")
            entries = _checked(by, new, first)
            for role_id in sorted(leaving):
                person, role = turning[role_id]
                role.ends = first - timedelta(days=1)
                it.note(
                    "person.role_ended",
                    f"person:{person.id}",
                    role=role.role,
                    ends=role.ends.isoformat(),
                    buildings=sorted(b.building_id for b in role.buildings),
                )
            for entry in entries:
                _begin(it, by, now, entry, invite)
            if confirm_step(read_district(by.district_id), year, PEOPLE) or leaving or entries:
                it.note(
                    "year.people_settled",
                    f"school_year:{year}",
                    year=year,
                    left=len(leaving),
                    new=len(entries),
                )
            return len(leaving), len(entries)
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _checked(by: Person, new: list[Newcomer], first: date) -> list[Entry]:
    buildings = frozenset(row.id for row in read_building_rows(by.district_id))
    entries, errors = [], {}
    taken: set[str] = set()
    for number, one in enumerate(new):
        if one.empty:
            continue
        covers = None if one.building is None else frozenset({one.building} - {0})
        grant = Grant(one.role if one.role in TURNING else "", covers, first)
        try:
            entry = checked(Entry(one.name, one.title, one.email, (grant,)), buildings)
        except Refused as refused:
            named = {"roles-0": "building"}
            errors |= {f"new-{number}-{named.get(n, n)}": c for n, c in refused.errors.items()}
            continue
        there = read_by_email(entry.email)
        if entry.email in taken or (there is not None and there.district_id != by.district_id):
            errors[f"new-{number}-email"] = "email_taken"
        elif there is not None and there.left_on is not None:
            errors[f"new-{number}-email"] = "account_ended"
        taken.add(entry.email)
        entries.append(entry)
    if errors:
        raise Refused(**errors)
    return entries


def _begin(it: Change, by: Person, now: datetime, entry: Entry, invite: Writer | None) -> None:
    row = read_by_email(entry.email)
    is_new = row is None
    if row is None:
        row = PersonRow(
            district_id=by.district_id,
            created_at=now,
            name=entry.name,
            sort_name=entry.name.casefold(),
            title=entry.title,
            email=entry.email,
        )
        db.session.add(row)
    (grant,) = entry.grants
    row.roles.append(role_row(grant))
    db.session.flush()
    it.note(
        "person.added" if is_new else "person.role_begun",
        f"person:{row.id}",
        name=entry.name,
        email=entry.email,
        role=grant.role,
        starts=grant.starts.isoformat() if grant.starts else None,
        buildings="all" if grant.buildings is None else sorted(grant.buildings),
    )
    if is_new and invite is not None:
        send_link(person_from_row(row), now, "invitation", INVITATION_LASTS, invite)
        it.note("person.invited", f"person:{row.id}")
