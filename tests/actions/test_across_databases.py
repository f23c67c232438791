"""What one database holds, the other takes over whole: a backup put back, a district read in."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.change import change
from drills.permissions import the_system
from drills.store.database import db
from drills.store.dump import dumped_tables
from drills.store.files import FolderFiles
from drills.store.snapshot import snapshot
from drills.store.tables import BuildingRow, EvidenceRow, RecordRow
from tests import make
from tests.conftest import start_app, test_config
from tests.store.every_table import a_row_in_every_table

pytestmark = pytest.mark.postgres
ZONE = "America/New_York"
CARRIED = "Carried Schools"
Apps = tuple[Flask, Flask]


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite"])
def apps(request: pytest.FixtureRequest, postgres_model, tmp_path: Path) -> Apps:
    """Two installations, each with a folder of its own: the one that has, the one that gets."""
    server, model = postgres_model
    name = f"t{secrets.token_hex(6)}"
    server.create_database(name, template=model)
    for folder in ("sqlite", "postgresql"):
        (tmp_path / folder).mkdir()
    both = {
        "sqlite": start_app(test_config(tmp_path / "sqlite")),
        "postgresql": start_app(test_config(tmp_path / "postgresql", server.url(name))),
    }
    first, _, second = str(request.param).partition(" to ")
    return both[first], both[second]


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *words: str) -> str:
    """A command that must not fail; what it says."""
    done = app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == 0, done.output
    return done.output


def fill(app: Flask) -> None:
    """A district with a row in every table, another that was used, files of both."""
    files = FolderFiles(app.config["DRILLS"].data / "evidence")
    every = a_row_in_every_table()
    carried = make.add_district(CARRIED)
    building = make.add_building(carried)
    make.add_person(carried, "principal", [building])
    record = make.add_drill([building], "2026-10-06", answers={"participants": 400}).records[0]
    record.notes = "Ñ, é and 😀; a line\nand another."
    digest = files.put(b"a roster")
    kept = {"sha256": digest, "original_sha256": digest, "kind": "application/pdf", "size": 8}
    when = {"represents_on": make.day("2026-10-06"), "uploaded_at": make.NOON}
    db.session.add(EvidenceRow(record_id=record.id, name="a.pdf", **kept, **when))
    db.session.flush()
    for row in db.session.scalars(select(EvidenceRow).where(EvidenceRow.sha256 != digest)):
        row.sha256, row.thumbnail_sha256 = files.put(b"a photo"), files.put(b"its thumbnail")
    db.session.commit()
    for district in (every.id, carried.id):
        with change(the_system(district, ZONE), make.NOON) as it:
            it.note("test.said", f"district:{district}", words="é")


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a backup, but for the log's."""
    db.session.rollback()
    with snapshot() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))]
            for t in dumped_tables()
            if t.name != "audit"
        }


def test_a_backup_of_one_database_is_put_back_into_the_other(apps: Apps, tmp_path: Path) -> None:
    here, there = apps
    file = str(tmp_path / "all.backup")
    with inside(here):
        fill(here)
        before = rows()
        run(here, "backup", file)
    with inside(there):
        run(there, "restore", file, "--yes")
        assert rows() == before
        said = run(there, "audit", "verify")
        assert "Every Table Schools: all 2 rows hold." in said and CARRIED in said
        # Life goes on: new rows get new numbers, and the log goes on with them.
        building = db.session.scalars(select(BuildingRow).order_by(BuildingRow.id.desc())).first()
        assert building is not None
        district, id_ = building.district_id, building.id
        with change(the_system(district, ZONE), make.NOON) as it:
            make.add_drill([db.session.get_one(BuildingRow, id_)], "2026-10-07")
            it.note("test.said", f"district:{district}")
        assert f"{CARRIED}: all 3 rows hold." in run(there, "audit", "verify")


def test_a_district_of_one_database_is_read_into_the_other(apps: Apps, tmp_path: Path) -> None:
    here, there = apps
    file = str(tmp_path / "district.zip")
    with inside(here):
        fill(here)
        run(here, "export", "everything", "--district", CARRIED, "-o", file)
    with inside(there):
        run(there, "import", "everything", file)
        said = run(there, "audit", "verify")
        assert f"{CARRIED}: all 1 rows hold." in said
        files = FolderFiles(there.config["DRILLS"].data / "evidence")
        [kept] = db.session.scalars(select(EvidenceRow))
        assert files.read(kept.sha256) == b"a roster"
        notes = list(db.session.scalars(select(RecordRow.notes)))
        assert "Ñ, é and 😀; a line\nand another." in notes
