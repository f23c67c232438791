"""Reads a filled-in template: rows with typed values, and every slip of the pen in it.

Only what a cell says is judged here. Whether the building is known, the person new or the
day a school day is asked by actions/import_check.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from drills.exchange.fields import CHOICE, TEXT, YES_NO, Field, read_text
from drills.exchange.log_columns import EVERYDAY_COLUMNS
from drills.exchange.problems import NotThat, nearest, quoted
from drills.exchange.sheet import Formula, cell_text
from drills.workbooks.cell_text import NOT_IN_XML
from drills.workbooks.package import NotATemplate, check_package
from drills.workbooks.template_columns import (
    ABOUT_ROW,
    COLUMNS,
    EXAMPLE_ROW,
    LISTS,
    MARK,
    READ_ME,
)

MOST_ROWS = 10_000  # of one sheet
MOST_COLUMNS = 200
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
YES_WORDS = {"yes": "yes", "no": "no", "true": "yes", "false": "no", "y": "yes", "n": "no"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where, which code, and in English what is wrong and what is right.

    ``row`` 0 means the whole sheet. Pages say the code in the reader's language, with
    ``value`` (what stands there) and ``near`` (what is probably meant).
    """

    sheet: str
    row: int
    column: str
    code: str
    value: str = ""
    near: str = ""
    what: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One filled-in row: its number in the sheet, and its values by column. Empty: absent.

    ``whole`` is False where a cell of it could not be read; the others are there.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    whole: bool = True

    def text(self, name: str) -> str:
        """A text of the row, tidied; empty where there is none."""
        return str(self.values.get(name) or "").strip()


@dataclass(slots=True)
class Filled:
    """All that was read. ``unread``: sheets with something in them that we do not know."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def of(self, sheet: str) -> list[Row]:
        """The rows of a sheet, those with faults too."""
        return self.rows.get(sheet, [])


def read_template(data: bytes) -> Filled:
    """The rows of a template with all faults of all sheets. Raises NotATemplate."""
    check_package(data)
    found = Filled()
    try:
        formulas = load_workbook(BytesIO(data), read_only=True)
        values = load_workbook(BytesIO(data), read_only=True, data_only=True)
        known = {_folded(name): name for name in COLUMNS}
        for title in formulas.sheetnames:
            name = known.get(_folded(title))
            if name is None:
                if _folded(title) not in (_folded(READ_ME), _folded(LISTS)):
                    found.unread.append(title)
            elif name in found.rows:
                found.faults.append(Fault(name, 0, "", "sheet_twice"))
            else:
                found.rows[name] = []
                _read_sheet(found, name, _cells(formulas[title], values[title]))
    except NotATemplate:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble on
        raise NotATemplate("broken") from error
    if not found.rows:
        raise NotATemplate("no_sheet")
    return found


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _cells(formulas: Any, values: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows with what each cell holds; the sizes that the file claims are not believed."""
    for sheet in (formulas, values):
        sheet.reset_dimensions()
    pairs = zip(
        formulas.iter_rows(max_col=MOST_COLUMNS),
        values.iter_rows(max_col=MOST_COLUMNS),
        strict=False,
    )
    for number, (row, shown) in enumerate(pairs, 1):
        cells: list[Any] = []
        for cell, value in zip(row, shown, strict=False):
            if cell.data_type == "f":
                cells.append(Formula(value.value))
            elif cell.data_type == "e":
                cells.append(Formula(cell.value))
            else:
                cells.append(_clean(cell.value))
        yield number, cells


def _clean(value: Any) -> Any:
    """A text without what spreadsheets hide in it: escapes, control characters, hard spaces."""
    if not isinstance(value, str):
        return value
    text = ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)
    return NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _read_sheet(found: Filled, name: str, rows: Iterator[tuple[int, list[Any]]]) -> None:
    columns: list[Field | None] | None = None
    heads: list[str] = []
    blank = 0
    for number, cells in rows:
        if all(_empty(value) for value in cells):
            blank += 1
            if blank > MOST_ROWS:
                return  # a stray cell far below
            continue
        blank = 0
        if columns is None:
            heads = ["" if _empty(value) else str(value).strip() for value in cells]
            columns = _columns(found, name, number, heads)
            continue
        if len(found.rows[name]) >= MOST_ROWS:
            found.faults.append(Fault(name, number, "", "too_many_rows", str(MOST_ROWS)))
            return
        row = _row(found, name, number, cells, heads, columns)
        if row is not None:
            found.rows[name].append(row)


