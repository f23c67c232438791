"""Which drills stand at all, and whether one counts for a rule, windows aside.

About what a drill was, not when: windows, caps and sums are judging.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drills.compliance.pack import Requirement
from drills.compliance.qualities import QUALITIES
from drills.facts import Calendar, Drill

WITHOUT_PUPILS = frozenset({"tabletop", "full_scale_exercise"})


def standing(
    drills: Iterable[Drill], as_of: date, calendar: Calendar, since: date | None = None
) -> list[Drill]:
    """The drills of the school year up to a day, by date, identical rows once.

    ``since``: from that day instead of the school year's July 1.
    """
    starts, ends = since or calendar.year_starts, min(as_of, calendar.year_ends)
    unique: dict[tuple[object, ...], Drill] = {}
    for drill in drills:
        if starts <= drill.date <= ends:
            unique.setdefault(row_of(drill), drill)
    return sorted(unique.values(), key=lambda d: d.date)


def row_of(drill: Drill) -> tuple[object, ...]:
    """All that a row says but its reference: a row typed twice is one drill (rule 6)."""
    return (
        drill.date,
        drill.time,
        drill.type,
        drill.title,
        drill.held_as,
        drill.announced,
        drill.told_beforehand,
        drill.situation,
        drill.fire_department,
        drill.law_enforcement,
        drill.secondary_exit,
        drill.obstructed_exit,
        drill.alarm_sounded,
        drill.whole_building,
        drill.off_site,
        drill.students_present,
        drill.staff_present,
        drill.training_given,
        drill.parents_notified_on,
        drill.participants,
        drill.duration_seconds,
        drill.notes,
    )


def without_pupils(drill: Drill) -> bool:
    """Whether a drill needs no school day: an exercise of the staff (counting rule 8)."""
    return drill.type in WITHOUT_PUPILS or drill.students_present is False


def day_fits(drill: Drill, calendar: Calendar) -> bool:
    """Whether the day can bear the drill: pupils need a school day or one of the summer
    session (counting rule 8). Days before the school year are not known: weekdays fit."""
    day = drill.date
    if day in calendar.school_day_set or without_pupils(drill) or day in calendar.summer_days:
        return True
    return day < calendar.year_starts and day.weekday() < 5


def counted_day(drill: Drill, calendar: Calendar) -> date:
    """The day that a drill counts from: an exercise without pupils held from July 1 on
    counts as of the first day of school (counting rule 8)."""
    first = calendar.first_day
    if calendar.year_starts <= drill.date < first and without_pupils(drill):
        return first
    return drill.date


def takes(accepts: frozenset[str], drill: Drill) -> bool:
    """Whether a drill is of an accepted kind; ``other:x`` is a row of type other titled x."""
    if drill.type in accepts:
        return True
    return drill.type == "other" and f"other:{titled(drill.title)}" in accepts


def titled(title: str) -> str:
    """A title as packs write it: ``Fire alarm test`` is ``fire_alarm_test``."""
    return "_".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def counts(requirement: Requirement, drill: Drill, fits: bool, pupils: bool = True) -> bool | None:
    """Whether a drill of an accepted type counts for the rule; None: not recorded.

    Windows aside: this is about what the drill was, not when. ``pupils``: False for a
    substitute that needs none, though the rule's own drills do.
    """
    rule = requirement.rule
    if drill.held_as != "drill" and not (rule.real_events and drill.held_as == "real_event"):
        return False
    if not fits and not rule.any_day:
        return False
    if (
        rule.pupils
        and pupils
        and drill.students_present is False
        and drill.type not in WITHOUT_PUPILS
        and "no_pupils" not in requirement.qualities
    ):
        return False
    return has(requirement.qualities, drill)


def has(qualities: Iterable[str], drill: Drill) -> bool | None:
    """Whether a drill has all of the qualities; None: it is not recorded, and not ruled out."""
    answer: bool | None = True
    for name in qualities:
        reading = QUALITIES[name].read(drill)
        if reading is False:
            return False
        if reading is None:
            answer = None
    return answer
