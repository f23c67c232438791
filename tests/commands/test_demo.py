"""flask demo: when it refuses, and what it says of sign-ins."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drills import clock
from drills.actions.passwords import hash_password
from drills.app import create_app
from drills.demo.set_up import PASSWORD
from drills.store.database import db, writing
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


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A data folder with the demo in it."""
    folder = tmp_path_factory.mktemp("demo")
    answer = command(folder, "load", DRILLS_DEMO="yes")
    assert answer.exit_code == 0, answer.output
    assert "8 buildings, 97 drills planned" in answer.output
    return folder


def said(folder: Path) -> str:
    return command(folder, "sign-ins", DRILLS_DEMO="yes").output


def links(output: str) -> list[str]:
    return [word for word in output.split() if word.endswith(".ics")]


@pytest.mark.slow
def test_sign_ins_stay_true_when_a_password_was_changed(loaded):
    first = said(loaded)
    for word in ("director@harbor.example", "acting@valley.example", "officer@", PASSWORD):
        assert word in first
    assert said(loaded) == first
    app = create_app(test_config(loaded))
    with app.app_context():
        with writing():  # outside of any chain: only the test does it
            read_by_email("director@harbor.example").password_hash = hash_password("another one")
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    changed = [line for line in said(loaded).splitlines() if "another password now" in line]
    assert len(changed) == 1 and "director@harbor.example" in changed[0]


@pytest.mark.slow
def test_the_calendar_link_works_stays_the_same_and_is_made_anew_when_ended(loaded):
    first = links(said(loaded))
    assert len(first) == 2
    assert links(said(loaded)) == first
    app = create_app(test_config(loaded))
    with app.app_context():
        answer = app.test_client().get(urlsplit(first[0]).path)
        assert answer.status_code == 200
        assert answer.data.count(b"BEGIN:VEVENT") > 50
        with writing():  # outside of any chain: only the test does it
            read_feed(Path(urlsplit(first[0]).path).stem)[0].revoked_at = clock.now()
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    again = links(said(loaded))
    assert again[0] != first[0] and again[1] == first[1]


@pytest.mark.slow
def test_a_link_for_a_police_officer_is_open_and_stays_the_same(loaded):
    first = [word for word in said(loaded).split() if "/evaluate/" in word]
    assert len(first) == 1
    assert [word for word in said(loaded).split() if "/evaluate/" in word] == first
    app = create_app(test_config(loaded))
    with app.app_context():
        answer = app.test_client().get(urlsplit(first[0]).path)
        assert answer.status_code == 200 and b"Lighthouse Elementary" in answer.data
        db.session.remove()
        db.engine.dispose()