def _columns(found: Filled, sheet: str, number: int, heads: list[str]) -> list[Field | None]:
    known = {_folded(f.name): f for f in COLUMNS[sheet]}
    columns: list[Field | None] = []
    misspelt: set[str] = set()
    for head in heads:
        column = known.get(_folded(head))
        if head and column is None and _folded(head) != MARK:
            names = [f.name for f in COLUMNS[sheet]]
            near = nearest(head, names, EVERYDAY_COLUMNS)
            near = near if near in names else nearest(head, names)
            misspelt.add(near)
            found.faults.append(Fault(sheet, number, head, "column_unknown", head, near))
        elif column is not None and column in columns:
            found.faults.append(Fault(sheet, number, head, "column_twice", head))
            column = None
        columns.append(column)
    for wanted in COLUMNS[sheet]:
        if wanted.needed and wanted not in columns and wanted.name not in misspelt:
            found.faults.append(
                Fault(sheet, number, wanted.name, "column_missing", wanted.name, wanted.example)
            )
    return columns


def _row(
    found: Filled,
    sheet: str,
    number: int,
    cells: list[Any],
    heads: list[str],
    columns: list[Field | None],
) -> Row | None:
    marks = [cells[n] for n, head in enumerate(heads[: len(cells)]) if _folded(head) == MARK]
    mark = next((str(value).strip() for value in marks if not _empty(value)), "")
    if mark.casefold() in (ABOUT_ROW, EXAMPLE_ROW):
        return None
    before = len(found.faults)
    if mark:
        found.faults.append(Fault(sheet, number, MARK, "mark_unknown", quoted(mark)))
    values: dict[str, Any] = {}
    for index, value in enumerate(cells):
        if _empty(value):
            continue
        column = columns[index] if index < len(columns) else None
        if column is None:
            if index >= len(heads) or not heads[index]:
                found.faults.append(
                    Fault(sheet, number, str(index + 1), "cell_without_head", quoted(str(value)))
                )
            continue
        try:
            values[column.name] = _value(column, value)
        except NotThat as wrong:
            shown = "" if isinstance(value, Formula) else quoted(str(value))
            found.faults.append(
                Fault(
                    sheet,
                    number,
                    column.name,
                    "formula" if isinstance(value, Formula) else f"cell_{column.kind}",
                    shown,
                    what=wrong.what,
                    right=wrong.right,
                )
            )
    if not values and len(found.faults) == before:
        return None
    for wanted in COLUMNS[sheet]:
        faulty = any(f.column == wanted.name for f in found.faults[before:])
        if wanted.needed and wanted in columns and wanted.name not in values and not faulty:
            found.faults.append(
                Fault(sheet, number, wanted.name, "cell_missing", near=wanted.example)
            )
    return Row(sheet, number, values, whole=len(found.faults) == before)


def _value(column: Field, value: Any) -> Any:
    """What a cell stands for. Yes, YES and true are one word; so are Fire and fire."""
    text = cell_text(column, value)
    if isinstance(value, Formula) and text.startswith("#"):
        raise NotThat(f"the cell shows the error {text}", "Mend the formula or type the value")
    if column.kind == TEXT:
        return "\n".join(line.rstrip() for line in text.strip().split("\n"))
    folded = text.strip().casefold()
    if column.kind == YES_NO:
        text = YES_WORDS.get(folded, text)
    elif column.kind == CHOICE:
        same = {choice.casefold(): choice for choice in column.choices}
        text = same.get(folded) or same.get(re.sub(r"[\s-]+", "_", folded)) or text
    return read_text(column, text)
