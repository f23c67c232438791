"""Importing a template: all of it or nothing, once, and only by who may."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import func, select

from drills.actions.import_confirm import confirm_import, preview_import
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.upload_import import drop_upload, keep_upload
from drills.permissions import Person
from drills.store.audit import first_broken_row, read_history
from drills.store.database import db
from drills.store.imports import read_upload
from drills.store.people import person_from_row, read_by_email
from drills.store.tables import (
    AuditRow,
    BuildingRow,
    BuildingYearRow,
    DistrictRow,
    DrillRow,
    ImportRow,
    KeptVerdictRow,
    PersonRow,
    RecordRow,
)
from tests import make
from tests.workbooks.fill_in import COLEMAN, FIRE, ROBIN, filled_in

NOW = make.NOON
MB = 1024 * 1024


@pytest.fixture
def by(any_database) -> Person:
    """The administrator of a district with one building, Hill Middle."""
    district = make.add_district()
    make.add_building(district, "Hill Middle")
    row = make.add_person(district, "administrator", name="Ada Min", title="Clerk")
    db.session.commit()
    return person_from_row(row)


def upload(by: Person, content: bytes, name: str = "ours.xlsx", **more) -> int:
    return keep_upload(by, NOW, name, content, MB, **more)


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def go(by: Person, content: bytes):
    import_id = upload(by, content)
    _, found = preview_import(by, NOW, import_id)
    return confirm_import(by, NOW, import_id, found.fingerprint)


def building_called(key: str) -> BuildingRow:
    return db.session.scalars(select(BuildingRow).where(BuildingRow.key == key)).one()


def district_of(by: Person) -> DistrictRow:
    row = db.session.get(DistrictRow, by.district_id)
    assert row is not None
    return row


def refuse_all(other: Person, import_id: int, seen: str) -> None:
    for act in (
        lambda: preview_import(other, NOW, import_id),
        lambda: confirm_import(other, NOW, import_id, seen),
        lambda: drop_upload(other, NOW, import_id),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_buildings_people_and_drills_come_in_by_one_confirmation(by):
    done = go(by, filled_in([COLEMAN], [ROBIN], [FIRE]))
    assert (done.buildings, done.people, done.drills) == (1, 1, 1)

    building = db.session.scalars(
        select(BuildingRow).where(BuildingRow.key == "coleman-elementary")
    ).one()
    assert building.district_id == by.district_id
    year = db.session.scalars(
        select(BuildingYearRow).where(BuildingYearRow.building_id == building.id)
    ).one()
    assert (year.year, year.records_begin) == ("2026-27", date(2026, 11, 1))
    assert year.facts == {"ownership": "public", "grades": ["K", "5"], "enrollment": 420}

    robin = read_by_email("robin@example.org")
    assert robin is not None and robin.password_hash is None
    (grant,) = person_from_row(robin).grants
    assert (grant.role, grant.buildings) == ("principal", frozenset({building.id}))

    record = db.session.scalars(select(RecordRow).where(RecordRow.building_id == building.id)).one()
    assert (record.state, record.imported) == ("submitted", True)
    assert (record.held_on, record.held_at) == (date(2026, 11, 5), time(9, 40))
    assert (record.recorder_name, record.recorder_title) == ("Pat Example", "")
    assert record.recorded_by == by.id
    assert record.notes == "Door 4 stuck"
    assert record.drill.type == "fire" and record.drill.year == "2026-27"


def test_what_came_in_is_judged_and_stands_in_the_log_of_changes(by):
    go(by, filled_in([COLEMAN], [ROBIN], [FIRE]))
    building = db.session.scalars(
        select(BuildingRow).where(BuildingRow.key == "coleman-elementary")
    ).one()
    kept = db.session.get(KeptVerdictRow, building.id)
    monthly = next(cell for cell in kept.cells if cell["id"] == "fire-monthly")
    # September and October lie before the records; November's drill came in.
    assert (monthly["status"], monthly["missed"]) == ("open", [])
    assert monthly["counted"] == 1
    did = list(
        db.session.scalars(select(AuditRow.did).where(AuditRow.district_id == by.district_id))
    )
    assert did == [
        "import.uploaded",
        "building.added",
        "person.added",
        "record.imported",
        "import.confirmed",
    ]
    assert first_broken_row(by.district_id) is None


def test_a_second_import_of_the_same_file_adds_nothing(by):
    content = filled_in([COLEMAN], [ROBIN], [FIRE, {**FIRE, "time": None, "type": "lockdown"}])
    go(by, content)
    before = [count(t) for t in (BuildingRow, PersonRow, DrillRow, RecordRow)]
    again = upload(by, content)
    _, found = preview_import(by, NOW, again)
    assert found.adds == 0 and found.faults == []
    assert len(found.already) == 4
    with pytest.raises(Refused) as refused:
        confirm_import(by, NOW, again, found.fingerprint)
    assert refused.value.errors == {"": "import_nothing"}
    assert [count(t) for t in (BuildingRow, PersonRow, DrillRow, RecordRow)] == before


def test_a_longer_version_of_the_file_adds_what_is_new(by):
    go(by, filled_in([COLEMAN], [ROBIN], [FIRE]))
    more = {**FIRE, "date": "2026-11-12", "type": "lockdown"}
    done = go(by, filled_in([COLEMAN], [ROBIN], [FIRE, more]))
    assert (done.buildings, done.people, done.drills) == (0, 0, 1)


def test_an_amended_record_is_still_known_as_imported(by):
    go(by, filled_in([COLEMAN], [], [FIRE]))
    record = db.session.scalars(select(RecordRow).where(RecordRow.imported)).one()
    record.held_at, record.notes = time(11, 0), "amended"
    db.session.commit()
    _, found = preview_import(by, NOW, upload(by, filled_in([COLEMAN], [], [FIRE])))
    assert found.adds == 0


@pytest.mark.parametrize(
    ("at", "there"),
    [("10:00", True), (None, True), ("10:01", False)],
    ids=["same", "unknown", "other"],
)
def test_a_drill_that_was_logged_here_is_not_imported_beside_itself(by, at, there):
    hill = db.session.scalars(
        select(BuildingRow).where(BuildingRow.district_id == by.district_id)
    ).one()
    make.add_drill([hill], "2026-10-06", "fire", at="10:00")
    db.session.commit()
    row = {"building": "hill-middle", "date": "2026-10-06", "type": "fire", "time": at}
    _, found = preview_import(by, NOW, upload(by, filled_in(drills=[row])))
    assert (len(found.already), len(found.drills)) == ((1, 0) if there else (0, 1))


def test_any_fault_keeps_everything_out(by):
    content = filled_in([COLEMAN], [ROBIN], [FIRE, {**FIRE, "date": "2027-01-05"}])
    import_id = upload(by, content)
    _, found = preview_import(by, NOW, import_id)
    assert [(f.row, f.column, f.code) for f in found.faults] == [(5, "date", "date_to_come")]
    before = [count(t) for t in (BuildingRow, PersonRow, DrillRow, RecordRow)]
    with pytest.raises(Refused):
        confirm_import(by, NOW, import_id, found.fingerprint)
    assert [count(t) for t in (BuildingRow, PersonRow, DrillRow, RecordRow)] == before
    assert read_upload(import_id, by.district_id).content == content


def test_a_fault_of_the_last_row_undoes_the_first(by, monkeypatch):
    import drills.actions.import_confirm as action

    def broken(*_):
        raise RuntimeError("a fault in the middle")

    monkeypatch.setattr(action, "_add_drills", broken)
    import_id = upload(by, filled_in([COLEMAN], [ROBIN], [FIRE]))
    _, found = preview_import(by, NOW, import_id)
    before = [count(t) for t in (BuildingRow, PersonRow, AuditRow)]
    with pytest.raises(RuntimeError):
        confirm_import(by, NOW, import_id, found.fingerprint)
    assert [count(t) for t in (BuildingRow, PersonRow, AuditRow)] == before
    assert read_upload(import_id, by.district_id).imported_at is None


def test_confirming_what_was_not_shown_is_refused(by):
    import_id = upload(by, filled_in([COLEMAN], [ROBIN], [FIRE]))
    _, found = preview_import(by, NOW, import_id)
    make.add_person(district_of(by), "staff", email="robin@example.org", name="Somebody")
    db.session.commit()
    with pytest.raises(ChangedMeanwhile):
        confirm_import(by, NOW, import_id, found.fingerprint)
    assert count(BuildingRow) == 2  # the noise's, and Hill Middle


def test_confirming_twice_adds_once(by):
    import_id = upload(by, filled_in([COLEMAN], [ROBIN], [FIRE]))
    _, found = preview_import(by, NOW, import_id)
    confirm_import(by, NOW, import_id, found.fingerprint)
    with pytest.raises(Refused) as refused:
        confirm_import(by, NOW, import_id, found.fingerprint)
    assert refused.value.errors == {"": "imported_already"}
    row = read_upload(import_id, by.district_id)
    assert (row.imported_at, row.content) == (NOW, b"")


def test_a_mended_file_takes_the_place_of_the_former(by):
    first = upload(by, filled_in([{**COLEMAN, "enrollment": "many"}]))
    second = upload(by, filled_in([COLEMAN]), instead_of=first)
    assert read_upload(first, by.district_id) is None
    assert read_upload(second, by.district_id) is not None
    assert [r.did for r in read_history(by.district_id, [f"import:{first}"])] == [
        "import.uploaded",
        "import.dropped",
    ]


def test_a_dropped_file_is_gone(by):
    import_id = upload(by, filled_in([COLEMAN]), name="C:\\files\\our\tschools.xlsx")
    assert drop_upload(by, NOW, import_id) == "ourschools.xlsx"
    assert read_upload(import_id, by.district_id) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty"),
        (b"name,key\nColeman,col", "import_type"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "import_locked"),
        (b"PK\x03\x04 not really a zip", "import_broken"),
        (b"x" * (MB + 1), "import_large"),
    ],
)
def test_a_file_that_is_no_template_is_not_kept(by, content, code):
    with pytest.raises(Refused) as refused:
        upload(by, content)
    assert refused.value.errors == {"file": code}
    assert count(ImportRow) == 0


def test_only_an_administrator_imports(by):
    import_id = upload(by, filled_in([COLEMAN]))
    _, found = preview_import(by, NOW, import_id)
    for role in ("director", "principal", "staff", "officer"):
        other = person_from_row(make.add_person(district_of(by), role))
        db.session.commit()
        refuse_all(other, import_id, found.fingerprint)
        with pytest.raises(NotAllowed):
            upload(other, filled_in([COLEMAN]))


def test_another_district_sees_and_touches_no_upload(by):
    import_id = upload(by, filled_in([COLEMAN]))
    _, found = preview_import(by, NOW, import_id)
    elsewhere = make.add_district("Elsewhere Schools")
    other = person_from_row(make.add_person(elsewhere, "administrator"))
    db.session.commit()
    refuse_all(other, import_id, found.fingerprint)
    # A file of theirs that names it leaves it alone, too.
    upload(other, filled_in([COLEMAN]), instead_of=import_id)
    assert read_upload(import_id, by.district_id) is not None


def test_an_address_of_another_district_is_taken_and_tells_no_name(by):
    noise = {**ROBIN, "email": "noise.director@example.org"}
    _, found = preview_import(by, NOW, upload(by, filled_in([COLEMAN], [noise])))
    assert [(f.sheet, f.column, f.code) for f in found.faults] == [
        ("People", "email", "email_taken")
    ]
    assert "Noise" not in repr(found)
