"""A drill as somebody plans it: texts of a form in, one checked value out.

Used by planning and by moving. Errors are codes by field; pages say them in words. Whether
a plan is wise is plan_warnings.py's, who may make it the actions'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from drills.actions.refused import Refused
from drills.facts import ANNOUNCED, DRILL_TYPES, SITUATIONS, TOLD_BEFOREHAND, YES_NO_COLUMNS, Drill

LONGEST_MINUTES = 480
LONGEST_TITLE = 120
LONGEST_NOTE = 2000
LONGEST_REASON = 300
# Days that a plan may name: what lies outside is a slip of the keyboard.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

# What a drill can be planned to be, by the law's qualities: the column and its value.
INTENDED: dict[str, tuple[str, Any]] = {
    "secondary_exit": ("secondary_exit", True),
    "obstructed_exit": ("obstructed_exit", True),
    "lunch_or_assembly": ("situation", "lunch"),
    "at_night": ("situation", "night"),
    "fire_department": ("fire_department", True),
    "law_enforcement": ("law_enforcement", True),
    "off_site": ("off_site", True),
    "no_pupils": ("students_present", False),
}


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """One event in one or several buildings. ``intended`` holds columns of a drill log."""

    buildings: tuple[int, ...]
    type: str
    on: date
    at: time | None = None
    minutes: int = 30
    title: str = ""
    told_beforehand: str = "nobody"
    announced: str | None = None
    officer_id: int | None = None
    intended: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    def as_drill(self, ref: str | None = None) -> Drill:
        """The drill that would stand in the log if it were held as planned."""
        return planned_as_drill(
            self.on,
            self.at,
            self.type,
            self.title,
            self.announced,
            self.told_beforehand,
            self.intended,
            ref,
        )


def planned_as_drill(
    on: date,
    at: time | None,
    type_: str,
    title: str,
    announced: str | None,
    told_beforehand: str | None,
    intended: Mapping[str, Any],
    ref: str | None = None,
) -> Drill:
    """A plan's values as the drill that the law would judge; unknown columns are left out."""
    known = {k: v for k, v in intended.items() if k in (*YES_NO_COLUMNS, "situation")}
    return Drill(
        date=on,
        time=at,
        type=type_,
        title=title,
        announced=announced,
        told_beforehand=told_beforehand,
        ref=ref,
        **known,
    )


def read_plan(
    texts: Mapping[str, str], buildings: Iterable[int], qualities: Iterable[str] = ()
) -> DrillPlan:
    """The plan that a form's texts say. Raises Refused with every field to mend."""
    errors: dict[str, str] = {}
    said = {name: (text or "").strip() for name, text in texts.items()}
    chosen = tuple(sorted(set(buildings)))
    if not chosen:
        errors["buildings"] = "buildings_missing"
    type_ = said.get("type", "")
    if type_ not in DRILL_TYPES:
        errors["type"] = "type_missing"
    title = said.get("title", "")
    if type_ == "other" and not title:
        errors["title"] = "title_missing"
    elif len(title) > LONGEST_TITLE:
        errors["title"] = "title_long"
    on = _day(said.get("date", ""), errors)
    at = _time(said.get("time", ""), errors)
    minutes = _minutes(said.get("minutes", ""), errors)
    told = said.get("told_beforehand", "")
    if told not in TOLD_BEFOREHAND:
        errors["told_beforehand"] = "told_missing"
    announced = said.get("announced", "")
    if announced and announced not in ANNOUNCED:
        errors["announced"] = "announced_wrong"
    elif told == "all" and announced == "none":
        errors["announced"] = "told_all_announced_none"
    officer = said.get("officer", "")
    if officer and not officer.isdigit():
        errors["officer"] = "officer_wrong"
    if len(said.get("note", "")) > LONGEST_NOTE:
        errors["note"] = "note_long"
    intended = _intended(qualities, errors)
    if errors or on is None:
        raise Refused(**errors)
    return DrillPlan(
        buildings=chosen,
        type=type_,
        on=on,
        at=at,
        minutes=minutes,
        title=title,
        told_beforehand=told,
        # Who has known the day was told that it is a drill.
        announced="all" if told == "all" else announced or None,
        officer_id=int(officer) if officer else None,
        intended=intended,
        note=said.get("note", ""),
    )


def read_reason(text: str) -> str:
    """Why a drill is cancelled or was not held. Raises Refused."""
    reason = " ".join(text.split())
    if not reason:
        raise Refused(reason="reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refused(reason="reason_long")
    return reason


def qualities_of(intended: Mapping[str, Any]) -> list[str]:
    """The qualities that a plan's columns stand for, to be ticked again in its form."""
    return [
        name
        for name, (column, value) in INTENDED.items()
        if column in intended and intended[column] == value
    ]


def _day(text: str, errors: dict[str, str]) -> date | None:
    if not text:
        errors["date"] = "date_missing"
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not FIRST_DAY <= found <= LAST_DAY:
        errors["date"] = "date_wrong"
        return None
    return found


def _time(text: str, errors: dict[str, str]) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        errors["time"] = "time_wrong"
        return None


def _minutes(text: str, errors: dict[str, str]) -> int:
    if not text:
        return 30
    # isdigit alone also takes digits that int() does not.
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= LONGEST_MINUTES:
        errors["minutes"] = "minutes_wrong"
        return 30
    return int(text)


def _intended(qualities: Iterable[str], errors: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in dict.fromkeys(qualities):
        if name not in INTENDED:
            errors["intended"] = "intended_wrong"
            continue
        column, value = INTENDED[name]
        if found.get(column, value) != value:
            errors["intended"] = "one_situation"
        found[column] = value
    assert all(v in SITUATIONS for k, v in found.items() if k == "situation")
    return found
