"""Exports: small ones at once, large ones made beside the request and kept for a day."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import func, select

from drills import clock
from drills.actions import ask_export as asking
from drills.actions import make_exports as making
from drills.actions.make_exports import make_exports
from drills.store.database import db
from drills.store.exports import ExportFiles
from drills.store.files import FilesUnreachable, FolderFiles
from drills.store.tables import AuditRow, DrillRow, EvidenceRow, ExportRow, RecordRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import a_district, soup, words


@pytest.fixture
def district(app, on_day):
    return a_district(app)


@pytest.fixture
def large(district, monkeypatch):
    """The same district, taken for a large one."""
    monkeypatch.setattr(asking, "MOST_BUILDINGS", 2)
    return district


def run(app, down=False) -> int:
    """What the scheduler does every few seconds."""
    data = app.config["DRILLS"].data
    evidence = (Down if down else FolderFiles)(data / "evidence")
    return make_exports(clock.now, evidence, ExportFiles(data / "exports"))


def prove(district, app) -> None:
    """A file of evidence for one of the district's records."""
    record = db.session.scalars(
        select(RecordRow).join(DrillRow).where(DrillRow.district_id == district.row.id)
    ).first()
    digest = FolderFiles(app.config["DRILLS"].data / "evidence").put(b"a photo")
    kept = {"sha256": digest, "original_sha256": digest, "kind": "image/jpeg", "name": "a.jpg"}
    when = {"represents_on": make.day("2026-10-06"), "uploaded_at": make.NOON}
    db.session.add(EvidenceRow(record_id=record.id, size=7, **kept, **when))
    db.session.commit()


def exported() -> int:
    query = select(func.count()).select_from(AuditRow).where(AuditRow.did.startswith("export."))
    return db.session.scalar(query) or 0


def test_a_small_district_has_its_bundle_at_once(district):
    page = soup(district.client(), "/workbook?as_of=2026-10-31")
    form = next(f for f in page.find_all("form") if "Download the evidence bundle" in words(f))
    fields = {i["name"]: i["value"] for i in form.find_all("input") if i["name"] != "csrf_token"}
    answer = district.client().post(form["action"], data=fields)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert "as-of-2026-10-31-evidence.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "MANIFEST.json" in ZipFile(BytesIO(answer.data)).namelist()
    assert exported() == 1


def test_a_large_one_is_made_beside_the_request(large, app):
    client = large.client()
    asked = client.post("/workbook", data={"what": "bundle"})
    assert asked.status_code == 303
    page = soup(client, asked.location)
    assert client.get(asked.location).headers["Refresh"] == "4"
    calm = client.get(f"{asked.location}?still=1")
    assert "Refresh" not in calm.headers and "Ask again now" in calm.text
    assert page.find("progress") and "waiting for its turn" in words(page.main)
    assert not page.find("script", src=None)
    assert client.get(f"{asked.location}/file").status_code == 404

    assert run(app) == 1 and run(app) == 0
    page = soup(client, asked.location)
    assert "Refresh" not in client.get(asked.location).headers
    link = next(a for a in page.find_all("a") if words(a) == "Download")
    answer = client.get(link["href"])
    assert answer.mimetype == "application/zip"
    assert ZipFile(BytesIO(answer.data)).testzip() is None
    row = db.session.scalars(select(ExportRow)).one()
    assert row.manifest_sha256 in words(page.main)
    assert "Evidence bundle, 2026-27" in words(soup(client, "/workbook").main)
    assert exported() == 1


def test_asked_twice_it_is_made_once_and_four_at_a_time_are_too_many(large):
    client = large.client()
    first = client.post("/workbook").location
    assert client.post("/workbook").location == first
    for day in ("2026-10-01", "2026-10-02"):
        assert client.post(f"/workbook?as_of={day}").status_code == 303
    answer = client.post("/workbook?as_of=2026-10-03")
    assert answer.status_code == 422 and "Three exports of yours are being made" in answer.text


def test_the_page_says_how_far_it_is(large, app):
    client = large.client()
    asked = client.post("/workbook")
    row = db.session.scalars(select(ExportRow)).one()
    row.state = "running"
    db.session.commit()
    files = ExportFiles(app.config["DRILLS"].data / "exports")
    files.folder.mkdir()
    files.tell(row.id, 150, 1000)
    bar = soup(client, asked.location).find("progress")
    assert (bar["value"], bar["max"]) == ("150", "1000")
    # Its process was killed: the next one begins it again, and nothing half-written is left.
    (files.folder / f".{row.id}.part").write_bytes(b"half")
    assert run(app) == 1
    assert [path.name for path in files.folder.iterdir()] == [str(row.id)]


def test_it_is_kept_for_a_day(large, app, on_day, monkeypatch):
    client = large.client()
    asked = client.post("/workbook").location
    run(app)
    ready = clock.now()
    for after, code in ((-1, 200), (0, 404), (1, 404)):
        at = ready + asking.KEPT + timedelta(seconds=after)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        fresh = large.client()
        assert fresh.get(f"{asked}/file").status_code == code
    assert "is gone" in words(soup(fresh, asked).main)
    run(app)
    assert list((app.config["DRILLS"].data / "exports").iterdir()) == []
    assert asked not in str(soup(fresh, "/workbook"))


def test_only_who_asked_for_it_sees_it(large, app):
    asked = large.client().post("/workbook").location
    run(app)
    other = make.add_person(large.row, "director")
    for person in (other, large.administrator):
        client = sign_in(app.test_client(), person)
        assert client.get(asked).status_code == 404
        assert client.get(f"{asked}/file").status_code == 404
    large.director.roles[0].ends = make.day("2026-11-23")
    assert large.client().get(f"{asked}/file").status_code == 403


