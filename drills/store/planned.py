"""Reading drills between two days, as the people who may know of them see them.

Three audiences: *planners* see every drill, *staff* those that staff are told of
beforehand, *public* those held on an earlier day. What an audience may not know is left
out here, in the query, so that no page, feed or mail can show it by mistake. What is
owed, and the words, are not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import lazyload

from drills.permissions import Person
from drills.store.database import db
from drills.store.tables import BuildingRow, DrillRow, PersonRow, RecordRow

PLANNERS, STAFF, PUBLIC = "planners", "staff", "public"
TOLD = ("staff", "all")


@dataclass(frozen=True, slots=True)
class HeldIn:
    """One building of a drill, and how far its record is."""

    building_id: int
    name: str
    record_id: int
    state: str  # expected, draft, submitted, sent_back or not_held
    held_on: date | None
    held_at: time | None
    held_as: str


@dataclass(frozen=True, slots=True)
class PlannedDrill:
    """A drill with its buildings by name. ``on`` and ``at`` are what was planned.

    Read for staff or the public it has no note, officer, intended qualities or reason.
    """

    id: int
    uid: str
    year: str
    type: str
    title: str
    on: date
    at: time | None
    minutes: int
    state: str
    announced: str | None
    told_beforehand: str | None
    spontaneous: bool
    sequence: int
    created_at: datetime
    changed_at: datetime
    buildings: tuple[HeldIn, ...]
    officer_id: int | None = None
    officer: str = ""
    intended: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    cancel_reason: str = ""

    @property
    def is_told(self) -> bool:
        """Whether staff are told of it beforehand. Unknown hides."""
        return self.told_beforehand in TOLD


@dataclass(frozen=True, slots=True)
class DrillWindow:
    """A week in which a building drills, without kind, hour or number: Monday to Sunday."""

    building_id: int
    building: str
    monday: date

    @property
    def sunday(self) -> date:
        """The week's last day."""
        return self.monday + timedelta(6)


def read_planned(
    district_id: int,
    first: date,
    last: date,
    *,
    audience: str,
    today: date,
    building_ids: Collection[int] | None = None,
    types: Collection[str] = (),
    with_cancelled: bool = True,
    with_spontaneous: bool = True,
) -> list[PlannedDrill]:
    """The drills planned for days from first to last that an audience may know of, by hour.

    ``building_ids`` None means all; a joint drill is found by any of its buildings.
    ``today`` is the district's day: the public sees only what was held before it. Two
    queries whatever the number of drills and buildings.
    """
    wanted = [_between(district_id, first, last), _known_to(audience, today)]
    if building_ids is not None:
        wanted.append(_in_buildings(building_ids))
    if types:
        wanted.append(DrillRow.type.in_(list(types)))
    if not with_cancelled:
        wanted.append(DrillRow.state != "cancelled")
    if not with_spontaneous:
        wanted.append(DrillRow.spontaneous.is_(False))
    return _read(select(DrillRow.id).where(*wanted), in_full=audience == PLANNERS)


def read_seen_by(
    person: Person, today: date, first: date, last: date, *, with_cancelled: bool = True
) -> list[PlannedDrill]:
    """The drills between two days that a person may know of today, each as they may see it.

    In full in the buildings where the person sees planned drills, as staff in those where
    the person sees what staff are told of.
    """
    full = person.buildings_for("see_planned", today)
    some = person.buildings_for("see_told", today)
    options = {"today": today, "with_cancelled": with_cancelled, "with_spontaneous": False}
    district = person.district_id
    seen = read_planned(district, first, last, audience=PLANNERS, building_ids=full, **options)
    if full is None or some == full:
        return seen
    there = {drill.id for drill in seen}
    told = read_planned(district, first, last, audience=STAFF, building_ids=some, **options)
    return sorted([*seen, *(d for d in told if d.id not in there)], key=_order)


