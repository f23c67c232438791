"""A police or fire officer without an account: the link, what it shows, signing once."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from drills import clock
from drills.actions.evaluation_questions import set_questions
from drills.actions.share_drill import Guest, share_drill
from drills.store.audit import first_broken_row, read_history
from drills.store.database import db
from drills.store.outside import evaluation_hash, read_evaluations
from drills.store.people import person_from_row, secret_hash
from drills.store.tables import (
    BuildingRow,
    DistrictRow,
    DrillRow,
    EvaluationRow,
    MailRow,
    OutsideLinkRow,
    PersonRow,
)
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import soup

SIGNED = {
    "score_0": "5",
    "score_1": "4",
    "score_2": "",
    "score_3": "3",
    "score_4": "5",
    "feedback": "The north door stuck.",
    "name": "Ana Ruiz",
    "title": "Captain",
    "agency": "Westbrook Fire Department",
}


@dataclass
class Scene:
    """A school with a principal, a fire drill held today and one to come."""

    app: Flask
    district: DistrictRow
    coleman: BuildingRow
    principal: PersonRow
    director: PersonRow
    held: int  # record
    coming: int  # record
    on_day: Callable[..., datetime]

    def share(self, record_id: int | None = None, **guest) -> str:
        """A new link of the principal's: its path."""
        db.session.commit()
        made = share_drill(
            person_from_row(self.principal),
            clock.now(),
            record_id or self.held,
            Guest(**{"kind": "fire", **guest}),
        )
        return f"/evaluate/{made.secret}"


@pytest.fixture
def scene(any_database: Flask, on_day) -> Scene:
    on_day("2026-11-24", "11:00")
    district = make.add_district("Westbrook Public Schools")
    coleman = make.add_building(district, "Coleman Elementary")
    principal = make.add_person(district, "principal", [coleman], name="Robin Example")
    director = make.add_person(district, "director")
    held = make.add_drill([coleman], "2026-11-24", note="Secret plan")
    held.records[0].notes = "A pupil fell"
    coming = make.add_drill([coleman], "2026-12-08", "lockdown", state="planned")
    db.session.commit()
    return Scene(
        any_database,
        district,
        coleman,
        principal,
        director,
        held.records[0].id,
        coming.records[0].id,
        on_day,
    )


def test_a_guest_sees_the_drill_and_nothing_that_was_written_of_it(scene):
    page = scene.app.test_client().get(scene.share())
    assert page.status_code == 200
    assert "Coleman Elementary" in page.text and "Tuesday, November 24" in page.text
    assert "Secret plan" not in page.text and "A pupil fell" not in page.text
    assert "Robin" not in page.text
    assert 'href="/"' not in page.text and "/sign-in" not in page.text


