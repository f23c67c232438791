"""Ask for an export: small ones are made at once, large ones beside the request.

A row says who asked for what; the scheduler makes the file (make_exports), which its asker
may have for a day. What an export holds is export_workbook.py's and export_bundle.py's.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from drills.actions.change import small_write
from drills.actions.export_contents import may_export, year_to_export
from drills.actions.refused import Refused
from drills.permissions import Person
from drills.store.database import db
from drills.store.exports import read_exports_of, size_of_district
from drills.store.tables import ExportRow
from drills.workbooks.contents import Wishes

KINDS = WORKBOOK, BUNDLE = ("workbook", "bundle")
# What one request does by itself, within some seconds.
MOST_BUILDINGS, MOST_EVIDENCE = 60, 100_000_000
KEPT = timedelta(days=1)
MOST_SAMPLED, LONGEST_SEED = 1000, 100
MOST_WAITING = 3  # of one person


def options_of(wishes: Wishes) -> dict[str, Any]:
    """What was wished for, as JSON holds it; nothing where nothing was."""
    day = wishes.known_by.isoformat() if wishes.known_by else None
    values = {"known_by": day, "sample": wishes.sample, "seed": wishes.seed}
    return {name: value for name, value in values.items() if value}


def wishes_of(options: dict[str, Any]) -> Wishes:
    """The same, read back."""
    day = options.get("known_by")
    return Wishes(
        date.fromisoformat(day) if day else None,
        int(options.get("sample", 0)),
        str(options.get("seed", "")),
    )


def is_small(by: Person, kind: str, year: str, only: Collection[int] | None = None) -> bool:
    """Whether the export, of these buildings alone or of all, is made while its asker waits."""
    buildings, evidence = size_of_district(by.district_id, year, only)
    return buildings <= MOST_BUILDINGS and (kind == WORKBOOK or evidence <= MOST_EVIDENCE)


def ask_export(
    by: Person,
    now: datetime,
    kind: str,
    as_of: date | None = None,
    year: str | None = None,
    wishes: Wishes = Wishes(),  # noqa: B008 - a frozen value
) -> int:
    """Put the export on the list of those to be made; gives its id.

    The same asked for again while it waits is the same. Raises NotAllowed or Refused.
    """
    today = may_export(by, now)
    as_of = as_of or today
    year = year_to_export(by, as_of, year)
    options = options_of(wishes)
    with small_write():
        waiting = [r for r in read_exports_of(by.id) if r.state in ("waiting", "running")]
        for row in waiting:
            if (row.kind, row.as_of, row.year, row.options) == (kind, as_of, year, options):
                return row.id
        if len(waiting) >= MOST_WAITING:
            raise Refused("exports_waiting")
        row = ExportRow(
            district_id=by.district_id,
            person_id=by.id,
            kind=kind,
            as_of=as_of,
            year=year,
            options=options,
            asked_at=now,
        )
        db.session.add(row)
        db.session.flush()
        return row.id
