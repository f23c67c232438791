"""Reading what a coming school year is opened from: whose facts are its own, who holds a role
on the last day of the year before."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from drills.store.database import db
from drills.store.tables import BuildingYearRow, PersonRow, RoleRow


def count_own_facts(building_ids: Iterable[int], year: str) -> int:
    """How many of the buildings have facts of that very year. One query."""
    query = select(func.count(BuildingYearRow.id)).where(
        BuildingYearRow.building_id.in_(list(building_ids)), BuildingYearRow.year == year
    )
    return db.session.scalar(query) or 0


def read_roles(district_id: int, roles: Iterable[str]) -> list[tuple[PersonRow, RoleRow]]:
    """Roles of some kinds with their people, by name; accounts that ended are left out."""
    rows = db.session.execute(
        select(PersonRow, RoleRow)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .where(
            PersonRow.district_id == district_id,
            PersonRow.left_on.is_(None),
            RoleRow.role.in_(list(roles)),
        )
        .order_by(PersonRow.sort_name, PersonRow.id, RoleRow.id)
    )
    return [(person, role) for person, role in rows]
