"""The director's sentence and list: their grammar, and what comes first."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from drills.compliance.loading import load_pack
from drills.web.district.attention import Item, items, next_step, pick, sentence
from tests.make import day

PACK = load_pack("US-CT")


@pytest.fixture(autouse=True)
def in_english(app: Flask):
    """Words need a request, for its language."""
    with app.test_request_context():
        yield


def cell(**changes: Any) -> dict[str, Any]:
    """An open cell of the monthly fire drill."""
    return {
        "id": "fire-monthly",
        "status": "open",
        "counted": 2,
        "needed": 10,
        "advisory": False,
        "next_due": "2026-11-30",
        "school_days_left": 20,
        "at_risk": False,
        "short": 1,
        "comparator": "at_least",
        "missing": [],
        "missed": [],
        **changes,
    }


def missed(*months: str, **changes: Any) -> dict[str, Any]:
    """A cell that missed these months, each given by its last day."""
    windows = [
        {"opens": f"{due[:7]}-01", "due": due, "needed": 1, "counted": 0, "label": ""}
        for due in months
    ]
    return cell(status="missed", missed=windows, **changes)


def lines(*cells: dict[str, Any], building: int = 1, name: str = "Coleman") -> list[Item]:
    return items(building, name, list(cells), PACK)


def at_risk(left: int = 4, **changes: Any) -> dict[str, Any]:
    return cell(at_risk=True, school_days_left=left, **changes)


def test_no_building_is_not_zero_of_zero():
    assert str(sentence(0, 0, [])) == "No building is set up yet."


@pytest.mark.parametrize(
    ("in_order", "total", "says"),
    [
        (1, 1, "The building is in order."),
        (0, 1, "The building is not in order."),
        (2, 2, "All 2 buildings are in order."),
        (0, 3, "None of the 3 buildings is in order."),
        (1, 3, "1 of 3 buildings is in order."),
        (2, 3, "2 of 3 buildings are in order."),
    ],
)
def test_how_many_are_in_order(in_order, total, says):
    assert sentence(in_order, total, []).first == says


def test_the_worst_two_are_named_one_lost_and_one_that_can_still_be_saved():
    found = [
        *lines(missed("2026-11-30"), building=1, name="Coleman Elementary"),
        *lines(missed("2026-10-31"), building=2, name="Bedford Middle"),
        *lines(at_risk(), building=3, name="Hill Middle"),
    ]
    assert str(sentence(5, 8, found)) == (
        "5 of 8 buildings are in order. Coleman Elementary missed a fire drill in November; "
        "Hill Middle has 4 school days left for a fire drill. 1 more building needs attention."
    )


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (0, "Hill has no school day left for a fire drill"),
        (1, "Hill has 1 school day left for a fire drill"),
        (2, "Hill has 2 school days left for a fire drill"),
    ],
)
def test_the_days_left_are_counted(left, says):
    assert lines(at_risk(left), name="Hill")[0].clause == says


@pytest.mark.parametrize(
    ("months", "says"),
    [
        (["2026-09-30"], "missed a fire drill in September"),
        (["2026-09-30", "2026-10-31"], "missed 2 fire drills in September and October"),
        (
            ["2026-09-30", "2026-10-31", "2026-11-30"],
            "missed 3 fire drills in September, October and November",
        ),
        (
            ["2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"],
            "missed 4 fire drills up to December",
        ),
    ],
)
def test_months_that_were_missed_are_one_line(months, says):
    (line,) = lines(missed(*months))
    assert line.clause == f"Coleman {says}"
    assert line.says == f"Monthly fire drill: {says}."


def test_more_than_the_ceiling_is_said_as_such():
    over = {"opens": "2026-09-02", "due": "2027-06-11", "needed": 2, "counted": 3, "label": ""}
    (line,) = lines(cell(status="missed", comparator="at_most", missed=[over]))
    assert line.says == "Monthly fire drill: 3 held, at most 2 count."


def test_an_answer_that_is_missing_is_asked_for_in_words():
    pack = load_pack("US-NY")
    asked = cell(id="lockdown-4", status="needs_decision", missing=["announced"], next_due=None)
    (line,) = items(1, "Coleman", [asked], pack)
    assert line.says == "Lockdown: tell us who was told that it was a drill."


def test_what_only_advises_never_needs_attention():
    assert lines(missed("2026-11-30", advisory=True)) == []


def test_lost_comes_first_the_newest_on_top_then_what_can_be_saved_by_its_last_day():
    found = [
        *lines(at_risk(next_due="2026-12-04"), name="late"),
        *lines(at_risk(next_due="2026-11-30"), name="soon"),
        *lines(missed("2026-09-30"), name="old"),
        *lines(missed("2026-10-31"), name="new"),
    ]
    assert [item.building for item in pick(found, 12)] == ["new", "old", "soon", "late"]


@pytest.mark.parametrize(("lost", "live"), [(20, 3), (3, 20), (20, 20)])
def test_what_is_lost_never_crowds_out_what_can_still_be_saved(lost, live):
    found = [item for n in range(lost) for item in lines(missed("2026-09-30"), building=n)]
    found += [item for n in range(live) for item in lines(at_risk(), building=100 + n)]
    shown = pick(found, 12)
    assert len(shown) == 12
    assert sum(item.at_risk for item in shown) >= min(live, 6)
    assert sum(not item.at_risk for item in shown) >= min(lost, 6)


def test_the_next_step_is_the_first_last_day():
    later = cell(id="crisis-every-3-months", next_due="2027-02-28")
    step = next_step([later, cell()], PACK, day("2026-11-02"))
    assert step.startswith("Hold a fire drill by Monday, November 30")


def test_nothing_owed_is_no_step():
    assert next_step([cell(status="met", next_due=None)], PACK, day("2026-11-02")) == ""
