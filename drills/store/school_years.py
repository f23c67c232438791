"""Reading the rows of school years and their days, for those who change them.

Frozen calendars for judging are calendars.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import lazyload

from drills.facts import COUNTING
from drills.store.calendars import year_label
from drills.store.database import db
from drills.store.tables import DayOffRow, DrillRow, RecordRow, SchoolYearRow


def read_year_row(
    district_id: int, year: str, building_id: int | None = None
) -> SchoolYearRow | None:
    """The district's row of a year, or that of a building with a calendar of its own."""
    return db.session.scalar(
        select(SchoolYearRow).where(
            SchoolYearRow.district_id == district_id,
            SchoolYearRow.year == year,
            SchoolYearRow.building_id.is_(None)
            if building_id is None
            else SchoolYearRow.building_id == building_id,
        )
    )


def read_own_rows(district_id: int, year: str) -> list[SchoolYearRow]:
    """The rows of the buildings that have a calendar of their own that year."""
    rows = select(SchoolYearRow).where(
        SchoolYearRow.district_id == district_id,
        SchoolYearRow.year == year,
        SchoolYearRow.building_id.is_not(None),
    )
    return list(db.session.scalars(rows.order_by(SchoolYearRow.id)))


def read_days(school_year_ids: Iterable[int]) -> list[DayOffRow]:
    """The days off, half days and tests of school years, in order."""
    rows = select(DayOffRow).where(DayOffRow.school_year_id.in_(list(school_year_ids)))
    return list(db.session.scalars(rows.order_by(DayOffRow.starts, DayOffRow.id)))


def read_day_rows(district_id: int, ids: Iterable[int]) -> list[tuple[DayOffRow, SchoolYearRow]]:
    """Some rows of days with their years; another district's are not there."""
    rows = db.session.execute(
        select(DayOffRow, SchoolYearRow)
        .join(SchoolYearRow, SchoolYearRow.id == DayOffRow.school_year_id)
        .where(SchoolYearRow.district_id == district_id, DayOffRow.id.in_(list(ids)))
        .order_by(DayOffRow.id)
    )
    return [(day, year) for day, year in rows]


def read_twins(district_id: int, row: DayOffRow, year: str) -> list[DayOffRow]:
    """The rows that were added in one stroke with this one, itself included."""
    rows = select(DayOffRow).join(SchoolYearRow, SchoolYearRow.id == DayOffRow.school_year_id)
    rows = rows.where(
        SchoolYearRow.district_id == district_id,
        SchoolYearRow.year == year,
        DayOffRow.kind == row.kind,
        DayOffRow.starts == row.starts,
        DayOffRow.ends == row.ends,
        DayOffRow.added_at == row.added_at,
        DayOffRow.building_id.is_(None)
        if row.building_id is None
        else DayOffRow.building_id == row.building_id,
    )
    return list(db.session.scalars(rows.order_by(DayOffRow.id)))


def delete_days_of(school_year_id: int, building_id: int | None = None) -> None:
    """Take out the days of a year: all, or those of one building."""
    gone = delete(DayOffRow).where(DayOffRow.school_year_id == school_year_id)
    if building_id is not None:
        gone = gone.where(DayOffRow.building_id == building_id)
    db.session.execute(gone)


def year_holding(district_id: int, day: date) -> str | None:
    """The year of the district's calendars that a day lies in, summer session included."""
    rows = list(
        db.session.scalars(
            select(SchoolYearRow)
            .where(SchoolYearRow.district_id == district_id)
            .order_by(SchoolYearRow.year.desc())
        )
    )
    for row in rows:
        if row.first_day <= day <= row.last_day:
            return row.year
    for row in rows:
        if row.summer_start and row.summer_end and row.summer_start <= day <= row.summer_end:
            return row.year
    label = year_label(day)
    return label if any(row.year == label for row in rows) else None


def read_drills_on(
    district_id: int, first: date, last: date, building_ids: Iterable[int]
) -> list[tuple[RecordRow, DrillRow]]:
    """What is planned, and what was held and counts, between two days. One query."""
    rows = db.session.execute(
        select(RecordRow, DrillRow)
        .join(DrillRow, RecordRow.drill_id == DrillRow.id)
        .where(
            DrillRow.district_id == district_id,
            RecordRow.building_id.in_(list(building_ids)),
            DrillRow.state != "cancelled",
            (RecordRow.state.in_(("expected", "draft")) & DrillRow.planned_on.between(first, last))
            | ((RecordRow.state.in_(COUNTING)) & RecordRow.held_on.between(first, last)),
        )
        .order_by(DrillRow.planned_on, DrillRow.planned_at, DrillRow.id, RecordRow.id)
        .options(lazyload(RecordRow.evidence), lazyload(DrillRow.records))
    )
    return [(record, drill) for record, drill in rows]


def read_year_rows(district_id: int) -> list[tuple[SchoolYearRow, date]]:
    """The district's school years, the newest first, each with its last day in any building:
    June 30, or the last day of a summer session. One query."""
    rows = db.session.scalars(
        select(SchoolYearRow).where(SchoolYearRow.district_id == district_id)
    ).all()
    last: dict[str, date] = {}
    for row in rows:
        days = [date(int(row.year[:4]) + 1, 6, 30), row.last_day, row.summer_end]
        last[row.year] = max(d for d in [*days, last.get(row.year)] if d is not None)
    common = [row for row in rows if row.building_id is None]
    return [(row, last[row.year]) for row in sorted(common, key=lambda r: r.year, reverse=True)]
