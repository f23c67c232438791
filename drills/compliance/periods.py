"""Stretches of a school year: months in session, semesters, quarters, weeks, blocks, breaks.

Knows calendars and no law. Each function gives spans in order, clipped to the school
year's first and last day (interfaces: counting rules 2 to 4).
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, timedelta

from drills.facts import ONE_DAY, Calendar, Span


def clip(calendar: Calendar, start: date, end: date) -> Span | None:
    """The part of a stretch that lies in the school year; None where none does."""
    start, end = max(start, calendar.first_day), min(end, calendar.last_day)
    return Span(start, end) if start <= end else None


def in_session(calendar: Calendar, span: Span) -> bool:
    """Whether the span holds a school day."""
    days = calendar.school_days
    return bisect_left(days, span.start) < bisect_right(days, span.end)


def month_of(day: date) -> Span:
    """The calendar month of a day."""
    return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def months(calendar: Calendar) -> list[Span]:
    """Each month that holds a school day, clipped to the year (counting rule 4)."""
    found, day = [], calendar.first_day
    while day <= calendar.last_day:
        month = month_of(day)
        span = clip(calendar, month.start, month.end)
        if span and in_session(calendar, span):
            found.append(span)
        day = month.end + ONE_DAY
    return found


def months_with_summer(calendar: Calendar) -> list[Span]:
    """Each month in session, those of the summer session with them.

    A month that holds days of both is one stretch, from its first such day's season on.
    """
    summer = calendar.summer
    if summer is None:
        return months(calendar)
    found = {span.start.replace(day=1): span for span in months(calendar)}
    day = summer.start
    while day <= summer.end:
        month = month_of(day)
        span = Span(max(month.start, summer.start), min(month.end, summer.end))
        if any(d in calendar.summer_days for d in span.days()):
            regular = found.get(month.start)
            if regular is not None:
                span = Span(min(regular.start, span.start), max(regular.end, span.end))
            found[month.start] = span
        day = month.end + ONE_DAY
    return [found[first] for first in sorted(found)]


def month_stretches(calendar: Calendar, size: int, anchor: int) -> list[Span]:
    """Whole stretches of ``size`` months from the anchor month, each with a school day.

    Days before the anchor belong to the first stretch; what is left over at the year's
    end owes nothing of its own, so it is not a stretch.
    """
    year = calendar.year_starts.year if anchor >= 7 else calendar.year_starts.year + 1
    start, found = date(year, anchor, 1), []
    while start <= calendar.last_day:
        end = start
        for _ in range(size):
            last = month_of(end).end
            end = last + ONE_DAY
        span = clip(calendar, calendar.first_day if not found else start, last)
        # A stretch that the year's end cuts to fewer months is left over.
        whole = month_of(calendar.last_day).end >= last
        if span and whole and in_session(calendar, span):
            found.append(span)
        start = last + ONE_DAY
    return found


def semesters(calendar: Calendar) -> list[Span]:
    """Two halves: the two terms; four terms paired; without terms, halves by school days."""
    found = term_spans(calendar)
    if len(found) == 2:
        return found
    if len(found) == 4:
        return [Span(found[0].start, found[1].end), Span(found[2].start, found[3].end)]
    return equal_parts(calendar, 2)


def quarters(calendar: Calendar) -> list[Span]:
    """The terms where there are four, else four parts with equally many school days."""
    found = term_spans(calendar)
    if len(found) == 4:
        return found
    return equal_parts(calendar, 4)


def semesters_or_trimesters(calendar: Calendar) -> list[Span]:
    """Three stretches where the calendar has three terms, else its semesters."""
    found = term_spans(calendar)
    if len(found) == 3:
        return found
    return semesters(calendar)


def equal_parts(calendar: Calendar, parts: int) -> list[Span]:
    """The year in so many parts with the same number of school days, give or take one."""
    days = calendar.school_days
    edges = [round(len(days) * n / parts) for n in range(parts + 1)]
    starts = [calendar.first_day, *(days[edge] for edge in edges[1:-1])]
    ends = [start - ONE_DAY for start in starts[1:]] + [calendar.last_day]
    return [Span(a, b) for a, b in zip(starts, ends, strict=True)]


def terms(calendar: Calendar) -> list[Span]:
    """The calendar's terms; without any, its semesters."""
    return term_spans(calendar) or semesters(calendar)


def term_spans(calendar: Calendar) -> list[Span]:
    """The calendar's terms in order, clipped to the school year; none where it has none."""
    spans = [clip(calendar, term.start, term.end) for term in calendar.terms]
    return sorted((s for s in spans if s is not None), key=lambda s: s.start)


def weeks(calendar: Calendar) -> list[Span]:
    """Each week, Monday to Sunday, that holds a school day."""
    start = calendar.first_day - timedelta(calendar.first_day.weekday())
    found = []
    while start <= calendar.last_day:
        span = clip(calendar, start, start + timedelta(6))
        if span and in_session(calendar, span):
            found.append(span)
        start += timedelta(7)
    return found


def school_day_blocks(calendar: Calendar, size: int) -> list[Span]:
    """Blocks of so many school days from the first day; the last may be shorter."""
    days = calendar.school_days
    return [Span(days[n], days[min(n + size, len(days)) - 1]) for n in range(0, len(days), size)]


def add_months(day: date, count: int) -> date:
    """The same day so many months later, or that month's last day."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def breaks(calendar: Calendar) -> dict[str, Span]:
    """Winter and spring break: as the calendar names them, else by the rule of thumb.

    Winter break is the run of days without school that holds January 1; spring break
    the longest run of five or more weekdays without school that starts from March 1 to
    April 30 (counting rule 4).
    """
    found = dict(calendar.breaks)
    days = calendar.school_days
    year = calendar.year_starts.year + 1
    spring: tuple[int, Span] | None = None
    for before, after in itertools.pairwise(days):
        run = Span(before + ONE_DAY, after - ONE_DAY)
        if date(year, 1, 1) in run:
            found.setdefault("winter", run)
        off = [d for d in run.days() if d.weekday() < 5]
        begins = off and date(year, 3, 1) <= off[0] <= date(year, 4, 30)
        if begins and len(off) >= 5 and (spring is None or len(off) > spring[0]):
            spring = (len(off), run)
    if spring:
        found.setdefault("spring", spring[1])
    return found