def test_the_page_is_kept_nowhere_and_tells_nobody_its_address(scene):
    path = scene.share()
    for answer in (
        scene.app.test_client().get(path),
        scene.app.test_client().post(path, data={}),
        scene.app.test_client().get("/evaluate/never-was"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_signing_keeps_scores_words_and_who_signed_on_the_record(scene):
    path = scene.share()
    answer = scene.app.test_client().post(path, data=SIGNED)
    assert answer.status_code == 200 and "Thank you" in answer.text
    (row,) = read_evaluations([scene.held])[scene.held]
    assert (row.signer_name, row.signer_title, row.agency) == (
        "Ana Ruiz",
        "Captain",
        "Westbrook Fire Department",
    )
    assert [a["score"] for a in row.answers] == [5, 4, None, 3, 5]
    page = soup(sign_in(scene.app.test_client(), scene.principal), f"/records/{scene.held}")
    said = page.select_one(".signed").get_text(" ", strip=True)
    assert "Ana Ruiz" in said and "mean score 4.2 of 5" in said and "The north door stuck." in said


def test_the_chain_of_changes_names_who_signed_and_holds_the_hash(scene):
    path = scene.share()
    scene.app.test_client().post(path, data=SIGNED)
    rows = read_history(scene.district.id, [f"record:{scene.held}"])
    assert [row.did for row in rows] == ["record.shared", "record.evaluated"]
    assert rows[1].person_id is None
    assert rows[1].person_name == "Ana Ruiz, Westbrook Fire Department"
    (signed,) = read_evaluations([scene.held])[scene.held]
    assert rows[1].details["sha256"] == evaluation_hash(signed)
    assert first_broken_row(scene.district.id) is None


def test_a_link_signs_once(scene):
    path = scene.share()
    scene.app.test_client().post(path, data=SIGNED)
    again = scene.app.test_client().post(path, data={**SIGNED, "name": "Somebody else"})
    assert again.status_code == 410 and "was used" in again.text
    assert scene.app.test_client().get(path).status_code == 410
    assert len(read_evaluations([scene.held])[scene.held]) == 1


def test_looking_does_not_use_the_link_up(scene):
    path = scene.share()
    for _ in range(3):
        assert scene.app.test_client().get(path).status_code == 200


@pytest.mark.parametrize(("days", "minutes", "code"), [(14, -1, 200), (14, 0, 410), (14, 1, 410)])
def test_a_link_lasts_fourteen_days(scene, monkeypatch, days, minutes, code):
    path = scene.share()
    # It counts from noon of the drill's day, where that is later than now.
    later = datetime.fromisoformat("2026-11-24T17:00+00:00") + timedelta(days, minutes=minutes * 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert scene.app.test_client().get(path).status_code == code


def test_a_link_to_a_drill_to_come_lasts_fourteen_days_from_it_and_signs_on_its_day(scene):
    path = scene.share(scene.coming)
    early = scene.app.test_client().get(path)
    assert early.status_code == 200 and "still to come" in early.text
    assert "<form" not in early.text
    assert scene.app.test_client().post(path, data=SIGNED).status_code == 422
    scene.on_day("2026-12-08", "09:00")
    assert "<form" in scene.app.test_client().get(path).text
    assert scene.app.test_client().post(path, data=SIGNED).status_code == 200
    scene.on_day("2026-12-08", "09:05")
    assert len(read_evaluations([scene.coming])[scene.coming]) == 1


def test_an_ended_link_opens_nothing(scene):
    path = scene.share()
    client = sign_in(scene.app.test_client(), scene.principal)
    link = db.session.scalars(select(OutsideLinkRow)).one()
    client.post(f"/records/{scene.held}/guests/end", data={"link": str(link.id)})
    assert scene.app.test_client().get(path).status_code == 410
    assert scene.app.test_client().post(path, data=SIGNED).status_code == 410


def test_a_cancelled_drill_cannot_be_signed(scene):
    path = scene.share(scene.coming)
    for drill in db.session.scalars(select(DrillRow).where(DrillRow.type == "lockdown")):
        drill.state = "cancelled"
    db.session.commit()
    scene.on_day("2026-12-08")
    assert "cancelled" in scene.app.test_client().get(path).text
    assert scene.app.test_client().post(path, data=SIGNED).status_code == 422


def test_what_is_missing_is_said_beside_its_field_and_keeps_what_was_typed(scene):
    path = scene.share()
    answer = scene.app.test_client().post(
        path, data={**SIGNED, "name": " ", "score_1": "9", "score_4": None}
    )
    assert answer.status_code == 422
    assert "Enter your name." in answer.text
    assert answer.text.count('class="field-error"') == 3
    assert "The north door stuck." in answer.text and 'value="Captain"' in answer.text
    assert scene.app.test_client().get(path).status_code == 200, "it is not spent"


def test_guesses_are_counted(scene):
    client = scene.app.test_client()
    codes = [client.get(f"/evaluate/guess-{n}").status_code for n in range(32)]
    assert codes[0] == 404 and codes[29] == 404 and codes[30] == 429
    assert client.get(scene.share()).status_code == 200, "a right link still opens"


def test_the_secret_is_stored_hashed_and_stands_in_no_log(scene, caplog):
    path = scene.share()
    secret = path.rsplit("/", 1)[1]
    link = db.session.scalars(select(OutsideLinkRow)).one()
    assert link.secret_hash == secret_hash(secret)
    with caplog.at_level(logging.INFO):
        logging.getLogger("werkzeug").info('"GET %s HTTP/1.1" 200', path)
        scene.app.logger.error("Exception on %s [POST]", path)
    assert secret not in caplog.text and "/evaluate/[secret]" in caplog.text
    rows = read_history(scene.district.id, [f"record:{scene.held}"])
    assert secret not in str([row.details for row in rows])
    assert not db.session.scalars(select(MailRow)).all()


def test_the_principal_makes_a_link_and_sees_it_with_its_code_for_a_quarter_of_an_hour(scene):
    client = sign_in(scene.app.test_client(), scene.principal)
    address = f"/records/{scene.held}/guests"
    made = client.post(address, data={"kind": "fire", "for_whom": "Engine 2", "days": "14"})
    assert made.status_code == 303
    page = soup(client, address)
    link = page.select_one("#address")["value"]
    assert re.fullmatch(r"https://drills\.example\.org/evaluate/[\w-]{43}", link)
    assert page.select_one(".qr-figure svg path") is not None
    assert scene.app.test_client().get(link.removeprefix("https://drills.example.org")).status_code
    other = sign_in(scene.app.test_client(), scene.director)
    assert soup(other, address).select_one("#address") is None, "only who made it"
    scene.on_day("2026-11-24", "11:16")
    assert soup(client, address).select_one("#address") is None


@pytest.mark.parametrize("days", ["0", "61", "many", ""])
def test_the_days_of_a_link_are_from_one_to_sixty(scene, days):
    client = sign_in(scene.app.test_client(), scene.principal)
    answer = client.post(f"/records/{scene.held}/guests", data={"kind": "fire", "days": days})
    assert answer.status_code == 422 and "from 1 to 60" in answer.text


def test_at_most_ten_links_are_open_at_a_time(scene):
    for _ in range(10):
        scene.share()
    client = sign_in(scene.app.test_client(), scene.principal)
    answer = client.post(f"/records/{scene.held}/guests", data={"kind": "fire", "days": "14"})
    assert answer.status_code == 422 and "Ten links" in answer.text


def test_the_district_sets_its_questions_and_what_was_signed_keeps_its_own(scene):
    scene.app.test_client().post(scene.share(), data=SIGNED)
    client = sign_in(scene.app.test_client(), scene.director)
    client.post("/evaluation-questions", data={"questions": "Doors locked?\n\nLights off?\n"})
    page = scene.app.test_client().get(scene.share())
    assert "Doors locked?" in page.text and "Everyone was accounted for" not in page.text
    (row,) = read_evaluations([scene.held])[scene.held]
    assert row.answers[3]["question"] == "Everyone was accounted for"
    set_questions(person_from_row(scene.director), clock.now(), [])
    assert "Everyone was accounted for" in scene.app.test_client().get(scene.share()).text


@pytest.mark.parametrize(("number", "code"), [(11, 303), (12, 303), (13, 422)])
def test_at_most_twelve_questions_are_asked(scene, number, code):
    client = sign_in(scene.app.test_client(), scene.director)
    lines = "\n".join(f"Question {n}" for n in range(number))
    assert client.post("/evaluation-questions", data={"questions": lines}).status_code == code


def test_two_who_sign_at_once_leave_one_evaluation(scene):
    path = scene.share()
    link = db.session.scalars(select(OutsideLinkRow)).one()
    scene.app.test_client().post(path, data=SIGNED)
    # The database itself holds it, should two writes ever pass the check together.
    twice = EvaluationRow(
        record_id=scene.held,
        link_id=link.id,
        kind="fire",
        signer_name="B",
        signer_title="C",
        agency="D",
        signed_at=make.NOON,
    )
    db.session.add(twice)
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.flush()
    db.session.rollback()


def test_a_guest_reads_spanish_by_a_link_on_the_page(scene):
    path = scene.share()
    page = scene.app.test_client().get(path)
    assert f"{path}?language=es" in page.text
    assert "Evaluar" in scene.app.test_client().get(f"{path}?language=es").text
