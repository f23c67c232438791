"""The app, its database and signed-in browsers for tests.

``app`` runs on SQLite; a test that takes ``any_database`` runs on SQLite and on
PostgreSQL. An unrelated second district always stands in the database, so that a query
that forgets its filter fails.
"""

from __future__ import annotations

import atexit
import gc
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask.testing import FlaskClient

from config import Config
from drills import clock
from drills.actions import passwords
from drills.app import create_app
from drills.store.database import db
from drills.store.people import secret_hash
from drills.store.tables import PersonRow, SessionRow
from tests import make
from tests.once import CompiledRule, CompiledStatements, CompiledTemplates

# Served apps and the one browser: a process must start Playwright only once.
pytest_plugins = ["tests.live", "tests.bucket"]
MODEL = "drills.db"  # the file's name in a data folder

# Each test has an app and a database of its own; what these compile is compiled once.
Flask.url_rule_class = CompiledRule
TEMPLATES = CompiledTemplates()
STATEMENTS = CompiledStatements()
# Argon2 at its cheapest, from the first fixture on: a real hash costs a tenth of a second.
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


def test_config(folder: Path, database_url: str | None = None, **changes: str) -> Config:
    """A configuration for tests: everything in one folder, mails as files."""
    values = {
        "DRILLS_SECRET_KEY": "a test key that is long enough to be one, surely",
        "DRILLS_DATA": str(folder),
        "DRILLS_MAIL": "folder:",
        "DRILLS_PUBLIC_URL": "https://drills.example.org",
        **changes,
    }
    if database_url:
        values["DRILLS_DATABASE_URL"] = database_url
    return Config.from_environment(values)


test_config.__test__ = False  # type: ignore[attr-defined]


def start_app(config: Config) -> Flask:
    """An app with the noise of another district: on SQLite in a fresh copy of the tables,
    on PostgreSQL in a database that any_database has copied."""
    if config.database_url.startswith("sqlite:"):
        shutil.copy(sqlite_model(), config.data / MODEL)
    app = create_app(config)
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        STATEMENTS.shared_by(db.engine)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SERVER_NAME=None)
    app.before_request_funcs.setdefault(None, []).insert(0, forget_last_request)
    return app


@cache
def sqlite_model() -> Path:
    """A SQLite file with tables and noise, made once and copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="drills-model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_tables(test_config(folder))
    return folder / MODEL


def make_tables(config: Config) -> None:
    """All tables and the noise in an empty database, with nobody connected afterwards."""
    app = create_app(config)
    with app.app_context():
        STATEMENTS.shared_by(db.engine)
        db.create_all()
        add_noise()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def forget_last_request() -> None:
    """Each request begins with an empty ``g``, though tests hold one app context open."""
    for name in list(g):
        g.pop(name)


def add_noise() -> None:
    """Another district with a building, people and a missed autumn."""
    other = make.add_district("Noise Central Schools", "US-NY")
    building = make.add_building(other, "Noise High", grades=("9", "12"))
    make.add_person(other, "director", email="noise.director@example.org")
    make.add_person(other, "principal", [building], email="noise.principal@example.org")
    make.add_drill([building], "2026-10-06", "lockdown")
    make.add_drill([building], "2026-12-08", "fire", state="planned")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app on SQLite, inside its context."""
    app = start_app(test_config(tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[object]:
    """A real PostgreSQL server for this test process."""
    from tests.postgres import PostgresServer

    server = PostgresServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_model(postgres, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, str]:
    """The server, and the name of its database that is copied for each test."""
    postgres.create_database("model")
    make_tables(test_config(tmp_path_factory.mktemp("model"), postgres.url("model")))
    return postgres, "model"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The app on SQLite, then on PostgreSQL, inside its context."""
    url = None
    if request.param == "postgres":
        server, model = request.getfixturevalue("postgres_model")
        name = f"t{secrets.token_hex(6)}"
        server.create_database(name, template=model)
        url = server.url(name)
    app = start_app(test_config(tmp_path, url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


def sign_in(client: FlaskClient, person: PersonRow) -> FlaskClient:
    """Give the browser a live session of the person. Commits what was added before."""
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SessionRow(
            secret_hash=secret_hash(secret),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=12),
        )
    )
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
        cookie["_fresh"] = True
    return client


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Set the clock: ``on_day("2026-11-24", "10:00")``, New York's time."""

    def set_clock(on: str, at: str = "12:00") -> datetime:
        local = datetime.combine(
            date.fromisoformat(on), time.fromisoformat(at), ZoneInfo("America/New_York")
        )
        instant = local.astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    set_clock("2026-11-24")
    return set_clock
