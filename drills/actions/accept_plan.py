"""Accept a draft: its drills become planned drills, all in one change.

A drill that is planned already and goes on keeps its UID, so that calendars move it; what
makes way is cancelled, so that they take it out. Who is told beforehand decides what feeds
show, as for drills planned by hand. Taking it back is undo_plan.py's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drills.actions.adjust_plan import DraftedYear, read_drafted
from drills.actions.change import Change, change
from drills.actions.plan_difference import Difference, difference, intended_of
from drills.actions.plan_draft import Entry, sha256_of
from drills.actions.plan_officers import row_for
from drills.actions.plan_problem import may_plan_all
from drills.actions.plan_rules import local_day, plan_as_it_stands, said_of_plan
from drills.actions.queue_reminders import Writer
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.reminders import plan_of
from drills.actions.tell_of_change import tell_of_change
from drills.facts import Drill
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.planning import read_drills
from drills.store.tables import AcceptedPlanRow, DrillRow, RecordRow

MINUTES = 30


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting did, and how many mails tell of it."""

    plan_id: int
    made: int
    moved: int
    taken: int
    mails: int


def accept_plan(
    by: Person,
    now: datetime,
    year: str,
    version: int,
    *,
    taken_because: str,
    write: Writer | None = None,
) -> Accepted:
    """Write the drills of the draft that was read. ``taken_because`` is said of those that
    make way. Raises NotAllowed; Refused where there is no draft or it is out of date;
    ChangedMeanwhile where it is no longer the one that was read.
    """
    try:
        with change(by, now) as it:
            if not may_plan_all(by, local_day(by, now)):
                raise NotAllowed
            drafted = read_drafted(by, now, year, version)
            changes = difference(drafted.draft, drafted.year.standing)
            _check(drafted, changes)
            return _write(it, by, now, drafted, changes, taken_because, write)
    except CLASHES:
        raise ChangedMeanwhile("draft_changed") from None


def told_beforehand(drill: Drill, told: tuple[str, ...]) -> str:
    """Who knows the day of a planned drill: staff where they are told that it is a drill, or
    the district tells them of its kind; else nobody, and nobody of an unannounced one."""
    if drill.told_beforehand is not None:
        return drill.told_beforehand
    if drill.announced == "none":
        return "nobody"
    return "staff" if drill.announced or drill.type in told else "nobody"


def _check(drafted: DraftedYear, changes: Difference) -> None:
    first = drafted.year.first
    late = [e for e in changes.made if e.drill.date < first]
    late += [m.entry for m in changes.moved if m.entry.drill.date < first]
    if drafted.is_stale or late:
        raise Refused("plan_stale")


