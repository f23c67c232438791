"""From when on a flag is raised: the numbers, each with its reason, and which are off.

A district may set its own (actions/flag_rules.py reads them); what a flag is stands in
flags.py. The law has no part in any of these numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of the flags. ``off`` are codes that are never raised."""

    # Bells ring from 7:00 in the earliest high schools; clubs and late buses end by 17:00.
    earliest: time = time(7, 0)
    latest: time = time(17, 0)
    # Going out, a roll-call and coming back take most of an hour. Never above 60.
    minutes_between: int = 60
    # Two kinds on one morning are common, three are a whole day.
    drills_in_a_day: int = 3
    # Twice the same minute is chance; from the third on a clock was hardly looked at.
    same_minute: int = 3
    # The last month of school, in which a year that was forgotten is made up.
    year_end_days: int = 30
    year_end_drills: int = 4
    # The last two school weeks of a window of months.
    window_end_days: int = 10
    window_end_drills: int = 3
    # More than so much of all drills of the year, or of the window: most of them.
    bunched_percent: int = 50
    # Two weeks: longer ago, nobody knows the minute any more.
    late_days: int = 14
    # A fall of drills typed in one sitting; one at a time is how a record is kept.
    evening_drills: int = 5
    evening_hours: int = 4
    # Short praise repeats itself; thirty letters in the same order, three times, hardly.
    copied_records: int = 3
    copied_letters: int = 30
    # A fire drill has everybody outside; half or half as many again is another building.
    headcount_low: int = 50
    headcount_high: int = 150
    # Nobody leaves a corridor of classrooms in half a minute, nor needs half an hour.
    evacuation_seconds: int = 30
    evacuation_minutes: int = 30
    # Fifteen doors with a pupil a second each: more than any school has in use.
    pupils_a_second: int = 15
    off: frozenset[str] = field(default_factory=frozenset)


LIMITS = Limits()
WINDOW_OF_MONTHS = 60  # days; in a shorter window its end is most of it
EVENING_SPAN = 60  # days between the first and last drill: a term's worth, not a busy week
