"""Reading drill records: what counts of a building's year, as frozen drills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from drills.facts import COUNTING, Drill
from drills.store.database import db
from drills.store.tables import DrillRow, RecordRow


def drill_from_record(record: RecordRow, drill: DrillRow) -> Drill:
    """The frozen drill that the law judges, from a building's record of an event."""
    answers = dict(record.answers)
    if answers.get("parents_notified_on"):
        answers["parents_notified_on"] = date.fromisoformat(answers["parents_notified_on"])
    return Drill(
        date=record.held_on or drill.planned_on,
        time=record.held_at,
        type=drill.type,
        title=drill.title,
        held_as=record.held_as,
        notes=record.notes,
        ref=str(record.id),
        **answers,
    )


def read_held(
    building_ids: Iterable[int], year: str, *, from_january: bool = False
) -> dict[int, list[Drill]]:
    """The drills that count of each building's year, by day and hour. One query.

    ``from_january``: also those of the year before, from January 1 on, which a rule of the
    calendar year asks for.
    """
    of_year = DrillRow.year == year
    if from_january:
        of_year |= RecordRow.held_on.between(date(int(year[:4]), 1, 1), date(int(year[:4]), 12, 31))
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state.in_(COUNTING),
            of_year,
        )
        .order_by(RecordRow.held_on, RecordRow.held_at, RecordRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    held: dict[int, list[Drill]] = defaultdict(list)
    for record, drill in rows:
        held[record.building_id].append(drill_from_record(record, drill))
    return held


def read_record(record_id: int, district_id: int) -> RecordRow | None:
    """A record of the district with its drill; None for another district's."""
    return db.session.scalar(
        select(RecordRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(RecordRow.id == record_id, DrillRow.district_id == district_id)
    )


def read_by_client_key(client_key: str) -> RecordRow | None:
    """The record that a phone's key made, whosever it is: the caller asks whose."""
    return db.session.scalar(select(RecordRow).where(RecordRow.client_key == client_key))


def read_expected(
    building_ids: Iterable[int], first: date, last: date
) -> list[tuple[RecordRow, DrillRow]]:
    """Planned drills of buildings between two days that nothing is written of yet, by day."""
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            RecordRow.building_id.in_(list(building_ids)),
            RecordRow.state == "expected",
            DrillRow.state != "cancelled",
            DrillRow.planned_on.between(first, last),
        )
        .order_by(DrillRow.planned_on, DrillRow.planned_at, DrillRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill) for record, drill in rows]


def read_drill(drill_id: int, district_id: int) -> DrillRow | None:
    """A drill of the district; None for another district's."""
    row = db.session.get(DrillRow, drill_id)
    return row if row is not None and row.district_id == district_id else None
