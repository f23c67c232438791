"""The grid's columns: which requirements stand across, in which order, under which heads.

Cells and their words are the template's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext, lazy_gettext

from drills.compliance.pack import Pack, Rule
from drills.compliance.verdict import OUTSIDE_THE_VERDICT
from drills.web.format import drill_type

MOST_COLUMNS = 12
GROUPS = {
    "any": lazy_gettext("All drills"),
    "fire": lazy_gettext("Fire and evacuation"),
    "lockdown": lazy_gettext("Lockdown and security"),
    "shelter": lazy_gettext("Shelter"),
    "weather": lazy_gettext("Severe weather"),
    "dismissal": lazy_gettext("Dismissal"),
    "night": lazy_gettext("Night"),
    "summer": lazy_gettext("Summer"),
    "bus": lazy_gettext("Bus"),
    "medical": lazy_gettext("Medical"),
    "exercise": lazy_gettext("Exercises"),
    "earthquake": lazy_gettext("Earthquake"),
    "evacuation": lazy_gettext("Evacuation"),
    "emergency": lazy_gettext("Emergency"),
    "security": lazy_gettext("Lockdown and security"),
    "secure": lazy_gettext("Lockdown and security"),
    "cardiac": lazy_gettext("Medical"),
    "tabletop": lazy_gettext("Exercises"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A head over some columns."""

    name: str
    span: int


def columns_of(pack: Pack, rows: Sequence[dict[str, dict[str, Any]]]) -> tuple[list[Rule], int]:
    """The rules that bind a building shown, by kind of drill in the pack's order, and how
    many advisory ones were left out because there is no room."""
    used = [rule for rule in pack.rules if any(_binds(row.get(rule.id)) for row in rows)]
    deciding = [r for r in used if not _advises(r, rows)]
    left_out = 0
    if len(used) > MOST_COLUMNS and deciding:
        left_out, used = len(used) - len(deciding), deciding
    # Kinds of drill stay together; a kind that only advises comes last.
    order = [r.group for r in deciding] + [r.group for r in used]
    return sorted(used, key=lambda r: (order.index(r.group), _advises(r, rows))), left_out


def groups_of(columns: list[Rule]) -> list[Group]:
    """The heads over the columns, one for each kind of drill."""
    return [
        Group(group_name(kind), len(list(rules)))
        for kind, rules in groupby(columns, key=lambda rule: rule.group)
    ]


def group_name(kind: str) -> str:
    """A pack's group in words."""
    known = GROUPS.get(kind)
    return str(known) if known is not None else drill_type(kind) or gettext("Other")


def _binds(cell: dict[str, Any] | None) -> bool:
    return cell is not None and cell["status"] not in OUTSIDE_THE_VERDICT


def _advises(rule: Rule, rows: Sequence[dict[str, dict[str, Any]]]) -> bool:
    """Whether the rule decides nothing in any building shown."""
    return all(row[rule.id]["advisory"] for row in rows if _binds(row.get(rule.id)))
