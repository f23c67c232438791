"""Reading exports that were asked for, and the files that they become.

Only the scheduler writes files here; pages read them. Where several machines serve one
district, this folder is shared between them, as that of the evidence is.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import func, or_, select

from drills.store.database import db
from drills.store.tables import BuildingRow, DrillRow, EvidenceRow, ExportRow, RecordRow


def read_export(export_id: int, district_id: int, person_id: int) -> ExportRow | None:
    """An export that the person asked for; None for anybody else's."""
    row = db.session.get(ExportRow, export_id)
    mine = row is not None and (row.district_id, row.person_id) == (district_id, person_id)
    return row if mine else None


def read_exports_of(person_id: int) -> list[ExportRow]:
    """What a person asked for and can still have, the newest first."""
    rows = db.session.scalars(
        select(ExportRow)
        .where(ExportRow.person_id == person_id, ExportRow.state != "expired")
        .order_by(ExportRow.id.desc())
        .limit(10)
    )
    return list(rows)


UNFINISHED = ("waiting", "running")


def read_unfinished(now: datetime) -> list[int]:
    """The exports to be made, those asked for first at the top; with them any that a process
    began and did not end. Those that pause are left out until their time has come."""
    rows = db.session.scalars(
        select(ExportRow.id)
        .where(
            ExportRow.state.in_(UNFINISHED),
            or_(ExportRow.again_at.is_(None), ExportRow.again_at <= now),
        )
        .order_by(ExportRow.id)
    )
    return list(rows)


def read_expired(now: datetime) -> list[int]:
    """The exports whose time is over."""
    rows = db.session.scalars(
        select(ExportRow.id).where(ExportRow.state == "ready", ExportRow.expires_at <= now)
    )
    return list(rows)


def size_of_district(
    district_id: int, year: str, only: Collection[int] | None = None
) -> tuple[int, int]:
    """How many open buildings, and how many bytes of evidence of a year; of some buildings
    alone where ``only`` names them. Two queries."""
    open_ones = select(func.count(BuildingRow.id)).where(
        BuildingRow.district_id == district_id, BuildingRow.closed_on.is_(None)
    )
    sizes = (
        select(func.sum(EvidenceRow.size))
        .join(RecordRow, RecordRow.id == EvidenceRow.record_id)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(DrillRow.district_id == district_id, DrillRow.year == year)
    )
    if only is not None:
        open_ones = open_ones.where(BuildingRow.id.in_(only))
        sizes = sizes.where(RecordRow.building_id.in_(only))
    buildings, evidence = db.session.scalar(open_ones), db.session.scalar(sizes)
    return buildings or 0, int(evidence or 0)


class ExportFiles:
    """The folder of finished exports, and of how far the others are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, export_id: int) -> Path:
        """Where the finished file of an export stands."""
        return self.folder / str(export_id)

    @contextmanager
    def writing(self, export_id: int) -> Iterator[IO[bytes]]:
        """A file to write to; it stands in its place once all of it is on disk, or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._beside(export_id, "part")
        try:
            with part.open("w+b") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(self.place(export_id))
        finally:
            part.unlink(missing_ok=True)
            self._beside(export_id, "far").unlink(missing_ok=True)

    def tell(self, export_id: int, done: int, total: int) -> None:
        """Note how far an export is."""
        half = self._beside(export_id, "half")
        half.write_text(f"{done} {total}")
        half.replace(self._beside(export_id, "far"))

    def how_far(self, export_id: int) -> tuple[int, int]:
        """How many buildings of how many are done; nothing of nothing before it began."""
        try:
            done, total = self._beside(export_id, "far").read_text().split()
        except (OSError, ValueError):
            return 0, 0
        return int(done), int(total)

    def drop(self, export_id: int) -> None:
        """Delete the file of an export."""
        self.place(export_id).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete what a process that was killed has left: a file that no export speaks of, or
        half a file of one that is not being made. Gives how many files."""
        # Files first, rows after: what is begun or finished meanwhile is in neither's way.
        there = [path for path in self.folder.glob("*") if path.is_file()]
        rows = db.session.execute(
            select(ExportRow.id, ExportRow.state).where(ExportRow.state.in_((*UNFINISHED, "ready")))
        )
        states = {str(export_id): state for export_id, state in rows}
        left = [path for path in there if not _belongs(path.name, states)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _beside(self, export_id: int, what: str) -> Path:
        return self.folder / f".{export_id}.{what}"


def _belongs(name: str, states: dict[str, str]) -> bool:
    """Whether an export that is not over still has use for a file of the folder."""
    if name.startswith("."):
        return states.get(name[1:].partition(".")[0]) in UNFINISHED
    return name in states
