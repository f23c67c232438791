"""What planning, moving and cancelling have in common: who may, and whether it still can be.

A drill that somebody has written about is past planning: its record is changed instead.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.drill_plan import DrillPlan
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import WRITTEN
from drills.permissions import OFFICER, Person
from drills.store.people import person_from_row, read_person
from drills.store.records import read_drill
from drills.store.tables import DrillRow


def read_to_change(by: Person, now: datetime, drill_id: int, version: int) -> DrillRow:
    """A drill that may be moved or cancelled, as the person read it.

    Raises NotAllowed; Refused where it is over, cancelled, or partly somebody else's;
    ChangedMeanwhile where somebody saved first.
    """
    drill = read_drill(drill_id, by.district_id)
    today = local_day(by, now)
    if drill is None or not any(by.may("plan_drills", today, r.building_id) for r in drill.records):
        raise NotAllowed
    stands = why_it_stands(by, today, drill)
    if stands:
        raise Refused(stands)
    if drill.version != version:
        raise ChangedMeanwhile("changed_meanwhile")
    return drill


def why_it_stands(by: Person, today: date, drill: DrillRow) -> str:
    """The code of why the person can neither move nor cancel a drill; empty where they can."""
    if drill.state == "cancelled":
        return "drill_cancelled"
    if drill.state == "held" or any(r.state in WRITTEN for r in drill.records):
        return "drill_held"
    if not all(by.may("plan_drills", today, r.building_id) for r in drill.records):
        return "joint_not_yours"
    return ""


def check_officer(by: Person, officer_id: int | None) -> None:
    """Whether the person asked to come is an officer of the district. Raises Refused."""
    if officer_id is None:
        return
    row = read_person(officer_id, by.district_id)
    if row is None or not any(g.role == OFFICER for g in person_from_row(row).grants):
        raise Refused(officer="officer_wrong")


def local_day(by: Person, now: datetime) -> date:
    """Today where the person is."""
    return now.astimezone(ZoneInfo(by.zone)).date()


def said_of_plan(plan: DrillPlan) -> dict[str, Any]:
    """A plan as JSON values for the audit chain; of the note only its hash."""
    return {
        "type": plan.type,
        "title": plan.title,
        "planned_on": plan.on.isoformat(),
        "planned_at": plan.at.isoformat("minutes") if plan.at else None,
        "minutes": plan.minutes,
        "told_beforehand": plan.told_beforehand,
        "announced": plan.announced,
        "officer_id": plan.officer_id,
        "intended": dict(plan.intended),
        "note_sha256": hashlib.sha256(plan.note.encode()).hexdigest() if plan.note else None,
    }


def plan_as_it_stands(drill: DrillRow) -> DrillPlan:
    """The plan that a drill's row holds."""
    return DrillPlan(
        buildings=tuple(sorted(r.building_id for r in drill.records)),
        type=drill.type,
        on=drill.planned_on,
        at=drill.planned_at,
        minutes=drill.minutes,
        title=drill.title,
        told_beforehand=drill.told_beforehand or "",
        announced=drill.announced,
        officer_id=drill.officer_id,
        intended=dict(drill.intended or {}),
        note=drill.note,
    )
