"""The workbook's words: statuses, windows, reasons and cures as an auditor reads them.

English only, as the statutes are. Which cell they stand in is the sheets' own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drills.compliance.pack import Requirement
from drills.compliance.plain_words import WITH_QUALITY, type_words
from drills.compliance.qualities import QUALITIES
from drills.compliance.reasons import Cure, NotCounted
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
    RequirementVerdict,
    WindowVerdict,
)
from drills.workbooks.sheet import Colour

STATUS_WORDS = {
    MET: "Met",
    MISSED: "Missed",
    OPEN: "Open",
    UPCOMING: "To come",
    EXCUSED: "Excused",
    NEEDS_DECISION: "Decide",
    NOT_APPLICABLE: "Not asked",
    NOT_MODELLED: "Read the law",
    NOT_ON_RECORD: "Before records",
}
DUE_SOON = "Due soon"
# The colours follow the words, so a pasted or corrected word takes its colour along.
COLOURS = (
    Colour("Met", "DFF2E1", "1B5E20"),
    Colour("Missed", "FADBD8", "8B1A10"),
    Colour("Decide", "EDE3F7", "5B2C86"),
    Colour(DUE_SOON, "FDECC8", "6B4500"),
    Colour("Open", "E3EDFA", "1A4480"),
    Colour("Excused", "E6EEE8", "3E5A46"),
)
STATE_WORDS = {
    "submitted": "submitted",
    "approved": "approved",
    "locked": "approved and locked",
    "sent_back": "sent back, does not count",
    "draft": "draft, does not count",
}


def status_words(found: RequirementVerdict, at_risk: bool = False) -> str:
    """The verdict in a word: ``Met``, ``Due soon``, ``Missed``."""
    if found.status == OPEN and at_risk:
        return DUE_SOON
    return said(found.status)


def said(status: str) -> str:
    """A status in words; one that is new here as it is written."""
    return STATUS_WORDS.get(status, status.replace("_", " ").capitalize())


def count_words(counted: int | None, needed: int | None, comparator: str = "at_least") -> str:
    """``3 of 5``; ``1, at most 2``; ``2`` where the law gives no number; empty for none."""
    if counted is None:
        return ""
    if needed is None:
        return str(counted)
    if comparator == "at_most":
        return f"{counted}, at most {needed}"
    return f"{counted} of {needed}"


def long_day(day: date) -> str:
    """``November 24, 2026``."""
    return f"{day:%B} {day.day}, {day.year}"


def short_day(day: date) -> str:
    """``Nov 24``; within one school year the month tells the year."""
    return f"{day:%b} {day.day}"


def stretch(opens: date, due: date, label: str = "") -> str:
    """``Sep 2 to Oct 1``, with the window's own name."""
    days = short_day(opens) if opens == due else f"{short_day(opens)} to {short_day(due)}"
    return f"{days}, {label}" if label else days


def windows_words(windows: Iterable[WindowVerdict], comparator: str) -> str:
    """The windows that are not met, one a line, and how many are."""
    windows = list(windows)
    lines = [
        f"{said(w.status)}: {stretch(w.opens, w.due, w.label)} "
        f"({count_words(w.counted, w.needed, comparator)})"
        for w in windows
        if w.status not in (MET, UPCOMING)
    ]
    for status in (MET, UPCOMING):
        number = sum(w.status == status for w in windows)
        if number:
            lines.append(f"{said(status)}: {number} of {len(windows)}")
    return "\n".join(lines)


def drills_words(window: WindowVerdict, requirement: Requirement) -> str:
    """The days of the drills that counted; with the kind where the rule takes several."""
    several = len(requirement.rule.accepts) > 1 or any(
        d.type not in requirement.rule.accepts for d in window.drills
    )
    return ", ".join(
        f"{short_day(d.date)} ({type_words(d.type)})" if several else short_day(d.date)
        for d in window.drills
    )


def not_counted_words(not_counted: Iterable[NotCounted]) -> str:
    """What did not count and why, one drill a line."""
    return "\n".join(
        f"{short_day(n.drill.date)}, {type_words(n.drill.type)}: {n.sentence}" for n in not_counted
    )


def missing_words(names: Iterable[str]) -> str:
    """What has to be told first."""
    listed = [name.removeprefix("settings.").replace("_", " ") for name in dict.fromkeys(names)]
    return f"Not known: {', '.join(listed)}." if listed else ""


def cures_words(cures: Iterable[Cure], name: str, as_of: date) -> str:
    """What would put it right, one thing a line: what can be done now, then the next one."""
    cures = list(cures)
    later = [c for c in cures if c.opens is not None and c.opens > as_of]
    now = [c for c in cures if c not in later]
    lines = list(dict.fromkeys(_cure(cure, name) for cure in [*now, *later[:1]]))
    if len(later) > 1:
        lines.append(f"{len(later) - 1} more later in the year.")
    return "\n".join(line for line in lines if line)


def _cure(cure: Cure, name: str) -> str:
    if cure.kind == "hold" and cure.opens and cure.due:
        return f"Hold {_wanted(cure, name)}, {stretch(cure.opens, cure.due)}."
    if cure.kind == "record":
        days = ", ".join(short_day(d.date) for d in cure.drills)
        asked = [
            QUALITIES[q].when_unknown.removeprefix("it is not recorded ") for q in cure.qualities
        ]
        return f"Record {' and '.join(filter(None, asked)) or cure.column}: {days}."
    if cure.kind == "decide":
        return missing_words([cure.column]).replace("Not known:", "Tell:")
    if cure.kind == "late" and cure.opens and cure.due:
        days = stretch(cure.opens, cure.due)
        return f"{days} is over: hold it late and note what it makes up for."
    return ""


def _wanted(cure: Cure, name: str) -> str:
    """``2 lockdown drills``; kinds that are many by the rule's name."""
    plural = "drill" if cure.count == 1 else "drills"
    if len(cure.accepts) == 1:
        kind = type_words(cure.accepts[0])
        what = (
            f"{cure.count} {kind}"
            if kind.endswith(("exercise", "kind"))
            else (f"{cure.count} {kind} {plural}")
        )
    else:
        what = f"{cure.count} {plural} for “{name}”"
    how = [WITH_QUALITY[q] for q in cure.qualities if q in WITH_QUALITY]
    return " ".join([what, *([" and ".join(how)] if how else [])])
