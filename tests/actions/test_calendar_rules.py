"""What must be true of a school year and of days in it: each fault named at its field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.actions.calendar_rules import (
    DaysEntry,
    TermEntry,
    YearEntry,
    checked_days,
    checked_year,
)
from drills.actions.next_year import moved_days
from drills.actions.refused import Refused
from drills.facts import Span
from tests.make import day, make_calendar

YEAR = YearEntry(
    first_day=day("2026-09-02"),
    last_day=day("2027-06-11"),
    terms=(
        TermEntry("fall", day("2026-09-02"), day("2027-01-22")),
        TermEntry("spring", day("2027-01-25"), day("2027-06-11")),
    ),
)


def faults(entry: YearEntry, **more) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        checked_year(entry, **more)
    return refused.value.errors


def test_a_plain_year_is_taken_as_it_is():
    calendar = checked_year(YEAR)
    assert calendar.school_year == "2026-27"
    assert [t.name for t in calendar.terms] == ["fall", "spring"]


def test_empty_lines_of_terms_are_left_out():
    calendar = checked_year(replace(YEAR, terms=(TermEntry(), *YEAR.terms, TermEntry("  "))))
    assert [t.name for t in calendar.terms] == ["fall", "spring"]


@pytest.mark.parametrize(
    ("last", "wrong"),
    [("2026-09-01", True), ("2026-09-02", False), ("2026-09-03", False)],
)
def test_the_last_day_is_not_before_the_first(last, wrong):
    entry = replace(YEAR, last_day=day(last), terms=())
    if wrong:
        assert faults(entry) == {"last_day": "last_before_first"}
    else:
        assert checked_year(entry).school_days


@pytest.mark.parametrize(
    ("last", "wrong"),
    [("2027-06-29", False), ("2027-06-30", False), ("2027-07-01", True)],
)
def test_a_year_ends_by_june_30(last, wrong):
    entry = replace(YEAR, last_day=day(last))
    if wrong:
        assert faults(entry)["last_day"] == "year_long"
    else:
        assert checked_year(entry).last_day == day(last)


def test_a_year_of_one_weekend_has_no_school_days():
    entry = YearEntry(day("2026-09-05"), day("2026-09-06"))
    assert faults(entry) == {"first_day": "year_without_days"}


def test_a_year_whose_days_are_all_off_has_no_school_days():
    off = (Span(day("2026-09-01"), day("2027-06-30")),)
    assert faults(YEAR, no_school=off) == {"first_day": "year_without_days"}


def test_nothing_typed_names_both_days():
    assert faults(YearEntry()) == {
        "first_day": "first_day_missing",
        "last_day": "last_day_missing",
    }


@pytest.mark.parametrize(
    ("term", "found"),
    [
        (TermEntry("fall", day("2026-09-01"), day("2027-01-22")), {"start": "term_outside"}),
        (TermEntry("fall", day("2026-09-02"), day("2027-06-12")), {"end": "term_outside"}),
        (TermEntry("fall", day("2027-01-22"), day("2026-09-02")), {"end": "term_backwards"}),
        (TermEntry("", day("2026-09-02"), day("2027-01-22")), {"name": "term_name_missing"}),
        (TermEntry("fall", None, day("2027-01-22")), {"start": "term_start_missing"}),
        (TermEntry("fall", day("2026-09-02"), None), {"end": "term_end_missing"}),
        (TermEntry("f" * 41, day("2026-09-02"), day("2027-01-22")), {"name": "term_name_long"}),
    ],
)
def test_a_term_that_does_not_fit_says_where(term, found):
    assert faults(replace(YEAR, terms=(term,))) == {f"terms-0-{k}": v for k, v in found.items()}


@pytest.mark.parametrize(
    ("start", "wrong"),
    [("2027-01-21", True), ("2027-01-22", True), ("2027-01-23", False)],
)
def test_terms_do_not_overlap(start, wrong):
    second = TermEntry("spring", day(start), day("2027-06-11"))
    entry = replace(YEAR, terms=(YEAR.terms[0], second))
    if wrong:
        assert faults(entry) == {"terms-1-start": "terms_overlap"}
    else:
        assert len(checked_year(entry).terms) == 2


def test_two_terms_of_one_name_cannot_be_told_apart():
    entry = replace(YEAR, terms=(YEAR.terms[0], replace(YEAR.terms[1], name=" FALL ")))
    assert faults(entry) == {"terms-1-name": "term_name_twice"}


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2027-06-28", None, {"summer_end": "summer_end_missing"}),
        (None, "2027-07-30", {"summer_start": "summer_start_missing"}),
        ("2027-07-30", "2027-06-28", {"summer_end": "span_backwards"}),
        ("2027-06-11", "2027-07-30", {"summer_start": "summer_inside"}),
        ("2027-07-05", "2027-10-01", {"summer_start": "summer_far"}),
    ],
)
def test_a_summer_session_stands_beside_the_year(start, end, found):
    entry = replace(
        YEAR, summer_start=day(start) if start else None, summer_end=day(end) if end else None
    )
    assert faults(entry) == found


def test_breaks_are_given_whole_and_inside_the_year():
    assert faults(replace(YEAR, winter_start=day("2026-12-24"))) == {
        "winter_end": "break_end_missing"
    }
    outside = replace(YEAR, spring_start=day("2027-06-10"), spring_end=day("2027-06-20"))
    assert faults(outside) == {"spring_start": "break_outside"}


def test_all_problems_are_named_at_once():
    entry = replace(
        YEAR,
        terms=(TermEntry("", day("2026-08-01"), None),),
        summer_start=day("2027-07-01"),
        winter_end=day("2027-01-01"),
    )
    assert set(faults(entry)) == {
        "terms-0-name",
        "terms-0-start",
        "terms-0-end",
        "summer_end",
        "winter_start",
    }


def day_faults(starts: str | None, ends: str | None = None, kind: str = "off", **more) -> dict:
    entry = DaysEntry(kind, day(starts) if starts else None, day(ends) if ends else None, **more)
    with pytest.raises(Refused) as refused:
        checked_days(entry, make_calendar(half_days=(Span(day("2026-12-23"), day("2026-12-23")),)))
    return refused.value.errors


def test_one_day_is_its_own_last_day():
    entry = checked_days(DaysEntry("off", day("2026-10-09"), why="  Fair   day "), make_calendar())
    assert (entry.ends, entry.why) == (day("2026-10-09"), "Fair day")


@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [
        (None, None, {"starts": "starts_missing"}),
        ("2026-10-09", "2026-10-08", {"ends": "span_backwards"}),
        ("2026-09-01", "2026-09-02", {"starts": "days_outside"}),
        ("2027-06-11", "2027-06-12", {"ends": "days_outside"}),
        ("2026-10-10", "2026-10-12", {"starts": "days_without_school"}),
        ("2026-09-02", "2027-06-11", {"starts": "days_all_gone"}),
    ],
)
def test_days_that_do_not_fit_say_why(starts, ends, found):
    assert day_faults(starts, ends) == found


def test_a_half_day_is_not_added_twice():
    assert day_faults("2026-12-23", kind="half") == {"starts": "days_already"}


def test_a_kind_and_a_short_reason_are_wanted():
    assert day_faults("2026-10-09", kind="") == {"kind": "kind_missing"}
    assert day_faults("2026-10-09", why="x" * 201) == {"why": "why_long"}


@pytest.mark.parametrize(
    ("first", "last", "then"),
    [
        ("2026-10-12", "2026-10-12", ("2027-10-11", "2027-10-11")),  # second Monday
        ("2026-11-11", "2026-11-11", ("2027-11-11", "2027-11-11")),  # its own date
        ("2026-11-26", "2026-11-27", ("2027-11-25", "2027-11-26")),  # fourth Thursday
        ("2026-12-24", "2027-01-01", ("2027-12-24", "2028-01-01")),
        ("2027-04-12", "2027-04-16", ("2028-04-10", "2028-04-14")),  # a week in April
        ("2027-05-31", "2027-05-31", ("2028-05-29", "2028-05-29")),  # the last Monday of May
    ],
)
def test_days_off_keep_their_place_in_the_next_year(first, last, then):
    moved = moved_days(Span(day(first), day(last)), 1)
    assert (moved.start.isoformat(), moved.end.isoformat()) == then
