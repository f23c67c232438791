"""One scheduler at a time, however many are started: the one that holds the lock.

Beside an SQLite file it is a lock on a file, on PostgreSQL a lock of the server's; both
end with the process, however it ends, and the next one leads a minute later.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from flask import Flask

from drills.store.advisory_lock import AdvisoryLock

NUMBER = 0x6472_696C_6C73  # "drills"


class FileLock:
    """A lock on a file, held as long as the process lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Whether we hold it now, taken a moment ago or before."""
        if self._file is not None:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give it up."""
        if self._file is not None:
            self._file.close()
            self._file = None


def lead_lock(app: Flask) -> FileLock | AdvisoryLock:
    """The lock that fits the app's database."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        return AdvisoryLock(NUMBER)
    return FileLock(Path(url.removeprefix("sqlite:///").partition("?")[0] + ".scheduler"))
