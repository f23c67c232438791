"""Removal takes two people and a reason; what is left is a tombstone, and the log still holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.attach_evidence import Upload, attach_evidence
from drills.actions.erase import ask_erasure, decide_erasure
from drills.actions.holds import lift_hold, place_hold
from drills.actions.query_record import query_record
from drills.actions.refused import NotAllowed, Refused
from drills.actions.retention import ask_purge, keeping_of, kept_until, read_over
from drills.actions.set_up_district import KEEP_YEARS
from drills.compliance.loading import load_pack
from drills.permissions import Person
from drills.store.database import db
from drills.store.erasures import sweep_files
from drills.store.files import FolderFiles
from drills.store.people import person_from_row
from drills.store.snapshot import snapshot
from drills.store.tables import AuditRow, DistrictRow, EvidenceRow, RecordRow, RemarkRow
from drills.store.verify import Fault, faults_of
from tests import make
from tests.uploads import photo

NOTES = "A pupil by the name of Avery Stone fell on the stairs."


@dataclass
class Scene:
    """A record with notes, a comment and a photo; a principal and two directors."""

    district: int
    building: int
    record: int
    file: int
    sha256: str
    principal: Person
    director: Person
    second: Person
    files: FolderFiles
    photo: bytes

    def faults(self) -> list[Fault]:
        db.session.rollback()
        with snapshot() as connection:
            return list(faults_of(connection, self.district, self.files))

    def kept_record(self) -> RecordRow:
        db.session.expire_all()
        row = db.session.get(RecordRow, self.record)
        assert row is not None
        return row

    def kept_file(self) -> EvidenceRow:
        db.session.expire_all()
        row = db.session.get(EvidenceRow, self.file)
        assert row is not None
        return row

    def log(self) -> str:
        rows = db.session.scalars(select(AuditRow).where(AuditRow.district_id == self.district))
        return str([row.details for row in rows])


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district("Careful Schools")
    building = make.add_building(district)
    people = [
        make.add_person(district, "principal", [building], name="Pat Principal"),
        make.add_person(district, "director", name="Dana Director"),
        make.add_person(district, "administrator", name="Ada Administrator"),
    ]
    drill = make.add_drill([building], "2026-10-06")
    record = drill.records[0]
    record.notes = NOTES
    db.session.commit()
    principal, director, second = map(person_from_row, people)
    files = FolderFiles(any_database.config["DRILLS"].data / "evidence")
    picture = photo()
    upload = Upload("Avery Stone.jpg", picture)
    attach_evidence(
        principal, make.NOON, record.id, [upload], files=files, most_bytes=10**7, no_pupils=True
    )
    query_record(director, make.NOON, record.id, "Who is Avery Stone?")
    file = db.session.scalars(select(EvidenceRow).where(EvidenceRow.record_id == record.id)).one()
    return Scene(
        district.id,
        building.id,
        record.id,
        file.id,
        file.sha256,
        principal,
        director,
        second,
        files,
        picture,
    )


def code(do: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        do()
    db.session.rollback()
    return refused.value.errors


def test_a_file_is_removed_by_two_and_leaves_a_tombstone(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)
    assert scene.files.holds(scene.sha256)
    decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)
    file = scene.kept_file()
    assert not scene.files.place(scene.sha256).exists()
    assert file.thumbnail_sha256 and not scene.files.place(file.thumbnail_sha256).exists()
    assert (file.sha256, file.name, file.erased_at) == (scene.sha256, "", make.NOON)
    assert "Avery Stone.jpg" not in scene.log()
    assert scene.faults() == []


def test_words_are_removed_wherever_they_stand(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A pupil is named.")
    decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)
    assert scene.kept_record().notes == ""
    remarks = db.session.scalars(select(RemarkRow.words).where(RemarkRow.record_id == scene.record))
    assert list(remarks) == [""]
    assert "Avery Stone?" not in scene.log() and "fell on the stairs" not in scene.log()
    assert scene.faults() == []
    assert scene.files.holds(scene.sha256)  # the photo was not asked for


def test_words_that_are_put_back_behind_the_logs_back_show(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A pupil is named.")
    decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)
    query = select(AuditRow).where(AuditRow.did == "record.queried")
    row = db.session.scalars(query).one()
    row.details = {**row.details, "words": "Who is Avery Stone?"}
    db.session.commit()
    assert scene.faults()[0] == Fault("altered", row.number, f"audit:{row.number}")


def test_nobody_removes_alone(scene: Scene) -> None:
    id_ = ask_erasure(scene.director, make.NOON, scene.record, "A face shows.", scene.file)

    def decide(by: Person, remove: bool = True) -> None:
        decide_erasure(by, make.NOON, id_, remove=remove, words="No.", files=scene.files)

    assert code(lambda: decide(scene.director)) == {"": "own_asking"}
    assert code(lambda: decide(scene.director, remove=False)) == {"": "own_asking"}
    with pytest.raises(NotAllowed):
        decide(scene.principal)
    db.session.rollback()
    assert scene.files.holds(scene.sha256)
    decide(scene.second)
    assert code(lambda: decide(scene.second)) == {"": "decided_already"}


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_reason_is_asked_for(scene: Scene, reason: str) -> None:
    said = code(lambda: ask_erasure(scene.principal, make.NOON, scene.record, reason, scene.file))
    assert said == {"reason": "erasure_reason_missing"}


def test_the_same_is_not_asked_twice_and_may_be_declined(scene: Scene) -> None:
    def ask() -> int:
        return ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)

    id_ = ask()
    assert code(ask) == {"": "asked_already"}
    decide_erasure(scene.director, make.NOON, id_, remove=False, words="None.", files=scene.files)
    assert scene.files.holds(scene.sha256) and scene.faults() == []
    ask()


def test_a_removed_file_cannot_be_added_again(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)
    decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)
    done = attach_evidence(
        scene.principal,
        make.NOON,
        scene.record,
        [Upload("again.jpg", scene.photo)],
        files=scene.files,
        most_bytes=10**7,
        no_pupils=True,
    )
    assert done.refused == [("again.jpg", "erased")] and scene.faults() == []


def test_bytes_left_by_a_stop_in_between_are_named_and_swept(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)
    content = scene.files.read(scene.sha256)
    decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)
    scene.files.put(content)
    assert scene.faults() == [Fault("file_back", 0, f"evidence:{scene.file}")]
    assert sweep_files(scene.files) == 1
    assert scene.faults() == []


def test_bytes_that_another_district_keeps_too_stay(scene: Scene) -> None:
    other = make.add_district("Other Schools")
    drill = make.add_drill([make.add_building(other)], "2026-10-06")
    file = scene.kept_file()
    values = {c.name: getattr(file, c.name) for c in EvidenceRow.__table__.c if c.name != "id"}
    db.session.add(EvidenceRow(**{**values, "record_id": drill.records[0].id}))
    db.session.commit()
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)
    decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)
    assert scene.files.holds(scene.sha256) and scene.faults() == []


def test_under_a_hold_nothing_is_removed(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)

    def decide() -> None:
        decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)

    hold = place_hold(scene.director, make.NOON, scene.building, "A claim of Mr Roe's.")
    assert code(decide) == {"": "on_hold"}
    lift_hold(scene.director, make.NOON, hold, "Settled.")
    hold = place_hold(scene.second, make.NOON, None, "An audit.")
    assert code(decide) == {"": "on_hold"}
    lift_hold(scene.second, make.NOON, hold, "Over.")
    decide()
    assert not scene.files.holds(scene.sha256) and scene.faults() == []


def keep(scene: Scene, years: int) -> None:
    row = db.session.get(DistrictRow, scene.district)
    assert row is not None
    row.options = {**row.options, KEEP_YEARS: years}
    db.session.commit()


def over(scene: Scene, now: datetime) -> list[tuple[int, str, int, int]]:
    found = read_over(scene.director, now.date())
    return [(one.building.id, one.year, one.words, one.files) for one in found]


def test_a_year_is_listed_once_its_time_is_over_and_two_remove_it(any_database, scene) -> None:
    later = datetime.fromisoformat("2030-07-01T16:00:00+00:00")
    assert over(scene, later) == []  # the district has set no number
    keep(scene, 3)
    assert over(scene, later - timedelta(days=1)) == []
    assert over(scene, later) == [(scene.building, "2026-27", 1, 1)]

    def ask(now: datetime = later) -> int:
        return ask_purge(scene.director, now, scene.building, "2026-27", "Three years are over.")

    assert code(lambda: ask(later - timedelta(days=1))) == {"": "not_over"}
    hold = place_hold(scene.director, later, scene.building, "A claim.")
    assert code(ask) == {"": "on_hold"}
    lift_hold(scene.director, later, hold, "Settled.")
    id_ = ask()
    assert code(ask) == {"": "asked_already"}
    decide_erasure(scene.second, later, id_, remove=True, words="", files=scene.files)
    assert over(scene, later) == [] and not scene.files.holds(scene.sha256)
    record = scene.kept_record()
    assert record.notes == "" and record.held_on == make.day("2026-10-06")


@pytest.mark.parametrize(("own", "years"), [(None, None), (2, 5), (5, 5), (6, 6)])
def test_the_longer_of_the_laws_time_and_the_districts_holds(
    app: Flask, own: int | None, years: int | None
) -> None:
    row = make.add_district("Tennessee Schools", "US-TN")
    row.options = {KEEP_YEARS: own} if own else {}
    keeping = keeping_of(row, load_pack("US-TN"))
    assert (keeping.years, keeping.by_law) == (years, 5) and "49-6-807" in keeping.citation
    assert kept_until("2026-27", 5) == make.day("2032-06-30")


def test_a_hold_over_one_record_holds_that_record_and_its_buildings_years(scene: Scene) -> None:
    id_ = ask_erasure(scene.principal, make.NOON, scene.record, "A face shows.", scene.file)

    def place() -> int:
        return place_hold(scene.director, make.NOON, scene.building, "A claim.", scene.record)

    def decide() -> None:
        decide_erasure(scene.director, make.NOON, id_, remove=True, words="", files=scene.files)

    hold = place()
    assert code(place) == {"": "held_already"} and code(decide) == {"": "on_hold"}
    other = make.add_drill([db.session.get(make.BuildingRow, scene.building)], "2026-11-06")
    other.records[0].notes = "Words."
    db.session.commit()
    free = ask_erasure(scene.principal, make.NOON, other.records[0].id, "Named.")
    decide_erasure(scene.director, make.NOON, free, remove=True, words="", files=scene.files)
    keep(scene, 3)
    later = datetime.fromisoformat("2030-07-01T16:00:00+00:00")
    [year] = read_over(scene.director, later.date())
    assert year.stands == "on_hold"
    with pytest.raises(NotAllowed):
        place_hold(scene.principal, make.NOON, scene.building, "No.", scene.record)
    db.session.rollback()
    lift_hold(scene.director, make.NOON, hold, "Settled.")
    decide()
    assert not scene.files.holds(scene.sha256)
