"""Bytes kept by their own hash: what is put is what is read, for ever.

Here: what every place for files does, and the first of them, a folder. A bucket is
bucket.py's; which of them this installation uses, evidence_files.py's. Nothing here knows
what a file is or whom it belongs to (evidence.py).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, Literal, Protocol

HASH = re.compile(r"[0-9a-f]{64}")
PIECE = 1 << 20  # bytes read at once


class FilesUnreachable(Exception):
    """The place of the files does not answer, or refuses: whether a file is there is not
    known. The message is for whoever runs the program, and holds no secret."""


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def path_of(digest: str) -> str:
    """Where the file of a hash stands, below the top: ``ab/cd/abcd…``. Raises ValueError for
    what is no hash."""
    if not HASH.fullmatch(digest):
        raise ValueError(f"not a SHA-256: {digest!r}")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


class Compared(Protocol):
    """What the audit check asks of files: whether they are there, and still as they were."""

    def has(self, digest: str) -> bool:
        """Whether there are bytes under this hash, whatever they are."""

    def compare(self, digest: str) -> Literal["", "gone", "altered"]:
        """What is wrong with the bytes of a hash; empty where they still have it."""


class Files(ABC):
    """A place for files named by their SHA-256. A new kind of place says three things: put,
    open and remove; each raises FilesUnreachable where the place does not answer."""

    @abstractmethod
    def put(self, content: bytes) -> str:
        """Keep bytes and give their hash, once no power cut can take them. The same bytes
        twice are one file. Raises OSError."""

    @abstractmethod
    def open(self, digest: str) -> IO[bytes]:
        """The bytes of a hash as a stream. Raises FileNotFoundError."""

    @abstractmethod
    def remove(self, digest: str) -> bool:
        """Delete the bytes of a hash; whether they were there."""

    def has(self, digest: str) -> bool:
        """Whether there are bytes under this hash, whatever they are."""
        try:
            self.open(digest).close()
        except FileNotFoundError:
            return False
        return True

    def read(self, digest: str) -> bytes:
        """The bytes of a hash at once. Raises FileNotFoundError."""
        with self.open(digest) as file:
            return file.read()

    def compare(self, digest: str) -> Literal["", "gone", "altered"]:
        """What is wrong with the bytes of a hash; empty where they still have it."""
        found = hashlib.sha256()
        try:
            with self.open(digest) as file:
                while piece := file.read(PIECE):
                    found.update(piece)
        except FileNotFoundError:
            return "gone"
        return "" if found.hexdigest() == digest else "altered"

    def holds(self, digest: str) -> bool:
        """Whether the bytes are there and still have their hash."""
        return not self.compare(digest)


class FolderFiles(Files):
    """A folder, fanned out over two levels of folders. A file is written beside its place and
    moved there whole, so a power cut leaves either all of it or none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, digest: str) -> Path:
        """Where the file of a hash stands. Raises ValueError for what is no hash."""
        return self.folder / path_of(digest)

    def put(self, content: bytes) -> str:
        digest = sha256(content)
        place = self.place(digest)
        if self.holds(digest):
            self._keep_names(place)
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._keep_names(place)
        return digest

    def _keep_names(self, place: Path) -> None:
        """Make the names of a file and of the folders above it survive a power cut."""
        for folder in (place.parent, place.parent.parent, self.folder):
            _keep_folder(folder)

    def open(self, digest: str) -> IO[bytes]:
        return self.place(digest).open("rb")

    def remove(self, digest: str) -> bool:
        try:
            self.place(digest).unlink()
        except FileNotFoundError:
            return False
        _keep_folder(self.place(digest).parent)
        return True

    def has(self, digest: str) -> bool:
        return self.place(digest).exists()


def _keep_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; not every system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
