"""The rules of a record's life that several verbs share: choices of the district, who wrote
in a record, what it lacks, the version kept before a change.

The verbs themselves are log_drill, submit_record, amend_record, send_back, approve_records,
query_record and lock_records.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drills.actions.law import law_of
from drills.compliance.proof import OnRecord, Wanted, missing_of
from drills.facts import COUNTING
from drills.permissions import Person
from drills.store.life import add_version
from drills.store.on_record import Beside
from drills.store.records import drill_from_record
from drills.store.tables import DistrictRow, RecordRow

APPROVE_OWN = "approve_own_records"
LOCK_AFTER = "lock_records_after_days"
LOCK_AFTER_DAYS = 30


def may_approve_own(district: DistrictRow) -> bool:
    """Whether the district lets people approve records that they wrote in themselves."""
    return bool(district.options.get(APPROVE_OWN))


def lock_after_days(district: DistrictRow) -> int:
    """How many days after its approval a record locks."""
    days = district.options.get(LOCK_AFTER)
    return int(days) if isinstance(days, int | str) and str(days).isdigit() else LOCK_AFTER_DAYS


def on_record(record: RecordRow, beside: Beside) -> OnRecord:
    """What a record holds. Who submits it signs for the school, with a name and a title that
    stay as they were; who recorded it was in charge unless the record says otherwise."""
    school = {"school"} if record.state in COUNTING and record.recorder_name else set()
    return OnRecord(
        drill_from_record(record, record.drill),
        record.in_charge or record.recorder_name,
        beside.files,
        beside.signed | school,
    )


def lacking(record: RecordRow, district: DistrictRow, beside: Beside) -> tuple[Wanted, ...]:
    """What the state's duties want on record and the record does not hold, wishes with the
    rest. ``beside``: its files and signatures (store/on_record.py)."""
    return missing_of(law_of(district).duties, on_record(record, beside))


def end_approval(record: RecordRow) -> None:
    """The approval no longer stands: what was approved is not what the record says now."""
    record.approved_at = record.approved_by = None
    record.approver_name = record.approver_title = ""
    record.own_approval = False


def keep_version(
    record: RecordRow, state: str, said: dict[str, Any], by: Person, now: datetime, reason: str
) -> int:
    """Keep what a record said, in full, and in which state, before it was changed. Gives the
    version's number."""
    return add_version(
        record.id,
        state,
        said,
        reason,
        now,
        by.id or None,
        by.name,
        by.title,
    )
