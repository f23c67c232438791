"""Corrective actions: opened by a record's problems, owned, due, closed only with proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from drills.actions.amend_record import amend_record
from drills.actions.corrective_actions import (
    ActionEntry,
    Proof,
    close_action,
    reopen_action,
    save_action,
)
from drills.actions.log_drill import log_drill
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.submit_record import submit_record
from drills.actions.written import Times, Written, read_written
from drills.permissions import Person
from drills.store.audit import first_broken_row, read_history
from drills.store.corrective import (
    count_actions,
    read_action,
    read_actions_of,
    read_listed,
    read_recurring,
)
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.records import read_record
from drills.store.tables import BuildingRow, CorrectiveActionRow, DistrictRow, EvidenceRow
from tests import make

NOW = make.NOON
PROBLEMS = ["alarm_not_heard", "radio_failed"]


@dataclass
class Scene:
    """A district of two buildings; in the first, a drill found two problems."""

    district: DistrictRow
    buildings: list[BuildingRow]
    director: Person
    principal: Person
    record: int

    def action(self, problem: str = "alarm_not_heard") -> CorrectiveActionRow:
        """The action of a problem, fresh from the database."""
        db.session.expire_all()
        return read_actions_of(self.record)[problem]

    def log(self, on: str, problems: list[str], where: int = 0, submit: bool = True) -> int:
        """A drill logged in a building."""
        written_ = written(on, problems)
        key = f"{on} {where} {submit}"
        return log_drill(
            self.director, NOW, self.buildings[where].id, written_, client_key=key, submit=submit
        ).record_id

    def close(self, by: Person | None = None, **proof) -> None:
        """Close the action of the alarm."""
        row = self.action()
        close_action(by or self.principal, NOW, row.id, Proof(**proof), "", version=row.version)


def written(on: str, problems: list[str]) -> Written:
    """A fire drill in which these problems were found."""
    values = {"date": on, "time": "10:00", "type": "fire"}
    return read_written(values, Times(), NOW, "America/New_York", problems=problems)


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district()
    buildings = [make.add_building(district, name) for name in ("Coleman", "Hill")]
    director = person_from_row(make.add_person(district, "director"))
    principal = person_from_row(make.add_person(district, "principal", [buildings[0]]))
    db.session.commit()
    found = Scene(district, buildings, director, principal, 0)
    logged = log_drill(
        principal, NOW, buildings[0].id, written("2026-11-10", PROBLEMS), client_key="one"
    )
    found.record = logged.record_id
    return found


def test_each_problem_opens_an_action_of_the_one_who_recorded_due_in_thirty_days(scene):
    assert set(read_actions_of(scene.record)) == set(PROBLEMS)
    row = scene.action()
    assert (row.state, row.owner_id) == ("open", scene.principal.id)
    assert row.found_on == make.day("2026-11-10")
    assert row.due_on == make.day("2026-12-24")
    assert first_broken_row(scene.district.id) is None


def test_a_draft_opens_nothing_until_it_is_submitted(scene):
    draft = scene.log("2026-11-12", ["radio_failed"], submit=False)
    assert read_actions_of(draft) == {}
    submit_record(scene.director, NOW, draft, version=1)
    assert set(read_actions_of(draft)) == {"radio_failed"}


def test_a_problem_taken_off_the_record_drops_its_action_and_ticked_again_opens_it(scene):
    for problems, state in ((["radio_failed"], "dropped"), (PROBLEMS, "open")):
        version = read_record(scene.record, scene.district.id).version
        words = written("2026-11-10", problems)
        amend_record(scene.principal, NOW, scene.record, words, version=version, submit=True)
        assert scene.action().state == state


def test_owner_day_and_words_are_set_and_noted(scene):
    row = scene.action()
    entry = ActionEntry(scene.director.id, make.day("2026-12-01"), "Call the alarm company.")
    save_action(scene.principal, NOW, row.id, entry, version=row.version)
    after = scene.action()
    assert (after.owner_id, after.words) == (scene.director.id, "Call the alarm company.")
    note = read_history(scene.district.id, [f"action:{row.id}"])[-1]
    assert note.details["changes"]["due"] == ["2026-12-24", "2026-12-01"]
    with pytest.raises(ChangedMeanwhile):
        save_action(scene.principal, NOW, row.id, entry, version=row.version - 1)


def test_an_action_needs_an_owner_of_the_district_and_a_day(scene):
    row = scene.action()
    stranger = make.add_person(make.add_district("Elsewhere"), "director").id
    db.session.commit()
    with pytest.raises(Refused) as refused:
        save_action(scene.principal, NOW, row.id, ActionEntry(stranger, None), version=row.version)
    assert set(refused.value.errors) == {"owner", "due_on"}


def test_without_proof_nothing_is_closed(scene):
    with pytest.raises(Refused) as refused:
        scene.close()
    assert refused.value.errors == {"proof": "proof_of_fix_missing"}


def test_a_later_drill_without_the_problem_closes_it(scene):
    later = scene.log("2026-11-20", ["radio_failed"])
    scene.close(record_id=later)
    row = scene.action()
    assert (row.state, row.closer_name, row.proof_record_id) == ("closed", "A principal", later)


@pytest.mark.parametrize(
    ("on", "problems", "where"),
    [
        ("2026-11-20", ["alarm_not_heard"], 0),  # it came back
        ("2026-11-09", [], 0),  # held before
        ("2026-11-10", [], 0),  # held on that day
        ("2026-11-20", [], 1),  # another building
    ],
)
def test_a_drill_that_does_not_show_the_fix_closes_nothing(scene, on, problems, where):
    other = scene.log(on, problems, where)
    with pytest.raises(Refused) as refused:
        scene.close(record_id=other)
    assert refused.value.errors == {"proof": "proof_record_wrong"}


@pytest.mark.parametrize(("hours", "closes"), [(-1, False), (0, True), (1, True)])
def test_a_file_proves_the_fix_where_it_was_added_since(scene, hours, closes):
    row = EvidenceRow(
        record_id=scene.record,
        sha256="0" * 64,
        original_sha256="1" * 64,
        kind="application/pdf",
        name="work-order.pdf",
        size=1,
        represents_on=make.day("2026-11-20"),
        uploaded_at=NOW + timedelta(hours=hours),
    )
    db.session.add(row)
    db.session.commit()
    if closes:
        scene.close(evidence_id=row.id)
        assert scene.action().proof_evidence_id == row.id
    else:
        with pytest.raises(Refused):
            scene.close(evidence_id=row.id)


def test_a_closed_action_is_opened_again_with_a_reason_only(scene):
    scene.close(record_id=scene.log("2026-11-20", []))
    row = scene.action()
    with pytest.raises(Refused):
        reopen_action(scene.director, NOW, row.id, " ", version=row.version)
    reopen_action(scene.director, NOW, row.id, "Not heard in the gym.", version=row.version)
    assert (scene.action().state, scene.action().closer_name) == ("open", "")


def test_another_buildings_action_is_not_there_for_a_principal(scene):
    other = read_actions_of(scene.log("2026-11-12", ["too_slow"], where=1))["too_slow"]
    entry = ActionEntry(scene.principal.id, make.day("2026-12-01"))
    with pytest.raises(NotAllowed):
        save_action(scene.principal, NOW, other.id, entry, version=other.version)
    assert read_action(other.id, scene.district.id + 1) is None


def test_a_problem_of_two_buildings_recurs_and_one_of_a_single_building_does_not(scene):
    scene.log("2026-11-12", ["alarm_not_heard"], where=1)
    (found,) = read_recurring(scene.district.id, None, make.day("2026-07-01"), 2)
    assert (found.problem, found.findings, found.buildings, found.still_open) == (
        "alarm_not_heard",
        2,
        2,
        2,
    )
    assert read_recurring(scene.district.id, None, make.day("2026-11-11"), 2) == []


@pytest.mark.parametrize(
    ("today", "late"), [("2026-12-23", 0), ("2026-12-24", 0), ("2026-12-25", 2)]
)
def test_an_action_is_late_from_the_day_after_its_last(scene, today, late):
    assert count_actions(scene.district.id, None, make.day(today)) == (2, late)
    assert [a.building.name for a in read_listed(scene.district.id, None, "open")] == [
        "Coleman",
        "Coleman",
    ]
