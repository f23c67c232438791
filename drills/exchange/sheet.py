"""The rows of a spreadsheet (.xlsx) that holds a drill log, and its cells as log text.

Finds the sheet and turns real dates, times, numbers and yes/no cells into the text that a
log would hold. What the rows mean is drill_log.py's.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from drills.exchange.fields import DATE, NUMBER, TEXT, TIME, YES_NO, Field
from drills.exchange.problems import FileProblems, NotThat, Problem, quoted

MOST_BYTES = 300 * 1024 * 1024  # unpacked; a state's year of drills is a tenth of it
LOG_NAMES = ("log", "drill log", "drills", "drill_log")
EXCEL_ZERO = date(1899, 12, 30)
MIDNIGHT = time(0)
MUST_HAVE = {"date", "type"}


class Formula:
    """A cell with a formula: what it showed when the sheet was last saved, if anything."""

    def __init__(self, shown: Any) -> None:
        self.shown = shown


def is_sheet(data: bytes) -> bool:
    """Whether a file is a spreadsheet by its bytes: .xlsx, or an old or locked .xls."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def sheet_rows(data: bytes, file: str) -> tuple[str, Iterator[tuple[int, list[Any]]]]:
    """The log's sheet: the file's name with the sheet's, and its rows with their numbers.

    Raises FileProblems where it cannot be opened, or no or several sheets look like a log.
    """
    # A quarter of a second to import, so only when a spreadsheet is read.
    from openpyxl import load_workbook

    _check_package(data, file)
    try:
        formulas = load_workbook(BytesIO(data), read_only=True)
        values = load_workbook(BytesIO(data), read_only=True, data_only=True)
        names = [sheet.title for sheet in formulas.worksheets]
        heads = {name: _head(formulas[name]) for name in names}
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble on
        raise _unreadable(file, error) from None
    name = _log_sheet(names, heads, file)
    return f"{file}, sheet {name}", _rows(formulas[name], values[name], file)


def _check_package(data: bytes, file: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        what = "the spreadsheet is locked by a password, or in the old .xls form"
        right = "Save it without a password as .xlsx, or as CSV UTF-8"
        raise FileProblems([Problem(file, 0, "", what, right)])
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _unreadable(file, error) from None
    if size > MOST_BYTES:
        what = "the spreadsheet is too large to be a drill log"
        raise FileProblems([Problem(file, 0, "", what, "Keep the log in a file of its own")])


def _unreadable(file: str, error: Exception) -> FileProblems:
    what = f"the spreadsheet cannot be opened ({type(error).__name__})"
    return FileProblems([Problem(file, 0, "", what, "Save it again as .xlsx, or as CSV UTF-8")])


def _head(sheet: Any) -> set[str]:
    for row in sheet.iter_rows(max_row=20, values_only=True):
        words = {str(value).strip() for value in row if value is not None}
        if words:
            return words
    return set()


def _log_sheet(names: list[str], heads: dict[str, set[str]], file: str) -> str:
    if len(names) == 1:
        return names[0]
    called = [name for name in names if name.strip().casefold() in LOG_NAMES]
    looks = [name for name in names if heads[name] >= MUST_HAVE]
    both = [name for name in called if name in looks]
    for found in (both, looks, called):
        if len(found) == 1:
            return found[0]
    shown = ", ".join(quoted(name) for name in names)
    if looks:
        what = f"several sheets look like a drill log: {', '.join(quoted(n) for n in looks)}"
        right = "Call the one that is meant Log"
    else:
        what = f"none of the sheets {shown} has the columns date and type in its first row"
        right = "Write the columns' names into the first row of the log's sheet"
    raise FileProblems([Problem(file, 0, "", what, right)])


def _rows(formulas: Any, values: Any, file: str) -> Iterator[tuple[int, list[Any]]]:
    try:
        for with_formulas, with_values in zip(
            formulas.iter_rows(), values.iter_rows(), strict=False
        ):
            number = 0
            row = []
            for cell, shown in zip(with_formulas, with_values, strict=False):
                number = number or getattr(cell, "row", 0) or 0
                formula = getattr(cell, "data_type", "") == "f"
                row.append(Formula(shown.value) if formula else cell.value)
            yield number, row
    except Exception as error:
        raise _unreadable(file, error) from None


def cell_text(field: Field, value: Any) -> str:
    """A cell as the text that a log would hold for this column. Raises NotThat."""
    if isinstance(value, Formula):
        if value.shown is None:
            what = "the cell holds a formula without a stored value"
            raise NotThat(what, "Open it in a spreadsheet program and save, or type the value")
        value = value.shown
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("yes" if value else "no") if field.kind == YES_NO else str(value).lower()
    if isinstance(value, str):
        if value.startswith("#") and value.rstrip("!?").isupper() and field.kind != TEXT:
            raise NotThat(f"the cell shows the error {value}", "Mend the formula or type the value")
        return value
    if field.kind == DATE:
        return _day(value)
    if field.kind == TIME:
        return _clock(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == MIDNIGHT:
        value = value.date()
    if field.kind == NUMBER and isinstance(value, (date, time, timedelta)):
        what = "the cell is a date or a time, not a whole number"
        right = "Format the cell as a number"
        if isinstance(value, (time, timedelta)) and field.name.endswith("_seconds"):
            right = f"Write the seconds: {_seconds(value)}"
        raise NotThat(what, right)
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _seconds(value: time | timedelta) -> int:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value.hour * 3600 + value.minute * 60 + value.second


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        if value.time() != MIDNIGHT:
            what = "the cell holds a time besides the date"
            right = f"Write {value:%Y-%m-%d} here and {value:%H:%M} in the column time"
            raise NotThat(what, right)
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    right = "Write year-month-day, such as 2026-09-05"
    if isinstance(value, (int, float)) and 30_000 <= value <= 80_000:
        meant = EXCEL_ZERO + timedelta(int(value))
        right = f"Format the cell as a date, or write {meant.isoformat()}"
    raise NotThat(f"the cell holds {value}, which is not a date", right)


def _clock(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(1):
        minutes = int(value.total_seconds()) // 60
        value = time(minutes // 60, minutes % 60)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    right = "Write hours and minutes of 24 hours, such as 09:30"
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 24 * 60)
        right = f"Format the cell as a time, or write {minutes // 60:02d}:{minutes % 60:02d}"
    raise NotThat(f"the cell holds {value}, which is not a time", right)
