"""A building file, ``building.yaml``: bytes to Building, and a Building to text.

The facts stand in building_facts.py, the calendar's keys in calendar_keys.py, lawful excuses
in waiver_rows.py; strictness and places are yaml_reading.py's. Which settings a pack knows
is not this room's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from drills.exchange.building_facts import BUILDING_FACTS, FACTS_BY_NAME
from drills.exchange.calendar_keys import calendar_keys, read_calendar
from drills.exchange.fields import (
    CHOICE,
    DATE,
    GRADE_SPAN,
    NUMBER,
    YES_NO,
    Field,
    read_grade,
    read_text,
)
from drills.exchange.problems import NotThat, Problem
from drills.exchange.waiver_rows import read_waivers, waiver_keys
from drills.exchange.yaml_reading import Node, YamlReading
from drills.facts import GRADES, Building, Waiver

JURISDICTION = re.compile(r"US-[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class BuildingFile:
    """A building with the places of what only the law can check: state and settings."""

    building: Building
    file: str
    places: dict[str, Node]  # "jurisdiction" and "settings.NAME"
    waivers: tuple[Waiver, ...] = ()

    def problem(self, key: str, what: str, right: str) -> Problem:
        """A problem at the place of a key."""
        node = self.places[key]
        return Problem(self.file, node.line, str(node.column), what, right)


def read_building(data: bytes, file: str) -> BuildingFile:
    """The building of a file. Raises FileProblems with every problem found."""
    reading = YamlReading(file)
    top = reading.top(data)
    needed = [fact.name for fact in BUILDING_FACTS if fact.needed]
    known = [*FACTS_BY_NAME, "calendar", "settings", "waivers"]
    keys = reading.table(top, "the building", known, [*needed, "calendar"])
    values = read_facts(reading, keys)
    calendar = read_calendar(reading, keys.get("calendar"))
    values["settings"] = read_settings(reading, keys.get("settings"))
    waivers = read_waivers(reading, keys.get("waivers"))
    reading.done()
    assert calendar is not None  # what kept it from being one was told above
    places = {"jurisdiction": keys["jurisdiction"]}
    if "settings" in keys and isinstance(keys["settings"].value, dict):
        places |= {f"settings.{name}": node for name, node in keys["settings"].value.items()}
    return BuildingFile(Building(calendar=calendar, **values), file, places, waivers)


def read_facts(reading: YamlReading, keys: dict[str, Node]) -> dict[str, Any]:
    """The facts of a building's table as Building holds them; problems are noted."""
    return {
        name: _fact(reading, FACTS_BY_NAME[name], node)
        for name, node in keys.items()
        if name in FACTS_BY_NAME
    }


def read_settings(reading: YamlReading, node: Node | None) -> dict[str, str]:
    """The settings of a building's table, as text; empty ones stay unset."""
    found: dict[str, str] = {}
    for name, value in reading.table(node, "settings", None).items():
        text = reading.text(value, f"settings.{name}")
        if text is not None:
            found[name] = text
    return found


def _fact(reading: YamlReading, fact: Field, node: Node) -> Any:
    if fact.kind == GRADE_SPAN:
        return _grades(reading, node)
    if fact.kind == YES_NO:
        return reading.yes_no(node, fact.name)
    if fact.kind == DATE:
        return reading.day(node, fact.name)
    text = reading.text(node, fact.name)
    if text is None:
        return None
    if fact.name == "jurisdiction" and not JURISDICTION.fullmatch(text):
        code = text.upper().removeprefix("US-").removeprefix("US")
        right = f"Write US-{code}" if re.fullmatch("[A-Z]{2}", code) else "Write it like US-CT"
        reading.wrong(node, f"jurisdiction is '{text}', not a state's code", right)
    if fact.kind in (CHOICE, NUMBER):
        try:
            return read_text(fact, text)
        except NotThat as error:
            reading.wrong(node, f"{fact.name}: {error.what}", error.right)
            return None
    return text


def _grades(reading: YamlReading, node: Node) -> tuple[str, str] | None:
    items = reading.items(node, "grades", "[K, 5]")
    if not items:
        if isinstance(node.value, list):
            reading.wrong(node, "grades is an empty list", "Write lowest and highest: [K, 5]")
        return None
    if len(items) != 2:
        what = f"grades has {len(items)} entries"
        reading.wrong(node, what, "Write lowest and highest, such as [K, 5] or [9, 12]")
        return None
    found: list[str] = []
    for item in items:
        text = reading.text(item, "grades")
        try:
            found.append(read_grade(text or ""))
        except NotThat as error:
            reading.wrong(item, f"grades: {error.what}", error.right)
    if len(found) != 2:
        return None
    if GRADES.index(found[0]) > GRADES.index(found[1]):
        what = f"grades: {found[0]} is higher than {found[1]}"
        reading.wrong(node, what, f"Write the lowest first: [{found[1]}, {found[0]}]")
        return None
    return found[0], found[1]


def write_building(building: Building, waivers: Sequence[Waiver] = ()) -> str:
    """The building as the text of a ``building.yaml``; read_building reads it back."""
    return written_values(building_values(building, waivers))


def building_values(building: Building, waivers: Sequence[Waiver] = ()) -> dict[str, Any]:
    """The building as the table of a ``building.yaml``: texts, numbers and days."""
    values: dict[str, Any] = {fact.name: getattr(building, fact.name) for fact in BUILDING_FACTS}
    if building.grades is not None:
        values["grades"] = list(building.grades)
    values["calendar"] = calendar_keys(building.calendar)
    values["settings"] = dict(building.settings)
    if waivers:
        values["waivers"] = [waiver_keys(waiver) for waiver in waivers]
    return values


def written_values(values: dict[str, Any]) -> str:
    """The table as text."""
    return yaml.safe_dump(
        values, sort_keys=False, allow_unicode=True, default_flow_style=None, width=96
    )
