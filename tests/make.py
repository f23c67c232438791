"""Builders: valid by default, say only what matters.

Values (make_building, make_drill ...) for the pure rooms; rows (add_district,
add_building, add_person, add_drill ...) for everything that needs a database.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from drills.facts import Building, Calendar, Drill, Span, Term
from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    BuildingYearRow,
    DayOffRow,
    DistrictRow,
    DrillRow,
    PersonRow,
    RecordRow,
    RoleBuildingRow,
    RoleRow,
    SchoolYearRow,
)

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # noon in New York on Tuesday, November 24

FACTS: dict[str, Any] = {
    "ownership": "public",
    "grades": ("K", "5"),
    "enrollment": 420,
    "sprinklers": "full",
    "smoke_detectors": "all_classroom_buildings",
    "year_round": False,
    "dormitory": False,
    "summer_school": False,
    "buses_pupils": True,
    "tsunami_zone": False,
    "lahar_zone": False,
    "earthquake_zone": False,
    "nuclear_zone": False,
    "local_fire_marshal": True,
    "local_fire_code": True,
    "athletics": False,
    "aed": True,
    "state_licensed": False,
}


def day(text: str) -> date:
    """``day("2026-11-24")``."""
    return date.fromisoformat(text)


def make_calendar(**changes: Any) -> Calendar:
    """The year 2026-27 from September 2 to June 11, Thanksgiving and winter off."""
    values: dict[str, Any] = {
        "first_day": day("2026-09-02"),
        "last_day": day("2027-06-11"),
        "terms": (
            Term("fall", day("2026-09-02"), day("2027-01-22")),
            Term("spring", day("2027-01-25"), day("2027-06-11")),
        ),
        "no_school": (
            Span(day("2026-10-12"), day("2026-10-12")),
            Span(day("2026-11-26"), day("2026-11-27")),
            Span(day("2026-12-24"), day("2027-01-01")),
            Span(day("2027-02-15"), day("2027-02-19")),
            Span(day("2027-04-12"), day("2027-04-16")),
        ),
    }
    return Calendar(**{**values, **changes})


def make_building(jurisdiction: str = "US-CT", **changes: Any) -> Building:
    """An ordinary public elementary school."""
    values = {"name": "Example Elementary", "calendar": make_calendar(), **FACTS}
    return Building(jurisdiction=jurisdiction, **{**values, **changes})


def make_drill(on: str, type: str = "fire", at: str | None = "10:00", **changes: Any) -> Drill:
    """An ordinary drill."""
    clock = time.fromisoformat(at) if at else None
    return Drill(date=day(on), type=type, time=clock, **changes)


def add_district(name: str = "Example Public Schools", jurisdiction: str = "US-CT") -> DistrictRow:
    """A district with its 2026-27 calendar, that of make_calendar."""
    row = DistrictRow(
        name=name,
        jurisdiction=jurisdiction,
        zone="America/New_York",
        language="en",
        labels={},
        settings={},
        options={},
        created_at=NOON,
    )
    db.session.add(row)
    db.session.flush()
    calendar = make_calendar()
    year = SchoolYearRow(
        district_id=row.id,
        year="2026-27",
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        terms=[
            {"name": t.name, "start": t.start.isoformat(), "end": t.end.isoformat()}
            for t in calendar.terms
        ],
    )
    db.session.add(year)
    db.session.flush()
    for span in calendar.no_school:
        db.session.add(
            DayOffRow(
                school_year_id=year.id,
                kind="off",
                starts=span.start,
                ends=span.end,
                added_at=NOON,
            )
        )
    db.session.flush()
    return row


def add_building(
    district: DistrictRow, name: str = "Example Elementary", **facts: Any
) -> BuildingRow:
    """A building of the district with its facts of 2026-27."""
    row = BuildingRow(
        district_id=district.id,
        key=name.lower().replace(" ", "-"),
        name=name,
        sort_name=name.casefold(),
    )
    db.session.add(row)
    db.session.flush()
    values = {k: list(v) if isinstance(v, tuple) else v for k, v in {**FACTS, **facts}.items()}
    db.session.add(BuildingYearRow(building_id=row.id, year="2026-27", facts=values))
    db.session.flush()
    return row


def add_person(
    district: DistrictRow,
    role: str = "director",
    buildings: list[BuildingRow] | None = None,
    name: str = "",
    **changes: Any,
) -> PersonRow:
    """A person with one role: over all buildings, or over those given."""
    name = name or f"A {role}"
    row = PersonRow(
        district_id=district.id,
        name=name,
        sort_name=name.casefold(),
        title=changes.pop("title", role.capitalize()),
        email=changes.pop("email", f"{uuid.uuid4().hex[:12]}@example.org"),
        created_at=NOON,
        **changes,
    )
    grant = RoleRow(role=role, all_buildings=buildings is None)
    grant.buildings = [RoleBuildingRow(building_id=b.id) for b in buildings or []]
    row.roles = [grant]
    db.session.add(row)
    db.session.flush()
    return row


def add_drill(
    buildings: list[BuildingRow],
    on: str,
    type: str = "fire",
    at: str | None = "10:00",
    state: str = "held",
    record_state: str | None = None,
    answers: dict[str, Any] | None = None,
    **changes: Any,
) -> DrillRow:
    """A drill of these buildings: held and submitted, or planned (``state="planned"``)."""
    clock = time.fromisoformat(at) if at else None
    row = DrillRow(
        uid=f"{uuid.uuid4()}@drills",
        district_id=buildings[0].district_id,
        year="2026-27",
        type=type,
        planned_on=day(on),
        planned_at=clock,
        state=state,
        created_at=NOON,
        changed_at=NOON,
        **changes,
    )
    for building in buildings:
        record = RecordRow(
            building_id=building.id,
            state=record_state or ("submitted" if state == "held" else "expected"),
            answers=answers or {},
        )
        if state == "held":
            record.held_on, record.held_at = day(on), clock
            record.recorded_at = record.submitted_at = NOON
        row.records.append(record)
    db.session.add(row)
    db.session.flush()
    return row
