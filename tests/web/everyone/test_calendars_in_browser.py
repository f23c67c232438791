"""Subscribing as people do it: by keyboard, without scripts, on a phone and on a desk."""

from __future__ import annotations

from urllib.parse import urlsplit

import icalendar
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from drills.actions.send_mail import queue_mail
from drills.jobs.schedule import JOBS
from drills.store.database import db
from drills.store.tables import MailRow
from tests import make
from tests.axe import sound_on_every_screen

pytestmark = pytest.mark.browser


@pytest.fixture
def people(app: Flask, on_day):
    on_day("2026-11-24")
    district = make.add_district("Westbrook Public Schools")
    coleman = make.add_building(district, "Coleman Elementary")
    hill = make.add_building(district, "Hill Middle")
    plan = {"state": "planned", "at": "09:30"}
    make.add_drill([coleman], "2026-12-08", "fire", told_beforehand="all", **plan)
    make.add_drill([coleman], "2026-12-09", "lockdown", told_beforehand="nobody", **plan)
    people = {
        "staff": make.add_person(district, "staff", [coleman]),
        "principal": make.add_person(district, "principal", [coleman, hill]),
        "administrator": make.add_person(district, "administrator"),
    }
    queue_mail("one", district.id, "robin@example.org", "A subject", "Words\n", make.NOON)
    db.session.commit()
    next(job for job in JOBS if job.name == "mail").run(lambda _zone: make.NOON, False)
    return people


@pytest.fixture
def opened(app: Flask, people, live_server, visit):
    """``opened(who, path, **options)``: the page in that person's window."""
    address = live_server(app)

    def open_page(who: str, path: str = "/calendars", **options) -> Page:
        page = visit(app, address, people[who], **options)
        page.goto(path)
        return page

    return open_page


def summaries(page: Page) -> set[str]:
    """What the calendar at the address shown holds."""
    path = urlsplit(page.locator("#address").input_value()).path
    content = page.request.get(path).body()
    return {str(e["summary"]) for e in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_staff_subscribe_with_the_keyboard_alone(opened) -> None:
    page = opened("staff")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Make my calendar link":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your link is ready")).to_be_visible()
    assert summaries(page) == {"Drill: Fire"}
    names = ["Google Calendar (opens a new window)", "Outlook (opens a new window)"]
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    for name in (*names, "Apple Calendar"):
        assert any(name in " ".join(text.split()) for text in reached), name


def test_it_works_without_scripts(opened) -> None:
    page = opened("principal", java_script_enabled=False)
    page.get_by_role("radio", name="For me").check()
    page.get_by_label("Which buildings?").select_option("Coleman Elementary")
    page.get_by_role("button", name="Make my calendar link").click()
    assert summaries(page) == {"Drill: Fire", "Drill: Lockdown"}
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.get_by_role("button", name="New link in the place of: Coleman Elementary").click()
    assert summaries(page) == {"Drill: Fire", "Drill: Lockdown"}
    page.get_by_role("button", name="End the link: Coleman Elementary").click()
    expect(page.get_by_text("The link is ended.")).to_be_visible()
    expect(page.locator("#address")).to_have_count(0)


def test_the_copy_button_copies_the_address(opened) -> None:
    page = opened("staff")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Make my calendar link").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#address").input_value()


def test_a_form_without_an_audience_says_so_beside_it_and_keeps_the_rest(opened) -> None:
    page = opened("principal")
    page.get_by_label("Which buildings?").select_option("Hill Middle")
    page.get_by_text("Only some kinds of drills").click()
    page.get_by_label("Lockdown").check()
    page.get_by_role("button", name="Make my calendar link").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whom the calendar is for.")
    expect(page.get_by_label("Which buildings?").locator("option:checked")).to_have_text(
        "Hill Middle"
    )
    expect(page.get_by_label("Lockdown")).to_be_checked()
    sound_on_every_screen(page)


@pytest.mark.parametrize("who", ["staff", "principal"])
def test_axe_finds_nothing_before_and_after(opened, who) -> None:
    page = opened(who)
    page.get_by_text("Only some kinds of drills").click()
    sound_on_every_screen(page)
    if who == "principal":
        page.get_by_role("radio", name="For staff").check()
    page.get_by_role("button", name="Make my calendar link").click()
    expect(page.locator("#address")).to_be_visible()
    sound_on_every_screen(page)


def test_axe_finds_nothing_in_the_mailbox(opened) -> None:
    page = opened("administrator", "/mailbox")
    sound_on_every_screen(page)
    page.get_by_role("link", name="A subject").click()
    expect(page.get_by_text("Words")).to_be_visible()
    assert db.session.query(MailRow).one().sent_at is not None
    sound_on_every_screen(page)
