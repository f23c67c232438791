"""Drill logs are read strictly, with every problem at once, and written back the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from drills.exchange.drill_log import read_log, write_log
from drills.exchange.log_columns import LOG_COLUMNS
from drills.exchange.problems import FileProblems
from drills.facts import Drill
from tests.make import day

SAMPLES = Path(__file__).parents[1] / "samples"


def problems(text: str | bytes) -> list[str]:
    """What is said of a log, without the file's name."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FileProblems) as found:
        read_log(data, "log.csv")
    return [
        str(p).removeprefix("log.csv").removeprefix(", ").removeprefix(": ")
        for p in found.value.problems
    ]


def one(text: str) -> Drill:
    (drill,) = read_log(text.encode(), "log.csv")
    return replace(drill, ref=None)


def test_the_columns_are_those_of_the_fixed_interface_each_explained():
    assert [column.name for column in LOG_COLUMNS] == [
        "date",
        "time",
        "type",
        "title",
        "held_as",
        "announced",
        "told_beforehand",
        "situation",
        "fire_department",
        "law_enforcement",
        "secondary_exit",
        "obstructed_exit",
        "alarm_sounded",
        "whole_building",
        "off_site",
        "students_present",
        "staff_present",
        "training_given",
        "parents_notified_on",
        "participants",
        "duration_seconds",
        "notes",
    ]
    assert all(column.explains.endswith(".") and column.example for column in LOG_COLUMNS)
    assert [column.name for column in LOG_COLUMNS if column.needed] == ["date", "type"]


def test_date_and_type_are_enough_and_empty_means_unknown():
    assert one("date,type\n2026-09-10,fire\n") == Drill(day("2026-09-10"), "fire")
    assert one("type,date,announced,fire_department,title\nfire,2026-09-10,,,") == Drill(
        day("2026-09-10"), "fire"
    )


def test_every_column_becomes_the_value_it_stands_for():
    text = (
        ",".join(column.name for column in LOG_COLUMNS)
        + "\n2026-09-10,13:05,lockdown,Code red,real_event,staff,nobody,lunch,"
        "yes,no,yes,no,yes,no,yes,no,yes,no,2026-09-03,412,185,door 4 stuck\n"
    )
    assert one(text) == Drill(
        date=day("2026-09-10"),
        time=time(13, 5),
        type="lockdown",
        title="Code red",
        held_as="real_event",
        announced="staff",
        told_beforehand="nobody",
        situation="lunch",
        fire_department=True,
        law_enforcement=False,
        secondary_exit=True,
        obstructed_exit=False,
        alarm_sounded=True,
        whole_building=False,
        off_site=True,
        students_present=False,
        staff_present=True,
        training_given=False,
        parents_notified_on=day("2026-09-03"),
        participants=412,
        duration_seconds=185,
        notes="door 4 stuck",
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfdate,type\n2026-09-10,fire\n",
        b"date,type\r\n2026-09-10,fire\r\n",
        b"date,type\r2026-09-10,fire",
        b"\n\ndate,type\n\n2026-09-10,fire\n\n",
        b' date , type \n "2026-09-10" ,fire\n'.replace(b' "', b'"').replace(b'" ', b'"'),
        b"date,type,\n2026-09-10,fire,\n,,\n",
        b"date,type,title,notes\n2026-09-10,fire\n",
    ],
    ids=["byte order mark", "CRLF", "CR", "blank lines", "spaces", "empty column", "short line"],
)
def test_what_programs_make_of_a_file_reads_the_same(data):
    (drill,) = read_log(data, "log.csv")
    assert replace(drill, ref=None) == Drill(day("2026-09-10"), "fire")


def test_a_log_of_names_alone_holds_no_drill():
    assert read_log(b"date,time,type\n", "log.csv") == ()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n \n"])
def test_an_empty_file_is_told_how_to_begin(data):
    assert problems(data) == [
        "the file is empty. Begin with a line of column names: date,time,type."
    ]


