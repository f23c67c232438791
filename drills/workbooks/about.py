"""The last sheet: who made the workbook, when, under which law, and what each sheet is."""

from __future__ import annotations

from drills.workbooks.cell_styles import LONG
from drills.workbooks.contents import Contents
from drills.workbooks.phrases import long_day
from drills.workbooks.sheet import Book, Column
from drills.workbooks.summary import Standing

ABOUT = (Column("What", 26), Column("Says", 92, LONG))


def add_about(book: Book, told: Contents, standing: Standing) -> None:
    """What somebody must know who has nothing but this file."""
    pack = told.pack
    sheet = book.sheet("About", ABOUT, filters=False, portrait=True)
    sheet.rows(
        [
            ["District", told.district],
            ["State", f"{pack.name} ({told.state})"],
            ["School year", told.year],
            ["As of", f"{long_day(told.as_of)}. Only drills held up to that day count."],
            ["Found", standing.sentence],
            ["Exported by", told.exported_by],
            ["Exported at", f"{told.exported_at:%Y-%m-%d %H:%M} ({told.zone})"],
            ["Law", f"{pack.name}, pack {pack.version}, reviewed {pack.reviewed:%Y-%m-%d}"],
            *(
                [
                    "Local law",
                    f"{layer.name} ({layer.kind}), version {layer.version}, "
                    f"reviewed {layer.reviewed:%Y-%m-%d}",
                ]
                for layer in pack.layers[1:]
            ),
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
            ["Gaps", "The windows that closed short, or may have, and what was said of each."],
            [
                "Waivers and answers",
                "Excuses with the law that allows them, make-up drills, and answers; with who "
                "gave them and when. Withdrawn ones stay.",
            ],
            [
                "Drill log",
                "Every drill on record up to the day, with the columns of a drill log. Empty "
                "means not recorded. A draft, or a record sent back, does not count. Four times "
                "stand apart: planned for, held (date and time), recorded at, amended at.",
            ],
            ["Not held", "Drills that were planned and not held, with the reason."],
            [
                "Evidence",
                "The files that prove the records. A file is the one meant where its SHA-256 "
                "is the one here.",
            ],
            ["Amendments", "Each change of a record after it was written, before and after."],
            [
                "Questions",
                "What the program asks of a record (“plausibility”: it never accuses and never "
                "takes a drill away), what the district asked, and the answers.",
            ],
            ["Signatures", "What police and fire officers signed of a drill."],
            ["Corrective actions", "What was found at a drill, who mends it by when, and proof."],
            [
                "Known then",
                f"What was known by the end of {long_day(told.known_by)} beside what is known "
                "now: only what differs. Empty where nothing does. Law, calendar and facts are "
                "those of the export.",
            ],
            *_closing(told),
            *_sample(told),
            ["School calendar", "The days that the verdicts were reckoned with."],
            [
                "Rules",
                "The law as it was read, with citations. “Advisory” rules are shown and decide "
                "nothing. “Choices” are what the law leaves to the district.",
            ],
            [
                "Times",
                f"All times are those of {told.zone}. Records are as they stood when this was "
                "exported; the sheet “Known then” says what was otherwise before.",
            ],
        ]
    )
    sheet.close()


def _closing(told: Contents) -> list[list[object]]:
    closing = told.closing
    if closing is None:
        return []
    again = f" It is closing {closing.number}: {closing.reason}." if closing.reason else ""
    return [
        [
            "As closed",
            f"The year was closed at {closing.at:%Y-%m-%d %H:%M} by {closing.by}, judged as of "
            f"{long_day(closing.as_of)}; what was kept has the SHA-256 {closing.sha256}.{again} "
            "The sheet sets every requirement as closed beside what it reads now.",
        ]
    ]


def _sample(told: Contents) -> list[list[object]]:
    if not told.wishes.sample:
        return [["Sample", "None was asked for. A seed and a number, given at export, pick one."]]
    return [["Sample", f"{told.wishes.sample} drills picked by the seed {told.wishes.seed}."]]
