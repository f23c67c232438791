"""A closed year is kept as it was judged; what reads otherwise later shows and replaces nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from drills.actions import close_year as action
from drills.actions.amend_record import amend_record
from drills.actions.approve_records import approve_records
from drills.actions.close_year import close_year, holds, stands_open, year_is_over
from drills.actions.export_bundle import export_bundle
from drills.actions.export_everything import export_everything
from drills.actions.export_workbook import export_workbook
from drills.actions.import_everything import import_everything
from drills.actions.log_drill import log_drill
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.submit_record import submit_record
from drills.actions.written import Times, read_written
from drills.actions.year_difference import year_difference
from drills.commands.check import command as check
from drills.permissions import Person, the_system
from drills.store.closed_years import read_closed_buildings, read_closings
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.snapshot import snapshot
from drills.store.tables import (
    AuditRow,
    BuildingYearRow,
    ClosedBuildingRow,
    ClosedYearRow,
    DayOffRow,
    DistrictRow,
    RecordRow,
    SchoolYearRow,
)
from drills.store.verify import faults_of
from tests import make

YEAR = "2026-27"
JULY_1 = datetime(2027, 7, 1, 16, tzinfo=UTC)  # noon in New York


@dataclass
class Scene:
    """A district after its year: two buildings, one approved record, one submitted, a draft."""

    district: int
    buildings: list[int]
    approved: int
    submitted: int
    draft: int
    director: Person
    principal: Person

    def close(self, now: datetime = JULY_1, **more: object) -> ClosedYearRow:
        values = {"seen": 0, "knowing": True, **more}
        return close_year(self.director, now, YEAR, **values)  # type: ignore[arg-type]

    def again(self, reason: str = "A record was amended.", **more: object) -> ClosedYearRow:
        return self.close(JULY_1 + timedelta(days=30), **{"seen": 1, "reason": reason, **more})

    def record(self, id_: int) -> RecordRow:
        db.session.expire_all()
        row = db.session.get(RecordRow, id_)
        assert row is not None
        return row

    def amend(self, id_: int, reason: str, on: str = "2026-10-06", **said: str) -> None:
        now = JULY_1 + timedelta(days=9)
        text = {"date": on, "type": "fire", "time": "10:00", **said}
        written = read_written(text, Times(), now, self.director.zone)
        version = self.record(id_).version
        amend_record(self.principal, now, id_, written, version=version, submit=True, reason=reason)


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district("Closing Schools")
    buildings = [make.add_building(district, name) for name in ("Alder", "Birch")]
    director = make.add_person(district, "director", name="Dana Director")
    principal = make.add_person(district, "principal", buildings)
    held = [
        make.add_drill([buildings[0]], "2026-09-10", record_state="approved"),
        make.add_drill([buildings[0]], "2026-10-06"),
        make.add_drill([buildings[1]], "2026-11-04", record_state="draft"),
    ]
    held[0].records[0].approved_at = make.NOON
    db.session.commit()
    return Scene(
        district.id,
        [row.id for row in buildings],
        *(drill.records[0].id for drill in held),
        person_from_row(director),
        person_from_row(principal),
    )


def whole(row: ClosedYearRow) -> bool:
    return holds(row, read_closed_buildings(row.id))


def code(do: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        do()
    db.session.rollback()
    return refused.value.errors


def test_closing_keeps_verdict_facts_calendar_drills_and_law(scene: Scene) -> None:
    row = scene.close()
    alder, birch = read_closed_buildings(row.id)
    assert (alder.name, alder.status, birch.status) == ("Alder", "missed", "missed")
    assert alder.kept["building"]["enrollment"] == 420
    assert alder.kept["building"]["calendar"]["first_day"] == "2026-09-02"
    assert [drill["date"] for drill in alder.kept["log"]] == ["2026-09-10", "2026-10-06"]
    assert birch.kept["log"] == []  # a draft does not count
    [fire] = [r for r in alder.kept["requirements"] if r["id"] == "fire-monthly"]
    assert fire["counted"] == 2 and fire["windows"][0]["drills"] == ["2026-09-10"]
    assert row.law[0][0] == "state" and whole(row)
    [note] = db.session.scalars(select(AuditRow).where(AuditRow.did == "year.closed"))
    assert note.details["sha256"] == row.sha256 and note.details["buildings"] == {"missed": 2}
    with snapshot() as connection:
        assert list(faults_of(connection, scene.district, None)) == []


def test_what_was_kept_and_altered_behind_the_logs_back_shows(scene: Scene) -> None:
    row = scene.close()
    assert year_difference(row).whole
    alder = read_closed_buildings(row.id)[0]
    alder.kept = {**alder.kept, "status": "met"}
    db.session.commit()
    assert not year_difference(row).whole
    with snapshot() as connection:
        [fault] = faults_of(connection, scene.district, None)
    assert (fault.kind, fault.subject) == ("altered", f"closed_building:{alder.id}")


def test_approved_records_lock_and_others_stay(scene: Scene) -> None:
    scene.close()
    assert [scene.record(id_).state for id_ in (scene.approved, scene.submitted, scene.draft)] == [
        "locked",
        "submitted",
        "draft",
    ]


@pytest.mark.parametrize(
    ("day", "refused"), [("2027-06-30", True), ("2027-07-01", False), ("2027-07-02", False)]
)
def test_a_year_is_closed_from_the_day_after_it_is_over(scene: Scene, day, refused) -> None:
    now = datetime.fromisoformat(f"{day}T12:00:00-04:00")
    if refused:
        assert code(lambda: scene.close(now)) == {"": "year_not_over"}
    else:
        assert scene.close(now).as_of.isoformat() == day


@pytest.mark.parametrize(
    ("zone", "offset"), [("America/Anchorage", "-08:00"), ("Pacific/Honolulu", "-10:00")]
)
def test_over_is_a_matter_of_the_districts_own_clock(scene: Scene, zone, offset) -> None:
    scene.director = Person(**{f: getattr(scene.director, f) for f in Person.__slots__} | {
        "zone": zone
    })  # fmt: skip
    late = datetime.fromisoformat(f"2027-06-30T23:30:00{offset}")  # July 1 in New York
    assert code(lambda: scene.close(late)) == {"": "year_not_over"}
    assert scene.close(late + timedelta(hours=1)).as_of == make.day("2027-07-01")


def test_a_summer_session_belongs_to_the_year_that_it_ends(scene: Scene) -> None:
    row = db.session.scalars(
        select(SchoolYearRow).where(SchoolYearRow.district_id == scene.district)
    ).one()
    row.summer_start, row.summer_end = make.day("2027-07-06"), make.day("2027-07-30")
    db.session.commit()
    assert year_is_over(scene.district, YEAR) == make.day("2027-07-30")
    assert code(scene.close) == {"": "year_not_over"}


def test_what_stands_open_is_told_and_must_have_been_seen(scene: Scene) -> None:
    alder, birch = stands_open(scene.district, YEAR, JULY_1.date())
    assert (alder.waiting.submitted, birch.waiting.unfinished) == (1, 1)
    # Both drills began at the same minute, and were written down long after.
    assert alder.questions > 0 and birch.questions == 0
    assert alder.building.missed > 0 and birch.building.missed > alder.building.missed
    assert code(lambda: scene.close(knowing=False)) == {"knowing": "not_knowing"}
    assert read_closings(scene.district, YEAR) == []


def test_only_who_oversees_the_district_closes_it(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        close_year(scene.principal, JULY_1, YEAR, knowing=True)
    db.session.rollback()
    assert code(lambda: close_year(scene.director, JULY_1, "2025-26")) == {"": "no_such_year"}


def test_of_two_who_close_at_once_the_second_is_told(scene: Scene, monkeypatch) -> None:
    scene.close()
    with pytest.raises(ChangedMeanwhile):
        scene.close()
    db.session.rollback()
    # The second had looked before the first was done: the database holds it to one.
    monkeypatch.setattr(action, "read_closings", lambda *_: [])
    with pytest.raises(ChangedMeanwhile):
        scene.close()
    assert len(read_closings(scene.district, YEAR)) == 1


def test_a_closed_years_record_changes_only_with_a_reason_and_it_shows(scene: Scene) -> None:
    row = scene.close()
    assert not year_difference(row).any
    refused = code(lambda: scene.amend(scene.submitted, "", held_as="false_alarm"))
    assert refused == {"reason": "year_closed_reason"}
    scene.amend(scene.submitted, "It was an alarm.", held_as="false_alarm")
    found = year_difference(row)
    [alder] = found.changed
    assert (alder.name, alder.sources) == ("Alder", ("drills",))
    [fire] = [rule for rule in alder.rules if rule.id == "fire-monthly"]
    assert fire.was is not None and fire.now is not None
    assert (fire.was[1], fire.now[1]) == (2, 1)
    [drill] = alder.drills
    assert (
        drill.columns == {"held_as": ("drill", "false_alarm")} and drill.record == scene.submitted
    )
    [amended] = found.amended
    assert (amended.reason, amended.record) == ("It was an alarm.", scene.submitted)
    assert whole(row)  # what was kept stays


def test_a_draft_of_a_closed_year_is_submitted_with_a_reason_alone(scene: Scene) -> None:
    row = scene.close()
    version = scene.record(scene.draft).version
    assert code(lambda: submit_record(scene.principal, JULY_1, scene.draft, version=version)) == {
        "": "year_closed"
    }
    scene.amend(scene.draft, "Found on paper.", on="2026-11-04")
    [birch] = year_difference(row).changed
    assert [drill.what for drill in birch.drills] == ["added"]


def test_a_drill_is_logged_late_into_a_closed_year_with_a_reason(scene: Scene) -> None:
    row = scene.close()
    now = JULY_1 + timedelta(days=2)
    written = read_written({"date": "2027-03-03", "type": "fire"}, Times(), now, "America/New_York")

    def log(reason: str) -> int:
        return log_drill(
            scene.principal, now, scene.buildings[1], written, client_key="k", reason=reason
        ).record_id

    assert code(lambda: log("")) == {"reason": "year_closed_reason"}
    id_ = log("Found in a drawer.")
    [birch] = year_difference(row).changed
    assert [(drill.what, drill.record) for drill in birch.drills] == [("added", id_)]
    said = db.session.scalars(select(AuditRow.details).where(AuditRow.subject == f"record:{id_}"))
    assert said.one()["reason"] == "Found in a drawer."


def test_what_is_approved_after_the_closing_is_locked_at_once(scene: Scene) -> None:
    scene.close()
    record = scene.record(scene.submitted)
    record.answers = {"duration_seconds": 200, "law_enforcement": False}
    db.session.commit()
    done = approve_records(scene.director, JULY_1, {record.id: record.version})
    assert done.refused == {} and scene.record(scene.submitted).state == "locked"


def test_facts_calendar_and_law_that_change_later_show(scene: Scene, monkeypatch) -> None:
    row = scene.close()
    facts = db.session.scalars(
        select(BuildingYearRow).where(BuildingYearRow.building_id == scene.buildings[0])
    ).one()
    facts.facts = {**facts.facts, "enrollment": 433}
    year = db.session.scalars(
        select(SchoolYearRow).where(SchoolYearRow.district_id == scene.district)
    ).one()
    day = make.day("2027-03-08")
    db.session.add(
        DayOffRow(school_year_id=year.id, kind="closure", starts=day, ends=day, added_at=make.NOON)
    )
    db.session.commit()
    alder, birch = year_difference(row).changed
    assert alder.facts == {"enrollment": (420, 433)} and birch.sources == ("calendar",)
    monkeypatch.setattr(action, "files_used", lambda _row: [("state", "another law")])
    assert year_difference(row).law == ("state",)


def test_a_second_closing_wants_a_reason_and_a_difference_and_keeps_the_first(scene: Scene) -> None:
    first = scene.close()
    assert code(lambda: scene.again(reason=" ")) == {"reason": "closing_reason_missing"}
    scene.amend(scene.submitted, "It was an alarm.", held_as="false_alarm")
    second = scene.again()
    assert (second.number, second.reason) == (2, "A record was amended.")
    assert whole(first) and whole(second) and year_difference(first).any
    assert len(list(db.session.scalars(select(ClosedBuildingRow)))) == 4


def test_nothing_is_closed_again_where_nothing_differs(scene: Scene) -> None:
    scene.close()
    assert code(scene.again) == {"": "nothing_differs"}


def test_a_building_that_closed_in_june_is_kept_one_that_closed_in_march_is_not(scene) -> None:
    for id_, day in zip(scene.buildings, ("2027-06-11", "2027-03-01"), strict=True):
        row = db.session.get(make.BuildingRow, id_)
        assert row is not None
        row.closed_on = make.day(day)
    db.session.commit()
    assert [row.name for row in read_closed_buildings(scene.close().id)] == ["Alder"]


def test_a_closed_year_travels_to_another_installation(scene: Scene, tmp_path) -> None:
    from drills.store.files import FolderFiles

    before = scene.close().sha256
    out, files = BytesIO(), FolderFiles(tmp_path / "evidence")
    export_everything(the_system(scene.district, "America/New_York"), JULY_1, out, files)
    row = db.session.get(DistrictRow, scene.district)
    assert row is not None
    row.name = "Gone"
    db.session.commit()
    for table in ("drill", "person", "feed"):
        column = {"drill": "uid", "person": "email", "feed": "secret_hash"}[table]
        db.session.execute(db.text(f"UPDATE {table} SET {column} = 'x' || {column}"))
    db.session.commit()
    done = import_everything(JULY_1, out, files)
    [there] = read_closings(done.district_id, YEAR)
    assert there.sha256 == before and whole(there)
    assert not year_difference(there).any


def test_the_workbook_of_a_closed_year_sets_both_readings_side_by_side(scene: Scene) -> None:
    def sheets(as_of: str) -> dict[str, list[list[object]]]:
        now = JULY_1 + timedelta(days=20)
        out = BytesIO()
        export_workbook(scene.director, now, out, make.day(as_of), YEAR)
        book = load_workbook(out, read_only=True)
        return {s.title: [list(r) for r in s.iter_rows(values_only=True)] for s in book}

    assert "As closed" not in sheets("2027-07-21")
    row = scene.close()
    scene.amend(scene.submitted, "It was an alarm.", held_as="false_alarm")
    assert "As closed" not in sheets("2026-11-24")
    found = sheets("2027-07-21")
    fire = [line for line in found["As closed"] if "fire-monthly" in line]
    assert [(line[0], line[4], line[6], line[7]) for line in fire] == [
        ("Alder", "2 of 10", "1 of 10", "yes"),
        ("Birch", "0 of 10", "0 of 10", "no"),
    ]
    assert any(row.sha256 in str(line) for line in found["About"])


def test_flask_check_repeats_what_was_closed_from_the_bundle(scene, tmp_path, monkeypatch) -> None:
    from drills.store.files import FolderFiles

    scene.close()
    scene.amend(scene.submitted, "It was an alarm.", held_as="false_alarm")
    out = BytesIO()
    files = FolderFiles(tmp_path / "evidence")
    export_bundle(scene.director, JULY_1 + timedelta(days=20), out, files, year=YEAR)
    ZipFile(out).extractall(tmp_path)
    monkeypatch.chdir(tmp_path / "closed")
    kept = json.loads(Path("alder/verdict.json").read_text())
    command = "alder/log.csv --building alder/building.yaml --pack law/us-ct.toml --format json"
    answer = CliRunner().invoke(check, [*command.split(), "--as-of", kept["as_of"]])
    said = json.loads(answer.output)
    assert (said["verdict"], kept["status"]) == ("missed", "missed")
    counted = {rule["id"]: rule["counted"] for rule in kept["requirements"]}
    assert {r["id"]: r["counted"] for r in said["requirements"] if r["id"] in counted} == counted
    assert counted["fire-monthly"] == 2  # as closed; today it is one
    assert "Closed at 2027-07-01 12:00 by Dana Director" in (tmp_path / "README.txt").read_text()
