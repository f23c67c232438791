"""Texts by column of a drill log become a drill, or the names of the columns that are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from drills.facts import (
    ANNOUNCED,
    DRILL_TYPES,
    HELD_AS,
    SITUATIONS,
    TOLD_BEFOREHAND,
    YES_NO_COLUMNS,
    Drill,
)

CHOICES = {
    "type": DRILL_TYPES,
    "held_as": HELD_AS,
    "announced": ANNOUNCED,
    "told_beforehand": TOLD_BEFOREHAND,
    "situation": SITUATIONS,
}


def convert(texts: Mapping[str, str]) -> tuple[Drill | None, set[str]]:
    """The drill, or None with the wrong columns."""
    values: dict[str, Any] = {}
    wrong: set[str] = set()
    for name, text in texts.items():
        try:
            values[name] = _value(name, text)
        except ValueError:
            wrong.add(name)
    wrong |= {name for name in ("date", "type") if name not in values}
    return (None, wrong) if wrong else (Drill(**values), wrong)


def _value(name: str, text: str) -> Any:
    if name in ("date", "parents_notified_on"):
        return date.fromisoformat(text)
    if name == "time":
        return time.fromisoformat(text)
    if name in YES_NO_COLUMNS:
        return {"yes": True, "no": False}[text] if text in ("yes", "no") else _fail()
    if name in ("participants", "duration_seconds"):
        number = int(text)
        return number if number >= 0 else _fail()
    if name in CHOICES and text not in CHOICES[name]:
        return _fail()
    return text


def _fail() -> Any:
    raise ValueError
