"""Evidence bytes on disk, by their own hash: what is put is what is read, for ever.

Nothing here knows what a file is or whom it belongs to (evidence.py). A file is written
beside its place and moved there whole, so a power cut leaves either all of it or none.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

HASH = re.compile(r"[0-9a-f]{64}")


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


class Files:
    """A folder of files named by their SHA-256, fanned out over two levels of folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, digest: str) -> Path:
        """Where the file of a hash stands. Raises ValueError for what is no hash."""
        if not HASH.fullmatch(digest):
            raise ValueError(f"not a SHA-256: {digest!r}")
        return self.folder / digest[:2] / digest[2:4] / digest

    def put(self, content: bytes) -> str:
        """Keep bytes and give their hash. The same bytes twice are one file."""
        digest = sha256(content)
        place = self.place(digest)
        if place.exists():
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
        _keep_folder(place.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of a hash. Raises FileNotFoundError."""
        return self.place(digest).read_bytes()

    def remove(self, digest: str) -> bool:
        """Delete the bytes of a hash; whether they were there."""
        try:
            self.place(digest).unlink()
        except FileNotFoundError:
            return False
        _keep_folder(self.place(digest).parent)
        return True

    def holds(self, digest: str) -> bool:
        """Whether the bytes are there and still have their hash."""
        place = self.place(digest)
        return place.is_file() and sha256(place.read_bytes()) == digest


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
