"""How each kind of cell looks: font, colour, edges, where it stands, how a number is shown.

What a cell holds is cell_text.py's and sheet.py's.
"""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

# How a column's values are shown.
TEXT, LONG, WORD, HASH, NUMBER, DAY, CLOCK, MOMENT = (
    "text",
    "long",  # wraps
    "word",  # short, in the middle
    "hash",
    "number",
    "day",
    "clock",
    "moment",
)
TITLE, SUBTITLE, NOTE, HEAD, HEAD_RIGHT, HEAD_SMALL, ABOUT, EXAMPLE = (
    "title",
    "subtitle",
    "note",
    "head",
    "head_right",
    "head_small",
    "about",
    "example",
)
WRAPPED = frozenset({TEXT, LONG, WORD, HEAD, HEAD_RIGHT, HEAD_SMALL, ABOUT, EXAMPLE})
# Where a head stands in its cell, and how far from the edge.
HEADS = {HEAD: ("left", 0), HEAD_RIGHT: ("right", 1), HEAD_SMALL: ("center", 0)}
FORMATS = {
    NUMBER: "0",
    DAY: "yyyy-mm-dd",
    CLOCK: "hh:mm",
    MOMENT: "yyyy-mm-dd hh:mm",
}
INK, QUIET, LINE, HEAD_FILL = "1F2933", "5C636B", "D5DAE0", "E8ECF1"


def dress(cell: Any, kind: str) -> None:
    """Give a cell the look of its kind."""
    bottom = Border(bottom=Side(style="thin", color=LINE))
    size, bold, italic, ink = 10, False, False, INK
    across, indent = None, 0
    if kind == TITLE:
        size, bold = 16, True
    elif kind == SUBTITLE:
        size = 12
    elif kind == NOTE:
        size, ink = 9, QUIET
    elif kind in HEADS:
        bold = True
        size = 9 if kind == HEAD_SMALL else 10
        across, indent = HEADS[kind]
        cell.fill = PatternFill(fill_type="solid", fgColor=HEAD_FILL)
        cell.border = bottom
    elif kind in (ABOUT, EXAMPLE):
        size, italic, ink = 9, True, QUIET
        fill = "FFF6DC" if kind == EXAMPLE else "F5F7F9"
        cell.fill = PatternFill(fill_type="solid", fgColor=fill)
        cell.border = bottom
    else:
        cell.border = bottom
        if kind == WORD:
            across = "center"
        elif kind == NUMBER:
            across, indent = "right", 1
        elif kind == HASH:
            size = 8
        elif kind in (DAY, CLOCK, MOMENT):
            across = "left"
    cell.font = Font(name="Calibri", size=size, bold=bold, italic=italic, color=ink)
    cell.alignment = Alignment(
        horizontal=across,
        vertical="center" if kind in HEADS else "top",
        wrap_text=kind in WRAPPED,
        indent=indent,
    )
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    elif kind in (TEXT, WORD, HASH):
        # Not for long texts: older Excels show those as #### under this format.
        cell.number_format = "@"
