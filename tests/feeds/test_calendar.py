"""Events become a calendar that programs we did not write read as it was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from drills.feeds.calendar import Feed, FeedEvent, calendar_bytes, still_shown

CHANGED = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)
FEED = Feed("Drills: Westbrook", "America/New_York", "What is in it")
FIRE = FeedEvent(
    uid="fire@drills",
    sequence=2,
    changed_at=CHANGED,
    summary="Drill: Fire, Coleman Elementary",
    day=date(2026, 9, 10),
    at=time(9, 30),
    location="Coleman Elementary",
    url="https://drills.example.org/drills/7",
)
WINDOW = FeedEvent(
    uid="window-3-20260914@drills",
    sequence=0,
    changed_at=datetime(2026, 9, 14, tzinfo=UTC),
    summary="Drill window",
    day=date(2026, 9, 14),
    last_day=date(2026, 9, 20),
    busy=False,
)

GOLDEN = b"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Drill tracker//School drills//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
DESCRIPTION:What is in it
X-WR-CALDESC:What is in it
NAME:Drills: Westbrook
X-WR-CALNAME:Drills: Westbrook
REFRESH-INTERVAL;VALUE=DURATION:PT6H
X-PUBLISHED-TTL:PT6H
X-WR-TIMEZONE:America/New_York
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Cancelled: Drill: Fire\\, Coleman Elementary
DTSTART;TZID=America/New_York:20260910T093000
DTEND;TZID=America/New_York:20260910T100000
DTSTAMP:20260901T123000Z
UID:fire@drills
SEQUENCE:3
LAST-MODIFIED:20260901T123000Z
LOCATION:Coleman Elementary
STATUS:CANCELLED
TRANSP:TRANSPARENT
URL:https://drills.example.org/drills/7
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
BEGIN:VEVENT
SUMMARY:Drill window
DTSTART;VALUE=DATE:20260914
DTEND;VALUE=DATE:20260921
DTSTAMP:20260914T000000Z
UID:window-3-20260914@drills
SEQUENCE:0
LAST-MODIFIED:20260914T000000Z
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


def made(*events: FeedEvent, feed: Feed = FEED) -> bytes:
    return calendar_bytes(feed, events, "Cancelled")


def unfolded(content: bytes) -> str:
    return content.replace(b"\r\n ", b"").decode()


def starts(content: bytes) -> dict[str, list]:
    """When each event begins as two readers understand it: icalendar, and vobject."""
    found: dict[str, list] = {}
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        found.setdefault(str(event["uid"]), []).append(event.start)
    for event in vobject.readOne(content.decode()).vevent_list:
        found[event.uid.value].append(event.dtstart.value)
    return found


def test_the_bytes_of_a_calendar_are_these() -> None:
    cancelled = replace(FIRE, sequence=3, cancelled=True)
    assert made(cancelled, WINDOW) == GOLDEN


def test_the_same_events_in_another_order_are_the_same_bytes() -> None:
    assert made(FIRE, WINDOW) == made(WINDOW, FIRE)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 9, 10), "13:30"),
        (date(2026, 10, 31), "13:30"),  # the day before the clocks change
        (date(2026, 11, 1), "14:30"),
        (date(2026, 11, 2), "14:30"),
        (date(2027, 3, 13), "14:30"),
        (date(2027, 3, 14), "13:30"),
        (date(2027, 3, 15), "13:30"),
    ],
)
def test_half_past_nine_is_half_past_nine_for_every_reader(day: date, utc: str) -> None:
    read = starts(made(replace(FIRE, day=day)))["fire@drills"]
    assert len(read) == 2
    for start in read:
        assert start.astimezone(UTC).isoformat() == f"{day}T{utc}:00+00:00"


def test_a_drill_over_the_change_of_clocks_lasts_as_long_as_it_does() -> None:
    night = replace(FIRE, day=date(2026, 11, 1), at=time(1, 45), minutes=60)
    event = icalendar.Calendar.from_ical(made(night)).walk("VEVENT")[0]
    assert event["dtend"].to_ical() == b"20261101T014500"  # an hour later it is a quarter to two


def test_whole_days_end_on_the_day_after() -> None:
    for start in starts(made(WINDOW))[WINDOW.uid]:
        assert start == date(2026, 9, 14)
    assert "DTEND;VALUE=DATE:20260921" in unfolded(made(WINDOW))


def test_a_drill_without_an_hour_takes_the_day_and_nobodys_time() -> None:
    text = unfolded(made(replace(FIRE, at=None)))
    assert "DTSTART;VALUE=DATE:20260910" in text and "DTEND;VALUE=DATE:20260911" in text
    assert "TRANSP:TRANSPARENT" in text


@given(st.text(max_size=300), st.text(max_size=120))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(summary: str, where: str) -> None:
    content = made(replace(FIRE, summary=summary, location=where))
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    for line in lines:
        line.decode()


@pytest.mark.parametrize(
    "text", ["Fire, with; all \\ of it", "Two\nlines", "Simulacro: año · 火 🔥" * 6, "BEGIN:VEVENT"]
)
def test_any_words_come_out_as_they_went_in(text: str) -> None:
    content = made(replace(FIRE, summary=text, description=text))
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert event["summary"] == text and event["description"] == text
    other = vobject.readOne(content.decode()).vevent
    assert other.summary.value == text


@pytest.mark.parametrize(("after", "shown"), [(29, True), (30, True), (31, False)])
def test_a_cancelled_drill_stays_until_its_day_is_30_days_past(after: int, shown: bool) -> None:
    today = FIRE.day + timedelta(days=after)
    assert still_shown(True, FIRE.day, today) is shown
    assert still_shown(False, FIRE.day, today) is True
