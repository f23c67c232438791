"""Days, windows, drills and cures in plain English, for the command line's texts.

The judge's own sentences are compliance/reasons.py's and flags.py's; the layout of a text
is check_text.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from drills.compliance.plain_words import WITH_QUALITY, listed, type_words
from drills.compliance.reasons import Cure
from drills.compliance.verdict import (
    EXCUSED,
    MET,
    MISSED,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    NOT_MODELLED,
    NOT_ON_RECORD,
    OPEN,
    UPCOMING,
)
from drills.facts import Calendar

STATUS_WORDS = {
    MET: "met",
    MISSED: "missed",
    OPEN: "open",
    UPCOMING: "to come",
    EXCUSED: "excused",
    NEEDS_DECISION: "needs decision",
    NOT_APPLICABLE: "not asked",
    NOT_MODELLED: "not counted",
    NOT_ON_RECORD: "not on record",
}
MOST_KINDS = 3  # more are said by the requirement's name


def long_day(day: date) -> str:
    """``March 1, 2026``."""
    return f"{day:%B} {day.day}, {day.year}"


def short_day(day: date) -> str:
    """``Mar 1``; within one school year the month tells the year."""
    return f"{day:%b} {day.day}"


def several(count: int, one: str, many: str = "") -> str:
    """``1 drill``, ``2 drills``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def stretch(opens: date, due: date, label: str, calendar: Calendar) -> str:
    """A window in words: its label, a month, the school year, or from day to day."""
    if label:
        return label
    if (opens, due) == (calendar.first_day, calendar.last_day):
        return "in the school year"
    if (opens.year, opens.month) == (due.year, due.month) and (due - opens).days > 7:
        return f"{opens:%B}"
    return f"{short_day(opens)} to {short_day(due)}"


def until(opens: date | None, due: date | None, as_of: date) -> str:
    """When there is time to act: ``by June 5, 2026``, ``from March 1 to March 31, 2026``."""
    if due is None:
        return ""
    if opens is None or opens <= as_of:
        return f"by {long_day(due)}"
    if opens == due:
        return f"on {long_day(due)}"
    return f"from {opens:%B} {opens.day} to {long_day(due)}"


def drills_wanted(cure: Cure, name: str) -> str:
    """So many drills of the kinds that help: ``2 fire or evacuation drills``."""
    kinds = [type_words(kind) for kind in cure.accepts]
    if kinds and len(kinds) <= MOST_KINDS:
        said = listed(kinds, "or")
        exercise = said.endswith(("exercise", "kind"))
        words = several(cure.count, said if exercise else f"{said} drill")
    else:
        words = f"{several(cure.count, 'drill')} for “{name}”"
    qualities = [WITH_QUALITY[q] for q in cure.qualities if q in WITH_QUALITY]
    return " ".join([words, *([listed(qualities)] if qualities else [])])


def column_words(columns: Sequence[str]) -> str:
    """Names of columns, facts and settings as the files write them, each once."""
    return ", ".join(dict.fromkeys(columns))
