"""Whatever is altered behind the log's back, in any table, column or file, is named."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Table,
    Text,
    UniqueConstraint,
    cast,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection

from drills.actions.change import change
from drills.permissions import the_system
from drills.store.audited import (
    NOT_COVERED,
    NOT_COVERED_COLUMNS,
    covered_tables,
    primary,
    rows_of_district,
    way_to_district,
)
from drills.store.database import Base, db
from drills.store.files import FolderFiles
from drills.store.snapshot import snapshot
from drills.store.tables import AuditRow, DayOffRow, DrillRow, PersonRow, RecordRow
from drills.store.verify import Chain, Fault, faults_of, table_faults
from tests import make
from tests.store.every_table import a_row_in_every_table

AUDIT = AuditRow.__table__
ZONE = "America/New_York"


def faults(district_id: int, files: FolderFiles | None = None) -> list[Fault]:
    db.session.rollback()
    with snapshot() as connection:
        return list(faults_of(connection, district_id, files))


def test_every_table_is_covered_or_says_why_not() -> None:
    tables = {t.name for t in Base.metadata.sorted_tables}
    assert tables == set(covered_tables()) | set(NOT_COVERED)


@pytest.fixture
def district(any_database: Flask) -> int:
    """A district with a row in every covered table, all taken up by the log's first rows."""
    row = a_row_in_every_table()
    db.session.commit()
    for number in range(3):
        with change(the_system(row.id, ZONE), make.NOON) as it:
            it.note("test.said", f"district:{row.id}", number=number)
    return row.id


def other(column: Column[Any], value: Any, chance: random.Random) -> Any:
    """Another value of the same type, one step away."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, time):
        return time((value.hour + 1) % 24, value.minute)
    if isinstance(value, bytes):
        return value + b"x"
    if isinstance(value, dict):
        return {**value, "put_in": chance.randrange(9)}
    if isinstance(value, list):
        return [*value, "put in"]
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        return value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1 :]
    first = {"String": "x", "Text": "x", "Integer": 1, "JSON": [1], "Boolean": True}
    first |= {"Date": date(2026, 1, 1), "Time": time(1), "UtcTime": make.NOON, "Float": 1.5}
    return "x" if value == "" else first[type(column.type).__name__]


def unchecked(connection: Connection) -> None:
    """Whoever alters rows by hand is not held by keys and checks."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA ignore_check_constraints=ON"))
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    else:
        connection.execute(text("SET session_replication_role = replica"))


def alterable() -> list[tuple[Table, Column[Any]]]:
    return [
        (table, column)
        for table in covered_tables().values()
        for column in table.columns
        if (table.name, column.name) not in NOT_COVERED_COLUMNS
    ]


def test_any_column_of_any_covered_row_that_is_altered_is_named(district: int) -> None:
    assert faults(district) == []
    chance = random.Random(7)
    with snapshot() as connection:
        said = Chain(connection, district).said
    tried = 0
    columns = alterable()
    if db.engine.dialect.name == "postgresql":  # SQLite has tried them all
        columns = chance.sample(columns, 40)
    for table, column in columns:
        with db.engine.connect() as connection:
            row = connection.execute(rows_of_district(table, district)).mappings().first()
            assert row is not None, f"no row of {table.name} in every_table.py"
            value = other(column, row[column.name], chance)
            key = primary(table)
            unchecked(connection)
            try:
                connection.execute(
                    update(table).where(key == row[key.name]).values({column.name: value})
                )
                found = list(table_faults(connection, district, table, said))
            except Exception as error:  # a check that PostgreSQL does not let go of
                assert "CheckViolation" in str(error) or "violates" in str(error), error
                continue
            finally:
                connection.rollback()
        tried += 1
        subject = f"{table.name}:{row[key.name]}"
        if column.primary_key or column.foreign_keys:
            assert subject in [f.subject for f in found], f"{subject}.{column.name}"
        else:
            assert found and found[0].kind == "altered", f"{subject}.{column.name}"
            assert subject in [f.subject for f in found], column.name
    assert tried > len(columns) - 20
    assert faults(district) == []


def test_any_column_of_the_log_that_is_altered_names_its_row(district: int) -> None:
    chance = random.Random(11)
    for column in AUDIT.columns:
        if column.name == "id":
            continue  # the database's own number, which says nothing; rows have their own
        for number in (1, 2, 3):
            with db.engine.connect() as connection:
                row = (
                    connection.execute(
                        select(AUDIT).where(
                            AUDIT.c.district_id == district, AUDIT.c.number == number
                        )
                    )
                    .mappings()
                    .one()
                )
                unchecked(connection)
                value = other(column, row[column.name], chance)
                if column.name == "number":
                    value = row["number"] + 100
                if column.name == "district_id":
                    value = connection.scalar(text("SELECT min(id) FROM district"))
                connection.execute(
                    update(AUDIT).where(AUDIT.c.id == row["id"]).values({column.name: value})
                )
                found = [f for f in faults_of(connection, district, None) if f.number]
                connection.rollback()
            last_gone = number == 3 and column.name == "district_id"
            assert last_gone or found[0].number == number, (column.name, number, found[:3])


