"""Log a drill: one building writes down what was held, on the spot or from a plan.

The phone makes a key for each record, so a record that is sent twice, even by two
requests at once, is one record with one answer. What the words mean is written.py's;
changing a record afterwards is amend_record.py's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.corrective_actions import follow_problems
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.written import Written, fill_record
from drills.permissions import Person
from drills.store.buildings import read_building_rows
from drills.store.clashes import CLASHES
from drills.store.closed_years import is_closed
from drills.store.database import db
from drills.store.records import read_by_client_key
from drills.store.school_years import year_holding
from drills.store.tables import DrillRow, RecordRow

LOGGABLE = ("expected", "not_held")
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Logged:
    """The record that holds the drill, and whether an earlier try had already made it."""

    record_id: int
    already: bool


class AlreadyLogged(ChangedMeanwhile):
    """Somebody wrote this building's record of the planned drill before."""

    def __init__(self, record_id: int) -> None:
        self.record_id = record_id
        super().__init__("already_logged")


def log_drill(
    by: Person,
    now: datetime,
    building_id: int,
    written: Written,
    *,
    client_key: str,
    drill_id: int | None = None,
    submit: bool = True,
    reason: str = "",
) -> Logged:
    """Keep a drill as held by a building; it counts once submitted, a draft does not.

    ``reason`` is asked for where the drill's school year is closed. Raises NotAllowed,
    Refused with the fields to mend, or AlreadyLogged.
    """
    if not client_key or len(client_key) > 64:
        raise Refused("key_wrong")
    for last_try in (False, True):
        try:
            with change(by, now) as it:
                return _log(
                    it, by, now, building_id, written, client_key, drill_id, submit, reason.strip()
                )
        except CLASHES:
            # The other try has the key or the plan's record now; the second look says which.
            if last_try:
                raise ChangedMeanwhile("changed_meanwhile") from None
    raise AssertionError("unreachable")


def _log(
    it: Change,
    by: Person,
    now: datetime,
    building_id: int,
    written: Written,
    client_key: str,
    drill_id: int | None,
    submit: bool,
    reason: str,
) -> Logged:
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if not by.may("log_drills", today, building_id) or not read_building_rows(
        by.district_id, [building_id]
    ):
        raise NotAllowed
    there = read_by_client_key(client_key)
    if there is not None:
        if there.building_id != building_id or there.recorded_by != (by.id or None):
            raise Refused("key_wrong")
        return Logged(there.id, True)
    year = year_holding(by.district_id, written.drill.date)
    if year is None:
        raise Refused(date="no_school_calendar")
    if len(reason) > LONGEST_REASON:
        raise Refused(reason="why_long")
    if not reason and is_closed(by.district_id, year):
        raise Refused(reason="year_closed_reason")
    if drill_id is None:
        drill, record = _on_the_spot(by, now, building_id, written, year)
    else:
        drill, record = _from_the_plan(by, now, building_id, drill_id, year)
    fill_record(record, written)
    record.client_key = client_key
    record.state = "submitted" if submit else "draft"
    record.submitted_at = now if submit else None
    record.submitted_by = (by.id or None) if submit else None
    record.recorded_at = now
    record.recorded_by = by.id or None
    record.recorder_name, record.recorder_title = by.name, by.title
    db.session.flush()
    details = written.said()
    if written.clock_off:
        details["phone_clock_off_seconds"] = written.clock_off
    if reason:
        details["reason"] = reason
    it.note(
        "record.submitted" if submit else "record.drafted",
        f"record:{record.id}",
        drill=drill.id,
        building=building_id,
        type=drill.type,
        **details,
    )
    follow_problems(it, by, now, record)
    it.rejudge([building_id])
    return Logged(record.id, False)


def _on_the_spot(
    by: Person, now: datetime, building_id: int, written: Written, year: str
) -> tuple[DrillRow, RecordRow]:
    held = written.drill
    drill = DrillRow(
        uid=f"{uuid.uuid4()}@drills",
        district_id=by.district_id,
        year=year,
        type=held.type,
        title=held.title,
        planned_on=held.date,
        planned_at=held.time,
        announced=held.announced,
        told_beforehand=held.told_beforehand,
        state="held",
        spontaneous=True,
        created_at=now,
        created_by=by.id or None,
        changed_at=now,
    )
    record = RecordRow(building_id=building_id)
    drill.records.append(record)
    db.session.add(drill)
    return drill, record


def _from_the_plan(
    by: Person, now: datetime, building_id: int, drill_id: int, year: str
) -> tuple[DrillRow, RecordRow]:
    drill = db.session.get(DrillRow, drill_id)
    if drill is None or drill.district_id != by.district_id:
        raise NotAllowed
    record = next((r for r in drill.records if r.building_id == building_id), None)
    if record is None:
        raise NotAllowed
    if record.state not in LOGGABLE:
        raise AlreadyLogged(record.id)
    if drill.state == "cancelled":
        raise Refused("drill_cancelled")
    if drill.year != year:
        raise Refused(date="another_year")
    if drill.state != "held":
        drill.state = "held"
        drill.sequence += 1
        drill.changed_at = now
    return drill, record
