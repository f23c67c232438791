"""A district's drills as the events of a calendar feed, for the audience it was made for.

Planners see all. Staff see the drills that they are told of beforehand; of the others
nothing, or where the district chooses so, a week in which one may be held. The public
sees what was held. Unknown hides. How events become bytes is feeds/calendar.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext

from drills.actions.feed_scope import PLANNERS, PUBLIC, STAFF, Scope
from drills.actions.reminders import TOLD
from drills.feeds.calendar import FeedEvent, still_shown
from drills.store.tables import DrillRow, RecordRow
from drills.web.format import drill_type

REAL = ("real_event", "false_alarm")
SCHOOL_WEEK = timedelta(days=4)  # Monday to Friday


@dataclass(frozen=True, slots=True)
class Asked:
    """What one feed shows: for whom, of where, of which kinds, as of which day."""

    audience: str
    scope: Scope
    types: frozenset[str]  # empty: all
    without_cancelled: bool
    windows: bool  # staff are shown weeks in which an unannounced drill may be held
    today: date


@dataclass(frozen=True, slots=True)
class Names:
    """What drills and buildings are called here, and where a planner reads more."""

    buildings: Mapping[int, str]
    labels: Mapping[str, str]
    officers: Mapping[int, str]
    sheet: Callable[[int], str] | None = None  # the address of a drill's page


def events(rows: Iterable[DrillRow], asked: Asked, names: Names) -> list[FeedEvent]:
    """The events of a feed, in no order."""
    found: list[FeedEvent] = []
    windows: dict[str, FeedEvent] = {}
    for row in rows:
        here = [r for r in row.records if _covers(asked.scope, r.building_id)]
        if not here:
            continue
        if _may_see(row, here, asked):
            if not asked.types or row.type in asked.types:
                event = _event(row, here, asked, names)
                if still_shown(event.cancelled, event.day, asked.today, asked.without_cancelled):
                    found.append(event)
        elif asked.audience == STAFF and asked.windows and _makes_window(row):
            # Whatever kinds the feed is of: to leave weeks out would tell the kind.
            for record in here:
                window = _window(row, record.building_id, names)
                windows[window.uid] = window
    return [*found, *windows.values()]


def _covers(scope: Scope, building_id: int) -> bool:
    return scope.buildings is None or building_id in scope.buildings


def _may_see(row: DrillRow, here: list[RecordRow], asked: Asked) -> bool:
    """Whether the audience may know of the drill at all."""
    if asked.audience == PLANNERS:
        return True
    if any(r.held_on is not None and r.held_as in REAL for r in here):
        return False  # an emergency is not a drill, and its telling is not ours
    if asked.audience == STAFF:
        return row.told_beforehand in TOLD
    held = [r for r in here if r.held_on is not None]
    return row.state == "held" and any(r.held_on <= asked.today for r in held)


def _makes_window(row: DrillRow) -> bool:
    return row.state != "cancelled" and not row.spontaneous


def _event(row: DrillRow, here: list[RecordRow], asked: Asked, names: Names) -> FeedEvent:
    day, at = _when(row, here)
    kind = drill_type(row.type, names.labels, row.title)
    where = ", ".join(names.buildings[r.building_id] for r in here)
    alarm = next((r.held_as for r in here if r.held_on is not None and r.held_as in REAL), None)
    if alarm == "real_event":
        called = gettext("Real event: %(kind)s", kind=kind)
    elif alarm == "false_alarm":
        called = gettext("False alarm: %(kind)s", kind=kind)
    else:
        called = gettext("Drill: %(kind)s", kind=kind)
    one = asked.scope.buildings is not None and len(asked.scope.buildings) == 1
    return FeedEvent(
        uid=row.uid,
        sequence=row.sequence + sum(r.version - 1 for r in row.records),
        changed_at=_changed(row),
        summary=called if one else f"{called}, {where}",
        day=day,
        at=at,
        minutes=row.minutes,
        location=where,
        description=_notes(row, names) if asked.audience == PLANNERS else "",
        url=names.sheet(row.id) if asked.audience == PLANNERS and names.sheet else "",
        cancelled=row.state == "cancelled" or all(r.state == "not_held" for r in here),
        # What was held already takes up nobody's time.
        busy=row.state == "planned" and asked.audience != PUBLIC,
    )


def _when(row: DrillRow, here: list[RecordRow]) -> tuple[date, time | None]:
    """When it was held, as far as that is written down; else when it is planned."""
    held = [(r.held_on, r.held_at or time.max) for r in here if r.held_on is not None]
    if not held:
        return row.planned_on, row.planned_at
    day, at = min(held)
    return day, None if at == time.max else at


def _changed(row: DrillRow) -> datetime:
    """The last change that a calendar shows: of the plan, or of what was written down."""
    noted = [at for r in row.records for at in (r.recorded_at, r.amended_at) if at is not None]
    return max([row.changed_at, *noted]).replace(microsecond=0)


def _notes(row: DrillRow, names: Names) -> str:
    """What a planner wants at hand, most careful first."""
    said = []
    if row.state == "planned" and row.told_beforehand not in TOLD:
        said.append(gettext("Staff are not told of this drill beforehand."))
    if row.state == "cancelled" and row.cancel_reason:
        said.append(row.cancel_reason)
    if row.officer_id in names.officers:
        said.append(gettext("With %(officer)s", officer=names.officers[row.officer_id]))
    if row.note.strip():
        said.append(row.note.strip())
    return "\n".join(said)


def _window(row: DrillRow, building_id: int, names: Names) -> FeedEvent:
    """A week without kind or hour. Nothing in it changes with the drill behind it, nor with
    how many there are."""
    monday = row.planned_on - timedelta(days=row.planned_on.weekday())
    where = names.buildings[building_id]
    return FeedEvent(
        uid=f"window-{building_id}-{monday:%Y%m%d}@drills",
        sequence=0,
        changed_at=datetime.combine(monday, time(), UTC),
        summary=gettext("Drill window, %(where)s", where=where),
        day=monday,
        last_day=monday + SCHOOL_WEEK,
        location=where,
        description=gettext("A drill may be held on any day of this week."),
        busy=False,
    )
