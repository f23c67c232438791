"""District files: what they mean, and every problem at once with its place and its cure."""

from __future__ import annotations

from datetime import time

import pytest

from drills.exchange.district_file import DISTRICT_KEYS, DistrictFile, read_district
from drills.exchange.problems import FileProblems
from drills.facts import Span
from tests.make import day

CALENDAR = "calendar: {first_day: 2026-09-02, last_day: 2027-06-11}\n"
LEAST = f"jurisdiction: US-CT\n{CALENDAR}buildings: [{{id: hillside}}]\n"
WISHES = ("early", "spread")
WHOLE = """\
name: Example Public Schools
jurisdiction: US-CT
today: 2026-08-20
hours: {start: "09:00", end: "14:00"}
calendar: {first_day: 2026-09-02, last_day: 2027-06-11, testing: [2027-05-03..2027-05-14]}
settings: {crisis_anchor: 9}
blackouts: [2026-10-14, {on: 2027-03-09..2027-03-19, why: state tests, buildings: [hillside]}]
limits: {per_day: 4, per_building_per_week: 1, min_days_between: 5}
officers:
  - {id: sso-1, name: "SSO 1", kind: police, covers: [hillside], away: [2026-12-01..2026-12-04]}
  - {id: fire-dept, name: Fire department, kind: fire, covers: all, per_day: 1}
attend: {lockdown: police, fire: fire-dept}
buildings:
  - {id: hillside, name: Hillside Elementary, grades: [K, 5], ownership: public}
  - id: central
    grades: [9, 12]
    calendar: {first_day: 2026-09-08, last_day: 2027-06-18}
    settings: {crisis_anchor: 10}
held: [{building: hillside, date: 2026-09-03, time: "10:00", type: fire, alarm_sounded: yes}]
pinned:
  - {building: central, date: 2026-10-02, time: 09:30, type: lockdown, officer: sso-1}
cancelled: [{building: central, date: 2026-10-06, type: fire}]
together: [[central, hillside]]
weights: {early: 2, spread: 0.5}
advisory: true
"""


def read(text: str) -> DistrictFile:
    return read_district(text.encode(), "district.yaml", WISHES)


def problems(text: str) -> list[str]:
    with pytest.raises(FileProblems) as found:
        read(text)
    return [str(p).removeprefix("district.yaml, ") for p in found.value.problems]


def test_every_key_is_explained():
    assert all(says.endswith(".") for says in DISTRICT_KEYS.values())


def test_the_least_is_a_calendar_and_a_building():
    found = read(LEAST)
    assert [b.id for b in found.buildings] == ["hillside"]
    building = found.buildings[0].building
    assert (building.name, building.jurisdiction) == ("hillside", "US-CT")
    assert found.today is None
    assert found.hours == (time(8, 30), time(14, 30))
    assert (dict(found.limits), found.officers, found.advisory) == ({}, (), False)


def test_everything_is_read():
    found = read(WHOLE)
    hillside, central = (b.building for b in found.buildings)
    assert (found.name, found.today) == ("Example Public Schools", day("2026-08-20"))
    assert found.hours == (time(9), time(14))
    assert (hillside.name, hillside.ownership) == ("Hillside Elementary", "public")
    assert hillside.calendar.testing == (Span(day("2027-05-03"), day("2027-05-14")),)
    assert central.calendar.first_day == day("2026-09-08")
    assert (hillside.settings, central.settings) == (
        {"crisis_anchor": "9"},
        {"crisis_anchor": "10"},
    )
    one, tests = found.blackouts
    assert (one.span.start, one.buildings, one.why) == (day("2026-10-14"), None, "")
    assert (tests.buildings, tests.why) == (frozenset({"hillside"}), "state tests")
    assert found.limits == {"per_day": 4, "per_building_per_week": 1, "min_days_between": 5}
    sso, engine = found.officers
    assert (sso.covers, engine.covers, engine.per_day) == (frozenset({"hillside"}), None, 1)
    assert found.attend == {"lockdown": "police", "fire": "fire-dept"}
    assert found.held[0].drill.alarm_sounded is True
    assert found.pinned[0].officers == ("sso-1",)
    assert found.pinned[0].drill.time == time(9, 30)
    assert found.cancelled[0].drill.type == "fire"
    assert found.together == (("hillside", "central"),)
    assert found.weights == {"early": 2.0, "spread": 0.5}
    assert found.advisory is True


