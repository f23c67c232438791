"""Who was asked to come to a drill and cannot. Saying so is actions/cannot_come.py's."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import DrillRow, OfficerAbsenceRow


def read_absences(drill_ids: Iterable[int]) -> dict[int, OfficerAbsenceRow]:
    """What stands against the plan of each drill: its officer cannot come. One query.

    What was said of another officer, day or hour is past, and so is what was taken back.
    """
    rows = db.session.scalars(
        select(OfficerAbsenceRow)
        .join(DrillRow, DrillRow.id == OfficerAbsenceRow.drill_id)
        .where(
            DrillRow.id.in_(list(drill_ids)),
            DrillRow.state == "planned",
            DrillRow.officer_id == OfficerAbsenceRow.person_id,
            DrillRow.planned_on == OfficerAbsenceRow.planned_on,
            DrillRow.planned_at.is_not_distinct_from(OfficerAbsenceRow.planned_at),
            OfficerAbsenceRow.taken_back_at.is_(None),
        )
        .order_by(OfficerAbsenceRow.id)
    )
    return {row.drill_id: row for row in rows}
