"""Submit a record as it stands: from then on it counts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.corrective_actions import follow_problems
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import COUNTING
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.closed_years import is_closed
from drills.store.records import read_record


def submit_record(by: Person, now: datetime, record_id: int, *, version: int) -> None:
    """Submit a draft or a sent-back record without changing its words.

    Submitting twice is once. In a closed year it wants a reason, so that is amend_record's.
    Raises NotAllowed, Refused, or ChangedMeanwhile where the
    record is not the one that was read.
    """
    try:
        with change(by, now) as it:
            record = read_record(record_id, by.district_id)
            today = now.astimezone(ZoneInfo(by.zone)).date()
            if record is None or not by.may("log_drills", today, record.building_id):
                raise NotAllowed
            if record.state in COUNTING:
                return
            if record.state not in ("draft", "sent_back"):
                raise Refused("nothing_logged")
            if record.version != version:
                raise ChangedMeanwhile("changed_meanwhile")
            if is_closed(by.district_id, record.drill.year):
                raise Refused("year_closed")
            was, why = record.state, record.sent_back_why
            record.state, record.submitted_at, record.sent_back_why = "submitted", now, ""
            record.submitted_by = by.id or None
            it.note("record.submitted", f"record:{record.id}", was=was, answered=why)
            follow_problems(it, by, now, record)
            it.rejudge([record.building_id])
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
