"""Which drills fill which windows of one requirement, so that the most is credited.

Statuses and sums are judging.py's; drills that two rules may not both use, apart.py's.
Windows whose days the drills themselves make (each N drills, largest gap): stretches.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from drills.compliance.counting import has, takes
from drills.compliance.pack import Requirement, Window
from drills.compliance.pools import Held, Pool, capped, within


@dataclass(slots=True)
class Filled:
    """One window's drills: those that count, and how many more could, if it were recorded."""

    drills: list[Held]
    maybe: list[Held] = field(default_factory=list)


def fill(requirement: Requirement, pool: Pool, as_of: date) -> list[Filled]:
    """The requirement's windows, filled; in the order of its windows."""
    windows = requirement.windows
    pool = capped(requirement, pool)
    if requirement.overlapping:
        found = _matched(windows, pool)
    else:
        found = [Filled(*_inside(window, pool)) for window in windows]
    if pool.stand_ins or pool.maybe_stand_ins:
        _StandIns(requirement, pool, found, as_of).place()
    return found


def _inside(window: Window, pool: Pool) -> tuple[list[Held], list[Held]]:
    sure = within(pool.sure, window.opens, window.due)
    unsure = within(pool.unsure, window.opens, window.due) if pool.unsure else []
    if window.accepts is not None:
        sure = [h for h in sure if takes(window.accepts, h.drill)]
        unsure = [h for h in unsure if takes(window.accepts, h.drill)]
    if window.qualities:
        readings = [(h, has(window.qualities, h.drill)) for h in sure]
        sure = [h for h, reading in readings if reading]
        unsure = [h for h in unsure if has(window.qualities, h.drill) is not False]
        unsure += [h for h, reading in readings if reading is None]
    return sure, unsure


def _matched(windows: Sequence[Window], pool: Pool) -> list[Filled]:
    """Overlapping outer windows: each drill fills one, the one that closes first.

    Taking the drills by day and giving each to the open window that closes first fills
    as much as can be filled, because windows are runs of days.
    """
    found = [Filled(*_inside(w, pool)) if w.part else Filled([]) for w in windows]
    order = sorted((w.due, n) for n, w in enumerate(windows) if not w.part)
    spare: list[tuple[list[int], Held]] = []
    for one in pool.sure:
        able = [n for _, n in order if _may(windows[n], one)]
        for n in able:
            if len(found[n].drills) < (windows[n].needed or 0):
                found[n].drills.append(one)
                break
        else:
            spare.append((able, one))
    for one in pool.unsure:
        for _, n in order:
            window, filled = windows[n], found[n]
            if _may(window, one) and len(filled.drills) + len(filled.maybe) < (window.needed or 0):
                filled.maybe.append(one)
                break
    for able, one in spare:
        if able:
            found[able[0]].drills.append(one)
            found[able[0]].drills.sort(key=lambda h: h.day)
    return found


def _may(window: Window, one: Held) -> bool:
    if not window.opens <= one.day <= window.due:
        return False
    if window.accepts is not None and not takes(window.accepts, one.drill):
        return False
    return not window.qualities or bool(has(window.qualities, one.drill))


class _StandIns:
    """Gives substitutes to short windows within their groups' caps: a small flow.

    A window that closes first is served first; one that is served keeps being served,
    if by another group, when a later one needs the room (augmenting paths).
    """

    def __init__(
        self, requirement: Requirement, pool: Pool, found: list[Filled], as_of: date
    ) -> None:
        self.windows = requirement.windows
        self.groups = requirement.groups
        self.found = found
        self.as_of = as_of
        self.used: list[tuple[int, int, Held]] = []  # window, group, drill
        self.sure, self.maybe = self.above_floor(pool)
        self.offered: list[tuple[int, Held]] = self.sure

    def above_floor(self, pool: Pool) -> tuple[list[tuple[int, Held]], list[tuple[int, Held]]]:
        """Substitutes whose floor of the rule's own drills is reached, or still may be."""
        sure, maybe = [], list(pool.maybe_stand_ins)
        over = self.as_of > max(w.due for w in self.windows)
        for number, one in pool.stand_ins:
            floor = self.groups[number].floor
            if not over or len(pool.sure) >= floor:
                sure.append((number, one))
            elif len(pool.sure) + len(pool.unsure) >= floor:
                maybe.append((number, one))
        return sure, maybe

    def place(self) -> None:
        """Fills short windows, first surely, then with what is not recorded."""
        short = sorted(
            (w.due, n, w.needed - len(f.drills))
            for n, (w, f) in enumerate(zip(self.windows, self.found, strict=True))
            if not w.part and w.needed is not None and len(f.drills) < w.needed
        )
        if not short:
            return
        self.fill_all(short)
        certain = list(self.used)
        counted = dict.fromkeys(range(len(self.windows)), 0)
        for n, _, one in certain:
            self.found[n].drills.append(one)
            counted[n] += 1
        for n in {n for n, _, _ in certain}:
            self.found[n].drills.sort(key=lambda h: h.day)
        if self.maybe:
            self.offered = self.sure + self.maybe
            self.fill_all([(due, n, need - counted[n]) for due, n, need in short])
            before = {id(one) for _, _, one in certain}
            for n, _, one in self.used:
                if id(one) not in before:
                    self.found[n].maybe.append(one)

    def fill_all(self, short: list[tuple[date, int, int]]) -> None:
        late: list[tuple[int, int]] = []
        for due, n, need in short:
            before = list(self.used)
            got = sum(self.augment(n, set()) for _ in range(need))
            if 0 < got < need and due < self.as_of:
                self.used = before  # nothing is gained by filling a lost window in part
                late.append((n, need))
        for n, need in late:
            for _ in range(need):
                self.augment(n, set())

    def augment(self, window: int, tried: set[int]) -> bool:
        """One more substitute for a window, moving others' room where that helps."""
        span = self.windows[window]
        opens, due = span.opens, span.due
        for group, one in self.offered:
            if not opens <= one.day <= due or group in tried or self.is_used(one):
                continue
            most = self.groups[group].at_most
            mine = [u for u in self.used if u[1] == group]
            if most is None or len(mine) < most:
                self.used.append((window, group, one))
                return True
            tried.add(group)
            for other in mine:
                if other[0] == window:
                    continue
                self.used.remove(other)
                self.used.append((window, group, one))
                if self.augment(other[0], tried):
                    return True
                self.used.remove((window, group, one))
                self.used.append(other)
        return False

    def is_used(self, one: Held) -> bool:
        return any(one is taken for _, _, taken in self.used)
