"""A building's year as a strip: a row for each requirement, its windows, its drills.

Plain values for the macro of the same name, and for the list that stands under it: both
are made here from the same words, so that they cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from flask import url_for
from flask_babel import gettext

from drills.compliance.pack import Requirement
from drills.compliance.verdict import MISSED, OUTSIDE_THE_VERDICT, RequirementVerdict, WindowVerdict
from drills.facts import COUNTING, ONE_DAY, Calendar
from drills.web.building.judged import Judged, day_of
from drills.web.format import count, day_range, drill_type, status_word
from drills.web.format import day as day_words
from drills.web.words import law_words

LONG_BREAK = 3  # weekdays without school that are worth shading


@dataclass(frozen=True, slots=True)
class StripWindow:
    """A window as a bar: where, how it stands, and the same in words."""

    opens: date
    due: date
    status: str
    says: str


@dataclass(frozen=True, slots=True)
class StripDrill:
    """A drill as a dot. ``mark`` is held (it counted), idle (it did not) or planned."""

    on: date
    mark: str
    says: str
    url: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """One requirement's line."""

    id: str
    label: str
    status: str
    at_risk: bool
    advisory: bool
    word: str
    url: str
    windows: list[StripWindow]
    drills: list[StripDrill]


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole strip: from when to when, which days are off, and its rows."""

    title: str
    first: date
    last: date
    off: list[tuple[date, date]]
    today: date
    rows: list[StripRow]


def strip_of(judged: Judged) -> Strip | None:
    """The strip of the year shown; None without a calendar."""
    if judged.building is None:
        return None
    calendar = judged.building.calendar
    rows = [
        _row(judged, requirement, found)
        for requirement, found in judged.pairs()
        if found.status not in OUTSIDE_THE_VERDICT and found.windows
    ]
    last = calendar.last_day
    if calendar.summer is not None and any(r.in_summer for r, _ in judged.pairs() if r.windows):
        last = max(last, calendar.summer.end)
    return Strip(
        gettext("%(building)s, %(year)s", building=judged.row.name, year=judged.chosen.year),
        calendar.first_day.replace(day=1),
        last,
        days_without_school(calendar, last),
        judged.chosen.as_of,
        sorted(rows, key=lambda row: row.advisory),
    )


def _row(judged: Judged, requirement: Requirement, found: RequirementVerdict) -> StripRow:
    rule, chosen = requirement.rule, judged.chosen
    at_risk = judged.at_risk(found)
    left = judged.school_days_left(found.next_due) if found.next_due else None
    missed = [w for w in found.windows if w.status == MISSED]
    word = status_word(
        found.status,
        due=found.next_due,
        left=left,
        at_risk=at_risk,
        advisory=found.advisory,
        missed=day_words(missed[-1].due, "MMM") if missed else None,
    )
    return StripRow(
        rule.id,
        law_words(judged.pack, rule.name),
        found.status,
        at_risk,
        found.advisory,
        word,
        url_for("building.why", building_id=judged.row.id, requirement_id=rule.id, **chosen.link),
        [_window(judged, w, found.comparator) for w in found.windows],
        _drills(judged, requirement, found),
    )


def _window(judged: Judged, window: WindowVerdict, comparator: str) -> StripWindow:
    word = status_word(
        window.status, due=window.due, opens=window.opens, missed=None, advisory=False
    )
    when = day_range(window.opens, window.due)
    if window.label:
        when = f"{when} ({law_words(judged.pack, window.label)})"
    says = gettext(
        "%(when)s: %(count)s, %(word)s",
        when=when,
        count=count(window.counted, window.needed, comparator),
        word=word,
    )
    return StripWindow(window.opens, window.due, window.status, says)


def _drills(
    judged: Judged, requirement: Requirement, found: RequirementVerdict
) -> list[StripDrill]:
    counted = {drill.ref for window in found.windows for drill in window.drills}
    dots = []
    for record, drill in judged.records:
        on = day_of(record, drill)
        ref = str(record.id)
        kind = drill_type(drill.type, judged.labels, drill.title)
        values = {"day": day_words(on), "kind": kind}
        url = url_for("records.page", record_id=record.id)
        if ref in counted:
            says = gettext("%(day)s: %(kind)s, held, counts", **values)
            dots.append(StripDrill(on, "held", says, url))
        elif drill.type not in requirement.rule.accepts or not any(
            w.opens <= on <= w.due for w in found.windows
        ):
            continue
        elif record.state in COUNTING and on <= judged.chosen.as_of:
            says = gettext("%(day)s: %(kind)s, held, does not count here", **values)
            dots.append(StripDrill(on, "idle", says, url))
        elif record.state == "expected" and on >= judged.chosen.as_of:
            url = url_for("drills.sheet", drill_id=drill.id)
            says = gettext("%(day)s: %(kind)s, planned", **values)
            dots.append(StripDrill(on, "planned", says, url))
    return dots


def _wanted_on(day: date, found: RequirementVerdict) -> bool:
    """Whether a day lies in a window; what lies outside them all is left to Why."""
    return any(window.opens <= day <= window.due for window in found.windows)


def days_without_school(calendar: Calendar, last: date) -> list[tuple[date, date]]:
    """Stretches of at least three weekdays in a row without school, weekends joined on."""
    days = [d for d in calendar.school_days if d <= last]
    summer = sorted(calendar.summer_days)
    found = []
    for before, after in pairwise([*days, *summer]):
        gap = [before + timedelta(n) for n in range(1, (after - before).days)]
        if sum(d.weekday() < 5 for d in gap) >= LONG_BREAK:
            found.append((before + ONE_DAY, after - ONE_DAY))
    return found
