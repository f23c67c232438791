"""Plausibility flags: questions about a record. They ask, never accuse, never uncount.

Judging is judging.py's; nothing here changes a verdict. Each flag is a code with the
drills it speaks of; ``sentence`` says it in English. From when on one is raised stands in
flag_limits.py; who answers, and where it is kept, is not this room's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from drills.compliance.flag import NEVER_RECORDED, SENTENCES, Flag, Recorded
from drills.compliance.flag_days import about_days, about_hours, about_notices, about_numbers
from drills.compliance.flag_limits import LIMITS, Limits
from drills.compliance.flag_recording import about_recording
from drills.compliance.flag_repeats import (
    bunched,
    close_together,
    copied_text,
    identical,
    no_variety,
    same_minute,
)
from drills.compliance.pack import Duty, Requirement
from drills.facts import Building, Drill

__all__ = ["SENTENCES", "Flag", "Limits", "Recorded", "flags"]


def flags(
    building: Building,
    drills: Iterable[Drill],
    requirements: Sequence[Requirement] = (),
    duties: Sequence[Duty] = (),
    limits: Limits = LIMITS,
    recorded: Mapping[str, Recorded] = NEVER_RECORDED,
) -> list[Flag]:
    """Every question that a building's drills raise, by day.

    The requirements bring the variety and the windows that the law asks for, the duties its
    notices, ``recorded`` when each was written down, by the drill's ``ref``.
    """
    every = sorted(drills, key=lambda d: (d.date, d.time is None, d.time))
    calendar = building.calendar
    starts, ends = calendar.year_starts, calendar.year_ends
    rows = [d for d in every if starts <= d.date <= ends]
    twice, unique = identical(rows)
    found = [
        *about_days(building, every),
        *about_hours(building, rows, limits),
        *twice,
        *close_together(unique, limits),
        *same_minute(unique, limits),
        *copied_text(unique, limits),
        *bunched(building, unique, requirements, limits),
        *about_numbers(building, rows, limits),
        *about_notices(rows, duties),
        *about_recording(rows, recorded, limits),
        *no_variety(rows, requirements),
    ]
    # Two rules of the same drills ask one question.
    asked = (flag for flag in dict.fromkeys(found) if flag.code not in limits.off)
    return sorted(asked, key=lambda f: (f.drills[0].date, f.code))
