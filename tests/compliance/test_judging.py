"""Counting rules one by one, and each shape on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drills.facts import Span, Waiver
from tests.compliance.law import CALENDAR, building, dated, drill, judged, pack, rule, setting

YEAR = 'count = 1\nper = "school_year"'
TEN = pack(rule(f"{YEAR}\nfirst = 10"))


def status(law, drills, as_of="2026-06-30", **more):
    return judged(law, drills, as_of, **more)["rule"].status


@pytest.mark.parametrize(
    ("day", "expected"), [("2025-09-10", "met"), ("2025-09-11", "met"), ("2025-09-12", "missed")]
)
def test_a_drill_near_the_last_day(day, expected):
    assert status(TEN, [drill(day)]) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-09-10", "open"), ("2025-09-11", "open"), ("2025-09-12", "missed")],
)
def test_a_window_is_open_through_its_last_day(as_of, expected):
    assert status(TEN, [], as_of) == expected


def test_a_drill_after_the_day_asked_about_is_not_there_yet():
    assert status(TEN, [drill("2025-09-10")], "2025-09-09") == "open"
    assert status(TEN, [drill("2025-09-10")], "2025-09-10") == "met"


def test_identical_rows_count_once():
    law = pack(rule('count = 2\nper = "school_year"'))
    found = judged(law, [drill("2025-09-10"), drill("2025-09-10", ref="2")])["rule"]
    assert found.counted == 1
    assert (
        judged(law, [drill("2025-09-10"), drill("2025-09-10", notes="again")])["rule"].counted == 2
    )


@pytest.mark.parametrize("held_as", ["real_event", "false_alarm"])
def test_real_events_do_not_count_unless_the_law_says_so(held_as):
    said = pack(rule(YEAR, more="real_events = true"))
    assert status(pack(rule(YEAR)), [drill("2025-09-10", held_as=held_as)]) == "missed"
    expected = "met" if held_as == "real_event" else "missed"
    assert status(said, [drill("2025-09-10", held_as=held_as)]) == expected


def test_pupils_need_a_school_day_or_one_of_the_summer_session():
    law = pack(rule('count = 1\nper = "month"\nsummer_months = true\nfrom = "06-01"\nto = "07-31"'))
    summer = replace(CALENDAR, summer=Span(date(2026, 6, 22), date(2026, 7, 24)))
    days = [drill("2026-06-27"), drill("2026-07-22")]
    found = judged(law, days, "2026-08-01", building(summer))["rule"]
    assert [w.counted for w in found.windows] == [0, 1]


def test_an_exercise_without_pupils_counts_on_any_day_from_july():
    law = pack(rule(YEAR, accepts='["tabletop", "lockdown"]'))
    assert status(law, [drill("2025-06-30", "tabletop")]) == "missed"
    assert status(law, [drill("2025-08-02", "tabletop")]) == "met"
    assert status(law, [drill("2025-08-02", "lockdown")]) == "missed"


def test_a_drill_without_pupils_fills_no_rule_for_pupils():
    found = drill("2025-09-10", students_present=False)
    assert status(pack(rule(YEAR)), [found]) == "missed"
    assert status(pack(rule(YEAR, more="pupils = false")), [found]) == "met"
    assert status(pack(rule(YEAR, more='must_have = ["no_pupils"]')), [found]) == "met"


def test_unknown_is_not_no_and_only_what_is_unknown_is_asked_for():
    law = pack(rule(YEAR, more='must_have = ["secondary_exit", "fire_department"]'))
    unknown = drill("2025-09-10", fire_department=True)
    assert judged(law, [unknown], "2025-10-01")["rule"].status == "open"
    found = judged(law, [unknown])["rule"]
    assert (found.status, found.missing) == ("needs_decision", ("secondary_exit",))
    assert status(law, [replace(unknown, fire_department=False)]) == "missed"
    assert status(law, [replace(unknown, secondary_exit=True)]) == "met"


def test_a_part_with_its_own_kinds_and_qualities():
    version = (
        'count = 2\nper = "school_year"\n[[requirement.version.part]]\ncount = 1\n'
        'accepts = ["lockdown"]\nmust_have = ["law_enforcement"]'
    )
    law = pack(rule(version, accepts='["fire", "lockdown"]'))
    fires = [drill("2025-09-10"), drill("2025-10-10")]
    assert status(law, fires) == "missed"
    police = drill("2025-11-10", "lockdown", law_enforcement=True)
    assert status(law, [*fires, police]) == "met"
    found = judged(law, [*fires, replace(police, law_enforcement=None)])["rule"]
    assert (found.status, found.missing, found.counted) == (
        "needs_decision",
        ("law_enforcement",),
        3,
    )


def test_sums_over_months_do_not_count_what_is_too_many():
    law = pack(rule('count = 1\nper = "month"\nto = "10-31"'))
    found = judged(law, [drill("2025-09-10"), drill("2025-09-11")])["rule"]
    assert (found.counted, found.needed, found.windows[0].counted) == (1, 2, 2)


def test_a_ceiling():
    law = pack(rule('count = 1\nper = "school_year"\ncomparator = "at_most"'))
    assert status(law, []) == "met"
    assert status(law, [drill("2025-09-10")]) == "met"
    found = judged(law, [drill("2025-09-10"), drill("2025-09-11")])["rule"]
    assert (found.status, found.counted, found.needed) == ("missed", 2, 1)


def test_a_number_that_the_law_does_not_give_advises():
    law = pack(rule('per = "school_year"'))
    found = judged(law, [])["rule"]
    assert (found.status, found.needed, found.advisory) == ("open", None, True)
    assert status(law, [drill("2025-09-10")]) == "met"


def test_a_calendar_year_takes_drills_from_january():
    law = pack(rule('count = 2\nper = "calendar_year"'))
    spring, autumn = drill("2025-03-11"), drill("2025-11-11")
    found = judged(law, [spring, autumn])["rule"]
    assert (found.status, found.counted, found.needed) == ("met", 2, 2)
    assert [w.decides for w in found.windows] == [True, False]
    assert status(law, [spring, drill("2025-04-02", "lockdown")]) == "missed"
    assert status(law, [spring], "2025-12-31") == "open"


def test_a_log_that_does_not_reach_back_decides_no_calendar_year():
    law = pack(rule('count = 2\nper = "calendar_year"'))
    found = judged(law, [drill("2025-11-11")])["rule"]
    assert (found.status, found.missing) == ("needs_decision", ("log",))
    assert status(law, [drill("2025-10-10"), drill("2025-11-11")]) == "met"


def test_windows_before_the_records_decide_nothing():
    law = pack(rule('count = 1\nper = "month"\nto = "11-30"'))
    school = building(records_begin=date(2025, 10, 31))
    found = judged(law, [drill("2025-11-04")], school=school)["rule"]
    assert [w.status for w in found.windows] == ["not_on_record", "missed", "met"]
    later = judged(law, [], school=building(records_begin=date(2025, 12, 1)))
    assert later["rule"].status == "not_applicable"
    assert later.status == "met"


def waiver(opens, **changes):
    return Waiver(
        "rule", date.fromisoformat(opens), "storm", "§ 2", "chief", date(2026, 1, 1), **changes
    )


def test_a_waiver_excuses_its_window_only():
    law = pack(rule('count = 1\nper = "month"\nto = "10-31"'))
    september, october = waiver("2025-09-02"), waiver("2025-10-01")
    assert status(law, [], waivers=[september]) == "missed"
    assert status(law, [], waivers=[september, october]) == "excused"
    assert status(law, [drill("2025-10-02")], waivers=[october]) == "missed"
    assert status(law, [drill("2025-09-02")], "2025-10-05", waivers=[october]) == "open"


def test_an_excuse_after_so_many_drills():
    more = '[[requirement.excuse]]\nid = "weather"\nsays = "severe weather"\nheld = 4'
    law = pack(rule('count = 1\nper = "month"\nto = "01-31"', more=more))
    held = [drill(f"2025-{m}-10") for m in ("09", "10", "11", "12")]
    excused = waiver("2026-01-01", excuse="weather")
    assert status(law, held, waivers=[excused]) == "excused"
    assert status(law, held[1:], waivers=[excused, waiver("2025-09-02")]) == "missed"


def test_at_most_so_many_of_each_semester_count():
    law = pack(rule('count = 4\nper = "school_year"\ncap = { at_most = 2, per = "semester" }'))
    fall = [drill("2025-09-10"), drill("2025-10-10"), drill("2025-11-10")]
    spring = [drill("2026-02-10"), drill("2026-03-10")]
    assert judged(law, [*fall, spring[0]])["rule"].counted == 3
    assert status(law, [*fall, *spring]) == "met"


@pytest.mark.parametrize(
    ("at", "expected"),
    [("09:59", "missed"), ("10:00", "met"), ("10:01", "met"), ("", "needs_decision")],
)
def test_a_drill_within_the_hour_of_an_earlier_one_by_the_clock(at, expected):
    law = pack(
        setting("apart", "60"), rule('count = 2\nper = "school_year"\nminutes_apart = "@apart"')
    )
    found = judged(law, [drill("2025-09-10", at="09:00"), drill("2025-11-12", at=at)])["rule"]
    assert found.status == expected
    assert found.missing == (("time",) if expected == "needs_decision" else ())


@pytest.mark.parametrize(
    ("day", "counted"), [("2025-09-22", 1), ("2025-09-23", 2), ("2025-09-24", 2)]
)
def test_drills_too_close_together(day, counted):
    law = pack(rule('count = 2\nper = "school_year"\ndays_apart = 14'))
    assert judged(law, [drill("2025-09-09"), drill(day)])["rule"].counted == counted


def test_an_other_row_is_known_by_its_title():
    law = pack(rule(YEAR, accepts='["other:fire_alarm_test"]'))
    assert status(law, [drill("2025-09-10", "other", title="Fire-alarm test")]) == "met"
    assert status(law, [drill("2025-09-10", "other", title="Fire talk")]) == "missed"


def test_one_drill_fills_one_of_two_overlapping_windows():
    version = (
        'per = "windows"\nwindow = [{ count = 1, to = "10-31" }, '
        '{ count = 1, from = "10-01", to = "11-30" }]'
    )
    law = pack(rule(version))
    assert status(law, [drill("2025-10-10")]) == "missed"
    assert status(law, [drill("2025-10-10"), drill("2025-10-14")]) == "met"
    assert status(law, [drill("2025-10-10"), drill("2025-11-14")]) == "met"
    assert status(law, [drill("2025-09-10"), drill("2025-09-14")]) == "missed"


MONTHS = rule('count = 1\nper = "month"\nto = "12-31"', "months", accepts='["fire", "hazmat"]')
FEW = rule(
    'count = 1\nper = "school_year"\ncomparator = "at_most"\nin_place_of_others = "months"',
    accepts='["hazmat"]',
)


def test_a_ceiling_on_what_fills_another_rule_leaves_further_drills_alone():
    law = pack(MONTHS, FEW)
    hazmat = [drill(f"2025-{m}-10", "hazmat") for m in ("09", "10", "11")]
    fires = [drill("2025-09-11"), drill("2025-10-15")]
    assert status(law, [*hazmat, *fires]) == "met"
    found = judged(law, [*hazmat, fires[0]])["rule"]
    assert (found.status, found.counted, found.needed) == ("missed", 2, 1)
    # While October is open another drill may still be held in it.
    assert status(law, hazmat[:2], "2025-10-31") == "open"


def test_the_verdict_is_the_gravest_of_what_decides():
    law = pack(rule(YEAR), rule(YEAR, "advice", "advisory = true", '["lockdown"]'))
    found = judged(law, [drill("2025-09-10")])
    assert (found.status, found["advice"].status) == ("met", "missed")


def test_a_settled_requirement_has_no_windows():
    law = pack(rule(YEAR, more="applies = { dormitory = true }"))
    found = judged(law, [])["rule"]
    assert (found.status, found.windows, found.missing) == ("needs_decision", (), ("dormitory",))
    assert dated(law)[0].settled == "needs_decision"
