"""An officer's own page: asked to come, cannot come, all drills of the schools, signing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drills import clock
from drills.actions.move_drill import move_drill
from drills.actions.plan_rules import plan_as_it_stands
from drills.store.audit import read_history
from drills.store.database import db
from drills.store.outside import read_evaluations
from drills.store.people import person_from_row
from drills.store.tables import BuildingRow, DistrictRow, DrillRow, MailRow, PersonRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import counted_queries, soup


@dataclass
class Scene:
    """Officer Diaz covers Adams and Coleman; Hill is somebody else's."""

    app: Flask
    district: DistrictRow
    coleman: BuildingRow
    diaz: PersonRow
    principal: PersonRow
    asked: DrillRow
    other: DrillRow

    def client(self, who: PersonRow) -> FlaskClient:
        """Signed in as somebody."""
        return sign_in(self.app.test_client(), who)

    def away(self, reason: str = "In court that day", drill: DrillRow | None = None):
        """Diaz says that he cannot come."""
        address = f"/officer/{(drill or self.asked).id}/away"
        return self.client(self.diaz).post(address, data={"reason": reason})

    def mails(self) -> list[MailRow]:
        """What waits to be sent."""
        return list(db.session.scalars(select(MailRow).order_by(MailRow.id)))


@pytest.fixture
def scene(any_database: Flask, on_day) -> Scene:
    on_day("2026-11-24")
    district = make.add_district("Westbrook Public Schools")
    adams, coleman, hill = (
        make.add_building(district, name)
        for name in ("Adams High", "Coleman School", "Hill School")
    )
    diaz = make.add_person(district, "officer", [adams, coleman], name="Officer Diaz")
    principal = make.add_person(district, "principal", [coleman], email="p@example.org")
    make.add_person(district, "principal", [hill], email="other@example.org")
    make.add_person(district, "director", email="d@example.org")
    make.add_person(district, "staff", [coleman], email="s@example.org")
    plan = {"state": "planned", "told_beforehand": "nobody"}
    asked = make.add_drill([coleman], "2026-12-08", "lockdown", officer_id=diaz.id, **plan)
    other = make.add_drill([adams], "2026-12-10", "fire", **plan)
    make.add_drill([hill], "2026-12-11", "earthquake", **plan)
    make.add_drill([adams], "2026-11-10", "evacuation")
    make.add_drill([adams], "2026-11-12", "hold", record_state="draft")
    db.session.commit()
    return Scene(any_database, district, coleman, diaz, principal, asked, other)


def test_the_page_shows_every_drill_of_the_schools_covered_and_no_other(scene):
    page = soup(scene.client(scene.diaz), "/officer")
    asked = page.select_one("#asked").parent.get_text(" ", strip=True)
    assert "Coleman School" in asked and "Lockdown" in asked and "Tue, Dec 8" in asked
    others = page.select_one("#others").parent.get_text(" ", strip=True)
    assert "Adams High" in others and "Thu, Dec 10" in others
    past = page.select_one("#past").parent.get_text(" ", strip=True)
    assert "Tue, Nov 10" in past and "Nov 12" not in past, "a draft is not held yet"
    assert "Dec 11" not in page.get_text(), "Hill is not covered"
    assert page.select_one('a[href="/calendars"]') is not None


def test_an_officer_is_taken_there_after_signing_in(scene):
    assert scene.client(scene.diaz).get("/").location == "/officer"


def test_an_officer_who_cannot_come_is_told_to_principal_and_director_and_to_nobody_else(scene):
    assert scene.away().status_code == 303
    mails = scene.mails()
    assert {mail.to for mail in mails} == {"p@example.org", "d@example.org"}
    for mail in mails:
        assert mail.subject == "An officer cannot come: Coleman School", "no kind, no day"
        assert "Lockdown" in mail.body and "In court that day" in mail.body
        assert f"https://drills.example.org/drills/{scene.asked.id}" in mail.body
    page = soup(scene.client(scene.principal), f"/drills/{scene.asked.id}").get_text(
        " ", strip=True
    )
    assert "Officer Diaz cannot come" in page and "In court that day" in page
    assert "Plan again" in page
    rows = read_history(scene.district.id, [f"drill:{scene.asked.id}"])
    assert [row.did for row in rows] == ["drill.officer_away"]


def test_saying_it_twice_is_once(scene):
    scene.away()
    scene.away("Another reason")
    assert len(scene.mails()) == 2


def test_it_is_taken_back_and_the_school_hears(scene):
    scene.away()
    scene.client(scene.diaz).post(f"/officer/{scene.asked.id}/comes")
    assert len(scene.mails()) == 4
    assert scene.mails()[-1].subject == "An officer can come after all: Coleman School"
    page = soup(scene.client(scene.principal), f"/drills/{scene.asked.id}")
    assert (
        page.select_one(".banner-warning") is None
        or "cannot come" not in page.select_one(".banner-warning").get_text()
    )


def test_a_drill_that_moves_asks_anew(scene):
    scene.away()
    plan = plan_as_it_stands(scene.asked)
    move_drill(
        person_from_row(scene.principal),
        clock.now(),
        scene.asked.id,
        replace(plan, on=make.day("2026-12-09")),
        version=scene.asked.version,
    )
    page = soup(scene.client(scene.diaz), "/officer").get_text(" ", strip=True)
    assert "You cannot come" not in page
    assert scene.away().status_code == 303
    assert len(scene.mails()) >= 4


@pytest.mark.parametrize(("reason", "code"), [("", 422), ("x" * 300, 303), ("x" * 301, 422)])
def test_a_reason_is_given_in_at_most_300_letters(scene, reason, code):
    answer = scene.away(reason)
    assert answer.status_code == code
    if code == 422:
        assert not scene.mails()


def test_only_the_officer_asked_can_say_so(scene):
    assert scene.away(drill=scene.other).status_code == 404
    assert scene.client(scene.principal).post(f"/officer/{scene.asked.id}/away").status_code == 404


def test_an_officer_signs_a_held_drill_with_their_own_account(scene):
    client = scene.client(scene.diaz)
    link = soup(client, "/officer").select_one("#past").parent.select_one("td a")["href"]
    form = soup(client, link)
    assert form.select_one("[name=name]")["value"] == "Officer Diaz"
    scores = {f"score_{n}": "4" for n in range(5)}
    signed = {"kind": "police", "name": "R. Diaz", "title": "SRO", "agency": "Westbrook Police"}
    assert client.post(link, data={**scores, **signed, "kind": ""}).status_code == 422
    assert client.post(link, data={**scores, **signed}).status_code == 303
    record_id = int(link.split("/")[2])
    (row,) = read_evaluations([record_id])[record_id]
    assert (row.person_id, row.signer_name, row.kind) == (scene.diaz.id, "R. Diaz", "police")
    assert "Signed" in soup(client, "/officer").select_one("#past").parent.get_text()


def test_the_page_asks_the_database_as_often_for_twenty_drills_as_for_two(scene):
    client = scene.client(scene.diaz)
    with counted_queries() as few:
        client.get("/officer")
    for n in range(20):
        make.add_drill([scene.coleman], "2026-12-14", at=f"{8 + n % 6:02}:{n:02}", state="planned")
    db.session.commit()
    with counted_queries() as many:
        client.get("/officer")
    assert len(many) == len(few)
