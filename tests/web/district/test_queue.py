"""The director's queue: what waits, what each lacks, approving several, asking, sending back."""

from __future__ import annotations

import pytest
from flask import Flask

from drills.store.database import db
from drills.store.tables import RecordRow
from tests import make
from tests.web.scenes import District, a_district, counted_queries, soup, words

ANSWERS = {"law_enforcement": False, "duration_seconds": 240}


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings on November 24; their records lack what the law wants."""
    return a_district(app)


def add_ready(district: District, on: str = "2026-11-12", building=None) -> RecordRow:
    """A record that holds what the law wants."""
    drill = make.add_drill([building or district.good], on, answers=ANSWERS)
    db.session.commit()
    return drill.records[0]


def items(page) -> list[str]:
    return [words(item.h2) for item in page.select(".queue-item")]


def test_today_says_how_many_wait_and_leads_to_them(district):
    link = soup(district.client(), "/today").select_one(".today-waits a")
    assert link.get_text() == "11 records wait for your approval"
    assert len(soup(district.client(), link["href"]).select(".queue-item")) == 11


def test_each_record_says_what_it_lacks_and_only_whole_ones_can_be_ticked(district):
    ready = add_ready(district)
    page = soup(district.client(), "/records")
    ticks = page.select("input[type=checkbox]")
    assert [tick["value"] for tick in ticks] == [str(ready.id)]
    item = words(page.select_one(".queue-item"))
    assert "Missing: whether police were there." in item
    assert "not needed to approve: how long it took and an evaluation signed" in item


def test_several_are_approved_at_once(district):
    rows = [add_ready(district), add_ready(district, "2026-11-13")]
    ids = [row.id for row in rows]
    form = {f"version-{id_}": "1" for id_ in ids} | {"record": [str(id_) for id_ in ids]}
    page = district.client().post("/records/approve", data=form, follow_redirects=True)
    assert "2 records were approved." in page.get_data(as_text=True)
    db.session.expire_all()
    assert {db.session.get(RecordRow, id_).state for id_ in ids} == {"approved"}


def test_what_holds_one_up_is_said_of_each_by_name(district):
    ready = add_ready(district)
    lacking = make.add_drill([district.good, district.late], "2026-11-13").records
    db.session.commit()
    ids = [ready.id, *(row.id for row in lacking)]
    form = {f"version-{id_}": "1" for id_ in ids} | {"record": [str(id_) for id_ in ids]}
    page = district.client().post("/records/approve", data=form, follow_redirects=True)
    text = page.get_data(as_text=True)
    assert "1 record was approved." in text
    assert "2 records were not approved. Missing:" in text
    for building in (district.good, district.late):
        assert f"{building.name}, Fire on Nov 13: whether police were there." in text


def test_nothing_ticked_says_so(district):
    add_ready(district)
    answer = district.client().post("/records/approve", data={})
    assert answer.status_code == 422
    assert "Tick at least one record." in answer.get_data(as_text=True)


def test_one_changed_meanwhile_is_named_and_the_other_approved(district):
    one, other = add_ready(district).id, add_ready(district, "2026-11-13").id
    form = {"record": [str(one), str(other)], f"version-{one}": "1", f"version-{other}": "7"}
    page = district.client().post("/records/approve", data=form, follow_redirects=True)
    text = page.get_data(as_text=True)
    assert "1 record was approved." in text
    assert "1 record was not approved." in text


def test_the_list_narrows_to_a_building(district):
    page = soup(district.client(), f"/records?building={district.late.id}")
    assert set(items(page)) == {"Hill Middle"}
    assert page.select_one("option[selected]").get_text() == "Hill Middle (4)"


def test_asking_returns_to_the_queue_and_stands_there_until_answered(district):
    id_ = add_ready(district).id
    page = district.client().post(
        f"/records/{id_}/query",
        data={"why": "Were the buses out?", "next": "/records?building="},
        follow_redirects=True,
    )
    assert "Were the buses out?" in page.get_data(as_text=True)
    asked = soup(district.client(), f"/records/{id_}")
    assert "A question waits for an answer" in words(asked)
    district.client().post(f"/records/{id_}/answer", data={"answer": "They were."})
    assert "A question waits" not in words(soup(district.client(), f"/records/{id_}"))


def test_a_question_without_words_comes_back_with_the_field_marked(district):
    id_ = add_ready(district).id
    answer = district.client().post(f"/records/{id_}/query", data={"why": " "})
    assert answer.status_code == 422
    assert "Say what is wrong or what you ask" in answer.get_data(as_text=True)


def test_a_director_of_one_building_sees_its_records_only(district):
    partly = make.add_person(district.row, "director", [district.late])
    page = soup(district.client(partly), "/records")
    assert set(items(page)) == {"Hill Middle"}


def test_the_queue_asks_the_database_as_often_for_forty_records_as_for_ten(district):
    client = district.client()
    db.session.expire_all()
    with counted_queries() as few:
        client.get("/records")
    for number in range(30):
        make.add_drill([district.good], f"2026-11-{number % 20 + 1:02d}", answers=ANSWERS)
    db.session.commit()
    with counted_queries() as many:
        client.get("/records")
    assert len(many) == len(few)


def test_an_approved_record_shows_whose_name_stands_under_it_and_its_earlier_words(district):
    row = add_ready(district)
    client = district.client()
    client.post(f"/records/{row.id}/approve", data={"version": "1"})
    assert "Dana Whitfield, Director" in words(soup(client, f"/records/{row.id}"))
    form = {
        "date": "2026-11-12",
        "type": "fire",
        "time": "11:15",
        "law_enforcement": "no",
        "minutes": "4",
        "held_as": "drill",
        "version": "2",
    }
    answer = client.post(f"/records/{row.id}/edit", data=form)
    assert answer.status_code == 303
    page = soup(client, f"/records/{row.id}")
    assert "Submitted, waits for approval" in words(page)
    version = words(page.select_one(".record-version"))
    assert version.startswith("Version 1")
    assert "Started at 10:00" in version


def test_a_locked_record_asks_for_the_reason_of_a_change(district):
    row = add_ready(district)
    row.state, row.locked_at, row.approved_at = "locked", make.NOON, make.NOON
    db.session.commit()
    client = district.client()
    assert soup(client, f"/records/{row.id}/edit").select_one("textarea[name=reason]")
    form = {"date": "2026-11-12", "type": "fire", "time": "11:15", "held_as": "drill"}
    version = soup(client, f"/records/{row.id}/edit").select_one("input[name=version]")["value"]
    answer = client.post(f"/records/{row.id}/edit", data={**form, "version": version})
    assert answer.status_code == 422
    assert "The record was locked. Say why it is changed" in answer.get_data(as_text=True)


def test_the_log_form_says_from_the_first_minute_what_the_law_wants(district):
    page = soup(district.client(), f"/buildings/{district.good.id}/log?type=fire")
    wanted = [words(li) for li in page.select("#log-wanted li:not([hidden])")]
    assert any(line.startswith("how long it took") for line in wanted)
    assert any(line.startswith("whether police were there") for line in wanted)


def test_the_district_chooses_days_to_lock_and_whether_own_records_may_be_approved(district):
    client = district.client(district.administrator)
    page = soup(client, "/set-up/district")
    assert page.select_one("input[name=lock_after_days]")["value"] == "30"
    form = {
        field["name"]: field.get("value", "")
        for field in page.select("form input[name], form select[name]")
        if field.get("type") not in ("radio", "checkbox")
    }
    form |= {"zone": "America/New_York", "language": "en", "approve_own_records": "y"}
    wrong = client.post("/set-up/district", data={**form, "lock_after_days": "soon"})
    assert wrong.status_code == 422
    saved = client.post("/set-up/district", data={**form, "lock_after_days": "10"})
    assert saved.status_code == 303
    db.session.expire_all()
    options = district.row.options
    assert (options["lock_records_after_days"], options["approve_own_records"]) == (10, True)
