"""Reading buildings: rows become frozen buildings of a school year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from drills.facts import Building
from drills.store.calendars import read_calendars
from drills.store.database import db
from drills.store.tables import BuildingRow, BuildingYearRow, DistrictRow


def read_district(district_id: int) -> DistrictRow:
    """The district's row. Raises LookupError where there is none."""
    row = db.session.get(DistrictRow, district_id)
    if row is None:
        raise LookupError(f"no district {district_id}")
    return row


def read_building_rows(
    district_id: int, only: Iterable[int] | None = None, with_closed: bool = False
) -> list[BuildingRow]:
    """The district's buildings by name; ``only`` narrows to these ids."""
    query = select(BuildingRow).where(BuildingRow.district_id == district_id)
    if only is not None:
        query = query.where(BuildingRow.id.in_(list(only)))
    if not with_closed:
        query = query.where(BuildingRow.closed_on.is_(None))
    return list(db.session.scalars(query.order_by(BuildingRow.sort_name, BuildingRow.id)))


def read_building_keys(district_id: int) -> dict[int, str]:
    """The short names of the district's open buildings by id, in order of their names."""
    rows = db.session.execute(
        select(BuildingRow.id, BuildingRow.key)
        .where(BuildingRow.district_id == district_id, BuildingRow.closed_on.is_(None))
        .order_by(BuildingRow.sort_name, BuildingRow.id)
    )
    return {row.id: row.key for row in rows}


def read_building_years(building_ids: Iterable[int], year: str) -> dict[int, BuildingYearRow]:
    """Each building's facts of the year, or of the last year before it that has any."""
    rows = db.session.scalars(
        select(BuildingYearRow)
        .where(
            BuildingYearRow.building_id.in_(list(building_ids)),
            BuildingYearRow.year <= year,
        )
        .order_by(BuildingYearRow.year)
    )
    return {row.building_id: row for row in rows}  # the latest wins


def read_buildings(
    district_id: int,
    year: str,
    only: Iterable[int] | None = None,
    closed_since: date | None = None,
) -> dict[int, Building]:
    """Buildings of a school year by id, in order of name, with calendar and facts.

    Four queries whatever their number. A building whose district has no calendar for
    that year is left out; ``closed_since`` brings those along that closed on that day or
    later.
    """
    district = read_district(district_id)
    rows = read_building_rows(district_id, only, with_closed=closed_since is not None)
    if closed_since is not None:
        rows = [row for row in rows if row.closed_on is None or row.closed_on >= closed_since]
    years = read_building_years([row.id for row in rows], year)
    calendars = read_calendars(district_id, year)
    found: dict[int, Building] = {}
    for row in rows:
        calendar = calendars.of(row.id)
        if calendar is None:
            continue
        facts = dict(years[row.id].facts) if row.id in years else {}
        if "grades" in facts:
            facts["grades"] = tuple(facts["grades"])
        found[row.id] = Building(
            name=row.name,
            jurisdiction=district.jurisdiction,
            calendar=calendar,
            records_begin=years[row.id].records_begin if row.id in years else None,
            settings=district.settings,
            **facts,
        )
    return found
