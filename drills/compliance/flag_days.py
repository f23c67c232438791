"""Questions about the day and the hour of a single drill, its numbers, its notice to parents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drills.compliance.counting import without_pupils
from drills.compliance.flag import Flag
from drills.compliance.flag_limits import Limits
from drills.compliance.pack import Duty
from drills.facts import Building, Drill

# Who records one of these says that it was held beside the school day.
BESIDE_HOURS = frozenset({"before_school", "after_school", "night", "summer"})
# Kinds that a few people practice, not the whole building.
FOR_SOME = frozenset({"bus_evacuation", "cardiac_response", "reunification"})


def about_days(building: Building, rows: Sequence[Drill]) -> Iterator[Flag]:
    """Not in the school year, or on a day without pupils. A real event comes when it comes."""
    calendar = building.calendar
    starts, ends = calendar.year_starts, calendar.year_ends
    for drill in rows:
        if not starts <= drill.date <= ends:
            yield Flag("outside_school_year", (drill,), drill.date.isoformat())
        elif drill.held_as != "drill" or without_pupils(drill):
            continue
        elif drill.date not in calendar.school_day_set and drill.date not in calendar.summer_days:
            yield Flag("not_a_school_day", (drill,), drill.date.isoformat())


def about_hours(building: Building, rows: Sequence[Drill], limits: Limits) -> Iterator[Flag]:
    """Before the first bell or after the last late bus, and nothing recorded that says why."""
    if building.dormitory:
        return  # pupils sleep there, and the law wants drills at night
    for drill in rows:
        if (
            drill.time is not None
            and not limits.earliest <= drill.time <= limits.latest
            and drill.held_as == "drill"
            and not without_pupils(drill)
            and drill.situation not in BESIDE_HOURS
        ):
            yield Flag("outside_school_hours", (drill,), f"{drill.time:%H:%M}")


def about_numbers(building: Building, rows: Sequence[Drill], limits: Limits) -> Iterator[Flag]:
    """A headcount far from the enrollment; an evacuation too quick or too slow for it."""
    enrolled = building.enrollment
    least = limits.evacuation_seconds
    if enrolled:
        least = max(least, enrolled // limits.pupils_a_second)
    numbers = (("low", least), ("high", limits.evacuation_minutes))
    for drill in rows:
        people, took = drill.participants, drill.duration_seconds
        whole = drill.whole_building is not False and drill.type not in FOR_SOME
        if (
            enrolled
            and people is not None
            and whole
            and drill.held_as == "drill"
            and not without_pupils(drill)
            and not (
                enrolled * limits.headcount_low <= people * 100 <= enrolled * limits.headcount_high
            )
        ):
            yield Flag("headcount", (drill,), f"{people}/{enrolled}")
        if drill.type not in ("fire", "evacuation") or took is None:
            continue
        quick = least if whole else limits.evacuation_seconds
        if not quick <= took <= limits.evacuation_minutes * 60:
            yield Flag("evacuation_time", (drill,), str(took), numbers)


def about_notices(rows: Sequence[Drill], duties: Sequence[Duty]) -> Iterator[Flag]:
    """Parents told too early, or after the drill, where a duty says how many days before."""
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
            yield Flag("parents_notice", (drill,), told.isoformat())