def _write(
    it: Change,
    by: Person,
    now: datetime,
    drafted: DraftedYear,
    changes: Difference,
    taken_because: str,
    write: Writer | None,
) -> Accepted:
    row, year = drafted.row, drafted.year
    plan = AcceptedPlanRow(
        district_id=by.district_id,
        year=row.year,
        mode=row.mode,
        seed=row.seed,
        problem_sha256=row.problem_sha256,
        plan_sha256=sha256_of(row.plan),
        changes=[],
        accepted_at=now,
        accepted_by=by.id or None,
        accepted_by_name=by.name,
    )
    db.session.add(plan)
    db.session.flush()
    told = year.settings.told
    said: list[tuple[DrillRow, str, dict[str, Any]]] = []
    mails = 0
    for entry in changes.made:
        drill = _new_drill(by, now, row.year, entry, told)
        db.session.add(drill)
        said.append((drill, "made", {}))
    wanted = [m.was.id for m in changes.moved] + [s.id for s in changes.taken]
    wanted += [e.drill_id for e in changes.same if e.drill_id]
    rows = read_drills(by.district_id, wanted)
    for moved in changes.moved:
        drill = rows[moved.was.id]
        before, told_so_far = _before(drill), plan_of(drill)
        was = said_of_plan(plan_as_it_stands(drill))
        _move(by, now, drill, moved.entry, told)
        mails += tell_of_change(by, now, told_so_far, plan_of(drill), drill.sequence, write)
        after = said_of_plan(plan_as_it_stands(drill))
        differs = {n: [was[n], after[n]] for n in after if was[n] != after[n]}
        it.note("drill.moved", f"drill:{drill.id}", changes=differs, plan=plan.id)
        said.append((drill, "moved", before))
    for one in changes.taken:
        drill = rows[one.id]
        before, told_so_far = _before(drill), plan_of(drill)
        drill.state, drill.cancel_reason = "cancelled", taken_because
        drill.sequence += 1
        drill.changed_at = now
        mails += tell_of_change(by, now, told_so_far, plan_of(drill), drill.sequence, write)
        it.note(
            "drill.cancelled",
            f"drill:{drill.id}",
            planned_on=drill.planned_on.isoformat(),
            state=["planned", "cancelled"],
            reason=taken_because,
            plan=plan.id,
        )
        said.append((drill, "taken", before))
    for entry in changes.same:
        drill = rows.get(entry.drill_id or 0)
        if drill is not None and drill.pinned != entry.pin:
            drill.pinned = entry.pin
    db.session.flush()
    for drill, did, _ in said:
        if did == "made":
            details = said_of_plan(plan_as_it_stands(drill))
            buildings = sorted(r.building_id for r in drill.records)
            it.note(
                "drill.planned", f"drill:{drill.id}", buildings=buildings, plan=plan.id, **details
            )
    plan.changes = [
        {"drill": drill.id, "did": did, "version": drill.version, "before": before}
        for drill, did, before in said
    ]
    it.note(
        "plan.accepted",
        f"plan:{plan.id}",
        year=row.year,
        mode=row.mode,
        seed=row.seed,
        problem_sha256=row.problem_sha256,
        plan_sha256=plan.plan_sha256,
        made=len(changes.made),
        moved=len(changes.moved),
        taken=len(changes.taken),
    )
    db.session.delete(row)
    return Accepted(plan.id, len(changes.made), len(changes.moved), len(changes.taken), mails)


def _new_drill(
    by: Person, now: datetime, year: str, entry: Entry, told: tuple[str, ...]
) -> DrillRow:
    drill = DrillRow(
        uid=f"{uuid.uuid4()}@drills",
        district_id=by.district_id,
        year=year,
        type=entry.drill.type,
        title=entry.drill.title,
        minutes=MINUTES,
        note="",
        state="planned",
        created_at=now,
        created_by=by.id or None,
    )
    _fill(by, now, drill, entry, told)
    drill.records = [RecordRow(building_id=id_) for id_ in entry.buildings]
    return drill


def _move(by: Person, now: datetime, drill: DrillRow, entry: Entry, told: tuple[str, ...]) -> None:
    kept = drill.told_beforehand
    _fill(by, now, drill, entry, told)
    if kept is not None and drill.announced != "none":
        drill.told_beforehand = kept
    drill.sequence += 1


def _fill(by: Person, now: datetime, drill: DrillRow, entry: Entry, told: tuple[str, ...]) -> None:
    planned = entry.drill
    people = [int(o.partition(":")[2]) for o in entry.officers if o.startswith("person:")]
    drill.planned_on, drill.planned_at = planned.date, planned.time
    drill.announced = planned.announced
    drill.told_beforehand = told_beforehand(planned, told)
    drill.intended = intended_of(planned)
    drill.officer_id = people[0] if people else None
    others = [o for o in entry.officers if not people or o != f"person:{people[0]}"]
    drill.attending = [row_for(by, o).id for o in others]
    drill.pinned = entry.pin
    drill.changed_at = now


def _before(drill: DrillRow) -> dict[str, Any]:
    """What undoing puts back, as JSON values."""
    return {
        "planned_on": drill.planned_on.isoformat(),
        "planned_at": drill.planned_at.isoformat("minutes") if drill.planned_at else None,
        "announced": drill.announced,
        "told_beforehand": drill.told_beforehand,
        "intended": dict(drill.intended or {}),
        "officer_id": drill.officer_id,
        "attending": list(drill.attending or []),
        "pinned": drill.pinned,
    }
