"""The whole database as it stood at one moment, for reading while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from drills.store.database import db


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection whose every question is answered as of its first.

    SQLite's write-ahead log gives that to any reader; PostgreSQL has to be asked for it.
    """
    options = (
        {}
        if db.engine.dialect.name == "sqlite"
        else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    with db.engine.connect().execution_options(**options) as connection:
        yield connection
        connection.rollback()
