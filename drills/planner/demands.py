"""What a building still owes: its requirements' windows less what is held or fixed.

Everything is asked of the engine: which drills a window may use, and which fill it. What
drills to plan for it is agenda.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from drills.compliance.apart import keep_apart
from drills.compliance.counting import standing
from drills.compliance.filling import Filled, fill
from drills.compliance.pack import Requirement
from drills.compliance.pools import Held, Pool, held, pool_of
from drills.compliance.stretches import largest_gap
from drills.compliance.verdict import MET
from drills.facts import Calendar, Drill


@dataclass(frozen=True, slots=True)
class StandIn:
    """Other drills that may fill a demand: which, when, and the cap that they share."""

    group: tuple[int, str, int]  # member, requirement, number of the group
    kinds: frozenset[str]
    qualities: tuple[str, ...]
    opens: date
    due: date
    separate_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """So many more drills of some kinds and qualities from a day to a day.

    ``member``: which of the buildings that drill together. ``fills``: windows of which a
    drill fills only one share it. ``deciding`` False: welcome, and planned for only where
    it costs no drill.
    """

    member: int
    requirement: Requirement
    window: int  # number among the requirement's windows; -1 for what the drills make
    need: int
    opens: date
    due: date
    kinds: frozenset[str]
    qualities: tuple[str, ...]
    deciding: bool = True
    fills: tuple[int, str] | None = None
    stand_ins: tuple[StandIn, ...] = ()
    alternative: int = 0

    @property
    def key(self) -> tuple[int, str, int]:
        """What it is known by."""
        return self.member, self.requirement.id, self.window


@dataclass(frozen=True, slots=True)
class Owed:
    """A building's demands, and what groups of substitutes still leave room for."""

    demands: tuple[Demand, ...]
    room: dict[tuple[int, str, int], int | None]


def filled_windows(
    requirements: Sequence[Requirement], drills: Sequence[Drill], calendar: Calendar
) -> tuple[dict[str, list[Filled]], dict[str, Pool]]:
    """Each requirement's windows with the drills that fill them by the year's end, and what
    each may use. As the judge does it, without statuses."""
    as_of = calendar.year_ends
    rows = held(standing(drills, as_of, calendar), calendar)
    long: list[Held] | None = None
    pools: dict[str, Pool] = {}
    for requirement in requirements:
        if requirement.settled:
            continue
        usable = rows
        if requirement.calendar_year:
            if long is None:
                january = date(calendar.year_starts.year, 1, 1)
                every = held(standing(drills, as_of, calendar, january), calendar)
                long = [Held(h.drill, h.drill.date, h.fits) for h in every]
            usable = long
        pools[requirement.id] = pool_of(requirement, usable)
    pools = keep_apart(requirements, pools, as_of)
    filled = {
        r.id: fill(r, pools[r.id], as_of)
        for r in requirements
        if not r.settled and not r.each and not r.gap and not r.in_place_of_others
    }
    return filled, pools


def plannable(requirement: Requirement) -> bool:
    """Whether drills can be planned for it: it is not settled, and asks for at least so many."""
    return (
        not requirement.settled
        and requirement.comparator == "at_least"
        and not requirement.each
        and not requirement.in_place_of_others
    )


def owed(
    member: int,
    requirements: Sequence[Requirement],
    drills: Sequence[Drill],
    calendar: Calendar,
    *,
    today: date,
    records_begin: date | None = None,
    advisory: bool = False,
) -> Owed:
    """What a building still owes beside these drills, from today on."""
    filled, pools = filled_windows(requirements, drills, calendar)
    found: list[Demand] = []
    room: dict[tuple[int, str, int], int | None] = {}
    for requirement in requirements:
        if not plannable(requirement):
            continue
        deciding = advisory or not requirement.advisory
        if requirement.gap:
            found += _gap(member, requirement, pools[requirement.id], calendar, today, deciding)
            continue
        rows = filled[requirement.id]
        for number, group in enumerate(requirement.groups):
            used = _stood_in(requirement, rows, group.accepts, group.opens, group.due)
            left = None if group.at_most is None else max(0, group.at_most - used)
            room[member, requirement.id, number] = left
        for number, (window, by) in enumerate(zip(requirement.windows, rows, strict=True)):
            needed = window.needed
            if needed is None:
                needed = 1  # open until one is held (counting rule 13)
            need = needed - len(by.drills)
            closed = records_begin is not None and window.due < records_begin
            if need <= 0 or not window.decides or closed or window.due < today:
                continue
            demand = Demand(
                member,
                requirement,
                number,
                need,
                window.opens,
                window.due,
                requirement.rule.accepts if window.accepts is None else window.accepts,
                requirement.qualities + window.qualities,
                deciding,
                (member, requirement.id) if requirement.overlapping and not window.part else None,
                () if window.part else _stand_ins(member, requirement, window.opens, window.due),
                window.alternative,
            )
            found += _capped(demand, pools[requirement.id])
    return Owed(tuple(found), room)


