"""flask demo: when it refuses, and what it says of sign-ins."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drills import clock
from drills.actions.change import small_write
from drills.actions.passwords import hash_password
from drills.app import create_app
from drills.demo.set_up import PASSWORD
from drills.store.database import db
from drills.store.feeds import read_feed
from drills.store.people import read_by_email
from tests.conftest import test_config


def command(folder: Path, *words: str, **settings: str):
    app = create_app(test_config(folder, **settings))
    with app.app_context():
        db.create_all()
        answer = app.test_cli_runner().invoke(args=["demo", *words])
        db.session.remove()
        db.engine.dispose()
    return answer


def test_it_is_not_loaded_without_being_asked_for(tmp_path):
    answer = command(tmp_path, "load")
    assert answer.exit_code == 1 and "DRILLS_DEMO=yes" in answer.output


def test_a_database_in_use_is_left_alone(app):
    app.config["DRILLS"] = test_config(app.config["DRILLS"].data, DRILLS_DEMO="yes")
    answer = app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1 and "A district is here already" in answer.output


def test_without_the_demo_there_are_no_sign_ins(tmp_path):
    answer = command(tmp_path, "sign-ins")
    assert answer.exit_code == 1 and "not loaded" in answer.output


@pytest.mark.slow
def test_sign_ins_stay_true_after_a_password_and_an_account_changed(tmp_path):
    assert command(tmp_path, "load", DRILLS_DEMO="yes").exit_code == 0
    first = command(tmp_path, "sign-ins", DRILLS_DEMO="yes")
    for word in ("director@harbor.example", "acting@valley.example", "officer@", PASSWORD):
        assert word in first.output
    assert command(tmp_path, "sign-ins", DRILLS_DEMO="yes").output == first.output
    app = create_app(test_config(tmp_path))
    with app.app_context():
        with small_write():
            read_by_email("director@harbor.example").password_hash = hash_password("another one")
        db.session.remove()
        db.engine.dispose()
    said = command(tmp_path, "sign-ins", DRILLS_DEMO="yes").output.splitlines()
    changed = [line for line in said if "another password now" in line]
    assert len(changed) == 1 and "director@harbor.example" in changed[0]


@pytest.mark.slow
def test_the_calendar_link_works_stays_the_same_and_is_made_anew_when_ended(tmp_path):
    command(tmp_path, "load", DRILLS_DEMO="yes")
    first = links(command(tmp_path, "sign-ins", DRILLS_DEMO="yes").output)
    assert len(first) == 2
    assert links(command(tmp_path, "sign-ins", DRILLS_DEMO="yes").output) == first
    app = create_app(test_config(tmp_path))
    with app.app_context():
        answer = app.test_client().get(urlsplit(first[0]).path)
        assert answer.status_code == 200
        assert answer.data.count(b"BEGIN:VEVENT") > 50
        with small_write():
            read_feed(Path(urlsplit(first[0]).path).stem)[0].revoked_at = clock.now()
        db.session.remove()
        db.engine.dispose()
    again = links(command(tmp_path, "sign-ins", DRILLS_DEMO="yes").output)
    assert again[0] != first[0] and again[1] == first[1]


def links(output: str) -> list[str]:
    return [word for word in output.split() if word.endswith(".ics")]
