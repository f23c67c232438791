"""A district with at least one row in every table that the log of changes covers.

Filled from the columns' own types, so that a new table is filled by itself.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table, insert

from drills.store.audited import covered_tables, primary, rows_of_district
from drills.store.database import db
from drills.store.tables import DistrictRow
from drills.store.touched import OUTSIDE_CHAIN
from tests import make


def a_row_in_every_table() -> DistrictRow:
    """An ordinary district, and in each table that is still empty one row. Not committed."""
    district = make.add_district("Every Table Schools")
    building = make.add_building(district)
    make.add_person(district, "principal", [building])
    make.add_drill([building], "2026-10-06")
    db.session.flush()
    for table in covered_tables().values():
        there = db.session.execute(rows_of_district(table, district.id)).first()
        if there is None:
            one = insert(table).values(_values(table, district))
            db.session.execute(one.execution_options(**OUTSIDE_CHAIN))
    return district


def _values(table: Table, district: DistrictRow) -> dict[str, Any]:
    return {
        column.name: _value(table, column, district)
        for column in table.columns
        if not column.primary_key or column.foreign_keys
    }


def _value(table: Table, column: Column[Any], district: DistrictRow) -> Any:
    if column.name == "erased_at":
        return None
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table
        row = db.session.execute(rows_of_district(target, district.id)).mappings().first()
        return row[primary(target).name] if row else None
    for check in table.constraints:
        if isinstance(check, CheckConstraint) and f"{column.name} IN ('" in str(check.sqltext):
            return str(check.sqltext).partition(f"{column.name} IN ('")[2].partition("'")[0]
    kind = type(column.type).__name__
    if kind == "JSON":
        return {"said": ["é", 1, None]}
    if kind == "String":
        return "2026-27" if column.name == "year" else column.name[: column.type.length]  # type: ignore[attr-defined]
    return {
        "Text": "some words",
        "Integer": 3,
        "Boolean": True,
        "Float": 2.5,
        "Date": date(2026, 11, 24),
        "Time": time(10, 30),
        "UtcTime": make.NOON,
        "LargeBinary": b"bytes",
    }[kind]
