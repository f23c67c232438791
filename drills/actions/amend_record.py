"""Change a record that stands: finish a draft, mend what was sent back, amend what counts.

After submission nothing is overwritten: what the record said before is kept in full as a
version, each changed value stands in the audit chain, and an approval ends with the words
that it spoke of. Once a record was locked, every change wants a reason, for good.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.corrective_actions import follow_problems
from drills.actions.record_rules import end_approval, keep_version
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.written import Written, fill_record
from drills.facts import COUNTING, WRITTEN
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.closed_years import is_closed
from drills.store.records import drill_from_record, read_record
from drills.store.school_years import year_holding
from drills.store.tables import RecordRow

LONGEST_REASON = 2000


def amend_record(
    by: Person,
    now: datetime,
    record_id: int,
    written: Written,
    *,
    version: int,
    submit: bool,
    reason: str = "",
) -> None:
    """Put new words in a record. ``version`` is the one the person read.

    ``submit`` makes a draft or a sent-back record count; one that counts goes on counting
    either way, and waits for approval again. ``reason`` is asked for where the record was
    locked. Raises NotAllowed, Refused, or ChangedMeanwhile where somebody saved first.
    """
    try:
        with change(by, now) as it:
            record = _changeable(by, now, record_id)
            if record.version != version:
                raise ChangedMeanwhile("changed_meanwhile")
            reason = _reason(by, record, written, reason)
            before, was = said_of(record), record.state
            version_said = {**before, "notes": record.notes}
            _change_event(by, now, record, written)
            fill_record(record, written)
            after = said_of(record)
            changes = {
                name: [before.get(name), value]
                for name, value in after.items()
                if before.get(name) != value
            }
            changes |= {n: [v, None] for n, v in before.items() if n not in after}
            if changes and was != "draft":
                record.amended_at = now
            # A draft is its recorder's own; a second hand in it leaves a trace.
            if changes and (was != "draft" or (by.id or None) != record.recorded_by):
                keep_version(record, was, version_said, by, now, reason)
            did = "record.drafted" if was == "draft" else "record.amended"
            if changes:
                why = {"reason": reason} if reason else {}
                it.note(
                    did, f"record:{record.id}", version=record.version + 1, changes=changes, **why
                )
            if changes and was in ("approved", "locked"):
                record.state = "submitted"
                end_approval(record)
            if submit and was not in COUNTING:
                record.state, record.submitted_at = "submitted", now
                record.submitted_by, record.sent_back_why = by.id or None, ""
            if record.state != was:
                why = {"reason": reason} if reason and not changes else {}
                it.note("record.submitted", f"record:{record.id}", was=was, **why)
            follow_problems(it, by, now, record)
            it.rejudge([record.building_id])
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _changeable(by: Person, now: datetime, record_id: int) -> RecordRow:
    """The record, where the person may write in it. Raises NotAllowed or Refused."""
    record = read_record(record_id, by.district_id)
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if record is None or not by.may("log_drills", today, record.building_id):
        raise NotAllowed
    if record.state not in WRITTEN:
        raise Refused("nothing_logged")
    return record


def _reason(by: Person, record: RecordRow, written: Written, reason: str) -> str:
    """Why a record that was locked, or of a closed year, is changed. Raises Refused where it
    is not said."""
    reason = reason.strip()
    if not reason:
        if record.locked_at is not None:
            raise Refused(reason="reason_missing")
        to = year_holding(by.district_id, written.drill.date)
        if is_closed(by.district_id, record.drill.year, to or record.drill.year):
            raise Refused(reason="year_closed_reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(reason="why_long")
    return reason


def _change_event(by: Person, now: datetime, record: RecordRow, written: Written) -> None:
    """The event's own words follow the record where it was logged on the spot; a plan's stay."""
    drill, held = record.drill, written.drill
    year = year_holding(by.district_id, held.date)
    if year is None:
        raise Refused(date="no_school_calendar")
    if not drill.spontaneous or len(drill.records) > 1:
        if held.type != drill.type:
            raise Refused(type="type_planned")
        if year != drill.year:
            raise Refused(date="another_year")
        return
    wanted = {
        "type": held.type,
        "title": held.title,
        "planned_on": held.date,
        "planned_at": held.time,
        "year": year,
        "announced": held.announced,
        "told_beforehand": held.told_beforehand,
    }
    differs = {name for name, value in wanted.items() if getattr(drill, name) != value}
    if differs:
        for name in differs:
            setattr(drill, name, wanted[name])
        drill.sequence += 1
        drill.changed_at = now


def said_of(record: RecordRow) -> dict[str, Any]:
    """What a record says, as flat JSON values for the audit chain; of notes their hash."""
    written = Written(
        drill=drill_from_record(record, record.drill),
        answers=dict(record.answers),
        stamps=dict(record.stamps),
        problems=list(record.problems),
        in_charge=record.in_charge,
    )
    said = written.said()
    answers = said.pop("answers")
    return {"type": record.drill.type, "title": record.drill.title, **said, **answers}
