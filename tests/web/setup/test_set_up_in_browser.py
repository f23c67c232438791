"""Setting a district up and closing school as people do it: by keyboard, with one tap on a
phone, without scripts; every page looked at by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from drills.store.database import db
from tests import make
from tests.axe import sound_on_every_screen, violations
from tests.live import DESK, PHONE, Visit
from tests.web.setup.scene import Scene, build_scene

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def scene(app: Flask, on_day) -> Scene:
    """Two schools on November 24; both have a drill planned for the day after."""
    found = build_scene(app)
    for on in ("2026-09-08", "2026-10-06", "2026-11-17"):
        make.add_drill([found.one], on)
    make.add_drill([found.one, found.two], "2026-11-25", state="planned")
    found.judge()
    return found


@pytest.fixture
def opened(scene: Scene, live_server, visit: Visit) -> Open:
    """``opened(path, role, viewport)``: the page in that person's window."""
    address = live_server(scene.app)

    def open_page(path: str, role: str = "administrator", **options: object) -> Page:
        page = visit(scene.app, address, scene.people[role], **options)
        page.goto(path)
        return page

    return open_page


def pages(scene: Scene) -> list[str]:
    one = scene.one.id
    return [
        "/set-up",
        "/set-up/district",
        "/set-up/buildings",
        "/set-up/buildings/new",
        f"/set-up/buildings/{one}",
        "/set-up/calendar",
        f"/set-up/calendar?building={one}",
        "/set-up/calendar/new",
        "/set-up/calendar/year?year=2026-27",
        f"/set-up/calendar/year?year=2026-27&building={one}",
    ]


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the focus is on what has this name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.labels?.[0]?.textContent"
            " || e.textContent; })()"
        )
        if name in " ".join(focused.split()):
            return
    raise AssertionError(f"Tab never reached {name}")


def test_a_snow_day_from_a_phone_in_one_tap_and_undone(opened: Open) -> None:
    page = opened("/set-up/calendar", "director", viewport=PHONE, has_touch=True)
    page.get_by_role("button", name="Closed tomorrow").tap()
    expect(page.get_by_role("heading", name="All schools are closed")).to_be_visible()
    expect(page.get_by_role("heading", name="1 planned drill falls on it")).to_be_visible()
    page.get_by_role("button", name="Undo this closure").click()
    expect(page.get_by_text("Undone: Nov 25 is not closed any more.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_snow_day_with_the_keyboard_alone(opened: Open, scripts: bool) -> None:
    page = opened("/set-up/calendar", "director", viewport=DESK, java_script_enabled=scripts)
    if scripts:
        tab_to(page, "Closed today")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Closed today").press("Enter")
    expect(page.get_by_role("heading", name="All schools are closed")).to_be_visible()


def test_a_building_is_added_with_the_keyboard_alone(opened: Open) -> None:
    page = opened("/set-up/buildings", viewport=DESK)
    tab_to(page, "Add a building")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buildings/new")
    tab_to(page, "Name")
    page.keyboard.type("Long Lots Elementary")
    tab_to(page, "I do not know yet")  # who runs the school: the chosen answer has the focus
    page.keyboard.press("ArrowRight")
    tab_to(page, "How many pupils are enrolled?")
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Long Lots Elementary")
    expect(page.get_by_label("The district (public)")).to_be_checked()
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(page.get_by_label("How many pupils are enrolled?")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("420")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Long Lots Elementary is added.")).to_be_visible()


def test_a_year_is_changed_without_scripts(opened: Open) -> None:
    page = opened("/set-up/calendar", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Change days and terms").click()
    page.get_by_label("Last day of school").fill("2027-06-10")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing to fix")
    expect(page.get_by_label("Last day of school")).to_have_value("2027-06-10")
    page.get_by_role("group", name="Terms").get_by_label("Last day").nth(1).fill("2027-06-10")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Every building is judged by it now.")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(scene: Scene, opened: Open) -> None:
    page = opened("/set-up")
    for path in pages(scene):
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true })")
        sound_on_every_screen(page)


def test_axe_finds_nothing_where_something_is_wrong_or_closed(opened: Open) -> None:
    page = opened("/set-up/calendar", viewport=PHONE)
    page.get_by_role("button", name="Closed today").click()
    assert not violations(page)
    for path, button in (
        ("/set-up/calendar", "Add"),
        ("/set-up/buildings/new", "Add this building"),
    ):
        page.goto(path)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert not violations(page)
    db.session.rollback()
