"""Why a requirement stands as it does: what did not count, and what would cure it.

Made when somebody asks, never while judging. Each reason is a code with values, so
that pages can say it in any language; ``sentence`` says it in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from drills.compliance.counting import counted_day, counts, day_fits, has, row_of, takes
from drills.compliance.pack import Group, Requirement, Window
from drills.compliance.pools import days_apart, held
from drills.compliance.qualities import QUALITIES
from drills.compliance.verdict import (
    MISSED,
    NEEDS_DECISION,
    OPEN,
    UPCOMING,
    RequirementVerdict,
    WindowVerdict,
)
from drills.facts import Calendar, Drill

# Codes of what kept a drill from counting, with the words for a terminal or a file.
# A quality's own words stand in qualities.py.
WHY_NOT: dict[str, str] = {
    "outside_year": "not in this school year",
    "identical": "an identical row; it counts once",
    "real_event": "a real event, not a drill",
    "false_alarm": "a false alarm, not a drill",
    "not_a_school_day": "not a school day",
    "no_pupils": "pupils were not present",
    "outside_windows": "outside the dates that this rule asks for",
    "kept_apart": "already serves a rule whose drills are separate",
    "one_already": "another drill already takes the fire drill's place in these months",
    "not_needed": "the drills that the rule itself asks for already count there",
    "too_few_own": "too few of the rule's own drills were held for it to take the place of one",
    "enough_there": "as many as may count in that stretch already do",
    "same_time": "it began at the time of day of an earlier one",
    "time_unknown": "it is not recorded at what time it, or an earlier one, began",
    "too_soon": "too soon after the one before",
}


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A drill that did not count for a requirement, and why.

    ``quality`` is set where a quality ruled it out (``known`` True) or is not recorded.
    """

    drill: Drill
    code: str
    quality: str = ""
    known: bool = True

    @property
    def sentence(self) -> str:
        """The reason in English, without capital or full stop."""
        if self.quality:
            quality = QUALITIES[self.quality]
            return quality.when_no if self.known else quality.when_unknown
        return WHY_NOT[self.code]


