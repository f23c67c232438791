"""Move a planned drill, or change what else its plan says. Its UID stays, so that every
calendar moves it; its kind and its buildings stay, for those another drill is planned.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from drills.actions.change import change
from drills.actions.drill_plan import DrillPlan
from drills.actions.plan_rules import (
    check_officer,
    plan_as_it_stands,
    read_to_change,
    said_of_plan,
)
from drills.actions.queue_reminders import Writer
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.reminders import plan_of
from drills.actions.tell_of_change import tell_of_change
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.school_years import year_holding


def move_drill(
    by: Person,
    now: datetime,
    drill_id: int,
    plan: DrillPlan,
    *,
    version: int,
    write: Writer | None = None,
) -> int:
    """Put a new plan in the place of the one that was read; gives how many mails tell it.

    ``write`` makes the letters of those who must hear at once; without it none are sent.
    Changing nothing writes nothing. Raises NotAllowed, Refused, or ChangedMeanwhile.
    """
    try:
        with change(by, now) as it:
            drill = read_to_change(by, now, drill_id, version)
            before = plan_as_it_stands(drill)
            plan = replace(plan, buildings=before.buildings, type=before.type)
            year = year_holding(by.district_id, plan.on)
            if year is None:
                raise Refused(date="no_school_calendar")
            if plan.officer_id != before.officer_id:
                check_officer(by, plan.officer_id)
            was, after = said_of_plan(before), said_of_plan(plan)
            changes = {n: [was[n], after[n]] for n in after if was[n] != after[n]}
            if not changes:
                return 0
            told = plan_of(drill)
            drill.year = year
            drill.title = plan.title
            drill.planned_on, drill.planned_at = plan.on, plan.at
            drill.minutes = plan.minutes
            drill.told_beforehand, drill.announced = plan.told_beforehand, plan.announced
            drill.officer_id = plan.officer_id
            drill.intended = dict(plan.intended)
            drill.note = plan.note
            drill.sequence += 1
            drill.changed_at = now
            for record in drill.records:
                if record.state == "not_held":
                    # It is planned anew: what was said of the old day went with it.
                    record.state, record.notes = "expected", ""
            mails = tell_of_change(by, now, told, plan_of(drill), drill.sequence, write)
            it.note("drill.moved", f"drill:{drill.id}", changes=changes, mails=mails)
            return mails
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
