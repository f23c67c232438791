"""What can be said of a missed window: excused where the law allows it, made up, answered for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from drills.actions.answer_window import WindowAnswer, answer_window, withdraw_answer
from drills.actions.keep_verdicts import RANK_ANSWERED, RANK_AT_RISK, RANK_MISSED, judge_district
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.audit import first_broken_row
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import BuildingRow, DistrictRow, WindowAnswerRow
from drills.store.verdicts import read_of
from tests import make

NOW, TODAY, YEAR = make.NOON, make.day("2026-11-24"), "2026-27"
SEPTEMBER = (make.day("2026-09-02"), make.day("2026-09-30"))
OCTOBER = (make.day("2026-10-01"), make.day("2026-10-31"))


@dataclass
class Scene:
    """A building that missed some months of its monthly fire drill, and who may say so."""

    district: DistrictRow
    building: BuildingRow
    director: Person
    principal: Person
    rule: str

    def say(self, window, kind: str, by: Person | None = None, **more) -> int:
        """Say something of a window."""
        more.setdefault("words", "Hail and a storm all week.")
        answer = WindowAnswer(self.rule, *window, kind, **more)
        return answer_window(by or self.director, NOW, self.building.id, YEAR, answer)

    def refused(self, window, kind: str, **more) -> dict[str, str]:
        """Why it cannot be said."""
        with pytest.raises(Refused) as refused:
            self.say(window, kind, **more)
        return refused.value.errors

    def cell(self) -> dict:
        """The rule's cell of the building, judged anew."""
        (found,) = judge_district(self.district.id, TODAY)
        return next(c for c in found["cells"] if c["id"] == self.rule)


def build(state: str, held: list[str], rule: str = "fire-monthly") -> Scene:
    """A district of a state whose building held fire drills on these days."""
    district = make.add_district(jurisdiction=state)
    building = make.add_building(district)
    for on in held:
        make.add_drill([building], on)
    people = [
        person_from_row(make.add_person(district, role, where))
        for role, where in (("director", None), ("principal", [building]))
    ]
    db.session.commit()
    return Scene(district, building, *people, rule)


@pytest.fixture
def alaska(any_database: Flask) -> Scene:
    """Alaska excuses a month in which the weather did not permit a drill."""
    return build("US-AK", ["2026-09-10", "2026-11-03"], "emergency-monthly")


@pytest.fixture
def connecticut(app: Flask) -> Scene:
    """Connecticut names no excuse."""
    return build("US-CT", ["2026-09-10", "2026-11-03"])


def test_a_lawful_excuse_makes_the_window_excused_and_the_rest_stays_as_it_was(alaska):
    assert alaska.cell()["status"] == "missed"
    answer_id = alaska.say(OCTOBER, "excused", excuse="weather")
    assert alaska.cell()["missed"] == []
    row = db.session.get(WindowAnswerRow, answer_id)
    assert (row.giver_name, row.giver_title, row.given_on) == ("A director", "Director", TODAY)
    assert row.law
    assert first_broken_row(alaska.district.id) is None


def test_an_excuse_that_the_law_does_not_name_is_refused(alaska):
    assert alaska.refused(OCTOBER, "excused", excuse="vacation") == {"how": "excuse_unknown"}


def test_no_excuse_helps_where_the_law_names_none(connecticut):
    assert connecticut.refused(OCTOBER, "excused", excuse="weather") == {"how": "excuse_unknown"}
    assert connecticut.cell()["status"] == "missed"


@pytest.mark.parametrize(("held", "excused"), [(3, False), (4, True), (5, True)])
def test_a_condition_of_the_law_on_its_excuse_is_kept(app, held, excused):
    days = ["2026-09-08", "2026-09-10", "2026-09-15", "2026-09-17", "2026-09-22"][:held]
    scene = build("US-NH", days, "egress-monthly")
    if excused:
        scene.say(OCTOBER, "excused", excuse="severe-weather")
        assert all(w["opens"] != "2026-10-01" for w in scene.cell()["missed"])
    else:
        found = scene.refused(OCTOBER, "excused", excuse="severe-weather")
        assert found == {"how": "excuse_not_met"}


