"""A drill belongs to the year whose session it was held in; a calendar year looks back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from drills.actions.keep_verdicts import judge_district
from drills.actions.log_drill import log_drill
from drills.actions.refused import Refused
from drills.actions.written import Times, read_written
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.records import read_held
from drills.store.tables import BuildingRow, DrillRow, SchoolYearRow
from tests import make

pytestmark = pytest.mark.usefixtures("any_database")


def log(building: BuildingRow, director, on: str) -> str:
    """The school year under which a fire drill logged on its own day is kept."""
    now = datetime.fromisoformat(f"{on}T20:00:00+00:00").astimezone(UTC)
    written = read_written(
        {"date": on, "type": "fire", "time": "10:00"}, Times(), now, director.zone
    )
    log_drill(director, now, building.id, written, client_key=on)
    drill = db.session.scalar(select(DrillRow).order_by(DrillRow.id.desc()))
    assert drill is not None
    return drill.year


@pytest.fixture
def place():
    """A building whose summer session runs from July 6 to 31, 2027, and its director."""
    district = make.add_district()
    building = make.add_building(district)
    director = make.add_person(district, "director")
    year = db.session.scalar(select(SchoolYearRow).where(SchoolYearRow.district_id == district.id))
    year.summer_start, year.summer_end = date(2027, 7, 6), date(2027, 7, 31)
    db.session.commit()
    return building, person_from_row(director)


@pytest.mark.parametrize("on", ["2027-06-30", "2027-07-06", "2027-07-31"])
def test_a_drill_of_the_summer_session_belongs_to_the_year_that_it_ends(place, on) -> None:
    assert log(*place, on) == "2026-27"


@pytest.mark.parametrize("on", ["2027-07-05", "2027-08-01"])
def test_a_july_day_outside_the_session_belongs_to_a_year_not_set_up(place, on) -> None:
    with pytest.raises(Refused) as refused:
        log(*place, on)
    assert refused.value.errors == {"date": "no_school_calendar"}


@pytest.mark.parametrize(
    ("held_on", "met"), [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True)]
)
def test_a_rule_of_the_calendar_year_sees_drills_from_january_on(held_on: str, met: bool) -> None:
    """Delaware's tabletop exercise: one from January to December (29 Del. C. § 8237(f)(1))."""
    district = make.add_district(jurisdiction="US-DE")
    building = make.add_building(district)
    drill = make.add_drill([building], held_on, "tabletop")
    drill.year = "2025-26"
    db.session.commit()
    [found] = judge_district(district.id, date(2027, 2, 1))
    [cell] = [cell for cell in found["cells"] if cell["id"] == "tabletop-1"]
    assert (cell["status"] == "met") == met


def test_the_year_before_is_read_only_where_a_rule_looks_back() -> None:
    district = make.add_district()
    building = make.add_building(district)
    drill = make.add_drill([building], "2026-06-10")
    drill.year = "2025-26"
    db.session.commit()
    assert read_held([building.id], "2026-27") == {}
    [kept] = read_held([building.id], "2026-27", from_january=True)[building.id]
    assert kept.date == date(2026, 6, 10)
