"""A record's life: submitted, approved, locked, amended; who may, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from drills.actions.amend_record import amend_record
from drills.actions.approve_records import approve_records
from drills.actions.log_drill import log_drill
from drills.actions.query_record import answer_query, query_record
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.run_nightly import run_nightly
from drills.actions.send_back import send_back
from drills.actions.written import Times, Written, read_written
from drills.permissions import Person
from drills.store.audit import first_broken_row, read_history
from drills.store.database import db
from drills.store.life import read_remarks, read_versions
from drills.store.people import person_from_row
from drills.store.records import read_held, read_record
from drills.store.tables import DistrictRow, RecordRow
from tests import make

NOW = make.NOON
WHOLE = {
    "date": "2026-11-20",
    "time": "10:00",
    "type": "fire",
    "law_enforcement": "no",
    "situation": "class",
}


@dataclass
class Scene:
    """A Connecticut district with a director, a principal and one submitted record."""

    district: DistrictRow
    building: int
    director: Person
    principal: Person
    record: int

    def row(self) -> RecordRow:
        """The record as it stands in the database."""
        db.session.expire_all()
        row = read_record(self.record, self.district.id)
        assert row is not None
        return row

    def approve(self, by: Person | None = None, now: datetime = NOW):
        """Approve the record as it stands."""
        return approve_records(by or self.director, now, {self.record: self.row().version})

    def did(self) -> list[str]:
        """What the log of changes says was done with the record."""
        return [a.did for a in read_history(self.district.id, [f"record:{self.record}"])]


def written(**changes: str) -> Written:
    """A fire drill with everything that Connecticut wants on record, and changes."""
    return read_written({**WHOLE, **changes}, Times(), NOW, "America/New_York", minutes="4")


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district()
    building = make.add_building(district)
    director, principal = (
        person_from_row(make.add_person(district, role, where, name=name))
        for role, where, name in (
            ("director", None, "Dana Whitfield"),
            ("principal", [building], "Robin Example"),
        )
    )
    building_id = building.id
    db.session.commit()
    logged = log_drill(principal, NOW, building_id, written(), client_key="one")
    return Scene(district, building_id, director, principal, logged.record_id)


def amend(scene: Scene, by: Person | None = None, reason: str = "", **changes: str) -> None:
    """Change the record's words."""
    version = scene.row().version
    words = written(**changes)
    amend_record(
        by or scene.principal, NOW, scene.record, words, version=version, submit=True, reason=reason
    )


def test_the_name_and_title_of_the_one_who_recorded_stay_whatever_happens_to_the_person(scene):
    renamed = replace(scene.principal, name="Robin Newname", title="Superintendent")
    amend(scene, by=renamed, notes="Added later.")
    row = scene.row()
    assert (row.recorder_name, row.recorder_title) == ("Robin Example", "Principal")


def test_an_approved_record_counts_and_carries_the_directors_frozen_name(scene):
    assert scene.approve().done == [scene.record]
    row = scene.row()
    assert (row.state, row.approver_name, row.approver_title) == (
        "approved",
        "Dana Whitfield",
        "Director",
    )
    assert row.own_approval is False
    assert len(read_held([scene.building], "2026-27")[scene.building]) == 1
    assert scene.did() == ["record.submitted", "record.approved"]


def test_a_principal_approves_nothing(scene):
    with pytest.raises(NotAllowed):
        scene.approve(scene.principal)


def test_nobody_approves_a_record_that_they_wrote_in(scene):
    amend(scene, by=scene.director, notes="The director's words.")
    assert scene.approve().refused == {scene.record: "own_record"}
    assert scene.row().state == "submitted"


def test_where_the_district_allows_it_an_own_approval_is_marked(scene):
    scene.district.options = {"approve_own_records": True}
    db.session.commit()
    amend(scene, by=scene.director, notes="The director's words.")
    assert scene.approve().done == [scene.record]
    assert scene.row().own_approval is True
    (note,) = [
        a
        for a in read_history(scene.district.id, [f"record:{scene.record}"])
        if a.did == "record.approved"
    ]
    assert note.details["own"] is True


def test_what_the_law_wants_on_record_and_is_not_there_stops_the_approval(scene):
    amend(scene, law_enforcement="")
    assert scene.approve().refused == {scene.record: "proof_missing"}
    assert len(read_held([scene.building], "2026-27")[scene.building]) == 1, "it still counts"
    amend(scene, law_enforcement="yes")
    assert scene.approve().done == [scene.record]


def test_one_that_cannot_be_approved_holds_up_no_other(scene):
    bare = log_drill(
        scene.principal, NOW, scene.building, written(law_enforcement=""), client_key="two"
    ).record_id
    versions = {scene.record: scene.row().version, bare: 1}
    answer = approve_records(scene.director, NOW, versions)
    assert (answer.done, answer.refused) == ([scene.record], {bare: "proof_missing"})


def test_a_record_changed_since_it_was_read_is_not_approved(scene):
    version = scene.row().version
    amend(scene, notes="Another thing.")
    answer = approve_records(scene.director, NOW, {scene.record: version})
    assert answer.refused == {scene.record: "changed_meanwhile"}


