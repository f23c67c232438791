"""A plan as JSON and CSV for other people's scripts. Keys are added, never renamed."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from drills.commands.planned import Planned
from drills.exchange.fields import write_text
from drills.exchange.log_columns import LOG_COLUMNS
from drills.planner import Conflict, Placement, Unplaced

# These stand in every row, empty or not.
ALWAYS = ("date", "time", "type", "announced", "secondary_exit")


def as_json(planned: Planned) -> dict[str, Any]:
    """Placements by day, what is not placed and why, and what is proven."""
    plan = planned.plan
    said: dict[str, Any] = {
        "placements": [_placement(p) for p in plan.placements],
        "unplaced": [_unplaced(u) for u in plan.unplaced],
        "proof": plan.proof,
        "seconds": round(planned.seconds, 3),
        "notes": [_conflict(note) for note in plan.notes],
    }
    said["costs"] = dict(plan.costs)
    if planned.gap is not None:
        said["gap"] = {"points": planned.gap.points, "at_least": planned.gap.at_least}
    if planned.bound is not None:
        said["bound"] = {"short": planned.bound.plan, "at_least": planned.bound.at_least}
    return said


def as_csv(planned: Planned) -> str:
    """The placements as a log of the district: one drill of one building a row."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["building", *(c.name for c in LOG_COLUMNS), "officer", "for"])
    for one in planned.plan.placements:
        columns = [write_text(c, getattr(one.drill, c.name)) for c in LOG_COLUMNS]
        writer.writerow([one.building, *columns, " ".join(one.officers), " ".join(one.serves)])
    return out.getvalue()


def _placement(one: Placement) -> dict[str, Any]:
    row: dict[str, Any] = {"building": one.building}
    for column in LOG_COLUMNS:
        text = write_text(column, getattr(one.drill, column.name))
        if column.name == "held_as":
            continue
        if text or column.name in ALWAYS:
            row[column.name] = text or None
    row["officer"] = one.officers[0] if one.officers else None
    if len(one.officers) > 1:
        row["officers"] = list(one.officers)
    row["for"] = list(one.serves)
    row["pinned"] = one.pinned
    row["opens"] = one.opens.isoformat() if one.opens else None
    row["due"] = one.due.isoformat() if one.due else None
    return row


def _unplaced(one: Unplaced) -> dict[str, Any]:
    return {
        "building": one.building,
        "requirement": one.requirement,
        "needed": one.needed,
        "placed": one.placed,
        "why": one.why,
        "opens": one.opens.isoformat() if one.opens else None,
        "due": one.due.isoformat() if one.due else None,
        "conflicts": [_conflict(conflict) for conflict in one.conflicts],
        "proven": one.proven,
    }


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "code": one.code,
        "names": list(one.names),
        "days": [day.isoformat() for day in one.days],
        "number": one.number,
        "says": one.sentence,
        "frees": one.frees,
    }
