"""Close a building that is used no more, and open it again. Nothing is ever deleted."""

from __future__ import annotations

from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.refused import NotAllowed
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.people import hold_district
from drills.store.tables import BuildingRow


def close_building(by: Person, now: datetime, building_id: int) -> None:
    """Close it today: it is judged no more and asked for nowhere. Raises NotAllowed."""
    with change(by, now) as it:
        today = allowed_today(by, now, "set_up")
        row = _building(by, building_id)
        if row.closed_on is None:
            row.closed_on = today
            it.note("building.closed", f"building:{row.id}", on=today.isoformat())
            it.rejudge([row.id])


def reopen_building(by: Person, now: datetime, building_id: int) -> None:
    """Open it again, with the facts and records it had. Raises NotAllowed."""
    with change(by, now) as it:
        allowed_today(by, now, "set_up")
        row = _building(by, building_id)
        if row.closed_on is not None:
            it.note("building.reopened", f"building:{row.id}", was=row.closed_on.isoformat())
            row.closed_on = None
            it.rejudge([row.id])


def _building(by: Person, building_id: int) -> BuildingRow:
    hold_district(by.district_id)
    rows = read_building_rows(by.district_id, [building_id], with_closed=True)
    if not rows:
        raise NotAllowed
    return rows[0]
