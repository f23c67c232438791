"""What a person wrote down of a drill, read and checked once for logging and amending.

Texts come in by column, times as typed and as stamped on the phone; values go out. The
columns' own conversion is that of a drill log (exchange/drill_log.py). Errors are codes
by field; pages say them in words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.columns import convert
from drills.actions.refused import Refused
from drills.facts import Drill
from drills.store.tables import RecordRow

STAMPS = ("started", "clear", "accounted", "all_clear")
# What a record keeps beside its own columns.
OWN_COLUMNS = ("date", "time", "type", "title", "held_as", "notes")
CLOCK_TOLERANCE = timedelta(minutes=2)
NOT_YET_TOLERANCE = timedelta(minutes=10)
LONGEST = timedelta(hours=12)
LONGEST_NOTES = 10_000


@dataclass(frozen=True, slots=True)
class Times:
    """When things happened: ``typed`` as HH:MM where the district is, ``stamped`` as instants.

    Both by the names of STAMPS. ``phone_clock`` is what the phone took for now when it
    sent; a clock that is off shifts the stamps and never the typed times.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    stamped: Mapping[str, str] = field(default_factory=dict)
    phone_clock: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A drill as written down, checked. ``answers`` are the record's JSON values."""

    drill: Drill
    answers: dict[str, Any]
    stamps: dict[str, str]
    problems: list[str]
    in_charge: str
    clock_off: int = 0  # seconds that the stamps were shifted by

    def said(self) -> dict[str, Any]:
        """The whole as JSON values for the audit chain; of notes only their hash."""
        notes = self.drill.notes
        return {
            "held_on": self.drill.date.isoformat(),
            "held_at": self.drill.time.isoformat() if self.drill.time else None,
            "held_as": self.drill.held_as,
            "answers": self.answers,
            "stamps": self.stamps,
            "problems": self.problems,
            "in_charge": self.in_charge,
            "notes_sha256": hashlib.sha256(notes.encode()).hexdigest() if notes else None,
        }


def fill_record(record: RecordRow, written: Written) -> None:
    """Put what was written into a building's record. Its state is the caller's to set."""
    record.held_on, record.held_at = written.drill.date, written.drill.time
    record.held_as = written.drill.held_as
    record.answers = written.answers
    record.notes = written.drill.notes
    record.problems = written.problems
    record.stamps = written.stamps
    record.in_charge = written.in_charge


def read_written(
    columns: Mapping[str, str],
    times: Times,
    now: datetime,
    zone: str,
    *,
    problems: Iterable[str] = (),
    in_charge: str = "",
    minutes: str = "",
) -> Written:
    """The values of a form. ``columns`` are those of a drill log; ``minutes`` how long it
    took, where no times tell. Raises Refused with every field to mend."""
    errors: dict[str, str] = {}
    texts = {name: text.strip() for name, text in columns.items() if text and text.strip()}
    day, stamps, off = _read_times(texts, times, now, ZoneInfo(zone), errors)
    if day is not None:
        texts["date"] = day.isoformat()
    if "started" in stamps and "time" not in errors:
        texts["time"] = stamps["started"].astimezone(ZoneInfo(zone)).strftime("%H:%M")
    took = _duration(stamps, minutes, errors)
    if took is not None:
        texts["duration_seconds"] = str(took)
    drill, wrong = convert(texts)
    for column in wrong:
        errors.setdefault("minutes" if column == "duration_seconds" else column, f"{column}_wrong")
    if texts.get("type") == "other" and not texts.get("title"):
        errors.setdefault("title", "title_missing")
    if len(texts.get("title", "")) > 120:
        errors.setdefault("title", "title_long")
    if len(in_charge.strip()) > 120:
        errors["in_charge"] = "in_charge_long"
    if len(texts.get("notes", "")) > LONGEST_NOTES:
        errors["notes"] = "notes_long"
    if drill is not None and drill.parents_notified_on and drill.parents_notified_on > drill.date:
        errors["parents_notified_on"] = "parents_after"
    if errors or drill is None:
        raise Refused(**(errors or {"type": "type_wrong"}))
    return Written(
        drill=drill,
        answers=answers_of(drill),
        stamps={name: _iso(at) for name, at in stamps.items()},
        problems=list(dict.fromkeys(problems)),
        in_charge=in_charge.strip(),
        clock_off=off,
    )


