"""What an import finds when it holds a file against the district: faults and questions."""

from __future__ import annotations

import pytest

from drills.actions.import_check import check_import
from drills.actions.import_found import Checked
from drills.permissions import Person
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import ClosedYearRow
from drills.workbooks.reading import read_template
from tests import make
from tests.web.scenes import counted_queries
from tests.workbooks.fill_in import COLEMAN, FIRE, ROBIN, filled_in

NOW = make.NOON


@pytest.fixture
def by(app) -> Person:
    """The administrator of a district with Hill Middle, closed Old Mill and somebody on staff."""
    district = make.add_district()
    make.add_building(district, "Hill Middle")
    make.add_building(district, "Old Mill").closed_on = make.day("2026-06-30")
    make.add_person(district, "staff", name="Lou Known", email="lou@example.org")
    gone = make.add_person(district, "staff", name="Gail Gone", email="gail@example.org")
    gone.left_on = make.day("2026-06-30")
    row = make.add_person(district, "administrator", name="Ada Min")
    db.session.commit()
    return person_from_row(row)


def check(by: Person, **rows) -> Checked:
    return check_import(by, NOW, read_template(filled_in(**rows)))


def faults(found: Checked) -> list[tuple[str, int, str, str]]:
    return [(f.sheet, f.row, f.column, f.code) for f in found.faults]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"lowest_grade": "8", "highest_grade": "6"}, "highest_grade", "grades_wrong"),
        ({"lowest_grade": None}, "lowest_grade", "grades_half"),
        ({"highest_grade": None}, "highest_grade", "grades_half"),
        ({"enrollment": 20_001}, "enrollment", "enrollment_far"),
        ({"key": "No Spaces"}, "key", "key_wrong"),
        ({"key": "hill-middle", "name": "Hill Annex"}, None, None),
        ({"name": "x" * 121}, "name", "building_name_long"),
        ({"records_begin": "1026-09-01"}, "records_begin", "day_far"),
    ],
)
def test_a_building_that_cannot_be_is_told(by, change, column, code):
    found = check(by, buildings=[{**COLEMAN, **change}])
    assert faults(found) == ([("Buildings", 4, column, code)] if code else [])


def test_a_building_twice_in_the_file_is_told_with_the_row_of_the_first(by):
    found = check(by, buildings=[COLEMAN, {**COLEMAN, "name": "coleman  ELEMENTARY"}])
    (fault,) = found.faults
    assert (fault.row, fault.code, fault.near) == (5, "building_twice", "4")


def test_buildings_that_are_there_stay_as_they_are(by):
    found = check(by, buildings=[{"name": "hill middle", "enrollment": 1}, {"name": "Old Mill"}])
    assert [(a.row, a.name) for a in found.already] == [(4, "Hill Middle"), (5, "Old Mill")]
    assert [(q.row, q.code) for q in found.questions] == [(5, "building_closed")]
    assert (found.buildings, found.faults) == ([], [])


def test_a_key_that_belongs_to_another_name_is_asked_about(by):
    found = check(by, buildings=[{"name": "Hill Junior High", "key": "hill-middle"}])
    assert [(q.code, q.name, q.value) for q in found.questions] == [
        ("building_other_name", "Hill Middle", "Hill Junior High")
    ]


def test_a_building_without_drills_or_first_day_is_asked_about(by):
    bare = {**COLEMAN, "records_begin": None}
    assert [q.code for q in check(by, buildings=[bare]).questions] == ["no_records_begin"]
    assert check(by, buildings=[COLEMAN]).questions == []
    assert check(by, buildings=[bare], drills=[FIRE]).questions == []


def test_an_unknown_building_is_told_with_the_nearest_name(by):
    rows = {"people": [{**ROBIN, "buildings": "Hil Midle; Colemn Elementary"}], "drills": []}
    found = check(by, buildings=[COLEMAN], **rows)
    (fault,) = found.faults
    assert (fault.column, fault.code, fault.value) == ("buildings", "building_unknown", "Hil Midle")
    assert fault.near == "Hill Middle"


def test_a_building_whose_row_has_a_fault_is_known_all_the_same(by):
    found = check(by, buildings=[{**COLEMAN, "enrollment": "x"}], people=[ROBIN], drills=[FIRE])
    assert faults(found) == [("Buildings", 4, "enrollment", "cell_number")]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"email": "robin at example"}, "email", "email_wrong"),
        ({"buildings": None}, "buildings", "buildings_empty"),
        ({"starts": "2027-01-01", "ends": "2026-12-31"}, "ends", "role_ends_early"),
        ({"name": "x" * 121}, "name", "name_long"),
        ({"title": "x" * 121}, "title", "title_long"),
        ({"email": "noise.director@example.org"}, "email", "email_taken"),
    ],
)
def test_a_person_who_cannot_be_is_told(by, change, column, code):
    found = check(by, buildings=[COLEMAN], people=[{**ROBIN, **change}])
    assert faults(found) == [("People", 4, column, code)]
    assert found.people == []


