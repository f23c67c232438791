"""What each state's law wants in one drill's record: proof.yaml says it, read by hand.

For each duty one record that holds all of it, one that holds none, and for each thing one
that lacks just that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from drills.compliance.duty import FILES, SIGNERS, Duty
from drills.compliance.loading import known_jurisdictions, load_pack
from drills.compliance.proof import OnRecord, missing_of, wanted_of, wants_of
from drills.facts import Drill

TOLD = yaml.safe_load((Path(__file__).parent / "proof.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(state, name, told, id=f"{state} {name}")
    for state, duties in TOLD.items()
    for name, told in duties.items()
]
DAY = date(2026, 10, 6)
ANSWERS: dict[str, Any] = {
    "time": time(10),
    "duration_seconds": 0,
    "participants": 0,
    "announced": "none",
    "law_enforcement": True,
    "fire_department": True,
    "obstructed_exit": False,
    "training_given": False,
    "parents_notified_on": DAY,
    "alarm_sounded": False,
    "notes": "It went as it should.",
}


def duty_of(state: str, name: str) -> Duty:
    """The duty of that id in the state's pack."""
    return next(duty for duty in load_pack(state).duties if duty.id == name)


def record(kind: str, things: list[str], day: date = DAY) -> OnRecord:
    """A record of a drill that holds just these things; no and nought are answers too."""
    answers = {name: ANSWERS[name] for name in things if name in ANSWERS}
    signers = {who for thing in things for who in thing.split("+") if who in SIGNERS}
    return OnRecord(
        Drill(day, kind, **answers),
        "Ana Ruiz" if "in_charge" in things else "",
        len([thing for thing in things if thing in FILES]),
        frozenset(signers),
    )


def everything(told: dict[str, Any]) -> list[str]:
    """All that the law wants, wishes with the rest."""
    return [*told["wants"], *told.get("wishes", [])]


def lacking(duty: Duty, has: OnRecord) -> set[str]:
    """The names of what is missing."""
    return {one.name for one in missing_of([duty], has)}


def test_no_duty_wants_anything_that_the_list_does_not_tell():
    found = {(s, d.id) for s in known_jurisdictions() for d in load_pack(s).duties if wants_of(d)}
    assert found == {(state, name) for state, duties in TOLD.items() for name in duties}


@pytest.mark.parametrize(("state", "name", "told"), CASES)
def test_a_record_that_holds_it_all_lacks_nothing(state, name, told):
    assert lacking(duty_of(state, name), record(told["of"], everything(told))) == set()


@pytest.mark.parametrize(("state", "name", "told"), CASES)
def test_a_record_that_holds_nothing_lacks_it_all_and_what_binds_stops_it(state, name, told):
    missing = missing_of([duty_of(state, name)], record(told["of"], []))
    assert {one.name for one in missing} == set(everything(told))
    stops = set(told["wants"]) if told.get("stops", True) else set()
    assert {one.name for one in missing if one.binds} == stops
    assert {word for one in missing for word in one.tells} == set(told.get("tells", []))
    assert all(one.citation for one in missing)


@pytest.mark.parametrize(("state", "name", "told"), CASES)
def test_each_thing_is_missed_by_itself(state, name, told):
    for thing in everything(told):
        rest = [other for other in everything(told) if other != thing]
        assert lacking(duty_of(state, name), record(told["of"], rest)) == {thing}


@pytest.mark.parametrize(("state", "name", "told"), [c for c in CASES if "not_of" in c.values[2]])
def test_drills_of_other_kinds_are_not_asked(state, name, told):
    assert lacking(duty_of(state, name), record(told["not_of"], [])) == set()


@pytest.mark.parametrize(("state", "name", "told"), [c for c in CASES if "since" in c.values[2]])
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_drill_held_before_the_law_is_not_held_to_it(state, name, told, days):
    bare = record(told["of"], [], told["since"] + timedelta(days))
    assert bool(lacking(duty_of(state, name), bare)) == (days >= 0)


@pytest.mark.parametrize("there", [True, None, False])
def test_an_officer_s_signature_is_wished_for_unless_the_record_says_that_none_was_there(there):
    duty = duty_of("US-IL", "fire-certification")
    wanted = wanted_of([duty], Drill(DAY, "fire", fire_department=there))
    assert [one.name for one in wanted if one.signers] == ([] if there is False else ["fire"])
    assert not any(one.binds for one in wanted if one.signers)


@pytest.mark.parametrize("held_as", ["real_event", "false_alarm"])
def test_no_form_is_wanted_of_what_was_no_drill(held_as):
    duty = duty_of("US-NE", "fire-drill-form")
    assert wanted_of([duty], Drill(DAY, "fire", held_as=held_as)) == ()


def test_what_two_duties_want_binds_where_one_of_them_does():
    sure = duty_of("US-OH", "keep-date-time")
    unsure = replace(sure, id="unsure", confidence="low", citation="Elsewhere")
    (both,) = missing_of([unsure, sure], record("fire", []))
    assert both.binds and both.citation == f"Elsewhere; {sure.citation}"
    (alone,) = missing_of([unsure], record("fire", []))
    assert not alone.binds
