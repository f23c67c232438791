"""Brings a database's tables to this version. Called by ``flask db upgrade``.

On SQLite a table is altered by copying it, and dropping the original would delete the
rows of its children; so foreign keys are off meanwhile and checked at the end, and the
file is copied aside before anything changes.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import context
from alembic.migration import MigrationContext
from flask import current_app
from sqlalchemy.engine import Connection

from drills.store.database import UtcTime, db

KEPT_COPIES = 5


def _plain_types(kind: str, value: object, _context: object) -> str | bool:
    """Migrations name no type of ours: they must read the same when our code has moved on."""
    if kind == "type" and isinstance(value, UtcTime):
        return "sa.DateTime()"
    return False


def _raw(connection: Connection) -> sqlite3.Connection | None:
    raw = connection.connection.driver_connection
    return raw if isinstance(raw, sqlite3.Connection) else None


def _copy_aside(raw: sqlite3.Connection) -> None:
    """A copy of the file beside it, named by the instant; the newest few are kept."""
    path = raw.execute("PRAGMA database_list").fetchone()[2]
    tables = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not path or not tables:
        return
    file = Path(path)
    stamp = raw.execute("SELECT strftime('%Y%m%dT%H%M%f', 'now')").fetchone()[0]
    raw.execute("VACUUM INTO ?", (str(file.with_name(f"{file.name}.before-{stamp}")),))
    copies = sorted(file.parent.glob(f"{file.name}.before-*"))
    for old in copies[:-KEPT_COPIES]:
        old.unlink()


def _has_work(connection: Connection) -> bool:
    current = set(MigrationContext.configure(connection).get_current_heads())
    connection.rollback()
    return current != set(context.script.get_heads())


def _run() -> None:
    settings = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        raw = _raw(connection)
        if raw is not None:
            if _has_work(connection):
                _copy_aside(raw)
            raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=_plain_types,
            **settings,
        )
        with context.begin_transaction():
            context.run_migrations()
            if raw is not None:
                orphans = raw.execute("PRAGMA foreign_key_check").fetchall()
                if orphans:
                    raise RuntimeError(f"rows would lose what they point to: {orphans[:5]}")
        if raw is not None:
            raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError("Migrations need the database itself; --sql is not offered.")
_run()
