"""Questions about drills that are too alike, or too close together.

Rows that say the same once count once; what is asked below is asked of the others.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from drills.compliance.counting import row_of
from drills.compliance.flag import Flag
from drills.compliance.flag_limits import WINDOW_OF_MONTHS, Limits
from drills.compliance.pack import Requirement
from drills.facts import Building, Drill


def identical(rows: Sequence[Drill]) -> tuple[list[Flag], list[Drill]]:
    """Rows that stand in the log more than once; and each once."""
    same: dict[tuple[object, ...], list[Drill]] = defaultdict(list)
    for drill in rows:
        same[row_of(drill)].append(drill)
    found = [
        Flag("identical_rows", tuple(ds), ds[0].date.isoformat())
        for ds in same.values()
        if len(ds) > 1
    ]
    return found, [ds[0] for ds in same.values()]


def close_together(rows: Sequence[Drill], limits: Limits) -> Iterator[Flag]:
    """Within the hour; several in one day."""
    timed = sorted((d for d in rows if d.time), key=lambda d: (d.date, d.time))
    for one, other in itertools.pairwise(timed):
        assert one.time and other.time
        gap = datetime.combine(other.date, other.time) - datetime.combine(one.date, one.time)
        if gap < timedelta(minutes=limits.minutes_between):
            about = f"{other.date} {one.time:%H:%M} {other.time:%H:%M}"
            yield Flag("within_the_hour", (other, one), about)
    by_day: dict[date, list[Drill]] = defaultdict(list)
    for drill in rows:
        by_day[drill.date].append(drill)
    for on, drills in by_day.items():
        if len(drills) >= limits.drills_in_a_day:
            numbers = (("count", len(drills)),)
            yield Flag("several_in_one_day", tuple(drills), on.isoformat(), numbers)


def same_minute(rows: Sequence[Drill], limits: Limits) -> Iterator[Flag]:
    """The same minute of the day on day after day."""
    by_minute: dict[time, list[Drill]] = defaultdict(list)
    for drill in rows:
        if drill.time:
            by_minute[drill.time].append(drill)
    for at, drills in by_minute.items():
        if len({d.date for d in drills}) >= limits.same_minute:
            numbers = (("count", len(drills)),)
            yield Flag("same_minute", tuple(drills), f"{at:%H:%M}", numbers)


def copied_text(rows: Sequence[Drill], limits: Limits) -> Iterator[Flag]:
    """The same notes on several days, however they are spaced and capitalised."""
    by_words: dict[str, list[Drill]] = defaultdict(list)
    for drill in rows:
        words = " ".join(drill.notes.split()).casefold()
        if len(words) >= limits.copied_letters:
            by_words[words].append(drill)
    for drills in by_words.values():
        if len({d.date for d in drills}) >= limits.copied_records:
            # Nothing of the words: they may be removed lawfully, and an answer stays.
            yield Flag("copied_text", tuple(drills), "", (("count", len(drills)),))


def bunched(
    building: Building,
    rows: Sequence[Drill],
    requirements: Sequence[Requirement],
    limits: Limits,
) -> Iterator[Flag]:
    """Most of the year's drills in its last month, or of a window of months in its last days.

    Where records begin within the stretch, nothing is known of its first part.
    """
    calendar = building.calendar
    drills = [d for d in rows if d.held_as == "drill"]
    begins = building.records_begin
    asked: list[set[Drill]] = []
    first, last = calendar.first_day, calendar.last_day
    if begins is None or begins <= first:
        all_year = [d for d in drills if d.date <= last]
        late = [d for d in all_year if d.date > last - timedelta(limits.year_end_days)]
        if _most(late, all_year, limits.year_end_drills, limits):
            asked.append(set(late))
            numbers = (("count", len(late)), ("all", len(all_year)), ("days", limits.year_end_days))
            yield Flag("bunched_at_year_end", tuple(late), calendar.school_year, numbers)
    for requirement in requirements:
        if requirement.settled:
            continue
        for window in requirement.windows:
            opens, due = window.opens, window.due
            if (window.needed or 0) < limits.window_end_drills or (
                (due - opens).days < WINDOW_OF_MONTHS or (begins is not None and begins > opens)
            ):
                continue
            kinds = window.accepts or requirement.kinds
            inside = [d for d in drills if d.type in kinds and opens <= d.date <= due]
            late = [d for d in inside if d.date > due - timedelta(limits.window_end_days)]
            # What was asked of the year, or of another rule of the same drills, is asked once.
            if not _most(late, inside, limits.window_end_drills, limits) or any(
                set(late) <= before for before in asked
            ):
                continue
            asked.append(set(late))
            numbers = (
                ("count", len(late)),
                ("all", len(inside)),
                ("days", limits.window_end_days),
                ("due", due.isoformat()),
            )
            yield Flag("bunched_in_window", tuple(late), f"{requirement.id} {due}", numbers)


def _most(some: Sequence[Drill], every: Sequence[Drill], least: int, limits: Limits) -> bool:
    return len(some) >= least and len(some) * 100 > len(every) * limits.bunched_percent


def no_variety(rows: Sequence[Drill], requirements: Sequence[Requirement]) -> Iterator[Flag]:
    """Variety without a number in the law warns, from the third drill on."""
    for requirement in requirements:
        rule = requirement.rule
        if "times_of_day" not in rule.variety and "weekdays" not in rule.variety:
            continue
        by_type: dict[str, list[Drill]] = defaultdict(list)
        for drill in rows:
            if drill.type in rule.accepts and drill.held_as == "drill":
                by_type[drill.type].append(drill)
        for type_, drills in by_type.items():
            hours = {d.time.hour for d in drills if d.time}
            timed = sum(d.time is not None for d in drills)
            if "times_of_day" in rule.variety and timed >= 3 and len(hours) == 1:
                yield Flag("same_hour", tuple(drills), f"{type_} {min(hours)}")
            weekdays = {d.date.weekday() for d in drills}
            if "weekdays" in rule.variety and len(drills) >= 3 and len(weekdays) == 1:
                yield Flag("same_weekday", tuple(drills), f"{type_} {min(weekdays)}")