def test_buildings_that_share_a_calendar_share_the_value():
    text = (
        "jurisdiction: US-CT\n"
        "buildings:\n"
        "  - {id: a, calendar: &year {first_day: 2026-09-02, last_day: 2027-06-11}}\n"
        "  - {id: b, calendar: *year}\n"
    )
    one, other = read(text).buildings
    assert one.building.calendar is other.building.calendar


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("limits: {per_day: 4", "limits: {perday: 4"), "The nearest known name is per_day."),
        (("per_day: 4", "per_day: none"), "limits.per_day is 'none', which is not a whole number"),
        (("per_day: 4", "per_day: 0"), "limits.per_day is '0', which is not a whole number"),
        (("covers: [hillside]", "covers: [hilside]"), "The nearest known is hillside."),
        (("buildings: [hillside]", "buildings: [hilside]"), "no building has the id 'hilside'"),
        (("lockdown: police", "lockdwn: police"), "The nearest known is lockdown."),
        (("lockdown: police", "lockdown: polic"), "no officer has the kind or the id 'polic'"),
        (("id: central", "id: hillside"), "the building 'hillside' stands twice"),
        (("id: fire-dept", "id: sso-1"), "the officer 'sso-1' stands twice"),
        (('start: "09:00"', "start: 9am"), "hours.start: '9am' is not a time written HH:MM"),
        (('end: "14:00"', 'end: "09:20"'), "there is no half hour for a drill"),
        (("type: fire, alarm", "type: fier, alarm"), "'fier' is not a type of drill"),
        (("alarm_sounded: yes", "alarm: yes"), "The nearest known name is alarm_sounded."),
        (("officer: sso-1", "officer: sso-9"), "no officer has the id 'sso-9'"),
        (("building: central, date: 2026-10-02", "date: 2026-10-02"), "building is missing"),
        (("date: 2026-10-02", "date: 10/2/2026"), "pinned.date: '10/2/2026' is not a date"),
        (("today: 2026-08-20", "today: soon"), "today: 'soon' is not a date"),
        (("early: 2", "earlier: 2"), "The nearest known name is early."),
        (("early: 2", "early: much"), "weights.early is 'much'"),
        (("[[central, hillside]]", "[[central, far]]"), "no building has the id 'far'"),
        (("advisory: true", "advisory: perhaps"), "neither true nor false"),
        (("2027-03-09..2027-03-19", "2027-03-19..2027-03-09"), "ends before it begins"),
        (("kind: police", "kind: "), "kind is missing in an officer"),
        (("grades: [K, 5]", "grades: [5, K]"), "Write the lowest first: [K, 5]."),
    ],
)
def test_a_slip_is_told_with_what_would_be_right(change, told):
    text = WHOLE.replace(*change, 1)
    assert text != WHOLE
    found = problems(text)
    assert any(told in one for one in found), found
    assert all(one.startswith("line ") for one in found)


def test_all_slips_are_told_at_once_in_the_order_of_the_file():
    text = WHOLE.replace("today: 2026-08-20", "today: soon").replace("per_day: 4", "per_day: x")
    text = text.replace("early: 2", "early: much").replace('start: "09:00"', "start: 9am")
    lines = [int(one.split()[1].strip(",:")) for one in problems(text)]
    assert len(lines) >= 4
    assert lines == sorted(lines)


def test_a_building_without_state_or_calendar_is_told():
    assert "no jurisdiction" in " ".join(problems(f"{CALENDAR}buildings: [{{id: a}}]\n"))
    assert "no calendar" in " ".join(problems("jurisdiction: US-CT\nbuildings: [{id: a}]\n"))


def test_a_district_without_buildings_is_told():
    assert "buildings is missing" in " ".join(problems(f"jurisdiction: US-CT\n{CALENDAR}"))
    assert "empty list" in " ".join(problems(f"jurisdiction: US-CT\n{CALENDAR}buildings: []\n"))


def test_what_is_not_yaml_is_told():
    assert "this is not YAML" in problems("buildings: [")[0]
    assert "the file is empty" in problems("")[0]
