"""Whether a district's log of changes still holds: its own rows, the rows that it speaks of,
and the files that these name. Reads one moment (snapshot.py) and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from drills.store.audit import FIRST, row_hash
from drills.store.audited import (
    covered_tables,
    key_of,
    primary,
    row_sha256,
    rows_of_district,
    sha256_of,
)
from drills.store.files import Compared
from drills.store.stored import stored_rows
from drills.store.tables import AuditRow, EvidenceRow

# Of each row that the log spoke of: its hash, or None where it is gone, and who said so last.
Said = dict[str, tuple[str | None, int]]
AUDIT, EVIDENCE = AuditRow.__table__, EvidenceRow.__table__


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit. ``number``: the row of the log that shows it, 0 for none.

    kinds, of a row of the log: missing (one with this number is gone), altered, unlinked
    (it does not continue the row before) · of a row elsewhere: altered, gone, unknown (no row
    of the log speaks of it) · of a file: file_gone, file_altered, file_back (erased, and there
    all the same).
    """

    kind: str
    number: int
    subject: str  # audit:12, record:17, evidence:3


class Chain:
    """The log read through: what it said last of each row, and where it does not hold."""

    def __init__(self, connection: Connection, district_id: int) -> None:
        self.faults: list[Fault] = []
        self.said: Said = {}
        self.covers = False  # whether any row holds hashes of others
        self._details: dict[int, str] = {}  # number -> hash of details that are not the first
        self._read(connection, district_id)

    def _read(self, connection: Connection, district_id: int) -> None:
        previous, expected = FIRST, 1
        ids = select(AUDIT.c.id).where(AUDIT.c.district_id == district_id)
        for row in stored_rows(connection, AUDIT, ids.order_by(AUDIT.c.number, AUDIT.c.id)):
            if row.values is None:
                self._add("altered", expected)
                previous, expected = "", expected + 1
                continue
            number = row.values["number"]
            if number != expected:
                self._add("missing", expected)
            elif not row.plain or not self._holds(row.values):
                self._add("altered", number)
            elif previous and row.values["previous_hash"] != previous:
                self._add("unlinked", number)
            previous = row.values["hash"]
            expected = number + 1 if isinstance(number, int) else expected + 1
        for number, now in self._details.items():
            if self.said.get(f"audit:{number}", ("", 0))[0] != now:
                self._add("altered", number)
        for key in [key for key in self.said if key.startswith("audit:")]:
            if int(key.partition(":")[2]) not in self._details:
                self._add("altered", int(key.partition(":")[2]))
            del self.said[key]
        self.faults.sort(key=lambda fault: fault.number)

    def _add(self, kind: str, number: int) -> None:
        self.faults.append(Fault(kind, number, f"audit:{number}"))

    def _holds(self, row: Any) -> bool:
        try:
            if row["hash"] != row_hash(row):
                return False
            if row["spoke_of"] is None:
                return True
            self.covers = True
            self.said.update(
                (key, (state, row["number"])) for key, state in row["spoke_of"].items()
            )
            now = sha256_of(row["details"])
        except (AttributeError, TypeError, ValueError):
            return False
        if now != row["details_sha256"]:
            self._details[row["number"]] = now
        return True


def faults_of(connection: Connection, district_id: int, files: Compared | None) -> Iterator[Fault]:
    """Everything that does not fit, the first first: the log by its numbers, then rows in
    the order in which the log last spoke of them, then files. ``files`` None: not looked at."""
    chain = Chain(connection, district_id)
    yield from chain.faults
    if chain.covers:
        yield from sorted(
            _row_faults(connection, district_id, chain.said), key=lambda f: (f.number, f.subject)
        )
    if files is not None:
        yield from file_faults(connection, district_id, files)


def chain_faults(connection: Connection, district_id: int) -> list[Fault]:
    """Where the log's own rows do not fit, by their numbers."""
    return Chain(connection, district_id).faults


def _row_faults(connection: Connection, district_id: int, said: Said) -> Iterator[Fault]:
    for table in covered_tables().values():
        yield from table_faults(connection, district_id, table, said)


def table_faults(
    connection: Connection, district_id: int, table: Any, said: Said
) -> Iterator[Fault]:
    """Where the rows of a table are not those that the log last spoke of."""
    of_table = f"{table.name}:"
    left = {key: told for key, told in said.items() if key.startswith(of_table)}
    ids = rows_of_district(table, district_id).with_only_columns(primary(table))
    for row in stored_rows(connection, table, ids):
        key = f"{of_table}{row.id}"
        state, number = left.pop(key, (None, 0))
        if state is None:
            yield Fault("unknown", number, key)
        elif row.values is None or not row.plain or _sha256(table, row.values) != state:
            yield Fault("altered", number, key)
    for key, (state, number) in left.items():
        if state is not None:
            yield Fault("gone", number, key)


def _sha256(table: Any, row: Any) -> str:
    try:
        return row_sha256(table, row)
    except (AttributeError, TypeError, ValueError):
        return ""


def file_faults(connection: Connection, district_id: int, files: Compared) -> Iterator[Fault]:
    """The evidence whose file, or whose thumbnail, is gone or is not the one that was kept."""
    ids = rows_of_district(EVIDENCE, district_id).with_only_columns(EVIDENCE.c.id)
    for row in stored_rows(connection, EVIDENCE, ids):
        if row.values is None:
            continue
        for name in ("sha256", "thumbnail_sha256"):
            digest = row.values[name]
            if row.values["erased_at"] is not None:
                if digest and _is_back(connection, files, digest):
                    yield Fault("file_back", 0, key_of(EVIDENCE, row.values))
                    break
                continue
            kind = _file_fault(files, digest) if digest else ""
            if kind:
                yield Fault(kind, 0, key_of(EVIDENCE, row.values))
                break

    for number, digest in files_of_the_log(connection, district_id):
        kind = _file_fault(files, digest)
        if kind:
            yield Fault(kind, number, f"audit:{number}")


def _is_back(connection: Connection, files: Compared, digest: str) -> bool:
    """Whether erased bytes are there, though no other evidence speaks of them."""
    row = EVIDENCE.c
    named = (row.sha256 == digest) | (row.thumbnail_sha256 == digest)
    live = select(row.id).where(row.erased_at.is_(None), named)
    there = connection.scalar(live.limit(1)) is None
    try:
        return there and files.has(digest)
    except ValueError:
        return False


def files_of_the_log(
    connection: Connection, district_id: int | None = None
) -> Iterator[tuple[int, str]]:
    """The files that the log itself names, each with the number of its row: the log that a
    district brought along from another installation."""
    brought = select(AUDIT.c.number, AUDIT.c.details).where(AUDIT.c.did == "district.imported")
    if district_id is not None:
        brought = brought.where(AUDIT.c.district_id == district_id)
    for number, details in connection.execute(brought.order_by(AUDIT.c.id)):
        for name in ("chain_sha256", "chain_details_sha256"):
            if details.get(name):
                yield number, details[name]


def _file_fault(files: Compared, digest: str) -> str:
    try:
        wrong = files.compare(digest)
    except (ValueError, TypeError):
        return "file_gone"
    return f"file_{wrong}" if wrong else ""
