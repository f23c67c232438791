"""Reading what the year planner works with: settings, officers, black-outs, drafts, plans.

A constant number of queries whatever the number of buildings and drills. What is held
comes from records.py, calendars and facts from buildings.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import lazyload, selectinload

from drills.store.database import db
from drills.store.tables import (
    AcceptedPlanRow,
    BlackoutRow,
    DrillRow,
    OfficerAwayRow,
    OfficerRow,
    PlanDraftRow,
    PlanSettingsRow,
    RecordRow,
)


def read_settings_row(district_id: int) -> PlanSettingsRow | None:
    """The district's limits and wishes; None where nobody has changed the usual ones."""
    return db.session.get(PlanSettingsRow, district_id)


def read_officer_rows(district_id: int) -> list[OfficerRow]:
    """What is known of who comes to drills, agencies that come no longer included."""
    rows = select(OfficerRow).where(OfficerRow.district_id == district_id)
    return list(db.session.scalars(rows.order_by(OfficerRow.id)))


def read_officer_row(officer_id: int, district_id: int) -> OfficerRow | None:
    """One of them; None for another district's."""
    row = db.session.get(OfficerRow, officer_id)
    return row if row is not None and row.district_id == district_id else None


def read_officer_of(person_id: int) -> OfficerRow | None:
    """What is known of a person as an officer; None where the usual holds."""
    return db.session.scalar(select(OfficerRow).where(OfficerRow.person_id == person_id))


def read_away(away_id: int, district_id: int) -> OfficerAwayRow | None:
    """Days on which an officer of the district is away."""
    return db.session.scalar(
        select(OfficerAwayRow)
        .join(OfficerRow, OfficerRow.id == OfficerAwayRow.officer_id)
        .where(OfficerAwayRow.id == away_id, OfficerRow.district_id == district_id)
    )


def read_blackouts(district_id: int) -> list[BlackoutRow]:
    """Days on which no drill is to be planned, in order."""
    rows = select(BlackoutRow).where(BlackoutRow.district_id == district_id)
    return list(db.session.scalars(rows.order_by(BlackoutRow.starts, BlackoutRow.id)))


def read_blackout(blackout_id: int, district_id: int) -> BlackoutRow | None:
    """One of them; None for another district's."""
    row = db.session.get(BlackoutRow, blackout_id)
    return row if row is not None and row.district_id == district_id else None


def read_draft(district_id: int, year: str) -> PlanDraftRow | None:
    """The district's draft of a school year's plan, fresh from the database."""
    return db.session.scalar(
        select(PlanDraftRow)
        .where(PlanDraftRow.district_id == district_id, PlanDraftRow.year == year)
        .execution_options(populate_existing=True)
    )


def read_accepted(district_id: int, year: str) -> list[AcceptedPlanRow]:
    """The plans accepted for a school year, the newest first, undone ones included."""
    rows = select(AcceptedPlanRow).where(
        AcceptedPlanRow.district_id == district_id, AcceptedPlanRow.year == year
    )
    return list(db.session.scalars(rows.order_by(AcceptedPlanRow.id.desc())))


def read_accepted_plan(plan_id: int, district_id: int) -> AcceptedPlanRow | None:
    """One of them; None for another district's."""
    row = db.session.get(AcceptedPlanRow, plan_id)
    return row if row is not None and row.district_id == district_id else None


def read_year_drills(district_id: int, year: str) -> list[DrillRow]:
    """The drills of a year that are planned or cancelled, by day, with their records."""
    rows = (
        select(DrillRow)
        .where(
            DrillRow.district_id == district_id,
            DrillRow.year == year,
            DrillRow.state.in_(("planned", "cancelled")),
            DrillRow.spontaneous.is_(False),
        )
        .order_by(DrillRow.planned_on, DrillRow.planned_at, DrillRow.id)
        .options(selectinload(DrillRow.records).options(lazyload(RecordRow.evidence)))
    )
    return list(db.session.scalars(rows))


def read_drills(district_id: int, ids: Iterable[int]) -> dict[int, DrillRow]:
    """Some drills of the district with their records, fresh from the database."""
    rows = (
        select(DrillRow)
        .where(DrillRow.district_id == district_id, DrillRow.id.in_(list(ids)))
        .options(selectinload(DrillRow.records).options(lazyload(RecordRow.evidence)))
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in db.session.scalars(rows)}