def answers_of(drill: Drill) -> dict[str, Any]:
    """The record's columns that have a value, as JSON holds them."""
    found: dict[str, Any] = {}
    for name in Drill.__dataclass_fields__:
        value = getattr(drill, name)
        if name not in (*OWN_COLUMNS, "ref") and value is not None:
            found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def _read_times(
    texts: Mapping[str, str],
    times: Times,
    now: datetime,
    zone: ZoneInfo,
    errors: dict[str, str],
) -> tuple[date | None, dict[str, datetime], int]:
    """The day held and the instants of what happened, in order; and the shift in seconds."""
    off = _clock_off(times.phone_clock, now)
    day = _day(texts.get("date", ""), errors)
    if day is None:
        return None, {}, 0
    stamps: dict[str, datetime] = {}
    shifted = False
    typed = {**times.typed, "started": texts.get("time", "")}
    for name in STAMPS:
        stamp = _instant(times.stamped.get(name, ""))
        said = typed.get(name, "").strip()
        if stamp is not None and _says(stamp, day, said, zone, name):
            shifted = shifted or bool(off)
            stamps[name] = stamp + off
            continue
        if not said:
            continue
        at = _clock_time(said)
        if at is None:
            errors["time" if name == "started" else f"{name}_time"] = "time_wrong"
            continue
        stamps[name] = _on_day(day, at, zone, stamps.get("started"))
    if "started" in stamps:
        day = stamps["started"].astimezone(zone).date()
    _check_order(stamps, errors)
    _check_not_to_come(day, stamps, now, zone, errors)
    return day, stamps, int(off.total_seconds()) if shifted else 0


def _clock_off(phone_clock: str, now: datetime) -> timedelta:
    """How far the phone's clock is behind ours; nothing where it is near, or unknown."""
    phone = _instant(phone_clock)
    off = now - phone if phone else timedelta()
    return off if abs(off) > CLOCK_TOLERANCE else timedelta()


def _says(stamp: datetime, day: date, said: str, zone: ZoneInfo, name: str) -> bool:
    """Whether a stamp still says what stands in its field: nobody corrected it by hand."""
    local = stamp.astimezone(zone)
    if name == "started" and local.date() != day:
        return False
    return not said or said[:5] == local.strftime("%H:%M")


def _day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors["date"] = "date_wrong" if text else "date_missing"
        return None


def _clock_time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _on_day(day: date, at: time, zone: ZoneInfo, started: datetime | None) -> datetime:
    """A wall-clock time as an instant; after midnight where a night drill runs past it."""
    instant = datetime.combine(day, at, zone).astimezone(UTC)
    if started is not None and started - instant > LONGEST:
        instant = datetime.combine(day + timedelta(1), at, zone).astimezone(UTC)
    return instant


def _instant(text: str) -> datetime | None:
    """An instant as the phone writes it, or None for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _check_order(stamps: Mapping[str, datetime], errors: dict[str, str]) -> None:
    """Each thing happens after the start, and within half a day of it."""
    started = stamps.get("started")
    for name in STAMPS[1:]:
        if name not in stamps or started is None:
            continue
        # Typed times know no seconds: the same minute is not before.
        if stamps[name] < started - timedelta(seconds=60):
            errors[f"{name}_time"] = "before_start"
        elif stamps[name] - started > LONGEST:
            errors[f"{name}_time"] = "long_after"


def _check_not_to_come(
    day: date,
    stamps: Mapping[str, datetime],
    now: datetime,
    zone: ZoneInfo,
    errors: dict[str, str],
) -> None:
    if day > now.astimezone(zone).date():
        errors["date"] = "date_to_come"
    elif "started" in stamps and stamps["started"] > now + NOT_YET_TOLERANCE:
        errors["time"] = "time_to_come"


def _duration(stamps: Mapping[str, datetime], minutes: str, errors: dict[str, str]) -> int | None:
    """Seconds from the start to the last thing stamped, else what was typed in minutes."""
    started = stamps.get("started")
    last = next((stamps[n] for n in reversed(STAMPS[1:]) if n in stamps), None)
    if started is not None and last is not None:
        took = round((last - started).total_seconds())
        # Typed to the minute, the same minute twice says nothing of how long it took.
        return took if took > 0 else None
    text = minutes.strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 12 * 60:
        errors["minutes"] = "minutes_wrong"
        return None
    return round(value * 60)
