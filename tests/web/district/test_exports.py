"""Exports: small ones at once, large ones made beside the request and kept for a day."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import func, select

from drills import clock
from drills.actions import ask_export as asking
from drills.actions.make_exports import make_exports
from drills.store.database import db
from drills.store.exports import ExportFiles
from drills.store.files import FolderFiles
from drills.store.tables import AuditRow, ExportRow
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


def run(app, on=None) -> int:
    """What the scheduler does every few seconds."""
    data = app.config["DRILLS"].data
    return make_exports(clock.now, FolderFiles(data / "evidence"), ExportFiles(data / "exports"))


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


def test_what_fails_again_and_again_is_given_up_and_stops_no_other(large, app, monkeypatch):
    from drills.actions import make_exports as making

    client = large.client()
    asked = client.post("/workbook", data={"what": "bundle"}).location
    client.post("/workbook")

    def fall_over(*_args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(making, "export_bundle", fall_over)
    assert [run(app) for _ in range(5)] == [1, 0, 0, 0, 0]
    assert "could not be made" in words(soup(client, asked).main)


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
