"""How calendars and days are written into the audit chain."""

from __future__ import annotations

from typing import Any

from drills.store.tables import DayOffRow, SchoolYearRow


def day_note(row: DayOffRow) -> dict[str, Any]:
    """Days that differ, as the chain writes them."""
    return {
        "kind": row.kind,
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat(),
        "why": row.why,
        "building": row.building_id,
    }


def year_note(row: SchoolYearRow) -> dict[str, Any]:
    """A school year, as the chain writes it."""
    return {
        "year": row.year,
        "building": row.building_id,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "terms": [dict(term) for term in row.terms],
        "summer_start": row.summer_start.isoformat() if row.summer_start else None,
        "summer_end": row.summer_end.isoformat() if row.summer_end else None,
        "breaks": {name: list(span) for name, span in (row.breaks or {}).items()},
    }
