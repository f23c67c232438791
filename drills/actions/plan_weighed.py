"""The values that a plan is weighed by, and what weighing says: codes, rules and days.

Finding the warnings is plan_warnings.py's, saying them in words the page's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from drills.compliance.pack import Duty, Requirement, Rule
from drills.facts import Building, Drill

PLAN = "this plan"


@dataclass(frozen=True)
class Place:
    """A building as a plan meets it: its year, what binds it, and its other drills, both
    held and planned."""

    id: int
    building: Building
    requirements: tuple[Requirement, ...]
    drills: tuple[Drill, ...]


@dataclass(frozen=True)
class Officer:
    """Who is asked to come: the buildings covered on the plan's day (None: all), and the
    other drills of that day that want the same person, as (time, minutes, where)."""

    name: str
    covers: frozenset[int] | None
    busy: tuple[tuple[time | None, int, str], ...] = ()


@dataclass(frozen=True)
class Warn:
    """One thing to think of. ``places`` are the names of the buildings it is about."""

    code: str
    places: tuple[str, ...] = ()
    day: date | None = None
    until: date | None = None
    at: time | None = None
    type: str = ""
    title: str = ""
    name: str = ""
    rule: Rule | None = None
    quality: str = ""
    duty: Duty | None = None
    days: int = 0  # that are left


@dataclass(frozen=True)
class Serves:
    """A requirement that the drill brings nearer, in which window, and of which buildings."""

    rule: Rule
    opens: date
    due: date
    label: str
    advisory: bool
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """Everything there is to say of a plan before it is saved."""

    warnings: tuple[Warn, ...] = ()
    serves: tuple[Serves, ...] = ()
    names: tuple[str, ...] = ()  # of the plan's buildings

    @property
    def mark(self) -> str:
        """The same for the same warnings: what a person has seen before going on."""
        said = repr(
            [
                (w.code, w.places, w.day, w.at, w.name, w.rule.id if w.rule else "", w.quality)
                for w in self.warnings
            ]
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16] if self.warnings else ""


def where_of(places: Iterable[Place], all_of: Sequence[Place]) -> tuple[str, ...]:
    """The names of some buildings; none where the plan has but one, which needs no name."""
    return tuple(p.building.name for p in places) if len(all_of) > 1 else ()
