"""Reading districts where no district is given: for the command line and jobs."""

from __future__ import annotations

from sqlalchemy import func, select

from drills.store.database import db
from drills.store.tables import AuditRow, DistrictRow


def read_districts() -> list[DistrictRow]:
    """Every district on this server, oldest first."""
    return list(db.session.scalars(select(DistrictRow).order_by(DistrictRow.id)))


def district_named(name: str) -> DistrictRow | None:
    """The district of a name, however it is capitalised; None where there is none."""
    wanted = " ".join(name.split()).casefold()
    return next((row for row in read_districts() if row.name.casefold() == wanted), None)


def count_audit_rows(district_id: int) -> int:
    """How many changes the district's log holds."""
    query = select(func.count()).where(AuditRow.district_id == district_id)
    return db.session.scalar(query) or 0
