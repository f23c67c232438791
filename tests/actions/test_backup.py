"""A backup holds everything as of one moment, and a restore explains itself in the log."""

from __future__ import annotations

import errno
import os
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from drills.actions import back_up as writing
from drills.actions.back_up import BackupProblem, back_up
from drills.actions.change import change
from drills.actions.restore import restore
from drills.permissions import the_system
from drills.store.audit import newest_log_row
from drills.store.database import db
from drills.store.dump import dumped_tables
from drills.store.files import FolderFiles
from drills.store.snapshot import snapshot
from drills.store.tables import AuditRow, DistrictRow, DrillRow, EvidenceRow, SessionRow
from drills.store.verify import faults_of
from tests import make
from tests.store.every_table import a_row_in_every_table

ZONE = "America/New_York"
LATER = make.NOON + timedelta(days=3)


@pytest.fixture
def district(any_database: Flask) -> int:
    """A district with a row in every table and a file of evidence."""
    row = a_row_in_every_table()
    files = evidence(any_database)
    for kept in db.session.scalars(select(EvidenceRow)):
        kept.sha256, kept.thumbnail_sha256 = files.put(b"a photo"), files.put(b"its thumbnail")
    db.session.commit()
    with change(the_system(row.id, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    return row.id


def evidence(app: Flask) -> FolderFiles:
    return FolderFiles(app.config["DRILLS"].data / "evidence")


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a backup."""
    db.session.rollback()
    with snapshot() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))]
            for t in dumped_tables()
        }


def holds(app: Flask, district_id: int) -> bool:
    db.session.rollback()
    with snapshot() as connection:
        return not list(faults_of(connection, district_id, evidence(app)))


def rename(district_id: int, name: str) -> None:
    with change(the_system(district_id, ZONE), make.NOON) as it:
        row = db.session.get(DistrictRow, district_id)
        assert row is not None
        row.name = name
        it.note("test.said", f"district:{district_id}")


def test_what_is_restored_is_what_was_backed_up_and_the_log_says_so(
    any_database: Flask, district: int, tmp_path: Path
) -> None:
    before = rows()
    done = back_up(make.NOON, tmp_path / "one.backup", evidence(any_database))
    assert done.files == 2 and done.faults == ()
    assert (tmp_path / "one.backup").stat().st_mode & 0o777 == 0o600
    rename(district, "Every Table Schools")  # a row of the log that the restore takes back
    replaced = newest_log_row(district)
    assert replaced is not None and replaced.number == 2
    for file in evidence(any_database).folder.rglob("*"):
        if file.is_file():
            file.unlink()
    back = restore(LATER, tmp_path / "one.backup", evidence(any_database), overwrite=True)
    assert back.made_at == make.NOON and back.files == 2
    after = rows()
    said = after["audit"]
    new = [row for row in said if row not in before["audit"]]
    assert {**after, "audit": [row for row in said if row in before["audit"]]} == before
    assert len(new) == db.session.scalar(select(func.count()).select_from(DistrictRow))
    row = db.session.scalars(
        select(AuditRow).where(AuditRow.district_id == district, AuditRow.number == 2)
    ).one()
    assert row.did == "chain.restored"
    assert row.details["backup_made_at"] == make.NOON.isoformat()
    assert (row.details["replaced_row"], row.details["replaced_hash"]) == (2, replaced.hash)
    assert holds(any_database, district)


def test_new_rows_go_on_after_a_restore(any_database: Flask, district: int, tmp_path: Path) -> None:
    back_up(make.NOON, tmp_path / "one.backup", evidence(any_database))
    restore(LATER, tmp_path / "one.backup", evidence(any_database), overwrite=True)
    rename(district, "Still Going Schools")
    other = make.add_district("A New One")
    make.add_drill([make.add_building(other)], "2026-10-06")
    db.session.commit()
    assert holds(any_database, district)


def test_a_backup_of_sqlite_is_restored_on_postgresql_too(
    any_database: Flask, district: int, tmp_path: Path
) -> None:
    """The lines of a backup are the same on both, so each can be restored on the other."""
    back_up(make.NOON, tmp_path / "one.backup", evidence(any_database))
    with zipfile.ZipFile(tmp_path / "one.backup") as archive:
        lines = archive.read("tables/school_year.jsonl").decode().splitlines()
    assert any('"first_day":"2026-09-02"' in line and '"terms":[{' in line for line in lines)


def test_districts_are_not_replaced_without_a_word(
    any_database: Flask, district: int, tmp_path: Path
) -> None:
    back_up(make.NOON, tmp_path / "one.backup", evidence(any_database))
    before = rows()
    with pytest.raises(BackupProblem) as refused:
        restore(LATER, tmp_path / "one.backup", evidence(any_database), overwrite=False)
    assert refused.value.code == "not_empty" and "Every Table Schools" in refused.value.about
    assert rows() == before


def test_nobody_stays_signed_in_after_a_restore(app: Flask, tmp_path: Path) -> None:
    row = make.add_district("Signed In Schools")
    person = make.add_person(row)
    for hash_ in ("a", "b"):
        db.session.add(
            SessionRow(
                secret_hash=hash_,
                person_id=person.id,
                created_at=make.NOON,
                last_seen_at=make.NOON,
                expires_at=LATER,
            )
        )
    db.session.commit()
    back_up(make.NOON, tmp_path / "one.backup", evidence(app))
    restore(LATER, tmp_path / "one.backup", evidence(app), overwrite=True)
    assert db.session.scalar(select(func.count()).select_from(SessionRow)) == 0


@pytest.mark.parametrize("at", [0.1, 0.5, 0.98])
def test_a_backup_that_was_altered_is_refused_and_nothing_changes(
    app: Flask, tmp_path: Path, at: float
) -> None:
    make.add_drill([make.add_building(make.add_district("Damaged Schools"))], "2026-10-06")
    db.session.commit()
    path = tmp_path / "one.backup"
    back_up(make.NOON, path, evidence(app))
    before = rows()
    raw = bytearray(path.read_bytes())
    for step in range(40):  # a stretch, since a byte of padding would say nothing
        raw[int(len(raw) * at) + step] ^= 0x55
    path.write_bytes(bytes(raw))
    with pytest.raises(BackupProblem):
        restore(LATER, path, evidence(app), overwrite=True)
    assert rows() == before


def test_a_file_that_is_no_backup_is_said_to_be_none(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Buy milk.")
    with pytest.raises(BackupProblem) as refused:
        restore(LATER, tmp_path / "notes.txt", evidence(app), overwrite=True)
    assert refused.value.code == "broken"


def test_a_backup_of_what_was_altered_says_so_and_is_restored_only_on_request(
    app: Flask, tmp_path: Path
) -> None:
    row = make.add_district("Altered Schools")
    make.add_drill([make.add_building(row)], "2026-10-06")
    db.session.commit()
    with change(the_system(row.id, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    db.session.execute(text("UPDATE drill SET note = 'forged' WHERE district_id = 2"))
    db.session.commit()
    done = back_up(make.NOON, tmp_path / "one.backup", evidence(app))
    assert [(name, fault.kind) for name, fault in done.faults] == [("Altered Schools", "altered")]
    with pytest.raises(BackupProblem) as refused:
        restore(LATER, tmp_path / "one.backup", evidence(app), overwrite=True)
    assert refused.value.code == "not_whole"
    restore(LATER, tmp_path / "one.backup", evidence(app), overwrite=True, as_it_is=True)
    assert db.session.scalar(select(DrillRow.note).where(DrillRow.district_id == 2)) == ("forged")


def test_a_full_disk_leaves_no_half_backup(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupProblem) as refused:
        back_up(make.NOON, tmp_path / "one.backup", evidence(app))
    assert refused.value.code == "no_space"
    assert list(tmp_path.glob("one.backup*")) == []


def test_a_backup_is_of_one_moment_though_others_write(
    any_database: Flask, district: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writers go on between any two tables; the log in the backup holds all the same."""
    lines = writing.table_lines

    def busy(connection: object, table: object) -> object:
        worker = threading.Thread(target=_write_once, args=(any_database, district))
        worker.start()
        worker.join()
        return lines(connection, table)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "table_lines", busy)
    done = back_up(make.NOON, tmp_path / "one.backup", evidence(any_database))
    assert done.faults == ()
    db.session.rollback()
    newest = newest_log_row(district)
    assert newest is not None and newest.number > len(dumped_tables())


def _write_once(app: Flask, district_id: int) -> None:
    with app.app_context():
        rename(district_id, "Busy Schools")
        db.session.remove()
