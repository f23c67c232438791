"""Plan a drill by hand: one event of one or several buildings, a record to come in each.

The form makes a key, so that a plan sent twice is one drill with one answer. What is
unwise is warned of before (plan_warnings.py); here only what cannot be is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drills.actions.change import Change, change
from drills.actions.drill_plan import DrillPlan
from drills.actions.plan_rules import check_officer, local_day, said_of_plan
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.planned import read_by_uid
from drills.store.school_years import year_holding
from drills.store.tables import DrillRow, RecordRow

LONGEST_KEY = 50


@dataclass(frozen=True, slots=True)
class Planned:
    """The drill that holds the plan, and whether an earlier try had already made it."""

    drill_id: int
    already: bool


def plan_drill(by: Person, now: datetime, plan: DrillPlan, *, key: str) -> Planned:
    """Keep a plan. Raises NotAllowed, or Refused with the fields to mend."""
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refused("key_wrong")
    for last_try in (False, True):
        try:
            with change(by, now) as it:
                return _plan(it, by, now, plan, f"{key}@drills")
        except CLASHES:
            # The other try has the key now; the second look finds what it made.
            if last_try:
                raise ChangedMeanwhile("changed_meanwhile") from None
    raise AssertionError("unreachable")


def _plan(it: Change, by: Person, now: datetime, plan: DrillPlan, uid: str) -> Planned:
    today = local_day(by, now)
    if not all(by.may("plan_drills", today, id_) for id_ in plan.buildings):
        raise NotAllowed
    if len(read_building_rows(by.district_id, plan.buildings)) != len(plan.buildings):
        raise NotAllowed
    there = read_by_uid(uid)
    if there is not None:
        if there.district_id != by.district_id or there.created_by != (by.id or None):
            raise Refused("key_wrong")
        return Planned(there.id, True)
    year = year_holding(by.district_id, plan.on)
    if year is None:
        raise Refused(date="no_school_calendar")
    check_officer(by, plan.officer_id)
    drill = DrillRow(
        uid=uid,
        district_id=by.district_id,
        year=year,
        type=plan.type,
        title=plan.title,
        planned_on=plan.on,
        planned_at=plan.at,
        minutes=plan.minutes,
        announced=plan.announced,
        told_beforehand=plan.told_beforehand,
        officer_id=plan.officer_id,
        intended=dict(plan.intended),
        note=plan.note,
        created_at=now,
        created_by=by.id or None,
        changed_at=now,
    )
    drill.records = [RecordRow(building_id=id_) for id_ in plan.buildings]
    db.session.add(drill)
    db.session.flush()
    it.note(
        "drill.planned",
        f"drill:{drill.id}",
        buildings=list(plan.buildings),
        **said_of_plan(plan),
    )
    return Planned(drill.id, False)
