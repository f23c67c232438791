"""Take back the newest accepted plan of a year, as far as nobody has touched it since.

Drills that it made are cancelled, those that it moved go back, those that made way come
again. A drill that was changed, held or cancelled since, or whose day has come, stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from drills.actions.change import Change, change
from drills.actions.plan_problem import may_plan_all
from drills.actions.plan_rules import local_day
from drills.actions.queue_reminders import Writer
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.reminders import plan_of
from drills.actions.tell_of_change import tell_of_change
from drills.facts import WRITTEN
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.planning import read_accepted, read_accepted_plan, read_drills
from drills.store.tables import AcceptedPlanRow, DrillRow


@dataclass(frozen=True, slots=True)
class Undone:
    """How many drills went back, how many stay as they are, and the mails that tell."""

    back: int
    left: int
    mails: int


def newest_plan(district_id: int, year: str) -> AcceptedPlanRow | None:
    """The plan of a year that can be taken back: the newest that was not."""
    return next((p for p in read_accepted(district_id, year) if p.undone_at is None), None)


def undo_plan(
    by: Person,
    now: datetime,
    plan_id: int,
    *,
    taken_because: str,
    write: Writer | None = None,
) -> Undone:
    """Take it back. Raises NotAllowed; Refused where it is not the newest or already undone."""
    today = local_day(by, now)
    try:
        with change(by, now) as it:
            plan = read_accepted_plan(plan_id, by.district_id)
            if plan is None or not may_plan_all(by, today):
                raise NotAllowed
            newest = newest_plan(by.district_id, plan.year)
            if plan.undone_at is not None or newest is None or newest.id != plan.id:
                raise Refused("not_newest")
            rows = read_drills(by.district_id, [c["drill"] for c in plan.changes])
            back = mails = 0
            said = []
            for one in plan.changes:
                drill = rows[one["drill"]]
                undone = _goes_back(drill, one, today)
                if undone:
                    mails += _put_back(it, by, now, drill, one, taken_because, write)
                    back += 1
                said.append({**one, "undone": undone})
            plan.changes, plan.undone_at = said, now
            left = len(said) - back
            it.note("plan.undone", f"plan:{plan.id}", year=plan.year, back=back, left=left)
            return Undone(back, left, mails)
    except CLASHES:
        raise ChangedMeanwhile("draft_changed") from None


def _goes_back(drill: DrillRow, one: Mapping[str, Any], today: date) -> bool:
    if drill.version != one["version"] or any(r.state in WRITTEN for r in drill.records):
        return False
    if one["did"] == "made":
        return drill.state == "planned" and drill.planned_on >= today
    return date.fromisoformat(one["before"]["planned_on"]) >= today


def _put_back(
    it: Change,
    by: Person,
    now: datetime,
    drill: DrillRow,
    one: Mapping[str, Any],
    taken_because: str,
    write: Writer | None,
) -> int:
    told, before = plan_of(drill), one["before"]
    drill.sequence += 1
    drill.changed_at = now
    if one["did"] == "made":
        drill.state, drill.cancel_reason = "cancelled", taken_because
        it.note(
            "drill.cancelled",
            f"drill:{drill.id}",
            planned_on=drill.planned_on.isoformat(),
            state=["planned", "cancelled"],
            reason=taken_because,
        )
        return tell_of_change(by, now, told, plan_of(drill), drill.sequence, write)
    moved_from = drill.planned_on.isoformat()
    drill.state, drill.cancel_reason = "planned", ""
    drill.planned_on = date.fromisoformat(before["planned_on"])
    at = before["planned_at"]
    drill.planned_at = time.fromisoformat(at) if at else None
    for name in ("announced", "told_beforehand", "officer_id", "pinned"):
        setattr(drill, name, before[name])
    drill.intended, drill.attending = dict(before["intended"]), list(before["attending"])
    changes = {"planned_on": [moved_from, before["planned_on"]]}
    it.note("drill.moved", f"drill:{drill.id}", changes=changes)
    if one["did"] == "taken":
        return 0  # the reminders tell of it again
    return tell_of_change(by, now, told, plan_of(drill), drill.sequence, write)
