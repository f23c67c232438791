"""Ask the building about a record that goes on counting, and answer. Words are kept for good."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import COUNTING
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.records import read_record
from drills.store.tables import RemarkRow

LONGEST_REMARK = 2000


def query_record(by: Person, now: datetime, record_id: int, why: str) -> None:
    """Ask something of a record; it goes on counting. Raises NotAllowed or Refused."""
    _say(by, now, record_id, why, "query", "why")


def answer_query(by: Person, now: datetime, record_id: int, words: str) -> None:
    """Answer the question that waits. Raises NotAllowed or Refused."""
    _say(by, now, record_id, words, "answer", "answer")


def _say(by: Person, now: datetime, record_id: int, words: str, kind: str, field: str) -> None:
    words = words.strip()
    if not words:
        raise Refused(**{field: f"{field}_missing"})
    if len(words) > LONGEST_REMARK:
        raise Refused(**{field: "why_long"})
    ability = "approve_records" if kind == "query" else "log_drills"
    try:
        with change(by, now) as it:
            record = read_record(record_id, by.district_id)
            today = now.astimezone(ZoneInfo(by.zone)).date()
            if record is None or not by.may(ability, today, record.building_id):
                raise NotAllowed
            if record.state not in COUNTING:
                raise Refused("nothing_logged")
            if kind == "answer" and record.asked_at is None:
                raise Refused("nothing_asked")
            record.asked_at = now if kind == "query" else None
            db.session.add(
                RemarkRow(
                    record_id=record.id,
                    kind=kind,
                    words=words,
                    said_at=now,
                    said_by=by.id or None,
                    sayer_name=by.name,
                    sayer_title=by.title,
                )
            )
            did = "record.queried" if kind == "query" else "record.answered"
            it.note(did, f"record:{record.id}", words=words)
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
