"""How much of a jurisdiction's drill law is counted: its pack's requirements, tallied.

Every requirement is one of three: it decides a verdict, it is shown and decides nothing,
or it is told and not counted. Pure counting; the words and tables are commands/rules*.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drills.compliance.pack import Pack, Rule

MODELLED = "modelled"
ADVISORY = "advisory"
NOT_MODELLED = "not modelled"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of requirements by how they are counted, of duties, and the oldest review."""

    requirements: int
    modelled: int
    advisory: int
    not_modelled: int
    duties: int
    oldest_review: date | None  # None: of no pack at all

    @property
    def share_not_modelled(self) -> float:
        """The part of the requirements that is not counted, from 0 to 1."""
        return self.not_modelled / self.requirements if self.requirements else 0.0


def standing_of(rule: Rule) -> str:
    """Whether a requirement is modelled, advisory or not modelled: one of the three."""
    if rule.not_modelled:
        return NOT_MODELLED
    return ADVISORY if rule.advisory else MODELLED


def coverage(packs: Iterable[Pack]) -> Coverage:
    """The tally of these packs together; of one pack, give a list of one."""
    given = list(packs)
    rules = [rule for pack in given for rule in pack.rules]
    found = [standing_of(rule) for rule in rules]
    reviews = [pack.reviewed for pack in given] + [rule.reviewed for rule in rules]
    return Coverage(
        requirements=len(rules),
        modelled=found.count(MODELLED),
        advisory=found.count(ADVISORY),
        not_modelled=found.count(NOT_MODELLED),
        duties=sum(len(pack.duties) for pack in given),
        oldest_review=min(reviews, default=None),
    )
