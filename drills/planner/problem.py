"""What is to be planned and what comes out, as frozen values. No search and no law here.

Times are local times of the district; days are inclusive on both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from drills.compliance.pack import Pack
from drills.facts import Building, Drill, Span, Waiver

MINUTES_HELD = 30  # a drill holds its officer so long
HOUR = 60  # two drills of a building on one day lie so many minutes apart

OPTIMAL, FEASIBLE, INFEASIBLE = "optimal", "feasible", "infeasible"


@dataclass(frozen=True)
class Place:
    """A building to plan for, by the id that everything else names it by.

    ``waivers``: windows that a person has lawfully excused. They are planned for while they
    last, and not told of as short.
    """

    id: str
    building: Building
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True)
class Officer:
    """A person or an agency whose presence a drill can need. ``covers`` None: all."""

    id: str
    name: str
    kind: str  # police, fire, or any word that ``attend`` uses
    covers: frozenset[str] | None = None
    away: tuple[Span, ...] = ()
    per_day: int | None = None


@dataclass(frozen=True)
class Blackout:
    """Days on which nothing is placed, in some buildings or (None) in all."""

    span: Span
    why: str = ""
    buildings: frozenset[str] | None = None


@dataclass(frozen=True)
class Limits:
    """Hard, each only where given. Days are calendar days: with ``min_days_between`` 5 a
    drill on the 1st is followed by one on the 6th at the earliest."""

    per_day: int | None = None
    per_building_per_week: int | None = None  # a week is Monday to Sunday
    min_days_between: int | None = None


@dataclass(frozen=True)
class Fixed:
    """A drill of one building that stays where it is: held, or pinned by a person."""

    building: str
    drill: Drill
    officers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cancelled:
    """A drill that was called off: the law may name a term for the one in its place."""

    building: str
    date: date
    type: str


@dataclass(frozen=True)
class Problem:
    """A district's school year as far as planning needs it.

    ``attend``: a type of drill to the kind, or the id, of officer that it needs.
    ``together``: ids of buildings that drill as one. ``weights``: names of soft.py to a
    factor (0 off, 1 as usual). ``advisory``: plan what the law holds unsurely too.
    """

    today: date
    places: tuple[Place, ...]
    packs: Mapping[str, Pack]  # by jurisdiction
    name: str = ""
    hours: tuple[time, time] = (time(8, 30), time(14, 30))
    blackouts: tuple[Blackout, ...] = ()
    limits: Limits = Limits()
    officers: tuple[Officer, ...] = ()
    attend: Mapping[str, str] = field(default_factory=dict)
    held: tuple[Fixed, ...] = ()
    pinned: tuple[Fixed, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    advisory: bool = False


@dataclass(frozen=True)
class Placement:
    """One drill of one building in a plan, with everything that makes it count.

    ``serves``: ids of the requirements that it counts for once held. ``opens``/``due``: the
    days in which it may be moved and still serve them all.
    """

    building: str
    drill: Drill
    officers: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    pinned: bool = False
    opens: date | None = None
    due: date | None = None


@dataclass(frozen=True)
class Conflict:
    """One thing that stands in a drill's way: a code with its values.

    ``sentence`` says it in English without capital or full stop (conflicts.py has the words);
    ``frees`` says what would free it.
    """

    code: str
    names: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    number: int | None = None

    @property
    def sentence(self) -> str:
        """What stands in the way, in English."""
        from drills.planner.conflicts import sentence

        return sentence(self)

    @property
    def frees(self) -> str:
        """What would take it out of the way, in English; empty where nothing can."""
        from drills.planner.conflicts import frees

        return frees(self)


@dataclass(frozen=True)
class Unplaced:
    """A window of a requirement that the plan leaves short, and the conflicts that keep it so.

    Without any one of ``conflicts`` left standing the drill could be placed.
    """

    building: str
    requirement: str
    needed: int | None
    placed: int
    opens: date | None
    due: date | None
    conflicts: tuple[Conflict, ...]
    proven: bool = False  # no plan at all can place it, this one or another

    @property
    def why(self) -> str:
        """The conflict and what would free it, in one sentence of English."""
        from drills.planner.conflicts import why

        return why(self)


@dataclass(frozen=True)
class Plan:
    """A year's plan: what is placed, by day, and what is not, with reasons.

    ``proof``: optimal (nothing can place more), infeasible (something cannot be placed, and
    that is proven), feasible (something is not placed and that is not proven). ``notes``
    speak of pinned drills that break a limit: they stay all the same.
    """

    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...] = ()
    proof: str = OPTIMAL
    notes: tuple[Conflict, ...] = ()
    costs: Mapping[str, int] = field(default_factory=dict)  # by the names of soft.py


@dataclass(frozen=True)
class Move:
    """One placement of a plan, by its number there, to another day, hour or officer.

    What is None stays. Buildings that drill together move together.
    """

    placement: int
    date: date | None = None
    time: time | None = None
    officers: tuple[str, ...] | None = None
