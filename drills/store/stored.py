"""Reading rows that somebody may have altered behind our back: no value stops the reading.

A row is given with whether it is stored just as we would write it, so that a byte that
changes no value (a blank in a JSON text, another letter between day and hour) shows too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Select,
    Table,
    Text,
    Time,
    cast,
    select,
    type_coerce,
)
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import NullType

from drills.store.audited import AT_ONCE, primary
from drills.store.database import UtcTime

SPELT = (JSON, Boolean, Date, DateTime, Time, UtcTime)  # what SQLite keeps as text or a number
UNREADABLE = (SQLAlchemyError, ValueError, TypeError, OverflowError, AttributeError, KeyError)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row by its key's number. ``values`` None: no longer readable."""

    id: int
    values: RowMapping | None
    plain: bool


def stored_rows(connection: Connection, table: Table, ids: Select[Any]) -> Iterator[Stored]:
    """The rows of a table whose keys a question gives, in its order."""
    wanted = list(connection.execute(ids).scalars())
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        try:
            found = {row.id: row for row in _read(connection, table, some)}
        except UNREADABLE:
            found = {row.id: row for id_ in some for row in _read_one(connection, table, id_)}
        yield from (found[id_] for id_ in some if id_ in found)


def _read_one(connection: Connection, table: Table, id_: Any) -> list[Stored]:
    try:
        return _read(connection, table, [id_])
    except UNREADABLE:
        return [Stored(id_, None, False)]


def _read(connection: Connection, table: Table, ids: list[Any]) -> list[Stored]:
    raw = _raw_columns(connection, table)
    key = primary(table)
    question = select(table, *(column for _, column in raw)).where(key.in_(ids))
    found = []
    for row in connection.execute(question).mappings():
        plain = all(
            _as_written(connection, column, row[column.name], row[as_kept])
            for column, as_kept in raw
        )
        found.append(Stored(row[key.name], row, plain))
    return found


def _raw_columns(connection: Connection, table: Table) -> list[tuple[Column[Any], Any]]:
    """The columns whose stored form can differ where the value does not, and that form."""
    if connection.dialect.name == "sqlite":
        return [
            (column, type_coerce(column, NullType()).label(f"raw_{column.name}"))
            for column in table.columns
            if isinstance(column.type, SPELT)
        ]
    return [
        (column, cast(column, Text).label(f"raw_{column.name}"))
        for column in table.columns
        if isinstance(column.type, JSON)
    ]


def _as_written(connection: Connection, column: Column[Any], value: Any, kept: Any) -> bool:
    if value is None:
        return kept in (None, "null")
    if isinstance(column.type, JSON):
        return bool(json.dumps(value) == kept)
    written = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    ours = written(value) if written is not None else value
    return bool(ours == kept and type(ours) is type(kept)) or (
        isinstance(column.type, Boolean) and kept in (0, 1) and not isinstance(kept, str)
    )
