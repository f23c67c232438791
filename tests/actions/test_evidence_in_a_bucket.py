"""All that reads evidence reads it from a bucket: bundle, backup, restore, exports, removal."""

from __future__ import annotations

import gc
import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask

from drills.actions.attach_evidence import Upload, attach_evidence
from drills.actions.back_up import back_up
from drills.actions.erase import ask_erasure, decide_erasure
from drills.actions.export_bundle import export_bundle
from drills.actions.export_everything import export_everything
from drills.actions.import_everything import import_everything
from drills.actions.restore import restore
from drills.permissions import Person
from drills.store.bucket import BucketFiles
from drills.store.database import db
from drills.store.erasures import sweep_files
from drills.store.files import FilesUnreachable
from drills.store.people import person_from_row
from drills.store.snapshot import snapshot
from drills.store.tables import EvidenceRow
from drills.store.verify import faults_of
from tests import make
from tests.bucket import S3Server
from tests.conftest import start_app, test_config
from tests.uploads import pdf, photo


class Scene:
    """A record with a photo and a paper, in a bucket of its own."""

    def __init__(self, server: S3Server, prefix: str) -> None:
        self.server, self.files = server, server.files(prefix=prefix)
        district = make.add_district("Bucket Schools")
        building = make.add_building(district)
        record = make.add_drill([building], "2026-10-06").records[0]
        rows = [
            make.add_person(district, "principal", [building]),
            make.add_person(district, "director"),
            make.add_person(district, "administrator"),
        ]
        db.session.commit()
        self.district, self.record = district.id, record.id
        self.people: list[Person] = [person_from_row(row) for row in rows]
        attach_evidence(
            self.people[0],
            make.NOON,
            record.id,
            [Upload("a.jpg", photo()), Upload("b.pdf", pdf())],
            files=self.files,
            most_bytes=10**6,
            no_pupils=True,
        )
        self.kept = [(row.id, row.sha256) for row in record.evidence]

    def holds(self, district: int = 0, files: BucketFiles | None = None) -> bool:
        db.session.rollback()
        with snapshot() as connection:
            return not list(faults_of(connection, district or self.district, files or self.files))


@pytest.fixture
def scene(any_database: Flask, s3_server: S3Server, tmp_path: Path) -> Scene:
    return Scene(s3_server, f"evidence/{tmp_path.name}")


def test_a_bundle_and_a_whole_district_carry_the_files_of_a_bucket(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    out = BytesIO()
    export_bundle(scene.people[1], make.NOON, out, scene.files)
    with ZipFile(out) as bundle:
        found = {hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist()}
    assert {digest for _, digest in scene.kept} <= found

    out = BytesIO()
    export_everything(scene.people[1], make.NOON, out, scene.files)
    elsewhere = scene.server.files(prefix=f"{scene.files.bucket.prefix}/elsewhere")
    with start_app(test_config(tmp_path / "elsewhere")).app_context():
        brought = import_everything(make.NOON, out, elsewhere)
        assert (brought.files, brought.not_there) == (3, 0)
        assert all(elsewhere.holds(digest) for _, digest in scene.kept)
        assert scene.holds(brought.district_id, elsewhere)
        db.session.remove()
        db.engine.dispose()


def test_a_backup_of_a_bucket_is_restored_into_another(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "all.backup"
    made = back_up(make.NOON, path, scene.files)
    assert made.files == 3  # a photo, its thumbnail, a paper
    elsewhere = scene.server.files(prefix=f"{scene.files.bucket.prefix}/elsewhere")
    restore(make.NOON, path, elsewhere, overwrite=True, scratch=tmp_path)
    assert scene.holds(files=elsewhere)


def test_a_removal_takes_the_bytes_out_of_the_bucket(scene: Scene) -> None:
    (id_, digest), _ = scene.kept
    asked = ask_erasure(scene.people[0], make.NOON, scene.record, "A face.", id_)
    assert decide_erasure(
        scene.people[1], make.NOON, asked, remove=True, words="", files=scene.files
    )
    assert not scene.files.has(digest) and scene.holds()


# A workbook that is given up leaves open sheets behind.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_while_the_bucket_is_down_removals_stand_and_exports_do_not(
    scene: Scene, tmp_path: Path
) -> None:
    (id_, digest), (_, paper) = scene.kept
    asked = ask_erasure(scene.people[0], make.NOON, scene.record, "A face.", id_)
    with scene.server.down():
        gone = decide_erasure(
            scene.people[1], make.NOON, asked, remove=True, words="", files=scene.files
        )
        assert not gone
        for export in (export_bundle, export_everything):
            with pytest.raises(FilesUnreachable):
                export(scene.people[1], make.NOON, BytesIO(), scene.files)
        with pytest.raises(FilesUnreachable):
            back_up(make.NOON, tmp_path / "none.backup", scene.files)
        assert list(tmp_path.glob("none*")) == []
    assert db.session.get_one(EvidenceRow, id_).erased_at is not None
    assert scene.files.has(digest)
    assert sweep_files(scene.files) == 2  # as each night: the photo and its thumbnail
    assert not scene.files.has(digest) and scene.files.holds(paper) and scene.holds()
    gc.collect()
