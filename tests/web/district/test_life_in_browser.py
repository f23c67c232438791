"""A record's way in a browser: approved from the queue, its problem put right with a proof."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import expect

from drills.store.corrective import read_actions_of
from drills.store.database import db
from drills.store.tables import CorrectiveActionRow
from tests import make
from tests.web.scenes import a_district

pytestmark = pytest.mark.browser
ANSWERS = {"law_enforcement": False, "duration_seconds": 240}


def clean(page) -> None:
    """Nothing that axe finds, and nothing to scroll sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_record_is_approved_and_its_problem_put_right(app: Flask, on_day, live_server, visit):
    district = a_district(app)
    first = make.add_drill([district.late], "2026-11-12", answers=ANSWERS).records[0]
    later = make.add_drill([district.late], "2026-11-19", answers=ANSWERS).records[0]
    first.problems = ["alarm_not_heard"]
    db.session.add(
        CorrectiveActionRow(
            district_id=district.row.id,
            building_id=district.late.id,
            record_id=first.id,
            problem="alarm_not_heard",
            found_on=make.day("2026-11-12"),
            owner_id=district.principal.id,
            due_on=make.day("2026-12-12"),
            opened_at=make.NOON,
        )
    )
    db.session.commit()
    first_id, later_id = first.id, later.id
    page = visit(app, live_server(app), district.director)
    page.goto("/today")
    page.get_by_role("link", name="wait for your approval").click()
    clean(page)
    page.get_by_role("link", name="Tick all 2 that are ready").click()
    page.get_by_role("button", name="Approve those ticked").click()
    expect(page.get_by_text("2 records were approved.")).to_be_visible()
    page.goto(f"/records/{first_id}")
    clean(page)
    page.get_by_role("link", name="The alarm was not heard everywhere").click()
    clean(page)
    page.get_by_label("A later drill without the problem").check()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("What proves that it is mended")).to_be_visible()
    page.goto("/actions")
    clean(page)
    db.session.expire_all()
    assert read_actions_of(first_id)["alarm_not_heard"].proof_record_id == later_id


def test_the_form_for_a_missed_window_is_clean_on_a_phone(app: Flask, on_day, live_server, visit):
    district = a_district(app)
    page = visit(app, live_server(app), district.director, viewport={"width": 390, "height": 844})
    page.goto(f"/buildings/{district.lost.id}/why/fire-monthly")
    page.get_by_text("Excuse it, or say how it was made up").click()
    clean(page)
    page.get_by_label("Neither: it stays missed").check()
    page.get_by_label("Why, in your words").fill("The alarm was being repaired.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Missed, answered").first).to_be_visible()
    clean(page)