def test_rows_with_one_address_are_the_roles_of_one_person(by):
    second = {"name": "Robin Example", "email": "robin@example.org", "role": "director"}
    found = check(by, buildings=[COLEMAN], people=[ROBIN, second])
    (new,) = found.people
    assert {grant.role for grant in new.entry.grants} == {"principal", "director"}
    other = {**second, "name": "Robyn Example"}
    found = check(by, buildings=[COLEMAN], people=[ROBIN, other])
    assert faults(found) == [("People", 5, "name", "person_differs")]


@pytest.mark.parametrize("buildings", ["all", "ALL", "Hill Middle; Coleman Elementary"])
def test_a_role_is_over_all_or_over_those_named(by, buildings):
    found = check(by, buildings=[COLEMAN], people=[{**ROBIN, "buildings": buildings}])
    (new,) = found.people
    (grant,) = new.entry.grants
    assert (grant.buildings is None) == (buildings.lower() == "all")


def test_people_who_are_there_stay_as_they_are(by):
    lou = {
        **ROBIN,
        "name": "Lou K",
        "email": "LOU@example.org",
        "buildings": "all",
        "role": "staff",
    }
    gail = {**ROBIN, "email": "gail@example.org", "buildings": "Hill Middle"}
    found = check(by, people=[lou, gail])
    assert [a.name for a in found.already] == ["Lou Known", "Gail Gone"]
    assert [q.code for q in found.questions] == ["person_left"]
    found = check(by, people=[{**lou, "role": "director"}])
    assert [q.code for q in found.questions] == ["person_roles"]
    assert found.people == []


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"date": "2026-11-25"}, "date", "date_to_come"),
        ({"date": "2026-11-24"}, None, None),
        ({"date": "2024-10-05"}, "date", "no_calendar"),
        ({"date": "1926-10-05"}, "date", "day_far"),
        ({"parents_notified_on": "2026-11-06"}, "parents_notified_on", "parents_after"),
        ({"parents_notified_on": "2026-11-05"}, None, None),
        ({"type": "other"}, "title", "title_missing"),
        ({"title": "x" * 120}, None, None),
        ({"title": "x" * 121}, "title", "title_long"),
        ({"notes": "x" * 10_001}, "notes", "notes_long"),
        ({"recorded_by": "x" * 121}, "recorded_by", "name_long"),
        ({"building": "Nowhere High"}, "building", "building_unknown"),
    ],
)
def test_a_drill_that_cannot_have_been_is_told(by, change, column, code):
    found = check(by, buildings=[COLEMAN], drills=[{**FIRE, **change}])
    assert faults(found) == ([("Past drills", 4, column, code)] if code else [])


def test_a_drill_of_a_closed_year_is_not_imported(by):
    db.session.add(
        ClosedYearRow(
            district_id=by.district_id,
            year="2026-27",
            number=1,
            as_of=make.day("2027-07-01"),
            pack_version="2026.11.1",
            law=[],
            closed_at=make.NOON,
            closer_name="Dana",
            sha256="0" * 64,
        )
    )
    db.session.commit()
    found = check(by, buildings=[COLEMAN], drills=[FIRE])
    assert faults(found) == [("Past drills", 4, "date", "year_closed")] and found.drills == []


def test_a_drill_on_a_day_without_school_is_asked_about_and_not_refused(by):
    found = check(by, buildings=[COLEMAN], drills=[{**FIRE, "date": "2026-11-07"}])
    (question,) = found.questions
    assert (question.row, question.flag.code) == (4, "not_a_school_day")
    assert len(found.drills) == 1 and found.faults == []


def test_the_same_row_twice_is_one_drill(by):
    found = check(by, buildings=[COLEMAN], drills=[FIRE, FIRE])
    assert len(found.drills) == 1
    assert [(q.row, q.code) for q in found.questions] == [(5, "row_twice")]


def test_two_drills_of_a_day_without_times_are_two(by):
    one = {**FIRE, "time": None, "title": "First"}
    found = check(by, buildings=[COLEMAN], drills=[one, {**one, "title": "Second"}])
    assert len(found.drills) == 2


def test_the_questions_to_the_database_do_not_grow_with_the_rows(by):
    few = filled_in([COLEMAN], [ROBIN], [FIRE])
    many = filled_in(
        [{**COLEMAN, "name": f"School {n}"} for n in range(30)],
        [{**ROBIN, "email": f"r{n}@example.org", "buildings": "School 1"} for n in range(30)],
        [{**FIRE, "building": f"School {n}"} for n in range(30)],
    )
    counts = []
    for content in (few, many):
        rows = read_template(content)
        with counted_queries() as sent:
            found = check_import(by, NOW, rows)
        assert found.faults == []
        counts.append(len(sent))
    assert counts[0] == counts[1]
