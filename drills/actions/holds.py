"""A hold: nothing of a building, or of the district, is removed while it stands."""

from __future__ import annotations

from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.erase import said
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.database import db
from drills.store.tables import HoldRow


def place_hold(by: Person, now: datetime, building_id: int | None, why: str) -> int:
    """Let nothing of a building (None: of the district) be removed. Gives the hold's id.

    Raises NotAllowed or Refused.
    """
    with change(by, now) as it:
        today = allowed_today(by, now, "confirm_erasure")
        covered = by.buildings_for("confirm_erasure", today)
        if building_id is None and covered is not None:
            raise NotAllowed
        if building_id is not None and (
            not by.may("confirm_erasure", today, building_id)
            or not read_building_rows(by.district_id, [building_id], with_closed=True)
        ):
            raise NotAllowed
        row = HoldRow(
            district_id=by.district_id,
            building_id=building_id,
            why=said(why),
            placed_at=now,
            placed_by=by.id or None,
            placer_name=by.name,
        )
        db.session.add(row)
        db.session.flush()
        it.note("hold.placed", f"hold:{row.id}", building=building_id, why=row.why)
        return row.id


def lift_hold(by: Person, now: datetime, hold_id: int, why: str) -> None:
    """Let it stand no longer. Raises NotAllowed or Refused."""
    with change(by, now) as it:
        today = allowed_today(by, now, "confirm_erasure")
        row = db.session.get(HoldRow, hold_id)
        if row is None or row.district_id != by.district_id:
            raise NotAllowed
        covered = by.buildings_for("confirm_erasure", today)
        if covered is not None and row.building_id not in covered:
            raise NotAllowed
        if row.lifted_at is not None:
            raise Refused("decided_already")
        row.lifted_why, row.lifted_at = said(why), now
        row.lifted_by, row.lifter_name = by.id or None, by.name
        it.note("hold.lifted", f"hold:{row.id}", building=row.building_id, why=row.lifted_why)
