"""Put a backup back: every district, its rows and its files, as they stood when it was made.

Each district's log gets a row that says so, with the backup's day and the newest row of the
log that was replaced, so that a witness from between the two can be explained.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drills.actions.back_up import (
    BackupProblem,
    archive_faults,
    load_tables,
    open_archive,
    said_plainly,
)
from drills.actions.change import small_write
from drills.exchange.archive import PIECE
from drills.exchange.backup_archive import BackupArchive
from drills.store.audit import RESTORED, LogRow, append_rows, newest_log_row
from drills.store.database import db
from drills.store.districts import read_districts
from drills.store.dump import count_on, empty_tables, has_tables
from drills.store.files import Files
from drills.store.verify import Fault


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    rows: int
    files: int
    made_at: datetime
    districts: tuple[str, ...]
    faults: tuple[tuple[str, Fault], ...]


def restore(
    now: datetime,
    path: Path,
    files: Files,
    *,
    overwrite: bool,
    as_it_is: bool = False,
    scratch: Path | None = None,
) -> Restored:
    """Replace everything in the database by a backup, in one write: all of it, or nothing.

    ``overwrite``: though districts are there. ``as_it_is``: though its log does not hold.
    ``scratch``: a folder with room for the database that it is first read into.
    Raises BackupProblem.
    """
    with said_plainly():
        if not has_tables(db.engine):
            raise BackupProblem("no_tables")
        before = {row.id: (row.name, newest_log_row(row.id)) for row in read_districts()}
        db.session.rollback()
        if before and not overwrite:
            raise BackupProblem("not_empty", ", ".join(name for name, _ in before.values()))
        with path.open("rb") as file:
            archive = open_archive(file)
            faults = archive_faults(archive, scratch)
            if faults and not as_it_is:
                raise BackupProblem("not_whole", f"{faults[0][0]}: {faults[0][1].subject}")
            count = sum(1 for content in archive.files() if files.put(content))
            heads = {name: head for name, head in before.values() if head is not None}
            rows, names = _put_back(now, archive, _sha256(path), heads)
    made_at = datetime.fromisoformat(archive.manifest["made_at"])
    return Restored(rows, count, made_at, names, faults)


def _put_back(
    now: datetime, archive: BackupArchive, sha256: str, heads: dict[str, LogRow]
) -> tuple[int, tuple[str, ...]]:
    with small_write():
        db.session.expunge_all()
        connection = db.session.connection()
        empty_tables(connection)
        rows = load_tables(archive, connection)
        count_on(connection)
        names = []
        for district in read_districts():
            names.append(district.name)
            replaced = heads.get(district.name)
            details = {
                "backup_made_at": archive.manifest["made_at"],
                "backup_sha256": sha256,
                "replaced_row": replaced.number if replaced else None,
                "replaced_hash": replaced.hash if replaced else None,
            }
            note = (RESTORED, f"district:{district.id}", details)
            append_rows(district.id, None, "the system", now, [note])
    return rows, tuple(names)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
