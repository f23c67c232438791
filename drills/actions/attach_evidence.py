"""Attach evidence to a record: each file made safe, kept by its hash, and said once.

A file that cannot be kept is named with the reason; the others are kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import WRITTEN
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.erasures import was_erased
from drills.store.evidence import Examined, NotEvidence, examine, read_hashes
from drills.store.files import Files, FilesUnreachable, sha256
from drills.store.full import disk_is_full
from drills.store.records import read_record
from drills.store.tables import EvidenceRow, RecordRow

LOG = logging.getLogger("drills.evidence")
MOST_FILES = 10
# Codes of what is no fault of the file: the same file may be kept in a while.
LATER = ("no_space", "files_down")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came. ``taken_at`` is what the phone says, where it made the file smaller."""

    name: str
    content: bytes
    taken_at: str = ""


@dataclass(slots=True)
class Attached:
    """What became of each file by name: kept, there before, or refused with a code."""

    kept: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def attach_evidence(
    by: Person,
    now: datetime,
    record_id: int,
    uploads: Sequence[Upload],
    *,
    files: Files,
    most_bytes: int,
    no_pupils: bool,
    represents_on: str = "",
) -> Attached:
    """Keep files as evidence of a record. ``no_pupils``: the person says that no pupil's face
    or name can be read in them. ``represents_on``: the day that they show, 2026-10-06, where it
    is not the drill's. Raises NotAllowed or Refused; single files are refused in the answer.
    """
    if not uploads:
        raise Refused(files="files_missing")
    record = _may_hold(by, now, record_id)
    wrong = {} if no_pupils else {"no_pupils": "no_pupils_missing"}
    shows = None
    if represents_on.strip():
        shows = _day(represents_on)
        if shows is None:
            wrong["represents_on"] = "represents_on_wrong"
        elif shows > now.astimezone(ZoneInfo(by.zone)).date():
            wrong["represents_on"] = "represents_on_to_come"
    if wrong:
        raise Refused(**wrong)
    done = Attached()
    there = read_hashes(record.id)
    erased = {d for d in map(sha256, (u.content for u in uploads)) if was_erased(by.district_id, d)}
    # The decoders run before the write begins, so that nobody waits for the lock.
    db.session.rollback()
    safe: list[tuple[Upload, Examined]] = []
    for upload in uploads:
        try:
            examined = examine(upload.content, most_bytes)
        except NotEvidence as why:
            done.refused.append((upload.name, why.code))
            continue
        same = [e for _, e in safe if e.original_sha256 == examined.original_sha256]
        if examined.original_sha256 in erased:
            done.refused.append((upload.name, "erased"))
        elif examined.original_sha256 in there or same:
            done.there.append(upload.name)
        elif len(there) + len(safe) >= MOST_FILES:
            done.refused.append((upload.name, "too_many"))
        else:
            safe.append((upload, examined))
    safe = _put(safe, files, done)
    if safe:
        _keep(by, now, record_id, safe, done, shows)
    return done


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _put(
    safe: list[tuple[Upload, Examined]], files: Files, done: Attached
) -> list[tuple[Upload, Examined]]:
    """The files that are kept now; those for which there is no room, or whose place does not
    answer, are refused."""
    kept: list[tuple[Upload, Examined]] = []
    down = False
    for upload, examined in safe:
        if down:  # each would wait as long again, and a person waits
            done.refused.append((upload.name, "files_down"))
            continue
        try:
            files.put(examined.content)
            if examined.thumbnail:
                files.put(examined.thumbnail)
        except OSError as error:
            if not disk_is_full(error):
                raise
            done.refused.append((upload.name, "no_space"))
        except FilesUnreachable as error:
            LOG.error("a file was not kept: %s", error)
            done.refused.append((upload.name, "files_down"))
            down = True
        else:
            kept.append((upload, examined))
    return kept


def _keep(
    by: Person,
    now: datetime,
    record_id: int,
    safe: list[tuple[Upload, Examined]],
    done: Attached,
    shows: date | None,
) -> None:
    """The rows of files that are already on disk; one that came twice at once is one."""
    for last_try in (False, True):
        try:
            with change(by, now) as it:
                record = _may_hold(by, now, record_id)
                there = read_hashes(record_id)
                kept, doubled = [], []
                for upload, examined in safe:
                    if examined.original_sha256 in there:
                        doubled.append(upload.name)
                        continue
                    row = evidence_row(by, now, record, upload, examined, shows)
                    db.session.add(row)
                    kept.append(upload.name)
                    it.note(
                        "evidence.added",
                        f"record:{record_id}",
                        name=row.name,
                        sha256=row.sha256,
                        original_sha256=row.original_sha256,
                        kind=row.kind,
                        size=row.size,
                    )
            done.kept += kept
            done.there += doubled
            return
        except CLASHES:
            if last_try:
                raise ChangedMeanwhile("changed_meanwhile") from None


def evidence_row(
    by: Person,
    now: datetime,
    record: RecordRow,
    upload: Upload,
    examined: Examined,
    shows: date | None = None,
) -> EvidenceRow:
    """The row that speaks of a file kept for a record; it ``shows`` the drill's day unless
    another was said."""
    said = upload.taken_at.strip()[:30]
    return EvidenceRow(
        record_id=record.id,
        sha256=sha256(examined.content),
        original_sha256=examined.original_sha256,
        thumbnail_sha256=sha256(examined.thumbnail) if examined.thumbnail else None,
        kind=examined.kind,
        name=upload.name[:200],
        size=len(examined.content),
        pages=examined.pages,
        taken_at=examined.taken_at
        or (said if said.isascii() and said.isprintable() else "")
        or None,
        represents_on=shows or record.held_on or now.astimezone(ZoneInfo(by.zone)).date(),
        uploaded_at=now,
        uploaded_by=by.id or None,
    )


def _may_hold(by: Person, now: datetime, record_id: int) -> RecordRow:
    record = read_record(record_id, by.district_id)
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if record is None or not by.may("log_drills", today, record.building_id):
        raise NotAllowed
    if record.state not in WRITTEN:
        raise Refused("nothing_logged")
    return record
