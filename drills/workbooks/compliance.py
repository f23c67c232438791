"""The compliance workbook: what was found goes in, an .xlsx comes out.

It stands on its own, offline: verdicts with their reasons, the log, the index of evidence,
the calendar and the law, and a witness by which the log of changes can be compared later.
All sheets are written side by side, batch by batch, so that nothing but the summary is
held. Loading, judging and saying who exported it are actions/export_workbook.py's.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO

from drills.workbooks.about import add_about
from drills.workbooks.contents import Contents
from drills.workbooks.law import add_calendar, add_rules
from drills.workbooks.records import EvidenceSheet, LogSheet
from drills.workbooks.requirements import RequirementsSheet, WindowsSheet
from drills.workbooks.sample import Sample, add_sample
from drills.workbooks.sheet import Book
from drills.workbooks.story import (
    amendments_sheet,
    answers_sheet,
    as_closed_sheet,
    fixes_sheet,
    gaps_sheet,
    known_then_sheet,
    not_held_sheet,
    questions_sheet,
    signatures_sheet,
)
from drills.workbooks.summary import Standing, add_summary

# The sheets that grow with the district, in their order.
GROWING = (
    RequirementsSheet,
    WindowsSheet,
    gaps_sheet,
    answers_sheet,
    LogSheet,
    not_held_sheet,
    EvidenceSheet,
    amendments_sheet,
    questions_sheet,
    signatures_sheet,
    fixes_sheet,
    known_then_sheet,
)


def compliance_workbook(told: Contents) -> bytes:
    """The whole workbook."""
    out = BytesIO()
    write_compliance_workbook(told, out)
    return out.getvalue()


def _footer(told: Contents) -> str:
    """The foot of each printed page bears the witness too: pages get apart."""
    witness = f"row {told.witness.number}: {told.witness.hash[:16]}"
    return f"{told.district[:35]}, {told.year}, as of {told.as_of:%Y-%m-%d}; {witness}"


def write_compliance_workbook(told: Contents, out: IO[bytes]) -> None:
    """Write the workbook to an open file; reads the batches of ``told``."""
    book = Book(
        f"School drills {told.year}: {told.district}",
        told.exported_by,
        told.exported_at,
        _footer(told),
    )
    try:
        _write(told, book)
        book.save_to(out)
    finally:
        book.give_up()


def _write(told: Contents, book: Book) -> None:
    standing = Standing(told.pack)
    sample = Sample(told.wishes.seed, told.wishes.sample)
    growing = [*GROWING, as_closed_sheet] if told.closing is not None else GROWING
    sheets = [sheet(book, told) for sheet in growing]
    for batch in told.batches:
        standing.take(batch)
        sample.take(batch)
        for sheet in sheets:
            sheet.take(batch)
    for sheet in sheets:
        sheet.close()
    if told.wishes.sample:
        add_sample(book, told, sample)
    add_calendar(book, told)
    add_rules(book, told)
    add_about(book, told, standing)
    add_summary(book, told, standing)
    book.last_to_front()
