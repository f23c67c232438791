"""Which buildings an address speaks of: from its building, drill, record, file or
corrective action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from drills.facts import COUNTING
from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    CorrectiveActionRow,
    DrillRow,
    EvidenceRow,
    RecordRow,
)


def buildings_behind(arguments: Mapping[str, Any], district_id: int) -> frozenset[int] | None:
    """The buildings of the district that an address names; None where it names none.

    Empty where the thing does not exist or is another district's.
    """
    queries = []
    if "building_id" in arguments:
        queries.append(select(BuildingRow.id).where(BuildingRow.id == arguments["building_id"]))
    if "drill_id" in arguments:
        queries.append(
            select(BuildingRow.id)
            .join(RecordRow, RecordRow.building_id == BuildingRow.id)
            .join(DrillRow, DrillRow.id == RecordRow.drill_id)
            .where(
                DrillRow.id == arguments["drill_id"],
                DrillRow.district_id == district_id,
            )
        )
    if "record_id" in arguments:
        queries.append(
            select(BuildingRow.id)
            .join(RecordRow, RecordRow.building_id == BuildingRow.id)
            .where(RecordRow.id == arguments["record_id"])
        )
    if "evidence_id" in arguments:
        queries.append(
            select(BuildingRow.id)
            .join(RecordRow, RecordRow.building_id == BuildingRow.id)
            .join(EvidenceRow, EvidenceRow.record_id == RecordRow.id)
            .where(EvidenceRow.id == arguments["evidence_id"])
        )
    if "action_id" in arguments:
        queries.append(
            select(BuildingRow.id)
            .join(CorrectiveActionRow, CorrectiveActionRow.building_id == BuildingRow.id)
            .where(CorrectiveActionRow.id == arguments["action_id"])
        )
    if not queries:
        return None
    found = [
        frozenset(db.session.scalars(q.where(BuildingRow.district_id == district_id)))
        for q in queries
    ]
    return frozenset.intersection(*found)


@dataclass(frozen=True, slots=True)
class HeldBehind:
    """A record that counts: of which building and school year, and the day it was held."""

    building_id: int
    year: str
    day: date | None


def held_behind(arguments: Mapping[str, Any], district_id: int) -> list[HeldBehind]:
    """The record that an address names, itself or by one of its files; none where it does
    not count or is another district's."""
    query = (
        select(RecordRow.building_id, DrillRow.year, RecordRow.held_on)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(DrillRow.district_id == district_id, RecordRow.state.in_(COUNTING))
    )
    if "record_id" in arguments:
        query = query.where(RecordRow.id == arguments["record_id"])
    elif "evidence_id" in arguments:
        query = query.join(EvidenceRow, EvidenceRow.record_id == RecordRow.id).where(
            EvidenceRow.id == arguments["evidence_id"]
        )
    else:
        return []
    return [HeldBehind(*found) for found in db.session.execute(query)]
