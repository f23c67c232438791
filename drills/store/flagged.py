"""Reading what plausibility flags rest on besides the drills, and the answers to them.

Which flags there are is compliance/flags.py's; answers come from actions/answer_flag.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import DrillRow, FlagAnswerRow, KeptVerdictRow, RecordRow

RecordedRow = tuple[int, datetime | None, bool]


def read_recorded(building_ids: Iterable[int], year: str) -> list[RecordedRow]:
    """When each record of the buildings' year was written down, and whether it was imported.
    One query, of no more than that."""
    rows = db.session.execute(
        select(RecordRow.id, RecordRow.recorded_at, RecordRow.imported)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(RecordRow.building_id.in_(list(building_ids)), DrillRow.year == year)
    )
    return [(id_, at, imported) for id_, at, imported in rows]


def read_flag_answers(record_ids: Collection[int]) -> dict[int, list[FlagAnswerRow]]:
    """What was answered on some records, the first first. One query."""
    rows = db.session.scalars(
        select(FlagAnswerRow)
        .where(FlagAnswerRow.record_id.in_(list(record_ids)))
        .order_by(FlagAnswerRow.id)
    )
    found: dict[int, list[FlagAnswerRow]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def read_kept_flags(building_ids: Collection[int]) -> dict[int, list[dict]]:
    """The flags kept beside the buildings' verdicts, by building. One query."""
    rows = db.session.execute(
        select(KeptVerdictRow.building_id, KeptVerdictRow.flags).where(
            KeptVerdictRow.building_id.in_(list(building_ids))
        )
    )
    return {building_id: flags for building_id, flags in rows if flags}
