"""From a missed rule to its law and back, two states on a phone, a local rule by keyboard.

Each page light and dark, on a phone and on a desk, without scripts, and checked by axe.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from drills.actions.save_law_file import law_history
from drills.store.database import db
from tests.live import DESK, PHONE
from tests.web.district.test_drill_down_in_browser import tab_to
from tests.web.scenes import a_district

pytestmark = pytest.mark.browser

PAGES = (
    "/law",
    "/law?q=lockdown&kind=bus",
    "/law?q=tsunami",
    "/law/US-CT",
    "/law/compare",
    "/law/compare?a=US-CT&b=US-CT",
    "/law/compare?a=US-CT&b=US-NY",
    "/set-up/law",
    "/set-up/law/stricter",
    "/set-up/law/stricter?rule=bus-2",
    "/set-up/law/requirement",
    "/set-up/law/numbers",
    "/set-up/law/history/1",
)


def is_sound(page: Page) -> None:
    """Nothing that axe finds, and no sideways scrolling."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_the_law_and_the_local_rules_by_keyboard_on_every_screen(app, on_day, live_server, visit):
    on_day("2026-11-24")
    district = a_district(app)
    db.session.commit()
    address = live_server(app)

    # The director, without a mouse: from a red cell to the rule's law, and back.
    page = visit(app, address, district.director, viewport=DESK)
    page.goto("/today")
    page.locator(f'.grid a[href$="/buildings/{district.lost.id}/why/fire-first-30-days"]').press(
        "Enter"
    )
    expect(page.locator("h1")).to_have_text("First fire drill")
    expect(page.locator(".rule-says")).to_have_text(
        "A fire drill within thirty days of the first day of school."
    )
    expect(page.locator(".cure").first).to_contain_text("The last day has passed.")
    tab_to(page, "This rule in the law of Connecticut")
    page.keyboard.press("Enter")
    expect(page.locator("#fire-first-30-days")).to_be_in_viewport()
    back = page.locator(".back a")
    expect(back).to_have_text("First fire drill, Coleman Elementary")
    back.press("Enter")
    expect(page.locator("h1")).to_have_text("First fire drill")

    # A stricter rule, refused first, then looked over and saved.
    page.goto("/set-up/law")
    tab_to(page, "Make a rule stricter")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Make a rule stricter")
    tab_to(page, "Make stricter: First fire drill")
    page.keyboard.press("Enter")
    page.get_by_label("What your district asks beyond it").fill("Within a week.")
    page.get_by_label("Days after the first day of school").fill("60")
    page.get_by_label("Policy or order").fill("Policy 6114.1")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    is_sound(page)
    page.locator(".error-summary a").press("Enter")
    expect(page.get_by_label("Days after the first day of school")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("2 buildings would stand otherwise")
    is_sound(page)
    tab_to(page, "Change it again")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Days after the first day of school")).to_have_value("7")
    page.get_by_label("Policy or order").press("Enter")
    page.get_by_label("Why, for the history").fill("The board decided.")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Saved. Every building is judged by it now.")
    expect(page.locator("main")).to_contain_text("The board decided.")
    db.session.rollback()
    assert [save.note for save in law_history(district.row.id)] == ["The board decided."]

    # Every page on each screen, scripts off.
    for viewport, scheme in ((PHONE, "light"), (DESK, "dark")):
        page = visit(app, address, district.director, viewport=viewport, color_scheme=scheme)
        for path in PAGES:
            page.goto(path)
            is_sound(page)
    page = visit(app, address, district.director, viewport=PHONE, java_script_enabled=False)
    page.goto("/law/compare?a=US-CT&b=US-NY")
    first, second = page.locator(".law-pair-heads > div").all()
    assert first.bounding_box()["y"] < second.bounding_box()["y"], "one below the other on a phone"
    page.goto("/law")
    page.get_by_label("State, drill or citation").fill("new york")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("tbody tr")).to_have_count(1)
