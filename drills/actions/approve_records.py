"""Approve records, several at once: the director puts a name to what the building wrote.

Nobody approves a record that they wrote in, unless the district allows it; then the record
says so. A record that lacks what the law wants on record is not approved. One that cannot
be approved holds up no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.lock_records import lock
from drills.actions.record_rules import lacking, may_approve_own
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.compliance.proof import Wanted
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.closed_years import read_closed_years
from drills.store.life import read_some_records, writers_of
from drills.store.on_record import Beside, read_beside
from drills.store.tables import DistrictRow, RecordRow

MOST_AT_ONCE = 200


@dataclass(slots=True)
class Approved:
    """The records approved now, and those that were not, each with a code: not_submitted,
    changed_meanwhile, own_record, proof_missing; of the last, what each lacks, wishes with
    the rest."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    missing: dict[int, tuple[Wanted, ...]] = field(default_factory=dict)


def approve_records(by: Person, now: datetime, versions: Mapping[int, int]) -> Approved:
    """Approve records by id, each as the version that was read.

    Raises NotAllowed where one is not the person's to approve, Refused where none is named,
    or ChangedMeanwhile where somebody wrote in one at this very moment.
    """
    if not versions:
        raise Refused("none_chosen")
    if len(versions) > MOST_AT_ONCE:
        raise Refused("too_many_chosen")
    try:
        with change(by, now) as it:
            return _approve(it, by, now, versions)
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _approve(it: Change, by: Person, now: datetime, versions: Mapping[int, int]) -> Approved:
    today = now.astimezone(ZoneInfo(by.zone)).date()
    records = read_some_records(versions, by.district_id)
    if len(records) < len(versions) or not all(
        by.may("approve_records", today, record.building_id) for record in records
    ):
        raise NotAllowed
    closed = read_closed_years(by.district_id)
    district, writers, answer = read_district(by.district_id), writers_of(records), Approved()
    beside = read_beside(record.id for record in records)
    for record in records:
        own = by.id in writers[record.id]
        why = why_not(record, district, own, beside[record.id])
        if not why and record.version != versions[record.id]:
            why = "changed_meanwhile"
        if why:
            answer.refused[record.id] = why
            if why == "proof_missing":
                answer.missing[record.id] = lacking(record, district, beside[record.id])
            continue
        record.state, record.approved_at, record.approved_by = "approved", now, by.id or None
        record.approver_name, record.approver_title = by.name, by.title
        record.own_approval, record.asked_at = own, None
        details = {"version": record.version, "own": True} if own else {"version": record.version}
        it.note("record.approved", f"record:{record.id}", title=by.title, **details)
        if record.drill.year in closed:
            lock(it, record, now, closed=record.drill.year)
        answer.done.append(record.id)
    return answer


def why_not(record: RecordRow, district: DistrictRow, own: bool, beside: Beside) -> str:
    """The code of why a record cannot be approved as it stands; empty where it can.
    ``own``: by somebody who wrote in it; ``beside``: its files and signatures."""
    if record.state != "submitted":
        return "not_submitted"
    if own and not may_approve_own(district):
        return "own_record"
    wanting = any(one.binds for one in lacking(record, district, beside))
    return "proof_missing" if wanting else ""
