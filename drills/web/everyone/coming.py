"""The drills to come, for everybody who may know of some: by month and by day.

Officers see those of their buildings, unannounced ones too; staff those that staff are told
of beforehand, and of the others nothing, or where the district chose so the weeks in which
one may be held. What a person may not know is never read (store/planned.py).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.facts import Calendar
from drills.store.buildings import read_building_rows, read_district
from drills.store.calendars import read_calendars, year_label
from drills.store.planned import DrillWindow, PlannedDrill, read_drill_windows, read_seen_by
from drills.web.access import may, person
from drills.web.everyone import blueprint
from drills.web.format import clock_time, day_range, drill_type

__all__ = ["blueprint"]

MONTHS_AT_ONCE = 3
MOST_ROWS = 300
FIRST, LAST = date(2000, 1, 1), date(2099, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One drill in the list, or the weeks of windows; ``url`` is its sheet, if it may be read."""

    on: date
    what: str
    where: str
    time: str = ""
    officer: str = ""
    url: str = ""
    cancelled: bool = False
    hidden_from_staff: bool = False
    until: date | None = None  # a drill window's last day


@dataclass(slots=True)
class Month:
    """A month with its drills, and the marks of its small calendar."""

    first: date
    lines: list[Line] = field(default_factory=list)
    marks: dict[date, dict[str, str]] = field(default_factory=dict)


@blueprint.get("/coming")
def coming() -> Response:
    """Three months from today, or from the month that the address names."""
    who = person()
    today = clock.today(who.zone)
    start = _asked_month(today)
    first = max(start, today) if start <= today else start
    last = _months_on(start, MONTHS_AT_ONCE) - timedelta(1)
    district = read_district(who.district_id)
    seen = read_seen_by(who, today, first, last)
    windows: list[DrillWindow] = []
    if district.options.get("staff_drill_windows"):
        windows = _windows(first, last)
    buildings = read_building_rows(who.district_id, who.buildings_for("see_told", today))
    wanted = request.args.get("building", type=int)
    if wanted is not None and wanted not in {b.id for b in buildings}:
        wanted = None
    if wanted is not None:
        seen = [d for d in seen if any(b.building_id == wanted for b in d.buildings)]
        windows = [w for w in windows if w.building_id == wanted]
    lines = _lines(seen, windows, district.labels, first)
    months = _months(start, lines[:MOST_ROWS], today)
    page = render_template(
        "everyone/coming.html",
        months=months,
        any=bool(lines),
        cut=len(lines) > MOST_ROWS,
        today=today,
        buildings=buildings,
        wanted=wanted,
        start=start,
        period=day_range(first, last),
        earlier=_link(start, -MONTHS_AT_ONCE, wanted) if start > today else "",
        later=_link(start, MONTHS_AT_ONCE, wanted) if start < LAST else "",
        officers=any(line.officer for line in lines),
        only_told=not may("see_planned"),
        windows=bool(district.options.get("staff_drill_windows")),
    )
    return make_response(page)


def _asked_month(today: date) -> date:
    """The first month to show; months that are over start with this one."""
    this = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{request.args.get('from', '')}-01")
    except ValueError:
        return this
    return max(this, asked) if FIRST <= asked <= LAST else this


def _months_on(first: date, count: int) -> date:
    number = first.year * 12 + first.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def _link(start: date, count: int, building: int | None) -> str:
    month = f"{_months_on(start, count):%Y-%m}"
    return url_for("everyone.coming", **{"from": month}, building=building)


def _windows(first: date, last: date) -> list[DrillWindow]:
    """The drill windows of buildings where the person is told what staff are told, no more."""
    who = person()
    today = clock.today(who.zone)
    full = who.buildings_for("see_planned", today)
    if full is None:
        return []
    some = who.buildings_for("see_told", today)
    if some is None:
        some = frozenset(b.id for b in read_building_rows(who.district_id))
    only = some - full
    return read_drill_windows(who.district_id, first, last, building_ids=only) if only else []


def _lines(
    seen: Collection[PlannedDrill],
    windows: Collection[DrillWindow],
    labels: dict[str, str],
    first: date,
) -> list[Line]:
    """Drills and windows by day."""
    may_open = _openable()
    found = []
    for drill in seen:
        if drill.buildings and all(b.state == "not_held" for b in drill.buildings):
            continue
        opens = may_open is None or any(b.building_id in may_open for b in drill.buildings)
        found.append(
            Line(
                drill.on,
                drill_type(drill.type, labels, drill.title),
                ", ".join(b.name for b in drill.buildings),
                clock_time(drill.at) if drill.at else gettext("Any time"),
                drill.officer,
                url_for("drills.sheet", drill_id=drill.id) if opens else "",
                drill.state == "cancelled",
                opens and not drill.is_told,
            )
        )
    # One line a week for all its buildings: how many drills there are is not to be told.
    weeks: dict[date, list[str]] = {}
    for window in windows:
        weeks.setdefault(window.monday, []).append(window.building)
    found += [
        Line(
            max(monday, first),
            gettext("Drill window"),
            ", ".join(names),
            gettext("Any time"),
            until=monday + timedelta(4),
        )
        for monday, names in weeks.items()
        if monday + timedelta(4) >= first
    ]
    return sorted(found, key=lambda line: (line.on, line.until is None))


def _openable() -> frozenset[int] | None:
    who = person()
    return who.buildings_for("see_planned", clock.today(who.zone))


def _months(start: date, lines: list[Line], today: date) -> list[Month]:
    months = {m.first: m for m in (Month(_months_on(start, n)) for n in range(MONTHS_AT_ONCE))}
    for line in lines:
        month = months.get(line.on.replace(day=1))
        if month is not None:
            month.lines.append(line)
        if line.until is not None:
            _mark_week(months, line)
        elif month is not None and not line.cancelled:
            there = month.marks.get(line.on, {}).get("says", "")
            says = f"{there}; {line.what}" if there else line.what
            month.marks[line.on] = {"kind": "drill", "says": says}
    _mark_days_off(months, start)
    return list(months.values())


def _mark_week(months: dict[date, Month], line: Line) -> None:
    assert line.until is not None
    for n in range((line.until - line.on).days + 1):
        day = line.on + timedelta(n)
        month = months.get(day.replace(day=1))
        if month is not None:
            month.marks.setdefault(day, {"kind": "window", "says": line.what})


def _mark_days_off(months: dict[date, Month], start: date) -> None:
    """Days without school by the district's common calendar, where no drill stands."""
    years = {year_label(start), year_label(_months_on(start, MONTHS_AT_ONCE) - timedelta(1))}
    calendars: dict[str, Calendar] = {}
    for year in sorted(years):
        common = read_calendars(person().district_id, year).common
        if common is not None:
            calendars[year] = common
    for month in months.values():
        day = month.first
        while day.month == month.first.month:
            calendar = calendars.get(year_label(day))
            if calendar is not None and day.weekday() < 5 and not calendar.is_school_day(day):
                month.marks.setdefault(day, {"kind": "off", "says": gettext("no school")})
            day += timedelta(1)
