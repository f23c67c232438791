"""The page on which a district says what its records are asked, and from when on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.flag_rules import limits_of
from drills.actions.set_flags import NUMBERS_OF
from drills.compliance.flag_limits import LIMITS
from drills.compliance.flags import SENTENCES
from drills.store.database import db
from drills.store.flagged import read_kept_flags
from drills.store.tables import AuditRow, DistrictRow
from drills.web.setup.questions import GROUPS, WHAT
from tests.web.scenes import District, a_district, soup, words

ADDRESS = "/set-up/questions"
ALL = {f"ask-{code}": "y" for code in SENTENCES}


@pytest.fixture
def district(app: Flask, on_day) -> District:
    return a_district(app)


def limits(district: District):
    db.session.expire_all()
    return limits_of(db.session.get(DistrictRow, district.row.id))


def send(district: District, code: int = 303, **typed):
    client = district.client(district.administrator)
    seen = soup(client, ADDRESS).select_one("[name=seen]")["value"]
    without = {f"ask-{name}" for name in typed.pop("off", ())}
    data = {k: v for k, v in ALL.items() if k not in without} | {"seen": seen, **typed}
    answer = client.post(ADDRESS, data=data)
    assert answer.status_code == code
    return answer


def test_every_question_stands_on_the_page_once():
    shown = [code for _, codes in GROUPS for code in codes]
    assert sorted(shown) == sorted(SENTENCES) == sorted(WHAT) == sorted(NUMBERS_OF)


def test_nothing_set_is_as_we_have_it_and_every_question_is_on(district):
    page = soup(district.client(district.administrator), ADDRESS)
    assert len(page.select("input[type=checkbox][checked]")) == len(SENTENCES)
    assert not [one["name"] for one in page.select("input[type=text]") if one.get("value")]
    send(district)
    assert limits(district) == LIMITS


def test_a_number_holds_at_once_is_in_the_log_and_goes_when_it_is_emptied(district):
    send(district, late_days="30", earliest="7:30", minutes_between="60")
    found = limits(district)
    assert (found.late_days, f"{found.earliest:%H:%M}") == (30, "07:30")
    last = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert last.did == "district.flags_set"
    # What is ours anyway is not kept: it follows ours.
    assert last.details["after"] == {"late_days": 30, "earliest": "07:30"}
    send(district)
    assert limits(district) == LIMITS


def test_a_question_that_is_off_is_asked_nowhere(district):
    district.keep()
    codes = {flag["code"] for flag in read_kept_flags([district.late.id])[district.late.id]}
    assert "not_a_school_day" in codes
    send(district, off=["not_a_school_day"])
    codes = {flag["code"] for flag in read_kept_flags([district.late.id])[district.late.id]}
    assert "not_a_school_day" not in codes


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("minutes_between", "61", "whole number"),
        ("late_days", "soon", "whole number"),
        ("latest", "25:00", "hours and minutes"),
        ("latest", "06:00", "before they begin"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(district, field, typed, says):
    page = send(district, 422, **{field: typed}).get_data(as_text=True)
    assert f'value="{typed}"' in page and says in page
    assert limits(district) == LIMITS


def test_somebody_else_saved_meanwhile(district):
    client = district.client(district.administrator)
    seen = soup(client, ADDRESS).select_one("[name=seen]")["value"]
    send(district, late_days="30")
    answer = client.post(ADDRESS, data={**ALL, "seen": seen, "late_days": "21"})
    assert answer.status_code == 409
    assert limits(district).late_days == 30
    assert "As somebody else saved it" in answer.get_data(as_text=True)


def test_the_page_of_the_district_leads_there(district):
    page = soup(district.client(district.administrator), "/set-up/district")
    assert "Which questions are asked about records" in words(
        page.select_one(f"[href='{ADDRESS}']")
    )
