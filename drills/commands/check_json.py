"""What was checked, as JSON for other people's scripts. Keys are added, never renamed."""

from __future__ import annotations

from typing import Any

from drills.commands.checked import Checked, Row
from drills.commands.rules_diff import layers_json
from drills.compliance.verdict import WindowVerdict


def as_json(checked: Checked) -> dict[str, Any]:
    """The verdict with every requirement, window, reason and question."""
    return {
        "jurisdiction": checked.pack.jurisdiction,
        "building": checked.building.name,
        "school_year": checked.building.calendar.school_year,
        "as_of": checked.verdict.as_of.isoformat(),
        "verdict": checked.verdict.status,
        "pack": {
            "version": checked.pack.version,
            "reviewed": checked.pack.reviewed.isoformat(),
            # Only where local law was laid over the state's.
            **({"layers": layers_json(checked.pack)} if checked.pack.layers else {}),
        },
        "requirements": [_requirement(row) for row in checked.rows],
        "flags": [
            {
                "date": flag.drills[0].date.isoformat(),
                "flag": flag.code,
                "why": flag.sentence,
                "dates": sorted({d.date.isoformat() for d in flag.drills}),
            }
            for flag in checked.flags
        ],
    }


def _requirement(row: Row) -> dict[str, Any]:
    rule, found = row.requirement.rule, row.verdict
    return {
        "id": rule.id,
        "status": found.status,
        "counted": found.counted,
        "needed": found.needed,
        "advisory": found.advisory,
        "missing": list(found.missing),
        "citation": rule.citation,
        "summary": rule.summary,
        "comparator": found.comparator,
        "because": row.requirement.because or None,
        "added_by": rule.added_by.name if rule.added_by else None,
        "changed_by": [change.layer.name for change in rule.changed_by],
        "windows": [_window(window) for window in found.windows],
        "not_counted": [
            {"date": n.drill.date.isoformat(), "type": n.drill.type, "why": n.sentence}
            for n in row.reasons.not_counted
        ],
    }


def _window(window: WindowVerdict) -> dict[str, Any]:
    return {
        "opens": window.opens.isoformat(),
        "due": window.due.isoformat(),
        "needed": window.needed,
        "counted": window.counted,
        "status": window.status,
        "drills": [drill.date.isoformat() for drill in window.drills],
        "part": window.part,
        "label": window.label or None,
    }
