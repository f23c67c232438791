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


def standing(drills: Iterable[Drill], as_of: date, calendar: Calendar) -> list[Drill]:
    """The drills of the school year up to a day, by date, identical rows once."""
    starts, ends = calendar.year_starts, calendar.year_ends
    unique = {row_of(d): d for d in drills if starts <= d.date <= as_of and d.date <= ends}
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


def day_fits(drill: Drill, calendar: Calendar) -> bool:
    """Whether the day can bear the drill: pupils need a school day (counting rule 8)."""
    if drill.type in WITHOUT_PUPILS or drill.students_present is False:
        return True
    return drill.date in calendar.school_day_set


def counts(requirement: Requirement, drill: Drill, fits: bool, calendar: Calendar) -> bool | None:
    """Whether a drill of an accepted type counts for the rule; None: not recorded.

    Windows aside: this is about what the drill was, not when.
    """
    rule = requirement.rule
    if drill.held_as != "drill" and not (rule.real_events and drill.held_as == "real_event"):
        return False
    if requirement.in_summer:
        fits = drill.date in calendar.summer_days or rule.any_day
    if not fits and not rule.any_day:
        return False
    if rule.pupils and drill.students_present is False and drill.type not in WITHOUT_PUPILS:
        return False
    answer: bool | None = True
    for name in rule.qualities:
        reading = QUALITIES[name].read(drill)
        if reading is False:
            return False
        if reading is None:
            answer = None
    return answer
