"""Adding several files at once as a principal does: each with its own bar, and without scripts."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from drills.actions import attach_evidence as attaching
from drills.store.database import db
from drills.store.evidence import examine
from drills.store.tables import RecordRow
from tests import make
from tests.live import DESK, Visit
from tests.uploads import pdf, photo

pytestmark = pytest.mark.browser


def sent(name: str, mime: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": mime, "buffer": content}


GOOD = sent("corridor.jpg", "image/jpeg", photo())
BAD = sent("plan.jpg", "image/jpeg", b"no photo at all")
PAPER = sent("roster.pdf", "application/pdf", pdf())


@pytest.fixture
def page(app: Flask, live_server, visit: Visit, on_day) -> tuple[Page, int]:
    on_day("2026-10-07")
    district = make.add_district()
    building = make.add_building(district, "Coleman Elementary")
    record = make.add_drill([building], "2026-10-06").records[0]
    principal = make.add_person(district, "principal", [building], name="Robin Example")
    db.session.commit()
    number = record.id

    def open_page(**options: object) -> Page:
        window = visit(app, live_server(app), principal, **options)
        window.goto(f"/records/{number}")
        return window

    return open_page, number


def names(record: int) -> list[str]:
    db.session.rollback()
    return [file.name for file in db.session.get_one(RecordRow, record).evidence]


def test_each_file_has_a_bar_and_one_that_fails_can_be_sent_again(
    page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(content: bytes, most: int):
        time.sleep(0.4)
        return examine(content, most)

    monkeypatch.setattr(attaching, "examine", slowly)
    open_page, record = page
    window = open_page()
    window.get_by_label("Add photos or a PDF").set_input_files([GOOD, BAD, PAPER])
    window.get_by_label("No pupil’s face or name").check()
    window.get_by_role("button", name="Add the files").click()
    lines = window.locator(".upload")
    expect(lines).to_have_count(3)
    expect(window.get_by_role("progressbar", name="corridor.jpg")).to_be_visible()
    expect(lines.nth(2)).to_contain_text("waits")
    expect(lines.nth(0)).to_contain_text("added")
    expect(lines.nth(1)).to_contain_text("plan.jpg is no photo and no PDF")
    expect(lines.nth(2)).to_contain_text("added")
    expect(window.locator("#uploads-again")).to_contain_text("still chosen")
    assert names(record) == ["corridor.jpg", "roster.pdf"]

    # The server goes away, and comes back.
    window.get_by_label("Add photos or a PDF").set_input_files(
        [sent("stairs.jpg", "image/jpeg", photo(colour="red"))]
    )
    window.context.set_offline(True)
    window.get_by_role("button", name="Add the files").click()
    expect(window.locator(".upload.is-wrong")).to_contain_text("Not sent")
    window.context.set_offline(False)
    window.get_by_role("button", name="Add the files").click()
    expect(window.locator(".thumb")).to_have_count(3)
    assert names(record) == ["corridor.jpg", "roster.pdf", "stairs.jpg"]


def test_without_scripts_the_form_sends_all_of_them_at_once(page) -> None:
    open_page, record = page
    window = open_page(java_script_enabled=False, viewport=DESK)
    window.get_by_label("Add photos or a PDF").set_input_files([GOOD, BAD, PAPER])
    window.get_by_label("No pupil’s face or name").check()
    window.get_by_label("The day they show").fill("2026-10-05")
    window.get_by_role("button", name="Add the files").click()
    expect(window.locator(".thumb")).to_have_count(2)
    expect(window.get_by_text("plan.jpg is no photo and no PDF")).to_be_visible()
    expect(window.get_by_text("shows Mon, Oct 5")).to_have_count(2)
    assert names(record) == ["corridor.jpg", "roster.pdf"]
