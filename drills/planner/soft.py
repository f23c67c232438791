"""What is nicer, by name and weight: the one table. None of it ever costs a drill.

A weight is points of cost; a problem's ``weights`` multiply them, 0 switches one off. How
each is reckoned stands where it is used: costs.py and aims.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Soft:
    """One wish: its name, how much it weighs, and what it means to a director."""

    name: str
    weight: int
    says: str


SOFT: tuple[Soft, ...] = (
    Soft("early", 20, "Early in the window, with days to spare, and more of them in winter"),
    Soft("spread", 30, "Spread over the year, each kind of drill and all of them"),
    Soft("week", 60, "No two drills of a building within a week"),
    Soft("weekdays", 8, "Other weekdays each time"),
    Soft("hours", 8, "Other hours each time"),
    Soft("lunch", 1, "Some fire and evacuation drills at lunch or while pupils change rooms"),
    Soft("breaks", 25, "Not on the last day before a break, nor in the first two days of school"),
    Soft("trips", 10, "An officer's schools on one trip"),
    Soft("load", 12, "The same load on every day and every officer"),
    Soft("change", 40, "Little change from an earlier plan"),
)


def weights_of(factors: Mapping[str, float]) -> dict[str, int]:
    """Each wish's points under a problem's factors. Unknown names raise KeyError."""
    known = {soft.name: soft.weight for soft in SOFT}
    unknown = sorted(set(factors) - set(known))
    if unknown:
        raise KeyError(unknown[0])
    return {name: round(weight * factors.get(name, 1)) for name, weight in known.items()}
