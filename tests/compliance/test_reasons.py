"""Why a drill did not count, and what would cure it: a code for every shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from drills.compliance.reasons import WHY_NOT, explain
from tests.compliance.law import CALENDAR, END, building, dated, drill, judged, pack, rule


def reasons(law, drills, as_of="2026-06-30", name="rule"):
    requirements = dated(law)
    found = judged(law, drills, as_of)
    number = [r.id for r in requirements].index(name)
    day = date.fromisoformat(as_of)
    one = found.requirements[number]
    return explain(requirements[number], one, drills, day, CALENDAR)


def codes(law, drills, as_of="2026-06-30", name="rule"):
    found = reasons(law, drills, as_of, name).not_counted
    return [(str(n.drill.date), n.quality or n.code) for n in found]


YEAR = 'count = 1\nper = "school_year"'
SUBSTITUTE = '[requirement.version.substitute]\naccepts = ["lockdown"]\nat_most = 1'


def test_the_drills_own_faults():
    law = pack(rule(f"{YEAR}\nfirst = 30", more='must_have = ["secondary_exit"]'))
    yes = {"secondary_exit": True}
    found = codes(
        law,
        [
            drill("2025-06-10", **yes),
            drill("2025-09-06", **yes),
            drill("2025-09-09", held_as="false_alarm", **yes),
            drill("2025-09-10", **yes),
            drill("2025-09-10", **yes, ref="2"),
            drill("2025-09-11", secondary_exit=False),
            drill("2025-09-12", students_present=False, **yes),
            drill("2025-10-10", **yes),
        ],
    )
    assert found == [
        ("2025-06-10", "outside_year"),
        ("2025-09-06", "not_a_school_day"),
        ("2025-09-09", "false_alarm"),
        ("2025-09-10", "identical"),
        ("2025-09-11", "secondary_exit"),
        ("2025-09-12", "no_pupils"),
        ("2025-10-10", "outside_windows"),
    ]


def test_a_substitute_not_needed_and_one_too_many():
    law = pack(rule(f'count = 1\nper = "month"\nto = "11-30"\n{SUBSTITUTE}'))
    locks = [drill(f"2025-{m}-17", "lockdown") for m in ("09", "10", "11")]
    assert codes(law, [drill("2025-09-10"), *locks]) == [
        ("2025-09-17", "not_needed"),
        ("2025-11-17", "one_already"),
    ]


def test_a_substitute_below_the_floor():
    law = pack(rule(f'count = 1\nper = "month"\nto = "09-30"\n{SUBSTITUTE}\nfloor = 1'))
    assert codes(law, [drill("2025-09-17", "lockdown")]) == [("2025-09-17", "too_few_own")]


def test_more_than_may_count_of_a_semester():
    law = pack(rule('count = 4\nper = "school_year"\ncap = { at_most = 2, per = "semester" }'))
    days = [drill(f"2025-{m}-10") for m in ("09", "10", "11")]
    assert codes(law, days) == [("2025-11-10", "enough_there")]


def test_the_same_time_of_day_and_a_time_not_recorded():
    law = pack(rule('count = 2\nper = "school_year"\nminutes_apart = 60'))
    first, second = drill("2025-09-10", at="10:00"), drill("2025-10-10", at="10:30")
    assert codes(law, [first, second]) == [("2025-10-10", "same_time")]
    unknown = [first, replace(second, time=None)]
    assert codes(law, unknown) == [("2025-10-10", "time_unknown")]
    cure = reasons(law, unknown).cures[0]
    assert (cure.kind, cure.column, len(cure.drills)) == ("record", "time", 1)


def test_too_soon_after_the_one_before():
    law = pack(rule('count = 2\nper = "school_year"\ndays_apart = 14'))
    found = codes(law, [drill("2025-09-10"), drill("2025-09-12")])
    assert found == [("2025-09-12", "too_soon")]


def test_kept_apart_for_another_rule():
    first = rule(YEAR + '\nseparate_from = ["rule"]', "first")
    law = pack(first, rule(YEAR))
    assert codes(law, [drill("2025-09-10")]) == [("2025-09-10", "kept_apart")]


def test_recording_is_the_first_cure_while_the_window_is_open():
    law = pack(rule(YEAR, more='must_have = ["secondary_exit"]'))
    found = reasons(law, [drill("2025-09-10")], "2025-10-01").cures
    assert [(c.kind, c.column) for c in found] == [("record", "secondary_exit"), ("hold", "")]


def test_a_part_is_cured_by_its_own_kind():
    part = '[[requirement.version.part]]\ncount = 1\naccepts = ["lockdown"]\nsays = "a lockdown"'
    law = pack(rule(f'count = 1\nper = "school_year"\n{part}', accepts='["fire", "lockdown"]'))
    (cure,) = reasons(law, [drill("2025-09-10")], "2025-10-01").cures
    assert (cure.kind, cure.accepts, cure.count) == ("hold", ("lockdown",), 1)


def test_a_missed_window_says_what_to_hold_late():
    (cure,) = reasons(pack(rule(f"{YEAR}\nfirst = 10")), [], "2025-10-01").cures
    assert (cure.kind, cure.accepts) == ("late", ("fire",))


def test_a_fact_not_known_is_asked_for():
    law = pack(rule(YEAR, more="applies = { dormitory = true }"))
    (cure,) = reasons(law, []).cures
    assert (cure.kind, cure.column) == ("decide", "dormitory")


def test_equal_drills_of_another_reading_are_known_again():
    law = pack(rule(YEAR))
    requirements, school = dated(law), building()
    found = judged(law, [drill("2025-09-10")])["rule"]
    again = explain(requirements[0], found, [drill("2025-09-10")], END, school.calendar)
    assert again.not_counted == ()


def test_every_reason_can_be_said():
    assert all(WHY_NOT.values())
