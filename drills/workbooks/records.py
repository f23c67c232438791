"""The sheets of proof: the drill log, with the columns of a log file, and the evidence index."""

from __future__ import annotations

from drills.exchange.fields import CHOICE, DATE, TIME, YES_NO, Field, write_text
from drills.exchange.fields import NUMBER as WHOLE
from drills.exchange.log_columns import LOG_COLUMNS
from drills.workbooks.cell_styles import CLOCK, DAY, HASH, LONG, MOMENT, NUMBER, TEXT
from drills.workbooks.contents import Batch, Contents, EvidenceEntry, LogEntry
from drills.workbooks.phrases import STATE_WORDS, type_words
from drills.workbooks.sheet import Book, Column

SHOWN = {DATE: DAY, TIME: CLOCK, WHOLE: NUMBER, CHOICE: TEXT, YES_NO: TEXT}
WIDTHS = {"type": 16, "title": 22, "notes": 60}
EVIDENCE = (
    Column("Building", 26),
    Column("Held on", 12, DAY),
    Column("Drill", 16),
    Column("Record", 9, NUMBER),
    Column("File", 32, LONG),
    Column("Kind", 16),
    Column("Bytes", 11, NUMBER),
    Column("Pages", 8, NUMBER),
    Column("Stands for", 12, DAY),
    Column("Uploaded at", 16, MOMENT),
    Column("Uploaded by", 22),
    Column("SHA-256 of the file kept", 52, HASH),
    Column("SHA-256 of the file uploaded", 52, HASH),
)


def log_heads() -> list[Column]:
    """Building, the columns of a drill log by their own names, and what we know of the record."""
    return [
        Column("building", 26),
        *(_column(field) for field in LOG_COLUMNS),
        Column("state", 16),
        Column("planned_on", 12, DAY),
        Column("planned_at", 11, CLOCK),
        Column("recorded_by", 28),
        Column("recorded_at", 16, MOMENT),
        Column("amended_at", 16, MOMENT),
        Column("submitted_at", 16, MOMENT),
        Column("approved_by", 28),
        Column("approved_at", 16, MOMENT),
        Column("in_charge", 24),
        Column("imported", 10),
        Column("evidence_count", 15, NUMBER),
        Column("record", 9, NUMBER),
    ]


def _column(field: Field) -> Column:
    kind = LONG if field.name in ("title", "notes") else SHOWN.get(field.kind, TEXT)
    width = WIDTHS.get(field.name, max(11, len(field.name) + 1))
    return Column(field.name, width, kind)


class LogSheet:
    """Every drill held up to the day, whatever the state of its record."""

    def __init__(self, book: Book, _told: Contents) -> None:
        self._sheet = book.sheet("Drill log", log_heads(), frozen_columns=2)

    def take(self, batch: Batch) -> None:
        """The rows of some more buildings."""
        self._sheet.rows(_log_row(entry) for entry in batch.log)

    def close(self) -> None:
        """All are there."""
        self._sheet.close()


def _log_row(entry: LogEntry) -> list[object]:
    values = [_value(field, getattr(entry.drill, field.name)) for field in LOG_COLUMNS]
    return [
        entry.building,
        *values,
        STATE_WORDS.get(entry.state, entry.state),
        entry.planned_on,
        entry.planned_at,
        entry.recorded_by,
        entry.recorded_at,
        entry.amended_at,
        entry.submitted_at,
        entry.approved_by,
        entry.approved_at,
        entry.in_charge,
        "yes" if entry.imported else "no",
        entry.evidence,
        entry.record,
    ]


def _value(field: Field, value: object) -> object:
    """Days, times and numbers as such; the rest in the words of a log file."""
    if field.kind in (DATE, TIME, WHOLE):
        return value
    return write_text(field, value) or None


class EvidenceSheet:
    """Every file of those records, with the hash by which it can be known again."""

    def __init__(self, book: Book, _told: Contents) -> None:
        self._sheet = book.sheet("Evidence", EVIDENCE, frozen_columns=2)

    def take(self, batch: Batch) -> None:
        """The rows of some more buildings."""
        self._sheet.rows(_evidence_row(one) for one in batch.evidence)

    def close(self) -> None:
        """All are there."""
        self._sheet.close()


def _evidence_row(one: EvidenceEntry) -> list[object]:
    return [
        one.building,
        one.held_on,
        type_words(one.type),
        one.record,
        one.name,
        one.kind,
        one.size,
        one.pages,
        one.represents_on,
        one.uploaded_at,
        one.uploaded_by,
        one.sha256,
        one.original_sha256,
    ]
