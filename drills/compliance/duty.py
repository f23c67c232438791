"""What the law wants around drills, and the closed vocabulary of what a record must hold.

What a record lacks is proof.py's; rules that are counted, and the pack itself, are pack.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

OFFICERS = ("police", "fire")  # who sign a drill from outside the school
SIGNERS = (*OFFICERS, "school")  # school: the principal, or whoever submits for them
FILES = ("state_form",)  # what a duty may want attached: the state's own form, filled in
# What a duty may want the notes to tell, in the order in which it is said.
NOTES_TELL = (
    "what_happened",
    "weather",
    "alerting",
    "alarm_box",
    "staff",
    "officers",
    "fire_invited",
    "conditions",
    "problems",
    "three_strengths",
    "three_improvements",
    "improvements",
    "evaluation",
    "exit_methods",
    "bus_and_driver",
)
# What a duty may want in a drill's record: log columns, the hour, and who was in charge.
RECORD_FIELDS = (
    "time",
    "in_charge",
    "duration_seconds",
    "participants",
    "announced",
    "situation",
    "law_enforcement",
    "fire_department",
    "secondary_exit",
    "obstructed_exit",
    "training_given",
    "parents_notified_on",
    "alarm_sounded",
    "notes",
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law wants around drills: notices, filings, postings, training.

    ``record`` names what a record of the drill must hold for it, by column or field;
    ``notes_tell`` what its notes must tell; ``files`` what must be attached to it;
    ``signed_by``: the police or fire officers who evaluate or certify the drill, or the school
    itself. ``types`` are the drill types it speaks of (empty: every drill); ``since`` is the
    first day whose drills it binds, where the law names one; ``advisory``: shown, and stops
    nothing. ``notice_days``: people are told at most so many days before the drill.
    ``again_school_days``: a drill that is called off is held again at most so many school
    days after its day. ``keep_years``: records are kept at least so many years after the
    school year.
    """

    id: str
    summary: str
    deadline: str
    citation: str
    source: str
    confidence: str
    record: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    notice_days: int | None = None
    again_school_days: int | None = None
    signed_by: tuple[str, ...] = ()
    keep_years: int | None = None
    notes_tell: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    since: date | None = None
    advisory: bool = False

    @property
    def binds(self) -> bool:
        """Whether what it wants on record can stop an approval: not where the law only
        advises, or where we are not sure of it."""
        return not self.advisory and self.confidence != "low"

    def speaks_of(self, type_: str, day: date) -> bool:
        """Whether it is law for a drill of that kind held on that day."""
        return (not self.types or type_ in self.types) and (self.since is None or day >= self.since)
