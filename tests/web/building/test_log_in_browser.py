"""Logging a drill as a principal does: a phone, a photo, a signal that comes and goes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from time import sleep

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from drills import clock
from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    DistrictRow,
    PersonRow,
    RecordRow,
    SessionRow,
)
from tests import make
from tests.live import Visit, sign_in_browser

pytestmark = pytest.mark.browser
WAITING_STEPS = 150  # of a tenth of a second


@dataclass
class Scene:
    """A school with its principal, served."""

    app: Flask
    address: str
    district: DistrictRow
    building: BuildingRow
    principal: PersonRow

    @property
    def log(self) -> str:
        return f"/buildings/{self.building.id}/log"

    def records(self) -> list[RecordRow]:
        """The building's records as they are in the database now."""
        db.session.rollback()
        rows = select(RecordRow).where(RecordRow.building_id == self.building.id)
        return list(db.session.scalars(rows.order_by(RecordRow.id)))

    def arrived(self, files: int = 0) -> RecordRow:
        """The one record that the phone sends by itself, once its files are there too."""
        for _ in range(WAITING_STEPS):
            match self.records():
                case [record] if len(record.evidence) >= files:
                    return record
                case [_, _, *_]:
                    raise AssertionError("sent more than once")
            sleep(0.1)
        raise AssertionError(f"not arrived with {files} files: {self.records()}")

    def end_sessions(self) -> None:
        """Sign everybody out, on the server."""
        db.session.rollback()
        db.session.execute(update(SessionRow).values(ended_at=clock.now() - timedelta(1)))
        db.session.commit()


@pytest.fixture
def scene(app: Flask, live_server) -> Scene:
    """A school of Connecticut, its principal, and the app running with form tokens."""
    district = make.add_district()
    building = make.add_building(district, "Coleman Elementary")
    principal = make.add_person(district, "principal", [building], name="Robin Example")
    db.session.commit()
    return Scene(app, live_server(app), district, building, principal)


def photo(name: str = "roster.jpg", colour: str = "teal") -> dict[str, object]:
    """A photo of 12 megapixels, as a phone makes them."""
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(out, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def hold_ready(page: Page, address: str) -> None:
    """Open a page and wait until the phone holds it ready for a place without signal."""
    page.goto(address)
    page.evaluate(
        """async (address) => {
          const ready = await navigator.serviceWorker.ready;
          for (let i = 0; i < 100; i++) {
            const cache = await caches.open("log-pages-1");
            if (await cache.match(new URL(address, location.href).href)) return ready.scope;
            await new Promise((done) => setTimeout(done, 50));
          }
          throw new Error("not held ready");
        }""",
        address,
    )


def stamp_all(page: Page) -> None:
    """Start, and the three buttons after it."""
    page.get_by_role("button", name="Start", exact=True).click()
    for name in ("Building clear", "Everyone accounted for", "All clear"):
        page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page, question: str, words: str) -> None:
    """Tap an answer of a question."""
    page.get_by_role("group", name=question).get_by_label(words, exact=True).check()


