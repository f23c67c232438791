"""flask audit verify: names what was tampered with, and confirms a witness."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text, update

from drills.actions.change import change
from drills.permissions import the_system
from drills.store.audit import newest_log_row
from drills.store.audited import covered_tables, primary, rows_of_district
from drills.store.database import db
from drills.store.tables import DistrictRow
from tests import make
from tests.store.every_table import a_row_in_every_table

ZONE = "America/New_York"


def a_district(rows: int = 3) -> DistrictRow:
    """A district whose log has some rows."""
    row = make.add_district("Audited Schools")
    make.add_drill([make.add_building(row)], "2026-10-06")
    db.session.commit()
    for number in range(rows):
        with change(the_system(row.id, ZONE), make.NOON) as it:
            it.note("test.said", f"district:{row.id}", number=number)
    return row


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", "verify", *arguments])
    return result.exit_code, result.output


def test_a_log_that_holds_is_said_to_hold(app: Flask) -> None:
    a_district()
    status, said = run(app)
    assert status == 0 and "Audited Schools: all 3 rows hold." in said


def test_the_first_row_that_was_altered_is_named(app: Flask) -> None:
    row = a_district()
    record = db.session.scalar(text("SELECT max(id) FROM record"))
    db.session.execute(text(f"UPDATE record SET held_on = '2026-10-07' WHERE id = {record}"))
    db.session.commit()
    status, said = run(app)
    assert status == 1
    assert f"record {record} was altered; row 1 of the log (test.said, 2026-11-24 12:00" in said
    db.session.execute(
        text(f"UPDATE audit SET person_name = 'nobody' WHERE number = 2 AND district_id = {row.id}")
    )
    db.session.commit()
    status, said = run(app)
    assert status == 1 and "row 2 of the log was altered" in said and "record" not in said
    assert "record" in run(app, "--all")[1]


def test_the_row_that_was_altered_is_named_with_its_table_whichever_it_is(app: Flask) -> None:
    """In plain words: ``flag answer 3 was altered``."""
    district = a_row_in_every_table().id
    db.session.commit()
    with change(the_system(district, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{district}")
    for table in covered_tables().values():
        plain = [c for c in table.columns if not c.primary_key and not c.foreign_keys]
        if not plain:
            continue  # it says only which rows belong together
        column = plain[0]
        with db.engine.connect() as connection:
            row = connection.execute(rows_of_district(table, district)).mappings().first()
            assert row is not None
            key = primary(table)
        for value in (forged(row[column.name]), row[column.name]):
            with db.engine.begin() as connection:
                connection.execute(text("PRAGMA ignore_check_constraints=ON"))
                here = key == row[key.name]
                connection.execute(update(table).where(here).values({column.name: value}))
            if value != row[column.name]:
                status, said = run(app)
                named = f"{table.name.replace('_', ' ')} {row[key.name]} was altered"
                assert status == 1 and named in said, table.name
    assert "was altered" not in run(app)[1]  # all was put back


def forged(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return f"{value}x"[-20:]
    if isinstance(value, dict | list):
        return [value]
    return value + 1 if value else 1


def test_a_witness_is_confirmed_with_its_row_and_day(app: Flask) -> None:
    row = a_district()
    newest = newest_log_row(row.id)
    assert newest is not None
    status, said = run(app, "--witness", newest.hash.upper())
    assert status == 0
    assert "the hash is that of row 3 of the log (test.said, 2026-11-24 12:00" in said
    assert "all rows up to it hold" in said
    assert run(app, "--witness", newest.hash[:16])[0] == 0
    assert run(app, "--witness", newest.hash[:15])[0] == 2


def test_a_witness_that_no_log_holds_is_not_confirmed(app: Flask) -> None:
    a_district()
    status, said = run(app, "--witness", "ab" * 32)
    assert status == 1 and "No log on this server holds this hash" in said


def test_a_witness_is_not_confirmed_where_a_row_before_it_was_altered(app: Flask) -> None:
    row = a_district()
    newest = newest_log_row(row.id)
    assert newest is not None
    db.session.execute(
        text(f"UPDATE audit SET did = 'nothing' WHERE number = 1 AND district_id = {row.id}")
    )
    db.session.commit()
    status, said = run(app, "--witness", newest.hash)
    assert status == 1 and "row 1 of the log was altered" in said


def test_backup_and_restore_from_the_command_line_and_a_witness_that_a_restore_explains(
    app: Flask, tmp_path: Path
) -> None:
    row = a_district()
    runner, file = app.test_cli_runner(), str(tmp_path / "all.backup")
    made = runner.invoke(args=["backup", file])
    assert made.exit_code == 0 and "read again and compared" in made.output
    again = runner.invoke(args=["backup", file])
    assert again.exit_code == 1 and "is there already" in again.output
    with change(the_system(row.id, ZONE), make.NOON) as it:
        it.note("test.said", f"district:{row.id}")
    lost = newest_log_row(row.id)
    assert lost is not None
    refused = runner.invoke(args=["restore", file])
    assert refused.exit_code == 1 and "With --yes they are replaced" in refused.output
    back = runner.invoke(args=["restore", file, "--yes"])
    assert back.exit_code == 0 and "Audited Schools" in back.output
    status, said = run(app, "--witness", lost.hash)
    assert status == 1 and "put back a backup of" in said
    assert "the log it replaced ended with row 4" in said
    assert run(app)[0] == 0
