"""Answer a plausibility flag. The words are kept for good, with who said them and when; the
record itself, and what it counts for, stay as they are."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.flag_rules import flags_of_record
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import WRITTEN
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.records import read_record
from drills.store.tables import FlagAnswerRow

LONGEST_ANSWER = 2000


def answer_flag(
    by: Person, now: datetime, record_id: int, code: str, about: str, words: str
) -> None:
    """Answer a flag that names a record, as ``code`` and ``about`` tell it apart. Whoever may
    write or approve the record may answer.

    Raises NotAllowed, or Refused, also where the record no longer raises the flag.
    """
    try:
        with change(by, now) as it:
            record = read_record(record_id, by.district_id)
            today = now.astimezone(ZoneInfo(by.zone)).date()
            if record is None or not any(
                by.may(ability, today, record.building_id)
                for ability in ("log_drills", "approve_records")
            ):
                raise NotAllowed
            words = words.strip()
            if not words:
                raise Refused(flag="answer_missing")
            if len(words) > LONGEST_ANSWER:
                raise Refused(flag="why_long")
            if record.state not in WRITTEN:
                raise Refused(flag="nothing_logged")
            raised = flags_of_record(record, by.district_id)
            if not any((flag.code, flag.about) == (code, about) for flag in raised):
                raise Refused(flag="flag_gone")
            answer = FlagAnswerRow(
                record_id=record.id,
                code=code,
                about=about,
                words=words,
                said_at=now,
                said_by=by.id or None,
                sayer_name=by.name,
                sayer_title=by.title,
            )
            db.session.add(answer)
            it.note(
                "record.flag_answered", f"record:{record.id}", flag=code, about=about, words=words
            )
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None
