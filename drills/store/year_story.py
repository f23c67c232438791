"""Reading what became of a year's records, for export: changes, questions, signatures, fixes.

Each function is one query for all the records or buildings asked for. A record's own page
reads life.py and corrective.py instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from drills.store.database import db
from drills.store.tables import (
    AuditRow,
    CorrectiveActionRow,
    DrillRow,
    EvaluationRow,
    PersonRow,
    RecordRow,
    RecordVersionRow,
    RemarkRow,
    WindowAnswerRow,
)

# What makes a record count, and what ends it.
BEGINS_TO_COUNT = ("record.submitted", "record.imported")
ENDS_TO_COUNT = ("record.sent_back",)


def read_versions_of(record_ids: Collection[int]) -> dict[int, list[RecordVersionRow]]:
    """What records said before each change, the first first."""
    rows = db.session.scalars(
        select(RecordVersionRow)
        .where(RecordVersionRow.record_id.in_(list(record_ids)))
        .order_by(RecordVersionRow.record_id, RecordVersionRow.number)
    )
    found: dict[int, list[RecordVersionRow]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def read_remarks_of(record_ids: Collection[int]) -> dict[int, list[RemarkRow]]:
    """Questions and answers of records, the first first."""
    rows = db.session.scalars(
        select(RemarkRow).where(RemarkRow.record_id.in_(list(record_ids))).order_by(RemarkRow.id)
    )
    found: dict[int, list[RemarkRow]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def read_evaluations_of(record_ids: Collection[int]) -> dict[int, list[EvaluationRow]]:
    """What people from outside signed, the first first."""
    rows = db.session.scalars(
        select(EvaluationRow)
        .where(EvaluationRow.record_id.in_(list(record_ids)))
        .order_by(EvaluationRow.id)
    )
    found: dict[int, list[EvaluationRow]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def read_fixes_of(record_ids: Collection[int]) -> dict[int, list[tuple[CorrectiveActionRow, str]]]:
    """The corrective actions that records opened, each with its owner's name."""
    rows = db.session.execute(
        select(CorrectiveActionRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == CorrectiveActionRow.owner_id)
        .where(CorrectiveActionRow.record_id.in_(list(record_ids)))
        .order_by(CorrectiveActionRow.id)
    )
    found: dict[int, list[tuple[CorrectiveActionRow, str]]] = defaultdict(list)
    for row, owner in rows:
        found[row.record_id].append((row, owner or ""))
    return found


def read_every_answer(
    building_ids: Collection[int], year: str
) -> dict[int, list[tuple[WindowAnswerRow, date | None]]]:
    """What was said of windows that closed short, withdrawn answers too, each with the day
    of the drill that makes up for it."""
    rows = db.session.execute(
        select(WindowAnswerRow, RecordRow.held_on)
        .outerjoin(RecordRow, RecordRow.id == WindowAnswerRow.record_id)
        .where(WindowAnswerRow.building_id.in_(list(building_ids)), WindowAnswerRow.year == year)
        .order_by(WindowAnswerRow.id)
    )
    found: dict[int, list[tuple[WindowAnswerRow, date | None]]] = defaultdict(list)
    for row, made_up_on in rows:
        found[row.building_id].append((row, made_up_on))
    return found


def read_not_held(
    building_ids: Collection[int], year: str, until: date
) -> list[tuple[RecordRow, DrillRow]]:
    """Drills that were planned up to a day and said not to have been held, by day."""
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state == "not_held",
            DrillRow.year == year,
            DrillRow.planned_on <= until,
        )
        .order_by(DrillRow.planned_on, RecordRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill) for record, drill in rows]


def read_counted_since(
    district_id: int, record_ids: Collection[int]
) -> dict[int, list[tuple[datetime, bool]]]:
    """When each record began or ended to count, as the log of changes has it, in order."""
    subjects = {f"record:{id_}": id_ for id_ in record_ids}
    rows = db.session.execute(
        select(AuditRow.subject, AuditRow.did, AuditRow.at)
        .where(
            AuditRow.district_id == district_id,
            AuditRow.subject.in_(list(subjects)),
            AuditRow.did.in_((*BEGINS_TO_COUNT, *ENDS_TO_COUNT)),
        )
        .order_by(AuditRow.number)
    )
    found: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    for subject, did, at in rows:
        found[subjects[subject]].append((at, did in BEGINS_TO_COUNT))
    return found