def test_a_principal_excuses_nothing_and_may_say_what_made_it_up(connecticut):
    with pytest.raises(NotAllowed):
        connecticut.say(OCTOBER, "answered", by=connecticut.principal)
    late = make.add_drill([connecticut.building], "2026-11-10").records[0].id
    db.session.commit()
    connecticut.say(OCTOBER, "made_up", by=connecticut.principal, record=late, words="")


def test_a_window_made_up_stays_missed_and_presses_no_more(connecticut):
    late = make.add_drill([connecticut.building], "2026-11-10").records[0].id
    db.session.commit()
    connecticut.say(OCTOBER, "made_up", record=late)
    cell = connecticut.cell()
    (window,) = [w for w in cell["missed"] if w["opens"] == "2026-10-01"]
    assert (cell["status"], window["answered"]) == ("missed", "made_up")


def test_a_building_leaves_the_missed_ones_once_everything_missed_is_answered_for(connecticut):
    (before,) = judge_district(connecticut.district.id, TODAY)
    missed = [c["id"] for c in before["cells"] if not c["advisory"] and c["missed"]]
    assert (before["rank"], missed) == (RANK_MISSED, ["fire-monthly"])
    connecticut.say(OCTOBER, "answered")
    kept = read_of([connecticut.building.id])[connecticut.building.id]
    assert kept.status == "missed", "answering for it makes nothing undone"
    assert kept.rank in (RANK_AT_RISK, RANK_ANSWERED)


@pytest.mark.parametrize(
    ("on", "kind", "state"),
    [
        ("2026-10-20", "lockdown", "submitted"),
        ("2026-11-12", "lockdown", "submitted"),
        ("2026-11-12", "fire", "draft"),
        ("2026-11-12", "fire", "sent_back"),
    ],
)
def test_a_drill_of_another_kind_or_too_early_or_unfinished_makes_nothing_up(
    connecticut, on, kind, state
):
    record = make.add_drill([connecticut.building], on, kind, record_state=state).records[0]
    if kind == "lockdown":
        record.drill.type = "tabletop"
    db.session.commit()
    assert connecticut.refused(OCTOBER, "made_up", record=record.id) == {"record": "make_up_wrong"}


def test_one_drill_makes_up_one_window_of_a_rule(app):
    scene = build("US-CT", ["2026-11-03"])
    late = make.add_drill([scene.building], "2026-11-10").records[0].id
    db.session.commit()
    scene.say(OCTOBER, "made_up", record=late)
    assert scene.refused(SEPTEMBER, "made_up", record=late) == {"record": "make_up_taken"}


def test_a_window_is_answered_once_and_only_where_it_was_missed(connecticut):
    connecticut.say(OCTOBER, "answered")
    assert connecticut.refused(OCTOBER, "answered") == {"window": "window_answered"}
    assert connecticut.refused(SEPTEMBER, "answered") == {"window": "window_gone"}


def test_words_are_asked_for(connecticut):
    assert connecticut.refused(OCTOBER, "answered", words=" ") == {"words": "words_missing"}
    assert connecticut.refused(OCTOBER, "", words="x") == {"how": "how_missing"}


def test_an_answer_taken_back_stays_with_the_reason_and_the_window_is_missed_again(alaska):
    answer_id = alaska.say(OCTOBER, "excused", excuse="weather")
    with pytest.raises(Refused):
        withdraw_answer(alaska.director, NOW, alaska.building.id, answer_id, " ")
    withdraw_answer(alaska.director, NOW, alaska.building.id, answer_id, "It was another week.")
    row = db.session.get(WindowAnswerRow, answer_id)
    assert row.withdrawn_why == "It was another week."
    assert alaska.cell()["status"] == "missed"
    alaska.say(OCTOBER, "answered")


def test_another_buildings_answer_cannot_be_taken_back(connecticut):
    answer_id = connecticut.say(OCTOBER, "answered")
    other = make.add_building(connecticut.district, "Hill Middle")
    db.session.commit()
    with pytest.raises(NotAllowed):
        withdraw_answer(connecticut.director, NOW, other.id, answer_id, "No.")
