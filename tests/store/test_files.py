"""Evidence bytes on disk: kept once, by their hash, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from drills.store.files import FolderFiles, sha256


def test_what_is_put_is_read_by_its_hash(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    digest = files.put(b"a roster")
    assert digest == sha256(b"a roster")
    assert files.read(digest) == b"a roster"
    assert files.place(digest) == tmp_path / digest[:2] / digest[2:4] / digest


def test_the_same_bytes_twice_are_one_file(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.put(b"a roster")
    files.put(b"a roster")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_file_changed_on_disk_is_noticed(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    digest = files.put(b"a roster")
    assert files.holds(digest)
    files.place(digest).write_bytes(b"another roster")
    assert not files.holds(digest)


def test_what_is_put_again_mends_a_file_that_was_altered(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    digest = files.put(b"a roster")
    files.place(digest).write_bytes(b"half a r")
    assert files.put(b"a roster") == digest and files.holds(digest)


def test_a_name_that_is_no_hash_reaches_no_file(tmp_path: Path) -> None:
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(ValueError, match="SHA-256"):
            FolderFiles(tmp_path).read(name)


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("drills.store.files.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        FolderFiles(tmp_path).put(b"a roster")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
