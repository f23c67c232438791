"""A lock of the PostgreSQL server's that ends with the connection that holds it.

The connection is kept out of the pool. Behind a pooler in transaction mode it does not
hold: point the jobs at the server itself.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from drills.store.database import db


class AdvisoryLock:
    """Held by one connection at a time, in the whole database."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Whether we hold it now, taken a moment ago or before."""
        if self._connection is not None and self._still_there(self._connection):
            return True
        self.release()
        try:
            connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except SQLAlchemyError:
            return False
        connection.detach()
        try:
            taken = connection.scalar(
                text("SELECT pg_try_advisory_lock(:number)"), {"number": self.number}
            )
        except SQLAlchemyError:
            taken = False
        if taken:
            self._connection = connection
        else:
            connection.close()
        return bool(taken)

    def release(self) -> None:
        """Give it up; the server does so by itself where the connection is gone."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @staticmethod
    def _still_there(connection: Connection) -> bool:
        try:
            return connection.scalar(text("SELECT 1")) == 1
        except SQLAlchemyError:
            return False
