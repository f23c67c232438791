"""Send a record back to the building with a comment: it stops counting until mended."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.record_rules import end_approval
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.records import read_record

LONGEST_COMMENT = 2000


def send_back(by: Person, now: datetime, record_id: int, why: str, *, version: int) -> None:
    """Send a submitted record back, or one approved and not locked yet. ``why`` says what to
    mend, and the principal reads it.

    Raises NotAllowed, Refused, or ChangedMeanwhile where the record has changed since.
    """
    why = why.strip()
    if not why:
        raise Refused(why="why_missing")
    if len(why) > LONGEST_COMMENT:
        raise Refused(why="why_long")
    try:
        with change(by, now) as it:
            record = read_record(record_id, by.district_id)
            today = now.astimezone(ZoneInfo(by.zone)).date()
            if record is None or not by.may("send_back", today, record.building_id):
                raise NotAllowed
            if record.version != version:
                raise ChangedMeanwhile("changed_meanwhile")
            if record.state not in ("submitted", "approved"):
                raise Refused("not_submitted")
            was = record.state
            record.state, record.sent_back_why = "sent_back", why
            record.asked_at = None
            end_approval(record)
            it.note("record.sent_back", f"record:{record.id}", why=why, was=was)
            it.rejudge([record.building_id])
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
