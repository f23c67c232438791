"""What judging says: the status of a window, a requirement and a building as of a day.

Values only. How they are reached is in judging.py; the sentences that explain
them are in reasons.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from drills.facts import Drill

MET = "met"
MISSED = "missed"
OPEN = "open"
UPCOMING = "upcoming"
EXCUSED = "excused"
NEEDS_DECISION = "needs_decision"
NOT_APPLICABLE = "not_applicable"
NOT_MODELLED = "not_modelled"
NOT_ON_RECORD = "not_on_record"

# Where several hold, the first wins (interfaces: Statuses).
PRECEDENCE = (MISSED, NEEDS_DECISION, OPEN, EXCUSED, MET)
# What never takes part in a building's verdict.
OUTSIDE_THE_VERDICT = frozenset({NOT_APPLICABLE, NOT_MODELLED})


@dataclass(frozen=True, slots=True)
class WindowVerdict:
    """One dated stretch, judged. ``drills`` are those that counted, in order.

    ``part`` is True for a window that lies inside an outer one and asks for some of
    the same drills (three of the five by December 1): it never adds to the sums.
    ``decides`` False: shown, and holds nothing back (a calendar year still running).
    """

    opens: date
    due: date
    needed: int | None
    counted: int
    status: str
    drills: tuple[Drill, ...] = ()
    part: bool = False
    label: str = ""
    decides: bool = True

    def with_status(self, status: str) -> WindowVerdict:
        """The same window with another status."""
        return replace(self, status=status)


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """One requirement, judged. ``missing`` names facts, settings or recorded values."""

    id: str
    status: str
    counted: int | None
    needed: int | None
    advisory: bool
    windows: tuple[WindowVerdict, ...] = ()
    missing: tuple[str, ...] = ()
    comparator: str = "at_least"

    @property
    def next_due(self) -> date | None:
        """The last day of the first window that is open or to come and still short."""
        dues = [w.due for w in self.windows if w.decides and w.status in (OPEN, UPCOMING)]
        return min(dues) if dues else None

    @property
    def decides(self) -> bool:
        """Whether the building's verdict turns on this requirement."""
        return not self.advisory and self.status not in OUTSIDE_THE_VERDICT


@dataclass(frozen=True, slots=True)
class Verdict:
    """One building's school year as of a day."""

    status: str
    as_of: date
    requirements: tuple[RequirementVerdict, ...]

    def __getitem__(self, requirement_id: str) -> RequirementVerdict:
        for requirement in self.requirements:
            if requirement.id == requirement_id:
                return requirement
        raise KeyError(requirement_id)


def strongest(statuses: list[str]) -> str:
    """The status that wins among several; met where there are none that decide."""
    for status in PRECEDENCE:
        if status in statuses:
            return status
    return MET
