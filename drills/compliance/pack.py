"""A jurisdiction's drill law as values: what a pack file says once it is read.

Nothing here reads files (loading.py), makes dates (dating.py) or judges (judging.py).
How many drills in which windows is the closed vocabulary of shapes.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from drills.compliance.duty import Duty
from drills.compliance.layers import Alteration, Layer
from drills.compliance.shapes import Count, Excuse, Version

# Conditions that a pack may put on a building.
CONDITION_KEYS = (
    "ownership",
    "grades",
    "grades_none",
    "lowest_grade",
    "enrollment_at_least",
    "settings",
    "sprinklers",
    "smoke_detectors",
    "year_round",
    "dormitory",
    "summer_school",
    "buses_pupils",
    "tsunami_zone",
    "lahar_zone",
    "earthquake_zone",
    "nuclear_zone",
    "local_fire_marshal",
    "local_fire_code",
    "athletics",
    "aed",
    "state_licensed",
    "any",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of law was read, and how much of it."""

    id: str
    cite: str
    url: str
    read: str
    text_as_of: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A number or a reading that the law leaves to the district.

    Without a default it is unset until the district decides: requirements that need it
    wait for a decision.
    """

    id: str
    asks: str
    why: str
    options: tuple[str, ...] = ()  # empty: a whole number
    default: str | None = None
    # The local law that decided it, whose answer is then the default. A district may choose
    # another number only on the stricter side.
    set_by: Layer | None = None
    stricter: str = ""  # where set_by: "higher" or "lower"

    def answer(self, chosen: str | None) -> str | None:
        """What holds where the district chose this; None: it must still decide."""
        if self.set_by is None or self.default is None or not chosen:
            return chosen or self.default
        if self.options or not (chosen.isdecimal() and self.default.isdecimal()):
            return self.default
        pick = min if self.stricter == "lower" else max
        return chosen if pick(int(chosen), int(self.default)) == int(chosen) else self.default


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty to hold drills, as the pack tells it."""

    id: str
    name: str  # three words, for a column's head
    group: str  # the kind of drill that it is listed under
    summary: str
    legal_term: str
    accepts: frozenset[str]
    qualities: tuple[str, ...]
    variety: tuple[str, ...]
    applies: Mapping[str, object]
    applies_says: str
    citation: str
    source: str
    url: str
    confidence: str
    seen: str
    reviewed: date
    advisory: bool
    versions: tuple[Version, ...]
    not_modelled: str = ""  # the reason, where the rule cannot be counted
    pupils: bool = True  # False: drills without pupils count as well
    any_day: bool = False  # True: a day without school counts (nights, staff exercises)
    real_events: bool = False  # True: the law lets a real event count
    # A quality asked only of buildings that a condition describes.
    qualities_where: tuple[tuple[str, Mapping[str, object]], ...] = ()
    excuses: tuple[Excuse, ...] = ()
    notes: tuple[str, ...] = ()
    added_by: Layer | None = None  # None: the state's own rule
    changed_by: tuple[Alteration, ...] = ()
    # The rule as a local layer left it from a day on, oldest first; before them, as it is.
    dated: tuple[tuple[date, Rule], ...] = ()

    def on(self, day: date) -> Rule:
        """The rule with the local changes in force that day."""
        for since, rule in reversed(self.dated):
            if since <= day:
                return rule
        return self

    def shape_on(self, day: date) -> Count | None:
        """The numbers in force that day; None where the rule is not yet, or no longer, law."""
        for version in reversed(self.versions):
            if version.since is None or version.since <= day:
                return version.shape
        return None


@dataclass(frozen=True, slots=True)
class Pack:
    """A jurisdiction's drill law: rules that are counted, duties that stand beside them."""

    jurisdiction: str
    name: str
    version: str
    reviewed: date
    applies_to: str
    rules: tuple[Rule, ...]
    duties: tuple[Duty, ...]
    settings: tuple[Setting, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    # English words of the pack -> Spanish, for what principals and staff read.
    spanish: Mapping[str, str] = field(default_factory=dict)
    # The packs it is made of, the state's first; empty where no local law was laid over it.
    layers: tuple[Layer, ...] = ()

    @property
    def looks_back(self) -> bool:
        """Whether a rule of the calendar year asks for drills from the January before."""
        shapes = (version.shape for rule in self.rules for version in rule.versions)
        return any(shape is not None and shape.per == "calendar_year" for shape in shapes)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. Raises KeyError."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def source(self, source_id: str) -> Source:
        """The source of that id. Raises KeyError."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)

    def setting(self, setting_id: str) -> Setting:
        """The setting of that id. Raises KeyError."""
        for setting in self.settings:
            if setting.id == setting_id:
                return setting
        raise KeyError(setting_id)

    def defaults(self) -> dict[str, str | None]:
        """Each setting's answer where the district has chosen none; None: it must choose."""
        return {setting.id: setting.default for setting in self.settings}

    def answers(self, chosen: Mapping[str, str]) -> Mapping[str, str]:
        """What a district chose, with local law's own answers where it decided."""
        decided = {s.id: s.answer(chosen.get(s.id)) for s in self.settings if s.set_by}
        return {**chosen, **{k: v for k, v in decided.items() if v}} if decided else chosen


@dataclass(frozen=True, slots=True)
class Window:
    """One dated stretch in which a requirement wants so many drills.

    ``part``: lies inside an outer window and asks for some of the same drills.
    ``alternative``: belongs to that one of several sets of parts (0: to none).
    ``accepts`` and ``qualities`` narrow, in a part, what the rule itself takes.
    ``decides`` False: shown, and holds nothing back (a calendar year still running).
    """

    opens: date
    due: date
    needed: int | None
    part: bool = False
    label: str = ""
    alternative: int = 0
    accepts: frozenset[str] | None = None
    qualities: tuple[str, ...] = ()
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Substitutes that share a cap: those held in one stretch; ``at_most`` None: no cap."""

    accepts: frozenset[str]
    qualities: tuple[str, ...]
    opens: date
    due: date
    at_most: int | None
    floor: int = 0
    separate_from: tuple[str, ...] = ()
    pupils: bool = True


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rule dated for one building's school year: what the judge and the planner work from.

    ``settled`` holds a status that no drill can change (not_applicable, needs_decision,
    not_modelled) with ``because`` in plain words and ``missing`` names. ``qualities`` are
    those asked of this building. ``caps`` are stretches of which at most so many drills
    count. ``each``: windows follow from the drills held, N drills each (``per`` drills);
    ``gap``: from one drill to the next at most N days, school days where ``gap_school``.
    """

    rule: Rule
    windows: tuple[Window, ...] = ()
    settled: str = ""
    because: str = ""
    missing: tuple[str, ...] = ()
    comparator: str = "at_least"
    advisory: bool = False
    in_summer: bool = False
    qualities: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    caps: tuple[tuple[date, date, int], ...] = ()
    separate_from: tuple[str, ...] = ()
    minutes_apart: int = 0
    days_apart: int = 0
    each: int = 0
    having: tuple[str, ...] = ()
    gap: int = 0
    gap_school: bool = True
    in_place_of_others: str = ""
    calendar_year: bool = False
    overlapping: bool = False  # outer windows share days: one drill fills one of them

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def kinds(self) -> frozenset[str]:
        """Every drill type that may fill a window, substitutes with them."""
        found = self.rule.accepts
        for group in self.groups:
            found |= group.accepts
        return found