def test_notes_may_hold_commas_quotes_and_lines_and_lines_are_counted():
    text = 'date,type,notes\n2026-09-10,fire,"door 4, ""stuck""\nagain"\n2026-09-11,fyre,\n'
    assert problems(text) == [
        "line 4, column type: 'fyre' is not a type of drill. The nearest known is fire."
    ]
    good = text.replace("fyre", "fire")
    first, second = read_log(good.encode(), "log.csv")
    assert first.notes == 'door 4, "stuck"\nagain'
    assert (first.ref, second.ref) == ("2", "4")


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("9/5/2026", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("13/5/2026", "Write 2026-05-13, if May 13, 2026 is meant."),
        ("2026/9/5", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("2026-9-5", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("09/05/26", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("2026-09-05 00:00:00", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("September 5, 2026", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("20260905", "Write 2026-09-05, if September 5, 2026 is meant."),
        ("2026-02-30", "Write year-month-day, such as 2026-09-05."),
        ("soon", "Write year-month-day, such as 2026-09-05."),
        ("٢٠٢٦-٠٩-٠٥", "Write year-month-day, such as 2026-09-05."),
    ],
)
def test_a_day_in_another_form_is_told_how_to_write_it(given, right):
    (said,) = problems(f'date,type\n"{given}",fire\n')
    assert said.startswith(f"line 2, column date: '{given}' is not")
    assert said.endswith(right)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("9:30", "Write 09:30."),
        ("1:30", "Write 01:30, or 13:30 if the afternoon is meant."),
        ("09:30:00", "Write 09:30."),
        ("9:30 AM", "Write 09:30."),
        ("1:05 p.m.", "Write 13:05."),
        ("12:15 am", "Write 00:15."),
        ("9 pm", "Write 21:00."),
        ("0930", "Write 09:30."),
        ("24:00", "Write hours and minutes of 24 hours, such as 09:30 or 13:15."),
        ("09:60", "Write hours and minutes of 24 hours, such as 09:30 or 13:15."),
        ("noon", "Write hours and minutes of 24 hours, such as 09:30 or 13:15."),
    ],
)
def test_a_time_in_another_form_is_told_how_to_write_it(given, right):
    assert problems(f"date,time,type\n2026-09-05,{given},fire\n") == [
        f"line 2, column time: '{given}' is not a time written HH:MM. {right}"
    ]


@pytest.mark.parametrize("given", ["00:00", "09:30", "23:59"])
def test_times_of_24_hours_are_read(given):
    assert one(f"date,time,type\n2026-09-05,{given},fire").time == time.fromisoformat(given)


@pytest.mark.parametrize(
    ("column", "given", "right"),
    [
        ("type", "Fire", "The nearest known is fire."),
        ("type", "tornado", "The nearest known is severe_weather."),
        ("type", "Lock Down", "The nearest known is lockdown."),
        ("type", "shelter in place", "The nearest known is shelter_in_place."),
        ("type", "Intruder drill", "The nearest known is active_threat."),
        ("held_as", "real", "The nearest is real_event;"),
        ("announced", "nobody", "The nearest is none;"),
        ("situation", "lunchtime", "The nearest is lunch;"),
        ("fire_department", "Y", "Write yes."),
        ("fire_department", "FALSE", "Write no."),
        ("fire_department", "maybe", "Write yes or no, or leave it empty if it is not known."),
        ("participants", '"1,200"', "Write 1200."),
        ("participants", "420.0", "Write 420."),
        ("participants", "-3", "Write digits, as 420."),
        ("participants", "9" * 5000, "Write digits, as 420."),
        ("duration_seconds", "3 min", "Write digits, as 420."),
    ],
)
def test_a_value_that_is_not_known_is_told_the_nearest(column, given, right):
    row = {"date": "2026-09-05", "type": "fire", column: given}
    (said,) = problems(f"{','.join(row)}\n{','.join(row.values())}\n")
    assert f"line 2, column {column}: " in said
    assert right in said


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("datum", "date"),
        ("Date", "date"),
        ("drill_type", "type"),
        ("fire_dept", "fire_department"),
        ("police", "law_enforcement"),
        ("comments", "notes"),
        ("start", "time"),
        ("headcount", "participants"),
        ("duration", "duration_seconds"),
        ("second exit", "secondary_exit"),
    ],
)
def test_a_column_that_is_not_known_is_named_with_the_nearest(name, near):
    said = problems(f"date,type,{name}\n2026-09-05,fire,\n")
    assert said == [
        f"line 1, column {name}: the column '{name}' is not known. The nearest known name is "
        f"{near}; leave the column out if it is not meant."
    ]