def test_whose_role_ended_meanwhile_gets_nothing(large, app):
    large.client().post("/workbook")
    large.director.roles[0].ends = make.day("2026-11-23")
    db.session.commit()
    assert run(app) == 0
    assert db.session.scalars(select(ExportRow.state)).one() == "failed"
    assert exported() == 0


@pytest.fixture
def after(on_day, monkeypatch):
    """Set the clock so many minutes after noon."""
    noon = clock.now()
    return lambda minutes: monkeypatch.setattr(
        clock, "now", lambda: noon + timedelta(minutes=minutes)
    )


def test_what_fails_again_and_again_is_given_up_and_stops_no_other(large, app, monkeypatch, after):
    client = large.client()
    asked = client.post("/workbook", data={"what": "bundle"}).location
    client.post("/workbook")

    def fall_over(*_args):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(making, "export_bundle", fall_over)
    assert [run(app), run(app)] == [1, 0]
    for minute in (1, 3):
        assert "We try again" in words(soup(client, asked).main)
        after(minute)
        run(app)
    assert "could not be made" in words(soup(client, asked).main)


class Down(FolderFiles):
    """A place for files that does not answer."""

    def open(self, digest):
        raise FilesUnreachable("the bucket does not answer")


def test_while_the_evidence_does_not_answer_it_is_tried_again_after_pauses_that_grow(
    large, app, after, monkeypatch, tmp_path
):
    """As with a store of S3 that is down for some minutes; three quick tries would be over."""
    parts = tmp_path / "parts"
    parts.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(parts))
    prove(large, app)
    client = large.client()
    asked = client.post("/workbook", data={"what": "bundle"}).location
    tries = []
    for minute in range(9):
        after(minute)
        before = db.session.scalars(select(ExportRow.pauses)).one()
        run(app, down=True)
        if db.session.scalars(select(ExportRow.pauses)).one() > before:
            tries.append(minute)
        assert exported() == 0
    assert tries == [0, 1, 3, 8]
    page = words(soup(client, asked).main)
    assert "We try again Tue, Nov 24, 12:18 p.m., and after that for a day" in page.replace(
        "\xa0", " "
    )
    assert "we try again" in words(soup(client, "/workbook").main)
    for minute, made in ((17, 0), (18, 1)):
        after(minute)
        assert run(app) == made
    assert list(parts.iterdir()) == []
    assert ZipFile(BytesIO(client.get(f"{asked}/file").data)).testzip() is None
    assert exported() == 1


@pytest.mark.parametrize(("hours", "state"), [(22, "waiting"), (24, "failed"), (26, "failed")])
def test_after_a_day_it_is_told_as_failed(large, app, after, hours, state):
    prove(large, app)
    asked = large.client().post("/workbook", data={"what": "bundle"}).location
    after(hours * 60)
    run(app, down=True)
    assert db.session.scalars(select(ExportRow.state)).one() == state
    page = words(soup(large.client(), asked).main)
    assert ("could not be made" in page) == (state == "failed")


def test_the_night_clears_what_a_killed_process_left_and_nothing_else(large, app):
    client = large.client()
    client.post("/workbook")
    run(app)
    client.post("/workbook", data={"what": "bundle"})
    ready, waiting = db.session.scalars(select(ExportRow.id).order_by(ExportRow.id))
    files = ExportFiles(app.config["DRILLS"].data / "exports")
    kept = {str(ready), f".{waiting}.part", f".{waiting}.far"}
    for name in (*kept - {str(ready)}, f".{ready}.part", "99", ".99.part", ".99.half"):
        (files.folder / name).write_bytes(b"half")
    assert files.sweep() == 4
    assert {path.name for path in files.folder.iterdir()} == kept
    assert files.sweep() == 0


CHOICES = {"what": "workbook", "sample": "3", "seed": "Hartford", "known_by": "2026-10-31"}


def test_an_auditor_chooses_a_sample_and_a_day_to_look_back_to(district):
    answer = district.client().post("/workbook", data=CHOICES)
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    assert "A sample of 3 of" in book["Sample"]["A1"].value
    assert book["Known then"]["D1"].value == "Known on 2026-10-31"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("sample", "0", "whole number from 1 to 1000"),
        ("sample", "1001", "whole number from 1 to 1000"),
        ("sample", "some", "whole number from 1 to 1000"),
        ("sample", "", "how many drills the seed is to pick"),
        ("seed", " ", "any words as a seed"),
        ("seed", "x" * 101, "Keep the seed to 100 letters"),
        ("known_by", "2026-11-25", "a day up to today"),
        ("known_by", "soon", "a day up to today"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_is_kept(district, field, typed, said):
    answer = district.client().post("/workbook", data={**CHOICES, field: typed})
    assert answer.status_code == 422 and exported() == 0
    page = BeautifulSoup(answer.data, "html.parser")
    assert said in words(page.find(id=f"{field}-error"))
    assert said in words(page.find(class_="error-summary"))
    kept = {i["name"]: i.get("value", "") for i in page.find_all("input") if i.get("name")}
    assert (kept["seed"] if field != "seed" else kept["sample"]) in ("Hartford", "3")


def test_a_large_export_keeps_the_choices(large, app):
    asked = large.client().post("/workbook", data=CHOICES).location
    run(app)
    book = load_workbook(BytesIO(large.client().get(f"{asked}/file").data))
    assert "Seed: Hartford." in book["Sample"]["A2"].value
