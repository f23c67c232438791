"""A district's days as the bits of whole numbers, so that sets of days are met in one step.

Bit 0 is the first day that any of its calendars can bear. Knows calendars, no law.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from drills.facts import Calendar, Span


class Days:
    """The stretch of days that a plan speaks of, numbered from 0."""

    def __init__(self, calendars: Iterable[Calendar]) -> None:
        every = list(calendars)
        first = min(c.year_starts for c in every)
        last = max(c.year_ends for c in every)
        self.base = first.toordinal()
        self.count = last.toordinal() - self.base + 1
        self.weekday = [(first + timedelta(n)).weekday() for n in range(self.count)]
        self.month = [(first + timedelta(n)).month for n in range(self.count)]
        # The first day's own week may begin before it.
        self.week = [(n + self.weekday[0]) // 7 for n in range(self.count)]

    def number(self, day: date) -> int:
        """A day's number; below 0 or beyond the last where it lies outside."""
        return day.toordinal() - self.base

    def date(self, number: int) -> date:
        """The day of a number."""
        return date.fromordinal(self.base + number)

    def span(self, low: int, high: int) -> int:
        """The days from one number to another, both included; those outside are left out."""
        low, high = max(low, 0), min(high, self.count - 1)
        return ((1 << (high - low + 1)) - 1) << low if low <= high else 0

    def spans(self, spans: Iterable[Span]) -> int:
        """All the days of spans."""
        found = 0
        for span in spans:
            found |= self.span(self.number(span.start), self.number(span.end))
        return found

    def of(self, dates: Iterable[date]) -> int:
        """Some days."""
        found = 0
        for day in dates:
            number = self.number(day)
            if 0 <= number < self.count:
                found |= 1 << number
        return found

    def week_of(self, number: int) -> int:
        """Monday to Sunday around a day."""
        start = number - self.weekday[number]
        return self.span(start, start + 6)


def numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
