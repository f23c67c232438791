"""What a form's texts and a phone's stamps mean, and what is said where they cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from drills.actions.refused import Refused
from drills.actions.written import Times, Written, read_written

ZONE = "America/New_York"
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # noon in New York
PLAIN = {"date": "2026-11-24", "type": "fire", "time": "10:00"}


def read(times: Times | None = None, now: datetime = NOW, **changes: str) -> Written:
    """What is read of a plain fire drill with changes."""
    more = {k: changes.pop(k) for k in ("minutes", "in_charge") if k in changes}
    return read_written({**PLAIN, **changes}, times or Times(), now, ZONE, **more)


def errors(times: Times | None = None, now: datetime = NOW, **changes: str) -> dict[str, str]:
    """The fields to mend."""
    with pytest.raises(Refused) as refused:
        read(times, now, **changes)
    return refused.value.errors


def stamps(off: timedelta = timedelta(), **at: str) -> dict[str, str]:
    """Stamps of a phone whose clock is so far behind: stamps(started="15:00:00")."""
    moments = {n: datetime.fromisoformat(f"2026-11-24T{t}+00:00") - off for n, t in at.items()}
    return {name: moment.isoformat() for name, moment in moments.items()}


def test_an_answer_not_given_is_not_kept() -> None:
    written = read(secondary_exit="", alarm_sounded="yes", fire_department="no")
    assert written.answers == {"alarm_sounded": True, "fire_department": False}


def test_every_wrong_field_is_named_at_once() -> None:
    found = errors(date="31 November", time="25:00", participants="many", secondary_exit="maybe")
    assert {"date", "participants", "secondary_exit"} <= set(found)


@pytest.mark.parametrize("text", ["", "2026-02-30", "yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    assert "date" in errors(date=text)


def test_today_can_be_logged_and_tomorrow_cannot() -> None:
    assert read(date="2026-11-23").drill.date == date(2026, 11, 23)
    assert read(date="2026-11-24").drill.date == date(2026, 11, 24)
    assert errors(date="2026-11-25") == {"date": "date_to_come"}


def test_a_time_later_today_has_not_come() -> None:
    assert read(time="12:10").drill.time == time(12, 10)
    assert errors(time="12:11") == {"time": "time_to_come"}


def test_an_all_clear_before_the_start_is_refused() -> None:
    assert errors(Times(typed={"all_clear": "09:30"})) == {"all_clear_time": "before_start"}


def test_a_night_drill_may_run_past_midnight() -> None:
    written = read(Times(typed={"all_clear": "00:10"}), date="2026-11-23", time="23:50")
    assert written.answers["duration_seconds"] == 20 * 60
    assert written.drill.date == date(2026, 11, 23)


def test_how_long_it_took_is_read_from_the_stamps() -> None:
    at = stamps(started="15:00:00", clear="15:02:10", all_clear="15:06:40")
    typed = {"clear": "10:02", "all_clear": "10:06"}
    written = read(Times(typed, at))
    assert written.answers["duration_seconds"] == 400
    assert written.stamps["clear"] == "2026-11-24T15:02:10.000Z"


def test_minutes_are_taken_where_no_times_tell() -> None:
    assert read(minutes="4.5").answers["duration_seconds"] == 270
    assert errors(minutes="four") == {"minutes": "minutes_wrong"}


def test_the_same_minute_twice_says_nothing_of_how_long_it_took() -> None:
    assert "duration_seconds" not in read(Times(typed={"all_clear": "10:00"})).answers


def test_a_time_corrected_by_hand_wins_over_the_stamp() -> None:
    at = stamps(started="15:00:00", all_clear="15:06:00")
    written = read(Times({"all_clear": "10:20"}, at), time="09:55")
    assert written.drill.time == time(9, 55)
    assert written.answers["duration_seconds"] == 25 * 60


def test_a_phone_whose_clock_is_a_day_behind_loses_nothing() -> None:
    off = timedelta(days=1)
    at = stamps(off, started="15:00:00", all_clear="15:06:00")
    times = Times({"all_clear": "10:06"}, at, phone_clock=(NOW - off).isoformat())
    written = read(times, date="2026-11-23")
    assert written.drill.date == date(2026, 11, 24)
    assert written.drill.time == time(10, 0)
    assert written.answers["duration_seconds"] == 360
    assert written.clock_off == 86400


def test_a_phone_whose_clock_runs_ahead_is_set_right_too() -> None:
    off = timedelta(hours=-3)
    at = stamps(off, started="16:00:00")
    written = read(Times({}, at, phone_clock=(NOW - off).isoformat()), time="14:00")
    assert written.drill.time == time(11, 0)


def test_a_clock_two_minutes_off_is_left_alone() -> None:
    at = stamps(started="15:00:00")
    for seconds, shifted in ((119, 0), (120, 0), (121, 121)):
        phone = (NOW - timedelta(seconds=seconds)).isoformat()
        assert read(Times({}, at, phone)).clock_off == shifted


def test_a_stamp_that_is_none_is_passed_over_for_what_was_typed() -> None:
    written = read(Times({}, {"started": "soon", "clear": "1 o'clock"}, phone_clock="now"))
    assert written.drill.time == time(10, 0)


def test_another_kind_of_drill_needs_its_name() -> None:
    assert errors(type="other") == {"title": "title_missing"}
    assert read(type="other", title="Gas leak").drill.title == "Gas leak"


def test_parents_cannot_have_been_told_after_the_drill() -> None:
    assert errors(parents_notified_on="2026-11-25") == {"parents_notified_on": "parents_after"}
    assert read(parents_notified_on="2026-11-24").answers["parents_notified_on"] == "2026-11-24"


def test_the_audit_chain_holds_a_hash_of_the_notes_and_not_the_notes() -> None:
    said = read(notes="Something private").said()
    assert "private" not in str(said)
    assert len(said["notes_sha256"]) == 64
