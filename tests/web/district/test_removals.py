"""Removal on pages: asked for at a record, decided by somebody else, shown as a tombstone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drills.store.database import db
from drills.store.files import FolderFiles
from drills.store.tables import BuildingRow, ErasureRow, EvidenceRow, HoldRow, PersonRow, RecordRow
from tests import make
from tests.conftest import sign_in


@dataclass
class Scene:
    app: Flask
    building: BuildingRow
    record: RecordRow
    file: EvidenceRow
    people: dict[str, PersonRow]
    files: FolderFiles

    def client(self, role: str) -> FlaskClient:
        return sign_in(self.app.test_client(), self.people[role])


@pytest.fixture
def scene(app: Flask, on_day) -> Scene:
    district = make.add_district()
    building = make.add_building(district)
    people = {
        "principal": make.add_person(district, "principal", [building], name="Pat Principal"),
        "director": make.add_person(district, "director", name="Dana Director"),
    }
    record = make.add_drill([building], "2026-10-06").records[0]
    record.notes = "A name."
    files = FolderFiles(app.config["DRILLS"].data / "evidence")
    file = EvidenceRow(
        record_id=record.id,
        sha256=files.put(b"a photo"),
        original_sha256="ab" * 32,
        kind="image/jpeg",
        name="corridor.jpg",
        size=7,
        represents_on=make.day("2026-10-06"),
        uploaded_at=make.NOON,
    )
    db.session.add(file)
    db.session.commit()
    return Scene(app, building, record, file, people, files)


def test_a_file_is_asked_for_decided_on_and_shown_as_removed(scene: Scene) -> None:
    principal, director = scene.client("principal"), scene.client("director")
    record, file = scene.record.id, scene.file.id
    page = principal.get(f"/records/{record}/removal").text
    assert "corridor.jpg" in page and "A second person" in page
    answer = principal.post(
        f"/records/{record}/removal", data={"what": str(file), "reason": "A face shows."}
    )
    assert answer.status_code == 303
    queue = director.get("/district/removals").text
    assert "A face shows." in queue and "Pat Principal" in queue
    asked = db.session.scalars(select(ErasureRow)).one().id
    answer = director.post(f"/district/removals/{asked}", data={"go": "decline", "words": " "})
    assert answer.status_code == 422 and "Say why." in answer.text
    assert director.post(f"/district/removals/{asked}", data={"go": "remove"}).status_code == 303
    page = principal.get(f"/records/{record}").text
    assert "A file was removed (" in page and scene.file.sha256[:16] in page
    assert "corridor.jpg" not in page and "Removed for good" in page
    assert principal.get(f"/evidence/{file}").status_code == 404
    assert "Nothing waits." in director.get("/district/removals").text


def test_what_is_missing_is_said_and_what_was_typed_stays(scene: Scene) -> None:
    principal, record = scene.client("principal"), scene.record.id
    answer = principal.post(f"/records/{record}/removal", data={"what": "", "reason": "A name."})
    assert answer.status_code == 422
    assert "Choose what is to be removed." in answer.text and ">A name.</textarea>" in answer.text
    answer = principal.post(f"/records/{record}/removal", data={"what": "words", "reason": ""})
    assert answer.status_code == 422 and "Say why." in answer.text


def test_a_hold_stands_in_the_way_until_it_is_lifted(scene: Scene) -> None:
    principal, director = scene.client("principal"), scene.client("director")
    principal.post(
        f"/records/{scene.record.id}/removal", data={"what": "words", "reason": "Named."}
    )
    asked = db.session.scalars(select(ErasureRow)).one().id
    director.post("/district/removals/holds", data={"building": "", "words": "A claim."})
    answer = director.post(f"/district/removals/{asked}", data={"go": "remove"})
    assert answer.status_code == 422 and "A hold stands over it." in answer.text
    hold = db.session.scalars(select(HoldRow)).one().id
    answer = director.post(f"/district/removals/holds/{hold}", data={"words": "Settled."})
    assert answer.status_code == 303
    assert director.post(f"/district/removals/{asked}", data={"go": "remove"}).status_code == 303
    db.session.expire_all()
    assert scene.record.notes == ""


def test_the_page_says_how_long_records_are_kept(scene: Scene) -> None:
    page = scene.client("director").get("/district/removals").text
    assert "records are kept for ever" in page and "Nothing is removed by itself." in page


def test_a_hold_is_placed_over_one_record_from_its_page(scene: Scene) -> None:
    principal, director = scene.client("principal"), scene.client("director")
    record = f"/records/{scene.record.id}"
    principal.post(f"{record}/removal", data={"what": "words", "reason": "Named."})
    assert "1 removal waits for your decision" in director.get("/today").text
    assert f"{record}/hold" in director.get(record).text
    assert f"{record}/hold" not in principal.get(record).text
    answer = director.post(f"{record}/hold", data={"words": " "})
    assert answer.status_code == 422 and "Say why." in answer.text
    assert director.post(f"{record}/hold", data={"words": "A claim."}).status_code == 303
    page = principal.get(record).text
    assert "A hold stands over this record" in page and "Hold placed" in page
    asked = db.session.scalars(select(ErasureRow)).one().id
    answer = director.post(f"/district/removals/{asked}", data={"go": "remove"})
    assert answer.status_code == 422 and "A hold stands over it." in answer.text
    assert "one record" in director.get("/district/removals").text
