"""Hand over the district's year as a workbook: read, judge, write, and say that it was done.

The log of changes keeps the SHA-256 of the bytes, so a workbook can be known again. What
is in it is export_contents.py's, what the sheets look like workbooks/compliance.py's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from drills.actions.building_rules import key_from
from drills.actions.change import change
from drills.actions.export_contents import Tell, contents_of, nobody
from drills.permissions import Person
from drills.store.database import one_moment
from drills.workbooks.compliance import write_compliance_workbook
from drills.workbooks.contents import Contents, Wishes


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the name to save it under, its size and hash. The log of changes has
    the hash too; of a ZIP it has that of its manifest, by which all the rest is known."""

    name: str
    size: int
    sha256: str
    manifest_sha256: str = ""


def export_workbook(
    by: Person,
    now: datetime,
    out: IO[bytes],
    as_of: date | None = None,
    year: str | None = None,
    tell: Tell = nobody,
    only: Collection[int] | None = None,
    wishes: Wishes = Wishes(),  # noqa: B008 - a frozen value
) -> Exported:
    """Write the district's workbook as of a day (today) in a school year (that day's).

    ``out`` is an open file that can be read again; ``tell`` hears how many buildings of
    how many are in it; ``only`` narrows to the buildings that an auditor sees. Raises
    NotAllowed, or Refused where there is no school calendar.
    """
    with one_moment():
        told = contents_of(by, now, as_of, year, tell, only, wishes)
        write_compliance_workbook(told, out)
    sha256 = hash_of(out)
    with change(by, now) as it:
        it.note(
            "export.workbook",
            f"district:{by.district_id}",
            sha256=sha256,
            year=told.year,
            as_of=told.as_of.isoformat(),
            buildings=told.total,
            witness=told.witness.number,
            pack=told.pack.version,
        )
    out.seek(0, 2)
    return Exported(file_name(told, ".xlsx"), out.tell(), sha256)


def file_name(told: Contents, ending: str) -> str:
    """``westbrook-drills-2026-27-as-of-2026-11-24.xlsx``."""
    return f"{key_from(told.district) or 'district'}-drills-{told.year}-as-of-{told.as_of}{ending}"


def hash_of(file: IO[bytes] | Path) -> str:
    """The SHA-256 of a file, in hex, read piece by piece."""
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return hash_of(opened)
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
