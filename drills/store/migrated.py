"""Whether the database answers, and has the tables of this version."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from drills.store.database import db

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_schema() -> str:
    """The migration that this version's tables are of."""
    return ",".join(ScriptDirectory(str(MIGRATIONS)).get_heads())


def what_is_wrong() -> str:
    """``database``: it does not answer; ``migrations``: its tables are another version's.

    Empty where all is well.
    """
    try:
        with db.engine.connect() as connection:
            current = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        return "database"
    try:
        newest = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    except CommandError:
        return "migrations"
    return "" if current == newest else "migrations"
