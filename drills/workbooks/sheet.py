"""The only place that writes a cell: headings, widths, frozen heads, filters, print set-up.

Every text goes through cell_text.py here, so no caller can let a name or a note become a
formula. What the sheets say is compliance.py's and template.py's. Rows are streamed and
never held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from drills.workbooks.cell_styles import (
    FORMATS,
    HEAD,
    HEAD_RIGHT,
    NOTE,
    NUMBER,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    dress,
)
from drills.workbooks.cell_text import STARTS_A_FORMULA, safe_text
from drills.workbooks.parts import Parts

MOST_IN_FOOTER = 90
# Heights are set by us: LibreOffice and previews do not reckon those of wrapped text.
LINE_HEIGHT, LEAST_HEIGHT, MOST_LINES = 13.0, 15.0, 14
INTRO_HEIGHTS = {TITLE: 24.0, SUBTITLE: 18.0, NOTE: 13.0}
# Characters of all columns together that are still read on one page across.
PAGE_ACROSS = 220


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, its width in characters and how its values are shown."""

    head: str
    width: float
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Colour:
    """Cells whose text begins so are shown in these colours; the text itself stays."""

    begins: str
    fill: str
    ink: str


class Book:
    """A workbook being written, sheet after sheet. ``footer`` stands on every printed page."""

    def __init__(self, title: str, by: str, at: datetime, footer: str) -> None:
        self._book = Workbook(write_only=True)
        self._parts = Parts()
        properties = self._book.properties
        properties.title, properties.creator = safe_text(title), safe_text(by)
        properties.created = at.replace(tzinfo=None, microsecond=0)
        self._footer = footer
        self._styles: dict[tuple[str, bool], Any] = {}

    def sheet(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        intro: Sequence[tuple[str, str]] = (),
        frozen_columns: int = 1,
        filters: bool = True,
        heads: str = HEAD,
        hidden: bool = False,
        portrait: bool = False,
        fill_in: bool = False,
    ) -> Sheet:
        """A new sheet after the others. ``intro``: lines (text, style) above the heads.

        ``fill_in``: somebody types into it, so empty cells have their column's format too.
        """
        return Sheet(
            self, name, columns, intro, frozen_columns, filters, heads, hidden, portrait, fill_in
        )

    def save(self) -> bytes:
        """The bytes of the .xlsx. Nothing can be added after."""
        out = BytesIO()
        self.save_to(out)
        return out.getvalue()

    def save_to(self, out: IO[bytes]) -> None:
        """Write the .xlsx to an open file. Nothing can be added after."""
        try:
            self._book.save(out)
        finally:
            self.give_up()

    def give_up(self) -> None:
        """Leave nothing of it on the disk, where its writing broke off."""
        self._parts.drop()

    def last_to_front(self) -> None:
        """Make the sheet that was added last the first one: what is shown on opening."""
        sheets = self._book._sheets
        sheets.insert(0, sheets.pop())

    def new_worksheet(self, name: str) -> Any:
        """An empty worksheet, for Sheet."""
        return self._parts.add(self._book.create_sheet(name))

    def style(self, sheet: Any, kind: str, quoted: bool = False) -> Any:
        """The style of a kind of cell, made once for the whole book."""
        key = (kind, quoted)
        if key not in self._styles:
            cell = WriteOnlyCell(sheet)
            dress(cell, kind)
            cell.quotePrefix = quoted
            self._styles[key] = cell._style
        return self._styles[key]

    @property
    def footer(self) -> str:
        """The words at the foot of each printed page."""
        return self._footer