def test_a_change_ends_the_approval_and_keeps_what_was_said(scene):
    scene.approve()
    amend(scene, time="10:30", notes="It began later.")
    row = scene.row()
    assert (row.state, row.approved_at, row.approver_name) == ("submitted", None, "")
    (before,) = read_versions(scene.record)
    assert (before.number, before.state, before.said["held_at"]) == (1, "approved", "10:00:00")
    assert (before.changer_name, before.reason) == ("Robin Example", "")


def test_saving_without_a_change_ends_no_approval(scene):
    scene.approve()
    amend(scene)
    assert scene.row().state == "approved"
    assert read_versions(scene.record) == []


@pytest.mark.parametrize(("days", "state"), [(29, "approved"), (30, "locked"), (31, "locked")])
def test_an_approved_record_locks_after_thirty_days(scene, days, state):
    scene.approve()
    run_nightly(scene.district.id, NOW + timedelta(days=days))
    assert scene.row().state == state
    assert ("record.locked" in scene.did()) == (state == "locked")


def test_the_district_sets_after_how_many_days_a_record_locks(scene):
    scene.district.options = {"lock_records_after_days": 3}
    db.session.commit()
    scene.approve()
    run_nightly(scene.district.id, NOW + timedelta(days=3))
    assert scene.row().state == "locked"
    assert len(read_held([scene.building], "2026-27")[scene.building]) == 1


def test_once_locked_every_change_wants_a_reason_for_good(scene):
    scene.approve()
    run_nightly(scene.district.id, NOW + timedelta(days=30))
    with pytest.raises(Refused) as refused:
        amend(scene, notes="Changed.")
    assert refused.value.errors == {"reason": "reason_missing"}
    amend(scene, reason="The radio log says 10:05.", time="10:05")
    assert scene.row().state == "submitted"
    assert read_versions(scene.record)[0].reason == "The radio log says 10:05."
    scene.approve()
    with pytest.raises(Refused):
        amend(scene, notes="Again.")


def test_a_locked_record_is_amended_and_never_sent_back(scene):
    scene.approve()
    run_nightly(scene.district.id, NOW + timedelta(days=30))
    with pytest.raises(Refused) as refused:
        send_back(scene.director, NOW, scene.record, "No.", version=scene.row().version)
    assert refused.value.errors == {"": "not_submitted"}


def test_an_approved_record_sent_back_stops_counting_and_is_approved_no_longer(scene):
    scene.approve()
    send_back(scene.director, NOW, scene.record, "Wrong day.", version=scene.row().version)
    row = scene.row()
    assert (row.state, row.approved_by, row.own_approval) == ("sent_back", None, False)
    assert read_held([scene.building], "2026-27") == {}


def test_a_question_waits_until_it_is_answered_and_the_record_goes_on_counting(scene):
    with pytest.raises(Refused) as refused:
        answer_query(scene.principal, NOW, scene.record, "Yes.")
    assert refused.value.errors == {"": "nothing_asked"}
    query_record(scene.director, NOW, scene.record, "Were the buses out?")
    assert scene.row().asked_at == NOW
    assert len(read_held([scene.building], "2026-27")[scene.building]) == 1
    answer_query(scene.principal, NOW, scene.record, "They were.")
    assert scene.row().asked_at is None
    said = [(r.kind, r.words, r.sayer_name) for r in read_remarks(scene.record)]
    assert said == [
        ("query", "Were the buses out?", "Dana Whitfield"),
        ("answer", "They were.", "Robin Example"),
    ]


def test_a_question_without_words_and_one_by_a_principal_are_refused(scene):
    with pytest.raises(Refused):
        query_record(scene.director, NOW, scene.record, "  ")
    with pytest.raises(NotAllowed):
        query_record(scene.principal, NOW, scene.record, "Why?")


def test_approving_nothing_or_what_is_another_districts_is_refused(scene):
    with pytest.raises(Refused):
        approve_records(scene.director, NOW, {})
    with pytest.raises(NotAllowed):
        approve_records(scene.director, NOW, {scene.record: 1, 999_999: 1})


def test_a_draft_is_not_approved(scene):
    draft = log_drill(
        scene.principal, NOW, scene.building, written(), client_key="draft", submit=False
    )
    answer = approve_records(scene.director, NOW, {draft.record_id: 1})
    assert answer.refused == {draft.record_id: "not_submitted"}


def test_the_whole_life_leaves_an_unbroken_chain(scene):
    scene.approve()
    amend(scene, notes="More.")
    query_record(scene.director, NOW, scene.record, "Sure?")
    scene.approve()
    run_nightly(scene.district.id, NOW + timedelta(days=40))
    assert first_broken_row(scene.district.id) is None


def test_a_form_that_was_read_before_the_lock_is_told_so(scene):
    scene.approve()
    version = scene.row().version
    run_nightly(scene.district.id, NOW + timedelta(days=40))
    with pytest.raises(ChangedMeanwhile):
        amend_record(
            scene.principal, NOW, scene.record, written(), version=version, submit=True, reason="x"
        )
