"""The migrations give the tables that the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from drills.store.database import db
from drills.store.migrated import what_is_wrong


@pytest.fixture
def empty_database(any_database: Flask) -> Flask:
    """The app over a database without tables."""
    db.session.remove()
    db.drop_all()
    return any_database


def tables() -> set[str]:
    """The names of the tables that are there now."""
    return set(inspect(db.engine).get_table_names())


def test_the_migrated_schema_is_that_of_the_models(empty_database):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
    assert what_is_wrong() == ""


def test_every_check_of_the_models_is_in_the_database(empty_database):
    upgrade()
    found = inspect(db.engine)
    for table in db.metadata.tables.values():
        wanted = {
            str(c.name)
            for c in table.constraints
            if c.__visit_name__ == "check_constraint" and c.name
        }
        there = {c["name"] for c in found.get_check_constraints(table.name)}
        assert wanted <= there, table.name


def test_migrations_go_down_and_up_again(empty_database):
    upgrade()
    there = tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade()
    assert tables() == there


def test_an_older_database_is_told_from_a_fitting_one(empty_database):
    assert what_is_wrong() == "migrations"
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert what_is_wrong() == "migrations"


def test_a_file_with_rows_is_copied_aside_before_it_changes(app: Flask, tmp_path: Path):
    db.session.remove()
    assert not list(tmp_path.glob("**/*.before-*"))
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    with pytest.raises(Exception, match="already exists"):
        upgrade()  # the tables are there though no migration says so
    assert len(list(tmp_path.glob("**/*.before-*"))) == 1


def test_the_history_of_migrations_is_one_straight_line():
    folder = Path(__file__).parents[2] / "drills/store/migrations/versions"
    parents = [
        line.split("=")[1].strip()
        for path in folder.glob("*.py")
        for line in path.read_text().splitlines()
        if line.startswith("down_revision")
    ]
    assert len(parents) == len(set(parents))
