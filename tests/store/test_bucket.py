"""Evidence in a bucket does what evidence in a folder does, and says so where it cannot."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from config import Config, WrongSettings
from drills.app import create_app
from drills.store.files import Files, FilesUnreachable, sha256
from tests.bucket import S3Server
from tests.conftest import test_config

LARGE = os.urandom(3_500_000)


def test_what_is_put_is_read_compared_and_removed(any_files: Files) -> None:
    digest = any_files.put(b"a roster")
    assert digest == sha256(b"a roster") == any_files.put(b"a roster")
    assert any_files.read(digest) == b"a roster"
    assert any_files.has(digest) and any_files.holds(digest)
    assert any_files.remove(digest) and not any_files.remove(digest)
    assert not any_files.has(digest) and any_files.compare(digest) == "gone"
    with pytest.raises(FileNotFoundError):
        any_files.open(digest)


def test_a_large_file_comes_in_pieces_and_whole(any_files: Files) -> None:
    digest = any_files.put(LARGE)
    with any_files.open(digest) as file:
        pieces = list(iter(lambda: file.read(1_000_000), b""))
    assert [len(piece) for piece in pieces] == [1_000_000] * 3 + [500_000]
    assert b"".join(pieces) == LARGE


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_reaches_no_object(s3_server: S3Server, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        s3_server.files().open(name)


def test_an_object_that_was_altered_or_taken_away_is_noticed(s3_server: S3Server) -> None:
    files = s3_server.files()
    digest = files.put(b"the roster of room 12")
    s3_server.put(digest, b"the roster of room 13")
    assert files.compare(digest) == "altered"
    files.put(b"the roster of room 12")
    assert files.holds(digest)
    s3_server.delete(digest)
    assert files.compare(digest) == "gone"


def test_a_server_that_is_down_is_not_a_file_that_is_gone(s3_server: S3Server) -> None:
    files = s3_server.files()
    digest = files.put(b"there before")
    with s3_server.down():
        began = time.monotonic()
        for work in (lambda: files.put(b"new"), lambda: files.open(digest), files.remove):
            with pytest.raises(FilesUnreachable):
                work() if work != files.remove else files.remove(digest)
        with pytest.raises(FilesUnreachable):
            files.compare(digest)
        assert time.monotonic() - began < 20
    assert files.holds(digest) and not files.has(sha256(b"new"))


def test_a_bucket_that_refuses_or_is_not_there_is_not_an_empty_one(s3_server: S3Server) -> None:
    files = s3_server.files()
    digest = files.put(b"kept")
    with s3_server.refusing():
        for work in (files.read, files.remove, files.compare):
            with pytest.raises(FilesUnreachable):
                work(digest)
        with pytest.raises(FilesUnreachable):
            files.put(b"refused")
    assert files.holds(digest)
    misspelt = s3_server.files(name="lakeside-dirlls")
    for work in (misspelt.read, misspelt.compare, misspelt.has):
        with pytest.raises(FilesUnreachable, match="not found"):
            work(digest)
    with pytest.raises(FilesUnreachable):
        misspelt.put(b"kept")


def test_the_secret_stands_in_no_words(s3_server: S3Server) -> None:
    files = s3_server.files(secret="s3cr3t-of-ours")
    with s3_server.refusing(), pytest.raises(FilesUnreachable) as said:
        files.put(b"refused")
    assert "s3cr3t" not in f"{said.value} {files.bucket!r}"


def test_the_setting_chooses_the_place(s3_server: S3Server, tmp_path: Path) -> None:
    app = create_app(test_config(tmp_path, **s3_server.settings()))
    files = app.extensions["evidence_files"]
    assert s3_server.files().holds(files.put(b"through the app"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DRILLS_EVIDENCE_STORE": "s3:/lakeside"}, "'s3:/lakeside' is no place for files"),
        ({"DRILLS_EVIDENCE_STORE": "s4://lakeside-drills"}, "Use folder:, or s3://bucket/prefix"),
        ({"DRILLS_EVIDENCE_STORE": "s3://Lakeside"}, "no place for files"),
        ({"DRILLS_EVIDENCE_STORE": "/srv/evidence"}, "no place for files"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "AWS_SECRET_ACCESS_KEY is not set"),
        ({"AWS_ACCESS_KEY_ID": ""}, "AWS_ACCESS_KEY_ID is not set"),
        ({"AWS_ENDPOINT_URL": "s3.example.org"}, "AWS_ENDPOINT_URL: 's3.example.org' is not"),
        ({"DRILLS_EVIDENCE_STOER": "folder:"}, "The nearest is DRILLS_EVIDENCE_STORE"),
    ],
)
def test_a_misspelt_setting_is_named_at_the_start(changes: dict[str, str], words: str) -> None:
    right = {
        "DRILLS_EVIDENCE_STORE": "s3://lakeside-drills/evidence",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL": "https://s3.example.org",
    }
    with pytest.raises(WrongSettings) as wrong:
        Config.from_environment({**right, **changes})
    assert words in str(wrong.value)
    assert Config.from_environment(right).evidence.prefix == "evidence"


def test_a_bucket_without_its_package_is_said_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("drills.store.bucket.importlib.import_module", missing)
    given = {"DRILLS_EVIDENCE_STORE": "s3://lakeside-drills"}
    with pytest.raises(WrongSettings, match="requirements-s3"):
        create_app(test_config(tmp_path, **given))
