"""The shape of a whole district as a ZIP: a JSON line for each row, the files, a manifest.

Values in, text out, and a ZIP opened with every hash compared. Which rows go in is
store/whole_district.py's; docs/everything.md explains the shape to others.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from drills.exchange.archive import PIECE, Entry

FORMAT = "drills-district/1"
MANIFEST, README = "MANIFEST.json", "README.txt"
CHAIN, CHAIN_DETAILS = "changes/chain.jsonl", "changes/details.jsonl"

README_TEXT = """\
A whole district of the drill tracker: {district}

Exported {exported}. Read it in with

  flask import everything FILE

or by a program of your own:

  tables/NAME.jsonl      a line of JSON for each row. Days are 2026-11-24, times of day
                         10:00:00, instants UTC; a column that ends in _id is the number of a
                         row of another table. {counts}
  files/SHA256           evidence and thumbnails, named by the SHA-256 of their bytes
  changes/chain.jsonl    the log of changes: each line holds the SHA-256 of the line before
  changes/details.jsonl  what each change said in full
  MANIFEST.json          every file with its size and SHA-256, and how many rows there are

Not in it: passwords, sessions, one-time links, mails, and verdicts, which are worked out anew.
It holds drills that are still to come. Keep it as you keep the database.
"""


class NotADistrict(Exception):
    """A file that cannot be read in: why, and the part that it is about."""

    def __init__(self, code: str, about: str = "") -> None:
        self.code, self.about = code, about
        super().__init__(f"{code}: {about}")


def table_path(name: str) -> str:
    """``tables/record.jsonl``."""
    return f"tables/{name}.jsonl"


def file_path(digest: str) -> str:
    """``files/`` and the hash."""
    return f"files/{digest}"


def manifest(
    head: Mapping[str, Any], tables: Mapping[str, int], entries: Iterable[Entry], gone: list[str]
) -> str:
    """MANIFEST.json."""
    told = {
        "format": FORMAT,
        **head,
        "tables": dict(tables),
        "not_there": gone,
        "files": [{"path": e.path, "bytes": e.size, "sha256": e.sha256} for e in entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


# What the standard library says of a damaged ZIP.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class DistrictArchive:
    """A ZIP opened for reading. Nothing is taken from it before every hash was compared."""

    known = FORMAT  # the one that is read

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            raw = self._zip.read(MANIFEST)
            told = json.loads(raw)
            if told["format"] != self.known:
                raise NotADistrict("format", str(told["format"]))
            self.manifest: dict[str, Any] = told
            self.sha256 = hashlib.sha256(raw).hexdigest()
            self._compare()
        except NotADistrict:
            raise
        except UNREADABLE as error:
            raise NotADistrict("broken", type(error).__name__) from error

    def _compare(self) -> None:
        there = set(self._zip.namelist()) - {MANIFEST}
        for entry in self.manifest["files"]:
            path = entry["path"]
            if path not in there:
                raise NotADistrict("missing", path)
            there.discard(path)
            digest = hashlib.sha256()
            with self._zip.open(path) as part:
                while piece := part.read(PIECE):
                    digest.update(piece)
            if digest.hexdigest() != entry["sha256"]:
                raise NotADistrict("altered", path)
        if there:
            raise NotADistrict("unlisted", min(there))

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a table."""
        with self._zip.open(table_path(name)) as part:
            for line in part:
                yield json.loads(line)

    def files(self) -> Iterator[bytes]:
        """Each file of evidence."""
        for entry in self.manifest["files"]:
            if entry["path"].startswith("files/"):
                yield self._zip.read(entry["path"])

    def read(self, path: str) -> bytes:
        """One file of the archive."""
        return self._zip.read(path)
