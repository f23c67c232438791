"""Set from when on a district is asked about its records, and which questions it never is.

What a number means, and ours where none is set, is compliance/flag_limits.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.flag_rules import FLAGS, OFF
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.set_up_district import fingerprint
from drills.compliance.flag_limits import LIMITS
from drills.compliance.flags import SENTENCES
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.tables import DistrictRow

# The numbers that a district may set, each from and to.
NUMBERS: dict[str, tuple[int, int]] = {
    "minutes_between": (1, 60),
    "drills_in_a_day": (2, 20),
    "same_minute": (2, 50),
    "year_end_days": (5, 120),
    "year_end_drills": (2, 50),
    "window_end_days": (3, 30),
    "window_end_drills": (2, 50),
    "late_days": (1, 366),
    "evening_drills": (3, 50),
    "evening_hours": (1, 24),
    "copied_records": (2, 50),
    "copied_letters": (10, 1000),
    "headcount_low": (1, 99),
    "headcount_high": (101, 1000),
    "evacuation_seconds": (1, 600),
    "evacuation_minutes": (11, 240),
}
TIMES = ("earliest", "latest")
# Which numbers belong to a flag; a flag of none is only on or off.
NUMBERS_OF: dict[str, tuple[str, ...]] = {
    "not_a_school_day": (),
    "outside_school_year": (),
    "outside_school_hours": ("earliest", "latest"),
    "within_the_hour": ("minutes_between",),
    "several_in_one_day": ("drills_in_a_day",),
    "bunched_at_year_end": ("year_end_drills", "year_end_days"),
    "bunched_in_window": ("window_end_drills", "window_end_days"),
    "same_minute": ("same_minute",),
    "same_hour": (),
    "same_weekday": (),
    "recorded_late": ("late_days",),
    "entered_together": ("evening_drills", "evening_hours"),
    "copied_text": ("copied_records", "copied_letters"),
    "identical_rows": (),
    "headcount": ("headcount_low", "headcount_high"),
    "evacuation_time": ("evacuation_seconds", "evacuation_minutes"),
    "parents_notice": (),
}


@dataclass(frozen=True, slots=True)
class FlagsEntry:
    """The numbers as typed, by name (empty: ours), and the codes that are off."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()


def chosen_flags(district: DistrictRow) -> dict[str, Any]:
    """What the district set, as its options hold it: numbers by name, times as text, off."""
    return dict(district.options.get(FLAGS) or {})


def set_flags(by: Person, now: datetime, entry: FlagsEntry, seen: str) -> None:
    """Ask by these numbers from now on, about records of every year.

    Raises NotAllowed, Refused with every field to mend, or ChangedMeanwhile where the
    district was saved since ``seen`` (set_up_district.fingerprint).
    """
    with change(by, now) as it:
        allowed_today(by, now, "set_up")
        hold_district(by.district_id)
        row = read_district(by.district_id)
        db.session.refresh(row)
        if fingerprint(row) != seen:
            raise ChangedMeanwhile("changed_meanwhile")
        after, before = _checked(entry), chosen_flags(row)
        if after == before:
            return
        options = {name: value for name, value in row.options.items() if name != FLAGS}
        row.options = {**options, FLAGS: after} if after else options
        it.note("district.flags_set", f"district:{row.id}", before=before, after=after)
        it.rejudge_all()


def _checked(entry: FlagsEntry) -> dict[str, Any]:
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in _typed(entry.numbers, NUMBERS):
        least, most = NUMBERS[name]
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            errors[name] = "flag_number_wrong"
        elif int(text) != getattr(LIMITS, name):
            found[name] = int(text)
    hours = {name: getattr(LIMITS, name) for name in TIMES}
    for name, text in _typed(entry.numbers, TIMES):
        try:
            hours[name] = time.fromisoformat(text.zfill(5))
        except ValueError:
            errors[name] = "flag_time_wrong"
        if hours[name] != getattr(LIMITS, name):
            found[name] = f"{hours[name]:%H:%M}"
    if hours["earliest"] >= hours["latest"] and "latest" not in errors:
        errors["latest"] = "flag_hours_backwards"
    if errors:
        raise Refused(**errors)
    off = sorted(code for code in entry.off if code in SENTENCES)
    return {**found, OFF: off} if off else found


def _typed(texts: Mapping[str, str], names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        text = texts.get(name, "").strip()
        if text:
            yield name, text
