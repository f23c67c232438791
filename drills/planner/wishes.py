"""What a drill must be recorded as to have the qualities that a rule asks for.

The engine's qualities read columns of a drill; here the same columns are filled. Whether a
drill then counts is asked of the engine, never decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from drills.compliance.counting import counts, has, takes, titled
from drills.compliance.pack import Requirement
from drills.compliance.qualities import QUALITIES
from drills.facts import Drill

Wishes = tuple[tuple[str, Any], ...]  # columns with values, in order of their names

COLUMNS: dict[str, tuple[str, Any]] = {
    "secondary_exit": ("secondary_exit", True),
    "obstructed_exit": ("obstructed_exit", True),
    "announced": ("announced", "all"),
    "unannounced": ("announced", "none"),
    "fire_department": ("fire_department", True),
    "law_enforcement": ("law_enforcement", True),
    "lunch_or_assembly": ("situation", "lunch"),
    "at_night": ("situation", "night"),
    "off_site": ("off_site", True),
    "no_pupils": ("students_present", False),
    "whole_building": ("whole_building", True),
    "alarm_sounded": ("alarm_sounded", True),
    "on_the_grounds": ("off_site", False),
}
# Not leaving at dismissal is so for every drill that is planned in school hours.
LEFT_AS_IT_IS = frozenset({"not_at_dismissal"})
assert COLUMNS.keys() | LEFT_AS_IT_IS == QUALITIES.keys()

# Whose presence a column means.
KIND_OF_COLUMN = {"law_enforcement": "police", "fire_department": "fire"}
COLUMN_OF_KIND = {kind: column for column, kind in KIND_OF_COLUMN.items()}

# Pupils are told that it is a drill unless the law wants it otherwise: nobody is to be
# frightened by practice.
TOLD = frozenset({"lockdown", "active_threat", "crisis_response"})

# Of two kinds that serve alike, the one that a school knows better.
FAMILIAR = (
    "fire",
    "lockdown",
    "evacuation",
    "shelter_in_place",
    "secure",
    "severe_weather",
    "earthquake",
    "hold",
    "bus_evacuation",
    "reverse_evacuation",
    "hazmat",
    "early_dismissal",
    "tsunami_or_lahar",
    "cardiac_response",
    "bomb_threat",
    "reunification",
    "active_threat",
    "crisis_response",
    "tabletop",
    "full_scale_exercise",
)


def familiarity(kind: str) -> int:
    """A kind's place in the order of what schools know best, from 0."""
    return FAMILIAR.index(kind) if kind in FAMILIAR else len(FAMILIAR)


def wishes_of(qualities: Iterable[str]) -> Wishes | None:
    """The columns that give a drill these qualities; None where two of them exclude each other."""
    found: Wishes | None = ()
    for name in qualities:
        if name in LEFT_AS_IT_IS:
            continue
        column, value = COLUMNS[name]
        found = merged(found, ((column, value),))
        if found is None:
            return None
    return found


@lru_cache(maxsize=65536)
def merged(one: Wishes, other: Wishes) -> Wishes | None:
    """Both wishes together; None where they exclude each other."""
    values: dict[str, Any] = dict(one)
    for column, value in other:
        if values.setdefault(column, value) != value:
            return None
    return tuple(sorted(values.items()))


def recorded(drill: Drill) -> Wishes:
    """What a drill says already in the columns that qualities read."""
    columns = sorted({column for column, _ in COLUMNS.values()})
    return tuple(
        (column, getattr(drill, column)) for column in columns if getattr(drill, column) is not None
    )


def drill_of(kind: str, wishes: Wishes, day: date) -> Drill:
    """A drill of a kind (``other:x`` is one titled x) with its columns filled."""
    name, _, title = kind.partition(":")
    return Drill(day, name, title=title.replace("_", " ").capitalize(), **dict(wishes))


def dressed(drill: Drill, wishes: Wishes | Mapping[str, Any]) -> Drill:
    """The drill with columns filled that say nothing yet."""
    wanted = {c: v for c, v in dict(wishes).items() if getattr(drill, c) is None}
    return replace(drill, **wanted) if wanted else drill


def kind_of(drill: Drill) -> str:
    """A drill's kind as packs write it."""
    if drill.type != "other":
        return drill.type
    return f"other:{titled(drill.title)}"


def would_count(
    requirement: Requirement,
    kinds: frozenset[str],
    qualities: tuple[str, ...],
    drill: Drill,
) -> bool:
    """Whether the engine counts such a drill for a requirement's window, on a fitting day."""
    return (
        takes(kinds, drill)
        and counts(requirement, drill, True) is True
        and (not qualities or has(qualities, drill) is True)
    )
