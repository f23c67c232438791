"""Named values with a kind: how the text of one is read, and how a value is written.

A field is a column of a log or a fact of a building; the tables of both stand in
log_columns.py and building_facts.py. Nothing here knows files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from drills.exchange.problems import NotThat, nearest, quoted
from drills.facts import DRILL_TYPES, GRADES

DATE, TIME, YES_NO, CHOICE, NUMBER, TEXT, GRADE_SPAN = (
    "date",
    "time",
    "yes_no",
    "choice",
    "number",
    "text",
    "grades",
)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
LOOSE_DAY = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\b.*", re.ASCII)
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
LOOSE_CLOCK = re.compile(
    r"(\d{1,2})[:.h]?(\d{2})?(?:[:.]\d{2}(?:\.0+)?)?\s*([ap])?\.?m?\.?", re.ASCII | re.IGNORECASE
)
WORDED_DAYS = ("%B %d, %Y", "%b %d, %Y", "%A, %B %d, %Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
WORDED_DAYS += ("%d-%b-%y", "%B %d %Y", "%Y%m%d")

# What people call a drill -> its canonical type, for the advice under an unknown one.
EVERYDAY_WORDS = {
    "tornado": "severe_weather",
    "weather": "severe_weather",
    "hurricane": "severe_weather",
    "shelter": "shelter_in_place",
    "bus": "bus_evacuation",
    "intruder": "active_threat",
    "shooter": "active_threat",
    "bomb": "bomb_threat",
    "code red": "lockdown",
    "lockout": "secure",
    "lock out": "secure",
    "lock": "lockdown",
    "secured": "secure",
    "cardiac": "cardiac_response",
    "aed": "cardiac_response",
    "chemical": "hazmat",
    "tsunami": "tsunami_or_lahar",
    "lahar": "tsunami_or_lahar",
    "dismissal": "early_dismissal",
    "go home": "early_dismissal",
    "table": "tabletop",
    "quake": "earthquake",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One named value: its kind, what it means in plain words, and an example."""

    name: str
    kind: str
    explains: str
    example: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False


def read_text(field: Field, text: str) -> Any:
    """The value that a text stands for; None where it is empty. Raises NotThat."""
    text = text.strip()
    if not text:
        return None
    if field.kind == DATE:
        return read_day(text)
    if field.kind == TIME:
        return read_clock(text)
    if field.kind == YES_NO:
        return _read_yes_no(text)
    if field.kind == CHOICE:
        return _read_choice(field, text)
    if field.kind == NUMBER:
        return _read_number(text)
    return text


def write_text(field: Field, value: Any) -> str:
    """The text of a value in a log; what read_text reads back. Empty for None."""
    if value is None:
        return ""
    if field.kind == YES_NO:
        return "yes" if value else "no"
    if field.kind == TIME:
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def read_day(text: str) -> date:
    """An ISO date, ``2026-09-05``. Raises NotThat with the date that seems to be meant."""
    found = ISO_DAY.fullmatch(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            what = f"{quoted(text)} is not a day of the calendar"
            raise NotThat(what, "Write year-month-day, such as 2026-09-05") from None
    meant = _meant_day(text)
    if meant is None:
        right = "Write year-month-day, such as 2026-09-05"
    else:
        right = f"Write {meant.isoformat()}, if {meant:%B} {meant.day}, {meant.year} is meant"
    raise NotThat(f"{quoted(text)} is not a date written year-month-day", right)


def _meant_day(text: str) -> date | None:
    found = LOOSE_DAY.fullmatch(text)
    if found:
        one, two, three = (int(part) for part in found.groups())
        if one > 31:
            orders = [(one, two, three)]
        else:
            year = three + 2000 if three < 100 else three
            orders = [(year, one, two), (year, two, one)]  # Americans write the month first
        for order in orders:
            try:
                return date(*order)
            except ValueError:
                continue
    for shape in WORDED_DAYS:
        try:
            # A day without a clock has no zone.
            return datetime.strptime(text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def read_clock(text: str) -> time:
    """A time of day, ``09:30``, in 24 hours. Raises NotThat with what would be right."""
    found = CLOCK.fullmatch(text)
    if found:
        return time(int(found[1]), int(found[2]))
    right = "Write hours and minutes of 24 hours, such as 09:30 or 13:15"
    loose = LOOSE_CLOCK.fullmatch(text)
    if loose and (loose[2] or loose[3]):
        hour, minute = int(loose[1]), int(loose[2] or 0)
        half = (loose[3] or "").lower()
        if half and 1 <= hour <= 12 and minute < 60:
            right = f"Write {hour % 12 + (12 if half == 'p' else 0):02d}:{minute:02d}"
        elif not half and hour < 24 and minute < 60:
            right = f"Write {hour:02d}:{minute:02d}"
            if 1 <= hour < 8:
                right += f", or {hour + 12}:{minute:02d} if the afternoon is meant"
    raise NotThat(f"{quoted(text)} is not a time written HH:MM", right)


def _read_yes_no(text: str) -> bool:
    if text in ("yes", "no"):
        return text == "yes"
    meant = {"y": "yes", "true": "yes", "1": "yes", "x": "yes", "n": "no", "false": "no", "0": "no"}
    folded = text.casefold()
    word = folded if folded in ("yes", "no") else meant.get(folded)
    right = f"Write {word}" if word else "Write yes or no, or leave it empty if it is not known"
    raise NotThat(f"{quoted(text)} is neither yes nor no", right)


def _read_choice(field: Field, text: str) -> str:
    if text in field.choices:
        return text
    if field.choices == DRILL_TYPES:
        near = nearest(text, DRILL_TYPES, EVERYDAY_WORDS)
        raise NotThat(f"{quoted(text)} is not a type of drill", f"The nearest known is {near}")
    near = nearest(text, field.choices)
    right = f"The nearest is {near}; known are {', '.join(field.choices)}"
    raise NotThat(f"{quoted(text)} is not known here", right)


def _read_number(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    plain = re.sub(r"\.0+$", "", text.replace(",", "").replace(" ", ""))
    right = f"Write {int(plain)}" if re.fullmatch(r"[0-9]{1,9}", plain) else "Write digits, as 420"
    raise NotThat(f"{quoted(text)} is not a whole number", right)


def read_grade(text: str) -> str:
    """A grade: PK, K, 1 to 12. Raises NotThat."""
    if text in GRADES:
        return text
    raise NotThat(f"{quoted(text)} is not a grade", f"Known are {', '.join(GRADES)}")
