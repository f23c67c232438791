"""Every table as lines of text, and back: what a backup holds, on whichever database.

A line is a row as a JSON object. Which file they go to is the actions' (back_up.py,
restore.py); the log of changes across a restore too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    LargeBinary,
    Table,
    Time,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection, Engine

from drills.store.audited import primary
from drills.store.database import Base, UtcTime
from drills.store.tables import EvidenceRow
from drills.store.verify import files_of_the_log

# Who is signed in now, and links that are good for hours, are nobody's to bring back.
LEFT_OUT = ("session", "one_time_link", "attempt", "export")
AT_ONCE = 500


def dumped_tables() -> list[Table]:
    """The tables of a backup, those first that others point to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def schema_version(connection: Connection) -> str:
    """The migration that the database stands at; empty where none ever ran."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def table_lines(connection: Connection, table: Table) -> Iterator[str]:
    """The rows of a table by their keys, each as a line of JSON."""
    rows = connection.execute(
        select(table).order_by(primary(table)).execution_options(yield_per=AT_ONCE)
    )
    for row in rows.mappings():
        words = {column.name: _plain(row[column.name]) for column in table.columns}
        yield json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def empty_tables(connection: Connection) -> None:
    """Take every row out of every table."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(delete(table))


def load_table(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    """Put the rows of a backup into an empty table; gives how many. Raises ValueError for
    what is no row of it."""
    some: list[dict[str, Any]] = []
    count = 0
    for words in rows:
        if set(words) != set(table.columns.keys()):
            raise ValueError(f"a row of {table.name} has other columns")
        some.append({c.name: _value(c, words[c.name]) for c in table.columns})
        count += 1
        if len(some) == AT_ONCE:
            connection.execute(insert(table), some)
            some = []
    if some:
        connection.execute(insert(table), some)
    return count


def _value(column: Column[Any], said: Any) -> Any:
    if said is None:
        return None
    if isinstance(column.type, UtcTime | DateTime):
        return datetime.fromisoformat(said)
    if isinstance(column.type, Date):
        return date.fromisoformat(said)
    if isinstance(column.type, Time):
        return time.fromisoformat(said)
    return base64.b64decode(said) if isinstance(column.type, LargeBinary) else said


def count_on(connection: Connection) -> None:
    """Let new rows get numbers after those that were put in; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in dumped_tables():
        key = primary(table)
        if key.foreign_keys:
            continue
        most = connection.scalar(select(func.max(key)))
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :key), :most, :used)"),
            {"table": table.name, "key": key.name, "most": most or 1, "used": most is not None},
        )


def named_files(connection: Connection) -> list[str]:
    """The hashes of the files that evidence and the log of changes name, each once."""
    row = EvidenceRow.__table__.c
    kept = select(row.sha256, row.thumbnail_sha256).where(row.erased_at.is_(None))
    found = connection.execute(kept).all()
    files = {digest for pair in found for digest in pair if digest}
    return sorted(files.union(digest for _, digest in files_of_the_log(connection)))


def has_tables(engine: Engine) -> bool:
    """Whether the tables of this version are there to be filled."""
    return set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
