"""Make the exports that were asked for, one after the other, and delete what has expired.

Run by the scheduler alone, in one process: an export that is still marked as running was
begun by a process that is gone, and is begun again. What cannot be made now, since the
evidence does not answer or a disk is full, is tried again by itself after pauses that grow.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from drills.actions.ask_export import BUNDLE, KEPT, wishes_of
from drills.actions.change import small_write
from drills.actions.export_bundle import export_bundle
from drills.actions.export_workbook import export_workbook
from drills.actions.refused import NotAllowed, Refused
from drills.store.database import db
from drills.store.exports import ExportFiles, read_expired, read_unfinished
from drills.store.files import Files, FilesUnreachable
from drills.store.full import disk_is_full
from drills.store.people import person_from_row
from drills.store.tables import ExportRow, PersonRow

LOG = logging.getLogger("drills.jobs")
MOST_TRIES = 3  # of what ends its process, or fails for a reason of its own
# Minutes between tries; the last one again and again, until a day after it was asked for.
PAUSES = (1, 2, 5, 10, 20, 30, 60)


def make_exports(now: Callable[[], datetime], evidence: Files, exports: ExportFiles) -> int:
    """Make what waits; gives how many were made. ``now`` gives the instant, again for each."""
    for export_id in read_expired(now()):
        exports.drop(export_id)
        with small_write():
            _row(export_id).state = "expired"
    made = 0
    for export_id in read_unfinished(now()):
        try:
            made += _make(export_id, now, evidence, exports)
        except Exception as error:
            from_outside = isinstance(error, FilesUnreachable) or disk_is_full(error)
            if from_outside:
                LOG.error("export %d is put off: %s", export_id, error)
            else:
                LOG.exception("export %d failed", export_id)
            _put_off(export_id, now(), from_outside)
    return made


def _put_off(export_id: int, now: datetime, from_outside: bool) -> None:
    """Let it wait, or give it up. ``from_outside``: what was in the way has nothing to do
    with this export, so that it does not count as a try of it."""
    with small_write():
        row = _row(export_id)
        pause = timedelta(minutes=PAUSES[min(row.pauses, len(PAUSES) - 1)])
        if from_outside:
            row.tries = max(0, row.tries - 1)
        if row.tries >= MOST_TRIES or now + pause > row.asked_at + KEPT:
            row.state, row.ended_at, row.again_at = "failed", now, None
        else:
            row.state, row.again_at = "waiting", now + pause
            row.pauses += 1


def _make(
    export_id: int, now: Callable[[], datetime], evidence: Files, exports: ExportFiles
) -> bool:
    with small_write():
        row = _row(export_id)
        row.tries += 1
        row.state = "running" if row.tries <= MOST_TRIES else "failed"
        row.started_at = now()
        row.again_at = None
        if row.state == "failed":
            row.ended_at = row.started_at
            return False
        asker = db.session.get(PersonRow, row.person_id)
        assert asker is not None
        by = person_from_row(asker)
        gone = (
            asker.left_on is not None
            and asker.left_on <= row.started_at.astimezone(ZoneInfo(by.zone)).date()
        )
        kind, as_of, year = row.kind, row.as_of, row.year
        wishes = wishes_of(row.options)
    try:
        with exports.writing(export_id) as out:

            def tell(done: int, total: int) -> None:
                exports.tell(export_id, done, total)

            if gone:
                raise NotAllowed
            if kind == BUNDLE:
                made = export_bundle(by, now(), out, evidence, as_of, year, tell, wishes)
            else:
                made = export_workbook(by, now(), out, as_of, year, tell, wishes=wishes)
    except (NotAllowed, Refused):
        # The asker's role is over, or the calendar is gone: asking again would not help.
        with small_write():
            row = _row(export_id)
            row.state, row.ended_at = "failed", now()
        return False
    with small_write():
        row = _row(export_id)
        row.state, row.ended_at, row.expires_at = "ready", now(), now() + KEPT
        row.name, row.size = made.name, made.size
        row.sha256, row.manifest_sha256 = made.sha256, made.manifest_sha256
    return True


def _row(export_id: int) -> ExportRow:
    row = db.session.get(ExportRow, export_id)
    assert row is not None
    return row
