"""The import as an administrator does it: upload, problems, the mended file, confirm.

Each page on a phone and on a desk, light and dark, without scripts, and checked by axe.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import select

from drills.actions.upload_import import keep_upload
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import BuildingRow, RecordRow
from tests import make
from tests.live import DESK, PHONE, Visit
from tests.workbooks.fill_in import COLEMAN, FIRE, ROBIN, filled_in

pytestmark = pytest.mark.browser


@pytest.fixture
def district(app: Flask, on_day):
    row = make.add_district("Westbrook Public Schools")
    make.add_building(row, "Hill Middle")
    db.session.commit()
    return row


@pytest.fixture
def admin(district):
    row = make.add_person(district, "administrator", name="Ada Min")
    db.session.commit()
    return row


def check_axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_template_problems_mended_file_confirm(app, admin, live_server, visit: Visit, tmp_path):
    page = visit(app, live_server(app), admin, viewport=DESK)
    page.goto("/set-up")
    page.get_by_role("link", name="Import").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import a spreadsheet")
    check_axe(page)

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the template").click()
    template = tmp_path / "template.xlsx"
    waiting.value.save_as(template)
    assert "Past drills" in load_workbook(template).sheetnames

    bad = tmp_path / "first try.xlsx"
    rows = {"people": [{**ROBIN, "buildings": "Colman"}], "drills": [{**FIRE, "date": "11/5/2026"}]}
    bad.write_bytes(filled_in([COLEMAN], **rows, template=template.read_bytes()))
    page.get_by_label("Your filled-in template").set_input_files(bad)
    page.get_by_role("button", name="Upload and look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 things to mend in this file")
    expect(page.get_by_text("Write 2026-11-05, if November 5, 2026 is meant.")).to_be_visible()
    expect(page.get_by_role("button", name="Import")).to_have_count(0)
    check_axe(page)

    # A wrong file chosen in between loses nothing: the problems are still listed.
    note = tmp_path / "notes.txt"
    note.write_text("not a workbook")
    page.get_by_label("Your filled-in template").set_input_files(note)
    page.get_by_role("button", name="Upload and look it over").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no Excel workbook.")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 things to mend in this file")
    check_axe(page)

    good = tmp_path / "mended.xlsx"
    good.write_bytes(filled_in([COLEMAN], [ROBIN], [FIRE], template=template.read_bytes()))
    page.get_by_label("Your filled-in template").set_input_files(good)
    page.get_by_role("button", name="Upload and look it over").click()
    ready = "Ready to import: 1 building, 1 person and 1 past drill"
    expect(page.get_by_role("heading", level=1)).to_have_text(ready)
    check_axe(page)
    page.get_by_role("button", name="Import 1 building, 1 person and 1 past drill").click()
    expect(page.get_by_text("Imported: 1 building, 1 person and 1 past drill.")).to_be_visible()
    expect(page.get_by_role("heading", name="Not imported yet")).to_have_count(0)
    check_axe(page)

    db.session.rollback()
    coleman = db.session.scalars(select(BuildingRow).where(BuildingRow.name == COLEMAN["name"]))
    building = coleman.one()
    record = db.session.scalars(select(RecordRow).where(RecordRow.building_id == building.id)).one()
    assert record.imported and record.recorder_name == "Pat Example"
    page.goto(f"/buildings/{building.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coleman Elementary")


def waiting_files(admin) -> list[str]:
    """The addresses of a good and of a bad file that wait, and of the pages around them."""
    by = person_from_row(admin)
    bare = {**COLEMAN, "name": "Long Lots Elementary", "records_begin": None}
    odd = {**FIRE, "date": "2026-11-07"}
    good = filled_in([COLEMAN, bare], [ROBIN], [FIRE, odd, {**FIRE, "date": "2026-11-12"}])
    bad = filled_in([{**COLEMAN, "enrollment": "many"}], [ROBIN], [{**FIRE, "type": "Tornado"}])
    ids = [keep_upload(by, make.NOON, f"{n}.xlsx", c, 10**7) for n, c in enumerate((good, bad))]
    return ["/set-up/import", *(f"/set-up/import/{i}" for i in ids), "/workbook"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_accessible_and_fits(
    app, admin, live_server, visit: Visit, viewport, scheme
) -> None:
    addresses = waiting_files(admin)
    address = live_server(app)
    page = visit(app, address, admin, viewport=viewport, color_scheme=scheme)
    for path in addresses:
        page.goto(path)
        check_axe(page)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, path


def test_without_scripts_and_with_the_keyboard_alone(
    app, admin, live_server, visit: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "ours.xlsx"
    file.write_bytes(filled_in([COLEMAN]))
    page = visit(app, live_server(app), admin, viewport=DESK, java_script_enabled=False)
    page.goto("/set-up/import")
    page.get_by_label("Your filled-in template").set_input_files(file)
    page.get_by_role("button", name="Upload and look it over").press("Enter")
    page.get_by_role("button", name="Import 1 building").press("Enter")
    expect(page.get_by_text("Imported: 1 building.")).to_be_visible()


def test_the_workbook_comes_by_one_click_from_today(app, admin, live_server, visit, tmp_path):
    page = visit(app, live_server(app), admin, viewport=DESK)
    page.goto("/today")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the workbook").click()
    path = tmp_path / "book.xlsx"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename.startswith("westbrook-public-schools-drills-2026-27")
    assert load_workbook(path)["Summary"]["A1"].value == "School drills: Westbrook Public Schools"
