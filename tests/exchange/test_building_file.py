"""Building files: quoted and bare are equal, every problem has its place, and back again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drills.exchange.building_facts import BUILDING_FACTS, CALENDAR_KEYS
from drills.exchange.building_file import read_building, write_building
from drills.exchange.problems import FileProblems
from drills.facts import Building, Calendar, Span, Term, Waiver
from tests.make import FACTS, day, make_building, make_calendar

SAMPLES = Path(__file__).parents[1] / "samples"
CALENDAR = "calendar: {first_day: 2026-09-02, last_day: 2027-06-11}"
LEAST = f"name: Example\njurisdiction: US-CT\n{CALENDAR}\n"


def read(text: str) -> Building:
    return read_building(text.encode(), "building.yaml").building


def problems(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FileProblems) as found:
        read_building(data, "building.yaml")
    return [str(p).removeprefix("building.yaml, ") for p in found.value.problems]


def test_the_facts_are_those_of_a_building_each_explained():
    names = {fact.name for fact in BUILDING_FACTS}
    assert names | {"calendar", "settings"} == set(Building.__dataclass_fields__)
    assert set(CALENDAR_KEYS) == set(Calendar.__dataclass_fields__)
    assert all(fact.explains.endswith(".") and fact.example for fact in BUILDING_FACTS)


def test_what_is_not_given_is_unknown():
    building = read(LEAST)
    assert building.ownership is None and building.dormitory is None and building.grades is None
    assert building.settings == {}
    assert building.calendar == Calendar(day("2026-09-02"), day("2027-06-11"))


BARE = """
name: 1984
jurisdiction: US-CT
ownership: public
grades: [K, 5]
enrollment: 420
dormitory: no
aed: True
buses_pupils: yes
records_begin: 2026-09-01
calendar:
  first_day: 2026-09-02
  last_day: 2027-06-11
  terms: [{name: fall, start: 2026-09-02, end: 2027-01-22}]
  no_school: [2026-10-12, 2026-12-24..2027-01-01]
  summer: {start: 2027-07-05, end: 2027-07-30}
  breaks: {winter: 2026-12-24..2027-01-01}
settings: {crisis_anchor: 10, hours: 10:00}
"""
QUOTED = """
"name": '1984'
jurisdiction: "US-CT"
ownership: 'public'
grades: ['K', "5"]
enrollment: "420"
dormitory: 'false'
aed: "true"
buses_pupils: on
records_begin: '2026-09-01'
calendar:
  first_day: "2026-09-02"
  last_day: '2027-06-11'
  terms:
  - name: fall
    start: '2026-09-02'
    end: '2027-01-22'
  no_school: ['2026-10-12', "2026-12-24 .. 2027-01-01"]
  half_days: null
  summer: '2027-07-05..2027-07-30'
  testing:
  breaks: {winter: {start: 2026-12-24, end: '2027-01-01'}}
