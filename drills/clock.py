"""The only lines that read the clock. Everything else takes the day as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, in UTC, with its zone: the form in which times are stored."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """Today's date where the district is, for example ``today("America/New_York")``."""
    return now().astimezone(ZoneInfo(zone)).date()
