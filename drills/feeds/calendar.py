"""A calendar feed: events in, the bytes of a calendar out. The same events give the same bytes.

Who may see which drill, and its words, are decided before (drills/web/feed_events.py). Times
are the district's wall clock with its zone (zone.py), never UTC, which some calendars would
show as UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration

from drills.feeds.zone import zone_block

MAKER = "-//Drill tracker//School drills//EN"
READ_AGAIN = timedelta(hours=6)
CANCELLED_STAYS = timedelta(days=30)  # long enough for the slowest calendar to take it away
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One entry: at an hour, or all day where ``at`` is None, to ``last_day`` if given."""

    uid: str  # the same for ever
    sequence: int  # grows with each change
    changed_at: datetime  # an instant
    summary: str
    day: date
    at: time | None = None
    minutes: int = 30
    last_day: date | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    busy: bool = True  # whether it takes up the time of whoever sees it


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar is called and how often it is worth reading."""

    name: str
    zone: str
    description: str = ""
    read_again: timedelta = READ_AGAIN


def still_shown(cancelled: bool, day: date, today: date) -> bool:
    """Whether an event stands in a feed: a cancelled one stays until its day is 30 days past.

    A calendar that merely lost it might keep showing it, so it has to say that it is off.
    """
    return not cancelled or today <= day + CANCELLED_STAYS


def calendar_bytes(feed: Feed, events: Iterable[FeedEvent], cancelled_word: str) -> bytes:
    """The calendar in bytes: CRLF, at most 75 octets a line, by day, hour and uid.

    ``cancelled_word`` stands before the name of a cancelled event (``Cancelled``), since
    Outlook may show such an event as if it took place.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", MAKER)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", feed.name)
    calendar.add("x-wr-timezone", feed.zone)
    if feed.description:
        calendar.add("description", feed.description)
        calendar.add("x-wr-caldesc", feed.description)
    calendar.add("refresh-interval", vDuration(feed.read_again), {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(feed.read_again))
    calendar.add_component(zone_block(feed.zone))
    zone = ZoneInfo(feed.zone)
    for event in sorted(events, key=lambda e: (e.day, e.at or time.min, e.uid)):
        calendar.add_component(_component(event, zone, cancelled_word))
    return calendar.to_ical()


def _component(event: FeedEvent, zone: ZoneInfo, cancelled_word: str) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.sequence)
    made.add("summary", f"{cancelled_word}: {event.summary}" if event.cancelled else event.summary)
    if event.at is None:
        made.add("dtstart", event.day)
        made.add("dtend", (event.last_day or event.day) + ONE_DAY)  # the day after
    else:
        # Through UTC: half an hour later is later by the sun, whatever the clocks do.
        starts = datetime.combine(event.day, event.at, zone)
        ends = (starts.astimezone(UTC) + timedelta(minutes=event.minutes)).astimezone(zone)
        made.add("dtstart", starts)
        made.add("dtend", ends)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    busy = event.busy and not event.cancelled and event.at is not None
    made.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    if not busy:
        made.add("x-microsoft-cdo-busystatus", "FREE")
    for name, value in (("location", event.location), ("description", event.description)):
        if value:
            made.add(name, value)
    if event.url:
        made.add("url", event.url)
    return made
