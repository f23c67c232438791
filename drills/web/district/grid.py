"""The grid's rows and cells in words: what a verdict says in the space of a thumb.

Which columns there are is columns.py's; the shapes are the template's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from drills.actions.keep_verdicts import RANK_ANSWERED, RANK_AT_RISK, unanswered
from drills.compliance.pack import Pack, Rule
from drills.compliance.verdict import (
    MET,
    MISSED,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    OPEN,
    OUTSIDE_THE_VERDICT,
)
from drills.web.format import count, day, short_day, status_word
from drills.web.words import law_words


@dataclass(frozen=True, slots=True)
class GridCell:
    """One verdict: its status, its count, its words. ``quiet`` folds away on a phone."""

    status: str
    at_risk: bool
    advisory: bool
    count: str
    word: str
    quiet: bool
    answered: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One building of the grid: its verdict and its cells by requirement."""

    id: int
    name: str
    status: str
    at_risk: bool
    word: str
    cells: dict[str, dict[str, Any]]
    answered: bool = False

    @classmethod
    def of(
        cls, id_: int, name: str, status: str, rank: int, cells: list[dict[str, Any]]
    ) -> GridRow:
        """A row from a kept verdict, or from one judged now."""
        at_risk = rank == RANK_AT_RISK
        dues = [c["school_days_left"] for c in cells if c["at_risk"] and not c["advisory"]]
        left = min(dues) if dues else None
        answered = rank == RANK_ANSWERED
        word = status_word(status, at_risk=at_risk, left=left, answered=answered)
        if status == OPEN and not at_risk:
            word = gettext("Nothing missed")
        by_id = {cell["id"]: cell for cell in cells}
        return cls(id_, name, status, at_risk, word, by_id, answered)

    def in_order(self, columns: list[Rule]) -> int:
        """How many requirements bind the building and stand quietly."""
        cells = [self.cells[rule.id] for rule in columns if rule.id in self.cells]
        return sum(_quiet(c) and c["status"] not in OUTSIDE_THE_VERDICT for c in cells)


def cell_of(row: GridRow, rule: Rule, pack: Pack) -> GridCell:
    """The cell of a building under a requirement."""
    cell = row.cells.get(rule.id)
    if cell is None or cell["status"] == NOT_APPLICABLE:
        return GridCell(NOT_APPLICABLE, False, False, "", status_word(NOT_APPLICABLE), True)
    due = date.fromisoformat(cell["next_due"]) if cell["next_due"] else None
    answered = bool(cell["missed"]) and not unanswered(cell)
    word = status_word(
        cell["status"],
        due=due,
        left=cell["school_days_left"],
        at_risk=cell["at_risk"],
        advisory=cell["advisory"],
        answered=answered,
        missed=_missed_when(cell, pack),
    )
    counted = count(cell["counted"], cell["needed"])
    if cell["counted"] is None:
        counted = ""
    quiet = _quiet(cell)
    return GridCell(
        cell["status"], cell["at_risk"], cell["advisory"], counted, word, quiet, answered
    )


def _missed_when(cell: dict[str, Any], pack: Pack) -> str | None:
    """The newest window that was missed, in a word: ``Nov``, or its last day."""
    if not cell["missed"]:
        return None
    window = max(unanswered(cell) or cell["missed"], key=lambda w: w["due"])
    opens, due = (date.fromisoformat(window[k]) for k in ("opens", "due"))
    if window["label"]:
        return law_words(pack, window["label"])
    if (opens.year, opens.month) == (due.year, due.month):
        return day(due, "MMM")
    return short_day(due)


def _quiet(cell: dict[str, Any]) -> bool:
    if cell["advisory"] or cell["status"] in (MET, *OUTSIDE_THE_VERDICT):
        return True
    return cell["status"] not in (MISSED, NEEDS_DECISION) and not cell["at_risk"]