settings: {crisis_anchor: '10', hours: "10:00"}
"""


def test_quoted_and_bare_are_equal():
    assert read(BARE) == read(QUOTED)
    building = read(BARE)
    assert building.name == "1984"
    assert building.settings == {"crisis_anchor": "10", "hours": "10:00"}
    assert building.calendar.no_school[1] == Span(day("2026-12-24"), day("2027-01-01"))
    assert (building.dormitory, building.aed, building.buses_pupils) == (False, True, True)


@pytest.mark.parametrize("empty", ["null", "~", "", "Null"])
def test_an_empty_fact_is_unknown(empty):
    assert read(f"{LEAST}ownership: {empty}\n").ownership is None


def test_none_is_a_word_of_its_own():
    assert read(f"{LEAST}sprinklers: none\n").sprinklers == "none"


def test_grades_of_one_and_preschool():
    assert read(f"{LEAST}grades: [PK, PK]").grades == ("PK", "PK")
    assert read(f"{LEAST}grades: [9, 12]").grades == ("9", "12")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ownership: publik", "line 4, column 12: ownership: 'publik' is not known here."),
        ("sprinkler: full", "line 4, column 12: the key 'sprinkler' is not known in the building. "
         "The nearest known name is sprinklers."),
        ("name: Again", "line 4, column 1: the key 'name' stands twice (first on line 1). "
         "Keep one of the two."),
        ("dormitory: maybe", "dormitory: 'maybe' is neither true nor false. Write true or false."),
        ("enrollment: many", "enrollment: 'many' is not a whole number. Write digits, as 420."),
        ("grades: K-5", "grades is a single value, not a list. Write grades: [K, 5]."),
        ("grades: [K]", "grades has 1 entries. Write lowest and highest, such as [K, 5]"),
        ("grades: [5, K]", "grades: 5 is higher than K. Write the lowest first: [K, 5]."),
        ("grades: [KG, 5]", "grades: 'KG' is not a grade. Known are PK, K, 1,"),
        ("grades: []", "grades is an empty list."),
        ("records_begin: 9/1/2026", "Write 2026-09-01, if September 1, 2026 is meant."),
        ("ownership: [public]", "ownership is a list. Write one value after ownership:."),
        ("settings: [1]", "settings is a list. Write a table with keys."),
    ],
)  # fmt: skip
def test_a_problem_has_its_place_and_what_would_be_right(line, said):
    (found,) = problems(f"{LEAST}{line}\n")
    assert found.startswith("line 4, column ")
    assert said in found


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        ("{first_day: 2026-09-02}", "last_day is missing in calendar. Write last_day:"),
        ("{first_day: 2026-09-02, last_day: 2026-06-11}", "is not a year. Correct one of"),
        ("{first_day: 2026-09-02, last_day: 2062-06-11}", "is not a year. Correct one of"),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, no_school: [2026-12-24..2026-12-01]}",
         "ends before it begins. Write 2026-12-01..2026-12-24"),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, no_school: [2026-12-24..2062-01-01]}",
         "is longer than a year"),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, no_school: 2026-12-24}",
         "calendar.no_school is a single value, not a list."),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, no_school: [2026-09-01..2027-06-30]}",
         "no day is left on which pupils are taught"),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, holidays: []}",
         "the key 'holidays' is not known in calendar."),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, breaks: {fall: 2026-10-12}}",
         "the key 'fall' is not known in calendar.breaks."),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, summer: {start: 2027-07-05}}",
         "end is missing in calendar.summer."),
        ("{first_day: 2026-09-02, last_day: 2027-06-11, terms: [{name: a, start: 2026-09-02, "
         "end: 2027-01-22}, {name: b, start: 2027-01-22, end: 2027-06-11}]}",
         "the term b begins before a ends."),
        ("[2026-09-02, 2027-06-11]", "calendar is a list. Write a table with first_day, last_day,"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_is_told_so(calendar, said):
    (found,) = problems(f"name: Example\njurisdiction: US-CT\ncalendar: {calendar}\n")
    assert said in found
    assert found.startswith("line 3, column ")


def test_all_problems_are_told_at_once():
    said = problems(
        "nam: Example\njurisdiction: CT\nownership: publik\ndormitory: maybe\n"
        "calendar:\n  first_day: 9/2/2026\n  last_day: 2027-06-11\n  no_school: [soon]\n"
    )
    assert len(said) == 7
    assert [line.split(":")[0] for line in said] == [
        "line 1, column 1",
        "line 1, column 6",
        "line 2, column 15",
        "line 3, column 12",
        "line 4, column 12",
        "line 6, column 14",
        "line 8, column 15",
    ]
    assert said[0].endswith("name is missing in the building. Write name: and its value.")
    assert said[2].endswith("Write US-CT.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "line 1: the file is empty."),
        ("just words", "line 1: the file is not one table of keys."),
        ("- a\n- b\n", "line 1: the file is not one table of keys."),
        ("a: 1\n---\nb: 2\n", "line 1: the file is not one table of keys."),
        ("name: Example\n  ownership: public\n", "line 2, column 12: this is not YAML ("),
        ("name: [a, b\n", "this is not YAML ("),
        (b"name: caf\xe9\n", "line 1: byte 10 of the line is not UTF-8."),
        ("name: " + "[" * 60 + "]" * 60, "line 1: the values are nested too deeply."),
    ],
)
def test_what_is_no_building_file_is_told(data, said):
    (found,) = problems(data)
    assert said in found


def test_nested_names_that_repeat_each_other_do_not_fill_the_memory():
    lines = ["a0: &a0 [x]"] + [
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 25)
    ]
    assert problems("\n".join(lines))


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*/*/building.yaml")), ids=lambda p: p.parent.name
)
def test_samples_are_written_back_the_same(path):
    building = read_building(path.read_bytes(), "building.yaml").building
    assert read(write_building(building)) == building


def test_every_fact_and_day_is_written_back_the_same():
    calendar = replace(
        make_calendar(),
        half_days=(Span(day("2026-11-25"), day("2026-11-25")),),
        summer=Span(day("2027-07-05"), day("2027-07-30")),
        testing=(Span(day("2027-03-08"), day("2027-03-12")),),
        breaks=(("spring", Span(day("2027-04-12"), day("2027-04-16"))),),
        terms=(Term("no", day("2026-09-02"), day("2027-01-22")),),
    )
    building = Building(
        "Süd: #1 [yes]",
        "US-CT",
        calendar,
        **FACTS,
        records_begin=day("2026-10-01"),
        settings={"crisis_anchor": "10", "skip_first_month": "yes"},
    )
    assert read(write_building(building)) == building


def test_lawful_excuses_are_written_and_read_back():
    waivers = (
        Waiver("fire-monthly", day("2026-09-02"), "Ice", "§ 1", "Dana", day("2026-10-01")),
        Waiver(
            "fire-monthly",
            day("2026-10-01"),
            "No: ice",
            "§ 2",
            "Dana",
            day("2026-11-01"),
            excuse="weather",
            due=day("2026-10-31"),
        ),
    )
    text = write_building(make_building(), waivers)
    assert read_building(text.encode(), "building.yaml").waivers == waivers


def test_an_excuse_without_its_window_is_a_problem_with_its_place():
    text = write_building(make_building()) + "waivers:\n- {requirement: fire-monthly}\n"
    said = problems(text)
    assert len(said) == 2 and "opens" in said[0] and "granted_on" in said[1]
