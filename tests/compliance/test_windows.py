"""Each word that makes windows, dated on one calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drills.compliance.dating import NO_WINDOW, NOT_IN_FORCE, OUT_OF_SCOPE, NoSchoolDays
from drills.facts import Span, Term
from tests.compliance.law import CALENDAR, building, dated, pack, rule, setting, spans

SUMMER = replace(CALENDAR, summer=Span(date(2026, 6, 22), date(2026, 7, 24)))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ('per = "school_year"', [("2025-09-02", "2026-06-12")]),
        ('per = "semester"', [("2025-09-02", "2026-01-23"), ("2026-01-26", "2026-06-12")]),
        ('per = "semester"\nonly = [2]', [("2026-01-26", "2026-06-12")]),
        (
            'per = "semester"\nfirst = 6\ncounted_as = "weeks"',
            [("2025-09-02", "2025-10-12"), ("2026-01-26", "2026-03-08")],
        ),
        (
            'per = "semester"\nfirst = 15',
            [("2025-09-02", "2025-09-16"), ("2026-01-26", "2026-02-09")],
        ),
        (
            'per = "month"\nfrom = "04-01"\nto = "07-31"',
            [
                ("2026-04-01", "2026-04-30"),
                ("2026-05-01", "2026-05-31"),
                ("2026-06-01", "2026-06-12"),
            ],
        ),
        (
            'per = "week"\nfirst = 3\ncounted_as = "weeks"',
            [
                ("2025-09-02", "2025-09-07"),
                ("2025-09-08", "2025-09-14"),
                ("2025-09-15", "2025-09-21"),
            ],
        ),
        (
            'per = "school_year"\nafter_first = 4\ncounted_as = "weeks"',
            [("2025-09-29", "2026-06-12")],
        ),
        ('per = "school_year"\nfirst = 10', [("2025-09-02", "2025-09-11")]),
        ('per = "school_year"\nwithin = 10', [("2025-09-02", "2025-09-12")]),
        ('per = "school_year"\nafter = 10', [("2025-09-13", "2026-06-12")]),
        (
            'per = "school_year"\nfirst = 10\ncounted_as = "school_days"',
            [("2025-09-02", "2025-09-15")],
        ),
        ('per = "school_year"\nfirst = 4\ncounted_as = "months"', [("2025-09-02", "2026-01-01")]),
        (
            'per = "school_year"\nfrom = "11-01"\nto = "winter_break"',
            [("2025-11-01", "2025-12-23")],
        ),
        (
            'per = "school_year"\nfrom = "winter_break"\nfirst = 10\ncounted_as = "school_days"',
            [("2026-01-05", "2026-01-16")],
        ),
        ('per = "school_year"\nfrom = "spring_break"', [("2026-04-13", "2026-06-12")]),
        (
            'per = "calendar_year"',
            [("2025-01-01", "2025-12-31"), ("2026-01-01", "2026-12-31")],
        ),
    ],
)
def test_windows_are_dated(version, expected):
    (found,) = dated(pack(rule(f"count = 1\n{version}")))
    assert spans(found) == expected


def test_months_by_turns():
    odd, even = dated(
        pack(
            rule('count = 1\nper = "month"\nonly = "odd"', "odd"),
            rule('count = 1\nper = "month"\nonly = "even"', "even"),
        )
    )
    assert [w.opens.month for w in odd.windows] == [9, 11, 1, 3, 5]
    assert [w.opens.month for w in even.windows] == [10, 12, 2, 4, 6]


def test_blocks_of_school_days():
    (found,) = dated(pack(rule('count = 1\nper = "school_days"\nsize = 30')))
    assert spans(found)[:2] == [("2025-09-02", "2025-10-13"), ("2025-10-14", "2025-11-24")]


def test_quarters_are_the_terms_where_there_are_four():
    four = tuple(
        Term(str(n), date.fromisoformat(a), date.fromisoformat(b))
        for n, (a, b) in enumerate(
            [
                ("2025-08-28", "2025-11-07"),
                ("2025-11-10", "2026-01-23"),
                ("2026-01-26", "2026-04-03"),
                ("2026-04-13", "2026-06-12"),
            ]
        )
    )
    law = pack(rule('count = 1\nper = "quarter"'))
    (found,) = dated(law, building(replace(CALENDAR, terms=four)))
    # The first term is clipped to the first day of school.
    assert spans(found)[0] == ("2025-09-02", "2025-11-07")
    (parts,) = dated(law)
    assert len(parts.windows) == 4


def test_trimesters_where_the_calendar_has_three_terms():
    three = tuple(
        Term(str(n), date.fromisoformat(a), date.fromisoformat(b))
        for n, (a, b) in enumerate(
            [
                ("2025-09-02", "2025-11-26"),
                ("2025-12-01", "2026-03-06"),
                ("2026-03-09", "2026-06-12"),
            ]
        )
    )
    law = pack(rule('count = 1\nper = "semester_or_trimester"'))
    assert len(dated(law, building(replace(CALENDAR, terms=three)))[0].windows) == 3
    assert len(dated(law)[0].windows) == 2


def test_months_of_the_summer_session_owe_too():
    law = pack(rule('count = 1\nper = "month"\nsummer_months = true'))
    (without,) = dated(law)
    assert spans(without)[-1] == ("2026-06-01", "2026-06-12")
    (found,) = dated(law, building(SUMMER))
    assert spans(found)[-2:] == [("2026-06-01", "2026-06-30"), ("2026-07-01", "2026-07-24")]
    (asked,) = dated(law, building(summer_school=True))
    assert (asked.settled, asked.missing) == ("needs_decision", ("calendar.summer",))


def test_a_year_without_the_break_has_no_window_beside_it():
    no_break = replace(CALENDAR, no_school=())
    (found,) = dated(
        pack(rule('count = 1\nper = "school_year"\nfrom = "spring_break"')), building(no_break)
    )
    assert (found.settled, found.because) == ("not_applicable", NO_WINDOW)


def test_a_calendar_without_a_school_day_is_an_error():
    empty = replace(
        CALENDAR, first_day=date(2025, 9, 6), last_day=date(2025, 9, 7), terms=(), no_school=()
    )
    with pytest.raises(NoSchoolDays, match="Elm holds no school day from 2025-09-06"):
        dated(pack(rule('count = 1\nper = "month"')), building(empty))


def test_exercises_without_pupils_may_be_held_from_july():
    (found,) = dated(pack(rule('count = 1\nper = "school_year"', accepts='["tabletop"]')))
    assert spans(found) == [("2025-07-01", "2026-06-12")]


def test_a_number_of_the_district():
    law = pack(setting("n"), rule('count = "@n"\nper = "school_year"'))
    (unset,) = dated(law)
    assert (unset.settled, unset.missing) == ("needs_decision", ("settings.n",))
    (found,) = dated(law, building(settings={"n": "3"}))
    assert found.windows[0].needed == 3
    (nonsense,) = dated(law, building(settings={"n": "three"}))
    assert nonsense.settled == "needs_decision"


def test_an_unset_number_may_make_a_rule_advisory():
    law = pack(setting("n"), rule('count = "@n"\nwhile_unset = "advisory"\nper = "school_year"'))
    (unset,) = dated(law)
    assert (unset.settled, unset.advisory, unset.windows[0].needed) == ("", True, None)
    (found,) = dated(law, building(settings={"n": "3"}))
    assert (found.advisory, found.windows[0].needed) == (False, 3)


def test_half_of_another_rule_rounded_up():
    half = rule('per = "school_year"\nshare = { of = "months", part = "1/2" }', "half")
    law = pack(half, rule('count = 1\nper = "month"\nto = "05-31"', "months"))
    assert dated(law)[0].windows[0].needed == 5  # of nine months


def test_numbers_in_force_on_the_first_day_hold_for_the_year():
    law = pack(
        rule(
            'since = 2020-07-01\ncount = 1\nper = "month"\n[[requirement.version]]\n'
            "since = 2025-09-03\nrepealed = true"
        )
    )
    assert not dated(law)[0].settled
    (gone,) = dated(law, building(replace(CALENDAR, first_day=date(2025, 9, 3))))
    assert (gone.settled, gone.because) == ("not_applicable", NOT_IN_FORCE)


@pytest.mark.parametrize(
    ("applies", "facts", "expected"),
    [
        ('lowest_grade = "PK-5"', {"grades": ("5", "8")}, ""),
        ('lowest_grade = "PK-5"', {"grades": ("6", "12")}, "not_applicable"),
        ('lowest_grade = "6-12"', {"grades": ("6", "12")}, ""),
        ('lowest_grade = "PK-5"', {"grades": None}, "needs_decision"),
        ('grades_none = "K-12"', {"grades": ("PK", "PK")}, ""),
        ("enrollment_at_least = 420", {}, ""),
        ("enrollment_at_least = 421", {}, "not_applicable"),
        ("enrollment_at_least = 1", {"enrollment": None}, "needs_decision"),
        ('sprinklers = ["partial", "none"]', {"sprinklers": "none"}, ""),
        ("settings = { pace = ['monthly'] }", {}, "needs_decision"),
        ("settings = { pace = ['monthly'] }", {"settings": {"pace": "monthly"}}, ""),
        ("settings = { pace = ['monthly'] }", {"settings": {"pace": "four"}}, "not_applicable"),
        ("any = [{ dormitory = true }, { aed = true }]", {"aed": True}, ""),
        ("any = [{ dormitory = true }, { aed = true }]", {"aed": False}, "needs_decision"),
    ],
)
def test_who_is_bound(applies, facts, expected):
    pace = setting("pace", options="['monthly', 'four']")
    law = pack(pace, rule('count = 1\nper = "month"', more=f"applies = {{ {applies} }}"))
    (found,) = dated(law, building(**facts))
    assert found.settled == expected
    if expected == "not_applicable":
        assert found.because == OUT_OF_SCOPE


def test_a_quality_asked_of_some_buildings_only():
    more = (
        '[[requirement.must_have_where]]\nquality = "no_pupils"\nwhere = { ownership = ["public"] }'
    )
    law = pack(rule('count = 1\nper = "school_year"', more=more))
    assert dated(law)[0].qualities == ("no_pupils",)
    assert dated(law, building(ownership="nonpublic"))[0].qualities == ()
    assert dated(law, building(ownership=None))[0].missing == ("ownership",)
