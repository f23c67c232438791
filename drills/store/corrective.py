"""Reading corrective actions: what is open, for whom, what proves a fix, what recurs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, lazyload

from drills.facts import COUNTING
from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    CorrectiveActionRow,
    DrillRow,
    EvidenceRow,
    PersonRow,
    RecordRow,
)

Action = CorrectiveActionRow


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action with its building, its owner's name and the drill that found it."""

    action: CorrectiveActionRow
    building: BuildingRow
    owner: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """A problem found in several buildings: how often, in how many, how many are open."""

    problem: str
    findings: int
    buildings: int
    still_open: int


def read_actions_of(record_id: int) -> dict[str, CorrectiveActionRow]:
    """The actions that a record opened, by problem."""
    rows = db.session.scalars(select(Action).where(Action.record_id == record_id))
    return {row.problem: row for row in rows}


def read_action(action_id: int, district_id: int) -> CorrectiveActionRow | None:
    """One action of the district; None for another's."""
    row = db.session.get(Action, action_id)
    return row if row is not None and row.district_id == district_id else None


def read_listed(
    district_id: int,
    building_ids: Collection[int] | None,
    state: str,
    first: int = 0,
    size: int = 1000,
    newest_first: bool = False,
) -> list[ListedAction]:
    """Actions in a state with building and owner, by last day; of closed ones the newest
    first. ``building_ids`` None means all of the district. One query."""
    query = (
        select(Action, BuildingRow, PersonRow.name)
        .join(BuildingRow, BuildingRow.id == Action.building_id)
        .outerjoin(PersonRow, PersonRow.id == Action.owner_id)
        .where(Action.district_id == district_id, Action.state == state)
    )
    if building_ids is not None:
        query = query.where(Action.building_id.in_(list(building_ids)))
    order = [Action.closed_at.desc()] if newest_first else [Action.due_on]
    rows = db.session.execute(query.order_by(*order, Action.id).offset(first).limit(size))
    return [ListedAction(action, building, name or "") for action, building, name in rows]


def count_actions(
    district_id: int, building_ids: Collection[int] | None, today: date
) -> tuple[int, int]:
    """How many actions are open, and how many of them are past their last day. One query."""
    query = select(
        func.count(Action.id), func.coalesce(func.sum(case((Action.due_on < today, 1), else_=0)), 0)
    ).where(Action.district_id == district_id, Action.state == "open")
    if building_ids is not None:
        query = query.where(Action.building_id.in_(list(building_ids)))
    number, late = db.session.execute(query).one()
    return int(number), int(late)


def read_open_in(building_ids: Iterable[int]) -> dict[int, list[CorrectiveActionRow]]:
    """The open actions of some buildings, by building and last day. One query."""
    rows = db.session.scalars(
        select(Action)
        .where(Action.building_id.in_(list(building_ids)), Action.state == "open")
        .order_by(Action.due_on, Action.id)
    )
    found: dict[int, list[CorrectiveActionRow]] = defaultdict(list)
    for row in rows:
        found[row.building_id].append(row)
    return found


def read_recurring(
    district_id: int, building_ids: Collection[int] | None, since: date, least: int
) -> list[Recurring]:
    """Problems found in at least so many buildings since a day, the widest first. One query."""
    places = func.count(Action.building_id.distinct())
    query = (
        select(
            Action.problem,
            func.count(Action.id),
            places,
            func.sum(case((Action.state == "open", 1), else_=0)),
        )
        .where(
            Action.district_id == district_id,
            Action.state != "dropped",
            Action.found_on >= since,
        )
        .group_by(Action.problem)
        .having(places >= least)
        .order_by(places.desc(), Action.problem)
    )
    if building_ids is not None:
        query = query.where(Action.building_id.in_(list(building_ids)))
    return [
        Recurring(problem, findings, buildings, int(still_open or 0))
        for problem, findings, buildings, still_open in db.session.execute(query)
    ]


def read_later_records(building_id: int, after: date) -> list[RecordRow]:
    """Drills that count, held in a building after a day, with their drills, newest first."""
    rows = db.session.scalars(
        select(RecordRow)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(
            RecordRow.building_id == building_id,
            RecordRow.state.in_(COUNTING),
            RecordRow.held_as == "drill",
            RecordRow.held_on > after,
        )
        .order_by(RecordRow.held_on.desc(), RecordRow.id.desc())
        .options(
            joinedload(RecordRow.drill).lazyload(DrillRow.records),
            lazyload(RecordRow.evidence),
        )
    )
    return list(rows)


def read_files_since(building_id: int, since: datetime) -> list[EvidenceRow]:
    """Evidence files of a building's records uploaded from an instant on, newest first."""
    rows = db.session.scalars(
        select(EvidenceRow)
        .join(RecordRow, RecordRow.id == EvidenceRow.record_id)
        .where(RecordRow.building_id == building_id, EvidenceRow.uploaded_at >= since)
        .order_by(EvidenceRow.id.desc())
    )
    return list(rows)