def test_a_byte_that_changes_no_value_shows_too(district: int) -> None:
    """A blank in a JSON text; on SQLite also the letter between day and hour."""
    for table, column in alterable():
        with db.engine.connect() as connection:
            key = primary(table)
            as_text = cast(column, Text)
            if isinstance(column.type, JSON):
                kept = connection.execute(
                    rows_of_district(table, district).with_only_columns(key, as_text)
                ).first()
                assert kept is not None
                if kept[1] in (None, "null"):
                    continue
                altered = kept[1][:1] + " " + kept[1][1:]
                cast_to = "json" if connection.dialect.name == "postgresql" else "text"
                connection.execute(
                    text(
                        f"UPDATE {table.name} SET {column.name} = CAST(:v AS {cast_to})"
                        f" WHERE {key.name} = :k"
                    ),
                    {"v": altered, "k": kept[0]},
                )
            elif connection.dialect.name == "sqlite" and "Time" in type(column.type).__name__:
                changed = connection.execute(
                    text(
                        f"UPDATE {table.name} SET {column.name} ="
                        f" replace({column.name}, ' ', 'T') WHERE {column.name} LIKE '% %'"
                    )
                )
                if not changed.rowcount:
                    continue
            else:
                continue
            found = list(faults_of(connection, district, None))
            connection.rollback()
        assert found and found[0].kind == "altered", f"{table.name}.{column.name}"


