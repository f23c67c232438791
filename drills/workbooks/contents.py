"""What a compliance workbook is made of: values only, loaded and judged by the caller.

Which sheet shows what is compliance.py's; where the values come from is the action's
(actions/export_contents.py). What grows with the district comes batch by batch, so that a
thousand buildings need no more memory than fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

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
    """A drill as one building's record tells it. ``recorded_at`` is the district's clock."""

    building: str
    drill: Drill
    record: int
    state: str
    recorded_by: str
    recorded_at: datetime | None
    imported: bool = False
    evidence: int = 0


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
