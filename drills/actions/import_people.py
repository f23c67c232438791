"""The sheet People of an import, held against the district: one row a role."""

from __future__ import annotations

from collections import defaultdict

from drills.actions.import_found import Already, Checked, Faults, NewPerson, Places, Question
from drills.actions.import_known import Known, KnownPerson
from drills.actions.people_rules import WHOLE_DISTRICT, Entry, checked
from drills.actions.refused import Refused
from drills.permissions import Grant
from drills.workbooks.reading import Filled, Row
from drills.workbooks.template_columns import ALL_BUILDINGS, PEOPLE

MOST_ROLES = 12
# Which column shows a problem of a role.
COLUMN_OF = {
    "role_missing": "role",
    "role_ends_early": "ends",
    "role_buildings_missing": "buildings",
    "role_buildings_unknown": "buildings",
}


def check_people(
    filled: Filled, known: Known, places: Places, found: Checked, faults: Faults
) -> None:
    """Finds the new people; rows with one e-mail address are the roles of one person."""
    by_email: dict[str, list[Row]] = defaultdict(list)
    for row in filled.of(PEOPLE):
        # Without an address, a row is a person of its own, so that all its slips are told.
        email = row.text("email").lower()
        by_email[email or f"\n{row.number}"].append(row)
    for email, rows in by_email.items():
        grants = [_grant(row, places, faults) for row in rows]
        entry = _entry(rows, grants, places, faults)
        if email in known.emails_elsewhere:
            faults.add(rows[0], "email", "email_taken", email)
        elif email in known.people:
            _compare(rows, entry, known.people[email], found)
        elif not any(faults.has(row) for row in rows):
            found.people.append(NewPerson(rows[0].number, entry))


def _grant(row: Row, places: Places, faults: Faults) -> Grant:
    """The role of a row with its buildings as ids and refs."""
    role = str(row.values.get("role") or "")
    starts, ends = row.values.get("starts"), row.values.get("ends")
    words = [word.strip() for word in row.text("buildings").replace("\n", ";").split(";")]
    words = [word for word in words if word]
    if role in WHOLE_DISTRICT or [word.casefold() for word in words] == [ALL_BUILDINGS]:
        return Grant(role, None, starts, ends)
    if not words and "role" in row.values:
        faults.add(row, "buildings", "buildings_empty")
    refs = set()
    for word in words:
        place = places.find(word)
        if place is None:
            faults.add(row, "buildings", "building_unknown", word, places.nearest(word))
        else:
            refs.add(place[0])
    return Grant(role, frozenset(refs), starts, ends)


def _entry(rows: list[Row], grants: list[Grant], places: Places, faults: Faults) -> Entry:
    """One person of several rows, tidied; problems are noted where they stand."""
    first = rows[0]
    for row in rows[1:]:
        for column in ("name", "title"):
            if row.text(column) and row.text(column) != first.text(column):
                faults.add(row, column, "person_differs", row.text(column), first.text(column))
    if len(rows) > MOST_ROLES:
        faults.add(rows[MOST_ROLES], "role", "roles_many", str(MOST_ROLES))
    entry = Entry(first.text("name"), first.text("title"), first.text("email"), tuple(grants))
    try:
        return checked(entry, places.refs)
    except Refused as refused:
        for name, code in refused.errors.items():
            if name.startswith("roles-"):
                number = int(name.removeprefix("roles-"))
                faults.add(rows[number], COLUMN_OF.get(code, "role"), code)
            else:
                faults.add(first, name, code, first.text(name))
        return entry


def _compare(rows: list[Row], entry: Entry, there: KnownPerson, found: Checked) -> None:
    """Somebody who is there is left as they are."""
    first = rows[0]
    found.already.append(Already(first.sheet, first.number, there.name))
    if there.left:
        found.questions.append(Question(first.sheet, first.number, "person_left", there.name))
    elif set(entry.grants) - there.grants:
        found.questions.append(Question(first.sheet, first.number, "person_roles", there.name))
