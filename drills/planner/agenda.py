"""The fewest drills that serve what is owed: each with its kind, its qualities and its days.

Narrowest window first: a drill is made for it and given every other window that the same
drill can serve, of other rules too. Nothing here knows hours, officers or other buildings.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from drills.facts import Drill
from drills.planner.demands import Demand, StandIn, one_alternative
from drills.planner.wishes import (
    KIND_OF_COLUMN,
    Wishes,
    drill_of,
    familiarity,
    kind_of,
    merged,
    recorded,
    wishes_of,
    would_count,
)

Key = tuple[int, str, int]
Room = Mapping[Key, int | None]
WORTH, WELCOME = 10, 2  # what serving a demand is worth: one that decides, another
ROOMY = 6  # days that a drill should have to choose from, where its windows give them
NARROW = 15  # an officer is not asked for on so few days where another drill may do
MIXES = 6  # orders tried


@dataclass(frozen=True, slots=True)
class Duty:
    """One drill to plan: what kind, what it must be like, from which day number to which,
    and the windows (member, requirement, window) that it serves."""

    kind: str
    wishes: Wishes
    low: int
    high: int
    serves: tuple[Key, ...]
    summer: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to serve a demand with a kind of drill."""

    wishes: Wishes
    low: int
    high: int
    stand_in: StandIn | None
    separate: tuple[str, ...]


