"""flask audit verify reads every file of evidence again, in a folder and in a bucket."""

from __future__ import annotations

import pytest
from flask import Flask

from drills.actions.attach_evidence import Upload, attach_evidence
from drills.store.database import db
from drills.store.files import Files, FolderFiles
from drills.store.people import person_from_row
from drills.store.tables import EvidenceRow
from tests import make
from tests.bucket import S3Server
from tests.uploads import pdf, photo


def run(app: Flask) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    return result.exit_code, result.output


@pytest.fixture
def kept(app: Flask, any_files: Files) -> list[EvidenceRow]:
    """A photo with its thumbnail, and a paper."""
    app.extensions["evidence_files"] = any_files
    district = make.add_district("Audited Schools")
    building = make.add_building(district)
    record = make.add_drill([building], "2026-10-06").records[0]
    principal = make.add_person(district, "principal", [building])
    db.session.commit()
    attach_evidence(
        person_from_row(principal),
        make.NOON,
        record.id,
        [Upload("a.jpg", photo()), Upload("b.pdf", pdf())],
        files=any_files,
        most_bytes=10**6,
        no_pupils=True,
    )
    return list(record.evidence)


@pytest.fixture
def tamper(any_files: Files, request: pytest.FixtureRequest):
    """Alter a file behind everybody's back; with no content, take it away."""

    def altered(digest: str, content: bytes | None) -> None:
        if isinstance(any_files, FolderFiles):
            place = any_files.place(digest)
            place.unlink() if content is None else place.write_bytes(content)
        else:
            server: S3Server = request.getfixturevalue("s3_server")
            server.delete(digest) if content is None else server.put(digest, content)

    return altered


def test_any_byte_that_was_altered_is_noticed_and_its_file_named(
    app: Flask, any_files: Files, kept: list[EvidenceRow], tamper
) -> None:
    assert run(app)[0] == 0
    image, paper = kept
    named = ((image, image.sha256), (image, image.thumbnail_sha256), (paper, paper.sha256))
    for row, digest in [(row.id, digest) for row, digest in named]:
        whole = any_files.read(digest)
        for at in (0, len(whole) // 2, len(whole) - 1):
            one = bytearray(whole)
            one[at] ^= 1
            tamper(digest, bytes(one))
            status, said = run(app)
            assert status == 1 and f"the file of evidence {row} was altered" in said
        tamper(digest, whole)
    assert run(app)[0] == 0


def test_a_file_that_is_missing_is_named(app: Flask, kept: list[EvidenceRow], tamper) -> None:
    number, digest = kept[1].id, kept[1].sha256
    tamper(digest, None)
    status, said = run(app)
    assert status == 1 and f"the file of evidence {number} is gone" in said


def test_a_bucket_that_is_down_is_not_called_tampered(app: Flask, s3_server: S3Server) -> None:
    app.extensions["evidence_files"] = s3_server.files()
    district = make.add_district("Audited Schools")
    record = make.add_drill([make.add_building(district)], "2026-10-06").records[0]
    digest = s3_server.files().put(b"a photo")
    kept = {"sha256": digest, "original_sha256": digest, "kind": "image/jpeg", "name": "a.jpg"}
    when = {"represents_on": make.day("2026-10-06"), "uploaded_at": make.NOON}
    db.session.add(EvidenceRow(record_id=record.id, size=7, **kept, **when))
    db.session.commit()
    with s3_server.down():
        status, said = run(app)
    assert status == 2 and "cannot be reached" in said and "altered" not in said
