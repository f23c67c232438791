"""A record's history in words: who did what, when, and what a value was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext

from drills.store.tables import AuditRow, RecordVersionRow
from drills.web.building.questions import PROBLEMS, QUESTIONS, answer_words
from drills.web.format import NO_VALUE, clock_time, day, drill_type, duration

DID = {
    "record.drafted": lazy_gettext("Saved as a draft"),
    "record.submitted": lazy_gettext("Submitted"),
    "record.amended": lazy_gettext("Changed"),
    "record.sent_back": lazy_gettext("Sent back"),
    "record.approved": lazy_gettext("Approved"),
    "record.locked": lazy_gettext("Locked"),
    "record.queried": lazy_gettext("Asked"),
    "record.answered": lazy_gettext("Answered"),
    "record.flag_answered": lazy_gettext("Question about the record answered"),
    "record.imported": lazy_gettext("Imported"),
    "record.not_held": lazy_gettext("Marked as not held"),
    "evidence.added": lazy_gettext("File added"),
    "erasure.asked": lazy_gettext("Removal asked for"),
    "erasure.done": lazy_gettext("Removed for good"),
    "erasure.declined": lazy_gettext("Removal declined"),
    "hold.placed": lazy_gettext("Hold placed: nothing of it is removed"),
    "hold.lifted": lazy_gettext("Hold lifted"),
    "action.opened": lazy_gettext("Opened"),
    "action.saved": lazy_gettext("Changed"),
    "action.closed": lazy_gettext("Closed with proof"),
    "action.reopened": lazy_gettext("Opened again"),
    "action.dropped": lazy_gettext("Dropped: the problem was taken off the record"),
    "record.shared": lazy_gettext("Link for an officer made"),
    "record.share_ended": lazy_gettext("Link for an officer ended"),
    "record.evaluated": lazy_gettext("Evaluated and signed from outside"),
    "drill.planned": lazy_gettext("Planned"),
    "drill.moved": lazy_gettext("Moved"),
    "drill.cancelled": lazy_gettext("Cancelled"),
    "drill.not_held": lazy_gettext("Marked as not held"),
}
NAMES = {
    "held_on": lazy_gettext("Day"),
    "held_at": lazy_gettext("Started at"),
    "held_as": lazy_gettext("What it was"),
    "type": lazy_gettext("Kind"),
    "title": lazy_gettext("Kind, in words"),
    "duration_seconds": lazy_gettext("How long it took"),
    "stamps": lazy_gettext("Times"),
    "problems": lazy_gettext("Problems"),
    "notes": lazy_gettext("Notes"),
    "due": lazy_gettext("Last day"),
    "words": lazy_gettext("What is to be done"),
    "owner": lazy_gettext("Whose it is"),
    "notes_sha256": lazy_gettext("Notes"),
}
# Of a version: shown otherwise, or only a hash of what is shown.
HIDDEN = ("answers", "notes_sha256", "stamps")
HELD_AS = {
    "drill": lazy_gettext("Drill"),
    "real_event": lazy_gettext("Real event"),
    "false_alarm": lazy_gettext("False alarm"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done: the instant, the person, the words, and what changed."""

    at: datetime
    who: str
    did: str
    more: tuple[str, ...] = ()


def history_lines(rows: list[AuditRow]) -> list[Line]:
    """The audit rows of a record in words, oldest first."""
    return [
        Line(row.at, row.person_name, str(DID.get(row.did, row.did)), _more(row)) for row in rows
    ]


def _more(row: AuditRow) -> tuple[str, ...]:
    details = row.details
    if row.did == "evidence.added":
        return (details.get("name", ""),)
    if row.did in ("record.sent_back", "hold.placed", "hold.lifted"):
        return (details.get("why", ""),)
    if row.did in ("record.queried", "record.answered", "record.flag_answered"):
        return (details.get("words", ""),)
    if row.did == "record.approved":
        own = gettext("Approved by somebody who wrote in it; the district allows it.")
        return (own,) if details.get("own") else ()
    if row.did in ("action.closed", "action.reopened"):
        return (details["words"],) if details.get("words") else ()
    changes = details.get("changes")
    reason = details.get("reason")
    said = [gettext("Reason: %(words)s", words=reason)] if reason else []
    if not isinstance(changes, dict):
        return tuple(said)
    return (*said, *(_change(name, *values) for name, values in changes.items()))


def _change(name: str, before: Any, after: Any) -> str:
    label = str(NAMES.get(name) or (QUESTIONS[name].text if name in QUESTIONS else name))
    if name in ("notes_sha256", "stamps", "owner"):
        return gettext("%(what)s: changed", what=label)
    return gettext(
        "%(what)s: %(before)s, now %(after)s",
        what=label,
        before=value_words(name, before),
        after=value_words(name, after),
    )


def version_words(version: RecordVersionRow) -> list[tuple[str, str]]:
    """What a record said before a change, field by field; what was empty is left out."""
    said = {**version.said, **version.said.get("answers", {})}
    shown = {n: v for n, v in said.items() if v not in (None, "", [], {}) and n not in HIDDEN}
    return [
        (str(NAMES.get(name) or (QUESTIONS[name].text if name in QUESTIONS else name)), words)
        for name, value in shown.items()
        if (words := value_words(name, value))
    ]


def value_words(name: str, value: Any) -> str:
    """A value of the record in words; a dash for none."""
    if value is None or value == "" or value == []:
        return NO_VALUE
    if name in ("held_on", "parents_notified_on", "due"):
        return day(date.fromisoformat(value) if isinstance(value, str) else value)
    if name == "held_at":
        return clock_time(time.fromisoformat(value) if isinstance(value, str) else value)
    if name == "duration_seconds":
        return duration(value)
    if name == "type":
        return drill_type(value)
    if name == "held_as":
        return str(HELD_AS.get(value, value))
    if name == "problems":
        return ", ".join(str(PROBLEMS.get(code, code)) for code in value)
    if name in QUESTIONS and QUESTIONS[name].kind == "choice":
        return answer_words(name, value) or str(value)
    return str(value)