class Agenda:
    """Finds drills for the demands of one building, or of several that drill together.

    ``number`` numbers a day; ``width`` says on how many days, from one number to another,
    a kind of drill could be held (in summer too).
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        room: Room,
        number: Callable[[object], int],
        width: Callable[[str, int, int, bool], int],
        *,
        with_officer: frozenset[str] = frozenset(),
        attended: Container[str] = (),
        wanted: Mapping[str, int] | None = None,
        barred: Container[tuple[Key, str]] = (),
    ) -> None:
        self.room = room
        self.number = number
        self.measure = width
        self.known: dict[tuple[str, int, int, bool], int] = {}
        # Columns that ask for an officer of the district, and kinds that are preferred.
        self.with_officer = with_officer
        self.attended = attended
        self.wanted = dict(wanted or {})
        # What was tried and found no day: a window, and the kind of drill.
        self.barred = barred
        self.demands = [d for d in one_alternative(demands) if d.need > 0]
        self.ways = [self._ways(d) for d in self.demands]
        self.worth = [
            (WORTH + 2 * len(d.qualities) + (3 if len(d.kinds) == 1 else 0))
            if d.deciding
            else WELCOME
            for d in self.demands
        ]

    def width(self, kind: str, low: int, high: int, summer: bool) -> int:
        """How many days there are for a kind of drill."""
        key = (kind, low, high, summer)
        if key not in self.known:
            self.known[key] = self.measure(*key)
        return self.known[key]

    def duties(self) -> list[Duty]:
        """The drills to plan, the fewest that any of the orders tried finds."""
        if not any(d.deciding for d in self.demands):
            return []
        best: list[Duty] | None = None
        chance = random.Random(1)
        for mix in range(MIXES):
            tilt = [chance.random() * 4 if mix > 1 else 0.0 for _ in self.demands]
            found = self._cover(sparing=mix % 2 == 0, tilt=tilt)
            if best is None or len(found) < len(best):
                best = found
        return best or []

    def serving(self, drill: Drill) -> tuple[Wishes, list[int]]:
        """What a drill that stands already should be like to serve the most, and what.

        Columns that are recorded stay; the demands are given by their numbers.
        """
        day = self.number(drill.date)
        left = [d.need for d in self.demands]
        wishes, served, _, _ = self._grow(
            kind_of(drill), recorded(drill), day, day, [], left, dict(self.room), sparing=False
        )
        return wishes, served

    def on_day(self, day: int) -> list[Duty]:
        """The drill of each kind that serves the most on a day, the best first."""
        left = [d.need for d in self.demands]
        found = []
        for kind in sorted({kind for ways in self.ways for kind in ways}):
            wishes, served, _, _ = self._grow(
                kind, (), day, day, [], left, dict(self.room), sparing=False
            )
            ways = [self.ways[m][kind] for m in served]
            if ways:
                keys = tuple(self.demands[m].key for m in served)
                summer = any(self.demands[m].requirement.in_summer for m in served)
                low, high = max(w.low for w in ways), min(w.high for w in ways)
                found.append(Duty(kind, wishes, low, high, keys, summer))
        return sorted(found, key=lambda d: (-len(d.serves), familiarity(d.kind)))

    def alone(self, demand: Demand) -> list[Duty]:
        """Drills that would serve one demand and nothing else, the most familiar kind first."""
        n = self.demands.index(demand)
        summer = demand.requirement.in_summer
        return [
            Duty(kind, way.wishes, way.low, way.high, (demand.key,), summer)
            for kind, way in self.ways[n].items()
            if way.stand_in is None
        ]

    def _ways(self, demand: Demand) -> dict[str, _Way]:
        found: dict[str, _Way] = {}
        requirement = demand.requirement
        low, high = self.number(demand.opens), self.number(demand.due)
        wishes = wishes_of(demand.qualities)
        for kind in sorted(demand.kinds, key=lambda k: (familiarity(k), k)):
            if wishes is None:
                break
            trial = drill_of(kind, wishes, demand.opens)
            if (demand.key, kind) in self.barred:
                continue
            if would_count(requirement, demand.kinds, demand.qualities, trial):
                found[kind] = _Way(wishes, low, high, None, requirement.separate_from)
        for one in demand.stand_ins:
            wishes = wishes_of(one.qualities)
            for kind in sorted(one.kinds, key=lambda k: (familiarity(k), k)):
                if wishes is None:
                    break
                if kind not in found and (demand.key, kind) not in self.barred:
                    opens, due = self.number(one.opens), self.number(one.due)
                    found[kind] = _Way(wishes, opens, due, one, one.separate_from)
        return found

    def _cover(self, *, sparing: bool, tilt: Sequence[float]) -> list[Duty]:
        left = [d.need for d in self.demands]
        room = dict(self.room)
        used: dict[str, int] = {}
        wanted = dict(self.wanted)
        found: list[Duty] = []
        order = sorted(
            (n for n, d in enumerate(self.demands) if d.deciding),
            # What some kind was tried for in vain has fewer ways left, and chooses first.
            key=lambda n: (self._free(n), self._width_of(n), -self.worth[n], n),
        )
        for n in order:
            while left[n] > 0:
                duty, served = self._best(n, left, room, used, wanted, sparing, tilt)
                if duty is None:
                    break
                for m in served:
                    left[m] -= 1
                    stand_in = self.ways[m][duty.kind].stand_in
                    if stand_in is not None:
                        cap = room.get(stand_in.group)
                        room[stand_in.group] = None if cap is None else cap - 1
                used[duty.kind] = used.get(duty.kind, 0) + 1
                if wanted.get(duty.kind):
                    wanted[duty.kind] -= 1
                found.append(duty)
        return found

    def _free(self, n: int) -> bool:
        key, kinds = self.demands[n].key, self.demands[n].kinds
        return not any((key, kind) in self.barred for kind in kinds)

    def _width_of(self, n: int) -> int:
        demand = self.demands[n]
        low, high = self.number(demand.opens), self.number(demand.due)
        summer = demand.requirement.in_summer
        return max((self.width(k, low, high, summer) for k in self.ways[n]), default=0)

    def _best(
        self,
        n: int,
        left: list[int],
        room: dict[Key, int | None],
        used: Mapping[str, int],
        wanted: Mapping[str, int],
        sparing: bool,
        tilt: Sequence[float],
    ) -> tuple[Duty | None, list[int]]:
        best: tuple[float, Duty, list[int]] | None = None
        summer = self.demands[n].requirement.in_summer
        for kind, way in self.ways[n].items():
            if way.stand_in is not None and not _has_room(way.stand_in, room):
                continue
            wishes, served, low, high = self._grow(
                kind, way.wishes, way.low, way.high, [n], left, room, sparing=sparing
            )
            width = self.width(kind, low, high, summer)
            score = sum(self.worth[m] + tilt[m] for m in served)
            score += min(width, 20) * 0.1 - 0.3 * familiarity(kind) - 0.5 * used.get(kind, 0)
            score += 6 * bool(wanted.get(kind)) - 50 * (width == 0)
            asks = sum(c in self.with_officer for c, _ in wishes) + (kind in self.attended)
            score -= asks * (0.2 if width > ROOMY else 4)
            if best is None or score > best[0]:
                keys = tuple(self.demands[m].key for m in served)
                best = (score, Duty(kind, wishes, low, high, keys, summer), served)
        return (best[1], best[2]) if best else (None, [])

    def _grow(
        self,
        kind: str,
        wishes: Wishes,
        low: int,
        high: int,
        served: list[int],
        left: Sequence[int],
        room: Mapping[Key, int | None],
        *,
        sparing: bool,
    ) -> tuple[Wishes, list[int], int, int]:
        """Gives a drill everything else that it can serve."""
        fixed = not served
        served = list(served)
        summer = any(self.demands[m].requirement.in_summer for m in served)
        width = self.width(kind, low, high, summer)
        others = [
            m
            for m, ways in enumerate(self.ways)
            if left[m] > 0 and m not in served and kind in ways
        ]
        for m in sorted(others, key=lambda m: (-self.worth[m], m)):
            demand, way = self.demands[m], self.ways[m][kind]
            new_low, new_high = max(low, way.low), min(high, way.high)
            if new_low > new_high or self._excludes(demand, way, served, kind):
                continue
            if way.stand_in is not None and not _has_room(way.stand_in, room):
                continue
            more = merged(wishes, way.wishes)
            if more is None or (not demand.deciding and not fixed and len(more) > len(wishes)):
                continue
            if not fixed:
                new_width = self.width(kind, new_low, new_high, summer)
                # A drill that has no day takes no other window down with it.
                if new_width < max(1, min(ROOMY, width)):
                    continue
                asks = any(c in self.with_officer and (c, v) not in wishes for c, v in way.wishes)
                own = self.width(kind, way.low, way.high, summer)
                if sparing and asks and new_width < NARROW and own > 2 * new_width:
                    continue
                width = new_width
            if more != wishes and not self._still_count(kind, more, [*served, m]):
                continue
            wishes, low, high = more, new_low, new_high
            served.append(m)
        return wishes, served, low, high

    def _excludes(self, demand: Demand, way: _Way, served: list[int], kind: str) -> bool:
        """Whether the law forbids that one drill serves both."""
        for m in served:
            other, theirs = self.demands[m], self.ways[m][kind]
            if other.member != demand.member:
                continue
            if demand.fills is not None and demand.fills == other.fills:
                return True
            if other.requirement is demand.requirement:
                if _outer(other) and _outer(demand):
                    return True
                continue
            if other.requirement.id in way.separate or demand.requirement.id in theirs.separate:
                return True
        return False

    def _still_count(self, kind: str, wishes: Wishes, served: Iterable[int]) -> bool:
        for m in served:
            demand, way = self.demands[m], self.ways[m].get(kind)
            if way is None:
                return False
            kinds, qualities = demand.kinds, demand.qualities
            if way.stand_in is not None:
                kinds, qualities = way.stand_in.kinds, way.stand_in.qualities
            if not would_count(
                demand.requirement, kinds, qualities, drill_of(kind, wishes, demand.opens)
            ):
                return False
        return True


def _outer(demand: Demand) -> bool:
    return demand.window < 0 or not demand.requirement.windows[demand.window].part


def _has_room(stand_in: StandIn, room: Mapping[Key, int | None]) -> bool:
    left = room.get(stand_in.group)
    return left is None or left > 0


def with_officer(attended: Iterable[str]) -> frozenset[str]:
    """The columns that mean an officer of one of these kinds."""
    kinds = set(attended)
    return frozenset(column for column, kind in KIND_OF_COLUMN.items() if kind in kinds)


def merged_duties(duties: Iterable[Duty]) -> list[Duty]:
    """The duties with like ones side by side, narrowest first."""
    return sorted(duties, key=lambda d: (d.high - d.low, d.low, d.kind, d.wishes))
