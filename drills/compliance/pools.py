"""The drills that a requirement may use: those that surely count, and those not recorded.

Sorted by the day that they count from. Which window each fills is filling.py's; what
separate rules take from one another is apart.py's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from drills.compliance.counting import counted_day, counts, day_fits, has, takes
from drills.compliance.pack import Requirement
from drills.facts import Calendar, Drill

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Held:
    """A drill that stands, with the day it counts from and whether that day bears it."""

    drill: Drill
    day: date
    fits: bool


@dataclass(slots=True)
class Pool:
    """What a requirement may use. ``stand_ins``: substitutes, each with its group's number."""

    sure: list[Held]
    unsure: list[Held]
    stand_ins: list[tuple[int, Held]] = field(default_factory=list)
    maybe_stand_ins: list[tuple[int, Held]] = field(default_factory=list)

    def without(self, own: Container[int], stand_in: Container[int]) -> Pool:
        """The pool less the drills (by identity) that others use up."""
        return Pool(
            [h for h in self.sure if id(h.drill) not in own],
            [h for h in self.unsure if id(h.drill) not in own],
            [(g, h) for g, h in self.stand_ins if id(h.drill) not in stand_in],
            [(g, h) for g, h in self.maybe_stand_ins if id(h.drill) not in stand_in],
        )


def held(drills: Sequence[Drill], calendar: Calendar) -> list[Held]:
    """The standing drills in the order of the days that they count from."""
    return [Held(d, counted_day(d, calendar), day_fits(d, calendar)) for d in drills]


def pool_of(requirement: Requirement, standing: Sequence[Held]) -> Pool:
    """The drills that the requirement may use, before caps and separate rules."""
    accepts = requirement.rule.accepts
    sure: list[Held] = []
    unsure: list[Held] = []
    for one in standing:
        drill = one.drill
        if drill.type in accepts or (drill.type == "other" and takes(accepts, drill)):
            answer = counts(requirement, drill, one.fits)
            if answer:
                sure.append(one)
            elif answer is None:
                unsure.append(one)
    pool = Pool(sure, unsure)
    if requirement.minutes_apart:
        _keep_times_apart(requirement.minutes_apart, pool)
    if requirement.days_apart:
        pool.sure = days_apart(pool.sure, requirement.days_apart)
    if requirement.groups:
        _find_stand_ins(requirement, standing, pool)
    return pool


def _find_stand_ins(requirement: Requirement, standing: Sequence[Held], pool: Pool) -> None:
    own = {id(h) for h in pool.sure}
    kinds = requirement.kinds
    others = [h for h in standing if id(h) not in own and takes(kinds, h.drill)]
    for number, group in enumerate(requirement.groups):
        for one in others:
            if not group.opens <= one.day <= group.due or not takes(group.accepts, one.drill):
                continue
            answer = counts(requirement, one.drill, one.fits, group.pupils)
            if answer is False:
                continue
            more = has(group.qualities, one.drill) if group.qualities else True
            if answer and more:
                pool.stand_ins.append((number, one))
            elif more is not False:
                pool.maybe_stand_ins.append((number, one))


def _keep_times_apart(minutes: int, pool: Pool) -> None:
    """Leaves out drills that start within so many minutes, by the clock, of an earlier one.

    Where a time is not recorded, it is not known whether they do.
    """
    unsure = {id(h) for h in pool.unsure}
    rows = sorted([*pool.sure, *pool.unsure], key=lambda h: (h.day, _minute(h.drill) or 0))
    pool.sure, pool.unsure = [], []
    for number, one in enumerate(rows):
        answer = None if id(one) in unsure else True
        minute = _minute(one.drill)
        for earlier in rows[:number]:
            other = _minute(earlier.drill)
            if minute is None or other is None:
                answer = None if answer else answer
            elif abs(minute - other) < minutes:
                answer = None if id(earlier) in unsure and answer is not False else False
        if answer:
            pool.sure.append(one)
        elif answer is None:
            pool.unsure.append(one)


def _minute(drill: Drill) -> int | None:
    return None if drill.time is None else drill.time.hour * MINUTE + drill.time.minute


def days_apart(rows: list[Held], days: int) -> list[Held]:
    """The most drills that can be kept with so many days between: each first that can."""
    kept: list[Held] = []
    for one in rows:
        if not kept or (one.day - kept[-1].day).days >= days:
            kept.append(one)
    return kept


def capped(requirement: Requirement, pool: Pool) -> Pool:
    """The pool with at most so many drills of each capped stretch."""
    if not requirement.caps:
        return pool
    sure: list[Held] = []
    unsure: list[Held] = []
    for opens, due, most in requirement.caps:
        inside = within(pool.sure, opens, due)[:most]
        sure += inside
        unsure += within(pool.unsure, opens, due)[: most - len(inside)]
    return Pool(sure, unsure, pool.stand_ins, pool.maybe_stand_ins)


def within(rows: list[Held], opens: date, due: date) -> list[Held]:
    """Those of the rows, which stand in order, that count from a day of the stretch."""
    low = bisect_left(rows, opens, key=_day)
    return rows[low : bisect_right(rows, due, low, key=_day)]


def _day(one: Held) -> date:
    return one.day


def started(drill: Drill) -> datetime:
    """When a drill started, for sorting; midnight where the time is not recorded."""
    return datetime.combine(drill.date, drill.time or datetime.min.time())
