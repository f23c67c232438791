"""A throw-away district of any size in a database of its own, and a browser signed in there.

It is deleted with its folder; no database of the user's is touched. The school is that of
the demo, many times over, on a fixed day, so that two runs can be compared.
"""

from __future__ import annotations

import secrets
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from config import Config
from drills import clock
from drills.actions.change import change, small_write
from drills.app import create_app
from drills.demo.districts import DemoDistrict, read_districts
from drills.demo.the_plan import Planned, days_of, plan_year
from drills.demo.the_year import DemoYear
from drills.permissions import the_system
from drills.store.database import db
from drills.store.sessions import add_session
from drills.store.tables import (
    BuildingRow,
    BuildingYearRow,
    DayOffRow,
    DistrictRow,
    DrillRow,
    PersonRow,
    RecordRow,
    RoleRow,
    SchoolYearRow,
)

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # noon in Connecticut
TODAY = NOW.date()


@dataclass(frozen=True, slots=True)
class Sample:
    """The district, ready to be asked."""

    app: Flask
    browser: FlaskClient
    district_id: int
    director_id: int
    buildings: list[int]
    folder: Path


@contextmanager
def sample_district(buildings: int) -> Iterator[Sample]:
    """A Connecticut district of so many buildings, its verdicts kept, a director signed in."""
    with tempfile.TemporaryDirectory(prefix="drills-bench-") as name, _standing_clock():
        folder = Path(name)
        app = create_app(
            Config.from_environment(
                {"DRILLS_DATA": str(folder), "DRILLS_SECRET_KEY": secrets.token_urlsafe(48)}
            )
        )
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            db.create_all()
            told = next(d for d in read_districts() if d.jurisdiction == "US-CT")
            district_id, director_id, ids = _fill(told, buildings)
            yield Sample(app, _signed_in(app, director_id), district_id, director_id, ids, folder)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _standing_clock() -> Iterator[None]:
    """The bench's day is always the same one."""
    real = clock.now
    clock.now = lambda: NOW
    try:
        yield
    finally:
        clock.now = real


def _fill(told: DemoDistrict, count: int) -> tuple[int, int, list[int]]:
    year = DemoYear.on(TODAY, told.zone)
    with change(the_system(0, told.zone), NOW) as it:
        district = DistrictRow(
            name=told.name,
            jurisdiction=told.jurisdiction,
            zone=told.zone,
            settings=dict(told.settings),
            created_at=NOW,
        )
        db.session.add(district)
        db.session.flush()
        it.founded = district.id
        it.note("district.created", f"district:{district.id}", name=told.name)
        director = PersonRow(
            district_id=district.id,
            name="A Director",
            sort_name="a director",
            title="Director",
            email="director@bench.example",
            created_at=NOW,
            roles=[RoleRow(role="director", all_buildings=True)],
        )
        db.session.add(director)
        _calendar(told, year, district.id)
        ids = _buildings(told, year, district.id, count)
        _year(told, year, district.id, ids)
        db.session.flush()
        district_id, director_id = district.id, director.id
    with change(the_system(district_id, told.zone), NOW) as it:
        it.rejudge_all()
    return district_id, director_id, ids


def _calendar(told: DemoDistrict, year: DemoYear, district_id: int) -> None:
    row = SchoolYearRow(
        district_id=district_id,
        year=year.label,
        first_day=year.day(told.calendar["first_day"]),
        last_day=year.day(told.calendar["last_day"]),
        terms=[
            {"name": name, "start": year.day(a).isoformat(), "end": year.day(b).isoformat()}
            for name, a, b in told.calendar["terms"]
        ],
    )
    db.session.add(row)
    db.session.flush()
    for kind, span, why in days_of(told, year):
        db.session.add(
            DayOffRow(
                school_year_id=row.id,
                kind=kind,
                starts=span.start,
                ends=span.end,
                why=why,
                added_at=NOW,
            )
        )


def _buildings(told: DemoDistrict, year: DemoYear, district_id: int, count: int) -> list[int]:
    rows = []
    for number in range(count):
        name = f"{told.buildings[number % len(told.buildings)].name} {number + 1}"
        rows.append(
            BuildingRow(
                district_id=district_id,
                key=f"school-{number + 1}",
                name=name,
                sort_name=name.casefold(),
            )
        )
    db.session.add_all(rows)
    db.session.flush()
    for number, row in enumerate(rows):
        facts = dict(told.buildings[number % len(told.buildings)].facts)
        db.session.add(BuildingYearRow(building_id=row.id, year=year.label, facts=facts))
    return [row.id for row in rows]


def _year(told: DemoDistrict, year: DemoYear, district_id: int, ids: list[int]) -> None:
    """Every building's plan; what lies before today was held."""
    plan = [planned for planned in plan_year(told, year) if len(planned.buildings) == 1]
    by_building: dict[str, list[Planned]] = {}
    for planned in plan:
        by_building.setdefault(planned.buildings[0], []).append(planned)
    rows = [
        _drill(planned, year, district_id, building_id)
        for number, building_id in enumerate(ids)
        for planned in by_building[told.buildings[number % len(told.buildings)].key]
    ]
    db.session.add_all(rows)


def _drill(planned: Planned, year: DemoYear, district_id: int, building_id: int) -> DrillRow:
    held = planned.day < TODAY
    row = DrillRow(
        uid=f"{uuid.uuid4()}@drills",
        district_id=district_id,
        year=year.label,
        type=planned.drill.type,
        planned_on=planned.day,
        planned_at=planned.at,
        announced=planned.drill.announced,
        told_beforehand=planned.drill.told,
        state="held" if held else "planned",
        created_at=NOW,
        changed_at=NOW,
    )
    record = RecordRow(building_id=building_id)
    if held:
        record.state = "submitted"
        record.held_on, record.held_at = planned.day, planned.at
        record.answers = {"participants": 400, "duration_seconds": 240, "situation": "class"}
        record.recorded_at = record.submitted_at = NOW
    row.records.append(record)
    return row


def _signed_in(app: Flask, person_id: int) -> FlaskClient:
    with small_write():
        secret, _ = add_session(person_id, NOW, NOW + timedelta(hours=12), "bench")
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = secret, True
    return browser


def another_day() -> date:
    """A day whose verdicts are not kept: pages judge it when asked."""
    return TODAY - timedelta(days=30)
