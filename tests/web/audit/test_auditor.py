"""The auditor's seat: named buildings and years, past drills alone, proof in two clicks."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask

from drills.actions.keep_verdicts import keep_verdicts
from drills.exchange.bundle import MANIFEST
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import EvidenceRow, PersonRow, RoleRow, SchoolYearRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import District, a_district, counted_queries, soup


@dataclass
class Seat:
    """The district of scenes.py with an auditor of one building and its running year."""

    district: District
    auditor: PersonRow

    @property
    def client(self):
        """The auditor's browser."""
        return sign_in(self.district.app.test_client(), self.auditor)

    def page(self, address: str = "/audit", code: int = 200) -> BeautifulSoup:
        """A page as the auditor sees it."""
        return soup(self.client, address, code)


@pytest.fixture
def seat(app: Flask, on_day) -> Seat:
    on_day("2026-11-24")
    district = a_district(app)
    make.add_drill([district.good], "2026-12-08", "lockdown", state="planned", note="Secret")
    make.add_drill([district.good], "2026-11-23", "hold", record_state="draft")
    auditor = make.add_person(district.row, "auditor", [district.good], name="Pat Audit")
    role: RoleRow = auditor.roles[0]
    role.years, role.ends = ["2026-27"], make.day("2026-12-31")
    db.session.add(
        SchoolYearRow(
            district_id=district.row.id,
            year="2025-26",
            first_day=make.day("2025-09-02"),
            last_day=make.day("2026-06-12"),
            terms=[],
        )
    )
    db.session.commit()
    return Seat(district, auditor)


def test_an_auditor_is_taken_to_the_grid_of_yesterday_with_the_buildings_of_the_seat(seat):
    assert seat.client.get("/").location == "/audit"
    page = seat.page().get_text(" ", strip=True)
    assert "As of Monday, November 23" in page and "Bedford Middle" in page
    assert "Coleman" not in page and "Hill" not in page
    assert "until Thu, Dec 31" in page


def test_each_proof_is_two_clicks_from_the_grid(seat):
    record = make.add_drill([seat.district.good], "2026-11-19").records[0]
    db.session.add(
        EvidenceRow(
            record_id=record.id,
            sha256="0" * 64,
            original_sha256="1" * 64,
            kind="application/pdf",
            name="roster.pdf",
            size=1,
            represents_on=make.day("2026-11-19"),
            uploaded_at=make.NOON,
        )
    )
    db.session.commit()
    grid = seat.page()
    cell = next(a["href"] for a in grid.select("td a") if "fire-monthly" in a["href"])
    why = seat.page(cell)
    first = [a["href"] for a in why.select("main a") if a["href"].startswith("/records/")]
    assert f"/records/{record.id}" in first
    proof = seat.page(f"/records/{record.id}")
    assert "roster.pdf" in proof.get_text()
    assert proof.select("main form") == [], "there is nothing to change"


def test_by_the_name_of_a_building_all_its_drills_are_listed_and_none_that_is_planned(seat):
    link = seat.page().select_one("th a[href*='/audit/buildings/']")["href"]
    page = seat.page(link).get_text(" ", strip=True)
    assert "Tue, Oct 6" in page and "Tue, Oct 20" in page
    assert "Dec 8" not in page and "Hold" not in page, "neither planned nor a draft"


def test_nothing_planned_shows_anywhere(seat):
    addresses = ["/audit", f"/audit/buildings/{seat.district.good.id}"]
    addresses += [
        a["href"] for a in seat.page().select("td a") if a["href"].startswith("/audit/buildings")
    ]
    for address in addresses:
        text = seat.page(address).get_text(" ", strip=True)
        assert "Dec 8" not in text and "Secret" not in text and "Planned" not in text, address


@pytest.mark.parametrize("state", ["expected", "draft", "sent_back", "not_held"])
def test_a_record_that_does_not_count_is_not_there(seat, state):
    drill = make.add_drill([seat.district.good], "2026-11-12", record_state=state)
    db.session.commit()
    assert seat.client.get(f"/records/{drill.records[0].id}").status_code == 404


@pytest.mark.parametrize(
    ("on", "code"), [("2026-11-23", 200), ("2026-11-24", 404), ("2026-11-25", 404)]
)
def test_a_record_shows_from_the_day_after_the_drill(seat, on, code):
    drill = make.add_drill([seat.district.good], on)
    db.session.commit()
    assert seat.client.get(f"/records/{drill.records[0].id}").status_code == code


def test_another_year_is_not_there(seat):
    drill = make.add_drill([seat.district.good], "2026-03-10")
    drill.year = "2025-26"
    db.session.commit()
    assert seat.client.get(f"/records/{drill.records[0].id}").status_code == 404
    assert seat.client.get("/audit?year=2025-26").status_code == 404
    building = f"/audit/buildings/{seat.district.good.id}"
    assert seat.client.get(f"{building}?year=2025-26").status_code == 404
    seat.auditor.roles[0].years = ["2025-26", "2026-27"]
    db.session.commit()
    assert seat.client.get(f"/records/{drill.records[0].id}").status_code == 200
    assert "Tue, Mar 10" in seat.page(f"{building}?year=2025-26").get_text()


