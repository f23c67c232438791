"""Closing a school year on pages: what stands open, the closing, what reads otherwise since."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drills.store.database import db
from drills.store.query_count import counted_queries
from drills.store.tables import BuildingYearRow, ClosedYearRow, DistrictRow, RecordRow
from tests import make
from tests.conftest import sign_in

YEAR = "/district/years/2026-27"


@dataclass
class Scene:
    """Two buildings, of one an approved record, of the other a draft; July 8, 2027."""

    app: Flask
    district: DistrictRow
    building: int
    other: int
    record: int
    director: FlaskClient
    principal: FlaskClient


@pytest.fixture
def scene(app: Flask, on_day) -> Scene:
    on_day("2027-07-08")
    district = make.add_district()
    one, two = make.add_building(district, "Alder"), make.add_building(district, "Birch")
    director = make.add_person(district, "director", name="Dana Director")
    principal = make.add_person(district, "principal", [one, two], name="Pat Principal")
    record = make.add_drill([one], "2026-10-06", record_state="approved").records[0]
    record.approved_at = make.NOON
    make.add_drill([two], "2026-11-04", record_state="draft")
    db.session.commit()
    return Scene(
        app,
        district,
        one.id,
        two.id,
        record.id,
        sign_in(app.test_client(), director),
        sign_in(app.test_client(), principal),
    )


def close(scene: Scene, **more: str) -> None:
    answer = scene.director.post(f"{YEAR}/close", data={"seen": "0", "knowing": "1", **more})
    assert answer.status_code == 303


def test_the_directors_page_says_that_the_old_year_is_open(scene: Scene) -> None:
    page = scene.director.get("/today").text
    assert "The school year 2026-27 is over and still open." in page and YEAR in page
    close(scene)
    assert "still open" not in scene.director.get("/today").text


def test_what_stands_open_is_shown_and_must_be_read_before_closing(scene: Scene) -> None:
    page = scene.director.get(YEAR).text
    assert "What stands open" in page and "Birch" in page and "Unfinished" in page
    answer = scene.director.post(f"{YEAR}/close", data={"seen": "0"})
    assert answer.status_code == 422
    assert "Tick that you have read what stands open." in answer.text and "#knowing" in answer.text
    close(scene)
    page = scene.director.get(YEAR).text
    assert "It reads today as it was closed." in page and "Dana Director" in page
    row = db.session.scalars(select(ClosedYearRow)).one()
    assert row.sha256 in page
    record = db.session.get(RecordRow, scene.record, populate_existing=True)
    assert record is not None and record.state == "locked"


def test_the_second_of_two_is_told_and_shown_what_was_kept(scene: Scene) -> None:
    close(scene)
    answer = scene.director.post(f"{YEAR}/close", data={"seen": "0", "knowing": "1"})
    assert answer.status_code == 409
    assert "Somebody else closed this year a moment ago." in answer.text


def test_before_the_year_is_over_it_is_not_closed(scene: Scene, on_day) -> None:
    on_day("2027-06-30")
    page = scene.director.get(YEAR).text
    assert "It can be closed from Thursday, July 1" in page and "I have read" not in page
    answer = scene.director.post(f"{YEAR}/close", data={"seen": "0", "knowing": "1"})
    assert answer.status_code == 422 and "This school year is not over yet." in answer.text


def test_a_later_reading_shows_beside_what_was_closed(scene: Scene) -> None:
    close(scene)
    rows = select(BuildingYearRow).where(BuildingYearRow.building_id == scene.other)
    facts = db.session.scalars(rows).one()
    facts.facts = {**facts.facts, "enrollment": 433}
    db.session.commit()
    form = {"version": "1", "date": "2026-10-06", "type": "fire", "held_as": "false_alarm"}
    edit = f"/records/{scene.record}/edit"
    page = scene.principal.get(edit).text
    assert "Why is it changed?" in page
    version = db.session.get(RecordRow, scene.record, populate_existing=True).version
    form["version"] = str(version)
    answer = scene.principal.post(edit, data=form)
    assert answer.status_code == 422 and "Say why it is changed" in answer.text
    answer = scene.principal.post(edit, data={**form, "reason": "Toast set it off."})
    assert answer.status_code == 303
    page = scene.director.get(YEAR).text
    assert "Today 2 buildings read otherwise" in page
    assert "Toast set it off." in page and "its facts" in page and "its drills" in page
    page = scene.director.get(f"{YEAR}/buildings/{scene.building}").text
    assert "Drill → False alarm" in page and "Rule by rule" in page
    page = scene.director.get(f"{YEAR}/buildings/{scene.other}").text
    assert "How many pupils are enrolled?" in page and "433" in page
    answer = scene.director.post(f"{YEAR}/close", data={"seen": "1", "knowing": "1", "reason": ""})
    assert answer.status_code == 422 and "Say why the year is closed once more." in answer.text
    close(scene, seen="1", reason="Amended.")
    page = scene.director.get(YEAR).text
    assert "It reads today as it was closed." in page and "Closing 1" in page


def test_a_drill_found_late_is_logged_into_a_closed_year_with_a_reason(scene: Scene) -> None:
    close(scene)
    form = {"client_key": "k1", "date": "2027-03-03", "type": "fire", "held_as": "drill"}
    answer = scene.principal.post(f"/buildings/{scene.other}/log", data=form)
    assert answer.status_code == 422 and "Why is it written down only now?" in answer.text
    assert "This school year is closed. Say why" in answer.text
    form["reason"] = "Found in a drawer."
    assert scene.principal.post(f"/buildings/{scene.other}/log", data=form).status_code == 303
    assert "its drills" in scene.director.get(YEAR).text


def test_the_calendar_says_that_its_year_is_closed(scene: Scene) -> None:
    words = "shows as a difference from what was closed"
    assert words not in scene.director.get("/set-up/calendar?year=2026-27").text
    close(scene)
    assert words in scene.director.get("/set-up/calendar?year=2026-27").text


def test_a_year_that_the_district_does_not_have_is_not_there(scene: Scene) -> None:
    assert scene.director.get("/district/years/2020-21").status_code == 404
    assert scene.principal.get(YEAR).status_code == 403


def test_ten_buildings_cost_as_many_queries_as_two(scene: Scene) -> None:
    paths = ["/district/years", YEAR]

    def look() -> list[int]:
        found = []
        for path in paths:
            with counted_queries() as queries:
                assert scene.director.get(path).status_code == 200
            found.append(len(queries))
        return found

    before = look()
    for number in range(8):
        building = make.add_building(scene.district, f"School {number}")
        for month in ("2026-09-10", "2026-10-06", "2026-11-04", "2027-03-09"):
            make.add_drill([building], month)
    db.session.commit()
    assert look() == before
    close(scene)
    make.add_building(scene.district, "One more")
    db.session.commit()
    kept = look()
    make.add_building(scene.district, "And another")
    db.session.commit()
    assert look() == kept
