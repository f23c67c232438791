"""A district's drills as the events of a calendar feed, in words.

Which drills an audience may know of is decided where they are read (store/planned.py);
here only how each looks. How events become bytes is feeds/calendar.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask_babel import gettext

from drills.actions.feed_scope import PLANNERS, Scope
from drills.feeds.calendar import FeedEvent
from drills.store.planned import DrillWindow, HeldIn, PlannedDrill
from drills.web.format import drill_type

REAL = ("real_event", "false_alarm")
ALL_DAY = time.max  # sorts behind every hour


@dataclass(frozen=True, slots=True)
class Telling:
    """How one feed tells of its drills."""

    audience: str
    scope: Scope
    labels: Mapping[str, str]  # the district's own words for kinds
    # How often a drill's records were changed and when last (store/feeds.py).
    writings: Mapping[int, tuple[int, datetime | None]]
    sheet: Callable[[int], str] | None = None  # the address of a drill's page


def drill_event(drill: PlannedDrill, telling: Telling) -> FeedEvent | None:
    """A drill as an event; None for an emergency in a feed that is not a planner's."""
    here = [b for b in drill.buildings if telling.scope.covers(b.building_id)]
    planners = telling.audience == PLANNERS
    real = next((b.held_as for b in here if b.held_on is not None and b.held_as in REAL), None)
    if not here or (real and not planners):
        return None
    day, at = _when(drill, here)
    changes, written_at = telling.writings.get(drill.id, (0, None))
    where = ", ".join(b.name for b in here)
    called = _called(drill_type(drill.type, telling.labels, drill.title), real)
    return FeedEvent(
        uid=drill.uid,
        sequence=drill.sequence + changes,
        changed_at=max(filter(None, (drill.changed_at, written_at))).replace(microsecond=0),
        summary=called if telling.scope.is_one else f"{called}, {where}",
        day=day,
        at=at,
        minutes=drill.minutes,
        location=where,
        description=_notes(drill) if planners else "",
        url=telling.sheet(drill.id) if planners and telling.sheet else "",
        cancelled=drill.state == "cancelled" or all(b.state == "not_held" for b in here),
        busy=drill.state == "planned",  # what was held takes up nobody's time
    )


def window_event(window: DrillWindow) -> FeedEvent:
    """A week without kind or hour. Nothing in it changes with the drill behind it, nor with
    how many there are."""
    return FeedEvent(
        uid=f"window-{window.building_id}-{window.monday:%Y%m%d}@drills",
        sequence=0,
        changed_at=datetime.combine(window.monday, time(), UTC),
        summary=gettext("Drill window, %(where)s", where=window.building),
        day=window.monday,
        last_day=window.sunday,
        location=window.building,
        description=gettext("A drill may be held on any day of this week."),
        busy=False,
    )


def _called(kind: str, real: str | None) -> str:
    if real == "real_event":
        return gettext("Real event: %(kind)s", kind=kind)
    if real == "false_alarm":
        return gettext("False alarm: %(kind)s", kind=kind)
    return gettext("Drill: %(kind)s", kind=kind)


def _when(drill: PlannedDrill, here: list[HeldIn]) -> tuple[date, time | None]:
    """When it was held, as far as that is written down; else when it is planned."""
    held = [(b.held_on, b.held_at or ALL_DAY) for b in here if b.held_on is not None]
    if not held:
        return drill.on, drill.at
    day, at = min(held)
    return day, None if at == ALL_DAY else at


def _notes(drill: PlannedDrill) -> str:
    """What a planner wants at hand, most careful first."""
    said = []
    if drill.state == "planned" and not drill.is_told:
        said.append(gettext("Staff are not told of this drill beforehand."))
    if drill.state == "cancelled" and drill.cancel_reason:
        said.append(drill.cancel_reason)
    if drill.officer:
        said.append(gettext("With %(officer)s", officer=drill.officer))
    if drill.note.strip():
        said.append(drill.note.strip())
    return "\n".join(said)
