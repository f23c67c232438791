"""The sheet Buildings of an import, held against the district."""

from __future__ import annotations

from typing import Any

from drills.actions.building_rules import BuildingEntry, checked_building
from drills.actions.import_found import (
    Already,
    Checked,
    Faults,
    NewBuilding,
    Places,
    Question,
    folded,
)
from drills.actions.import_known import Known, KnownBuilding
from drills.actions.refused import Refused
from drills.workbooks.reading import Filled, Row
from drills.workbooks.template_columns import BUILDINGS, PAST_DRILLS

# Which column shows a problem of a fact.
COLUMN_OF = {"grades": "highest_grade"}
NO_FACTS = ("name", "key", "address", "lowest_grade", "highest_grade", "records_begin")


def check_buildings(filled: Filled, known: Known, found: Checked, faults: Faults) -> Places:
    """Finds the new buildings, and gives all that rows of other sheets may name."""
    places = Places()
    for building in known.buildings:
        places.add(building.id, building.name, building.key)
    by_name = {folded(b.name): b for b in known.buildings}
    by_key = {b.key: b for b in known.buildings}
    seen: dict[str, int] = {}
    with_drills = {folded(row.text("building")) for row in filled.of(PAST_DRILLS)}
    for row in filled.of(BUILDINGS):
        entry = _entry(row, faults)
        same = by_name.get(folded(entry.name)) or by_key.get(entry.key)
        if same is not None:
            _compare(row, entry, same, by_name, found, faults)
            continue
        words = [word for word in (folded(entry.name), entry.key) if word]
        twice = next((seen[word] for word in words if word in seen), None)
        if twice is not None:
            faults.add(row, "name", "building_twice", entry.name, str(twice))
            continue
        seen.update(dict.fromkeys(words, row.number))
        ref = -1 - len(found.buildings)
        places.add(ref, entry.name, entry.key)
        found.buildings.append(NewBuilding(row.number, ref, entry))
        if entry.records_begin is None and not with_drills & set(words):
            _ask_begin(row, entry, known, found)
    return places


def _entry(row: Row, faults: Faults) -> BuildingEntry:
    """The building of a row, tidied; its problems are noted."""
    values = row.values
    facts: dict[str, Any] = {n: v for n, v in values.items() if n not in NO_FACTS}
    low, high = values.get("lowest_grade"), values.get("highest_grade")
    if low and high:
        facts["grades"] = (low, high)
    elif row.whole and (low or high):
        empty = "highest_grade" if low else "lowest_grade"
        faults.add(row, empty, "grades_half", low or high)
    entry = BuildingEntry(
        name=row.text("name"),
        address=row.text("address"),
        key=row.text("key"),
        facts=facts,
        records_begin=values.get("records_begin"),
    )
    try:
        return checked_building(entry)
    except Refused as refused:
        for name, code in refused.errors.items():
            faults.add(row, COLUMN_OF.get(name, name), code, str(values.get(name, "")))
        return entry


def _compare(
    row: Row,
    entry: BuildingEntry,
    same: KnownBuilding,
    by_name: dict[str, KnownBuilding],
    found: Checked,
    faults: Faults,
) -> None:
    """A building that is there is left as it is; one of another name has taken the key."""
    if folded(entry.name) not in by_name and not row.text("key"):
        faults.add(row, "key", "key_taken", entry.key, same.name)
        return
    found.already.append(Already(row.sheet, row.number, same.name))
    if same.closed:
        found.questions.append(Question(row.sheet, row.number, "building_closed", same.name))
    elif folded(entry.name) != folded(same.name):
        found.questions.append(
            Question(row.sheet, row.number, "building_other_name", same.name, entry.name)
        )


def _ask_begin(row: Row, entry: BuildingEntry, known: Known, found: Checked) -> None:
    """Without a first day, what was due before today would count as missed."""
    calendar = known.calendar(known.year, -1)
    if calendar is not None and (known.today - calendar.first_day).days > 30:
        found.questions.append(
            Question(row.sheet, row.number, "no_records_begin", entry.name, day=calendar.first_day)
        )
