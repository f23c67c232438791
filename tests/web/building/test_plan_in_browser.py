"""Planning a drill in a browser: with the keyboard, without scripts, and seen by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import DrillRow, PersonRow
from tests import make
from tests.axe import sound_on_every_screen
from tests.live import DESK, Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def people(app: Flask, on_day) -> dict[str, Any]:
    """Two schools on November 24, their people, and three planned drills."""
    row = make.add_district("Westbrook Public Schools")
    adams, baker = make.add_building(row, "Adams"), make.add_building(row, "Baker")
    officer = make.add_person(row, "officer", [adams, baker], name="Sam Okafor")
    found = {
        "adams": adams,
        "director": make.add_person(row, "director", name="Dana Whitfield"),
        "principal": make.add_person(row, "principal", [adams], name="Robin Example"),
        "staff": make.add_person(row, "staff", [adams], name="Toni Staff"),
        "officer": officer,
        "drill": make.add_drill(
            [adams],
            "2026-12-08",
            "lockdown",
            state="planned",
            told_beforehand="staff",
            officer_id=officer.id,
        ),
        "joint": make.add_drill([adams, baker], "2026-11-23", state="planned"),
        "cancelled": make.add_drill(
            [adams], "2026-12-03", state="cancelled", told_beforehand="staff", cancel_reason="Snow"
        ),
    }
    db.session.commit()
    return found


@pytest.fixture
def opened(app: Flask, live_server, visit: Visit, people) -> Open:
    """``opened(person, path)``: a window of that person's on a page."""
    address = live_server(app)

    def open_page(who: PersonRow, path: str, **options: Any) -> Page:
        page = visit(app, address, who, **options)
        page.goto(path)
        return page

    return open_page


def planned(building_id: int) -> list[DrillRow]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(DrillRow).where(DrillRow.note == "From the keyboard").order_by(DrillRow.id)
        )
    )


def test_a_drill_is_planned_with_the_keyboard_alone(opened: Open, people) -> None:
    page = opened(
        people["principal"], f"/buildings/{people['adams'].id}/plan?date=2027-03-09", viewport=DESK
    )
    page.get_by_label("Kind of drill").focus()
    page.keyboard.type("Evac")
    page.keyboard.press("Tab")  # month of the day
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Day", exact=True)).to_have_value("2027-03-09")
    page.get_by_label("Note for those who hold it").focus()
    page.keyboard.type("From the keyboard")
    page.get_by_role("button", name="Plan this drill").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drills/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Evacuation")
    (drill,) = planned(people["adams"].id)
    assert (drill.type, str(drill.planned_on)) == ("evacuation", "2027-03-09")


def test_what_is_said_of_the_day_follows_it_while_typing(opened: Open, people) -> None:
    page = opened(people["principal"], f"/buildings/{people['adams'].id}/plan")
    expect(page.get_by_role("button", name="Check the day")).to_be_hidden()
    page.get_by_label("Day", exact=True).fill("2026-11-26")
    page.get_by_label("Day", exact=True).blur()
    expect(page.locator("#advice")).to_contain_text("not a school day")
    page.get_by_label("Day", exact=True).fill("2026-12-15")
    page.get_by_label("Day", exact=True).blur()
    expect(page.locator("#advice")).not_to_contain_text("not a school day")


def test_a_warning_takes_the_focus_and_leads_on(opened: Open, people) -> None:
    page = opened(people["principal"], f"/buildings/{people['adams'].id}/plan?type=fire")
    page.get_by_label("Day", exact=True).fill("2026-11-26")
    page.get_by_label("Note for those who hold it").fill("From the keyboard")
    page.get_by_role("button", name="Plan this drill").click()
    warned = page.locator(".plan-warned")
    expect(warned).to_be_focused()
    expect(page.get_by_label("Note for those who hold it")).to_have_value("From the keyboard")
    page.keyboard.press("Tab")
    expect(warned.get_by_role("button", name="Plan it all the same")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drills/*")
    assert len(planned(people["adams"].id)) == 1


def test_it_all_works_without_scripts(opened: Open, people) -> None:
    page = opened(
        people["director"],
        f"/buildings/{people['adams'].id}/plan?type=fire",
        java_script_enabled=False,
    )
    page.get_by_label("Day", exact=True).fill("2026-11-26")
    page.get_by_label("Note for those who hold it").fill("From the keyboard")
    page.get_by_role("button", name="Check the day").click()
    expect(page.locator("#advice")).to_contain_text("not a school day")
    page.get_by_role("button", name="Plan this drill").click()
    page.get_by_role("button", name="Plan it all the same").first.click()
    expect(page.get_by_text("Planned for Thursday, November 26.")).to_be_visible()
    page.get_by_role("link", name="Move or change").click()
    page.get_by_label("Day", exact=True).fill("2027-01-13")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fire")
    page.get_by_role("link", name="Cancel the drill").click()
    page.get_by_label("Why?").fill("The gym is flooded")
    page.get_by_role("button", name="Cancel this drill").click()
    expect(page.get_by_text("This drill is cancelled")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Open, people) -> None:
    plan = f"/buildings/{people['adams'].id}/plan"
    for who, paths in {
        "director": (
            plan,
            f"/drills/{people['drill'].id}",
            f"/drills/{people['drill'].id}/move",
            f"/drills/{people['drill'].id}/cancel",
            f"/drills/{people['joint'].id}/not-held",
            f"/drills/{people['cancelled'].id}/move",
            "/coming",
        ),
        "officer": (f"/drills/{people['drill'].id}", "/coming"),
        "staff": ("/coming",),
    }.items():
        page = opened(people[who], paths[0])
        for path in paths:
            page.goto(path)
            if path == plan:
                page.get_by_label("Day", exact=True).fill("2026-11-26")
                page.get_by_role("button", name="Plan this drill").click()
                expect(page.locator(".plan-warned")).to_be_visible()
            sound_on_every_screen(page)
