"""Plausibility flags: questions about a record. They ask, never accuse, never uncount.

Judging is judging.py's; nothing here changes a verdict. Each flag is a code with the
drills it speaks of; ``sentence`` says it in English.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drills.compliance.counting import WITHOUT_PUPILS, row_of
from drills.compliance.pack import Duty, Requirement
from drills.facts import Building, Drill

SENTENCES: dict[str, str] = {
    "not_a_school_day": "Was school in session on this day? Add a note or correct the date.",
    "outside_school_year": "This day is not in the school year. Is the date right?",
    "identical_rows": "The same drill stands in the log more than once; it counts once.",
    "within_the_hour": "Two drills within the hour. Are both times right?",
    "several_in_one_day": "Three or more drills on one day. Is the date right?",
    "same_minute": "Three or more drills at the same minute of the day. Were the times noted down?",
    "same_hour": "All drills of this kind fell in the same hour; the law asks for different times.",
    "same_weekday": "All drills of this kind fell on one weekday; the law asks for other days.",
    "headcount": "The number of people is far from the enrollment. Is it right?",
    "evacuation_time": "It took under 30 seconds or over 30 minutes. Is that right?",
    "parents_notice": "Parents hear in the days before a drill. Is the day they heard right?",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A question about one or more drills; the first is the one it is asked of."""

    code: str
    drills: tuple[Drill, ...]

    @property
    def sentence(self) -> str:
        """The question in English."""
        return SENTENCES[self.code]


def flags(
    building: Building,
    drills: Iterable[Drill],
    requirements: Sequence[Requirement] = (),
    duties: Sequence[Duty] = (),
) -> list[Flag]:
    """Every question that a building's drills raise, by day.

    The requirements bring the variety that the law asks for, the duties its notices.
    """
    every = sorted(drills, key=lambda d: (d.date, d.time is None, d.time))
    calendar = building.calendar
    rows = [d for d in every if calendar.year_starts <= d.date <= calendar.year_ends]
    found = [
        *_days(building, every),
        *_repeats(rows),
        *_numbers(building, rows),
        *_notices(rows, duties),
        *_variety(rows, requirements),
    ]
    return sorted(found, key=lambda f: (f.drills[0].date, f.code))


def _days(building: Building, rows: list[Drill]) -> list[Flag]:
    calendar = building.calendar
    found = []
    for drill in rows:
        if not calendar.year_starts <= drill.date <= calendar.year_ends:
            found.append(Flag("outside_school_year", (drill,)))
        elif drill.type in WITHOUT_PUPILS or drill.students_present is False:
            continue
        elif drill.date not in calendar.school_day_set and drill.date not in calendar.summer_days:
            found.append(Flag("not_a_school_day", (drill,)))
    return found


def _repeats(rows: list[Drill]) -> list[Flag]:
    found = []
    same: dict[tuple[object, ...], list[Drill]] = defaultdict(list)
    for drill in rows:
        same[row_of(drill)].append(drill)
    found += [Flag("identical_rows", tuple(ds)) for ds in same.values() if len(ds) > 1]
    unique = [ds[0] for ds in same.values()]
    timed = sorted((d for d in unique if d.time), key=lambda d: (d.date, d.time))
    for one, other in itertools.pairwise(timed):
        assert one.time and other.time
        gap = datetime.combine(other.date, other.time) - datetime.combine(one.date, one.time)
        if gap < timedelta(hours=1):
            found.append(Flag("within_the_hour", (other, one)))
    by_day: dict[object, list[Drill]] = defaultdict(list)
    by_minute: dict[object, list[Drill]] = defaultdict(list)
    for drill in unique:
        by_day[drill.date].append(drill)
        if drill.time:
            by_minute[drill.time].append(drill)
    found += [Flag("several_in_one_day", tuple(ds)) for ds in by_day.values() if len(ds) >= 3]
    found += [
        Flag("same_minute", tuple(ds))
        for ds in by_minute.values()
        if len({d.date for d in ds}) >= 3
    ]
    return found


def _numbers(building: Building, rows: list[Drill]) -> list[Flag]:
    found = []
    enrolled = building.enrollment
    for drill in rows:
        if (
            enrolled
            and drill.participants is not None
            and drill.whole_building is not False
            and not enrolled * 0.5 <= drill.participants <= enrolled * 1.5
        ):
            found.append(Flag("headcount", (drill,)))
        if (
            drill.type in ("fire", "evacuation")
            and drill.duration_seconds is not None
            and not 30 <= drill.duration_seconds <= 1800
        ):
            found.append(Flag("evacuation_time", (drill,)))
    return found


def _notices(rows: list[Drill], duties: Sequence[Duty]) -> list[Flag]:
    """Parents told too early, or after the drill, where a duty says how many days before."""
    found = []
    for drill in rows:
        told = drill.parents_notified_on
        if told is None:
            continue
        spans = [
            duty.notice_days
            for duty in duties
            if duty.notice_days is not None and (not duty.types or drill.type in duty.types)
        ]
        if spans and not 0 <= (drill.date - told).days <= max(spans):
            found.append(Flag("parents_notice", (drill,)))
    return found


def _variety(rows: list[Drill], requirements: Sequence[Requirement]) -> list[Flag]:
    """Variety without a number in the law warns, from the third drill on."""
    found = []
    for requirement in requirements:
        rule = requirement.rule
        of_kind = [d for d in rows if d.type in rule.accepts and d.held_as == "drill"]
        by_type: dict[str, list[Drill]] = defaultdict(list)
        for drill in of_kind:
            by_type[drill.type].append(drill)
        for drills in by_type.values():
            hours = {d.time.hour for d in drills if d.time}
            timed = sum(d.time is not None for d in drills)
            if "times_of_day" in rule.variety and timed >= 3 and len(hours) == 1:
                found.append(Flag("same_hour", tuple(drills)))
            weekdays = {d.date.weekday() for d in drills}
            if "weekdays" in rule.variety and len(drills) >= 3 and len(weekdays) == 1:
                found.append(Flag("same_weekday", tuple(drills)))
    # Two rules of the same drills ask one question.
    return list(dict.fromkeys(found))
