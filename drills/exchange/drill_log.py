"""A drill log, ``log.csv`` or a sheet of an .xlsx: bytes to drills, and drills to text.

All problems of a file are told at once. The columns stand in log_columns.py, opening
spreadsheets in sheet.py; what a drill is worth under the law is none of this room's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from drills.exchange.fields import TEXT, Field, read_text, write_text
from drills.exchange.log_columns import COLUMNS_BY_NAME, EVERYDAY_COLUMNS, LOG_COLUMNS
from drills.exchange.problems import FileProblems, NotThat, Problem, decoded, nearest, quoted
from drills.exchange.sheet import cell_text, is_sheet, sheet_rows
from drills.facts import Drill

# A spreadsheet program would run text that begins so; written with an apostrophe before.
STARTS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
Row = tuple[int, list[Any]]


def read_log(data: bytes, file: str) -> tuple[Drill, ...]:
    """The drills of a log, in its order. Raises FileProblems with every problem found.

    ``ref`` of each drill is the number of its line.
    """
    if is_sheet(data):
        place, rows = sheet_rows(data, file)
        problems: list[Problem] = []
    else:
        place, problems = file, []
        rows = _text_rows(decoded(data, file), file, problems)
    drills = _drills(rows, place, problems)
    if problems:
        raise FileProblems(sorted(problems, key=lambda p: p.line))
    return tuple(drills)


def write_log(drills: Iterable[Drill]) -> str:
    """The drills as the text of a ``log.csv`` with every column; read_log reads it back."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in LOG_COLUMNS)
    for drill in drills:
        writer.writerow(_written(column, getattr(drill, column.name)) for column in LOG_COLUMNS)
    return out.getvalue()


def _written(column: Field, value: Any) -> str:
    text = write_text(column, value)
    if column.kind == TEXT and STARTS_A_FORMULA.match(text):
        return "'" + text
    return text


def _text_rows(text: str, file: str, problems: list[Problem]) -> Iterator[Row]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if head.count(mark) > head.count(","):
            what = f"the columns are divided by {called}"
            right = "Divide them by commas (in Excel: save as CSV UTF-8, comma delimited)"
            problems.append(Problem(file, 1, "", what, right))
            return
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"the line cannot be taken apart ({error})"
            right = 'Put a value that holds a comma or a quote into quotes, and double a quote: ""'
            problems.append(Problem(file, begins, "", what, right))
            continue
        yield begins, row


def _drills(rows: Iterator[Row], file: str, problems: list[Problem]) -> list[Drill]:
    columns: list[Field | None] | None = None
    named: list[str] = []
    found: list[Drill] = []
    for line, row in rows:
        if all(_empty(value) for value in row):
            continue
        if columns is None:
            named = ["" if _empty(value) else str(value).strip() for value in row]
            columns = _columns(named, line, file, problems)
        else:
            drill = _drill(row, columns, named, line, file, problems)
            if drill is not None:
                found.append(drill)
    if columns is None and not problems:
        what = "the file is empty"
        problems.append(
            Problem(file, 0, "", what, "Begin with a line of column names: date,time,type")
        )
    return found


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _columns(named: list[str], line: int, file: str, problems: list[Problem]) -> list[Field | None]:
    columns: list[Field | None] = []
    for name in named:
        column = COLUMNS_BY_NAME.get(name)
        if name and column is None:
            near = _nearest_column(name)
            what = f"the column {quoted(name)} is not known"
            right = f"The nearest known name is {near}; leave the column out if it is not meant"
            problems.append(Problem(file, line, quoted(name).strip("'"), what, right))
        elif column is not None and column in columns:
            what = f"the column {name} stands twice"
            problems.append(Problem(file, line, name, what, "Keep one of the two"))
            column = None
        columns.append(column)
    # A misspelt name was named above; whoever mends that has the column.
    near_names = {_nearest_column(n) for n in named if n and n not in COLUMNS_BY_NAME}
    for column in LOG_COLUMNS:
        if column.needed and column not in columns and column.name not in near_names:
            what = f"the column {column.name} is missing"
            right = f"Add {column.name} to the line of names, and its value to each drill"
            problems.append(Problem(file, line, column.name, what, right))
    return columns


def _nearest_column(name: str) -> str:
    return nearest(name, COLUMNS_BY_NAME, EVERYDAY_COLUMNS)


def _drill(
    row: list[Any],
    columns: list[Field | None],
    named: list[str],
    line: int,
    file: str,
    problems: list[Problem],
) -> Drill | None:
    values: dict[str, Any] = {}
    before = len(problems)
    if any(not _empty(value) for value in row[len(columns) :]):
        what = f"the line has {len(row)} values, but {len(columns)} columns are named"
        right = "Put a value that holds a comma into quotes"
        problems.append(Problem(file, line, "", what, right))
        return None  # which value belongs to which column is anybody's guess
    for index, (value, column) in enumerate(zip(row, columns, strict=False)):
        if _empty(value):
            continue
        if column is None:
            if not named[index]:
                what = f"the value {quoted(str(value))} stands in a column without a name"
                right = "Give the column its name in the first line"
                problems.append(Problem(file, line, str(index + 1), what, right))
            continue
        try:
            # A plain file holds text; only a sheet's cells have kinds of their own.
            text = value if isinstance(value, str) else cell_text(column, value)
            if column.kind == TEXT and STARTS_A_FORMULA.match(text) and text.startswith("'"):
                text = text[1:]
            values[column.name] = read_text(column, text)
        except NotThat as wrong:
            problems.append(Problem(file, line, column.name, wrong.what, wrong.right))
    for column in LOG_COLUMNS:
        if column.needed and column in columns and column.name not in values:
            if any(p.line == line and p.column == column.name for p in problems[before:]):
                continue
            what = f"the drill has no {column.name}"
            right = f"Write its {column.name}, such as {column.example}, or take the line out"
            problems.append(Problem(file, line, column.name, what, right))
    if len(problems) > before or not all(c in columns for c in LOG_COLUMNS if c.needed):
        return None
    return Drill(**{k: v for k, v in values.items() if v is not None}, ref=str(line))
