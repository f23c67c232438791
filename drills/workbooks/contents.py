"""What a compliance workbook is made of: values only, loaded and judged by the caller.

Which sheet shows what is compliance.py's; where the values come from is the action's
(actions/export_contents.py). What grows with the district comes batch by batch, so that a
thousand buildings need no more memory than fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from drills.compliance.pack import Pack, Requirement
from drills.compliance.reasons import Reasons
from drills.compliance.verdict import RequirementVerdict, Verdict
from drills.facts import Building, Drill, Waiver


@dataclass(frozen=True, slots=True)
class JudgedRequirement:
    """One requirement of one building: what it asks, how it stands, and why.

    ``at_risk``: open, with few school days left.
    """

    requirement: Requirement
    verdict: RequirementVerdict
    reasons: Reasons
    at_risk: bool = False


@dataclass(frozen=True, slots=True)
class JudgedBuilding:
    """A building's year as of the day, judged. ``drills`` are those that it was judged from;
    ``key`` is the building's short name in files.
    """

    building: Building
    verdict: Verdict
    rows: tuple[JudgedRequirement, ...]
    next_due: date | None = None
    key: str = ""
    drills: tuple[Drill, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def name(self) -> str:
        """The building's name."""
        return self.building.name


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A drill as one building's record tells it, with its four times: planned for, held at
    (the drill's own), recorded at, amended at. Instants are of the district's clock.

    ``planned_on`` None: logged on the spot.
    """

    building: str
    drill: Drill
    record: int
    state: str
    recorded_by: str
    recorded_at: datetime | None
    imported: bool = False
    evidence: int = 0
    planned_on: date | None = None
    planned_at: time | None = None
    amended_at: datetime | None = None
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str = ""
    in_charge: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """A file that proves a record. ``uploaded_at`` is the district's clock."""

    building: str
    record: int
    held_on: date
    type: str
    name: str
    kind: str
    size: int
    pages: int | None
    represents_on: date
    uploaded_at: datetime
    uploaded_by: str
    sha256: str
    original_sha256: str
    key: str = ""  # the building's short name in files


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What was said of a window that closed short. ``id`` is the rule's."""

    building: str
    requirement: str
    id: str
    opens: date
    due: date
    kind: str  # excused | made_up | answered
    words: str
    law: str
    by: str
    at: datetime | None
    made_up_on: date | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""


@dataclass(frozen=True, slots=True)
class NotHeldEntry:
    """A drill that was planned and not held."""

    building: str
    planned_on: date
    planned_at: time | None
    type: str
    why: str
    record: int


@dataclass(frozen=True, slots=True)
class AmendmentEntry:
    """A change of a record. ``changes``: a line for each value, before and after."""

    building: str
    record: int
    held_on: date
    number: int
    at: datetime | None
    by: str
    state: str
    changes: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question about a record, or an answer. Plausibility questions have no time."""

    building: str
    record: int | None
    held_on: date
    sort: str
    words: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    """What somebody from outside signed of a drill."""

    building: str
    record: int
    held_on: date
    kind: str
    signer: str
    title: str
    agency: str
    at: datetime | None
    scores: str
    feedback: str


@dataclass(frozen=True, slots=True)
class FixEntry:
    """A corrective action."""

    building: str
    record: int
    found_on: date
    problem: str
    words: str
    owner: str
    due_on: date
    state: str
    closed_at: datetime | None
    closed_by: str
    closing_words: str
    proof: str


@dataclass(frozen=True, slots=True)
class LaterEntry:
    """Something that is known now and was not, or otherwise, by an earlier day."""

    building: str
    what: str
    which: str
    then: str
    now: str
    since: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ClosedEntry:
    """A requirement of a building as the year was closed, and as it reads now; None where it
    was or is not there. ``counted`` is words: 3 of 5."""

    building: str
    requirement: str
    id: str
    was: str | None
    was_counted: str
    now: str | None
    now_counted: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The last closing of the year: when, by whom, as of which day, its hash, and why if it
    was not the first. ``at`` is the district's clock."""

    number: int
    at: datetime | None
    by: str
    as_of: date
    sha256: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A stretch of the school calendar: what it is, for which buildings, and why."""

    buildings: str
    what: str
    starts: date
    ends: date
    why: str = ""
    school_days: int | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """The newest row of the district's log of changes when the workbook was made."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some buildings with all that belongs to them, in the order of their names."""

    buildings: tuple[JudgedBuilding, ...] = ()
    log: tuple[LogEntry, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    answers: tuple[AnswerEntry, ...] = ()
    not_held: tuple[NotHeldEntry, ...] = ()
    amendments: tuple[AmendmentEntry, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()
    signatures: tuple[SignatureEntry, ...] = ()
    fixes: tuple[FixEntry, ...] = ()
    later: tuple[LaterEntry, ...] = ()
    as_closed: tuple[ClosedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an auditor may choose besides day and year: the day by which things were known
    (the day judged as of), and a sample of so many drills by a seed (none)."""

    known_by: date | None = None
    sample: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """All of it. ``exported_at`` is the district's clock, without a zone.

    ``batches`` may be read as it is asked for, hence once only; ``total`` buildings.
    """

    district: str
    state: str
    zone: str
    year: str
    as_of: date
    exported_by: str
    exported_at: datetime
    pack: Pack
    witness: Witness
    calendar: tuple[CalendarLine, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    batches: Iterable[Batch] = ()
    total: int = 0
    wishes: Wishes = Wishes()
    closing: Closing | None = None  # None also where the day judged is before it

    @property
    def known_by(self) -> date:
        """The day by which things were known, for the sheet that compares."""
        return self.wishes.known_by or self.as_of
