"""Shared frozen values in the words of the trade: buildings, calendars, drills, waivers.

What lives here: values that every room may hold, and the arithmetic of a school
calendar that needs nothing but its own days. What does not: what the law wants
(compliance), how values are stored (store), or what day it is (clock).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

DRILL_TYPES: tuple[str, ...] = (
    "fire",
    "evacuation",
    "lockdown",
    "secure",
    "hold",
    "shelter_in_place",
    "severe_weather",
    "earthquake",
    "hazmat",
    "active_threat",
    "bus_evacuation",
    "reverse_evacuation",
    "reunification",
    "cardiac_response",
    "bomb_threat",
    "tsunami_or_lahar",
    "early_dismissal",
    "tabletop",
    "full_scale_exercise",
    "crisis_response",
    "other",
)
HELD_AS = ("drill", "real_event", "false_alarm")
# The states of a record in which it counts, and those in which something is written.
COUNTING = ("submitted", "approved", "locked")
WRITTEN = ("draft", *COUNTING, "sent_back")
ANNOUNCED = ("none", "staff", "all")
TOLD_BEFOREHAND = ("nobody", "staff", "all")
SITUATIONS = (
    "class",
    "lunch",
    "recess",
    "assembly",
    "passing",
    "arrival",
    "dismissal",
    "before_school",
    "after_school",
    "night",
    "summer",
)
YES_NO_COLUMNS = (
    "fire_department",
    "law_enforcement",
    "secondary_exit",
    "obstructed_exit",
    "alarm_sounded",
    "whole_building",
    "off_site",
    "students_present",
    "staff_present",
    "training_given",
)
OWNERSHIPS = ("public", "charter", "nonpublic")
GRADES = ("PK", "K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from start to end, both included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def days(self) -> list[date]:
        """Every date of the span, in order."""
        return [self.start + timedelta(n) for n in range((self.end - self.start).days + 1)]


@dataclass(frozen=True, slots=True)
class Term:
    """A named stretch of the school year, both days included."""

    name: str
    start: date
    end: date


@dataclass(frozen=True)
class Calendar:
    """One building's school year: its first and last day, and the days pupils are not taught.

    Half days are school days. ``testing`` are days of state tests: drills count,
    plans avoid them. ``breaks`` names winter or spring where the rule of thumb errs.
    """

    first_day: date
    last_day: date
    terms: tuple[Term, ...] = ()
    no_school: tuple[Span, ...] = ()
    half_days: tuple[Span, ...] = ()
    summer: Span | None = None
    testing: tuple[Span, ...] = ()
    breaks: tuple[tuple[str, Span], ...] = ()

    @cached_property
    def days_off(self) -> frozenset[date]:
        """Every date named as without school."""
        return frozenset(day for span in self.no_school for day in span.days())

    @cached_property
    def school_days(self) -> tuple[date, ...]:
        """The days pupils are taught, in order. Weekends never are."""
        year = Span(self.first_day, self.last_day)
        return tuple(d for d in year.days() if d.weekday() < 5 and d not in self.days_off)

    @cached_property
    def school_day_set(self) -> frozenset[date]:
        """The same days, for asking whether a day is one."""
        return frozenset(self.school_days)

    @cached_property
    def summer_days(self) -> frozenset[date]:
        """Weekdays of the summer session that are not named as off."""
        if self.summer is None:
            return frozenset()
        return frozenset(
            d for d in self.summer.days() if d.weekday() < 5 and d not in self.days_off
        )

    @property
    def school_year(self) -> str:
        """The year's name as people write it: ``2026-27``."""
        start = self.year_starts.year
        return f"{start}-{(start + 1) % 100:02d}"

    @property
    def year_starts(self) -> date:
        """July 1 of the school year: the earliest day that any drill of it can bear."""
        first = self.first_day
        return date(first.year if first.month >= 7 else first.year - 1, 7, 1)

    @property
    def year_ends(self) -> date:
        """June 30 of the school year, or the last day of its summer session if later."""
        ends = date(self.year_starts.year + 1, 6, 30)
        latest = self.summer.end if self.summer else ends
        return max(ends, latest, self.last_day)

    def is_school_day(self, day: date) -> bool:
        """Whether pupils are taught in the building on that day of the regular year."""
        return day in self.school_day_set

    def school_day_after(self, day: date, count: int) -> date | None:
        """The ``count``-th school day strictly after ``day``; None where the year ends first."""
        index = bisect_left(self.school_days, day + ONE_DAY) + count - 1
        return self.school_days[index] if index < len(self.school_days) else None

    def school_days_between(self, start: date, end: date) -> int:
        """How many school days lie from start to end, both included."""
        days = self.school_days
        return max(0, bisect_left(days, end + ONE_DAY) - bisect_left(days, start))


@dataclass(frozen=True)
class Building:
    """One school building in one school year, with the facts that drill law asks for.

    A fact that is None is unknown: a requirement that asks for it needs a decision.
    ``settings`` holds what the law leaves to the district, by the names its pack gives.
    """

    name: str
    jurisdiction: str
    calendar: Calendar
    ownership: str | None = None
    grades: tuple[str, str] | None = None
    enrollment: int | None = None
    sprinklers: str | None = None
    smoke_detectors: str | None = None
    year_round: bool | None = None
    dormitory: bool | None = None
    summer_school: bool | None = None
    buses_pupils: bool | None = None
    tsunami_zone: bool | None = None
    lahar_zone: bool | None = None
    earthquake_zone: bool | None = None
    nuclear_zone: bool | None = None
    local_fire_marshal: bool | None = None
    local_fire_code: bool | None = None
    athletics: bool | None = None
    aed: bool | None = None
    state_licensed: bool | None = None
    records_begin: date | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


YES_NO_FACTS = (
    "year_round",
    "dormitory",
    "summer_school",
    "buses_pupils",
    "tsunami_zone",
    "lahar_zone",
    "earthquake_zone",
    "nuclear_zone",
    "local_fire_marshal",
    "local_fire_code",
    "athletics",
    "aed",
    "state_licensed",
)
CHOICE_FACTS: dict[str, tuple[str, ...]] = {
    "ownership": OWNERSHIPS,
    "sprinklers": ("full", "partial", "none"),
    "smoke_detectors": ("all_classroom_buildings", "none"),
}


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill as the record of one building tells it. None means: not recorded.

    The columns are those of a drill log (exchange/drill_log.py). ``ref`` is whatever
    the caller knows the record by; the law never looks at it.
    """

    date: date
    type: str
    time: time | None = None
    title: str = ""
    held_as: str = "drill"
    announced: str | None = None
    told_beforehand: str | None = None
    situation: str | None = None
    fire_department: bool | None = None
    law_enforcement: bool | None = None
    secondary_exit: bool | None = None
    obstructed_exit: bool | None = None
    alarm_sounded: bool | None = None
    whole_building: bool | None = None
    off_site: bool | None = None
    students_present: bool | None = None
    staff_present: bool | None = None
    training_given: bool | None = None
    parents_notified_on: date | None = None
    participants: int | None = None
    duration_seconds: int | None = None
    notes: str = ""
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A lawful reason that excuses one window of one requirement, and who says so."""

    requirement: str
    opens: date
    reason: str
    law: str
    granted_by: str
    granted_on: date
    excuse: str = ""  # the pack's name for the reason, where it has one
    due: date | None = None  # tells apart windows that open on one day
