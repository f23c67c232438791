"""Reading closed school years, and what of an open one still waits for somebody.

Judging is the actions'; here are the rows alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import defer, lazyload

from drills.store.database import db
from drills.store.tables import (
    ClosedBuildingRow,
    ClosedYearRow,
    CorrectiveActionRow,
    DrillRow,
    KeptLawRow,
    RecordRow,
    RecordVersionRow,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a building's school year: how many of each."""

    submitted: int = 0  # not approved
    unfinished: int = 0  # drafts, and what was sent back
    not_logged: int = 0  # planned, and nothing written
    asked: int = 0  # questions of the district without an answer
    actions: int = 0  # corrective actions that are open

    @property
    def any(self) -> bool:
        """Whether anything waits."""
        return bool(
            self.submitted or self.unfinished or self.not_logged or self.asked or self.actions
        )


def read_closings(district_id: int, year: str) -> list[ClosedYearRow]:
    """The closings of a year, the first first. One query."""
    rows = select(ClosedYearRow).where(
        ClosedYearRow.district_id == district_id, ClosedYearRow.year == year
    )
    return list(db.session.scalars(rows.order_by(ClosedYearRow.number)))


def read_closed_years(district_id: int) -> dict[str, ClosedYearRow]:
    """The last closing of each closed year, by year. One query."""
    rows = select(ClosedYearRow).where(ClosedYearRow.district_id == district_id)
    return {row.year: row for row in db.session.scalars(rows.order_by(ClosedYearRow.number))}


def is_closed(district_id: int, *years: str) -> bool:
    """Whether one of these years is closed. One query."""
    found = select(ClosedYearRow.id).where(
        ClosedYearRow.district_id == district_id, ClosedYearRow.year.in_(years)
    )
    return db.session.scalar(found.limit(1)) is not None


def read_closed_buildings(
    closing_id: int, only: Iterable[int] | None = None, *, whole: bool = True
) -> list[ClosedBuildingRow]:
    """What was kept of buildings, by name; ``only`` narrows to these ids. Without ``whole``
    what was kept is not read yet."""
    rows = select(ClosedBuildingRow).where(ClosedBuildingRow.closed_year_id == closing_id)
    if only is not None:
        rows = rows.where(ClosedBuildingRow.building_id.in_(list(only)))
    if not whole:
        rows = rows.options(defer(ClosedBuildingRow.kept))
    found = db.session.scalars(rows)
    return sorted(found, key=lambda row: (row.name.casefold(), row.id))


def keep_law_texts(district_id: int, texts: Mapping[str, str]) -> None:
    """Keep texts of law by hash; what is there already is not kept twice."""
    there = set(
        db.session.scalars(
            select(KeptLawRow.sha256).where(
                KeptLawRow.district_id == district_id, KeptLawRow.sha256.in_(list(texts))
            )
        )
    )
    db.session.add_all(
        KeptLawRow(district_id=district_id, sha256=sha256, text=text)
        for sha256, text in texts.items()
        if sha256 not in there
    )


def read_kept_law(district_id: int, hashes: Iterable[str]) -> dict[str, str]:
    """Kept texts of law by hash."""
    rows = db.session.scalars(
        select(KeptLawRow).where(
            KeptLawRow.district_id == district_id, KeptLawRow.sha256.in_(list(hashes))
        )
    )
    return {row.sha256: row.text for row in rows}


def read_waiting_in(district_id: int, year: str) -> dict[int, Waiting]:
    """What waits in each building's year; buildings without anything are left out. Two
    queries."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    state = RecordRow.state
    records = (
        select(
            RecordRow.building_id,
            func.sum(case((state == "submitted", 1), else_=0)),
            func.sum(case((state.in_(("draft", "sent_back")), 1), else_=0)),
            func.sum(case((state == "expected", 1), else_=0)),
            func.sum(case((RecordRow.asked_at.is_not(None), 1), else_=0)),
        )
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(
            DrillRow.district_id == district_id,
            DrillRow.year == year,
            DrillRow.state != "cancelled",
        )
        .group_by(RecordRow.building_id)
    )
    for building_id, *numbers in db.session.execute(records):
        names = ("submitted", "unfinished", "not_logged", "asked")
        counts[building_id] = {n: int(x) for n, x in zip(names, numbers, strict=True)}
    actions = (
        select(CorrectiveActionRow.building_id, func.count(CorrectiveActionRow.id))
        .join(RecordRow, RecordRow.id == CorrectiveActionRow.record_id)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(
            DrillRow.district_id == district_id,
            DrillRow.year == year,
            CorrectiveActionRow.state == "open",
        )
        .group_by(CorrectiveActionRow.building_id)
    )
    for building_id, number in db.session.execute(actions):
        counts[building_id]["actions"] = number
    found = {id_: Waiting(**numbers) for id_, numbers in counts.items()}
    return {id_: waiting for id_, waiting in found.items() if waiting.any}


def read_uids(record_ids: Iterable[int]) -> dict[int, str]:
    """The calendar's UID of each record's drill: the same in every installation. One query."""
    rows = db.session.execute(
        select(RecordRow.id, DrillRow.uid)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(RecordRow.id.in_(list(record_ids)))
    )
    return {id_: uid for id_, uid in rows}  # noqa: C416


def read_changed_since(
    district_id: int, year: str, since: datetime
) -> list[tuple[RecordRow, DrillRow, RecordVersionRow]]:
    """The changes of a year's records since an instant, with each record. One query."""
    rows = db.session.execute(
        select(RecordRow, DrillRow, RecordVersionRow)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .join(RecordVersionRow, RecordVersionRow.record_id == RecordRow.id)
        .where(
            DrillRow.district_id == district_id,
            DrillRow.year == year,
            RecordVersionRow.changed_at >= since,
        )
        .order_by(RecordVersionRow.changed_at, RecordVersionRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill, version) for record, drill, version in rows]
