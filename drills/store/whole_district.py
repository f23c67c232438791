"""Every row of a district as plain values, and the rows made again under new numbers.

Which tables there are comes from audited.py, so that a new one is carried along by itself.
What is not carried stands here with its reason. Files and the log of changes are the
actions'.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Column, Date, DateTime, LargeBinary, Table, Time, select
from sqlalchemy.orm import Mapper

from drills.store.audited import covered_tables, rows_of_district
from drills.store.database import Base, UtcTime, db

AT_ONCE = 500
# Columns that stay where they are, each with the reason.
LEFT_OUT = {
    ("person", "password_hash"): "everybody chooses a new password by a link",
}
# Tables that are handed out but not made again elsewhere.
NOT_MADE_AGAIN = {
    "accepted_plan": "undoing it speaks of drills by their old numbers",
}
Numbers = dict[str, dict[int, int]]  # table -> old number -> new number
Renumber = Callable[[Any, Numbers], Any]


def _each(table: str) -> Renumber:
    return lambda ids, numbers: [numbers[table][i] for i in ids if i in numbers[table]]


def _attend(attend: dict[str, str], numbers: Numbers) -> dict[str, str]:
    def one(who: str) -> str:
        # A kind of officer, a person (person:5), or an agency, which is an officer's row.
        sort, _, number = who.partition(":")
        table = "person" if sort == "person" else "officer"
        return f"{sort}:{numbers[table].get(int(number), 0)}" if number else who

    return {type_: one(who) for type_, who in attend.items()}


def _together(groups: list[list[int]], numbers: Numbers) -> list[list[int]]:
    return [_each("building")(group, numbers) for group in groups]


# JSON columns that hold numbers of rows. What they point to may come after them, so they are
# written once all is there.
HOLD_NUMBERS: dict[tuple[str, str], Renumber] = {
    ("drill", "attending"): _each("officer"),
    ("officer", "building_ids"): _each("building"),
    ("plan_settings", "attend"): _attend,
    ("plan_settings", "together"): _together,
}


def carried_tables() -> dict[str, Table]:
    """The tables of a district, those first that others point to."""
    return covered_tables()


def plain_rows(table: Table, district_id: int) -> Iterator[dict[str, Any]]:
    """The rows of a district's table as JSON values, in order of their numbers."""
    columns = [c for c in table.columns if (table.name, c.name) not in LEFT_OUT]
    rows = db.session.execute(
        rows_of_district(table, district_id).execution_options(yield_per=AT_ONCE)
    )
    for row in rows.mappings():
        yield {column.name: _plain(row[column.name]) for column in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value


def _read(column: Column[Any], value: Any) -> Any:
    """A JSON value as the column holds it."""
    if value is None:
        return None
    if isinstance(column.type, UtcTime | DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Time):
        return time.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value["base64"])
    return value


def unknown_names(tables: Mapping[str, Iterable[str]]) -> list[str]:
    """Tables, and columns as ``record.colour``, that this version does not have."""
    known = carried_tables()
    found = []
    for name, columns in tables.items():
        if name not in known:
            found.append(name)
        else:
            found += [f"{name}.{c}" for c in columns if c not in known[name].columns]
    return found


def values_taken(name: str, column: str, values: Iterable[str]) -> list[str]:
    """Those of some values that already stand in a column that knows each only once."""
    table = carried_tables()[name]
    some, found = list(values), []
    for first in range(0, len(some), AT_ONCE):
        wanted = table.c[column].in_(some[first : first + AT_ONCE])
        found += db.session.scalars(select(table.c[column]).where(wanted))
    return sorted(found)


def once_only(table: Table) -> list[str]:
    """The columns of a table in which a text may stand only once in the whole database."""
    single = [c.name for c in table.columns if c.unique and not c.foreign_keys]
    for constraint in table.constraints:
        columns = list(getattr(constraint, "columns", ()))
        if type(constraint).__name__ == "UniqueConstraint" and len(columns) == 1:
            single.append(columns[0].name)
    return list(dict.fromkeys(single))


class Making:
    """Rows being made again under new numbers, inside one write."""

    def __init__(self) -> None:
        self.numbers: Numbers = {name: {} for name in carried_tables()}
        self._mappers = {m.local_table.name: m for m in Base.registry.mappers}
        self._waiting: list[tuple[str, int, str, Any]] = []

    def make(self, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Make a table's rows; those that they point to are there already. Gives how many."""
        table, mapper = carried_tables()[name], self._mappers[name]
        made, some = 0, []
        for row in rows:
            some.append((row.get("id"), self._object(table, mapper, row)))
            if len(some) == AT_ONCE:
                made += self._keep(name, some)
                some = []
        return made + self._keep(name, some)

    def _object(self, table: Table, mapper: Mapper[Any], row: Mapping[str, Any]) -> Any:
        values = {}
        for name, value in row.items():
            column = table.c[name]
            if name == "id":
                continue
            target = next((key.column.table.name for key in column.foreign_keys), "")
            if target and value is not None:
                values[name] = self.numbers[target][value]
            elif (table.name, name) in HOLD_NUMBERS and value:
                self._waiting.append((table.name, row.get("id", 0), name, value))
            else:
                values[name] = _read(column, value)
        attribute = {c.name: mapper.get_property_by_column(c).key for c in table.columns}
        return mapper.class_(**{attribute[name]: value for name, value in values.items()})

    def _keep(self, name: str, some: list[tuple[int | None, Any]]) -> int:
        db.session.add_all([row for _, row in some])
        db.session.flush()
        for old, row in some:
            if old is not None:
                self.numbers[name][old] = row.id
        db.session.expunge_all()
        return len(some)

    def finish(self, district_id: int) -> None:
        """Write what holds numbers of other rows."""
        for name, old, column, value in self._waiting:
            key = self.numbers[name].get(old) or district_id
            row = db.session.get(self._mappers[name].class_, key)
            setattr(row, column, HOLD_NUMBERS[name, column](value, self.numbers))
        db.session.flush()
