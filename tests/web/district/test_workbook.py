"""The workbook's page and download: one click from today, as of the day shown."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from drills.store.database import db
from drills.store.tables import AuditRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import a_district, soup, words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def district(app, on_day):
    return a_district(app)


def exports() -> int:
    query = select(func.count()).select_from(AuditRow).where(AuditRow.did == "export.workbook")
    return db.session.scalar(query) or 0


def test_from_today_it_is_one_click(district):
    page = soup(district.client(), "/today?as_of=2026-10-31")
    form = next(f for f in page.find_all("form") if "Download the workbook" in words(f))
    assert (form["method"], form["action"]) == ("post", "/workbook?as_of=2026-10-31")
    answer = district.client().post(form["action"])
    assert answer.status_code == 200 and answer.mimetype == XLSX
    assert "as-of-2026-10-31.xlsx" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    book = load_workbook(BytesIO(answer.data))
    assert "as of October 31, 2026" in book["Summary"]["A2"].value
    assert exports() == 1


def test_the_page_says_what_is_in_it_and_exports_nothing(district):
    page = soup(district.client(), "/workbook")
    for sheet in ("Summary", "Requirements", "Windows", "Drill log", "Evidence", "Rules"):
        assert sheet in words(page.main)
    assert "School year 2026-27, as of Tuesday, November 24." in words(page.main)
    assert exports() == 0


def test_a_day_that_is_none_is_said_and_nothing_is_exported(district):
    page = soup(district.client(), "/workbook?as_of=soon", 422)
    assert "Enter a day as year, month and day" in words(page.main)
    answer = district.client().post("/workbook?as_of=soon")
    assert answer.status_code == 422 and answer.mimetype == "text/html"
    assert exports() == 0


def test_a_district_without_a_calendar_is_led_to_it(app, on_day):
    from drills.store.tables import DayOffRow, SchoolYearRow

    bare = make.add_district("Bare Schools")
    db.session.query(DayOffRow).delete()
    db.session.query(SchoolYearRow).filter(SchoolYearRow.district_id == bare.id).delete()
    client = sign_in(app.test_client(), make.add_person(bare, "administrator"))
    assert "Set up the school year first" in words(soup(client, "/workbook").main)
    answer = client.post("/workbook")
    assert answer.status_code == 422
    assert "There is no school calendar for that day" in answer.text


@pytest.mark.parametrize("role", ["principal", "staff", "officer"])
def test_others_have_no_workbook(district, role):
    person = make.add_person(district.row, role, [district.good])
    client = sign_in(district.app.test_client(), person)
    assert client.get("/workbook").status_code == 403
    assert client.post("/workbook").status_code == 403
    assert exports() == 0
