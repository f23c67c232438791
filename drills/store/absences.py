"""Who was asked to come to a drill and cannot. Saying so is actions/cannot_come.py's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import lazyload

from drills.store.database import db
from drills.store.tables import BuildingRow, DrillRow, OfficerAbsenceRow, RecordRow


def read_absences(drill_ids: Iterable[int]) -> dict[int, OfficerAbsenceRow]:
    """What stands against the plan of each drill: its officer cannot come. One query.

    What was said of another officer, day or hour is past, and so is what was taken back.
    """
    query = select(OfficerAbsenceRow).join(DrillRow, DrillRow.id == OfficerAbsenceRow.drill_id)
    rows = db.session.scalars(
        _standing(query).where(DrillRow.id.in_(list(drill_ids))).order_by(OfficerAbsenceRow.id)
    )
    return {row.drill_id: row for row in rows}


def read_coming_absences(
    district_id: int, today: date
) -> list[tuple[OfficerAbsenceRow, DrillRow, list[str]]]:
    """The same for every drill of a district from a day on, with the names of the drill's
    buildings; the next first. One query."""
    query = (
        select(OfficerAbsenceRow, DrillRow, BuildingRow.name)
        .join(DrillRow, DrillRow.id == OfficerAbsenceRow.drill_id)
        .join(RecordRow, RecordRow.drill_id == DrillRow.id)
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(DrillRow.district_id == district_id, DrillRow.planned_on >= today)
        .order_by(DrillRow.planned_on, DrillRow.id, OfficerAbsenceRow.id, BuildingRow.sort_name)
        .options(lazyload(DrillRow.records))
    )
    found: dict[int, tuple[OfficerAbsenceRow, DrillRow, list[str]]] = {}
    for absence, drill, name in db.session.execute(_standing(query)):
        found.setdefault(drill.id, (absence, drill, []))[2].append(name)
    return list(found.values())


def _standing(query: Select[Any]) -> Select[Any]:
    return query.where(
        DrillRow.state == "planned",
        DrillRow.officer_id == OfficerAbsenceRow.person_id,
        DrillRow.planned_on == OfficerAbsenceRow.planned_on,
        DrillRow.planned_at.is_not_distinct_from(OfficerAbsenceRow.planned_at),
        OfficerAbsenceRow.taken_back_at.is_(None),
    )
