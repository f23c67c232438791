"""The closed vocabulary of rule shapes: how windows are made and which drills fill them.

Values only, as a pack writes them, not yet dated (windows.py dates them). Each way of
making windows, or of letting a drill count, has its one word here; packs/README.md
explains every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# How a rule's outer windows are made.
PERS = (
    "school_year",
    "calendar_year",  # January to December: judged for the year that ends in the school year
    "semester",  # two a year: the terms, paired where there are four, halves where none
    "term",  # each of the calendar's terms; its semesters where it has none
    "semester_or_trimester",  # three where the calendar has three terms, else two
    "quarter",  # four a year: the terms where there are four, else equal parts
    "month",  # each month in session
    "months",  # stretches of N months from an anchor month
    "week",  # Monday to Sunday, each that holds a school day
    "school_days",  # blocks of N school days from the first day
    "summer",  # the summer session
    "drills",  # each N drills held, one after the other
    "gap",  # from each drill to the next, at most N days
    "windows",  # those written out one by one
)
# The stretches in which a part may lie, or a cap may hold.
STRETCHES = ("school_year", "semester", "term", "semester_or_trimester", "quarter", "month", "week")
NEEDS_SIZE = ("months", "school_days", "drills", "gap")

# The ways a span may be measured.
COUNTED_AS = ("days", "school_days", "weeks", "months")

ODD, EVEN = "odd", "even"


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a window opens and closes, before it is dated.

    ``start``/``end``: a month and day (``12-01``), or ``winter_break``/``spring_break``
    (start: the day after it, end: the day before). ``first`` N: the first N days, the
    first day being one. ``within`` N: to N days after the first day. ``after_first`` N:
    from the day after the first N. ``after`` N: from the day after ``within`` N ends.
    ``counted_as`` says days, school days, weeks (Monday to Sunday, the first day's week
    being one) or months, or names a setting (``@name``). They are measured from the first
    day of the window's own stretch, or from ``start`` where that is a break.
    """

    start: str | None = None
    end: str | None = None
    first: int | None = None
    within: int | None = None
    after_first: int | None = None
    after: int | None = None
    counted_as: str = "days"


@dataclass(frozen=True, slots=True)
class Part:
    """So many of the drills within bounds: an inner window, or one written out.

    ``only`` picks some of the stretches that ``per`` makes: by their numbers, or every
    odd or even one. ``accepts`` and ``qualities`` narrow what the rule itself takes.
    """

    count: int | str  # or @setting
    bounds: Bounds
    per: str = "school_year"
    only: tuple[int, ...] | str = ()
    accepts: frozenset[str] | None = None
    qualities: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many drills of each stretch count; more are welcome and do not count."""

    at_most: int | str
    per: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what another rule owes in the year, rounded up: half of its drills."""

    of: str
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Substitution:
    """Other drills that may fill a window, within a cap.

    ``at_most`` (None: no cap) holds in each window of another rule (``per_window_of``), or
    in each stretch (``per``). ``bounds`` say when the substitute must be held. ``floor``:
    they count only in a year with at least so many of the rule's own drills.
    ``separate_from``: rules that a drill no longer serves once it stands in here.
    ``pupils``: whether they must take part, where the rule's own drills need them.
    """

    accepts: frozenset[str]
    at_most: int | str | None = None
    per: str = "school_year"
    per_window_of: str = ""
    qualities: tuple[str, ...] = ()
    bounds: Bounds = Bounds()
    floor: int = 0
    separate_from: tuple[str, ...] = ()
    pupils: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """So many drills in each window; inside them, parts and alternatives that ask for more.

    ``number`` is None where the law gives none, ``@setting`` where it is set locally, a
    Share where it follows from another rule. ``alternatives`` are sets of parts of which
    one must hold. ``separate_from`` names rules whose drills may not serve this one too:
    this rule takes first what it needs. ``having``: of each N drills, so many have these
    qualities (``per = "drills"``). ``in_place_of_others``: count only the windows of that
    rule that nothing but this rule's drills fills.
    """

    number: int | str | Share | None
    per: str
    size: int = 0  # of months, days or drills, where per asks for one
    anchor_month: str = "9"  # or @setting
    skip_first_month: str = "no"
    summer_months: bool = False
    only: tuple[int, ...] | str = ()
    bounds: Bounds = Bounds()
    windows: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    alternatives: tuple[tuple[Part, ...], ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    cap: Cap | None = None
    separate_from: tuple[str, ...] = ()
    minutes_apart: int | str = 0
    days_apart: int | str = 0
    having: tuple[str, ...] = ()
    in_place_of_others: str = ""
    while_unset: str = "needs_decision"  # or advisory
    comparator: str = "at_least"


@dataclass(frozen=True, slots=True)
class Version:
    """A rule's numbers from a day on. ``since`` None: a starting day that is not known."""

    since: date | None
    shape: Count | None  # None: repealed from that day


@dataclass(frozen=True, slots=True)
class Excuse:
    """A lawful reason for which a person may waive a window, by name.

    ``held``: valid only where so many drills had counted before the window closed.
    """

    id: str
    says: str
    held: int = 0
