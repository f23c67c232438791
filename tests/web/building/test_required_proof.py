"""What the law wants of one drill's record: said from the first minute, with the place where it
is given, and in the same words when an approval is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import Tag
from flask.testing import FlaskClient

from drills import clock
from drills.store.database import db
from drills.store.tables import DrillRow, EvidenceRow, RecordRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import soup, words


@dataclass
class Scene:
    """A building of a state, a principal who signed in, and the director."""

    building: Any
    principal: FlaskClient
    director: FlaskClient

    def drill(self, on: str, kind: str, answers: dict | None = None, **more: Any) -> DrillRow:
        """A drill with its record."""
        made = make.add_drill([self.building], on, kind, answers=answers or {}, **more)
        db.session.commit()
        return made


@pytest.fixture
def scene(app, on_day):
    """``scene("US-NE")`` on November 24."""
    on_day("2026-11-24")

    def of(state: str) -> Scene:
        district = make.add_district("Westbrook Public Schools", state)
        building = make.add_building(district)
        people = [make.add_person(district, r) for r in ("principal", "director")]
        db.session.commit()
        return Scene(building, *(sign_in(app.test_client(), p) for p in people))

    return of


def attach(record: RecordRow, **more: Any) -> EvidenceRow:
    """A file on the record."""
    row = EvidenceRow(
        record_id=record.id,
        sha256="a" * 64,
        original_sha256="b" * 64,
        kind="application/pdf",
        name="form.pdf",
        size=10,
        represents_on=record.held_on,
        uploaded_at=clock.now(),
        **more,
    )
    db.session.add(row)
    db.session.commit()
    return row


def wanted(page: Tag, about: str) -> Tag:
    """The line of the list that speaks of it."""
    lines = page.select("#log-wanted li:not([hidden]), .proof li")
    (line,) = [line for line in lines if about in words(line).lower()]
    return line


FORM = "the state’s form, filled in, as a file"


def test_the_log_form_lists_what_is_wanted_before_anything_is_written(scene):
    at = scene("US-NE")
    page = soup(at.principal, f"/buildings/{at.building.id}/log")
    (line,) = [line for line in page.select("#log-wanted li") if FORM in words(line)]
    assert line["data-types"] == "fire" and line["data-fields"] == "files"


def test_a_planned_drill_leads_to_the_officers_link_before_it_is_held(scene):
    at = scene("US-CT")
    drill = at.drill("2026-12-08", "lockdown", state="planned")
    record = drill.records[0]
    form = soup(at.principal, f"/drills/{drill.id}/log?building={at.building.id}")
    for page in (form, soup(at.principal, f"/records/{record.id}")):
        line = wanted(page, "an evaluation signed by police or fire")
        assert line.a["href"] == f"/records/{record.id}/guests"
        assert "(stops no approval)" in words(line)


def test_the_record_s_page_leads_to_the_place_where_each_thing_is_given(scene):
    at = scene("US-OK")
    id_ = at.drill("2026-11-10", "bus_evacuation", {"participants": 40}).records[0].id
    page = soup(at.principal, f"/records/{id_}")
    note = wanted(page, "a note (which staff took part, the bus and its driver)")
    assert note.a["href"] == f"/records/{id_}/edit#notes"
    assert wanted(page, FORM).a["href"] == f"/records/{id_}#evidence"
    form = soup(at.principal, f"/records/{id_}/edit")
    assert wanted(form, "how many people took part")["class"] == ["is-there"]
    assert wanted(form, "a note (").a["href"] == "#notes"
    for line in page.select(".proof a[href*='/edit#']"):
        assert form.select_one(f"#{line['href'].partition('#')[2]}"), line["href"]


@pytest.mark.parametrize(
    ("file", "stands"), [(None, "submitted"), ({}, "approved"), ({"erased": 1}, "submitted")]
)
def test_nebraska_s_form_is_approved_with_a_file_that_is_still_there(scene, file, stands):
    at = scene("US-NE")
    record = at.drill("2026-11-10", "fire").records[0]
    if file is not None:
        attach(record, erased_at=clock.now() if file else None)
    lacks = soup(at.director, f"/records/{record.id}").select_one(".banner-info, .banner")
    answer = at.director.post(
        f"/records/{record.id}/approve", data={"version": record.version}, follow_redirects=True
    )
    db.session.expire_all()
    assert db.session.get(RecordRow, record.id).state == stands
    if stands == "submitted":
        said = f"Missing: {FORM}."
        assert lacks.a["href"] == f"/records/{record.id}#evidence"
        assert said in words(lacks) and said in answer.get_data(as_text=True)


def test_a_wish_is_listed_and_a_record_without_it_is_approved(scene):
    at = scene("US-WV")
    record = at.drill("2026-11-10", "fire").records[0]
    assert "(stops no approval)" in words(wanted(soup(at.principal, f"/records/{record.id}"), FORM))
    at.director.post(f"/records/{record.id}/approve", data={"version": record.version})
    db.session.expire_all()
    assert db.session.get(RecordRow, record.id).state == "approved"


@pytest.mark.parametrize(("state", "signed"), [("draft", "missing"), ("submitted", "on record")])
def test_michigan_s_signature_is_given_by_submitting(scene, state, signed):
    at = scene("US-MI")
    record = at.drill("2026-11-10", "fire", record_state=state).records[0]
    record.recorder_name = "Ana Ruiz"
    db.session.commit()
    line = wanted(soup(at.principal, f"/records/{record.id}"), "the signature of the principal")
    assert f": {signed}" in words(line) or signed in words(line)
    assert line.a is None
