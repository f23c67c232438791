"""What is said where a file of a record also stands with another drill.

Whoever may not see the other building hears only that there is another drill.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from drills.store.same_files import read_same_files
from drills.store.tables import EvidenceRow, RecordRow
from drills.web.access import may, person
from drills.web.format import drill_type, short_day


@dataclass(frozen=True, slots=True)
class AlsoThere:
    """A file and the other drills it stands with: those that may be seen, in words with their
    address, and how many there are of others."""

    name: str
    seen: list[tuple[str, str]]
    hidden: int

    @property
    def question(self) -> str:
        """What is asked, short."""
        return gettext(
            "%(name)s also stands with another drill. Is it the right file here?", name=self.name
        )

    @property
    def hidden_words(self) -> str:
        """``Another drill that is not shown to you``."""
        return ngettext(
            "Another drill that is not shown to you",
            "%(num)d other drills that are not shown to you",
            self.hidden,
        )


def also_there(record_id: int, files: Iterable[EvidenceRow]) -> list[AlsoThere]:
    """The files of a record that stand with another drill of the district as well."""
    kept = [file for file in files if file.erased_at is None]
    found = read_same_files(
        record_id, person().district_id, [file.original_sha256 for file in kept]
    )
    return [
        _said(file.name, found[file.original_sha256])
        for file in kept
        if file.original_sha256 in found
    ]


def _said(name: str, others: list[RecordRow]) -> AlsoThere:
    seen = [one for one in others if may("see_building", one.building_id)]
    return AlsoThere(
        name,
        [(_words(one), url_for("records.page", record_id=one.id)) for one in seen],
        len(others) - len(seen),
    )


def _words(record: RecordRow) -> str:
    kind = drill_type(record.drill.type, title=record.drill.title)
    return f"{kind}, {short_day(record.held_on or record.drill.planned_on)}"
