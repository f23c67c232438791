"""The database itself: names for constraints, UTC times, and how SQLite is opened.

No table stands here (tables/) and no query (the files named after their nouns).
Writers on SQLite take the lock at BEGIN, because a transaction that reads first
and writes later fails at once when another wrote in between, whatever the timeout.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)


class UtcTime(TypeDecorator[datetime]):
    """An instant. Stored as UTC without a zone, read back with UTC; a naive time is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


db = SQLAlchemy(model_class=Base)


def _open_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL, not NORMAL: what was acknowledged must survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def prepare_engine(engine: Engine) -> None:
    """Make an engine behave as above. Does nothing on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def connect_database(app: Flask) -> None:
    """Give the app its database; the folder of an SQLite file is made where it is missing."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        file = db.engine.url.database
        if db.engine.dialect.name == "sqlite" and file and file != ":memory:":
            Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def writing() -> Iterator[None]:
    """Everything inside is one write: the lock is taken at its start (SQLite).

    Must open the transaction: a session that has already read is ended first.
    """
    db.session.rollback()
    db.session.connection(execution_options={"write": True})
    yield


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as it stood at one moment, however long the reading takes.

    Nothing may be written inside; the session is ended before and after.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        db.session.connection()  # the first read of a transaction is its moment
    else:
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        db.session.rollback()
