"""Cells: text stays text, whatever it looks like, and nothing in it breaks the file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from drills.workbooks.cell_styles import CLOCK, DAY, LONG, NUMBER, TEXT
from drills.workbooks.cell_text import CUT, MOST_UNITS, safe_text
from drills.workbooks.sheet import Book, Colour, Column

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "#N/A",
    "#REF!",
    "'=1",
    "=",
]


def book_of(*rows: list, columns: tuple[Column, ...] = (Column("Text", 20, LONG),)):
    """The one sheet of a workbook with these rows, read back."""
    book = Book("A title", "Somebody", AT, "The foot & more")
    sheet = book.sheet("Sheet", columns)
    sheet.rows(rows)
    sheet.close()
    return load_workbook(BytesIO(book.save()))["Sheet"]


@pytest.mark.parametrize("kind", [TEXT, LONG])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_or_an_error_is_text(text, kind):
    cell = book_of([text], columns=(Column("Text", 20, kind),))["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    # Editing the cell in a spreadsheet program does not bring the formula to life either.
    assert cell.quotePrefix


def test_an_ordinary_text_is_not_quoted():
    assert not book_of(["Door 4 stuck"])["A2"].quotePrefix


def test_a_head_and_a_line_above_are_as_safe_as_a_cell():
    book = Book("t", "b", AT, "f")
    sheet = book.sheet("S", [Column("=1+1", 9)], intro=[("=2+2", "title")])
    sheet.close()
    read = load_workbook(BytesIO(book.save()))["S"]
    assert [(read[c].value, read[c].data_type) for c in ("A1", "A3")] == [
        ("=2+2", "s"),
        ("=1+1", "s"),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x08c\x0bd\x1fe", "abcde"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("half \ud83d an emoji", "half  an emoji"),
        ("whole 🔥 emoji", "whole 🔥 emoji"),
        ("Niños salió rápido ¿sí?", "Niños salió rápido ¿sí?"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x00_ and _y0041_", "_x00_ and _y0041_"),
        ("", ""),
    ],
)
def test_what_a_file_cannot_hold_is_taken_out_and_the_rest_stays(given, kept):
    assert safe_text(given) == kept


@pytest.mark.parametrize("letter", ["a", "é", "🔥"])
def test_a_very_long_note_is_cut_and_says_so(letter):
    units = len(letter.encode("utf-16-le")) // 2
    fits = letter * (MOST_UNITS // units)
    assert safe_text(fits) == fits
    cut = safe_text(fits + letter)
    assert cut.endswith(CUT)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST_UNITS


def test_days_times_and_numbers_are_such_and_not_text():
    columns = (Column("d", 12, DAY), Column("t", 8, CLOCK), Column("n", 8, NUMBER))
    sheet = book_of([date(2026, 11, 5), time(9, 40), 412], columns=columns)
    cells = [sheet[c] for c in ("A2", "B2", "C2")]
    assert [c.number_format for c in cells] == ["yyyy-mm-dd", "hh:mm", "0"]
    assert [c.value for c in cells] == [
        datetime(2026, 11, 5),  # noqa: DTZ001 - as a spreadsheet holds a day
        time(9, 40),
        412,
    ]


@pytest.mark.parametrize("value", [True, ["a list"], 1j])
def test_what_no_cell_can_hold_is_a_mistake_of_ours(value):
    book = Book("t", "b", AT, "f")
    sheet = book.sheet("S", [Column("One", 9)])
    with pytest.raises(TypeError):
        sheet.row([value])
    book.save()


def test_heads_are_frozen_filtered_wide_and_repeated_in_print():
    columns = (Column("One", 12), Column("Two", 30))
    sheet = book_of(["a", "b"], ["c", "d"], columns=columns)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert [sheet.column_dimensions[c].width for c in "AB"] == [12, 30]
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.oddFooter.left.text == "The foot && more"


def test_a_row_is_as_tall_as_its_longest_text():
    columns = (Column("One", 20, LONG), Column("Two", 40, LONG))
    sheet = book_of(["short", "short"], ["word " * 30, "one\ntwo"], columns=columns)
    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height > 60


def test_colours_follow_the_words():
    book = Book("t", "b", AT, "f")
    sheet = book.sheet("S", [Column("Verdict", 9), Column("Other", 9)])
    sheet.rows([["Missed", "x"], ["Met", "y"]])
    sheet.colour(1, 1, [Colour("Missed", "FADBD8", "8B1A10")])
    sheet.close()
    read = load_workbook(BytesIO(book.save()))["S"]
    (area,) = read.conditional_formatting
    assert str(area.sqref) == "A2:A3"
    assert area.rules[0].formula == ['LEFT(A2,6)="Missed"']
