"""Which school year the demo shows on a day, and how the data's days move there.

The data tell 2026-27. Pure: no table, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.facts import Span

TOLD_IN = 2026
BEGINS = 8  # August. In July people still look back on the year that has just ended.
# The acting principal, around the day of loading.
TAKES_OVER = timedelta(days=14)  # before it
HANDS_BACK = timedelta(days=30)  # after it


@dataclass(frozen=True, slots=True)
class DemoYear:
    """A school year by the calendar year it starts in, and the way from the data's days."""

    start: int
    zone: str

    @classmethod
    def on(cls, today: date, zone: str) -> DemoYear:
        """The year that the demo shows on a day."""
        return cls(today.year if today.month >= BEGINS else today.year - 1, zone)

    @property
    def label(self) -> str:
        """``2026-27``."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"

    @property
    def before(self) -> DemoYear:
        """The year before it."""
        return DemoYear(self.start - 1, self.zone)

    def day(self, told: date) -> date:
        """A day of the data in this year: the same weekday, three days off at most."""
        between = date(self.start, 9, 1) - date(TOLD_IN, 9, 1)
        return told + timedelta(weeks=round(between.days / 7))

    def span(self, start: date, end: date) -> Span:
        """Days of the data in this year."""
        return Span(self.day(start), self.day(end))

    @property
    def winter_recess(self) -> Span:
        """Whole weeks may leave New Year's Day in school; nobody teaches then."""
        return Span(date(self.start, 12, 24), date(self.start + 1, 1, 1))

    def instant(self, day: date, at: time) -> datetime:
        """A wall-clock time of the district as an instant, in UTC."""
        return datetime.combine(day, at, ZoneInfo(self.zone)).astimezone(UTC)

    def arranged_at(self, today: date) -> datetime:
        """When it was arranged that somebody stands in: some days before it begins."""
        return self.instant(today - TAKES_OVER - timedelta(days=3), time(11, 0))
