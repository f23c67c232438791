"""The log of changes as lines of text that anybody can check without this program.

A line is the very text that was hashed, so its SHA-256 is the row's hash, and the next line
holds it. Writing rows and their hashes is audit.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from drills.store.audit import hashed_words
from drills.store.audited import canonical
from drills.store.database import db
from drills.store.tables import AuditRow, DrillRow, RecordRow

AT_ONCE = 500
# What is done about plans names many drills at once.
ABOUT_PLANS = ("plan.",)


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A row: the text that was hashed, and what the change said in full, as JSON."""

    number: int
    text: str
    details: str


def read_chain_lines(
    district_id: int, until: int, hide_from: date | None, *, bare: bool = False
) -> Iterator[ChainLine]:
    """The rows up to a number, in order, a few at a time.

    ``hide_from``: details that speak of drills still planned for that day or later are left
    out, and so is the whole text of an old row that was hashed together with them. ``bare``:
    all details are, for somebody who sees some of the district's buildings.
    """
    hidden = _still_to_come(district_id, hide_from) if hide_from else set()
    table = AuditRow.__table__
    rows = db.session.execute(
        select(table)
        .where(table.c.district_id == district_id, table.c.number <= until)
        .order_by(table.c.number)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows.mappings():
        to_come = hide_from is not None and (
            row["subject"] in hidden or row["did"].startswith(ABOUT_PLANS)
        )
        secret = to_come or bare
        words = hashed_words(row)
        if secret and "details" in words:
            kept = {"withheld": True, "hash": row["hash"]}
            words = {"number": row["number"], "previous": row["previous_hash"], **kept}
        details = {"number": row["number"], "withheld" if secret else "details": row["details"]}
        if secret:
            details["withheld"] = (
                "speaks of drills that are still to come" if to_come else "is the district's alone"
            )
        yield ChainLine(row["number"], canonical(words), canonical(details))


def _still_to_come(district_id: int, day: date) -> set[str]:
    """What the chain calls the drills planned for a day or later, and their records."""
    rows = db.session.execute(
        select(DrillRow.id, RecordRow.id)
        .outerjoin(RecordRow, RecordRow.drill_id == DrillRow.id)
        .where(
            DrillRow.district_id == district_id,
            DrillRow.state == "planned",
            DrillRow.planned_on >= day,
        )
    )
    return {name for drill, record in rows for name in (f"drill:{drill}", f"record:{record}")}
