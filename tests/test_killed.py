"""Killed at any step of an upload, an approval, an export, a removal or a backup: nothing
that was acknowledged is lost, nothing half-written is seen, and the log holds.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import func, select

from drills.actions.back_up import open_archive
from drills.actions.make_exports import MOST_TRIES
from drills.actions.sweep_exports import sweep_exports
from drills.store.database import db
from drills.store.exports import ExportFiles
from drills.store.files import FolderFiles
from drills.store.snapshot import snapshot
from drills.store.tables import AuditRow, ErasureRow, EvidenceRow, ExportRow, PersonRow, RecordRow
from drills.store.verify import faults_of
from tests import make
from tests.conftest import start_app, test_config

ROOT = Path(__file__).parent.parent
MOST = 120  # records; no deed has more steps


@dataclass
class Ward:
    """A district with many records, and the process whose children are killed."""

    district: int
    records: list[int]
    files: FolderFiles
    folder: Path
    process: subprocess.Popen[str]

    def do(self, what: str, number: int, step: int) -> str:
        """``done`` or ``killed`` before the step."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{what} {number} {step}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer in ("done", "killed"), what
        return answer

    def holds(self) -> bool:
        """Whether the log, its rows and its files fit."""
        db.session.rollback()
        with snapshot() as connection:
            found = list(faults_of(connection, self.district, self.files))
        assert found == []
        return True

    def half_written(self) -> list[Path]:
        """Files in the place of evidence that are not what their name says."""
        places = [p for p in self.files.folder.rglob("*") if p.is_file() and p.name[0] != "."]
        return [p for p in places if hashlib.sha256(p.read_bytes()).hexdigest() != p.name]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One for all: its process takes seconds to start."""
    app = start_app(test_config(tmp_path_factory.mktemp("ward")))
    with app.app_context():
        yield from _ward(app)
        db.session.remove()
        db.engine.dispose()


def _ward(app: Flask) -> Iterator[Ward]:
    district = make.add_district("Killed Schools", "US-NY")
    building = make.add_building(district)
    make.add_person(district, "principal", [building], title="Of the killed")
    make.add_person(district, "director", title="Of the killed")
    answers = {"participants": 400, "duration_seconds": 240, "announced": "staff"}
    answers |= {"parents_notified_on": "2026-09-29", "training_given": True}
    records = [
        make.add_drill([building], "2026-10-06", "fire", answers=answers).records[0]
        for _ in range(MOST)
    ]
    db.session.commit()
    folder = Path(app.config["DRILLS"].data)
    parts = folder / "parts"
    parts.mkdir()
    process: subprocess.Popen[str] = subprocess.Popen(
        [sys.executable, "-m", "tests.nursery", str(folder)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(parts)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert _line(process.stdout) == "ready"
    ids = [record.id for record in records]
    yield Ward(district.id, ids, FolderFiles(folder / "evidence"), folder, process)
    assert process.stdin
    process.stdin.close()
    process.wait(20)


def _line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def test_an_upload_is_there_in_whole_or_not_at_all(ward: Ward) -> None:
    killed = 0
    for step in range(1, MOST, 2):
        record = ward.records[step]
        answer = ward.do("upload", record, step)
        db.session.rollback()
        query = select(EvidenceRow.sha256).where(EvidenceRow.record_id == record)
        rows = list(db.session.scalars(query))
        assert len(rows) <= 1 and all(map(ward.files.holds, rows))
        if answer == "done":
            assert len(rows) == 1
            break
        killed += 1
    assert answer == "done" and killed > 8
    assert ward.holds() and ward.half_written() == []


def test_an_approval_stands_with_its_row_of_the_log_or_not_at_all(ward: Ward) -> None:
    killed = 0
    for step in range(1, MOST):
        record = ward.records[step]
        answer = ward.do("approve", record, step)
        db.session.rollback()
        state = db.session.scalar(select(RecordRow.state).where(RecordRow.id == record))
        said = db.session.scalar(
            select(func.count()).where(
                AuditRow.subject == f"record:{record}", AuditRow.did == "record.approved"
            )
        )
        assert (state, said) in (("submitted", 0), ("approved", 1))
        if answer == "done":
            assert state == "approved"
            break
        killed += 1
    assert answer == "done" and killed > 5
    assert ward.holds()


def test_whoever_has_an_export_finds_it_in_the_log(ward: Ward) -> None:
    step = 1
    while ward.do("export", step, step) == "killed":
        step += 3 + step // 4
    db.session.rollback()
    query = select(AuditRow.details).where(AuditRow.did == "export.workbook")
    known = {details["sha256"] for details in db.session.scalars(query)}
    there = [hashlib.sha256(p.read_bytes()).hexdigest() for p in ward.folder.glob("*.xlsx")]
    assert there and set(there) <= known
    assert ward.holds()


def test_a_large_export_that_is_killed_is_taken_up_again_or_told_as_failed(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle made beside the request. Its file is there for its asker once all of it is,
    and the log has its manifest's hash by then."""
    exports = ExportFiles(ward.folder / "exports")
    step, killed, given_up, state = 1, 0, 0, "ready"
    answer = ""
    while answer != "done" or state == "failed":
        asked, state = ask(ward), "waiting"
        while state not in ("ready", "failed"):
            answer = ward.do("make", asked, step)
            db.session.rollback()
            row = db.session.get_one(ExportRow, asked)
            state = row.state
            if answer == "killed":
                killed += 1
                step += 1 + step // 4
        if state == "failed":  # it ended every process that took it up
            assert row.tries == MOST_TRIES + 1
            given_up += 1
            continue
        whole = exports.place(asked).read_bytes()
        assert hashlib.sha256(whole).hexdigest() == row.sha256
        manifest = ZipFile(BytesIO(whole)).read("MANIFEST.json")
        assert hashlib.sha256(manifest).hexdigest() == row.manifest_sha256
        query = select(AuditRow.details).where(AuditRow.did == "export.bundle")
        assert row.manifest_sha256 in [d["manifest_sha256"] for d in db.session.scalars(query)]
    assert killed > 10 and given_up > 2
    assert ward.holds()
    # Nothing that was left stays for ever, nothing that is ready goes.
    parts = ward.folder / "parts"
    assert list(parts.iterdir())
    monkeypatch.setattr(tempfile, "tempdir", str(parts))
    sweep_exports(datetime(2100, 1, 1, tzinfo=UTC), exports)  # long after
    assert list(parts.iterdir()) == []
    ready = select(ExportRow.id).where(ExportRow.state == "ready")
    assert {p.name for p in exports.folder.iterdir()} == set(map(str, db.session.scalars(ready)))


