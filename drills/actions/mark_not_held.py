"""Say that a building did not hold a planned drill, and why. Its day is never a drill day;
should it have been held after all, it can still be logged.
"""

from __future__ import annotations

from datetime import datetime

from drills.actions.change import change
from drills.actions.drill_plan import read_reason
from drills.actions.plan_rules import local_day
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.records import read_drill


def mark_not_held(
    by: Person,
    now: datetime,
    drill_id: int,
    building_ids: list[int],
    reason: str,
    *,
    version: int,
) -> None:
    """Mark the drill as not held in some of its buildings, from its day on.

    Raises NotAllowed, Refused, or ChangedMeanwhile where somebody wrote of it since.
    """
    said = read_reason(reason)
    if not building_ids:
        raise Refused(buildings="buildings_missing")
    try:
        with change(by, now) as it:
            drill = read_drill(drill_id, by.district_id)
            today = local_day(by, now)
            records = {r.building_id: r for r in drill.records} if drill else {}
            if drill is None or not all(
                id_ in records and by.may("plan_drills", today, id_) for id_ in building_ids
            ):
                raise NotAllowed
            if drill.state == "cancelled":
                raise Refused("drill_cancelled")
            if any(records[id_].state not in ("expected", "not_held") for id_ in building_ids):
                raise Refused("drill_held")
            if drill.version != version:
                raise ChangedMeanwhile("changed_meanwhile")
            if drill.planned_on > today:
                raise Refused("not_come_yet")
            for id_ in building_ids:
                record = records[id_]
                was = record.state
                record.state, record.notes = "not_held", said
                it.note(
                    "drill.not_held",
                    f"drill:{drill.id}",
                    building=id_,
                    state=[was, "not_held"],
                    reason=said,
                )
            drill.sequence += 1
            drill.changed_at = now
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
