"""A sample for an auditor: so many drills, picked by a seed that the auditor types.

The pick is a sum that anybody can repeat: of SEED:RECORD for each drill that counts, the
smallest SHA-256s. Whoever exports cannot steer it without knowing the seed beforehand.
"""

from __future__ import annotations

import hashlib
import heapq

from drills.facts import COUNTING
from drills.workbooks.cell_styles import CLOCK, DAY, HASH, LONG, NOTE, NUMBER, SUBTITLE
from drills.workbooks.contents import Batch, Contents, LogEntry
from drills.workbooks.phrases import type_words
from drills.workbooks.sheet import Book, Column

SAMPLE = (
    Column("No.", 6, NUMBER),
    Column("Building", 26),
    Column("Record", 9, NUMBER),
    Column("Held on", 12, DAY),
    Column("At", 9, CLOCK),
    Column("Drill", 18),
    Column("Recorded by", 28),
    Column("Files", 8, NUMBER),
    Column("SHA-256 of SEED:RECORD", 52, HASH),
    Column("Seen, and found", 40, LONG),
)


def draw(seed: str, record: int) -> str:
    """What a drill draws: the smaller, the sooner it is picked."""
    return hashlib.sha256(f"{seed}:{record}".encode()).hexdigest()


class Sample:
    """The picked drills, found while the log goes by; never more than so many are held."""

    def __init__(self, seed: str, number: int) -> None:
        self.seed, self.number, self.among = seed, number, 0
        self._picked: list[tuple[int, int, LogEntry]] = []  # a heap, the largest draw on top

    def take(self, batch: Batch) -> None:
        """The drills of some more buildings."""
        for entry in batch.log:
            if entry.state not in COUNTING:
                continue
            self.among += 1
            drawn = (-int(draw(self.seed, entry.record), 16), entry.record, entry)
            if len(self._picked) < self.number:
                heapq.heappush(self._picked, drawn)
            elif self.number and drawn[:2] > self._picked[0][:2]:
                heapq.heapreplace(self._picked, drawn)

    @property
    def picked(self) -> list[LogEntry]:
        """In the order of what they drew."""
        return [entry for _, _, entry in sorted(self._picked, key=lambda p: -p[0])]


def add_sample(book: Book, _told: Contents, sample: Sample) -> None:
    """The picked drills, with the words by which anybody can pick them again."""
    intro = [
        (f"A sample of {len(sample.picked)} of {sample.among} drills", SUBTITLE),
        (
            f"Seed: {sample.seed}. Of each drill of the sheet “Drill log” that counts "
            "(submitted or approved), the SHA-256 of SEED:RECORD was taken, in UTF-8.",
            NOTE,
        ),
        (
            f"The {sample.number} smallest are the sample, so the same seed gives the same "
            "drills. For record 17, any computer tells: printf '%s' 'SEED:17' | sha256sum",
            NOTE,
        ),
    ]
    sheet = book.sheet("Sample", SAMPLE, intro=intro, frozen_columns=3)
    for number, entry in enumerate(sample.picked, 1):
        drill = entry.drill
        sheet.row(
            [
                *(number, entry.building, entry.record, drill.date, drill.time),
                *(type_words(drill.type), entry.recorded_by, entry.evidence),
                *(draw(sample.seed, entry.record), None),
            ]
        )
    sheet.close()