def test_a_drill_logged_without_signal_arrives_once_with_its_photo(
    scene: Scene, visit: Visit
) -> None:
    """The page is closed before there is signal again, and opened afterwards."""
    page = visit(scene.app, scene.address, scene.principal)
    context = page.context
    hold_ready(page, scene.log)
    context.set_offline(True)
    page.reload()
    stamp_all(page)
    answer(page, "Did the alarm sound?", "Yes")
    page.get_by_label("Add photos or a PDF").set_input_files([photo()])
    expect(page.get_by_role("button", name="Remove roster.jpg")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#log-photo-error")).to_contain_text("Tick")
    page.get_by_label("No pupil's face or name").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Saved on this phone")).to_be_visible()
    expect(page.locator("#outbox")).to_contain_text("1 drill is saved on this phone")
    page.close()
    assert scene.records() == []

    context.set_offline(False)
    page = context.new_page()
    other = context.new_page()  # a second tab sends at the same time
    page.goto(scene.log)
    other.goto(scene.log)
    record = scene.arrived(files=1)
    expect(page.locator("#outbox")).to_be_hidden()
    expect(other.locator("#outbox")).to_be_hidden()
    for tab in (page, other):
        tab.wait_for_load_state("networkidle")
    [record] = scene.records()
    assert record.state == "submitted"
    assert record.drill.type == "fire"
    assert record.answers["alarm_sounded"] is True
    assert list(record.stamps) == ["started", "clear", "accounted", "all_clear"]
    [file] = record.evidence
    assert (file.kind, file.name) == ("image/jpeg", "roster.jpg")


def test_with_signal_the_saved_record_opens(scene: Scene, visit: Visit) -> None:
    page = visit(scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    stamp_all(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Fire")).to_be_visible()
    expect(page.get_by_text("Robin Example, Principal").first).to_be_visible()
    assert len(scene.records()) == 1


def test_what_was_tapped_is_there_after_a_crash(scene: Scene, visit: Visit) -> None:
    """Stamps, answers and a photo come back, and the clock goes on."""
    page = visit(scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Building clear", exact=True).click()
    page.reload()
    expect(page.get_by_text("It continues where you left off")).to_be_visible()
    expect(page.locator("#log-stamps li")).to_have_count(2)
    page.get_by_role("button", name="Everyone accounted for", exact=True).click()
    page.get_by_role("button", name="All clear", exact=True).click()
    answer(page, "Did the alarm sound?", "No")
    page.get_by_label("Add photos or a PDF").set_input_files([photo()])
    expect(page.get_by_role("button", name="Remove roster.jpg")).to_be_visible()
    page.reload()
    group = page.get_by_role("group", name="Did the alarm sound?")
    expect(group.get_by_label("No", exact=True)).to_be_checked()
    expect(page.get_by_role("button", name="Remove roster.jpg")).to_be_visible()


def test_a_stamp_can_be_undone(scene: Scene, visit: Visit) -> None:
    page = visit(scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Building clear", exact=True).click()
    page.get_by_role("button", name="Undo Building clear").click()
    expect(page.locator("#log-stamps li")).to_have_count(1)
    expect(page.locator("#log-step")).to_have_text("Building clear")
    page.get_by_role("button", name="Undo Started").click()
    expect(page.locator("#log-step")).to_have_text("Start")


def test_an_ended_session_loses_nothing(scene: Scene, visit: Visit) -> None:
    """The bar asks for a sign-in; afterwards any page sends the drill."""
    page = visit(scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    stamp_all(page)
    scene.end_sessions()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#outbox")).to_contain_text("Sign in to send 1 drill.")
    expect(page.locator("#outbox").get_by_role("link", name="Sign in")).to_be_visible()
    assert scene.records() == []

    sign_in_browser(page.context, scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    scene.arrived()
    expect(page.locator("#outbox")).to_be_hidden()


def test_another_person_on_the_same_phone_neither_sees_nor_sends_it(
    scene: Scene, visit: Visit
) -> None:
    page = visit(scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    stamp_all(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#outbox")).to_contain_text("1 drill is saved")
    context = page.context
    page.close()  # while it is open and Robin is signed in, it may send
    context.set_offline(False)
    deputy = make.add_person(scene.district, "principal", [scene.building], name="Sam Example")
    sign_in_browser(context, scene.app, scene.address, deputy)
    page = context.new_page()
    page.goto(scene.log)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#outbox")).to_be_hidden()
    assert scene.records() == []


def test_what_the_server_refuses_is_kept_and_can_be_mended(scene: Scene, visit: Visit) -> None:
    page = visit(scene.app, scene.address, scene.principal)
    page.goto(scene.log)
    page.get_by_role("button", name="It is over: type the times").click()
    page.get_by_label("Started at").fill("09:30")
    page.get_by_label("All clear at").fill("09:20")
    page.get_by_label("Notes").fill("The bell rang twice.")
    page.get_by_label("Day").fill("2026-11-20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("This is before it started")
    expect(page.get_by_label("Notes")).to_have_value("The bell rang twice.")
    page.get_by_label("All clear at").fill("09:40")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Fire")).to_be_visible()
    [record] = scene.records()
    assert record.notes == "The bell rang twice."


def test_without_scripts_one_plain_form_does_it(scene: Scene, visit: Visit) -> None:
    page = visit(scene.app, scene.address, scene.principal, java_script_enabled=False)
    page.goto(scene.log)
    page.get_by_label("Lockdown", exact=True).check()
    page.get_by_label("Day").fill("2026-11-20")
    page.get_by_label("Started at").fill("10:00")
    page.get_by_label("All clear at").fill("10:12")
    answer(page, "Were police there?", "Yes")
    page.get_by_text("More questions").click()
    page.get_by_label("Who was in charge, if not you?").fill("Alex Example")
    page.get_by_label("Add photos or a PDF").set_input_files([photo()])
    page.get_by_label("No pupil's face or name").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Lockdown")).to_be_visible()
    expect(page.get_by_role("link", name="roster.jpg")).to_be_visible()
    [record] = scene.records()
    assert record.answers == {"law_enforcement": True, "duration_seconds": 720}
    assert record.in_charge == "Alex Example"
