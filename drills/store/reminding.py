"""What reminders need to know: the drills of the next days, and people who have not left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select

from drills.store.database import db
from drills.store.tables import DrillRow, PersonRow


def read_planned_between(district_id: int, first: date, last: date) -> list[DrillRow]:
    """The district's drills planned between two days, both included, not held or cancelled."""
    return list(
        db.session.scalars(
            select(DrillRow)
            .where(
                DrillRow.district_id == district_id,
                DrillRow.state == "planned",
                DrillRow.planned_on.between(first, last),
            )
            .order_by(DrillRow.planned_on, DrillRow.planned_at, DrillRow.id)
        )
    )


def read_drills(drill_ids: Iterable[int], district_id: int) -> dict[int, DrillRow]:
    """Drills of the district by id, whatever became of them."""
    rows = db.session.scalars(
        select(DrillRow).where(
            DrillRow.id.in_(list(drill_ids)), DrillRow.district_id == district_id
        )
    )
    return {row.id: row for row in rows}


def read_present(district_id: int, day: date) -> list[PersonRow]:
    """The district's people whose account has not ended by a day."""
    return list(
        db.session.scalars(
            select(PersonRow)
            .where(
                PersonRow.district_id == district_id,
                or_(PersonRow.left_on.is_(None), PersonRow.left_on > day),
            )
            .order_by(PersonRow.id)
        )
    )
