"""Take a file or people's words out of the records for good: one person asks and says why,
another decides. What is left is a tombstone with the hash of what was there.

The log of changes goes on holding: the row of the erasure holds the new hashes of what it
emptied. Whole years whose time is over are retention.py's; what stands in the way, holds.py's.
"""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import WRITTEN
from drills.permissions import Person
from drills.store.audited import sha256_of
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.erasures import (
    empty_details,
    held_back,
    read_erasure,
    read_erasures_of,
    read_same_kept,
    read_year_records,
    sweep_files,
    take_words_out,
    words_of,
)
from drills.store.evidence import read_evidence
from drills.store.files import Files, FilesUnreachable
from drills.store.records import read_record
from drills.store.tables import ErasureRow, EvidenceRow, RecordRow

LOG = logging.getLogger("drills.evidence")
LONGEST_REASON = 2000


def ask_erasure(
    by: Person, now: datetime, record_id: int, reason: str, evidence_id: int | None = None
) -> int:
    """Ask that a file of a record, or the words in it, are removed. Gives the asking's id.

    Raises NotAllowed or Refused.
    """
    with change(by, now) as it:
        record = read_record(record_id, by.district_id)
        today = now.astimezone(ZoneInfo(by.zone)).date()
        if record is None or not by.may("log_drills", today, record.building_id):
            raise NotAllowed
        what = "words" if evidence_id is None else "file"
        reason = said(reason)
        if record.state not in WRITTEN:
            raise Refused("nothing_logged")
        if evidence_id is not None:
            file = read_evidence(evidence_id)
            if file is None or file.record_id != record.id:
                raise NotAllowed
            if file.erased_at is not None:
                raise Refused("erased_already")
        elif not any(map(_any_words, words_of(record).values())):
            raise Refused("no_words")
        waiting = [row for row in read_erasures_of(record_id) if row.state == "asked"]
        if any(row.evidence_id == evidence_id for row in waiting):
            raise Refused("asked_already")
        row = asking(by, now, record.building_id, what, reason)
        row.record_id, row.evidence_id = record.id, evidence_id
        db.session.add(row)
        db.session.flush()
        # The reason may name what is to go: the log holds its hash alone.
        it.note(
            "erasure.asked",
            f"record:{record.id}",
            erasure=row.id,
            what=what,
            file=evidence_id,
            reason_sha256=sha256_of(reason),
        )
        return row.id


def asking(by: Person, now: datetime, building_id: int, what: str, reason: str) -> ErasureRow:
    """A removal that waits for a second person."""
    return ErasureRow(
        district_id=by.district_id,
        building_id=building_id,
        what=what,
        reason=reason,
        asked_at=now,
        asked_by=by.id or None,
        asker_name=by.name,
        asker_title=by.title,
    )


def decide_erasure(
    by: Person, now: datetime, erasure_id: int, *, remove: bool, words: str, files: Files
) -> bool:
    """Remove what somebody else asked for, or decline with ``words``.

    Gives whether the bytes are gone too; else they go at night. Raises NotAllowed; Refused:
    own_asking (it takes two), on_hold, decided_already, words.
    """
    try:
        with change(by, now) as it:
            row = read_erasure(erasure_id, by.district_id)
            today = now.astimezone(ZoneInfo(by.zone)).date()
            if row is None or not by.may("confirm_erasure", today, row.building_id):
                raise NotAllowed
            if row.state != "asked":
                raise Refused("decided_already")
            if row.asked_by == by.id:
                raise Refused("own_asking")
            if not remove:
                words = said(words)
            elif held_back(by.district_id, row.building_id, row.record_id):
                raise Refused("on_hold")
            row.decided_at, row.decided_by = now, by.id or None
            row.decider_name, row.decider_title = by.name, by.title
            row.decided_words = words.strip()[:LONGEST_REASON]
            row.state = "done" if remove else "declined"
            if remove:
                row.sha256 = _remove(it, now, row)
            subject = f"record:{row.record_id}" if row.record_id else f"building:{row.building_id}"
            it.note(
                "erasure.done" if remove else "erasure.declined",
                subject,
                erasure=row.id,
                what=row.what,
                sha256=row.sha256 or None,
                asked_by=row.asker_name,
                year=row.year or None,
            )
    except CLASHES:
        raise ChangedMeanwhile("decided_already") from None
    if remove:
        # After the commit: stopped in between, the bytes are swept at night.
        try:
            sweep_files(files)
        except (OSError, FilesUnreachable) as error:
            LOG.error("erased files are not deleted yet: %s", error)
            return False
    return True


def said(reason: str) -> str:
    """Why, tidied. Raises Refused where it is missing or long."""
    reason = reason.strip()
    if not reason:
        raise Refused(reason="erasure_reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refused(reason="why_long")
    return reason


def _remove(it: Change, now: datetime, row: ErasureRow) -> str:
    """Take it out; gives the hash of what was there."""
    if row.evidence_id is not None:
        file = read_evidence(row.evidence_id)
        assert file is not None
        return _bury_file(it, now, row.district_id, file)
    if row.record_id is not None:
        record = read_record(row.record_id, row.district_id)
        assert record is not None
        return _bury_words(it, row.district_id, [record])
    records = read_year_records(row.building_id, row.year)
    hashes = [_bury_words(it, row.district_id, records)]
    for record in records:
        for file in record.evidence:
            if file.erased_at is None:
                hashes.append(_bury_file(it, now, row.district_id, file, [file]))
    return sha256_of(hashes)


def _bury_file(
    it: Change,
    now: datetime,
    district_id: int,
    file: EvidenceRow,
    rows: list[EvidenceRow] | None = None,
) -> str:
    """The file, wherever the district keeps the same bytes; of a year's purge, only there."""
    rows = read_same_kept(district_id, file.sha256) if rows is None else rows
    for row in rows:
        row.erased_at, row.name, row.taken_at = now, "", None
    it.emptied |= empty_details(district_id, [row.record_id for row in rows], file.sha256)
    return file.sha256


def _bury_words(it: Change, district_id: int, records: list[RecordRow]) -> str:
    there = [words_of(record) for record in records]
    for record in records:
        take_words_out(record)
    it.emptied |= empty_details(district_id, [record.id for record in records])
    return sha256_of(there)


def _any_words(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_any_words, value))
    return bool(value)
