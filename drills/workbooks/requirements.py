"""The sheets of verdicts: every requirement of every building, and every window of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from drills.compliance.verdict import NOT_APPLICABLE, OPEN, UPCOMING
from drills.workbooks.cell_styles import DAY, LONG, NUMBER, WORD
from drills.workbooks.contents import Batch, Contents, JudgedRequirement
from drills.workbooks.phrases import (
    COLOURS,
    cures_words,
    drills_words,
    missing_words,
    not_counted_words,
    said,
    status_words,
    windows_words,
)
from drills.workbooks.sheet import Book, Column

REQUIREMENTS = (
    Column("Building", 22),
    Column("Requirement", 18),
    Column("Verdict", 10, WORD),
    Column("Counted", 9, NUMBER),
    Column("Needed", 9, NUMBER),
    Column("Decides", 9, WORD),
    Column("Next last day", 12, DAY),
    Column("Windows", 30, LONG),
    Column("What did not count, and why", 34, LONG),
    Column("What would put it right", 30, LONG),
    Column("Citation", 24),
    Column("Id", 12),
)
WINDOWS = (
    Column("Building", 26),
    Column("Requirement", 22),
    Column("From", 12, DAY),
    Column("To", 12, DAY),
    Column("Status", 14, WORD),
    Column("Counted", 9, NUMBER),
    Column("Needed", 9, NUMBER),
    Column("Drills that counted", 50, LONG),
    Column("Window", 34, LONG),
    Column("Id", 20),
)


class RequirementsSheet:
    """One row for each requirement of each building: verdict, windows, reasons."""

    def __init__(self, book: Book, told: Contents) -> None:
        self._sheet = book.sheet("Requirements", REQUIREMENTS, frozen_columns=2)
        self._as_of = told.as_of

    def take(self, batch: Batch) -> None:
        """The rows of some more buildings."""
        for one in batch.buildings:
            for row in one.rows:
                self._sheet.row([one.name, *_row(row, self._as_of)])

    def close(self) -> None:
        """All are there."""
        self._sheet.colour(3, 3, COLOURS)
        self._sheet.close()


def _row(row: JudgedRequirement, as_of: date) -> list[object]:
    rule, found = row.requirement.rule, row.verdict
    return [
        rule.name,
        status_words(found, row.at_risk),
        found.counted,
        found.needed,
        decides(row),
        found.next_due,
        windows_words(found.windows, found.comparator),
        _why(row),
        cures_words(row.reasons.cures, rule.name, as_of),
        rule.citation,
        rule.id,
    ]


def decides(row: JudgedRequirement) -> str:
    """Whether the building's verdict turns on it: yes, no, or advisory."""
    if row.verdict.advisory and row.verdict.status != NOT_APPLICABLE:
        return "advisory"
    return "yes" if row.verdict.decides else "no"


def _why(row: JudgedRequirement) -> str:
    because = row.requirement.because
    parts = [
        because[:1].upper() + because[1:],
        missing_words(row.verdict.missing),
        not_counted_words(row.reasons.not_counted),
    ]
    return "\n".join(part for part in parts if part)


class WindowsSheet:
    """One row for each dated stretch in which a requirement wants so many drills."""

    def __init__(self, book: Book, _told: Contents) -> None:
        self._sheet = book.sheet("Windows", WINDOWS, frozen_columns=2)

    def take(self, batch: Batch) -> None:
        """The rows of some more buildings."""
        for one in batch.buildings:
            for row in one.rows:
                self._sheet.rows([one.name, *cells] for cells in _windows(row))

    def close(self) -> None:
        """All are there."""
        self._sheet.colour(5, 5, COLOURS)
        self._sheet.close()


def _windows(row: JudgedRequirement) -> Iterator[list[object]]:
    rule, found = row.requirement.rule, row.verdict
    for window in found.windows:
        inner = "part of the window around it" if window.part else ""
        risky = row.at_risk and window.status == OPEN and window.due == found.next_due
        word = "Due soon" if risky else said(window.status)
        yield [
            rule.name,
            window.opens,
            window.due,
            word,
            None if window.status == UPCOMING else window.counted,
            window.needed,
            drills_words(window, row.requirement),
            "; ".join(filter(None, (window.label, inner))),
            rule.id,
        ]
