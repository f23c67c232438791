"""The spreadsheet that a district fills in: buildings, people, past drills.

Each column says what it is for, an example row shows how, drop-down lists and dates keep
slips out. Reading it back is reading.py's; its columns are template_columns.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from openpyxl.utils import get_column_letter

from drills.exchange.fields import CHOICE, DATE, NUMBER, TIME, YES_NO, Field
from drills.workbooks.cell_styles import ABOUT, CLOCK, DAY, EXAMPLE, LONG, TITLE
from drills.workbooks.sheet import NUMBER as SHOWN_NUMBER
from drills.workbooks.sheet import TEXT as SHOWN_TEXT
from drills.workbooks.sheet import Book, Column, Sheet
from drills.workbooks.template_columns import (
    ABOUT_ROW,
    BUILDINGS,
    EXAMPLE_ROW,
    LISTS,
    MARK_FIELD,
    PAST_DRILLS,
    PEOPLE,
    READ_ME,
    offered_columns,
)

ROWS_WITH_LISTS = {BUILDINGS: 500, PEOPLE: 1_000, PAST_DRILLS: 3_000}
SHOWN = {DATE: DAY, TIME: CLOCK, NUMBER: SHOWN_NUMBER}
WIDE = {"name": 30, "building": 30, "buildings": 36, "address": 30, "email": 32, "notes": 50}
LONGEST_LIST = 250  # characters; longer lists stand on a sheet of their own


def import_template(
    district: str,
    state: str,
    by: str,
    at: datetime,
    asked: Mapping[str, str] | None = None,
    known_buildings: Iterable[str] = (),
) -> bytes:
    """The empty template of a district as an .xlsx.

    ``state``: the state's name; ``asked``: facts that its rules ask for, with why;
    ``known_buildings``: those that are set up already, offered for people and drills.
    """
    book = Book(f"Import: {district}", by, at, f"Import: {district}")
    known = sorted(known_buildings, key=str.casefold)
    _read_me(book, district, state)
    lists: dict[tuple[str, ...], str] = {}
    for name in (BUILDINGS, PEOPLE, PAST_DRILLS):
        fields = [MARK_FIELD, *offered_columns(name, asked or {})]
        for field in fields:
            if len(",".join(field.choices)) > LONGEST_LIST:
                lists.setdefault(field.choices, "")
    if known:
        lists.setdefault(tuple(known), "")
    for number, choices in enumerate(lists, 1):
        letter = get_column_letter(number)
        lists[choices] = f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}"
    for name in (BUILDINGS, PEOPLE, PAST_DRILLS):
        _sheet(book, name, offered_columns(name, asked or {}), lists, tuple(known))
    _lists(book, list(lists))
    return book.save()


def _sheet(
    book: Book,
    name: str,
    offered: list[Field],
    lists: Mapping[tuple[str, ...], str],
    known: tuple[str, ...],
) -> None:
    fields = [MARK_FIELD, *offered]
    columns = [Column(f.name, _width(f), SHOWN.get(f.kind, SHOWN_TEXT)) for f in fields]
    sheet = book.sheet(name, columns, frozen_columns=2, filters=False, fill_in=True)
    sheet.row([ABOUT_ROW, *(_explained(f) for f in offered)], ABOUT)
    sheet.row([EXAMPLE_ROW, *(f.example or None for f in offered)], EXAMPLE)
    last = ROWS_WITH_LISTS[name]
    for number, field in enumerate(fields, 1):
        _offer(sheet, number, field, last, lists, known)
    sheet.close()


def _width(field: Field) -> float:
    if field is MARK_FIELD:
        return 10
    return WIDE.get(field.name, max(14, len(field.name) + 3))


def _explained(field: Field) -> str:
    needed = "Needed. " if field.needed else ""
    known = f" One of: {', '.join(field.choices)}." if 0 < len(field.choices) <= 6 else ""
    yes_no = " Write yes or no." if field.kind == YES_NO else ""
    return f"{needed}{field.explains}{known}{yes_no}"


def _offer(
    sheet: Sheet,
    number: int,
    field: Field,
    last: int,
    lists: Mapping[tuple[str, ...], str],
    known: tuple[str, ...],
) -> None:
    """The drop-down list or the date check of one column."""
    prompt = field.explains
    if field.kind == YES_NO:
        error = "Choose yes or no, or leave it empty if it is not known."
        sheet.offer(number, '"yes,no"', last, field.name, prompt, error)
    elif field.kind == CHOICE:
        listed = lists.get(field.choices) or f'"{",".join(field.choices)}"'
        error = "Choose one from the list, or leave it empty if it is not known."
        sheet.offer(number, listed, last, field.name, prompt, error)
    elif field.kind == DATE:
        error = "Type a date, such as 2026-09-10."
        sheet.offer_days(number, last, field.name, prompt, error)
    elif field.name == "building" and known:
        # Buildings of this very file are right too, so the list only proposes.
        listed = lists[known]
        sheet.offer(number, listed, last, field.name, prompt, "", strict=False)


def _lists(book: Book, lists: list[tuple[str, ...]]) -> None:
    """What the longer drop-down lists choose from, on a hidden sheet."""
    if not lists:
        return
    columns = [Column(f"list {n}", 24) for n in range(1, len(lists) + 1)]
    sheet = book.sheet(LISTS, columns, filters=False, hidden=True)
    for number in range(max(len(choices) for choices in lists)):
        sheet.row([c[number] if number < len(c) else None for c in lists])
    sheet.close()


def _read_me(book: Book, district: str, state: str) -> None:
    sheet = book.sheet(
        READ_ME,
        (Column("Sheet", 16), Column("What to do", 96, LONG)),
        intro=[(f"Import for {district}", TITLE)],
        filters=False,
        portrait=True,
    )
    sheet.rows(
        [
            [
                "All sheets",
                "Fill in what you have; a sheet may stay empty. Write below the example row. Rows "
                "marked “about” or “example” in the first column are not imported. Do not rename "
                "the columns; you may leave out those that are not needed.",
            ],
            [
                BUILDINGS,
                "One row a building. The columns ask what the drill law of "
                f"{state} turns on. Leave empty what you do not know: rules that need it then say "
                "so, and nothing is guessed.",
            ],
            [
                "",
                "records_begin is the first day for which your records are complete. If you join "
                "in November, write that day: what was due before it does not count as missed.",
            ],
            [
                PEOPLE,
                "One row a role. They get no mail and no password from the import; you send the "
                "invitations afterwards, when you are ready. No pupils.",
            ],
            [
                PAST_DRILLS,
                "One row a drill that was held. Only building, date and type are needed; empty "
                "means not known, which is never taken for no. Never write a pupil’s name.",
            ],
            [
                "Then",
                "Save it as .xlsx and upload it on the page you got it from. You see first what "
                "would be added and everything that needs mending. Nothing changes before you "
                "confirm, and then all of it or none of it.",
            ],
            [
                "Again",
                "You may upload the same file again: what is there already is not added twice "
                "and not changed.",
            ],
        ]
    )
    sheet.close()
