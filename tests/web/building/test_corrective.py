"""What is to be put right, on pages: opened by a record, shown on the next drill, closed with
proof."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image

from drills.store.corrective import read_actions_of
from drills.store.database import db
from drills.store.tables import CorrectiveActionRow, DrillRow
from tests import make
from tests.web.scenes import District, a_district, counted_queries, soup, words


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings on November 24."""
    return a_district(app)


def log(district: District, building, *problems: str, on: str = "2026-11-19") -> int:
    """Log a drill in which problems were found; gives its record."""
    form = {
        "client_key": f"{building.id} {on} {len(problems)}",
        "date": on,
        "type": "fire",
        "time": "10:00",
        "held_as": "drill",
        "problems": list(problems),
    }
    answer = district.client().post(f"/buildings/{building.id}/log", data=form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return int(answer.location.rpartition("/")[2])


def action_of(record: int, problem: str = "alarm_not_heard") -> CorrectiveActionRow:
    db.session.expire_all()
    return read_actions_of(record)[problem]


def close(district: District, row: CorrectiveActionRow, **form):
    """Send the form that closes an action."""
    data = {"version": str(row.version), **form}
    return district.client().post(
        f"/actions/{row.id}/close", data=data, content_type="multipart/form-data"
    )


def photo() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    file.seek(0)
    return file, "repair.jpg"


def test_a_problem_comes_to_the_list_with_its_owner_and_last_day(district):
    record = log(district, district.late, "alarm_not_heard")
    page = soup(district.client(), "/actions")
    line = words(page.select_one("tbody tr"))
    assert "The alarm was not heard everywhere" in line
    assert "Thu, Dec 24" in line and "Hill Middle" in line and "Dana Whitfield" in line
    assert "1 corrective action is open" in words(soup(district.client(), "/today"))
    assert "To be put right" in words(soup(district.client(), f"/records/{record}"))


def test_what_is_open_stands_on_the_sheet_of_the_buildings_next_drill(district):
    log(district, district.late, "alarm_not_heard")
    mine, other = (
        make.add_drill([building], "2026-12-08", state="planned").id
        for building in (district.late, district.good)
    )
    db.session.commit()
    assert "Still to be put right here The alarm was not heard everywhere" in words(
        soup(district.client(), f"/drills/{mine}")
    )
    assert "Still to be put right" not in words(soup(district.client(), f"/drills/{other}"))


def test_an_officer_does_not_see_on_the_sheet_what_is_to_be_put_right(district):
    log(district, district.late, "alarm_not_heard")
    officer = make.add_person(district.row, "officer", [district.late])
    drill: DrillRow = make.add_drill([district.late], "2026-12-08", state="planned")
    db.session.commit()
    page = soup(district.client(officer), f"/drills/{drill.id}")
    assert "Still to be put right" not in words(page)


def test_without_proof_it_stays_open_and_the_page_says_what_to_do(district):
    row = action_of(log(district, district.late, "alarm_not_heard"))
    answer = close(district, row)
    assert answer.status_code == 422
    assert "Choose what shows that it is mended" in answer.get_data(as_text=True)


def test_a_photo_of_the_repair_closes_it(district):
    row = action_of(log(district, district.late, "alarm_not_heard"))
    answer = close(district, row, files=photo(), no_pupils="y", closing="A new sounder.")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = words(soup(district.client(), f"/actions/{row.id}"))
    assert "repair.jpg" in page and "A new sounder." in page and "Closed by Dana Whitfield" in page


def test_a_photo_without_the_word_on_pupils_closes_nothing(district):
    row = action_of(log(district, district.late, "alarm_not_heard"))
    answer = close(district, row, files=photo())
    assert answer.status_code == 422
    assert action_of(row.record_id).state == "open"


def test_a_later_drill_without_the_problem_is_offered_as_proof(district):
    row = action_of(log(district, district.late, "alarm_not_heard", "radio_failed"))
    later = log(district, district.late, "radio_failed", on="2026-11-23")
    page = soup(district.client(), f"/actions/{row.id}")
    offered = [field["value"] for field in page.select("input[name=proof]")]
    assert offered == [f"record:{later}"]
    assert close(district, row, proof=offered[0]).status_code == 303


def test_a_day_that_cannot_be_read_comes_back_as_typed(district):
    row = action_of(log(district, district.late, "alarm_not_heard"))
    form = {"version": row.version, "owner": "", "due_on": "soon", "words": "Call them."}
    answer = district.client().post(f"/actions/{row.id}", data=form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "soon" in text and "Call them." in text and "Choose whose it is." in text


def test_what_recurs_across_buildings_reaches_the_director(district):
    for building in (district.late, district.good):
        log(district, building, "alarm_not_heard")
    page = soup(district.client(), "/actions")
    recurs = words(page.find(id="recurring").parent)
    assert "The alarm was not heard everywhere" in recurs
    assert "in 2 buildings, 2 times, 2 still open." in recurs


def test_a_principal_sees_the_actions_of_the_own_building_only(district):
    for building in (district.late, district.good):
        log(district, building, "alarm_not_heard")
    page = soup(district.client(district.principal), "/actions")
    assert [words(row)[-30:] for row in page.select("tbody tr")] != []
    assert "Bedford Middle" not in words(page.select_one("main"))


def test_the_list_asks_as_often_for_ten_actions_as_for_two(district):
    problems = ["alarm_not_heard", "radio_failed", "too_slow", "exit_blocked", "door_did_not_lock"]
    log(district, district.late, *problems[:2])
    client = district.client()
    db.session.expire_all()
    with counted_queries() as few:
        client.get("/actions")
    for building in (district.good, district.lost):
        log(district, building, *problems)
    db.session.expire_all()
    with counted_queries() as many:
        client.get("/actions")
    assert len(many) == len(few)