def test_all_problems_are_told_in_the_order_of_the_lines():
    said = problems(
        "date,time,type,date,extra\n"
        "9/5/2026,9:30,fire,,\n"
        ",10:00,fire,,\n"
        "2026-09-07,10:00,,,\n"
        "2026-09-08,10:00,fire,,,one too many\n"
    )
    assert [line.split(":")[0] for line in said] == [
        "line 1, column date",
        "line 1, column extra",
        "line 2, column date",
        "line 2, column time",
        "line 3, column date",
        "line 4, column type",
        "line 5",
    ]
    assert "stands twice" in said[0]
    assert said[4].endswith("Write its date, such as 2026-09-10, or take the line out.")
    assert "the line has 6 values, but 5 columns are named" in said[6]


def test_a_missing_column_is_named():
    assert problems("date,title\n2026-09-05,Fire drill\n") == [
        "line 1, column type: the column type is missing. Add type to the line of names, and its "
        "value to each drill."
    ]


@pytest.mark.parametrize(("mark", "called"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_marks_between_columns_are_named_once(mark, called):
    (said,) = problems(f"date{mark}time{mark}type\n2026-09-05{mark}09:30{mark}fire\n")
    assert said.startswith(f"line 1: the columns are divided by {called}. Divide them by commas")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"date,type,notes\n2026-09-05,fire,caf\xe9\n", "line 2: byte 20 of the line is not UTF-8"),
        ("date,type\n".encode("utf-16"), "the file is UTF-16, not UTF-8"),
        (b"date,type\n2026-09-05,fi\x00re\n", "line 2: the line holds a zero byte"),
        (b'date,type\n2026-09-05,"fire\n', "line 2: the line cannot be taken apart"),
    ],
)
def test_what_is_no_text_is_told_where(data, said):
    (found,) = problems(data)
    assert found.startswith(said)


def test_a_line_that_cannot_be_taken_apart_hides_no_other_problem():
    said = problems('date,type,title\n2026-09-05,fire,"a"b\n2026-09-06,fyre,\n')
    assert [line.split(":")[0] for line in said] == ["line 2", "line 3, column type"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*/log.csv")), ids=lambda p: p.parent.name)
def test_samples_are_written_back_the_same(path):
    drills = read_log(path.read_bytes(), "log.csv")
    assert drills
    again = read_log(write_log(drills).encode(), "log.csv")
    assert [replace(d, ref=None) for d in again] == [replace(d, ref=None) for d in drills]


@pytest.mark.parametrize(
    "title", ["=1+1", "'=1+1", "-1", "@here", "+1", "'tis", "plain", 'a "b", c', "ä\nö"]
)
def test_text_that_a_spreadsheet_would_run_is_written_as_text_and_read_back(title):
    drill = Drill(day("2026-09-05"), "fire", title=title)
    text = write_log([drill])
    assert ",=" not in text and ",-" not in text and ",@" not in text and ",+" not in text
    assert one(text) == drill


@pytest.mark.slow
def test_a_large_log_is_read_whole():
    rows = "2026-09-10,10:00,fire,Fire drill,none,class,no,yes\n" * 100_000
    head = "date,time,type,title,announced,situation,fire_department,alarm_sounded\n"
    assert len(read_log((head + rows).encode(), "log.csv")) == 100_000


def test_a_date_before_any_school_is_a_date():
    assert one("date,type\n0001-01-01,fire").date == date(1, 1, 1)
