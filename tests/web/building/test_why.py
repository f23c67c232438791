"""Why a requirement stands as it does, and all of a state's law."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from drills.compliance.loading import load_pack
from drills.store.database import db
from drills.web.building import judged
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import TODAY, District, a_district, soup, words


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings on November 24."""
    return a_district(app)


def windows(page) -> list[str]:
    return [words(line) for line in page.select(".window-line")]


def test_the_rule_stands_in_a_sentence_with_its_citation_as_a_link(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/why/fire-monthly")
    rule = page.select_one(".rule")
    assert words(rule).startswith("A fire drill in each month of school;")
    link = rule.find("a")
    assert link.get_text() == "§ 10-231(a), (b)"
    assert link["href"].startswith("https://")
    assert "last reviewed Sat, Nov 21" in words(rule)
    assert "We read the statute itself." in words(page)
    assert "every month in session" in words(page)


def test_each_window_is_a_line_with_the_drills_that_counted(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/why/fire-monthly")
    assert windows(page)[:4] == [
        "Met Sep 2 – Sep 30 1/1 Thu, Sep 10",
        "Met Oct 1 – Oct 31 1/1 Tue, Oct 6",
        "3 school days left Nov 1 – Nov 30 0/1",
        "From Dec 1 Dec 1 – Dec 31 0/1",
    ]
    link = page.select_one(".window-line a")
    assert soup(district.client(), link["href"]).h1.get_text() == "Fire"


def test_what_did_not_count_says_why(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/why/fire-monthly")
    assert "Sat, Nov 7, Fire : it was not a school day." in words(page) or (
        "Sat, Nov 7, Fire: it was not a school day." in words(page)
    )


def test_what_would_cure_it_has_its_last_day_and_a_button(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/why/fire-monthly")
    (cure,) = page.select(".cure")
    assert "Hold a fire drill by Monday, November 30." in words(cure)
    assert cure.select(".btn")


def test_a_missed_window_says_how_far_it_came(district):
    page = soup(district.client(), f"/buildings/{district.lost.id}/why/fire-first-30-days")
    assert "0 of 1 counted by Fri, Oct 2, the last day." in words(page)
    assert "The last day has passed." in words(page.select_one(".cure"))


def test_a_value_that_is_not_on_record_leads_to_the_record(app, on_day):
    on_day("2027-01-05")
    row = make.add_district("Hudson Ridge", "US-NY")
    building = make.add_building(row, "Hill Middle")
    drills = [make.add_drill([building], f"2026-{m}-06", "lockdown") for m in (10, 11)]
    director = make.add_person(row, "director")
    page = soup(
        sign_in(app.test_client(), director), f"/buildings/{building.id}/why/lockdown-2-by-dec31"
    )
    assert "Decide" in words(page.select_one(".why-stands"))
    cure = page.select_one(".cure")
    assert "Record who was told that it was a drill" in words(cure)
    edit = f"/records/{drills[0].records[0].id}/edit"
    assert cure.select_one(".btn")["href"] == edit
    assert page.find("a", string="Complete the record")["href"] == edit


def test_a_missing_fact_leads_to_who_can_set_it(app, on_day):
    row = make.add_district("Hudson Ridge", "US-NY")
    building = make.add_building(row, "Hill Middle", dormitory=None)
    director = make.add_person(row, "director")
    page = soup(sign_in(app.test_client(), director), f"/buildings/{building.id}/why/night-4")
    assert "Tell us whether pupils sleep here." in words(page.select_one(".cure"))
    assert "Your district administrator can set it." in words(page.select_one(".cure"))


def test_a_rule_out_of_scope_says_so(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/why/fire-code-monthly")
    assert "This rule does not bind the building." in words(page)
    assert "The building is out of its scope." in words(page)
    assert not page.select(".cure")


def test_as_of_a_day_before_november_was_short(district):
    address = f"/buildings/{district.late.id}/why/fire-monthly?as_of=2026-10-31"
    page = soup(district.client(), address)
    assert "Nothing was missed so far: 2 of 10 done." in words(page)
    assert "Nov 7" not in words(page)


def test_a_rule_that_the_pack_does_not_have_is_not_there(district):
    client = district.client()
    assert client.get(f"/buildings/{district.late.id}/why/no-such-rule").status_code == 404


@pytest.mark.parametrize(("days", "warns"), [(399, False), (400, False), (401, True)])
@pytest.mark.parametrize("address", ["why/fire-monthly", "law"])
def test_a_law_that_nobody_checked_for_400_days_is_warned_of(
    district, monkeypatch, days, warns, address
):
    reviewed = TODAY - timedelta(days)
    pack = load_pack("US-CT")
    rules = tuple(replace(rule, reviewed=reviewed) for rule in pack.rules)
    old = replace(pack, reviewed=reviewed, rules=rules)
    monkeypatch.setattr(judged, "law_of", lambda _: old)
    page = soup(district.client(), f"/buildings/{district.late.id}/{address}")
    assert ("more than 400 days" in words(page)) is warns


def test_the_choice_a_rule_was_read_with_is_named(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/why/crisis-every-3-months")
    assert "September (the common reading)" in words(page)
    district.row.settings = {"crisis_anchor": "8"}
    db.session.commit()
    page = soup(district.client(), f"/buildings/{district.late.id}/why/crisis-every-3-months")
    assert "August" in words(page)
    assert "the common reading)" not in words(page)


# --- all of the law -----------------------------------------------------------------


@pytest.mark.parametrize("state", ["US-CT", "US-MI", "US-NY"])
def test_every_requirement_duty_and_choice_of_the_state_is_there(app, on_day, state):
    row = make.add_district("Example", state)
    building = make.add_building(row, "Hill Middle")
    director = make.add_person(row, "director")
    page = soup(sign_in(app.test_client(), director), f"/buildings/{building.id}/law")
    pack = load_pack(state)
    for one in (*pack.rules, *pack.duties):
        assert one.citation in words(page.find(id=one.id)), one.id
    for setting in pack.settings:
        assert setting.asks in words(page)
    for note in (*pack.notes, *pack.open_questions):
        assert " ".join(note.split()) in words(page)


def test_what_advises_and_what_does_not_bind_is_marked(district):
    page = soup(district.client(), f"/buildings/{district.late.id}/law")
    assert "Advisory" in words(page.find(id="bus-2"))
    assert "Does not bind this building" in words(page.find(id="fire-code-monthly"))
