"""What became of the records: the sheets of answers, changes, questions, signatures, fixes.

Each is a plain list that grows batch by batch; which columns it has stands here, what is in
it comes from the action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from drills.compliance.verdict import EXCUSED, MISSED, NEEDS_DECISION, NOT_ON_RECORD
from drills.workbooks.cell_styles import CLOCK, DAY, LONG, MOMENT, NUMBER, WORD
from drills.workbooks.contents import Batch, Contents
from drills.workbooks.phrases import COLOURS, said, type_words
from drills.workbooks.sheet import Book, Column

ANSWERS = {
    "excused": "Excused by the law",
    "made_up": "Made up by a later drill",
    "answered": "Answered for",
}
SHORT = (MISSED, NEEDS_DECISION, EXCUSED, NOT_ON_RECORD)
Rows = Callable[[Batch], Iterable[list[Any]]]


class ListSheet:
    """A sheet that is one list."""

    def __init__(
        self, book: Book, name: str, columns: tuple[Column, ...], rows: Rows, status: int = 0
    ) -> None:
        self._sheet = book.sheet(name, columns, frozen_columns=2)
        self._rows, self._status = rows, status

    def take(self, batch: Batch) -> None:
        """The rows of some more buildings."""
        self._sheet.rows(self._rows(batch))

    def close(self) -> None:
        """All are there."""
        if self._status:
            self._sheet.colour(self._status, self._status, COLOURS)
        self._sheet.close()


def gaps_sheet(book: Book, _told: Contents) -> ListSheet:
    """Every window that closed short, or may have, and what was said of it."""
    columns = (
        Column("Building", 26),
        Column("Requirement", 22),
        Column("From", 12, DAY),
        Column("To", 12, DAY),
        Column("Status", 14, WORD),
        Column("Counted", 9, NUMBER),
        Column("Needed", 9, NUMBER),
        Column("Decides", 9, WORD),
        Column("What was said of it", 60, LONG),
        Column("Citation", 24),
        Column("Id", 20),
    )
    return ListSheet(book, "Gaps", columns, _gaps, status=5)


def _gaps(batch: Batch) -> Iterable[list[Any]]:
    answers: dict[tuple[Any, ...], list[str]] = {}
    for a in batch.answers:
        if a.withdrawn_at is None:
            words = f"{ANSWERS.get(a.kind, a.kind)}: {a.words}".rstrip(": ")
            answers.setdefault((a.building, a.id, a.opens, a.due), []).append(words)
    for one in batch.buildings:
        for row in one.rows:
            decides = "yes" if row.verdict.decides else "no"
            for window in row.verdict.windows:
                if window.status in SHORT:
                    rule = row.requirement.rule
                    key = (one.name, rule.id, window.opens, window.due)
                    yield [
                        one.name,
                        rule.name,
                        window.opens,
                        window.due,
                        said(window.status),
                        window.counted,
                        window.needed,
                        decides,
                        "\n".join(answers.get(key, ())),
                        rule.citation,
                        rule.id,
                    ]


def answers_sheet(book: Book, _told: Contents) -> ListSheet:
    """Waivers, make-ups and answers, with who gave them and when; withdrawn ones too."""
    columns = (
        Column("Building", 26),
        Column("Requirement", 22),
        Column("From", 12, DAY),
        Column("To", 12, DAY),
        Column("What", 24),
        Column("Words", 50, LONG),
        Column("Law that allows it", 34, LONG),
        Column("Made up on", 12, DAY),
        Column("Given by", 28),
        Column("Given at", 16, MOMENT),
        Column("Withdrawn at", 16, MOMENT),
        Column("Why withdrawn", 34, LONG),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for a in batch.answers:
            yield [
                *(a.building, a.requirement, a.opens, a.due, ANSWERS.get(a.kind, a.kind)),
                *(a.words, a.law, a.made_up_on, a.by, a.at, a.withdrawn_at, a.withdrawn_why),
            ]

    return ListSheet(book, "Waivers and answers", columns, rows)


def not_held_sheet(book: Book, _told: Contents) -> ListSheet:
    """Drills that were planned and not held, each with the reason."""
    columns = (
        Column("Building", 26),
        Column("Planned for", 12, DAY),
        Column("At", 9, CLOCK),
        Column("Drill", 18),
        Column("Why it was not held", 70, LONG),
        Column("Record", 9, NUMBER),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for n in batch.not_held:
            yield [n.building, n.planned_on, n.planned_at, type_words(n.type), n.why, n.record]

    return ListSheet(book, "Not held", columns, rows)


def amendments_sheet(book: Book, _told: Contents) -> ListSheet:
    """Every change of a record after it was written: what it said before and after."""
    columns = (
        Column("Building", 26),
        Column("Record", 9, NUMBER),
        Column("Held on", 12, DAY),
        Column("Version", 9, NUMBER),
        Column("Amended at", 16, MOMENT),
        Column("By", 28),
        Column("Was then", 14),
        Column("What changed, before and after", 60, LONG),
        Column("Reason", 44, LONG),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for a in batch.amendments:
            yield [
                *(a.building, a.record, a.held_on, a.number, a.at, a.by, a.state),
                *(a.changes, a.reason),
            ]

    return ListSheet(book, "Amendments", columns, rows)


def questions_sheet(book: Book, _told: Contents) -> ListSheet:
    """Plausibility questions, the director's questions, and the answers."""
    columns = (
        Column("Building", 26),
        Column("Record", 9, NUMBER),
        Column("Held on", 12, DAY),
        Column("Sort", 22),
        Column("Words", 70, LONG),
        Column("By", 28),
        Column("At", 16, MOMENT),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for q in batch.questions:
            yield [q.building, q.record, q.held_on, q.sort, q.words, q.by, q.at]

    return ListSheet(book, "Questions", columns, rows)


def signatures_sheet(book: Book, _told: Contents) -> ListSheet:
    """What police and fire officers signed of a drill."""
    columns = (
        Column("Building", 26),
        Column("Record", 9, NUMBER),
        Column("Held on", 12, DAY),
        Column("Of", 10),
        Column("Signed by", 28),
        Column("Title", 22),
        Column("Agency", 28),
        Column("Signed at", 16, MOMENT),
        Column("Scores", 50, LONG),
        Column("Feedback", 50, LONG),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for s in batch.signatures:
            yield [
                *(s.building, s.record, s.held_on, s.kind, s.signer, s.title, s.agency),
                *(s.at, s.scores, s.feedback),
            ]

    return ListSheet(book, "Signatures", columns, rows)


def fixes_sheet(book: Book, _told: Contents) -> ListSheet:
    """Corrective actions: what was found, whose it is, by when, and what proves the fix."""
    columns = (
        Column("Building", 26),
        Column("Record", 9, NUMBER),
        Column("Found on", 12, DAY),
        Column("Problem", 24),
        Column("What is to be done", 44, LONG),
        Column("Whose", 24),
        Column("Due on", 12, DAY),
        Column("State", 10, WORD),
        Column("Closed at", 16, MOMENT),
        Column("Closed by", 24),
        Column("How it was closed", 44, LONG),
        Column("Proof", 26),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for f in batch.fixes:
            yield [
                *(f.building, f.record, f.found_on, f.problem, f.words, f.owner, f.due_on),
                *(f.state, f.closed_at, f.closed_by, f.closing_words, f.proof),
            ]

    return ListSheet(book, "Corrective actions", columns, rows)


def as_closed_sheet(book: Book, _told: Contents) -> ListSheet:
    """A closed year: every requirement as it was closed, and as it reads now."""
    columns = (
        Column("Building", 26),
        Column("Requirement", 30),
        Column("Rule", 20),
        Column("As closed", 16, WORD),
        Column("Counted then", 14),
        Column("As read now", 16, WORD),
        Column("Counted now", 14),
        Column("Differs", 9, WORD),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for one in batch.as_closed:
            differs = (one.was, one.was_counted) != (one.now, one.now_counted)
            was = said(one.was) if one.was else "not there"
            now = said(one.now) if one.now else "not there"
            yield [
                *(one.building, one.requirement, one.id, was, one.was_counted),
                *(now, one.now_counted, "yes" if differs else "no"),
            ]

    return ListSheet(book, "As closed", columns, rows)


def known_then_sheet(book: Book, told: Contents) -> ListSheet:
    """What was known by a day beside what is known now: only where the two differ."""
    columns = (
        Column("Building", 26),
        Column("What", 20),
        Column("Which", 44, LONG),
        Column(f"Known on {told.known_by:%Y-%m-%d}", 34, LONG),
        Column("Known now", 34, LONG),
        Column("Since", 16, MOMENT),
        Column("By", 28),
    )

    def rows(batch: Batch) -> Iterable[list[Any]]:
        for one in batch.later:
            yield [one.building, one.what, one.which, one.then, one.now, one.since, one.by]

    return ListSheet(book, "Known then", columns, rows)
