"""A drill log in a spreadsheet: real dates and times, text, formulas, several sheets."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from drills.exchange.drill_log import read_log
from drills.exchange.problems import FileProblems
from drills.facts import Drill
from tests.make import day


def sheet(
    rows: list[list[Any]], *others: tuple[str, list[list[Any]]], title: str = "Sheet1"
) -> bytes:
    """A workbook with these rows, and further sheets."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, cells in others:
        other = book.create_sheet(name)
        for row in cells:
            other.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> list[Drill]:
    return [replace(d, ref=None) for d in read_log(data, "log.xlsx")]


def problems(data: bytes) -> list[str]:
    with pytest.raises(FileProblems) as found:
        read_log(data, "log.xlsx")
    return [str(problem) for problem in found.value.problems]


def test_real_cells_and_text_cells_read_the_same():
    head = ["date", "time", "type", "fire_department", "participants", "title"]
    real = [date(2026, 9, 10), time(9, 30), "fire", True, 412, 7]
    text = ["2026-09-10", "09:30", "fire", "yes", "412", "7"]
    mixed = [
        datetime.combine(date(2026, 9, 10), time()),
        timedelta(hours=9, minutes=30),
        "fire",
        "yes",
        412.0,
        7.0,
    ]
    expected = Drill(
        day("2026-09-10"),
        "fire",
        time(9, 30),
        title="7",
        fire_department=True,
        participants=412,
    )
    assert read(sheet([head, real, text, mixed])) == [expected] * 3


def test_the_number_of_the_row_is_the_line():
    data = sheet([[], ["date", "type"], [], [date(2026, 9, 10), "fire"], ["soon", "fire"]])
    (said,) = problems(data)
    assert said.startswith("log.xlsx, sheet Sheet1, line 5, column date: 'soon' is not a date")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (
            "date",
            datetime.combine(date(2026, 9, 10), time(9, 30)),
            "Write 2026-09-10 here and 09:30 in the column time",
        ),
        ("date", 46275, "Format the cell as a date, or write 2026-09-10"),
        ("date", "9/10/2026", "Write 2026-09-10, if September 10, 2026 is meant"),
        ("time", 0.5, "Format the cell as a time, or write 12:00"),
        ("time", "9:30 AM", "Write 09:30"),
        ("participants", 412.5, "'412.5' is not a whole number"),
        ("participants", date(2026, 9, 10), "Format the cell as a number"),
        ("duration_seconds", time(0, 3, 5), "Write the seconds: 185"),
        ("fire_department", "x", "Write yes"),
        ("time", "=NOW()", "the cell holds a formula without a stored value"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_what_would_be_right(column, value, said):
    row = {"date": "2026-09-10", "type": "fire", column: value}
    (found,) = problems(sheet([list(row), list(row.values())]))
    assert f"line 2, column {column}: " in found
    assert said in found


def test_a_formula_counts_with_the_value_it_showed():
    data = sheet([["date", "type"], ["=DATE(2026,9,10)", "fire"]])
    old = b"<f>DATE(2026,9,10)</f><v></v>"
    assert read(stored(data, old, b"<f>DATE(2026,9,10)</f><v>46275</v>", "2026-09-10")) == [
        Drill(day("2026-09-10"), "fire")
    ]


def stored(data: bytes, old: bytes, new: bytes, shown: str) -> bytes:
    """The workbook with a formula's stored value put in, as a spreadsheet program saves it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name.endswith("sheet1.xml"):
                cell = b'<c r="A2" t="str"><f>DATE(2026,9,10)</f><v>' + shown.encode() + b"</v></c>"
                start = part.index(b'<c r="A2"')
                end = part.index(b"</c>", start) + 4
                part = part[:start] + cell + part[end:]
            after.writestr(name, part)
    return out.getvalue()


ROWS = [["date", "type"], [date(2026, 9, 10), "fire"]]


@pytest.mark.parametrize(
    "data",
    [
        sheet(ROWS, ("Notes", [["anything"]])),
        sheet([["anything"]], ("September", ROWS)),
        sheet([["date", "type"], [date(2026, 9, 11), "hold"]], ("Log", ROWS), title="Old"),
        sheet([["About this file"]], ("log", ROWS), ("Lists", [["type"]]), title="Read me"),
    ],
    ids=["first", "second", "called Log", "between others"],
)
def test_the_sheet_with_the_log_is_found(data):
    assert read(data) == [Drill(day("2026-09-10"), "fire")]


def test_two_sheets_that_look_like_a_log_are_told_apart_by_nobody():
    assert problems(sheet(ROWS, ("Spring", ROWS), title="Fall")) == [
        "log.xlsx: several sheets look like a drill log: 'Fall', 'Spring'. Call the one that is "
        "meant Log."
    ]


def test_a_workbook_without_a_log_is_told_what_is_missing():
    (said,) = problems(sheet([["a"]], ("Other", [["b"]])))
    assert "none of the sheets 'Sheet1', 'Other' has the columns date and type" in said


def test_an_empty_sheet_and_a_sheet_of_names_alone():
    assert read(sheet([["date", "type"]])) == []
    (said,) = problems(sheet([]))
    assert "the file is empty" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 nothing more", "the spreadsheet cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked by a password, or in the old .xls form"),
    ],
)
def test_what_is_no_workbook_is_told(data, said):
    (found,) = problems(data)
    assert said in found


def test_a_zip_that_is_no_workbook_is_told():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "hello")
    (found,) = problems(out.getvalue())
    assert "the spreadsheet cannot be opened" in found


def test_a_column_is_named_in_the_sheet_too():
    (said,) = problems(sheet([["date", "type", "fire_dept"], ["2026-09-10", "fire", "no"]]))
    assert said.startswith("log.xlsx, sheet Sheet1, line 1, column fire_dept: ")
