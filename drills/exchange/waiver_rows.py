"""Lawful excuses of a building file, ``waivers``: tables to values and back.

What an excuse is worth under the law is none of this room's.
"""

from __future__ import annotations

from typing import Any

from drills.exchange.yaml_reading import Node, YamlReading
from drills.facts import Waiver

NEEDED = ("requirement", "opens", "granted_on")
KEYS = (*NEEDED, "due", "excuse", "reason", "law", "granted_by")
EXAMPLE = "[{requirement: fire-monthly, opens: 2026-09-02, granted_on: 2026-10-01}]"


def read_waivers(reading: YamlReading, node: Node | None) -> tuple[Waiver, ...]:
    """The excuses of a building, each for a window by its rule and first day."""
    found = []
    for item in reading.items(node, "waivers", EXAMPLE):
        keys = reading.table(item, "a waiver", KEYS, NEEDED)
        requirement = reading.text(keys.get("requirement"), "requirement")
        opens = reading.day(keys.get("opens"), "opens")
        granted_on = reading.day(keys.get("granted_on"), "granted_on")
        texts = {
            name: reading.text(keys.get(name), name) or ""
            for name in ("excuse", "reason", "law", "granted_by")
        }
        due = reading.day(keys.get("due"), "due")
        if requirement is not None and opens is not None and granted_on is not None:
            found.append(
                Waiver(requirement, opens, granted_on=granted_on, due=due, **texts),
            )
    return tuple(found)


def waiver_keys(waiver: Waiver) -> dict[str, Any]:
    """The excuse as the values of its table, ready to be written as YAML."""
    values = {name: getattr(waiver, name) for name in KEYS}
    return {name: value for name, value in values.items() if value not in (None, "")}
