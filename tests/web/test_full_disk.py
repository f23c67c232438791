"""A full disk is said plainly, and what was typed or logged is kept."""

from __future__ import annotations

import errno
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import event, text

from drills.store.database import db
from drills.store.files import FolderFiles
from drills.store.tables import RecordRow
from tests import make
from tests.conftest import sign_in
from tests.uploads import photo


def full(*_: object) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def principal(app: Flask, on_day):
    district = make.add_district()
    building = make.add_building(district)
    record = make.add_drill([building], "2026-10-06").records[0]
    person = make.add_person(district, "principal", [building])
    client = sign_in(app.test_client(), person)
    return client, record.id


def test_a_file_for_which_there_is_no_room_is_refused_and_the_record_stays(
    principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, record = principal
    monkeypatch.setattr(FolderFiles, "put", full)
    sent = {"files": (BytesIO(photo()), "corridor.jpg"), "no_pupils": "y"}
    answer = client.post(f"/records/{record}/evidence", data=sent, follow_redirects=True)
    assert answer.status_code == 200
    assert "corridor.jpg was not added: the server’s disk is full." in answer.text
    kept = db.session.get(RecordRow, record)
    assert kept is not None and kept.state == "submitted" and kept.evidence == []


def test_a_form_for_which_there_is_no_room_comes_back_with_what_was_typed(
    app: Flask, on_day
) -> None:
    client = sign_in(app.test_client(), make.add_person(make.add_district(), "director"))
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    pages = db.session.scalar(text("PRAGMA page_count"))
    db.session.rollback()
    db.engine.dispose()
    event.listen(
        db.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages}")
    )
    words = "A claim of Mr Roe's. " * 90
    for _ in range(20):  # until the room that is left in the last pages is used up
        form = {"building": "", "words": words}
        ours = {"Sec-Fetch-Site": "same-origin"}
        answer = client.post("/district/removals/holds", data=form, headers=ours)
        if answer.status_code != 303:
            break
    assert answer.status_code == 507
    assert "The server’s disk is full" in answer.text and "A claim of Mr Roe" in answer.text
