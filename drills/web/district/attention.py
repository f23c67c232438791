"""What needs somebody's attention today: the director's sentence and list, as values.

From kept or freshly judged cells; no query and no HTML here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from drills.compliance.pack import Pack
from drills.compliance.verdict import MISSED, NEEDS_DECISION
from drills.web.format import day
from drills.web.words import fact_words, law_words, window_words


@dataclass(frozen=True, slots=True)
class Item:
    """One line of *needs attention*: whose, what, the last day to act, what to do."""

    building_id: int
    building: str
    requirement: str
    status: str
    at_risk: bool
    says: str
    last_day: date | None
    school_days_left: int | None
    opens: date | None


def items(building_id: int, building: str, cells: list[dict[str, Any]], pack: Pack) -> list[Item]:
    """The lines of one building, most urgent first."""
    found = []
    for cell in cells:
        if cell["advisory"]:
            continue
        name = law_words(pack, pack.rule(cell["id"]).name)
        due = date.fromisoformat(cell["next_due"]) if cell["next_due"] else None
        common = (building_id, building, cell["id"], cell["status"])
        for window in cell["missed"]:
            opens, closed = (date.fromisoformat(window[k]) for k in ("opens", "due"))
            when = window_words(opens, closed, window["label"], pack)
            says = gettext(
                "%(name)s: missed %(when)s (%(counted)s of %(needed)s).",
                name=name,
                when=when,
                counted=window["counted"],
                needed=window["needed"],
            )
            found.append(Item(*common, False, says, closed, None, opens))
        if cell["status"] == NEEDS_DECISION:
            asked = ", ".join(fact_words(m) for m in cell["missing"])
            says = gettext("%(name)s: tell us %(asked)s.", name=name, asked=asked)
            found.append(Item(*common, False, says, due, None, None))
        if cell["at_risk"] and due is not None:
            left = cell["school_days_left"]
            says = ngettext(
                "%(name)s: %(num)d school day left, due by %(due)s.",
                "%(name)s: %(num)d school days left, due by %(due)s.",
                left,
                name=name,
                due=day(due),
            )
            found.append(Item(*common, True, says, due, left, None))
    return sorted(found, key=urgency)


def urgency(item: Item) -> tuple[int, date]:
    """Missed first, then what can still be saved by its last day, then decisions."""
    if item.at_risk:
        return 1, item.last_day or date.max
    if item.status == MISSED:
        return 0, item.last_day or date.max
    return 2, item.last_day or date.max


def sentence(in_order: int, total: int, found: list[Item]) -> str:
    """The one sentence a superintendent asks for, with the two worst things by name."""
    if total == 0:
        return gettext("No building is set up yet. Add your first building to begin.")
    first = ngettext(
        "%(good)s of %(num)d building is in order.",
        "%(good)s of %(num)d buildings are in order.",
        total,
        good=in_order,
    )
    seen: list[int] = []
    parts = [first]
    for item in found:
        if item.building_id in seen:
            continue
        seen.append(item.building_id)
        parts.append(f"{item.building}: {item.says}")
        if len(seen) == 2:
            break
    return " ".join(parts)
