"""The mailbox of a copy that sends nothing: its own district's mails, for administrators."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from config import MailServer
from drills.actions.send_mail import queue_mail
from drills.jobs.schedule import JOBS
from drills.store.database import db
from drills.store.tables import DistrictRow, MailRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import soup, words


@pytest.fixture
def mails(app: Flask, on_day) -> dict[str, int]:
    """One mail of ours and one of another district, both in the folder; one still waiting."""
    on_day("2026-11-24")
    district = make.add_district("Westbrook Public Schools")
    noise = db.session.query(DistrictRow).filter(DistrictRow.id != district.id).one()
    body = "Hello Año,\n\nhttps://drills.example.org/password/abc <b>&\n"
    queue_mail("ours", district.id, "robin@example.org", "Our subject", body, make.NOON)
    queue_mail("theirs", noise.id, "x@example.org", "Their subject", "Theirs\n", make.NOON)
    db.session.commit()
    assert next(job for job in JOBS if job.name == "mail").run(lambda _zone: make.NOON, False) == 2
    queue_mail("waiting", district.id, "late@example.org", "Not yet", "Waits\n", make.NOON)
    db.session.commit()
    numbers = {row.key: row.id for row in db.session.query(MailRow)}
    return {**numbers, "district": district.id}


def client_of(app: Flask, mails: dict[str, int], role: str):
    district = db.session.get(DistrictRow, mails["district"])
    return sign_in(app.test_client(), make.add_person(district, role))


def test_the_list_holds_ours_and_says_how_many_wait(app: Flask, mails) -> None:
    said = words(soup(client_of(app, mails, "administrator"), "/mailbox").main)
    assert "Our subject" in said and "robin@example.org" in said
    assert "Their subject" not in said
    assert "1 mail waits" in said


def test_a_mail_reads_as_it_was_written(app: Flask, mails) -> None:
    page = soup(client_of(app, mails, "administrator"), f"/mailbox/{mails['ours']}")
    said = page.find(class_="mail-body")
    assert "Hello Año," in said.get_text() and "<b>&" in said.get_text()
    assert said.a["href"] == "https://drills.example.org/password/abc"


def test_another_districts_mail_and_one_that_waits_are_not_there(app: Flask, mails) -> None:
    client = client_of(app, mails, "administrator")
    for name in ("theirs", "waiting"):
        assert client.get(f"/mailbox/{mails[name]}").status_code == 404


@pytest.mark.parametrize("role", ["director", "principal", "staff", "officer"])
def test_only_administrators_read_it(app: Flask, mails, role: str) -> None:
    client = client_of(app, mails, role)
    assert client.get("/mailbox").status_code == 403
    assert client.get(f"/mailbox/{mails['ours']}").status_code == 403


@pytest.mark.parametrize(
    "change",
    [{"mail": MailServer("mail.example.org", 25, "none")}, {"production": True}],
    ids=["real mail", "production"],
)
def test_it_is_not_there_where_mail_is_real(app: Flask, mails, change) -> None:
    app.config["DRILLS"] = replace(app.config["DRILLS"], **change)
    client = client_of(app, mails, "administrator")
    assert client.get("/mailbox").status_code == 404
    assert client.get(f"/mailbox/{mails['ours']}").status_code == 404


def test_a_file_that_somebody_took_away_is_told(app: Flask, mails, tmp_path: Path) -> None:
    for file in (tmp_path / "mail").iterdir():
        file.unlink()
    page = soup(client_of(app, mails, "administrator"), f"/mailbox/{mails['ours']}")
    assert "no longer in the folder" in words(page.main)


def test_an_empty_mailbox_says_what_to_do(app: Flask) -> None:
    district = make.add_district("Westbrook Public Schools")
    client = sign_in(app.test_client(), make.add_person(district, "administrator"))
    assert "Plan a drill for tomorrow" in words(soup(client, "/mailbox").main)
