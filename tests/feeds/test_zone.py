"""A zone as calendars read it agrees with the zone itself, wherever an American school is."""

from __future__ import annotations

import importlib.resources
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from drills.feeds.zone import zone_block

TERRITORIES = {"US", "PR", "GU", "VI", "AS", "MP", "UM"}


def american_zones() -> list[str]:
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return sorted(row[2].strip() for row in rows if row[0] in TERRITORIES)


def as_read(name: str):
    """The zone as dateutil reads it from our VTIMEZONE: not our code, nor icalendar's."""
    import io

    text = "BEGIN:VCALENDAR\r\n" + zone_block(name).to_ical().decode() + "END:VCALENDAR\r\n"
    return tzical(io.StringIO(text.replace("\r\n", "\n"))).get(name)


def test_the_list_of_zones_is_the_countrys() -> None:
    zones = american_zones()
    assert len(zones) > 30
    assert {"America/New_York", "America/Adak", "Pacific/Guam", "America/Phoenix"} <= set(zones)


@pytest.mark.slow
@pytest.mark.parametrize("name", american_zones())
def test_every_eight_hours_for_ten_years_both_say_the_same_hour(name: str) -> None:
    read, true = as_read(name), ZoneInfo(name)
    at, end = datetime(2026, 1, 1), datetime(2036, 1, 1)  # noqa: DTZ001 - wall clocks
    wrong = []
    while at < end:
        if read.utcoffset(at) != true.utcoffset(at):
            wrong.append(at)
        at += timedelta(hours=8)
    assert wrong == []


@pytest.mark.parametrize("name", ["America/New_York", "America/Los_Angeles", "America/Adak"])
@pytest.mark.parametrize("day", ["2026-11-01", "2027-03-14"])
def test_on_the_day_the_clocks_change_every_quarter_of_an_hour(name: str, day: str) -> None:
    read, true = as_read(name), ZoneInfo(name)
    begins = datetime.fromisoformat(day).replace(tzinfo=true).astimezone(UTC)
    for minutes in range(0, 25 * 60, 15):
        wall = (begins + timedelta(minutes=minutes)).astimezone(true)
        if wall.fold or wall.replace(fold=1).utcoffset() != wall.utcoffset():
            continue  # the hour that is there twice
        assert read.utcoffset(wall.replace(tzinfo=None)) == wall.utcoffset(), wall


def test_a_zone_without_summer_time_has_no_rule() -> None:
    text = zone_block("America/Phoenix").to_ical().decode()
    assert "RRULE" not in text and "DAYLIGHT" not in text


def test_a_zone_with_summer_time_has_two_rules_and_no_list_of_days() -> None:
    text = zone_block("America/New_York").to_ical().decode()
    assert text.count("RRULE:FREQ=YEARLY;BYDAY=") == 2
    assert "RDATE" not in text


@pytest.mark.parametrize("name", ["Mars/Olympus", "America", "", "../passwd", "America/Nuuk"])
def test_what_is_no_zone_of_ours_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        zone_block(name)
