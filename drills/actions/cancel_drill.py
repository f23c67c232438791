"""Cancel a planned drill, with a reason. It stays, cancelled, so that calendars take it out
by themselves and nobody wonders where it went.
"""

from __future__ import annotations

from datetime import datetime

from drills.actions.change import change
from drills.actions.drill_plan import read_reason
from drills.actions.plan_rules import read_to_change
from drills.actions.queue_reminders import Writer
from drills.actions.refused import ChangedMeanwhile
from drills.actions.reminders import plan_of
from drills.actions.tell_of_change import tell_of_change
from drills.permissions import Person
from drills.store.clashes import CLASHES


def cancel_drill(
    by: Person,
    now: datetime,
    drill_id: int,
    reason: str,
    *,
    version: int,
    write: Writer | None = None,
) -> int:
    """Cancel it for all its buildings; gives how many mails tell it.

    Raises NotAllowed, Refused, or ChangedMeanwhile where somebody changed it since.
    """
    said = read_reason(reason)
    try:
        with change(by, now) as it:
            drill = read_to_change(by, now, drill_id, version)
            told = plan_of(drill)
            drill.state, drill.cancel_reason = "cancelled", said
            drill.sequence += 1
            drill.changed_at = now
            mails = tell_of_change(by, now, told, plan_of(drill), drill.sequence, write)
            it.note(
                "drill.cancelled",
                f"drill:{drill.id}",
                planned_on=drill.planned_on.isoformat(),
                state=["planned", "cancelled"],
                reason=said,
                mails=mails,
            )
            return mails
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