@dataclass(frozen=True, slots=True)
class Cure:
    """What would help, by when. ``kind``:

    hold: ``count`` more drills of ``accepts`` from ``opens`` to ``due`` ·
    record: fill in ``column`` of ``drills`` · decide: give the fact or setting ``column`` ·
    late: closed short; hold it late and record it as made up.
    """

    kind: str
    count: int = 0
    opens: date | None = None
    due: date | None = None
    accepts: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    column: str = ""
    drills: tuple[Drill, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that explains one requirement's verdict."""

    not_counted: tuple[NotCounted, ...]
    cures: tuple[Cure, ...]


def explain(
    requirement: Requirement,
    found: RequirementVerdict,
    drills: Iterable[Drill],
    as_of: date,
    calendar: Calendar,
) -> Reasons:
    """Why the requirement stands as found: every drill of its kinds that did not count,
    and the cures in order of their last day, first what only needs recording."""
    if requirement.settled:
        decide = tuple(Cure("decide", column=name) for name in requirement.missing)
        return Reasons((), decide)
    counted = {drill for window in found.windows for drill in window.drills}
    kinds = requirement.kinds
    rows = sorted((d for d in drills if d.date <= as_of), key=lambda d: d.date)
    why = _Why(requirement, found, rows, calendar)
    seen: set[tuple[object, ...]] = set()
    not_counted: list[NotCounted] = []
    for drill in rows:
        if not takes(kinds, drill):
            continue
        row = row_of(drill)
        if row in seen:
            not_counted.append(NotCounted(drill, "identical"))
        elif drill not in counted:
            not_counted.append(why.of(drill))
        seen.add(row)
    return Reasons(
        tuple(not_counted), tuple(_cures(requirement, found, rows, not_counted, calendar))
    )


class _Why:
    """Finds what kept one drill from counting for one requirement."""

    def __init__(
        self,
        requirement: Requirement,
        found: RequirementVerdict,
        rows: Sequence[Drill],
        calendar: Calendar,
    ) -> None:
        self.requirement = requirement
        self.found = found
        self.calendar = calendar
        self.rows = rows

    def of(self, drill: Drill) -> NotCounted:
        """The first reason that holds, the drill's own faults before the rule's arithmetic."""
        requirement, calendar = self.requirement, self.calendar
        rule, year = requirement.rule, calendar.year_starts
        starts = date(year.year, 1, 1) if requirement.calendar_year else year
        if not starts <= drill.date <= calendar.year_ends:
            return NotCounted(drill, "outside_year")
        if drill.held_as != "drill" and not (rule.real_events and drill.held_as == "real_event"):
            return NotCounted(drill, drill.held_as)
        fits = day_fits(drill, calendar)
        if not fits and not rule.any_day:
            return NotCounted(drill, "not_a_school_day")
        missed = _quality(requirement.qualities, drill)
        if missed is not None:
            return missed
        own = takes(rule.accepts, drill)
        able = [g for g in requirement.groups if takes(g.accepts, drill)]
        if counts(requirement, drill, fits, own or all(g.pupils for g in able)) is False:
            return NotCounted(drill, "no_pupils")
        day = self.day(drill)
        if not any(w.opens <= day <= w.due for w in requirement.windows):
            return NotCounted(drill, "outside_windows")
        if not own:
            return self.as_stand_in(drill, day)
        return self.by_arithmetic(drill, day)

    def day(self, drill: Drill) -> date:
        if self.requirement.calendar_year:
            return drill.date
        return counted_day(drill, self.calendar)

    def as_stand_in(self, drill: Drill, day: date) -> NotCounted:
        """Why a substitute took no place."""
        able = [g for g in self.requirement.groups if takes(g.accepts, drill)]
        here = [g for g in able if g.opens <= day <= g.due]
        if not here:
            return NotCounted(drill, "outside_windows")
        for group in here:
            missed = _quality(group.qualities, drill)
            if missed is not None:
                return missed
        window = next(
            (w for w in self.found.windows if not w.part and w.opens <= day <= w.due), None
        )
        if window is not None and window.counted >= (window.needed or 0):
            return NotCounted(drill, "not_needed")
        if all(self.stand_ins(group) >= (group.at_most or 0) > 0 for group in here):
            return NotCounted(drill, "one_already")
        if all(self.own() < group.floor for group in here):
            return NotCounted(drill, "too_few_own")
        return NotCounted(drill, "kept_apart")

    def stand_ins(self, group: Group) -> int:
        accepts = self.requirement.rule.accepts
        return sum(
            group.opens <= self.day(d) <= group.due and not takes(accepts, d)
            for w in self.found.windows
            if not w.part
            for d in w.drills
        )

    def own(self) -> int:
        accepts = self.requirement.rule.accepts
        return sum(takes(accepts, d) for w in self.found.windows if not w.part for d in w.drills)

    def by_arithmetic(self, drill: Drill, day: date) -> NotCounted:
        """A drill good in itself: other drills of the rule, or of another, leave it out."""
        requirement = self.requirement
        earlier = [d for d in self.good() if _before(d, drill)]
        if requirement.minutes_apart and earlier:
            gaps = [_minutes_between(d, drill) for d in earlier]
            if any(gap is not None and gap < requirement.minutes_apart for gap in gaps):
                return NotCounted(drill, "same_time")
            if None in gaps:
                return NotCounted(drill, "time_unknown", known=False)
        if requirement.days_apart:
            kept = days_apart(held(self.good(), self.calendar), requirement.days_apart)
            if drill not in {h.drill for h in kept}:
                return NotCounted(drill, "too_soon")
        for opens, due, most in requirement.caps:
            if opens <= day <= due:
                mine = {d for w in self.found.windows for d in w.drills if opens <= d.date <= due}
                if len(mine) >= most:
                    return NotCounted(drill, "enough_there")
        if requirement.each or requirement.gap or requirement.in_place_of_others:
            missed = _quality(requirement.having, drill)
            return missed if missed is not None else NotCounted(drill, "not_needed")
        return NotCounted(drill, "kept_apart")

    def good(self) -> list[Drill]:
        """The drills of the rule's kinds that nothing in themselves rules out."""
        requirement = self.requirement
        return [
            d
            for d in self.rows
            if takes(requirement.rule.accepts, d)
            and self.calendar.year_starts <= d.date <= self.calendar.year_ends
            and counts(requirement, d, day_fits(d, self.calendar)) is not False
        ]


def _quality(names: Iterable[str], drill: Drill) -> NotCounted | None:
    unknown = None
    for name in names:
        reading = QUALITIES[name].read(drill)
        if reading is False:
            return NotCounted(drill, "quality", name)
        if reading is None and unknown is None:
            unknown = NotCounted(drill, "quality", name, known=False)
    return unknown


def _before(one: Drill, other: Drill) -> bool:
    if one.date != other.date or one.time is None or other.time is None:
        return one.date < other.date
    return one.time < other.time


def _minutes_between(one: Drill, other: Drill) -> int | None:
    if one.time is None or other.time is None:
        return None
    return abs((one.time.hour - other.time.hour) * 60 + one.time.minute - other.time.minute)


def _cures(
    requirement: Requirement,
    found: RequirementVerdict,
    rows: Sequence[Drill],
    not_counted: list[NotCounted],
    calendar: Calendar,
) -> list[Cure]:
    cures: list[Cure] = []
    for name in found.missing:
        if name == "log":
            cures.append(Cure("decide", column=name))
    unknown = [n for n in not_counted if not n.known]
    for window in found.windows:
        asked = _window_of(requirement, window)
        accepts = tuple(sorted(asked.accepts or requirement.rule.accepts))
        qualities = (*requirement.qualities, *asked.qualities, *requirement.having)
        short = max((window.needed or 1) - window.counted, 1)
        if window.status in (OPEN, UPCOMING, NEEDS_DECISION):
            maybe = [n for n in unknown if window.opens <= n.drill.date <= window.due]
            maybe += _half_known(asked, requirement, rows, window)
            cures += _records(maybe, short, window)
        if not window.decides:
            continue
        if window.status in (OPEN, UPCOMING):
            cures.append(Cure("hold", short, window.opens, window.due, accepts, qualities))
        elif window.status == MISSED and found.comparator == "at_least":
            cures.append(Cure("late", short, window.opens, window.due, accepts, qualities))
    order = ("record", "decide", "hold", "late")
    return sorted(cures, key=lambda c: (c.kind == "late", c.due or date.max, order.index(c.kind)))


def _window_of(requirement: Requirement, window: WindowVerdict) -> Window:
    """The dated window that a judged one came from; a bare one where drills made its days."""
    for asked in requirement.windows:
        same = (asked.opens, asked.due, asked.part, asked.label)
        if same == (window.opens, window.due, window.part, window.label):
            return asked
    return Window(window.opens, window.due, window.needed)


def _half_known(
    asked: Window, requirement: Requirement, rows: Sequence[Drill], window: WindowVerdict
) -> list[NotCounted]:
    """Drills that count, but of which a part, or each so many, asks more than is recorded."""
    more = (*asked.qualities, *requirement.having)
    found = []
    for drill in rows:
        if drill in window.drills or not window.opens <= drill.date <= window.due:
            continue
        if more and takes(requirement.rule.accepts, drill) and has(more, drill) is None:
            missed = _quality(more, drill)
            if missed is not None:
                found.append(missed)
    return found


def _records(maybe: list[NotCounted], short: int, window: WindowVerdict) -> list[Cure]:
    cures = []
    for quality in dict.fromkeys(n.quality for n in maybe):
        told = dict.fromkeys(n.drill for n in maybe if n.quality == quality)
        column = QUALITIES[quality].column if quality else "time"
        cures.append(
            Cure(
                "record",
                short,
                window.opens,
                window.due,
                column=column,
                qualities=(quality,) if quality else (),
                drills=tuple(told),
            )
        )
    return cures
