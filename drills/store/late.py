"""What waits too long for somebody: records for approval, corrective actions for their end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, or_, select

from drills.store.database import db
from drills.store.tables import BuildingRow, CorrectiveActionRow, RecordRow


def read_waiting_since(
    district_id: int,
    building_ids: Collection[int] | None,
    submitted_until: datetime,
    except_of: int | None = None,
) -> list[tuple[str, int, datetime]]:
    """The buildings in which records submitted by an instant still wait for approval, by name:
    how many, and since when the oldest. ``building_ids`` None means all; ``except_of`` leaves
    out what that person recorded or submitted. One query."""
    row = RecordRow
    query = (
        select(BuildingRow.name, func.count(row.id), func.min(row.submitted_at))
        .join(BuildingRow, BuildingRow.id == row.building_id)
        .where(
            BuildingRow.district_id == district_id,
            row.state == "submitted",
            row.submitted_at <= submitted_until,
        )
        .group_by(BuildingRow.id, BuildingRow.name, BuildingRow.sort_name)
        .order_by(BuildingRow.sort_name, BuildingRow.id)
    )
    if building_ids is not None:
        query = query.where(row.building_id.in_(list(building_ids)))
    if except_of is not None:
        query = query.where(
            *(or_(who.is_(None), who != except_of) for who in (row.recorded_by, row.submitted_by))
        )
    return [(name, number, oldest) for name, number, oldest in db.session.execute(query)]


def read_late_actions(
    district_id: int, today: date
) -> list[tuple[CorrectiveActionRow, BuildingRow]]:
    """Open corrective actions with an owner whose last day is over, by last day. One query."""
    row = CorrectiveActionRow
    found = db.session.execute(
        select(row, BuildingRow)
        .join(BuildingRow, BuildingRow.id == row.building_id)
        .where(
            row.district_id == district_id,
            row.state == "open",
            row.owner_id.is_not(None),
            row.due_on < today,
        )
        .order_by(row.due_on, row.id)
    )
    return [(action, building) for action, building in found]
