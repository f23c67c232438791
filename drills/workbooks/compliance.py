"""The compliance workbook: what was found goes in, the bytes of an .xlsx come out.

It stands on its own, offline: verdicts with their reasons, the log, the index of evidence,
the calendar and the law, and a witness by which the log of changes can be compared later.
Loading, judging and saying who exported it are actions/export_workbook.py's.
"""

from __future__ import annotations

from drills.workbooks.cell_styles import LONG
from drills.workbooks.contents import Contents
from drills.workbooks.law import add_calendar, add_rules
from drills.workbooks.phrases import long_day
from drills.workbooks.records import add_evidence, add_log
from drills.workbooks.requirements import add_requirements, add_windows
from drills.workbooks.sheet import Book, Column
from drills.workbooks.summary import add_summary, sentence

ABOUT = (Column("What", 26), Column("Says", 92, LONG))


def compliance_workbook(told: Contents) -> bytes:
    """The whole workbook."""
    book = Book(
        f"School drills {told.year}: {told.district}",
        told.exported_by,
        told.exported_at,
        f"{told.district}, {told.year}, as of {told.as_of:%Y-%m-%d}",
    )
    add_summary(book, told)
    add_requirements(book, told)
    add_windows(book, told)
    add_log(book, told)
    add_evidence(book, told)
    add_calendar(book, told)
    add_rules(book, told)
    _add_about(book, told)
    return book.save()


def _add_about(book: Book, told: Contents) -> None:
    pack = told.pack
    sheet = book.sheet("About", ABOUT, filters=False, portrait=True)
    sheet.rows(
        [
            ["District", told.district],
            ["State", f"{pack.name} ({told.state})"],
            ["School year", told.year],
            ["As of", f"{long_day(told.as_of)}. Only drills held up to that day count."],
            ["Found", sentence(told)],
            ["Exported by", told.exported_by],
            ["Exported at", f"{told.exported_at:%Y-%m-%d %H:%M} ({told.zone})"],
            ["Law", f"{pack.name}, pack {pack.version}, reviewed {pack.reviewed:%Y-%m-%d}"],
            ["Law binds", pack.applies_to],
            [
                "Witness",
                f"Row {told.witness.number} was the newest row of the district's log of changes; "
                f"its hash is {told.witness.hash}. Each row holds the hash of the one before, so "
                "a log that still has this row with this hash has not been altered up to it.",
            ],
            ["Summary", "Buildings by requirements: how each stands, and how many of how many."],
            ["Requirements", "Each requirement of each building, with its reasons."],
            ["Windows", "Each dated stretch in which a requirement wants drills."],
            [
                "Drill log",
                "Every drill on record up to the day, with the columns of a drill log. Empty "
                "means not recorded. A draft, or a record sent back, does not count.",
            ],
            [
                "Evidence",
                "The files that prove the records. A file is the one meant where its SHA-256 "
                "is the one here.",
            ],
            ["School calendar", "The days that the verdicts were reckoned with."],
            [
                "Rules",
                "The law as it was read, with citations. “Advisory” rules are shown and decide "
                "nothing. “Choices” are what the law leaves to the district.",
            ],
            [
                "Times",
                f"All times are those of {told.zone}. Records are as they stood when this was "
                "exported, not as they stood on the day above.",
            ],
        ]
    )
    sheet.close()
