"""What a calendar feed may show, of which buildings, as of a day: asked anew at each reading.

A feed shows what its owner may see, and never more: where the role ends, the feed
does too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drills.permissions import Person
from drills.store.planned import PLANNERS, PUBLIC, STAFF

# audience -> the ability that having such a feed needs. A public one speaks for the school.
NEEDS = {PLANNERS: "see_planned", STAFF: "see_told", PUBLIC: "see_building"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The buildings that a feed shows; None means all of the district."""

    buildings: frozenset[int] | None

    def covers(self, building_id: int) -> bool:
        """Whether it shows this building."""
        return self.buildings is None or building_id in self.buildings

    @property
    def is_one(self) -> bool:
        """Whether it shows a single building, whose name then need not stand everywhere."""
        return self.buildings is not None and len(self.buildings) == 1


def feed_scope(who: Person, audience: str, building_id: int | None, day: date) -> Scope | None:
    """What such a feed of a person's shows on a day; None where it may show nothing.

    Without a building it shows every building that the person covers for it that day.
    """
    ability = NEEDS[audience]
    if building_id is not None:
        return Scope(frozenset({building_id})) if who.may(ability, day, building_id) else None
    covered = who.buildings_for(ability, day)
    if covered is not None and not covered:
        return None
    return Scope(covered)


def audiences_for(who: Person, day: date) -> tuple[str, ...]:
    """The audiences that a person may have a feed for, in some building, widest first."""
    return tuple(a for a in (PLANNERS, STAFF, PUBLIC) if feed_scope(who, a, None, day))