def ask(ward: Ward) -> int:
    """A bundle that the director waits for."""
    person = db.session.scalars(
        select(PersonRow).where(PersonRow.title == "Of the killed").order_by(PersonRow.id.desc())
    ).first()
    assert person is not None
    row = ExportRow(
        district_id=ward.district,
        person_id=person.id,
        kind="bundle",
        year="2026-27",
        as_of=make.NOON.date(),
        asked_at=make.NOON,
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def test_a_removal_never_leaves_a_row_without_its_file(ward: Ward) -> None:
    killed = 0
    for step in range(1, MOST, 3):
        record = ward.records[step]
        digest = ward.files.put(b"another photo %d" % step)
        file = EvidenceRow(
            record_id=record,
            sha256=digest,
            original_sha256=digest,
            kind="image/jpeg",
            name="a.jpg",
            size=9,
            represents_on=make.day("2026-10-06"),
            uploaded_at=make.NOON,
        )
        db.session.add(file)
        db.session.flush()
        asked = ErasureRow(
            district_id=ward.district,
            building_id=db.session.get_one(RecordRow, record).building_id,
            record_id=record,
            evidence_id=file.id,
            what="file",
            reason="A face.",
            asked_at=make.NOON,
            asker_name="Pat",
        )
        db.session.add(asked)
        db.session.commit()
        file_id = file.id
        answer = ward.do("erase", asked.id, step)
        db.session.rollback()
        erased = db.session.scalar(select(EvidenceRow.erased_at).where(EvidenceRow.id == file_id))
        assert erased is not None or ward.files.holds(digest)
        if answer == "done":
            assert erased is not None and not ward.files.place(digest).exists()
            break
        killed += 1
    assert answer == "done" and killed > 5


def test_a_backup_is_whole_or_not_there(ward: Ward) -> None:
    step = 1
    while ward.do("backup", step, step) == "killed":
        assert not (ward.folder / f"{step}.backup").exists()
        step = step * 2 if step < 64 else step + 150
    with (ward.folder / f"{step}.backup").open("rb") as file:
        assert open_archive(file).manifest["tables"]["record"] >= MOST
