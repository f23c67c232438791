"""A time zone as calendars can read it: VTIMEZONE with one rule for each change of the clocks.

The rules come from the last line of the zone's file (its POSIX footer, RFC 9636 section
3.3): ``EST5EDT,M3.2.0,M11.1.0``. icalendar's own writer lists single changes instead,
which Thunderbird, ical.js and Outlook read an hour wrong. Good for dates from 2007 on,
when today's rules of the United States began.
"""

from __future__ import annotations

import importlib.resources
import re
from datetime import date, datetime, time, timedelta
from functools import cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

RULES_BEGAN = 2007
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # the footer counts from Sunday
NAME = r"(<[-+A-Za-z0-9]+>|[A-Za-z]+)"
OFFSET = r"([-+]?\d+(?::\d+){0,2})"
FOOTER = re.compile(
    rf"{NAME}{OFFSET}"
    rf"(?:{NAME}{OFFSET}?,M(\d+)\.(\d)\.(\d)(?:/{OFFSET})?,M(\d+)\.(\d)\.(\d)(?:/{OFFSET})?)?"
)


@cache
def zone_block(name: str) -> Timezone:
    """The VTIMEZONE of a zone such as ``America/New_York``.

    Raises LookupError for a name that is no zone, or a rule of another form.
    """
    footer = _footer(name)
    found = FOOTER.fullmatch(footer)
    if found is None:
        raise LookupError(f"the rule {footer!r} of {name} is of no form that we write")
    parts = found.groups()
    # The footer counts west as positive; calendars count east.
    standard = -_length(parts[1])
    block = Timezone()
    block.add("tzid", name)
    if parts[2] is None:
        block.add_component(_half(TimezoneStandard(), parts[0], standard, standard))
        return block
    summer = -_length(parts[3]) if parts[3] else standard + timedelta(hours=1)
    block.add_component(_half(TimezoneDaylight(), parts[2], standard, summer, parts[4:8]))
    block.add_component(_half(TimezoneStandard(), parts[0], summer, standard, parts[8:12]))
    return block


def _footer(name: str) -> str:
    *folders, file = name.split("/")
    package = ".".join(["tzdata", "zoneinfo", *folders])
    try:
        content = importlib.resources.files(package).joinpath(file).read_bytes()
    except (ModuleNotFoundError, OSError, ValueError):
        raise LookupError(f"{name} is no time zone") from None
    if not content.startswith(b"TZif"):
        raise LookupError(f"{name} is no time zone")
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _length(text: str) -> timedelta:
    """``5`` or ``-3:30`` as a length of time."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = [*map(int, text.lstrip("+-").split(":")), 0, 0][:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _half(
    half: Timezone,
    name: str,
    before: timedelta,
    after: timedelta,
    rule: tuple[str | None, ...] | None = None,
) -> Timezone:
    """STANDARD or DAYLIGHT: from which offset to which, and on which day of each year."""
    starts = datetime.combine(date(RULES_BEGAN, 1, 1), time())
    if rule is not None:
        month, week, weekday = (int(part or 0) for part in rule[:3])
        at = _length(rule[3] or "2")
        if not timedelta() <= at < timedelta(days=1):
            raise LookupError(f"{name} changes its clocks on the day beside the one it names")
        # The fifth is the last, whether or not the month has a fifth.
        nth = -1 if week == 5 else week
        starts = datetime.combine(_first(month, nth, weekday), time()) + at
        half.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday=f"{nth}{DAYS[weekday]}"))
    half.add("dtstart", starts)
    half.add("tzname", name.strip("<>"))
    half.add("tzoffsetfrom", before)
    half.add("tzoffsetto", after)
    return half


def _first(month: int, nth: int, weekday: int) -> date:
    """The day of the rule in the year the rules began."""
    days = [date(RULES_BEGAN, month, 1) + timedelta(n) for n in range(31)]
    fitting = [d for d in days if d.month == month and d.isoweekday() % 7 == weekday]
    return fitting[nth if nth < 0 else nth - 1]