def test_another_building_is_not_there(seat):
    lost = seat.district.lost
    assert seat.client.get(f"/audit/buildings/{lost.id}").status_code == 404
    assert seat.client.get(f"/audit/buildings/{lost.id}/why/fire-monthly").status_code == 404


@pytest.mark.parametrize(
    ("on", "code"), [("2026-12-30", 200), ("2026-12-31", 200), ("2027-01-01", 403)]
)
def test_the_seat_ends_after_its_last_day(seat, on_day, on, code):
    on_day(on)
    assert seat.client.get("/audit").status_code == code


def test_a_day_that_is_not_over_cannot_be_asked_for(seat):
    page = seat.page("/audit?as_of=2026-11-24", 422).get_text(" ", strip=True)
    assert "Choose a day that is over." in page and "As of Monday, November 23" in page


def test_the_workbook_holds_the_buildings_of_the_seat_alone(seat):
    answer = seat.client.post("/audit/exports", data={"what": "workbook"})
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    said = " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )
    assert "Bedford Middle" in said and "Coleman" not in said and "Hill Middle" not in said
    assert "2026-12-08" not in said


def test_the_auditors_own_seed_picks_the_sample(seat):
    typed = {"what": "workbook", "sample": "2", "seed": "rainy tuesday"}
    answer = seat.client.post("/audit/exports", data=typed)
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    said = [str(c.value) for row in book["Sample"].iter_rows() for c in row if c.value]
    assert any("rainy tuesday" in text for text in said)
    refused = seat.client.post("/audit/exports", data={**typed, "seed": ""})
    assert refused.status_code == 422 and "Enter any words as a seed" in refused.text


def test_the_bundle_holds_the_buildings_of_the_seat_alone_and_its_chain_holds(seat):
    answer = seat.client.post("/audit/exports", data={"what": "bundle"})
    assert answer.status_code == 200
    bundle = zipfile.ZipFile(io.BytesIO(answer.data))
    texts = {
        name: bundle.read(name).decode(errors="replace")
        for name in bundle.namelist()
        if not name.endswith((".xlsx", ".html"))
    }
    everything = "".join(texts.values())
    assert "Bedford" in everything
    for hidden in ("Coleman", "Hill Middle", "Secret", "2026-12-08"):
        assert hidden not in everything, hidden
    previous = ""
    for line in texts["changes/chain.jsonl"].splitlines():
        row = json.loads(line)
        assert row["previous"] == previous
        previous = row.get("hash") or hashlib.sha256(line.encode()).hexdigest()
    assert json.loads(texts[MANIFEST])["chain"]["newest_hash"] == previous


def test_a_bundle_that_is_too_large_is_asked_of_the_district(seat, monkeypatch):
    monkeypatch.setattr("drills.actions.ask_export.MOST_BUILDINGS", 0)
    page = seat.client.post("/audit/exports", data={"what": "bundle"})
    assert page.status_code == 422 and "Ask the district." in page.text


def test_a_school_sees_the_record_as_before(seat):
    drill = make.add_drill([seat.district.late], "2026-11-24", record_state="draft")
    db.session.commit()
    client = seat.district.client(seat.district.principal)
    assert client.get(f"/records/{drill.records[0].id}").status_code == 200


def test_an_auditor_is_invited_with_years_and_a_last_day(seat):
    client = seat.district.client(seat.district.administrator)
    typed = {
        "name": "Sam Auditor",
        "email": "sam@state.example.org",
        "roles-0-role": "auditor",
        "roles-0-scope": "some",
        "roles-0-buildings": [str(seat.district.good.id)],
    }
    refused = client.post("/set-up/people/new", data=typed)
    assert refused.status_code == 422 and "Give the last day" in refused.text
    typed["roles-0-ends"] = "2027-06-30"
    refused = client.post("/set-up/people/new", data=typed)
    assert refused.status_code == 422 and "Tick the school years" in refused.text
    typed["roles-0-years"] = ["2026-27"]
    assert client.post("/set-up/people/new", data=typed).status_code == 303
    row = db.session.query(PersonRow).filter_by(email="sam@state.example.org").one()
    person = person_from_row(row)
    assert person.audits(make.day("2027-06-30"), seat.district.good.id, "2026-27")
    assert not person.audits(make.day("2027-07-01"), seat.district.good.id, "2026-27")
    assert not person.audits(make.day("2027-06-30"), seat.district.good.id, "2025-26")
    page = soup(client, f"/set-up/people/{row.id}")
    assert page.select_one("[name=roles-0-years][value='2026-27']").has_attr("checked")


def test_the_grid_asks_the_database_as_often_for_ten_buildings_as_for_one(seat):
    seat.auditor.roles[0].all_buildings = True
    seat.auditor.roles[0].buildings = []
    client = seat.client
    client.get("/audit")
    with counted_queries() as few:
        client.get("/audit")
    for n in range(10):
        make.add_building(seat.district.row, f"School {n}")
    keep_verdicts(seat.district.row.id, make.day("2026-11-24"), make.NOON + timedelta(1))
    db.session.commit()
    client.get("/audit")
    with counted_queries() as many:
        client.get("/audit")
    assert len(many) == len(few)