def _stood_in(
    requirement: Requirement, rows: list[Filled], kinds: frozenset[str], opens: date, due: date
) -> int:
    own = requirement.rule.accepts
    return sum(
        h.drill.type not in own and h.drill.type in kinds and opens <= h.day <= due
        for window, by in zip(requirement.windows, rows, strict=True)
        if not window.part
        for h in by.drills
    )


def _stand_ins(
    member: int, requirement: Requirement, opens: date, due: date
) -> tuple[StandIn, ...]:
    return tuple(
        StandIn(
            (member, requirement.id, number),
            group.accepts,
            requirement.qualities + group.qualities,
            max(opens, group.opens),
            min(due, group.due),
            group.separate_from,
        )
        for number, group in enumerate(requirement.groups)
        # With a floor they are worth something only in a year with many drills of its own.
        if not group.floor and group.opens <= due and opens <= group.due
    )


def _capped(demand: Demand, pool: Pool) -> list[Demand]:
    """Where only so many drills of a stretch count, so many are asked of each stretch."""
    caps = demand.requirement.caps
    if not caps:
        return [demand]
    rooms = []
    for opens, due, most in caps:
        there = sum(opens <= h.day <= due for h in pool.sure)
        low, high = max(opens, demand.opens), min(due, demand.due)
        if low <= high and most > there:
            rooms.append((low, high, most - there))
    found, left = [], demand.need
    for number, (low, high, most) in enumerate(rooms):
        share = min(most, -(-left // (len(rooms) - number)))
        # What later stretches cannot bear falls to this one.
        later = sum(m for _, _, m in rooms[number + 1 :])
        share = min(most, max(share, left - later))
        if share > 0:
            left -= share
            found.append(_with(demand, share, low, high))
    return found


def _with(demand: Demand, need: int, opens: date, due: date) -> Demand:
    return Demand(
        demand.member,
        demand.requirement,
        demand.window,
        need,
        opens,
        due,
        demand.kinds,
        demand.qualities,
        demand.deciding,
        demand.fills,
        demand.stand_ins,
        demand.alternative,
    )


def _gap(
    member: int,
    requirement: Requirement,
    pool: Pool,
    calendar: Calendar,
    today: date,
    deciding: bool,
) -> list[Demand]:
    """The first stretch without a drill that is too long; the next shows once it is filled."""
    for window in largest_gap(requirement, pool, calendar.year_ends, calendar):
        if window.status != MET and window.due >= today:
            return [
                Demand(
                    member,
                    requirement,
                    -1,
                    1,
                    window.opens,
                    window.due,
                    requirement.rule.accepts,
                    requirement.qualities,
                    deciding,
                )
            ]
    return []


def one_alternative(demands: Sequence[Demand]) -> list[Demand]:
    """Of each requirement's alternatives, the one that asks for the least beside the rest."""
    asked: dict[tuple[int, str], Requirement] = {}
    for demand in demands:
        if any(w.alternative for w in demand.requirement.windows):
            asked[demand.member, demand.requirement.id] = demand.requirement
    chosen: dict[tuple[int, str], int] = {}
    for (member, name), requirement in asked.items():
        choices = sorted({w.alternative for w in requirement.windows if w.alternative})

        def asks(choice: int, member: int = member, name: str = name) -> tuple[int, int]:
            mine = [
                d
                for d in demands
                if (d.member, d.requirement.id) == (member, name) and d.alternative == choice
            ]
            return sum(d.need for d in mine), choice

        chosen[member, name] = min(choices, key=asks)
    return [
        d
        for d in demands
        if not d.alternative or chosen[d.member, d.requirement.id] == d.alternative
    ]
