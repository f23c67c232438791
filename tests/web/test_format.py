"""Values are said as people write them, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask, g, render_template_string
from flask_babel import force_locale

from drills.web import format
from drills.web.format import NBSP
from tests.web.style_app import style_app

TODAY = date(2026, 11, 24)


@pytest.fixture
def page() -> Iterator[Flask]:
    """An app in a request without a person, so that only ``today`` decides about years."""
    app = style_app()
    with app.test_request_context():
        g.person = None
        yield app


def test_a_day_of_this_school_year_has_no_year(page):
    assert format.day(date(2026, 10, 6), today=TODAY) == "Tue, Oct 6"
    assert format.day(date(2027, 6, 30), today=TODAY) == "Wed, Jun 30"


def test_a_day_of_another_school_year_has_its_year(page):
    assert format.day(date(2026, 6, 30), today=TODAY) == "Tue, Jun 30, 2026"
    assert format.day(date(2027, 7, 1), today=TODAY) == "Thu, Jul 1, 2027"


def test_without_knowing_today_the_year_is_said(page):
    assert format.day(date(2026, 10, 6)) == "Tue, Oct 6, 2026"


def test_no_day_is_a_dash(page):
    assert format.day(None) == format.long_day(None) == format.short_day(None) == "–"


def test_a_day_in_sentences_and_without_its_weekday(page):
    assert format.long_day(date(2026, 10, 6), TODAY) == "Tuesday, October 6"
    assert format.long_day(date(2025, 10, 7), TODAY) == "Tuesday, October 7, 2025"
    assert format.short_day(date(2026, 12, 1), TODAY) == "Dec 1"
    assert format.day(date(2026, 12, 1), "MMMM") == "December"


def test_days_in_spanish(page):
    with force_locale("es"):
        assert format.day(date(2026, 10, 6), today=TODAY) == "mar, 6 oct"
        assert format.long_day(date(2026, 10, 6), TODAY) == "martes, 6 de octubre"
        assert format.long_day(date(2025, 10, 7), TODAY) == "martes, 7 de octubre de 2025"


def test_a_range_says_one_day_once(page):
    assert format.day_range(date(2026, 10, 1), date(2026, 12, 1), TODAY) == "Oct 1 – Dec 1"
    assert format.day_range(date(2026, 10, 1), date(2026, 10, 1), TODAY) == "Oct 1"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(9, 30), f"9:30{NBSP}a.m."),
        (time(0, 5), f"12:05{NBSP}a.m."),
        (time(12, 0), f"12:00{NBSP}p.m."),
        (time(14, 5), f"2:05{NBSP}p.m."),
        (None, "–"),
    ],
)
def test_a_time_of_the_clock(page, at, said):
    assert format.clock_time(at) == said


def test_a_time_of_the_clock_in_spanish(page):
    with force_locale("es"):
        assert format.clock_time(time(14, 5)).startswith("2:05")


def test_a_moment_is_said_where_the_district_is(page):
    at = datetime(2026, 10, 7, 2, 30, tzinfo=UTC)
    said = format.moment(at, "America/New_York", TODAY)
    assert said == f"Tue, Oct 6, 10:30{NBSP}p.m."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (250, "4 min 10 s"),
        (45, "45 s"),
        (0, "0 s"),
        (240, "4 min"),
        (3900, "1 h 5 min"),
        (3601, "1 h"),
        (timedelta(minutes=2), "2 min"),
        (None, "–"),
    ],
)
def test_a_duration(page, seconds, said):
    assert format.duration(seconds).replace(NBSP, " ") == said


def test_counts(page):
    assert format.count(3, 5) == "3/5"
    assert format.count(7, 5) == "7/5"
    assert format.count(3) == "3"
    assert format.count(None, 5) == "–"
    assert format.count(1, 2, "at_most") == "1, at most 2"


def test_a_kind_of_drill_by_the_districts_own_word(page):
    assert format.drill_type("shelter_in_place") == "Shelter in place"
    assert format.drill_type("secure", {"secure": "Code yellow"}) == "Code yellow"
    assert format.drill_type("fire", {"secure": "Code yellow"}) == "Fire"
    assert format.drill_type("other", title="Gas leak") == "Gas leak"


def test_every_canonical_kind_has_a_name():
    from drills.facts import DRILL_TYPES

    assert set(format.TYPE_NAMES) == set(DRILL_TYPES)


@pytest.mark.parametrize(
    ("status", "more", "word"),
    [
        ("met", {}, "Met"),
        ("missed", {}, "Missed"),
        ("missed", {"missed": "Nov"}, "Missed Nov"),
        ("missed", {"missed": "Nov", "answered": True}, "Missed Nov, answered"),
        ("missed", {"answered": True}, "Missed, answered"),
        ("open", {"due": date(2026, 12, 1)}, "Due by Dec 1"),
        ("open", {"due": date(2026, 12, 1), "left": 6}, "Due by Dec 1"),
        ("open", {"left": 6, "at_risk": True}, "6 school days left"),
        ("open", {"left": 1, "at_risk": True}, "1 school day left"),
        ("open", {"left": 0, "at_risk": True}, "Due today"),
        ("open", {}, "Due"),
        ("excused", {}, "Excused"),
        ("needs_decision", {}, "Decide"),
        ("not_applicable", {}, "–"),
        ("not_applicable", {"advisory": True}, "–"),
        ("upcoming", {"opens": date(2027, 3, 1)}, "From Mar 1"),
        ("not_on_record", {}, "Before our records"),
        ("not_modelled", {}, "Read the law"),
        ("met", {"advisory": True}, "Advisory: Met"),
    ],
)
def test_the_word_of_a_status(page, status, more, word):
    assert format.status_word(status, today=TODAY, **more) == word


def test_every_status_has_a_word(page):
    from drills.compliance import verdict

    names = ("MET", "MISSED", "OPEN", "UPCOMING", "EXCUSED", "NEEDS_DECISION")
    names += ("NOT_APPLICABLE", "NOT_MODELLED", "NOT_ON_RECORD")
    for name in names:
        status = getattr(verdict, name)
        assert format.status_word(status) != status


def test_templates_have_the_filters_and_the_districts_labels(page):
    said = render_template_string(
        "{{ 'secure'|drill_type }} {{ 3|count(5) }} {{ 'met'|status_word }}",
        district=type("District", (), {"labels": {"secure": "Code yellow"}}),
    )
    assert said == "Code yellow 3/5 Met"


def test_the_year_follows_the_day_where_the_person_is(on_day):
    app = style_app()
    seen = []
    app.add_url_rule("/day", "day", lambda: seen.append(format.day(date(2026, 10, 6))) or "seen")
    on_day("2026-11-24")
    app.test_client().get("/day")
    on_day("2027-07-01")
    app.test_client().get("/day")
    assert seen == ["Tue, Oct 6", "Tue, Oct 6, 2026"]
