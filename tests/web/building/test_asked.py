"""Questions that records raise by themselves, on the pages of those who keep and approve them."""

from __future__ import annotations

from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select

from drills import clock
from drills.actions.keep_verdicts import keep_verdicts
from drills.store.database import db
from drills.store.tables import RecordRow
from drills.web.building.asked import questions_about
from tests import make
from tests.web.scenes import TODAY, District, a_district, counted_queries, soup, words

ASKS = "Was school in session on Sat, Nov 7?"
WORDS = "The fair was on that day, with every pupil there."


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Hill Middle held a drill on Saturday, November 7, and all was written down in time."""
    found = a_district(app)
    for building in (found.good, found.lost, found.late):
        for number, record in enumerate(building_records(building.id)):
            record.recorded_at, record.held_at = record.submitted_at, time(9 + number, 7)
            record.imported = True
    found.keep()
    return found


def building_records(building_id: int) -> list[RecordRow]:
    return list(
        db.session.scalars(
            select(RecordRow).where(RecordRow.building_id == building_id).order_by(RecordRow.id)
        )
    )


def saturday(district: District) -> int:
    return building_records(district.late.id)[-1].id


def answer(client, record: int, words: str, code: int = 303):
    form = {"code": "not_a_school_day", "about": "2026-11-07", "words": words}
    sent = client.post(f"/records/{record}/flags", data=form)
    assert sent.status_code == code
    return sent


def test_whoever_logs_a_drill_reads_the_question_at_once(district):
    client = district.client(district.principal)
    form = {
        "date": "2026-11-08",
        "time": "10:00",
        "type": "lockdown",
        "held_as": "drill",
        "client_key": "a-sunday",
    }
    page = client.post(f"/buildings/{district.late.id}/log", data=form, follow_redirects=True)
    assert "Was school in session on Sun, Nov 8?" in page.get_data(as_text=True)


def test_a_form_that_comes_back_and_a_draft_ask_before_anything_is_submitted(district):
    client = district.client(district.principal)
    form = {"date": "2026-11-08", "time": "10:00", "type": "lockdown", "held_as": "drill"}
    typed = {**form, "client_key": "a-draft", "participants": "many"}
    back = client.post(f"/buildings/{district.late.id}/log", data=typed)
    assert back.status_code == 422
    assert "Was school in session on Sun, Nov 8?" in back.get_data(as_text=True)
    kept = client.post(
        f"/buildings/{district.late.id}/log",
        data={**form, "client_key": "a-draft", "go": "draft"},
        follow_redirects=True,
    )
    assert "Was school in session on Sun, Nov 8?" in kept.get_data(as_text=True)
    draft = building_records(district.late.id)[-1]
    assert draft.state == "draft"
    edited = soup(client, f"/records/{draft.id}/edit")
    assert "Please look at this Was school in session on Sun, Nov 8?" in words(edited)


def test_an_answer_stands_under_its_question_and_in_the_history(district):
    record, client = saturday(district), district.client(district.principal)
    asked = soup(client, f"/records/{record}").select_one(".record-asked")
    assert ASKS in words(asked) and asked.select_one("details[open] textarea")
    answer(client, record, WORDS)
    page = soup(client, f"/records/{record}")
    asked = page.select_one(".record-asked")
    assert f"Answered: {WORDS} Robin Example, Principal" in words(asked)
    assert not asked.select("svg") and not asked.select("details[open]")
    assert f"Question about the record answered by Robin Example {WORDS}" in words(
        page.select_one(".record-history")
    )


def test_an_empty_answer_is_asked_for_beside_its_field(district):
    record = saturday(district)
    page = answer(district.client(district.principal), record, " ", 422).get_data(as_text=True)
    assert "Write the answer." in page


def test_the_director_reads_question_and_answer_in_the_queue_and_on_the_sheet(district):
    record, client = saturday(district), district.client()
    item = soup(client, f"/records?building={district.late.id}")
    assert ASKS in words(item) and item.select(f"a[href='/records/{record}#asked-title']")
    answer(client, record, WORDS)
    item = soup(client, f"/records?building={district.late.id}")
    assert f"Dana Whitfield answered: {WORDS}" in words(item)
    assert not item.select("a[href$='#asked-title']")
    drill = building_records(district.late.id)[-1].drill_id
    assert f"{ASKS} Add a note or correct the date. Answered." in words(
        soup(client, f"/drills/{drill}")
    )
    assert "Answered." in words(soup(client, f"/buildings/{district.late.id}"))


def test_a_group_is_asked_of_each_of_its_records_and_answered_once(district):
    client = district.client()
    ids = [
        make.add_drill([district.late], "2026-11-17", at=at).records[0].id
        for at in ("09:05", "11:25", "13:45")
    ]
    db.session.commit()
    district.keep()
    for id_ in ids:
        asked = words(soup(client, f"/records/{id_}").select_one(".record-asked"))
        assert "3 drills on Tue, Nov 17. Is the date right?" in asked
        assert "Asked together with: Fire, Tue, Nov 17, " in asked
    form = {"code": "several_in_one_day", "about": "2026-11-17", "words": "A day of training."}
    assert client.post(f"/records/{ids[2]}/flags", data=form).status_code == 303
    assert "A day of training." in words(soup(client, f"/records/{ids[0]}"))


def test_the_queue_asks_the_database_as_often_for_many_as_for_few(district):
    client = district.client()
    db.session.expire_all()
    with counted_queries() as few:
        client.get("/records")
    for number in range(12):
        building = make.add_building(district.row, f"Extra {number}")
        make.add_drill([building], "2026-11-07")
    db.session.commit()
    keep_verdicts(district.row.id, TODAY, clock.now())
    db.session.commit()
    with counted_queries() as many:
        page = client.get("/records").get_data(as_text=True)
    assert page.count("Was school in session") == 13
    assert len(many) == len(few)


def test_what_no_verdict_keeps_is_asked_all_the_same(district):
    records = building_records(district.late.id)
    with district.app.test_request_context():
        for kept_year in ("2026-27", "2027-28"):
            asked = questions_about(district.row.id, records, kept_year)
            assert ASKS[:-1] in " ".join(one.words for one in asked[records[-1].id])
