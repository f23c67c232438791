"""What a closure did: the drills that fall on it, and whose verdict it changed.

The drills are read as they are now; the verdicts are those that the closure's row in the
audit chain tells.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from drills.actions.law import law_of
from drills.facts import COUNTING
from drills.store.audit import read_history
from drills.store.school_years import read_day_rows, read_drills_on
from drills.web.setup.year_shown import YearShown, row_ids
from drills.web.words import law_words


def closure_shown(district_id: int, shown: YearShown) -> dict[str, Any] | None:
    """The closure that the address names (``closure=17``); None where it names none, or one
    that is undone."""
    rows = read_day_rows(district_id, row_ids(request.args.getlist("closure")))
    if not rows or rows[0][0].kind != "closure":
        return None
    row, year = rows[0]
    only = row.building_id or year.building_id
    names = {b.id: b.name for b in shown.buildings}
    closed = [id_ for id_ in names if _is_closed(shown, id_, row.starts)]
    if only is not None:
        closed = [id_ for id_ in closed if id_ == only]
    drills = read_drills_on(district_id, row.starts, row.ends, closed)
    changed = _verdicts(district_id, row.id)
    return {
        "id": row.id,
        "starts": row.starts,
        "ends": row.ends,
        "why": row.why,
        "whom": names.get(only) if only is not None else None,
        "planned": _by_drill([d for d in drills if d[0].state not in COUNTING], names),
        "held": _by_drill([d for d in drills if d[0].state in COUNTING], names),
        "verdicts": [one for one in changed if one["was"] != one["now"]],
        "counts": [one for one in changed if one["was"] == one["now"]],
    }


def _is_closed(shown: YearShown, building_id: int, day: date) -> bool:
    calendar = shown.calendars.of(building_id)
    return calendar is not None and day in calendar.days_off


def _by_drill(found: list, names: dict[int, str]) -> list[dict[str, Any]]:
    """One line a drill, with the schools that hold it jointly."""
    lines: dict[int, dict[str, Any]] = {}
    for record, drill in found:
        line = lines.setdefault(
            drill.id,
            {
                "id": drill.id,
                "record": record.id,
                "type": drill.type,
                "title": drill.title,
                "day": record.held_on or drill.planned_on,
                "at": record.held_at or drill.planned_at,
                "names": [],
            },
        )
        line["names"].append(names[record.building_id])
    return list(lines.values())


def _verdicts(district_id: int, row_id: int) -> list[dict[str, Any]]:
    pack = law_of(district_id)
    rule_names = {rule.id: law_words(pack, rule.name) for rule in pack.rules}
    notes = read_history(district_id, [f"day_off:{row_id}"])
    note = next((n for n in notes if n.did == "calendar.closed"), None)
    found = note.details.get("verdicts", []) if note is not None else []
    return [
        {
            **one,
            "rules": [{**r, "name": rule_names.get(r["id"], r["id"])} for r in one["rules"]],
        }
        for one in found
    ]
