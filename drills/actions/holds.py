"""A hold: nothing of a record, a building or the district is removed while it stands."""

from __future__ import annotations

from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.erase import said
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.database import db
from drills.store.erasures import read_holds_over
from drills.store.records import read_record
from drills.store.tables import HoldRow


def place_hold(
    by: Person, now: datetime, building_id: int | None, why: str, record_id: int | None = None
) -> int:
    """Let nothing of a building (None: of the district) be removed, or of one of its records
    alone. Gives the hold's id.

    Raises NotAllowed or Refused.
    """
    with change(by, now) as it:
        today = allowed_today(by, now, "confirm_erasure", building_id)
        covered = by.buildings_for("confirm_erasure", today)
        if record_id is not None:
            record = read_record(record_id, by.district_id)
            if record is None or record.building_id != building_id:
                raise NotAllowed
            there = read_holds_over(by.district_id, record.building_id, record.id)
            if any(hold.record_id for hold in there):
                raise Refused("held_already")
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
            record_id=record_id,
            why=said(why),
            placed_at=now,
            placed_by=by.id or None,
            placer_name=by.name,
        )
        db.session.add(row)
        db.session.flush()
        it.note("hold.placed", _subject(row), hold=row.id, building=building_id, why=row.why)
        return row.id


def lift_hold(by: Person, now: datetime, hold_id: int, why: str) -> None:
    """Let it stand no longer. Raises NotAllowed or Refused."""
    with change(by, now) as it:
        row = db.session.get(HoldRow, hold_id)
        if row is None or row.district_id != by.district_id:
            raise NotAllowed
        today = allowed_today(by, now, "confirm_erasure", row.building_id)
        covered = by.buildings_for("confirm_erasure", today)
        if covered is not None and row.building_id not in covered:
            raise NotAllowed
        if row.lifted_at is not None:
            raise Refused("decided_already")
        row.lifted_why, row.lifted_at = said(why), now
        row.lifted_by, row.lifter_name = by.id or None, by.name
        it.note(
            "hold.lifted",
            _subject(row),
            hold=row.id,
            building=row.building_id,
            why=row.lifted_why,
        )


def _subject(row: HoldRow) -> str:
    """What the log says a hold is about: a record's own stands in the record's history."""
    return f"record:{row.record_id}" if row.record_id else f"hold:{row.id}"
