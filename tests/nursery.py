"""A process that does one thing of ours in a child of its own and kills it at the n-th step.

Started by tests/test_killed.py with the data folder; reads ``WHAT NUMBER STEP`` from its
input, one a line, and answers ``killed`` or ``done``. A step is a statement to the
database, or a write, a rename or a removal in the data folder: at each of them the power
may go. Only what prints ``done`` was acknowledged.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from drills.actions import attach_evidence as attaching
from drills.actions.approve_records import approve_records
from drills.actions.attach_evidence import Upload, attach_evidence
from drills.actions.back_up import back_up
from drills.actions.erase import decide_erasure
from drills.actions.export_workbook import export_workbook
from drills.actions.make_exports import make_exports
from drills.app import create_app
from drills.compliance.loading import load_pack
from drills.store.database import db
from drills.store.evidence import Examined
from drills.store.exports import ExportFiles
from drills.store.files import FolderFiles, sha256
from drills.store.people import person_from_row
from drills.store.tables import PersonRow
from tests import make
from tests.conftest import test_config

FOLDER = Path(sys.argv[1]) if __name__ == "__main__" else Path()
WRITES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir")


class Steps:
    """Counts, and ends the process at the chosen one."""

    def __init__(self, last: int) -> None:
        self.left = last

    def one(self, *_: Any, **__: Any) -> None:
        """A step is about to be done."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(self, name: str, arguments: tuple[Any, ...]) -> None:
        """What the interpreter is about to do."""
        ours = any(str(FOLDER) in str(one) for one in arguments[:2])
        writes = name == "open" and "w" in str(arguments[1] or "")
        low = name == "open" and arguments[1] is None and int(arguments[2]) & os.O_WRONLY
        if ours and (name in WRITES or writes or low) and "drills.db" not in str(arguments[0]):
            self.one()


def examined(content: bytes, _most: int) -> Examined:
    """As the decoders' own process would say; starting it each time would take minutes."""
    return Examined(sha256(content), "image/jpeg", b"kept " + content, b"small " + content)


def upload(number: int, files: FolderFiles, people: list[PersonRow]) -> None:
    """Attach a file to a record."""
    attaching.examine = examined
    done = attach_evidence(
        person_from_row(people[0]),
        make.NOON,
        number,
        [Upload("drill.jpg", b"photo %d" % number)],
        files=files,
        most_bytes=100,
        no_pupils=True,
    )
    assert done.kept


def approve(number: int, files: FolderFiles, people: list[PersonRow]) -> None:
    """Approve a record."""
    done = approve_records(person_from_row(people[1]), make.NOON, {number: 1})
    assert number in done.done, done.refused


def erase(number: int, files: FolderFiles, people: list[PersonRow]) -> None:
    """Remove a file that was asked for."""
    by = person_from_row(people[1])
    decide_erasure(by, make.NOON, number, remove=True, words="", files=files)


def export(number: int, files: FolderFiles, people: list[PersonRow]) -> None:
    """Hand over a workbook: whoever gets it finds its hash in the log."""
    half = FOLDER / f"{number}.half"
    with half.open("w+b") as out:
        export_workbook(person_from_row(people[1]), make.NOON, out=out)
    half.replace(FOLDER / f"{number}.xlsx")


def make_waiting(number: int, files: FolderFiles, people: list[PersonRow]) -> None:
    """Work off the exports that wait, as the scheduler does."""
    make_exports(lambda: make.NOON, files, ExportFiles(FOLDER / "exports"))


def backup(number: int, files: FolderFiles, people: list[PersonRow]) -> None:
    """Write a backup."""
    back_up(make.NOON, FOLDER / f"{number}.backup", files)


WHAT: dict[str, Callable[[int, FolderFiles, list[PersonRow]], None]] = {
    "upload": upload,
    "approve": approve,
    "erase": erase,
    "export": export,
    "make": make_waiting,
    "backup": backup,
}


def child(app: Flask, what: str, number: int, step: int) -> None:
    """Do it, unless the step comes first."""
    with app.app_context():
        query = db.session.query(PersonRow).filter_by(title="Of the killed")
        people = query.order_by(PersonRow.id).all()
        steps = Steps(step)
        event.listen(db.engine, "before_cursor_execute", steps.one)
        event.listen(db.engine, "commit", steps.one)
        real = os.fsync
        os.fsync = lambda handle: (steps.one(), real(handle))[1]  # type: ignore[assignment]
        sys.addaudithook(steps.audited)
        WHAT[what](number, FolderFiles(FOLDER / "evidence"), people)


def main() -> None:
    """Until the input ends."""
    app = create_app(test_config(FOLDER))  # imported once; no connection is open yet
    load_pack("US-NY")
    print("ready", flush=True)
    for line in sys.stdin:
        what, number, step = line.split()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                child(app, what, int(number), int(step))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status)
        good = not killed and os.WEXITSTATUS(status) == 0
        print("killed" if killed else "done" if good else "failed", flush=True)


if __name__ == "__main__":
    main()
