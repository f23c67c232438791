"""From the district to the reason and on to the plan, as a director does it: by keyboard.

Each page on a phone and on a desk, light and dark, without scripts, and checked by axe.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from drills.store.database import db
from tests import make
from tests.axe import sound_on_every_screen
from tests.live import DESK, PHONE, Visit
from tests.web.scenes import District, a_district

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings on November 24, one with drills to come."""
    found = a_district(app)
    make.add_drill([found.good], "2026-12-08", state="planned")
    make.add_drill([found.good], "2026-11-18", "lockdown", record_state="sent_back")
    db.session.commit()
    return found


@pytest.fixture
def opened(district: District, live_server, visit: Visit) -> Open:
    """``opened(path, width, scheme)``: the page in the director's window."""
    address = live_server(district.app)

    def open_page(path: str, viewport: dict[str, int] = DESK, **options: object) -> Page:
        page = visit(district.app, address, district.director, viewport=viewport, **options)
        page.goto(path)
        return page

    return open_page


def pages(district: District) -> list[str]:
    late, lost, good = district.late.id, district.lost.id, district.good.id
    return [
        "/today",
        "/today?as_of=2026-10-15",
        "/today?as_of=soon",
        f"/buildings/{good}",
        f"/buildings/{late}",
        f"/buildings/{late}/why/fire-monthly",
        f"/buildings/{lost}/why/fire-first-30-days",
        f"/buildings/{late}/why/fire-code-monthly",
        f"/buildings/{late}/law",
    ]


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until the focus is on what has this name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.textContent"
        )
        if name in " ".join(focused.split()):
            return
    raise AssertionError(f"Tab never reached {name}")


def test_from_today_to_why_to_the_plan_with_the_keyboard_alone(opened: Open, district) -> None:
    page = opened("/today")
    tab_to(page, "Monthly fire drill2/103 school days left")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Monthly fire drill")
    expect(page.locator(".cure")).to_contain_text("Hold a fire drill by Monday, November 30.")
    if "drills.plan" in district.app.view_functions:
        tab_to(page, "Plan it")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Plan")


def test_a_column_head_shows_its_citation_on_focus(opened: Open) -> None:
    page = opened("/today")
    note = page.locator(".grid-note").first
    expect(note).to_have_css("opacity", "0")
    page.locator(".grid-head a").first.focus()
    expect(note).to_have_css("opacity", "1")
    expect(note).to_contain_text("§ 10-231(a)")


def test_a_dot_says_on_focus_and_on_hover_what_the_list_says(opened: Open, district) -> None:
    page = opened(f"/buildings/{district.late.id}")
    dot = page.locator(".strip-drill").first
    says = dot.locator(".strip-says")
    expect(says).to_have_css("opacity", "0")
    page.get_by_role("link", name="First fire drill: Met").focus()
    page.keyboard.press("Tab")
    expect(says).to_have_css("opacity", "1")
    expect(says).to_have_text("Thu, Sep 10: Fire, held, counts")
    bar = page.locator(".strip-bar").first
    bar.locator(".strip-window").hover(position={"x": 4, "y": 4})
    expect(bar.locator(".strip-says")).to_have_css("opacity", "1")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Open, district) -> None:
    page = opened("/today")
    for path in pages(district):
        page.goto(path)
        sound_on_every_screen(page)


def test_twelve_requirements_fit_on_a_desk(app: Flask, on_day, live_server, visit: Visit) -> None:
    """New York has as many as any: all of them bind a summer school where pupils sleep."""
    row = make.add_district("Hudson Ridge", "US-NY")
    make.add_building(row, "Example Elementary", dormitory=True, summer_school=True)
    director = make.add_person(row, "director")
    db.session.commit()
    page = visit(app, live_server(app), director, viewport=DESK)
    page.goto("/today")
    assert page.locator(".grid-head").count() >= 11
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    boxes = [head.bounding_box() for head in page.locator(".grid-cell .numbers").all()]
    assert all(box["x"] + box["width"] <= DESK["width"] for box in boxes if box)


def test_on_a_phone_the_grid_is_a_list_of_what_is_not_in_order(opened: Open) -> None:
    page = opened("/today", PHONE)
    late = page.locator(".grid tbody tr").nth(2)
    expect(late.get_by_role("cell", name="Monthly fire drill")).to_be_visible()
    expect(late).to_contain_text("3 requirements in order")
    expect(late.locator(".is-quiet").first).to_be_hidden()


def test_another_day_works_without_scripts(opened: Open) -> None:
    page = opened("/today", PHONE, java_script_enabled=False)
    page.get_by_label("As of").fill("2026-09-25")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 3 buildings are in order.")
    page.get_by_role("link", name="See why: Hill Middle").or_(
        page.get_by_role("link", name="See why: Coleman Elementary")
    ).first.click()
    expect(page.locator(".as-of-now")).to_contain_text("As of Friday, September 25")
    page.get_by_role("link", name="Back to today").click()
    expect(page.locator(".as-of-now")).to_have_count(0)


def test_the_year_opens_as_a_list_without_scripts(opened: Open, district) -> None:
    page = opened(f"/buildings/{district.late.id}", PHONE, java_script_enabled=False)
    page.get_by_text("The same as a list").click()
    listed = page.locator(".year-list li", has_text="Sat, Nov 7")
    expect(listed).to_contain_text("Fire, held, does not count here")


def test_paper_has_the_grid_and_no_controls(opened: Open) -> None:
    page = opened("/today")
    page.emulate_media(media="print")
    expect(page.locator(".as-of")).to_be_hidden()
    expect(page.locator(".grid")).to_be_visible()
    assert page.locator(".btn:visible").count() == 0
