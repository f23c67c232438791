"""A filing as a table: columns, rows, and the words that say what it rests on; CSV and XLSX."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from typing import Any

from drills.workbooks.cell_styles import CLOCK, DAY, NOTE, NUMBER, TEXT, TITLE
from drills.workbooks.cell_text import STARTS_A_FORMULA
from drills.workbooks.sheet import Book, Column

WIDE, USUAL = 32.0, 18.0


@dataclass(frozen=True, slots=True)
class Table:
    """What is filed. Values are texts, numbers, days, times, or None for an empty cell.

    ``about``: the law, the source of the fields, and what is left to be filled in by hand.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    about: tuple[str, ...] = ()


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a head line and nothing else, as offices load it. Days are ISO days."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_plain(value) for value in row] for row in table.rows)
    return out.getvalue().encode()


def xlsx_bytes(table: Table, made_by: str, at: datetime) -> bytes:
    """A sheet with the title and the words about it above the table."""
    book = Book(table.title, made_by, at, table.title)
    columns = [
        Column(head, WIDE if n == 0 else USUAL, _kind(table, n))
        for n, head in enumerate(table.columns)
    ]
    intro = [(table.title, TITLE), *((line, NOTE) for line in table.about)]
    sheet = book.sheet("Filing", columns, intro=intro)
    sheet.rows(table.rows)
    sheet.close()
    return book.save()


def _kind(table: Table, column: int) -> str:
    """How a column's values are shown: as its first value is."""
    value = next((row[column] for row in table.rows if row[column] is not None), "")
    if isinstance(value, date):
        return DAY
    if isinstance(value, time):
        return CLOCK
    return NUMBER if isinstance(value, int | float) else TEXT


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    # A spreadsheet that opens the file would run it.
    return f"'{text}" if isinstance(value, str) and text.startswith(STARTS_A_FORMULA) else text
