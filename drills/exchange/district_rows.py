"""The rows of a district file: officers, and drills held, pinned or called off.

The file itself is district_file.py's; the columns of a drill are those of a log.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from typing import Any

from drills.exchange.fields import YES_NO, read_clock, read_text
from drills.exchange.log_columns import COLUMNS_BY_NAME, EVERYDAY_COLUMNS, LOG_COLUMNS
from drills.exchange.problems import NotThat, nearest, quoted
from drills.exchange.yaml_reading import Node, YamlReading
from drills.facts import Drill, Span

OFFICER_KEYS = ("id", "name", "kind", "covers", "away", "per_day")
ALL = "all"


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """Somebody whose presence a drill can need. ``covers`` None: all buildings."""

    id: str
    name: str
    kind: str
    covers: frozenset[str] | None
    away: tuple[Span, ...]
    per_day: int | None
    place: Node


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A drill of one building, with the ids of who was or will be there."""

    building: str
    drill: Drill
    officers: tuple[str, ...] = ()


def read_officer(reading: YamlReading, node: Node, ids: Collection[str]) -> OfficerRow | None:
    """An officer; None, with problems noted, where the row cannot be one."""
    keys = reading.table(node, "an officer", OFFICER_KEYS, ("id", "kind"))
    name = reading.text(keys.get("id"), "id")
    kind = reading.text(keys.get("kind"), "kind")
    if name is None or kind is None:
        return None
    covers = keys.get("covers")
    everywhere = covers is None or covers.value is None or covers.value == ALL
    return OfficerRow(
        name,
        reading.text(keys.get("name"), "name") or name,
        kind,
        None if everywhere else whose(reading, covers, f"covers of {name}", ids),
        reading.spans(keys.get("away"), f"away of {name}"),
        read_count(reading, keys.get("per_day"), f"per_day of {name}"),
        keys["id"],
    )


def whose(
    reading: YamlReading, node: Node | None, called: str, ids: Collection[str]
) -> frozenset[str] | None:
    """A list of buildings by id; None where none is given. ``all`` is none in particular."""
    if node is None or node.value is None or node.value == ALL:
        return None
    if isinstance(node.value, str):
        items = [node]
    else:
        items = reading.items(node, called, "[hillside, riverside]")
    found = set()
    for item in items:
        name = reading.text(item, called)
        if name is not None and known_building(reading, item, name, called, ids):
            found.add(name)
    return frozenset(found)


def known_building(
    reading: YamlReading, node: Node, name: str, called: str, ids: Collection[str]
) -> bool:
    """Whether a building of that id is there; a problem is noted where it is not."""
    if name in ids:
        return True
    what = f"{called}: no building has the id {quoted(name)}"
    right = f"The nearest known is {nearest(name, ids)}" if ids else "List it under buildings"
    reading.wrong(node, what, right)
    return False


def read_count(reading: YamlReading, node: Node | None, called: str) -> int | None:
    """A whole number from 1; None where nothing is given or, noted, it is none."""
    text = reading.text(node, called)
    if text is None or node is None:
        return None
    if re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) and int(text) > 0:
        return int(text)
    what = f"{called} is {quoted(text)}, which is not a whole number from 1"
    reading.wrong(node, what, "Write digits, such as 4, or leave it out")
    return None


def read_clock_of(reading: YamlReading, node: Node | None, called: str) -> time | None:
    """A time of day."""
    text = reading.text(node, called)
    if text is None or node is None:
        return None
    try:
        return read_clock(text)
    except NotThat as error:
        reading.wrong(node, f"{called}: {error.what}", error.right)
        return None


def read_row(
    reading: YamlReading, node: Node, called: str, ids: Collection[str], officers: Collection[str]
) -> PlannedRow | None:
    """A drill of a building; None, with problems noted, where the row cannot be one."""
    before = len(reading.problems)
    known = ["building", "officer", *COLUMNS_BY_NAME]
    if isinstance(node.value, dict):
        for key, value in node.value.items():
            if key not in known:
                near = nearest(key, known, EVERYDAY_COLUMNS)
                what = f"the key {quoted(key)} is not known in {called}"
                reading.wrong(value, what, f"The nearest known name is {near}")
    needed = ("building", *(c.name for c in LOG_COLUMNS if c.needed))
    known_only = node
    if isinstance(node.value, dict):
        some = {k: v for k, v in node.value.items() if k in known}
        known_only = Node(node.line, node.column, some)
    keys = reading.table(known_only, called, known, needed)
    building = reading.text(keys.get("building"), f"{called}.building")
    if building is not None:
        known_building(reading, keys["building"], building, called, ids)
    who = _officers(reading, keys.get("officer"), called, officers)
    values: dict[str, Any] = {}
    for name, value in keys.items():
        column = COLUMNS_BY_NAME.get(name)
        if column is None:
            continue
        if column.kind == YES_NO:
            values[name] = reading.yes_no(value, f"{called}.{name}")
            continue
        text = reading.text(value, f"{called}.{name}")
        try:
            values[name] = read_text(column, text or "")
        except NotThat as error:
            reading.wrong(value, f"{called}.{name}: {error.what}", error.right)
    if len(reading.problems) > before or building is None:
        return None
    given = {name: value for name, value in values.items() if value is not None}
    return PlannedRow(building, Drill(**given), who)


def _officers(
    reading: YamlReading, node: Node | None, called: str, officers: Collection[str]
) -> tuple[str, ...]:
    if node is None or node.value is None:
        return ()
    single = isinstance(node.value, str)
    items = [node] if single else reading.items(node, f"{called}.officer", "[sso-1]")
    found = []
    for item in items:
        name = reading.text(item, f"{called}.officer")
        if name is None:
            continue
        if name in officers:
            found.append(name)
        else:
            what = f"{called}.officer: no officer has the id {quoted(name)}"
            right = (
                f"The nearest known is {nearest(name, officers)}"
                if officers
                else "List one under officers"
            )
            reading.wrong(item, what, right)
    return tuple(found)