class Sheet:
    """One sheet being written from top to bottom."""

    def __init__(
        self,
        book: Book,
        name: str,
        columns: Sequence[Column],
        intro: Sequence[tuple[str, str]],
        frozen_columns: int,
        filters: bool,
        heads: str,
        hidden: bool,
        portrait: bool,
        fill_in: bool,
    ) -> None:
        self._book, self._columns = book, tuple(columns)
        self._sheet = sheet = book.new_worksheet(name)
        self._kinds = [column.kind for column in columns]
        self._head_row = len(intro) + (2 if intro else 1)
        self._row = self._head_row
        self._filters = filters
        self._widths = [column.width for column in columns]
        if hidden:
            sheet.sheet_state = "hidden"
        for number, column in enumerate(columns, 1):
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width = column.width
            if fill_in:
                dimension.number_format = FORMATS.get(column.kind, "@")
        sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}{self._head_row + 1}"
        sheet.sheet_view.showGridLines = False
        self._set_up_print(name, portrait, frozen_columns)
        for number, (text, style) in enumerate(intro, 1):
            sheet.row_dimensions[number].height = INTRO_HEIGHTS.get(style, LEAST_HEIGHT)
            sheet.append([self._cell(text, style)])
        if intro:
            sheet.append([])
        names = [column.head for column in columns]
        styles = [HEAD_RIGHT if (heads, kind) == (HEAD, NUMBER) else heads for kind in self._kinds]
        self._set_height(self._head_row, names, styles, spare=4.0)
        sheet.append([self._cell(n, style) for n, style in zip(names, styles, strict=True)])

    @property
    def first_row(self) -> int:
        """The number of the first row under the heads."""
        return self._head_row + 1

    def row(self, values: Sequence[Any], style: str | None = None) -> None:
        """Add a row; each value in its column's way, or all in one style. None: empty."""
        kinds = self._kinds if style is None else [style] * len(values)
        self._row += 1
        self._set_height(self._row, values, kinds)
        self._sheet.append([self._cell(v, k) for v, k in zip(values, kinds, strict=True)])
        # The row is written; its height would stay in memory.
        self._sheet.row_dimensions.pop(self._row, None)

    def rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows."""
        for values in rows:
            self.row(values)

    def colour(self, first: int, last: int, colours: Sequence[Colour]) -> None:
        """Colour the cells of columns first to last (from 1), by how their text begins."""
        top = f"{get_column_letter(first)}{self.first_row}"
        area = f"{top}:{get_column_letter(last)}{max(self._row, self.first_row)}"
        for colour in colours:
            rule = FormulaRule(
                formula=[f'LEFT({top},{len(colour.begins)})="{colour.begins}"'],
                fill=PatternFill(fill_type="solid", bgColor=colour.fill),
                font=Font(color=colour.ink),
            )
            self._sheet.conditional_formatting.add(area, rule)

    def offer(
        self,
        column: int,
        listed: str,
        last_row: int,
        title: str,
        prompt: str,
        error: str,
        *,
        strict: bool = True,
    ) -> None:
        """A drop-down list in a column (from 1). ``listed``: ``"yes,no"`` in quotes, or a range.

        Not ``strict``: other words may be typed.
        """
        self._validate(column, last_row, title, prompt, error, strict, type="list", formula1=listed)

    def offer_days(self, column: int, last_row: int, title: str, prompt: str, error: str) -> None:
        """Only dates from 1990 on in a column, shown year-month-day."""
        self._validate(
            column,
            last_row,
            title,
            prompt,
            error,
            True,
            type="date",
            operator="greaterThan",
            formula1="32874",
        )

    def close(self) -> None:
        """Say that all rows are there, so that the filter reaches to the last."""
        if self._filters:
            last = get_column_letter(len(self._columns))
            self._sheet.auto_filter.ref = f"A{self._head_row}:{last}{self._row}"

    def _validate(
        self,
        column: int,
        last_row: int,
        title: str,
        prompt: str,
        error: str,
        strict: bool,
        **rule: Any,
    ) -> None:
        letter = get_column_letter(column)
        check = DataValidation(allow_blank=True, **rule)
        check.promptTitle, check.prompt = title[:32], prompt[:255]
        check.errorTitle, check.error = title[:32], error[:255]
        check.showInputMessage, check.showErrorMessage = True, strict
        check.add(f"{letter}{self.first_row}:{letter}{last_row}")
        self._sheet.data_validations.append(check)

    def _set_height(
        self, row: int, values: Sequence[Any], kinds: Sequence[str], spare: float = 2.0
    ) -> None:
        """As many lines as the longest text of a row wraps to, within reason."""
        lines = max(
            (
                _lines(value, width)
                for value, kind, width in zip(values, kinds, self._widths, strict=True)
                if isinstance(value, str) and kind in WRAPPED
            ),
            default=1,
        )
        if lines > 1:
            height = min(lines, MOST_LINES) * LINE_HEIGHT + spare
            self._sheet.row_dimensions[row].height = height

    def _cell(self, value: Any, kind: str) -> Any:
        cell = WriteOnlyCell(self._sheet)
        if isinstance(value, str):
            text = safe_text(value)
            cell.value = text
            # Whatever it looks like (a formula, an error), it is text and stays text when
            # somebody edits the cell.
            cell.data_type = "s"
            cell._style = self._book.style(self._sheet, kind, text.startswith(STARTS_A_FORMULA))
            return cell
        if isinstance(value, bool):
            raise TypeError("a yes or no is written in words")
        # The style first: a date without a format of its own would be given another.
        cell._style = self._book.style(self._sheet, kind)
        if value is not None:
            if not isinstance(value, int | float | date | time | datetime):
                raise TypeError(f"a cell cannot hold {type(value).__name__}")
            cell.value = value
        return cell

    def _set_up_print(self, name: str, portrait: bool, frozen_columns: int) -> None:
        sheet = self._sheet
        across = -(-int(sum(self._widths)) // PAGE_ACROSS)
        sheet.page_setup.orientation = "portrait" if portrait else "landscape"
        sheet.page_setup.paperSize = 1  # Letter
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
        if across > 1 and frozen_columns:
            sheet.print_title_cols = f"A:{get_column_letter(frozen_columns)}"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{self._head_row}:{self._head_row}"
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top = margins.bottom = 0.6
        footer = sheet.oddFooter
        footer.left.text = _for_footer(self._book.footer)
        footer.center.text = _for_footer(name)
        footer.right.text = "Page &P of &N"
        for part in (footer.left, footer.center, footer.right):
            part.size = 8


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; words that are broken off cost a tenth."""
    fits = width * 1.2  # a width is that of a zero; most letters are narrower
    return sum(
        1 if len(line) <= fits else -int(-len(line) * 1.1 // fits) for line in text.split("\n")
    )


def _for_footer(text: str) -> str:
    return safe_text(text)[:MOST_IN_FOOTER].replace("\n", " ").replace("&", "&&")
