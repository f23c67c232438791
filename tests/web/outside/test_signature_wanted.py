"""What the law wants signed from outside stands with what it wants on record."""

from __future__ import annotations

import pytest

from drills import clock
from drills.actions.evaluate_drill import Signed, evaluate_by_link
from drills.actions.share_drill import Guest, share_drill
from drills.store.database import db
from drills.store.people import person_from_row
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import soup


@pytest.fixture
def page(app, on_day):
    """``page("US-CT", "lockdown", {answers}, signed_by="fire")``: the list of what is wanted."""
    on_day("2026-11-24")

    def show(state: str, kind: str, answers: dict, signed_by: str = "", **changes) -> str:
        district = make.add_district("Westbrook Public Schools", state)
        building = make.add_building(district)
        director = make.add_person(district, "director")
        drill = make.add_drill([building], "2026-11-10", kind, answers=answers)
        record = drill.records[0]
        for name, value in changes.items():
            setattr(record, name, value)
        db.session.commit()
        if signed_by:
            by = person_from_row(director)
            made = share_drill(by, clock.now(), record.id, Guest(signed_by))
            signed = Signed("Ana Ruiz", "Captain", "FD", (("Ready?", 5),))
            evaluate_by_link(made.secret, clock.now(), signed)
        client = sign_in(app.test_client(), director)
        proof = soup(client, f"/records/{record.id}").select_one(".proof")
        return proof.get_text(" ", strip=True) if proof else ""

    return show


@pytest.mark.parametrize(
    ("signed_by", "said"), [("", "missing"), ("police", "on record"), ("fire", "on record")]
)
def test_connecticut_wants_an_evaluation_signed_by_police_or_fire(page, signed_by, said):
    text = page("US-CT", "lockdown", {"law_enforcement": True}, signed_by)
    assert f"An evaluation signed by police or fire : {said}" in text


def test_where_neither_was_there_nothing_is_wanted(page):
    answers = {"law_enforcement": False, "fire_department": False}
    assert "signed" not in page("US-CT", "lockdown", answers)


@pytest.mark.parametrize(
    ("there", "signed_by", "said"),
    [
        (True, "", "signature : missing"),
        (True, "police", "signature : missing"),
        (True, "fire", "signature : on record"),
        (None, "", "signature : missing"),
        (False, "", ""),
    ],
)
def test_illinois_wants_the_fire_departments_where_it_took_part(page, there, signed_by, said):
    text = page("US-IL", "fire", {} if there is None else {"fire_department": there}, signed_by)
    assert said in text if said else "signature" not in text


def test_a_real_event_wants_no_signature(page):
    text = page("US-CT", "lockdown", {"law_enforcement": True}, held_as="real_event")
    assert "signed" not in text
