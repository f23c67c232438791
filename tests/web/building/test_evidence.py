"""Adding files to a record and getting them back: what is kept, what is said, who is told."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from drills.store.database import db
from drills.store.files import Files, sha256
from drills.store.tables import DistrictRow, EvidenceRow, RecordRow
from tests import make
from tests.bucket import S3Server
from tests.conftest import sign_in, start_app, test_config
from tests.uploads import active_pdf, pdf, photo, pixel_bomb

FETCH = {"X-Requested-With": "fetch"}
MB = 1024 * 1024


@dataclass
class Scene:
    """A school with two fire drills on record, its principal signed in."""

    app: Flask
    district: DistrictRow
    building: int
    records: list[int]
    client: FlaskClient

    @property
    def files(self) -> Files:
        return self.app.extensions["evidence_files"]

    def add(self, *files: tuple[bytes, str], to: int = 0, fetch: bool = False) -> TestResponse:
        sent = {"files": [(BytesIO(c), name) for c, name in files], "no_pupils": "y"}
        return self.client.post(
            f"/records/{self.records[to]}/evidence",
            data=sent,
            headers=FETCH if fetch else {},
            follow_redirects=not fetch,
        )

    def kept(self, record: int = 0) -> list[EvidenceRow]:
        db.session.rollback()
        query = select(EvidenceRow).where(EvidenceRow.record_id == self.records[record])
        return list(db.session.scalars(query.order_by(EvidenceRow.id)))


def scene_in(app: Flask) -> Scene:
    district = make.add_district()
    building = make.add_building(district)
    days = ("2026-10-06", "2026-11-05")
    records = [make.add_drill([building], day).records[0] for day in days]
    person = make.add_person(district, "principal", [building])
    db.session.commit()
    client = sign_in(app.test_client(), person)
    return Scene(app, district, building.id, [r.id for r in records], client)


@pytest.fixture
def scene(app: Flask, on_day) -> Scene:
    return scene_in(app)


@pytest.fixture
def bucket_scene(tmp_path, s3_server: S3Server, on_day):
    app = start_app(test_config(tmp_path, **s3_server.settings()))
    with app.app_context():
        yield scene_in(app)
        db.session.remove()
        db.engine.dispose()


def test_one_bad_file_of_several_costs_no_other(scene: Scene) -> None:
    bad = (b"<svg onload='alert(1)'/>", "plan.svg"), (b"", "empty.pdf"), (pixel_bomb(), "bomb.png")
    cut = (photo(size=(1200, 900))[:9000], "cut.jpg")
    page = scene.add((photo("HEIF"), "IMG_1.HEIC"), *bad, cut, (active_pdf(), "form.pdf"))
    assert [(row.name, row.kind) for row in scene.kept()] == [("IMG_1.HEIC", "image/jpeg")]
    assert "1 file was added." in page.text
    for words in (
        "plan.svg is no photo and no PDF",
        "empty.pdf is empty",
        "bomb.png has too many pixels",
        "cut.jpg cannot be opened; part of it is missing or damaged",
        "form.pdf holds a script or another file",
    ):
        assert words in page.text


def test_a_heic_with_the_place_it_was_taken_is_stored_and_shown_without_it(scene: Scene) -> None:
    content = photo("HEIF")
    assert b"Exif" in content
    scene.add((content, "IMG_1.HEIC"))
    [row] = scene.kept()
    shown = scene.client.get(f"/evidence/{row.id}")
    small = scene.client.get(f"/evidence/{row.id}/small")
    for stored in (scene.files.read(row.sha256), scene.files.read(row.thumbnail_sha256)):
        assert stored.startswith(b"\xff\xd8") and b"Exif" not in stored
    assert shown.data == scene.files.read(row.sha256)
    assert "Content-Length" not in shown.headers
    assert shown.headers["Content-Type"] == small.headers["Content-Type"] == "image/jpeg"
    assert (row.original_sha256, row.taken_at) == (sha256(content), "2026:11:24 10:02:11 -05:00")
    again = scene.client.get(f"/evidence/{row.id}", headers={"If-None-Match": f'"{row.sha256}"'})
    assert (again.status_code, again.data) == (304, b"")


def test_a_pdf_is_handed_over_to_be_saved_and_runs_nowhere(scene: Scene) -> None:
    scene.add((pdf(2), "../../roster <b>.pdf"))
    [row] = scene.kept()
    answer = scene.client.get(f"/evidence/{row.id}")
    assert answer.data == pdf(2)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_largest_file_that_is_taken_is_as_large_as_the_page_says(tmp_path, on_day) -> None:
    app = start_app(test_config(tmp_path, DRILLS_UPLOAD_LIMIT_MB="1"))
    with app.app_context():
        scene = scene_in(app)
        paper = pdf(1)
        sizes = (MB - 1, MB, MB + 1)
        files = [(paper + b" " * (size - len(paper)), f"{size}.pdf") for size in sizes]
        page = scene.add(*files)
        assert [row.size for row in scene.kept()] == [MB - 1, MB]
        assert f"{MB + 1}.pdf is larger than 1 MB" in page.text
        assert scene.client.get(f"/evidence/{scene.kept()[1].id}").data == files[1][0]
        db.session.remove()
        db.engine.dispose()


def test_files_show_the_drills_day_unless_another_is_said(scene: Scene) -> None:
    scene.add((photo(), "corridor.jpg"))
    sent = {"files": (BytesIO(pdf()), "repair.pdf"), "no_pupils": "y"}
    later = {**sent, "represents_on": "2026-10-20"}
    page = scene.client.post(
        f"/records/{scene.records[0]}/evidence", data=later, follow_redirects=True
    )
    first, second = scene.kept()
    assert first.represents_on == make.day("2026-10-06")
    assert second.represents_on == make.day("2026-10-20") != second.uploaded_at.date()
    assert "shows Tue, Oct 20" in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"no_pupils": ""}, "Tick that no pupil&#39;s face or name can be read."),
        ({"represents_on": "2026-11-25"}, "This day has not come yet."),
        ({"represents_on": "yesterday"}, "Enter the day as year, month and day"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_with_the_rest_kept(
    scene: Scene, changes: dict[str, str], words: str
) -> None:
    typed = {"no_pupils": "y", "represents_on": "2026-11-24", **changes}
    data = {**typed, "files": (BytesIO(photo()), "a.jpg")}
    answer = scene.client.post(f"/records/{scene.records[0]}/evidence", data=data)
    assert answer.status_code == 422 and scene.kept() == []
    assert answer.text.count(words) == 2  # in the summary and beside the field
    assert f'value="{typed["represents_on"]}"' in answer.text


def test_the_same_file_on_two_drills_is_asked_about_and_kept(scene: Scene) -> None:
    photos = (photo(), "a.jpg"), (photo(colour="red"), "red.jpg")
    assert "also stands with another drill" not in scene.add(*photos).text
    page = scene.add((photo(), "b.jpg"), to=1)
    assert len(scene.kept(1)) == 1
    assert "b.jpg also stands with another drill. Is it the right file here?" in page.text
    assert f'href="/records/{scene.records[0]}"' in page.text
    director = make.add_person(scene.district, "director")
    client = sign_in(scene.app.test_client(), director)
    queue = client.get("/records").text
    assert queue.count("1 file also stands with another drill. Is it the right one?") == 2
    first = client.get(f"/records/{scene.records[0]}").text
    assert "a.jpg also stands" in first and "red.jpg also stands" not in first


def test_whoever_may_not_see_the_other_building_hears_only_that_there_is_one(
    scene: Scene,
) -> None:
    scene.add((photo(), "a.jpg"))
    district = scene.district
    other = make.add_building(district, "Hidden Lake Middle")
    record = make.add_drill([other], "2026-11-10", "lockdown").records[0].id
    client = sign_in(scene.app.test_client(), make.add_person(district, "principal", [other]))
    sent = {"files": (BytesIO(photo()), "b.jpg"), "no_pupils": "y"}
    page = client.post(f"/records/{record}/evidence", data=sent, follow_redirects=True)
    assert "b.jpg also stands with another drill" in page.text
    assert "Another drill that is not shown to you" in page.text
    assert f"/records/{scene.records[0]}" not in page.text and "Oct 6" not in page.text


def test_one_photo_of_a_joint_drill_raises_no_question(scene: Scene) -> None:
    district = scene.district
    both = [make.add_building(district, name) for name in ("North", "South")]
    north, south = (record.id for record in make.add_drill(both, "2026-10-13").records)
    client = sign_in(scene.app.test_client(), make.add_person(district, "director"))
    for id_ in (north, south):
        sent = {"files": (BytesIO(photo()), "b.jpg"), "no_pupils": "y"}
        page = client.post(f"/records/{id_}/evidence", data=sent, follow_redirects=True)
    assert "1 file was added." in page.text and "another drill" not in page.text


def test_the_queue_asks_as_often_for_many_files_as_for_few(scene: Scene) -> None:
    client = sign_in(scene.app.test_client(), make.add_person(scene.district, "director"))
    asked: list[str] = []

    def listen(*about: object) -> None:
        asked.append(str(about[2]))

    counts = []
    for colour in ("red", "green"):
        scene.add((photo(colour=colour), "a.jpg"))
        scene.add((photo(colour=colour), "a.jpg"), to=1)
        asked.clear()
        event.listen(db.engine, "before_cursor_execute", listen)
        client.get("/records")
        event.remove(db.engine, "before_cursor_execute", listen)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- a bucket ------------------------------------------------------------------------------


def test_in_a_bucket_a_photo_is_kept_shown_and_served(bucket_scene: Scene) -> None:
    bucket_scene.add((photo(), "a.jpg"), (pdf(), "b.pdf"))
    for row in bucket_scene.kept():
        answer = bucket_scene.client.get(f"/evidence/{row.id}")
        assert sha256(answer.data) == row.sha256


def test_while_the_bucket_is_down_nothing_is_half_there_and_the_record_stays(
    bucket_scene: Scene, s3_server: S3Server
) -> None:
    scene = bucket_scene
    before = photo(colour="navy")
    scene.add((before, "before.jpg"))
    [row] = scene.kept()
    with s3_server.down():
        page = scene.add((photo(), "a.jpg"), (pdf(), "b.pdf"))
        assert page.status_code == 200
        for name in ("a.jpg", "b.pdf"):
            assert f"{name} was not added: the place where files are kept does not" in page.text
        told = scene.add((photo(), "a.jpg"), fetch=True)
        assert told.status_code == 503  # the phone keeps it and sends it again by itself
        shown = scene.client.get(f"/evidence/{row.id}")
        assert shown.status_code == 503 and "The files cannot be reached" in shown.text
        assert scene.client.get(f"/records/{scene.records[0]}").status_code == 200
        assert [r.id for r in scene.kept()] == [row.id]
    assert scene.add((photo(), "a.jpg"), fetch=True).status_code == 200
    assert [r.name for r in scene.kept()] == ["before.jpg", "a.jpg"]
    assert all(scene.files.holds(r.sha256) for r in scene.kept())


def test_a_bucket_that_refuses_a_file_gets_no_row_of_it(
    bucket_scene: Scene, s3_server: S3Server
) -> None:
    with s3_server.refusing():
        page = bucket_scene.add((photo(), "a.jpg"))
    assert "a.jpg was not added" in page.text and bucket_scene.kept() == []


def test_a_drill_logged_while_the_bucket_is_down_is_kept_without_its_photo(
    bucket_scene: Scene, s3_server: S3Server
) -> None:
    scene = bucket_scene
    form = {"client_key": "k" * 32, "type": "fire", "date": "2026-11-24", "time": "10:00"}
    form |= {"held_as": "drill", "notes": "All out.", "go": "draft", "no_pupils": "y"}
    with s3_server.down():
        page = scene.client.post(
            f"/buildings/{scene.building}/log",
            data={**form, "files": (BytesIO(photo()), "a.jpg")},
            follow_redirects=True,
        )
    assert "a.jpg was not added" in page.text and "All out." in page.text
    record = db.session.scalars(select(RecordRow).order_by(RecordRow.id.desc())).first()
    assert record is not None and (record.state, record.evidence) == ("draft", [])
