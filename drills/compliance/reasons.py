"""Why a requirement stands as it does: what did not count, and what would cure it.

Made when somebody asks, never while judging. Each reason is a code with values, so
that pages can say it in any language; ``sentence`` says it in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drills.compliance.counting import counts, day_fits, row_of
from drills.compliance.pack import Requirement
from drills.compliance.qualities import QUALITIES
from drills.compliance.verdict import (
    MISSED,
    NEEDS_DECISION,
    OPEN,
    UPCOMING,
    RequirementVerdict,
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
    and the cures in order of their last day."""
    if requirement.settled:
        decide = tuple(Cure("decide", column=name) for name in requirement.missing)
        return Reasons((), decide)
    counted = {id(d) for window in found.windows for d in window.drills}
    kinds = set(requirement.rule.accepts)
    if requirement.substitution:
        kinds |= requirement.substitution.accepts
    seen: set[tuple[object, ...]] = set()
    not_counted: list[NotCounted] = []
    for drill in sorted((d for d in drills if d.date <= as_of), key=lambda d: d.date):
        if drill.type not in kinds:
            continue
        row = row_of(drill)
        if row in seen:
            not_counted.append(NotCounted(drill, "identical"))
        elif id(drill) not in counted:
            not_counted.append(_why_not(requirement, drill, calendar))
        seen.add(row)
    return Reasons(tuple(not_counted), tuple(_cures(requirement, found, not_counted)))


def _why_not(requirement: Requirement, drill: Drill, calendar: Calendar) -> NotCounted:
    rule = requirement.rule
    if not calendar.year_starts <= drill.date <= calendar.year_ends:
        return NotCounted(drill, "outside_year")
    if drill.held_as != "drill" and not (rule.real_events and drill.held_as == "real_event"):
        return NotCounted(drill, drill.held_as)
    fits = day_fits(drill, calendar)
    if requirement.in_summer:
        fits = drill.date in calendar.summer_days
    if not fits and not rule.any_day:
        return NotCounted(drill, "not_a_school_day")
    for name in rule.qualities:
        reading = QUALITIES[name].read(drill)
        if not reading:
            return NotCounted(drill, "quality", name, reading is False)
    if counts(requirement, drill, fits, calendar) is False:
        return NotCounted(drill, "no_pupils")
    if not any(w.opens <= drill.date <= w.due for w in requirement.windows):
        return NotCounted(drill, "outside_windows")
    if drill.type not in rule.accepts:
        return NotCounted(drill, "one_already")
    return NotCounted(drill, "kept_apart")


def _cures(
    requirement: Requirement, found: RequirementVerdict, not_counted: list[NotCounted]
) -> list[Cure]:
    rule = requirement.rule
    accepts = tuple(sorted(rule.accepts))
    unknown = [n for n in not_counted if n.quality and not n.known]
    cures: list[Cure] = []
    for window in found.windows:
        short = (window.needed or 1) - window.counted
        if window.status in (OPEN, UPCOMING):
            cures.append(
                Cure(
                    "hold",
                    short,
                    window.opens,
                    window.due,
                    accepts,
                    tuple(rule.qualities),
                )
            )
        elif window.status == NEEDS_DECISION:
            maybe = [n for n in unknown if window.opens <= n.drill.date <= window.due]
            for quality in dict.fromkeys(n.quality for n in maybe):
                told = tuple(n.drill for n in maybe if n.quality == quality)
                cures.append(
                    Cure(
                        "record",
                        short,
                        window.opens,
                        window.due,
                        column=QUALITIES[quality].column,
                        qualities=(quality,),
                        drills=told,
                    )
                )
        elif window.status == MISSED and found.comparator == "at_least":
            cures.append(Cure("late", short, window.opens, window.due, accepts))
    return sorted(cures, key=lambda c: (c.kind == "late", c.due or date.max))