def test_a_value_that_can_no_longer_be_read_is_named(app: Flask) -> None:
    row = a_row_in_every_table()
    db.session.commit()
    with change(the_system(row.id, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    for statement, subject in (
        ("UPDATE record SET held_on = '2026-11-2x' WHERE id = :id", RecordRow),
        ("UPDATE record SET answers = '{' WHERE id = :id", RecordRow),
        ("UPDATE day_off SET added_at = 'noon' WHERE id = :id", DayOffRow),
    ):
        table = subject.__table__
        with db.engine.connect() as connection:
            id_ = connection.scalar(rows_of_district(table, row.id).with_only_columns(table.c.id))
            connection.execute(text(statement), {"id": id_})
            found = list(faults_of(connection, row.id, None))
            connection.rollback()
        assert found == [Fault("altered", 1, f"{table.name}:{id_}")]


def test_a_row_put_in_or_taken_out_behind_the_logs_back_is_named(district: int) -> None:
    days = DayOffRow.__table__
    with db.engine.connect() as connection:
        row = dict(connection.execute(rows_of_district(days, district)).mappings().first() or {})
        unchecked(connection)
        connection.execute(insert(days).values({**row, "id": 9999}))
        put_in = list(faults_of(connection, district, None))
        connection.execute(days.delete().where(days.c.id == row["id"]))
        both = list(faults_of(connection, district, None))
        connection.rollback()
    assert [(f.kind, f.subject) for f in put_in] == [("unknown", "day_off:9999")]
    assert ("gone", f"day_off:{row['id']}") in [(f.kind, f.subject) for f in both]


def test_a_row_put_in_or_taken_out_of_any_table_is_named(district: int) -> None:
    """With all else that hangs on it left as it was."""
    with snapshot() as connection:
        said = Chain(connection, district).said
    chance, tables = random.Random(13), list(covered_tables().values())
    if db.engine.dialect.name == "postgresql":  # SQLite has tried them all
        tables = chance.sample(tables, 12)
    put_in = 0
    for table in tables:
        key = primary(table)
        with db.engine.connect() as connection:
            unchecked(connection)
            row = connection.execute(rows_of_district(table, district)).mappings().first()
            assert row is not None
            new = another(table, row, chance)
            if new is not None:
                connection.execute(insert(table).values(new))
                found = list(table_faults(connection, district, table, said))
                assert [(f.kind, f.subject) for f in found] == [("unknown", f"{table.name}:99999")]
                put_in += 1
                connection.execute(table.delete().where(key == 99999))
            connection.execute(table.delete().where(key == row[key.name]))
            found = list(table_faults(connection, district, table, said))
            connection.rollback()
        assert ("gone", f"{table.name}:{row[key.name]}") in [(f.kind, f.subject) for f in found]
    assert put_in > len(tables) - 4


def another(table: Table, row: Any, chance: random.Random) -> dict[str, Any] | None:
    """A second row like it: another key, and other values where one may stand only once.
    None where a district has only one."""
    key, way = primary(table), way_to_district(table)
    assert way is not None
    once = [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    once += [list(i.columns) for i in table.indexes if i.unique]
    changed = {key.name: 99999}
    for columns in [[key], *once]:
        free = [c for c in columns if c.name != way[0].name]
        if not free:
            return None
        if free[0].name not in changed:
            changed[free[0].name] = other(free[0], row[free[0].name], chance)
    return {**row, **changed}


def test_a_row_put_into_the_log_is_named(district: int) -> None:
    """At its end, as a copy of the row before; whoever hashes it rightly needs the witness."""
    query = select(AUDIT).where(AUDIT.c.district_id == district, AUDIT.c.number == 3)
    with db.engine.connect() as connection:
        row = connection.execute(query).mappings().one()
        connection.execute(insert(AUDIT).values({**row, "id": 99999, "number": 4}))
        found = list(faults_of(connection, district, None))
        connection.rollback()
    assert (found[0].kind, found[0].number) == ("altered", 4)


def test_a_row_of_the_log_that_is_cut_out_is_named(district: int) -> None:
    for number in (1, 2):
        with db.engine.connect() as connection:
            connection.execute(
                AUDIT.delete().where(AUDIT.c.district_id == district, AUDIT.c.number == number)
            )
            found = list(faults_of(connection, district, None))
            connection.rollback()
        assert found[0].kind == "missing" and found[0].number == number


def test_whatever_an_action_changes_is_in_the_log_though_it_does_not_say_so(
    any_database: Flask,
) -> None:
    row = make.add_district("Silent Schools")
    building = make.add_building(row)
    person = make.add_person(row)
    drill = make.add_drill([building], "2026-10-06")
    db.session.commit()
    by = the_system(row.id, ZONE)
    with change(by, make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    with change(by, make.NOON):
        kept = db.session.get(DrillRow, drill.id)
        assert kept is not None
        kept.note = "said to nobody"
    with change(by, make.NOON):
        db.session.execute(update(PersonRow).where(PersonRow.id == person.id).values(title="Dr"))
    with change(by, make.NOON):
        db.session.execute(DayOffRow.__table__.delete().where(text("1=0")))
        for day in db.session.scalars(select(DayOffRow)).all():
            db.session.delete(day)
            break
    assert faults(row.id) == []
    said = db.session.scalars(
        select(AuditRow.did).where(AuditRow.district_id == row.id).order_by(AuditRow.number)
    )
    assert list(said) == ["test.said", "rows.changed", "rows.changed", "rows.changed"]


def test_a_write_outside_the_chain_may_not_touch_what_it_covers(app: Flask) -> None:
    from drills.actions.change import small_write

    row = make.add_district("Small Schools")
    db.session.commit()
    with pytest.raises(RuntimeError, match="belongs in the chain"), small_write():
        row.name = "Smaller Schools"


def test_a_file_that_is_gone_or_altered_is_named(any_database: Flask) -> None:
    row = a_row_in_every_table()
    files = FolderFiles(any_database.config["DRILLS"].data / "evidence")
    from drills.store.tables import EvidenceRow

    kept = db.session.scalars(select(EvidenceRow).where(EvidenceRow.record_id.is_not(None))).all()[
        -1
    ]
    kept.sha256, kept.thumbnail_sha256 = files.put(b"the file"), files.put(b"the thumbnail")
    db.session.commit()
    with change(the_system(row.id, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    assert faults(row.id, files) == []
    for digest in (kept.sha256, kept.thumbnail_sha256):
        place = files.place(digest)
        whole = place.read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert faults(row.id, files) == [Fault("file_altered", 0, f"evidence:{kept.id}")]
        place.unlink()
        assert faults(row.id, files) == [Fault("file_gone", 0, f"evidence:{kept.id}")]
        place.write_bytes(whole)


def test_booleans_have_no_third_value(app: Flask) -> None:
    row = a_row_in_every_table()
    db.session.commit()
    with change(the_system(row.id, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    for table, column in alterable():
        if isinstance(column.type, Boolean):
            with db.engine.connect() as connection:
                unchecked(connection)
                connection.execute(text(f"UPDATE {table.name} SET {column.name} = 2"))
                found = list(faults_of(connection, row.id, None))
                connection.rollback()
            assert found and found[0].kind == "altered", f"{table.name}.{column.name}"
