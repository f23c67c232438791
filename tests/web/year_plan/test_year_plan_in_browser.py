"""A year planned in a browser, by keyboard, from nothing to a snow day; and seen by axe."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from drills.actions.share_feed import Wanted, share_feed
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import DistrictRow, DrillRow, PersonRow
from tests import make
from tests.live import DESK, PHONE, Visit
from tests.make import NOON

pytestmark = pytest.mark.browser


@pytest.fixture
def director(app: Flask, on_day) -> PersonRow:
    """The director of three schools that have planned nothing, on November 24."""
    row = make.add_district("Westbrook Public Schools")
    schools = [make.add_building(row, name) for name in ("Adams", "Baker Hill", "Coleman")]
    make.add_person(row, "officer", schools, name="Sam Okafor")
    found = make.add_person(row, "director", name="Dana Whitfield")
    db.session.commit()
    return found


def planned(district_id: int) -> list[DrillRow]:
    db.session.rollback()
    db.session.expire_all()
    rows = select(DrillRow).where(DrillRow.district_id == district_id, DrillRow.state == "planned")
    return list(db.session.scalars(rows.order_by(DrillRow.planned_on, DrillRow.id)))


def press(page: Page, name: str, role: str = "button") -> None:
    """Go to a button or link and press it, as somebody without a mouse does."""
    page.get_by_role(role, name=name).first.focus()  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def test_a_year_from_nothing_to_a_snow_day_by_keyboard(
    app: Flask, live_server, visit: Visit, director: PersonRow
) -> None:
    district: DistrictRow = db.session.get_one(DistrictRow, director.district_id)
    feed = share_feed(person_from_row(director), NOON, Wanted("planners")).secret
    page = visit(app, live_server(app), director, viewport=DESK)
    page.goto("/plan")
    press(page, "Plan the year")
    expect(page.get_by_role("heading", name="The plan for 2026-27")).to_be_visible()

    # Move one: what it breaks is said while the day is typed, before anything is saved.
    link = page.locator("a.plan-drill", has_text="Fire").last
    link.focus()
    expect(link.locator(".plan-tip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Move: Fire")).to_be_visible()
    page.get_by_label("Day").fill("2027-02-17")
    page.get_by_label("Day").blur()
    expect(page.locator("#advice")).to_contain_text("No pupils are taught on these days")
    free = page.locator(".plan-free a").first
    free.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#advice")).to_contain_text("Nothing speaks against it")
    moved_to = page.get_by_label("Day").input_value()
    press(page, "Move it")
    expect(page.get_by_text("and pinned there.")).to_be_visible()
    assert planned(district.id) == []

    press(page, "Accept the plan")
    expect(page.get_by_text("drills are planned.")).to_be_visible()
    pinned = next(d for d in planned(district.id) if d.pinned)
    assert pinned.planned_on == date.fromisoformat(moved_to)
    calendar = app.test_client().get(f"/feeds/{feed}.ics").get_data(as_text=True)
    assert calendar.count("BEGIN:VEVENT") == len(planned(district.id))

    # A snow day, and the repair that moves only what fell on it.
    lost = [d for d in planned(district.id) if not d.pinned][4]
    closed, moving = lost.planned_on, lost.id
    page.goto("/set-up/calendar")
    page.get_by_text("Another day, a reason, or one school").click()
    page.locator("#closed-starts").fill(closed.isoformat())
    page.get_by_role("button", name="Close", exact=True).press("Enter")
    press(page, "Plan again, moving as little as possible")
    expect(page.get_by_role("heading", name="What accepting changes")).to_be_visible()
    expect(page.locator(".plan-changes")).not_to_contain_text("new drill")
    press(page, "Accept the plan")
    expect(page.get_by_text("moved or changed.")).to_be_visible()
    after = planned(district.id)
    assert not [d for d in after if d.planned_on == closed]
    assert next(d for d in after if d.id == moving).sequence == 1


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    app: Flask, live_server, visit: Visit, director: PersonRow, size, scheme
) -> None:
    make.add_drill(
        [make.add_building(db.session.get_one(DistrictRow, director.district_id), "Dewey")],
        "2026-12-09",
        "lockdown",
        state="planned",
    )
    db.session.commit()
    page = visit(app, live_server(app), director, viewport=size, color_scheme=scheme)
    page.goto("/plan")
    for summary in page.locator("main details > summary").all():
        summary.click()
    check(page)
    page.get_by_role("button", name="Plan the year").click()
    page.get_by_role("heading", name="The plan for 2026-27").wait_for()
    for path in ("", "?view=buildings", "?view=officers"):
        page.goto(f"/plan/preview{path}")
        check(page)
    for path in ("/plan/drills/2/move?date=2027-02-17", "/plan/agencies/new"):
        page.goto(path)
        check(page)


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url


def test_without_scripts_the_year_is_planned_and_a_drill_moved(
    app: Flask, live_server, visit: Visit, director: PersonRow
) -> None:
    page = visit(app, live_server(app), director, java_script_enabled=False)
    page.goto("/plan")
    page.get_by_role("button", name="Plan the year").click()
    page.locator("a.plan-drill").nth(3).click()
    page.get_by_label("Day").fill("2027-02-17")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("heading", name="Nothing is moved yet")).to_be_visible()
    page.get_by_role("button", name="Move it all the same").first.click()
    expect(page.get_by_text("and pinned there.")).to_be_visible()
    page.get_by_role("button", name="Accept the plan").click()
    expect(page.get_by_text("drills are planned.")).to_be_visible()
