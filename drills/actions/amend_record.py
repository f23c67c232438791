"""Change a record that stands: finish a draft, mend what was sent back, amend what counts.

After submission nothing is overwritten unseen: each changed value stands in the audit
chain with what it was before, and the record says when it was last amended.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.written import Written, fill_record
from drills.permissions import Person
from drills.store.calendars import read_years, year_label
from drills.store.clashes import CLASHES
from drills.store.records import drill_from_record, read_record
from drills.store.tables import RecordRow

CHANGEABLE = ("draft", "submitted", "sent_back")


def amend_record(
    by: Person,
    now: datetime,
    record_id: int,
    written: Written,
    *,
    version: int,
    submit: bool,
) -> None:
    """Put new words in a record. ``version`` is the one the person read.

    ``submit`` makes a draft or a sent-back record count; a submitted one goes on counting
    either way. Raises NotAllowed, Refused, or ChangedMeanwhile where somebody saved first.
    """
    try:
        with change(by, now) as it:
            record = _changeable(by, now, record_id)
            if record.version != version:
                raise ChangedMeanwhile("changed_meanwhile")
            before, was = _said(record), record.state
            _change_event(by, now, record, written)
            fill_record(record, written)
            if was != "draft":
                record.amended_at = now
            if submit and was != "submitted":
                record.state, record.submitted_at = "submitted", now
                record.sent_back_why = ""
            after = _said(record)
            changes = {
                name: [before.get(name), value]
                for name, value in after.items()
                if before.get(name) != value
            }
            changes |= {n: [v, None] for n, v in before.items() if n not in after}
            did = "record.drafted" if was == "draft" else "record.amended"
            if changes:
                it.note(did, f"record:{record.id}", version=record.version + 1, changes=changes)
            if record.state != was:
                it.note("record.submitted", f"record:{record.id}", was=was)
            it.rejudge([record.building_id])
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _changeable(by: Person, now: datetime, record_id: int) -> RecordRow:
    """The record, where the person may write in it. Raises NotAllowed or Refused."""
    record = read_record(record_id, by.district_id)
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if record is None or not by.may("log_drills", today, record.building_id):
        raise NotAllowed
    if record.state not in CHANGEABLE:
        raise Refused("nothing_logged")
    return record


def _change_event(by: Person, now: datetime, record: RecordRow, written: Written) -> None:
    """The event's own words follow the record where it was logged on the spot; a plan's stay."""
    drill, held = record.drill, written.drill
    year = year_label(held.date)
    if year not in read_years(by.district_id):
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


def _said(record: RecordRow) -> dict[str, Any]:
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
