"""What newspapers and auditors found, replayed as data, each beside a clean year.

The scandal raises its question; the clean year raises none, whatever the law asks for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from drills.compliance.flags import Limits, Recorded, flags
from drills.facts import Drill
from tests.compliance.law import CALENDAR, building, dated, drill, pack, rule

TEN_A_YEAR = rule('count = 10\nper = "school_year"', "ten")
SCHOOL = building()

# Ten fire drills, one a month, written down on the day: nothing to ask.
DAYS = (
    "2025-09-10", "2025-10-07", "2025-11-13", "2025-12-09", "2026-01-15",
    "2026-02-11", "2026-03-17", "2026-04-21", "2026-05-14", "2026-06-03",
)  # fmt: skip
TIMES = (
    "09:12", "13:40", "10:05", "14:02", "08:51", "11:20", "09:47", "13:15", "10:33", "12:58",
)  # fmt: skip
TOOK = (181, 164, 203, 158, 175, 190, 169, 187, 172, 160)


def numbered(drills: list[Drill]) -> list[Drill]:
    return [replace(one, ref=str(number)) for number, one in enumerate(drills, 1)]


CLEAN = numbered(
    [
        drill(day, at=at, participants=400 + took % 9, duration_seconds=took)
        for day, at, took in zip(DAYS, TIMES, TOOK, strict=True)
    ]
)
AT_ONCE = timedelta(hours=1)


def written(drills: list[Drill], after: timedelta = AT_ONCE) -> dict[str, Recorded]:
    """Each written down so long after it began."""
    found = {}
    for one in drills:
        began = datetime.combine(one.date, one.time or time(12), tzinfo=UTC)
        found[one.ref or ""] = Recorded(began + after, (began + after).date())
    return found


def in_one_evening(drills: list[Drill], imported: bool = False) -> dict[str, Recorded]:
    evening = datetime(2026, 6, 9, 20, 0, tzinfo=UTC)
    return {
        one.ref or "": Recorded(evening + timedelta(minutes=7 * n), evening.date(), imported)
        for n, one in enumerate(drills)
    }


def asked(drills, recorded=None, school=SCHOOL, limits=None):
    law = dated(pack(TEN_A_YEAR), school)
    recorded = written(drills) if recorded is None else recorded
    return [f.code for f in flags(school, drills, law, (), limits or Limits(), recorded)]


def but(changes: dict[int, dict]) -> list[Drill]:
    """The clean year with some of its drills otherwise."""
    return [replace(one, **changes.get(n, {})) for n, one in enumerate(CLEAN, 1)]


def test_a_clean_year_raises_no_question():
    assert asked(CLEAN) == []


def test_the_only_drill_of_the_year_on_a_day_when_pupils_were_off():
    assert asked([replace(CLEAN[0], date=date(2025, 12, 30))]) == ["not_a_school_day"]
    assert asked([replace(CLEAN[0], date=date(2025, 12, 23))]) == []


def test_six_of_ten_drills_in_june():
    june = [date(2026, 6, n) for n in (1, 2, 4, 5, 8, 10)]
    crowded = but({n: {"date": day} for n, day in enumerate(june, 5)})
    (flag,) = flags(SCHOOL, crowded, dated(pack(TEN_A_YEAR)), (), Limits(), written(crowded))
    assert (flag.code, [d.date for d in flag.drills]) == ("bunched_at_year_end", june)
    assert flag.sentence.startswith("6 of the year's 10 drills fell in its last 30 days.")


LAST_DAYS = [date(2026, 6, n) for n in (1, 2, 3, 4, 8, 9)]


@pytest.mark.parametrize(("late", "expected"), [(5, []), (6, ["bunched_at_year_end"])])
def test_half_of_the_year_at_its_end_is_not_most_of_it(late, expected):
    crowded = but({5 + n: {"date": day} for n, day in enumerate(LAST_DAYS)})
    spread = [
        replace(d, date=date(2026, 4, 20)) if n >= 4 + late else d for n, d in enumerate(crowded)
    ]
    assert [code for code in asked(spread) if code.startswith("bunched")] == expected


def test_three_fire_drills_in_one_day():
    on = {"date": date(2025, 10, 7)}
    three = but(
        {1: {**on, "time": time(9)}, 2: {**on, "time": time(11)}, 3: {**on, "time": time(14)}}
    )
    assert asked(three) == ["several_in_one_day"]
    two = but({1: {**on, "time": time(9)}, 2: {**on, "time": time(11)}})
    assert asked(two) == []


def test_a_sprinkler_alarm_at_half_past_six_with_three_people_logged_as_the_fire_drill():
    alarm = {"time": time(6, 30), "participants": 3, "notes": "Sprinkler service set it off."}
    assert asked(but({1: alarm})) == ["headcount", "outside_school_hours"]
    assert asked(but({1: {**alarm, "held_as": "false_alarm"}})) == []


@pytest.mark.parametrize(
    ("at", "more", "expected"),
    [
        ("06:59", {}, ["outside_school_hours"]),
        ("07:00", {}, []),
        ("17:00", {}, []),
        ("17:01", {}, ["outside_school_hours"]),
        ("19:30", {"situation": "after_school"}, []),
        ("06:30", {"students_present": False}, []),
    ],
)
def test_hours_outside_school_are_asked_about_unless_the_record_says_why(at, more, expected):
    assert asked(but({1: {"time": time.fromisoformat(at), **more}})) == expected
    sleeps = building(dormitory=True)
    assert asked(but({1: {"time": time.fromisoformat(at), **more}}), school=sleeps) == []


def test_the_same_minute_every_month():
    assert asked(but({n: {"time": time(10)} for n in range(1, 11)})) == ["same_minute"]
    assert asked(but({n: {"time": time(10)} for n in (1, 2)})) == []


def test_a_year_entered_in_one_evening():
    assert asked(CLEAN, in_one_evening(CLEAN)) == ["entered_together"]
    assert asked(CLEAN, in_one_evening(CLEAN, imported=True)) == []
    # Where the district does not want that question, each is asked about on its own.
    off = Limits(off=frozenset({"entered_together"}))
    assert set(asked(CLEAN, in_one_evening(CLEAN), limits=off)) == {"recorded_late"}


def test_four_drills_in_one_evening_are_late_and_no_year():
    four = CLEAN[:4]
    assert asked(four, in_one_evening(four)) == ["recorded_late"] * 4
    week = [replace(d, date=date(2026, 6, 1 + n)) for n, d in enumerate(CLEAN[:5])]
    assert asked(week, in_one_evening(week)) == ["bunched_at_year_end"]


@pytest.mark.parametrize(("days", "expected"), [(13, []), (14, []), (15, ["recorded_late"])])
def test_a_record_is_late_after_fourteen_days(days, expected):
    one = [CLEAN[0]]
    assert asked(one, written(one, timedelta(days=days))) == expected


def test_the_same_notes_word_for_word():
    words = "Everyone out in good order, nothing to improve."
    copied = {n: {"notes": words} for n in (1, 2)}
    assert asked(but(copied)) == []
    assert asked(but({**copied, 3: {"notes": f" {words.upper()}  "}})) == ["copied_text"]
    assert asked(but({n: {"notes": "No problems."} for n in range(1, 11)})) == []


def test_drills_bunched_before_the_last_day_of_a_window():
    law = pack(rule('count = 3\nper = "term"', "each-term"))
    rows = [drill(day) for day in ("2026-01-14", "2026-01-16", "2026-01-22")]
    (flag,) = flags(SCHOOL, rows, dated(law))
    assert (flag.code, flag.about) == ("bunched_in_window", "each-term 2026-01-23")
    early = [drill("2025-10-14"), drill("2025-11-14"), *rows[1:]]
    assert flags(SCHOOL, early, dated(law)) == []
    # Records that begin in the middle say nothing of the first part.
    begun = building(records_begin=date(2025, 12, 1))
    assert flags(begun, rows, dated(law, begun)) == []


@pytest.mark.parametrize(
    ("enrolled", "took", "expected"),
    [(420, 30, []), (1500, 99, ["evacuation_time"]), (1500, 100, []), (None, 30, [])],
)
def test_an_evacuation_is_held_against_the_size_of_the_building(enrolled, took, expected):
    school = building(enrollment=enrolled)
    one = [drill("2025-09-10", at="09:00", duration_seconds=took)]
    assert asked(one, {}, school) == expected
    part = [replace(one[0], whole_building=False)]
    assert asked(part, {}, school) == []


def test_a_flag_that_is_off_is_not_raised_and_a_district_s_number_holds():
    three = [drill(day, at="10:00") for day in DAYS[:3]]
    assert asked(three, {}) == ["same_minute"]
    assert asked(three, {}, limits=Limits(off=frozenset({"same_minute"}))) == []
    assert asked(three, {}, limits=Limits(same_minute=4)) == []


def test_what_a_flag_is_about_changes_with_what_raised_it():
    saturday, sunday = drill("2025-09-13"), drill("2025-09-14")
    (one,), (other,) = flags(SCHOOL, [saturday]), flags(SCHOOL, [sunday])
    assert (one.about, other.about) == ("2025-09-13", "2025-09-14")


def test_the_clean_year_lies_on_school_days():
    assert all(CALENDAR.is_school_day(one.date) for one in CLEAN)
