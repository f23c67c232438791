"""A ZIP written front to back, piece by piece, that remembers the SHA-256 of all it holds.

What belongs into an archive, and its manifest, are bundle.py's and the actions'.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

PIECE = 1 << 20  # bytes read at once
READABLE = 0o644 << 16  # as a plain file, on systems that ask
PACKED_ALREADY = (".jpg", ".xlsx", ".png", ".zip")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive."""

    path: str
    size: int
    sha256: str


class _Hashing:
    """Writes on, and hashes what went by."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Write a piece."""
        self._hash.update(piece)
        self.size += len(piece)
        self._out.write(piece)
        return len(piece)

    def flush(self) -> None:
        """For writers that insist."""

    @property
    def sha256(self) -> str:
        """Of all that was written."""
        return self._hash.hexdigest()


class Archive:
    """A ZIP being written to an open file. ``at`` is the time that its files bear."""

    def __init__(self, out: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._at = at.timetuple()[:6]
        self.entries: list[Entry] = []

    @contextmanager
    def writing(self, path: str) -> Iterator[_Hashing]:
        """A file to write to, one at a time."""
        info = zipfile.ZipInfo(path, self._at)
        info.external_attr = READABLE
        packed = path.endswith(PACKED_ALREADY)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as part:
            out = _Hashing(part)
            yield out
        self.entries.append(Entry(path, out.size, out.sha256))

    def add(self, path: str, content: str | bytes) -> Entry:
        """Add a small file."""
        with self.writing(path) as out:
            out.write(content.encode() if isinstance(content, str) else content)
        return self.entries[-1]

    def add_lines(self, path: str, lines: Iterable[str]) -> Entry:
        """Add a text of any length; each line gets its line break."""
        with self.writing(path) as out:
            for line in lines:
                out.write(f"{line}\n".encode())
        return self.entries[-1]

    def add_file(self, path: str, file: Path | IO[bytes]) -> Entry:
        """Add a copy of a file of any size. Raises OSError."""
        if isinstance(file, Path):
            with file.open("rb") as opened:
                return self.add_file(path, opened)
        with self.writing(path) as out:
            while piece := file.read(PIECE):
                out.write(piece)
        return self.entries[-1]

    def close(self) -> None:
        """All is there. Without it the file is no ZIP."""
        self._zip.close()
