"""Write a backup of every district, database and files together, while the program runs;
then read it again and check the log of changes in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from drills.exchange.archive import Archive
from drills.exchange.backup_archive import BackupArchive, backup_manifest
from drills.exchange.district_archive import MANIFEST, NotADistrict, file_path, table_path
from drills.store.beside import Beside
from drills.store.dump import (
    Connection,
    dumped_tables,
    load_table,
    named_files,
    schema_version,
    table_lines,
)
from drills.store.files import Files
from drills.store.full import disk_is_full
from drills.store.migrated import newest_schema
from drills.store.snapshot import snapshot
from drills.store.verify import Fault

OWNER_ONLY = 0o600


class BackupProblem(Exception):
    """Why there is no backup, or why one cannot be restored: a code and what it is about.

    no_space · cannot_write · cannot_read · file_gone · schema · broken, format, missing,
    altered, unlisted (of the archive) · not_empty · no_tables · not_whole (the log of changes
    in it does not hold).
    """

    def __init__(self, code: str, about: str = "") -> None:
        self.code, self.about = code, about
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written. ``faults``: where the log of changes does not hold, the first of each
    district: the backup is good, but what it is of was altered before."""

    rows: int
    files: int
    size: int
    faults: tuple[tuple[str, Fault], ...]


def back_up(now: datetime, path: Path, files: Files) -> BackedUp:
    """Write a backup to a file that is not there yet. Raises BackupProblem; then there is none.

    All tables are as of one moment. Files are copied after: they are written before the row
    that names them, and never change.
    """
    if path.exists():
        raise BackupProblem("cannot_write", f"{path} is there already")
    half = path.with_name(f"{path.name}.part")
    with said_plainly():
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        try:
            with os.fdopen(handle, "wb") as out:
                rows, count = _write(now, out, files)
                out.flush()
                os.fsync(out.fileno())
            with half.open("rb") as written:
                faults = archive_faults(open_archive(written), half.parent)
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    return BackedUp(rows, count, path.stat().st_size, faults)


def _write(now: datetime, out: IO[bytes], files: Files) -> tuple[int, int]:
    archive = Archive(out, now.astimezone(UTC))
    try:
        return _fill(now, archive, files)
    finally:
        archive.close()


def _fill(now: datetime, archive: Archive, files: Files) -> tuple[int, int]:
    tables: dict[str, int] = {}
    with snapshot() as connection:
        stands_at = schema_version(connection) or newest_schema()
        if stands_at != newest_schema():
            raise BackupProblem("schema", stands_at)
        for table in dumped_tables():
            counted = _Counted(table_lines(connection, table))
            archive.add_lines(table_path(table.name), counted)
            tables[table.name] = counted.count
        digests = named_files(connection)
    for digest in digests:
        try:
            with files.open(digest) as file:
                archive.add_file(file_path(digest), file)
        except FileNotFoundError:
            raise BackupProblem("file_gone", digest) from None
    head = {"made_at": now.astimezone(UTC).isoformat(), "schema": stands_at}
    archive.add(MANIFEST, backup_manifest(head, tables, archive.entries))
    return sum(tables.values()), len(digests)


class _Counted:
    """Lines that go by, counted."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.count += 1
            yield line


def open_archive(file: IO[bytes]) -> BackupArchive:
    """A backup whose every hash was compared. Raises BackupProblem."""
    try:
        return BackupArchive(file)
    except NotADistrict as wrong:
        raise BackupProblem(wrong.code, wrong.about) from None


def archive_faults(archive: BackupArchive, folder: Path | None) -> tuple[tuple[str, Fault], ...]:
    """The first fault of each district's log in a backup, read into a database beside.

    Raises BackupProblem where its rows are no rows of this version.
    """
    if archive.manifest["schema"] != newest_schema():
        raise BackupProblem("schema", str(archive.manifest["schema"]))
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as name:
        beside = Beside(Path(name) / "check.db")
        try:
            with beside.writing() as connection:
                load_tables(archive, connection)
            return beside.first_faults(archive.file_hashes)
        finally:
            beside.close()


def load_tables(archive: BackupArchive, connection: Connection) -> int:
    """Every row of a backup into empty tables; gives how many. Raises BackupProblem."""
    count = 0
    for table in dumped_tables():
        try:
            count += load_table(connection, table, archive.rows(table.name))
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise BackupProblem("broken", f"{table.name}: {wrong}") from None
    return count


@contextmanager
def said_plainly() -> Iterator[None]:
    """What the system says of disks, as a code."""
    try:
        yield
    except OSError as error:
        code = "no_space" if disk_is_full(error) else "cannot_write"
        raise BackupProblem(code, str(error)) from error
