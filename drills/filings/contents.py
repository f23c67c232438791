"""The values that filings are made of: schools, drills that were held, days that are planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from drills.facts import Calendar, Drill


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What somebody from outside signed of a drill."""

    name: str
    title: str
    agency: str
    signed_on: date
    mean: float | None  # of the scores, 1 to 5
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A drill that counts, as its building recorded it."""

    drill: Drill
    kind: str  # the type in words
    recorded_by: str = ""  # name and title
    recorded_at: datetime | None = None  # the district's clock
    in_charge: str = ""
    problems: int = 0
    evaluated: tuple[Evaluated, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A drill that is still to come."""

    on: date
    at: time | None
    type: str
    kind: str


@dataclass(frozen=True, slots=True)
class School:
    """A building's year: what was held by day, what is planned by day."""

    name: str
    calendar: Calendar | None
    held: tuple[Held, ...] = ()
    planned: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """A district's school year as of a day, and the types that the state's law accepts for
    each requirement, by its id."""

    district: str
    jurisdiction: str
    year: str
    as_of: date
    schools: tuple[School, ...]
    accepts: dict[str, tuple[str, ...]] = field(default_factory=dict)


def kind_words(type_: str, _labels: Mapping[str, str], title: str) -> str:
    """A type of drill as an office reads it: in English, without a district's own word for it."""
    if type_ == "other" and title:
        return title
    return type_.replace("_", " ").capitalize()
