"""Add a building, or save its name, address and the facts of a school year.

Closing and reopening are close_building.py's. Its key and its id never change.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from drills.actions.allowed import allowed_today
from drills.actions.building_rules import BuildingEntry, checked_building
from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_building_years
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.tables import BuildingRow, BuildingYearRow


def fingerprint(row: BuildingRow, facts: BuildingYearRow | None) -> str:
    """Short words for a building's state: a form sends it back, so that a save that would
    undo somebody else's is noticed."""
    words = json.dumps([str(row.closed_on), _note(row, facts)], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def add_building(by: Person, now: datetime, year: str, entry: BuildingEntry) -> int:
    """A new building with its facts from a school year on; gives its id.

    Raises NotAllowed, or Refused with every field to mend.
    """
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            entry = checked_building(entry)
            _check_taken(by, entry)
            row = BuildingRow(
                district_id=by.district_id,
                key=entry.key,
                name=entry.name,
                sort_name=entry.name.casefold(),
                address=entry.address,
            )
            db.session.add(row)
            db.session.flush()
            facts = BuildingYearRow(
                building_id=row.id,
                year=year,
                facts=_stored(entry.facts),
                records_begin=entry.records_begin,
            )
            db.session.add(facts)
            db.session.flush()
            it.note(
                "building.added",
                f"building:{row.id}",
                key=row.key,
                year=year,
                after=_note(row, facts),
            )
            it.rejudge([row.id])
            return row.id
    except CLASHES:
        raise Refused(key="key_taken") from None


def save_building(
    by: Person, now: datetime, building_id: int, year: str, entry: BuildingEntry, seen: str
) -> None:
    """Save a building's name and address, and its facts from a school year on.

    Raises NotAllowed, Refused with every field to mend, or ChangedMeanwhile where ``seen``
    is no longer the state.
    """
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            rows = read_building_rows(by.district_id, [building_id], with_closed=True)
            if not rows:
                raise NotAllowed
            row = rows[0]
            facts = read_building_years([building_id], year).get(building_id)
            if fingerprint(row, facts) != seen:
                raise ChangedMeanwhile("changed_meanwhile")
            entry = checked_building(entry)
            _check_taken(by, entry, building_id)
            before = _note(row, facts)
            row.name, row.sort_name = entry.name, entry.name.casefold()
            row.address = entry.address
            facts = _put_facts(row, facts, year, entry)
            db.session.flush()
            after = _note(row, facts)
            if after != before:
                it.note(
                    "building.saved", f"building:{row.id}", year=year, before=before, after=after
                )
                it.rejudge([row.id])
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _put_facts(
    row: BuildingRow, facts: BuildingYearRow | None, year: str, entry: BuildingEntry
) -> BuildingYearRow:
    """The year's own row, made where the facts differ from those of the year before."""
    stored = _stored(entry.facts)
    if facts is not None and (facts.facts, facts.records_begin) == (stored, entry.records_begin):
        return facts
    if facts is None or facts.year != year:
        facts = BuildingYearRow(building_id=row.id, year=year)
        db.session.add(facts)
    facts.facts, facts.records_begin = stored, entry.records_begin
    return facts


def _check_taken(by: Person, entry: BuildingEntry, building_id: int | None = None) -> None:
    """Two buildings of a district with one name, or one key, could not be told apart."""
    others = [
        row for row in read_building_rows(by.district_id, with_closed=True) if row.id != building_id
    ]
    errors = {}
    if any(row.sort_name == entry.name.casefold() for row in others):
        errors["name"] = "building_name_taken"
    if building_id is None and not errors and any(row.key == entry.key for row in others):
        errors["key"] = "key_taken"
    if errors:
        raise Refused(**errors)


def _stored(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in sorted(facts.items())}


def _note(row: BuildingRow, facts: BuildingYearRow | None) -> dict[str, Any]:
    """A building as the audit chain writes it."""
    begin = facts.records_begin if facts is not None else None
    return {
        "name": row.name,
        "address": row.address,
        "facts": dict(facts.facts) if facts is not None else {},
        "records_begin": begin.isoformat() if begin else None,
    }