def read_drill_windows(
    district_id: int,
    first: date,
    last: date,
    *,
    building_ids: Collection[int] | None = None,
    types: Collection[str] = (),
) -> list[DrillWindow]:
    """The weeks with a drill that staff are not told of, once a building, by week and name.

    Only where the district chose to show them (option ``staff_drill_windows``): the caller
    asks. Whole weeks: a drill at the end of the first or last week is told alike.
    """
    monday = first - timedelta(first.weekday())
    sunday = last + timedelta(6 - last.weekday())
    query = (
        select(BuildingRow.id, BuildingRow.name, BuildingRow.sort_name, DrillRow.planned_on)
        .join(RecordRow, RecordRow.building_id == BuildingRow.id)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(
            _between(district_id, monday, sunday),
            or_(DrillRow.told_beforehand.is_(None), DrillRow.told_beforehand.not_in(TOLD)),
            DrillRow.state != "cancelled",
            DrillRow.spontaneous.is_(False),
        )
    )
    if building_ids is not None:
        query = query.where(BuildingRow.id.in_(list(building_ids)))
    if types:
        query = query.where(DrillRow.type.in_(list(types)))
    found = {
        (on - timedelta(on.weekday()), sort_name, id_, name)
        for id_, name, sort_name, on in db.session.execute(query)
    }
    return [DrillWindow(id_, name, monday) for monday, _, id_, name in sorted(found)]


def read_planned_drill(drill_id: int, district_id: int) -> PlannedDrill | None:
    """One drill in full; None for another district's. Who may see it is the caller's."""
    query = select(DrillRow.id).where(DrillRow.id == drill_id, DrillRow.district_id == district_id)
    return next(iter(_read(query, in_full=True)), None)


def read_by_uid(uid: str) -> DrillRow | None:
    """The drill of a calendar's UID, whosever it is: the caller asks whose."""
    return db.session.scalar(select(DrillRow).where(DrillRow.uid == uid))


def _between(district_id: int, first: date, last: date) -> ColumnElement[bool]:
    return and_(DrillRow.district_id == district_id, DrillRow.planned_on.between(first, last))


def _known_to(audience: str, today: date) -> ColumnElement[bool]:
    """What an audience may know. Raises KeyError for one that is not ours."""
    return {
        PLANNERS: DrillRow.id.is_not(None),
        STAFF: DrillRow.told_beforehand.in_(TOLD),
        PUBLIC: and_(DrillRow.state == "held", DrillRow.planned_on < today),
    }[audience]


def _in_buildings(building_ids: Iterable[int]) -> ColumnElement[bool]:
    return (
        select(RecordRow.id)
        .where(
            RecordRow.drill_id == DrillRow.id,
            RecordRow.building_id.in_(list(building_ids)),
        )
        .exists()
    )


def _read(ids: Select[tuple[int]], in_full: bool) -> list[PlannedDrill]:
    rows = db.session.execute(
        select(DrillRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == DrillRow.officer_id)
        .where(DrillRow.id.in_(ids))
        .options(lazyload(DrillRow.records))
    ).all()
    buildings: dict[int, list[HeldIn]] = defaultdict(list)
    for drill_id, *values in db.session.execute(
        select(
            RecordRow.drill_id,
            BuildingRow.id,
            BuildingRow.name,
            RecordRow.id,
            RecordRow.state,
            RecordRow.held_on,
            RecordRow.held_at,
            RecordRow.held_as,
        )
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(RecordRow.drill_id.in_(ids))
        .order_by(BuildingRow.sort_name, BuildingRow.id)
    ):
        buildings[drill_id].append(HeldIn(*values))
    found = [_drill(row, name, tuple(buildings[row.id]), in_full) for row, name in rows]
    return sorted(found, key=_order)


def _drill(
    row: DrillRow, officer: str | None, buildings: tuple[HeldIn, ...], in_full: bool
) -> PlannedDrill:
    more: dict[str, Any] = {}
    if in_full:
        more = {
            "officer_id": row.officer_id,
            "officer": officer or "",
            "intended": dict(row.intended or {}),
            "note": row.note,
            "cancel_reason": row.cancel_reason,
        }
    return PlannedDrill(
        id=row.id,
        uid=row.uid,
        year=row.year,
        type=row.type,
        title=row.title,
        on=row.planned_on,
        at=row.planned_at,
        minutes=row.minutes,
        state=row.state,
        announced=row.announced,
        told_beforehand=row.told_beforehand,
        spontaneous=row.spontaneous,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        buildings=buildings,
        **more,
    )


def _order(drill: PlannedDrill) -> tuple[date, time, int]:
    return drill.on, drill.at or time.min, drill.id
