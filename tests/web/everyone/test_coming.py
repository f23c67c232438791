"""Coming drills: each person sees those they may know of, and of the others nothing at all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drills.store.database import db
from drills.store.tables import BuildingRow, DistrictRow, PersonRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import counted_queries, soup, words


@dataclass
class Scene:
    """Two buildings with their people on Tuesday, November 24."""

    app: Flask
    row: DistrictRow
    adams: BuildingRow
    baker: BuildingRow
    staff: PersonRow  # of Adams
    officer: PersonRow  # of Adams
    principal: PersonRow  # of Adams
    director: PersonRow
    stranger: PersonRow  # staff of another district

    def client(self, person: PersonRow) -> FlaskClient:
        return sign_in(self.app.test_client(), person)

    def plan(self, on: str, told: str | None = "nobody", **changes):
        values = {"state": "planned", "told_beforehand": told, **changes}
        row = make.add_drill(values.pop("buildings", [self.adams]), on, **values)
        db.session.commit()
        return row

    def page(self, person: PersonRow, query: str = ""):
        return soup(self.client(person), f"/coming{query}")

    def rows(self, person: PersonRow, query: str = "") -> list[str]:
        found = self.page(person, query).select(".coming-list tbody tr")
        return [" ".join(words(c) for c in r.select("th, .cell-value")) for r in found]


@pytest.fixture
def scene(app: Flask, on_day) -> Scene:
    row = make.add_district("Westbrook Public Schools")
    adams, baker = make.add_building(row, "Adams"), make.add_building(row, "Baker")
    abroad = make.add_district("Elsewhere")
    there = make.add_building(abroad, "Far High")
    people = [
        make.add_person(row, "staff", [adams], name="Toni Staff"),
        make.add_person(row, "officer", [adams], name="Sam Okafor"),
        make.add_person(row, "principal", [adams], name="Robin Example"),
        make.add_person(row, "director", name="Dana Whitfield"),
        make.add_person(abroad, "staff", [there], name="Lee Far"),
    ]
    db.session.commit()
    return Scene(app, row, adams, baker, *people)


def test_staff_see_what_staff_are_told_and_officers_all(scene):
    scene.plan("2026-12-01", "staff", type="lockdown")
    scene.plan("2026-12-08", "nobody", type="fire")
    assert scene.rows(scene.staff) == ["Tue, Dec 1 10:00 a.m. Lockdown Adams"]
    assert scene.rows(scene.officer) == [
        "Tue, Dec 1 10:00 a.m. Lockdown Adams",
        "Tue, Dec 8 10:00 a.m. Fire Staff are not told Adams",
    ]


@pytest.mark.parametrize("told", ["nobody", None])
def test_nothing_of_an_unannounced_drill_reaches_staff(scene, told):
    bare = str(scene.page(scene.staff).main)
    scene.plan(
        "2026-12-08",
        told,
        type="bomb_threat",
        at="11:17",
        note="Caretaker knows.",
        officer_id=scene.officer.id,
    )
    after = str(scene.page(scene.staff).main)
    assert after == bare
    page = scene.page(scene.officer)
    for secret in ("Bomb threat", "11:17", "Sam Okafor"):
        assert secret in page.text
        assert secret not in str(scene.page(scene.staff))


def test_staff_of_one_building_see_a_told_drill_of_another_nowhere(scene):
    scene.plan("2026-12-01", "all", buildings=[scene.baker])
    assert scene.rows(scene.staff) == []
    assert scene.rows(scene.staff, f"?building={scene.baker.id}") == []
    assert len(scene.rows(scene.director)) == 1


def test_another_districts_drills_are_not_there(scene):
    scene.plan("2026-12-01", "all")
    assert scene.rows(scene.stranger) == []


def test_windows_only_where_the_district_chose_so(scene):
    scene.plan("2026-12-08", type="lockdown")
    scene.plan("2026-12-10", type="fire")
    assert scene.rows(scene.staff) == []
    scene.row.options = {"staff_drill_windows": True}
    db.session.commit()
    assert scene.rows(scene.staff) == ["Mon, Dec 7 to Fri, Dec 11 Any time Drill window Adams"]
    page = scene.page(scene.staff)
    assert len(page.select(".day-window")) == 5
    assert "Lockdown" not in str(page) and "Fire" not in str(page.main)


def test_officers_need_no_windows(scene):
    scene.row.options = {"staff_drill_windows": True}
    scene.plan("2026-12-08", type="lockdown")
    assert all("Drill window" not in row for row in scene.rows(scene.officer))


def test_the_running_weeks_window_begins_today(scene, on_day):
    scene.row.options = {"staff_drill_windows": True}
    scene.plan("2026-11-23")  # yesterday
    assert scene.rows(scene.staff) == ["Tue, Nov 24 to Fri, Nov 27 Any time Drill window Adams"]


@pytest.mark.parametrize(
    "on, seen", [("2026-11-23", 0), ("2026-11-24", 1), ("2027-01-31", 1), ("2027-02-01", 0)]
)
def test_three_months_from_today(scene, on, seen):
    scene.plan(on, "staff")
    assert len(scene.rows(scene.staff)) == seen


def test_later_months_and_back(scene):
    scene.plan("2027-02-09", "staff")
    page = scene.page(scene.staff)
    later = page.select_one(".coming-turn a")["href"]
    assert later == "/coming?from=2027-02"
    assert scene.rows(scene.staff, "?from=2027-02") == ["Tue, Feb 9 10:00 a.m. Fire Adams"]
    back = scene.page(scene.staff, "?from=2027-02").select_one(".coming-turn a")["href"]
    assert back == "/coming?from=2026-11"


@pytest.mark.parametrize("query", ["?from=2026-13", "?from=soon", "?from=1066-01", "?building=x"])
def test_an_address_that_makes_no_sense_shows_the_months_from_today(scene, query):
    scene.plan("2026-12-01", "staff")
    assert len(scene.rows(scene.staff, query)) == 1


def test_months_that_are_over_are_not_opened(scene):
    scene.plan("2026-10-06", "staff")
    assert scene.rows(scene.officer, "?from=2026-09") == []


def test_a_cancelled_drill_says_so_without_its_reason(scene):
    scene.plan("2026-12-01", "staff", state="cancelled", cancel_reason="A threat was made")
    assert scene.rows(scene.staff) == ["Tue, Dec 1 10:00 a.m. Fire cancelled Adams"]
    assert "threat" not in str(scene.page(scene.staff))


def test_staff_get_no_link_to_a_sheet_and_officers_do(scene):
    drill = scene.plan("2026-12-01", "staff")
    assert scene.page(scene.staff).select("a[href^='/drills/']") == []
    assert scene.page(scene.officer).select_one(f"a[href='/drills/{drill.id}']") is not None


def test_a_joint_drill_is_one_line_with_its_buildings(scene):
    scene.plan("2026-12-01", "all", buildings=[scene.baker, scene.adams], at=None)
    assert scene.rows(scene.director) == ["Tue, Dec 1 Any time Fire Adams, Baker"]
    only = scene.rows(scene.director, f"?building={scene.baker.id}")
    assert only == ["Tue, Dec 1 Any time Fire Adams, Baker"]


def test_an_empty_page_says_when_something_will_stand_here(scene):
    page = scene.page(scene.staff)
    assert "No drills in these months" in words(page.select_one(".empty"))


def test_days_without_school_are_marked(scene):
    page = scene.page(scene.staff)
    off = [words(cell) for cell in page.select(".month .day-off")]
    assert "26 no school" in off


def test_spanish(scene):
    scene.staff.language = "es"
    scene.plan("2026-12-01", "staff")
    page = scene.page(scene.staff)
    assert page.html["lang"] == "es"
    assert any("mar, 1 dic" in words(part) for part in page.select(".coming-list"))


def test_the_number_of_queries_does_not_grow(scene):
    client = scene.client(scene.director)
    counts = []
    for n in range(1, 4):
        scene.plan(f"2026-12-0{n}", buildings=[scene.adams, scene.baker])
        db.session.expire_all()
        client.get("/coming")
        with counted_queries() as sent:
            client.get("/coming")
        counts.append(len(sent))
    assert counts[0] == counts[-1]
