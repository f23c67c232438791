"""What the chain of changes covers, and the hash of one row of it.

Every table is covered that leads to a district, unless NOT_COVERED says why not; a new
table is covered by itself. A row's hash is the same on every database. Who writes the
hashes down is audit.py's, who compares them verify.py's.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Column, Select, Table, select
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.orm import Session

from drills.store.database import Base

# Tables outside the chain, each with the reason.
NOT_COVERED = {
    "audit": "its rows are chained themselves",
    "kept_verdict": "worked out from the rest, and again each night",
    "mail": "an outbox: what was sent is emptied",
    "export": "the making of a file; that it was made is a row of the chain",
    "job_run": "that a job ran says nothing of a drill",
    "session": "signing in and out are rows of the chain; the browser's last visit is not",
    "one_time_link": "good for days; its making and its use are rows of the chain",
    "attempt": "the throttle's counters",
    "plan_draft": "a draft is no drill yet; accepting it is a row of the chain",
}
# Columns outside the chain: what a calendar's poll writes, and what says nothing.
NOT_COVERED_COLUMNS = {("feed", "last_read_at"), ("feed", "last_reader")}
AT_ONCE = 500  # keys in one question; SQLite takes some thousands


def canonical(value: Any) -> str:
    """JSON with one spelling for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(value: Any) -> str:
    """SHA-256 of a value's canonical JSON, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@cache
def covered_tables() -> dict[str, Table]:
    """The tables of the chain by name, those first that others point to."""
    return {
        table.name: table
        for table in Base.metadata.sorted_tables
        if table.name not in NOT_COVERED and way_to_district(table) is not None
    }


@cache
def way_to_district(table: Table) -> tuple[Column[Any], ...] | None:
    """The columns that lead from a table to its district's id, one join a step; None where
    none do. Columns that are never empty go before others, people last."""
    if table.name == "district":
        return (table.c.id,)
    if "district_id" in table.c:
        return (table.c.district_id,)
    links = [column for column in table.columns if column.foreign_keys and not column.nullable]
    for column in sorted(links, key=lambda c: _target(c).table.name == "person"):
        onward = way_to_district(_target(column).table)
        if onward is not None:
            return (column, *onward)
    return None


def _target(column: Column[Any]) -> Column[Any]:
    return next(iter(column.foreign_keys)).column


def rows_of_district(table: Table, district_id: int) -> Select[Any]:
    """The question for every row of a table that belongs to a district, by its key."""
    way = way_to_district(table)
    assert way is not None
    joined: Any = table
    for column in way[:-1]:
        target = _target(column)
        joined = joined.join(target.table, column == target)
    return select(table).select_from(joined).where(way[-1] == district_id).order_by(primary(table))


def primary(table: Table) -> Column[Any]:
    """The one column of a table's key."""
    (column,) = table.primary_key.columns
    return column


def key_of(table: Table, row: RowMapping) -> str:
    """What the chain calls a row: ``record:17``."""
    return f"{table.name}:{row[primary(table).name]}"


def row_sha256(table: Table, row: RowMapping) -> str:
    """The hash of a row as it reads back from the database.

    A column that holds its own default is left out, so that a column added later does not
    alter what was said of the rows before it.
    """
    words = {}
    for column in table.columns:
        if (table.name, column.name) in NOT_COVERED_COLUMNS:
            continue
        value = _plain(row[column.name])
        if value != _default(column) or type(value) is not type(_default(column)):
            words[column.name] = value
    return sha256_of([table.name, words])


def _plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value


@cache
def _default(column: Column[Any]) -> Any:
    """The value that a column has where nobody gave one; None where it may be empty."""
    default = column.default
    if default is None or column.primary_key:
        return None
    if default.is_callable:
        return default.arg(None)  # list and dict, as SQLAlchemy wraps them
    return default.arg


def states_of(session: Session, keys: Iterable[str]) -> dict[str, str | None]:
    """The hash of each row as it now stands in the session's transaction, by its key; None
    for a row that is gone."""
    by_table: dict[str, list[int]] = defaultdict(list)
    found: dict[str, str | None] = {}
    for key in sorted(keys):
        name, _, number = key.partition(":")
        by_table[name].append(int(number))
        found[key] = None
    for name, ids in by_table.items():
        table = covered_tables()[name]
        for first in range(0, len(ids), AT_ONCE):
            some = select(table).where(primary(table).in_(ids[first : first + AT_ONCE]))
            for row in session.execute(some).mappings():
                found[key_of(table, row)] = row_sha256(table, row)
    return found


def all_states(source: Session | Connection, district_id: int) -> Iterator[tuple[str, str]]:
    """Every covered row of a district with its hash."""
    for table in covered_tables().values():
        rows = source.execute(
            rows_of_district(table, district_id).execution_options(yield_per=1000)
        )
        for row in rows.mappings():
            yield key_of(table, row), row_sha256(table, row)
