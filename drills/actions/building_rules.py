"""What must be true of a building's entry: name, key, address, the facts of a school year.

Pure checks on values. Codes, not words: the page translates them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from drills.actions.refused import Refused
from drills.facts import CHOICE_FACTS, GRADES, YES_NO_FACTS

LONGEST_NAME, LONGEST_KEY, LONGEST_ADDRESS = 120, 60, 200
MOST_PUPILS = 20_000
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class BuildingEntry:
    """A building as an administrator writes it down. A fact that is absent is unknown."""

    name: str
    address: str = ""
    key: str = ""  # asked once; empty: made from the name
    facts: dict[str, Any] = field(default_factory=dict)
    records_begin: date | None = None


def checked_building(entry: BuildingEntry) -> BuildingEntry:
    """The entry tidied, without unknown facts. Raises Refused with every problem at once."""
    name, address = " ".join(entry.name.split()), " ".join(entry.address.split())
    key = entry.key.strip().lower() or key_from(name)
    facts = {k: v for k, v in entry.facts.items() if v is not None}
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "building_name_missing"
    elif len(name) > LONGEST_NAME:
        errors["name"] = "building_name_long"
    elif not key:
        errors["key"] = "key_missing"
    if key and (len(key) > LONGEST_KEY or not KEY.fullmatch(key)):
        errors["key"] = "key_wrong"
    if len(address) > LONGEST_ADDRESS:
        errors["address"] = "address_long"
    if entry.records_begin and not EARLIEST <= entry.records_begin <= LATEST:
        errors["records_begin"] = "day_far"
    errors |= _fact_problems(facts)
    if errors:
        raise Refused(**errors)
    return replace(entry, name=name, address=address, key=key, facts=facts)


def key_from(name: str) -> str:
    """A short name for files: ``Long Lots Elementary`` gives ``long-lots-elementary``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].strip("-")


def _fact_problems(facts: dict[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for name, value in facts.items():
        if name == "grades":
            if not _grades_fit(value):
                errors["grades"] = "grades_wrong"
        elif name == "enrollment":
            if isinstance(value, bool) or not isinstance(value, int):
                errors["enrollment"] = "enrollment_wrong"
            elif not 0 <= value <= MOST_PUPILS:
                errors["enrollment"] = "enrollment_far"
        elif name in CHOICE_FACTS:
            if value not in CHOICE_FACTS[name]:
                errors[name] = "fact_wrong"
        elif name not in YES_NO_FACTS or not isinstance(value, bool):
            errors[name] = "fact_wrong"
    return errors


def _grades_fit(value: Any) -> bool:
    if len(value) != 2 or any(grade not in GRADES for grade in value):
        return False
    return GRADES.index(value[0]) <= GRADES.index(value[1])
