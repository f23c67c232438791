"""A jurisdiction's drill law as values: what a pack file says once it is read.

Nothing here reads files (loading.py), makes dates (dating.py) or judges (judging.py).
The vocabulary of shapes is closed: a rule counts drills in windows, and each way of
making windows or of letting a drill count has its one word here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# How a rule's outer windows are made.
PERS = (
    "school_year",
    "term",  # each of the calendar's terms
    "semester",  # two a year: the terms, paired where there are four, halves where none
    "month",  # each month in session
    "months",  # stretches of N months from an anchor month
    "week",  # Monday to Sunday, each that holds a school day
    "school_days",  # blocks of N school days from the first day
    "summer",  # the summer session
    "windows",  # those written out one by one
)

# The ways a span may be measured.
COUNTED_AS = ("days", "school_days")

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
    "training_given",
    "parents_notified_on",
    "alarm_sounded",
    "notes",
)

# Conditions that a pack may put on a building.
CONDITION_KEYS = (
    "ownership",
    "grades",
    "grades_none",
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


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law wants around drills: notices, filings, postings, training.

    ``record`` names what a record of the drill must hold for it, by column or field;
    ``types`` the drill types it speaks of (empty: every drill). ``notice_days``: people are
    told at most so many days before the drill.
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


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a window opens and closes, before it is dated.

    ``start``/``end``: a month and day (``12-01``), or ``winter_break``/``spring_break``
    (start: the day after it, end: the day before). ``first`` N: the first N days, the
    first day being one. ``within`` N: to N days after the first day. ``after_first`` N:
    from the day after the first N. ``counted_as`` says days or school days, or names a
    setting (``@name``). ``first_week``: to the Sunday of the first day's week.
    """

    start: str | None = None
    end: str | None = None
    first: int | None = None
    within: int | None = None
    after_first: int | None = None
    first_week: bool = False
    counted_as: str = "days"


@dataclass(frozen=True, slots=True)
class Part:
    """So many of the drills within bounds: an inner window, or one written out."""

    count: int
    bounds: Bounds
    per: str = "windows"  # or "month": one such part for each month in session
    says: str = ""


@dataclass(frozen=True, slots=True)
class Substitution:
    """Other drills that may fill a window, at most so many in each window of another rule."""

    accepts: frozenset[str]
    at_most: int
    per_window_of: str  # a requirement's id


@dataclass(frozen=True, slots=True)
class Count:
    """So many drills in each window; inside them, parts and alternatives that ask for more.

    ``number`` is None where the law gives none, or ``@setting`` where it is set locally.
    ``skip_first_month`` may be ``yes``, ``no`` or ``@setting``. ``alternatives`` are sets
    of parts of which one must hold. ``separate_from`` names rules whose drills may not
    serve this one too.
    """

    number: int | str | None
    per: str
    size: int = 0  # of months or school days, where per asks for one
    anchor_month: str = "9"  # or @setting
    skip_first_month: str = "no"
    bounds: Bounds = Bounds()
    windows: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    alternatives: tuple[tuple[Part, ...], ...] = ()
    substitution: Substitution | None = None
    separate_from: tuple[str, ...] = ()
    comparator: str = "at_least"


@dataclass(frozen=True, slots=True)
class Version:
    """A rule's numbers from a day on. ``since`` None: a starting day that is not known."""

    since: date | None
    shape: Count | None  # None: repealed from that day


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
    notes: tuple[str, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Window:
    """One dated stretch in which a requirement wants so many drills.

    ``part``: lies inside an outer window and asks for some of the same drills.
    ``alternative``: belongs to that one of several sets of parts (0: to none).
    ``cap_group``: the stretch whose substitutions this window shares (None: it takes none).
    """

    opens: date
    due: date
    needed: int | None
    part: bool = False
    label: str = ""
    alternative: int = 0
    cap_group: int | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rule dated for one building's school year: what the judge and the planner work from.

    ``settled`` holds a status that no drill can change (not_applicable, needs_decision,
    not_modelled) with ``because`` in plain words and ``missing`` names.
    """

    rule: Rule
    windows: tuple[Window, ...] = ()
    settled: str = ""
    because: str = ""
    missing: tuple[str, ...] = ()
    comparator: str = "at_least"
    substitution: Substitution | None = None
    separate_from: tuple[str, ...] = ()
    advisory: bool = False
    in_summer: bool = False

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id


def facts_asked(pack: Pack) -> dict[str, str]:
    """The building facts that the pack's rules ask for, each with why it is asked."""
    return {
        fact: f"{rules[0].name} depends on it ({rules[0].citation})."
        for fact, rules in rules_by_fact(pack).items()
    }


def rules_by_fact(pack: Pack) -> dict[str, tuple[Rule, ...]]:
    """The rules that turn on each building fact, facts in the order of the pack's rules."""
    asking: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for fact in dict.fromkeys(_facts_of(rule.applies)):
            asking.setdefault(fact, []).append(rule)
    return {fact: tuple(rules) for fact, rules in asking.items()}


def _facts_of(condition: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    for key, value in condition.items():
        if key == "any":
            for inner in value:  # type: ignore[attr-defined]
                found.extend(_facts_of(inner))
        else:
            found.append("grades" if key == "grades_none" else key)
    return found
