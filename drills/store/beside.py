"""A database beside the real one, made to read a backup in and look at it, then thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine, select
from sqlalchemy.engine import Connection

from drills.store.database import Base, prepare_engine
from drills.store.files import Compared
from drills.store.tables import DistrictRow
from drills.store.verify import Fault, faults_of


class _Named:
    """Files of which only the hashes are known; that they are right was compared before."""

    def __init__(self, digests: Collection[str]) -> None:
        self.digests = digests

    def compare(self, digest: str) -> Literal["", "gone", "altered"]:
        """Whether the backup has it."""
        return "" if digest in self.digests else "gone"

    def has(self, digest: str) -> bool:
        return digest in self.digests


class Beside:
    """An SQLite file with this version's tables, empty at first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = create_engine(f"sqlite:///{path}")
        prepare_engine(self._engine)
        Base.metadata.create_all(self._engine)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction."""
        with self._engine.begin() as connection:
            yield connection

    def first_faults(self, digests: Collection[str]) -> tuple[tuple[str, Fault], ...]:
        """The first fault of each district, with the district's name."""
        found: list[tuple[str, Fault]] = []
        row = DistrictRow.__table__.c
        with self._engine.connect() as connection:
            for id_, name in connection.execute(select(row.id, row.name).order_by(row.id)).all():
                files = _Named(digests)
                found += [(name, fault) for fault in _first(connection, id_, files)]
        return tuple(found)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _first(connection: Connection, district_id: int, files: Compared) -> list[Fault]:
    for fault in faults_of(connection, district_id, files):
        return [fault]
    return []
