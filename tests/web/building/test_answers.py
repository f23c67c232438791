"""Saying on the Why page what there is to say of a missed window."""

from __future__ import annotations

import pytest
from flask import Flask

from drills.store.database import db
from tests import make
from tests.web.scenes import District, a_district, soup, words

SEPTEMBER = "2026-09-02.2026-09-30"


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings of Connecticut; Coleman Elementary held nothing in September."""
    return a_district(app)


def why(district: District) -> str:
    return f"/buildings/{district.lost.id}/why/fire-monthly"


def say(district: District, code: int = 303, **form: str):
    """Send the form and give the answer's page."""
    values = {"year": "2026-27", "window": SEPTEMBER, "how": "answered", "words": "", **form}
    answer = district.client().post(f"{why(district)}/answer", data=values)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def line(district: District) -> str:
    return words(soup(district.client(), why(district)).select_one(".window-line"))


def test_a_window_answered_for_says_so_and_leaves_what_needs_attention(district):
    before = words(soup(district.client(), "/today").select_one(".attention"))
    assert "Monthly fire drill: missed a fire drill in September." in before
    say(district, words="The alarm was being repaired.")
    assert line(district).startswith("Missed, answered")
    page = words(soup(district.client(), why(district)))
    assert "“The alarm was being repaired.”" in page
    assert "Dana Whitfield, Director, Tue, Nov 24" in page
    after = words(soup(district.client(), "/today").select_one(".attention"))
    assert "missed a fire drill in September" not in after
    assert "Missed Sep, answered" in words(soup(district.client(), "/today").select_one(".grid"))


def test_a_make_up_drill_is_named_beside_the_window_it_makes_up(district):
    late = make.add_drill([district.lost], "2026-11-19").records[0].id
    db.session.commit()
    say(district, how="made_up", record=str(late))
    page = soup(district.client(), why(district))
    assert "Made up on Thu, Nov 19." in words(page.select_one(".window-line"))
    assert page.find("a", string="Made up on Thu, Nov 19.")["href"] == f"/records/{late}"
    record = words(soup(district.client(), f"/records/{late}"))
    assert "Makes up for Sep 2 – Sep 30" in record


def test_a_law_without_an_excuse_offers_none_and_says_so(district):
    page = soup(district.client(), why(district))
    assert "The law that we know names no excuse for this rule." in words(page)
    assert not page.select("input[value^=excused]")


def test_what_is_wrong_comes_back_with_what_was_typed(district):
    text = say(district, code=422, how="", words="Typed words.")
    assert "Choose one of the answers." in text
    assert "Typed words." in text


def test_a_principal_is_offered_the_make_up_and_no_excuse(district):
    principal = make.add_person(district.row, "principal", [district.lost])
    db.session.commit()
    page = soup(district.client(principal), why(district))
    values = [field["value"] for field in page.select("input[name=how]")]
    assert values == ["made_up"]


def test_an_answer_is_taken_back_with_a_reason(district):
    say(district, words="The alarm was being repaired.")
    form = soup(district.client(), why(district)).select_one("form[action$=withdraw]")
    answer = district.client().post(form["action"], data={"why": ""})
    assert answer.status_code == 422
    district.client().post(form["action"], data={"why": "It was another week."})
    page = words(soup(district.client(), why(district)))
    assert "Taken back: It was another week." in page
    assert line(district).startswith("Missed Sep 2")
