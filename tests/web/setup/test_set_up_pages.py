"""The checklist, the district and the buildings: what a page says, keeps and refuses."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from drills.store.buildings import read_building_years, read_district
from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    BuildingYearRow,
    DayOffRow,
    KeptVerdictRow,
    SchoolYearRow,
)
from tests import make
from tests.web.setup.scene import Scene, build_scene, errors_of, form_values, soup, words

HOME, DISTRICT, BUILDINGS, NEW = (
    "/set-up",
    "/set-up/district",
    "/set-up/buildings",
    "/set-up/buildings/new",
)


@pytest.fixture
def scene(app, on_day) -> Scene:
    return build_scene(app)


def follow(client, answer):
    assert answer.status_code == 303, words(answer)
    return client.get(answer.location)


def next_step(page) -> str:
    found = page.select_one(".check.is-next .check-title")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_the_checklist_begins_with_the_calendar(app, on_day):
    district = make.add_district("Brand New Schools")
    db.session.execute(DayOffRow.__table__.delete())
    mine = SchoolYearRow.__table__.c.district_id == district.id
    db.session.execute(SchoolYearRow.__table__.delete().where(mine))
    admin = make.add_person(district, "administrator")
    client = Scene(app, district, None, None, {"administrator": admin}).client()
    answer = client.get(HOME)
    assert next_step(soup(answer)) == "School calendar to do"
    assert "1 of 4 steps are done" in words(answer)
    for address in (DISTRICT, BUILDINGS, NEW, "/set-up/calendar", "/set-up/calendar/new"):
        assert client.get(address).status_code == 200


def test_the_checklist_goes_on_to_what_is_left(scene):
    client = scene.client()
    answer = client.get(HOME)
    assert next_step(soup(answer)) == ""
    assert "Everything is in place." in words(answer)
    facts = db.session.scalars(
        select(BuildingYearRow).where(BuildingYearRow.building_id == scene.one.id)
    ).one()
    facts.facts = {k: v for k, v in facts.facts.items() if k != "ownership"}
    scene.people["principal"].left_on = make.day("2026-11-01")
    db.session.commit()
    answer = client.get(HOME)
    assert next_step(soup(answer)) == "Buildings to do"
    assert "In 1 of them a fact is unknown that the law asks for." in words(answer)
    assert "2 buildings have no principal here yet." in words(answer)


@pytest.mark.parametrize(
    ("today", "asked"), [("2027-04-30", False), ("2027-05-01", True), ("2027-07-01", True)]
)
def test_the_next_year_is_asked_for_in_time(scene, on_day, today, asked):
    on_day(today)
    page = soup(scene.client().get(HOME))
    assert (next_step(page) == "School calendar to do") is asked


def test_the_district_is_saved(scene):
    client = scene.client()
    values = form_values(soup(client.get(DISTRICT)), DISTRICT)
    assert values["settings-crisis_anchor"] == "9"
    values |= {
        "name": "Example Schools",
        "labels-secure": "Code yellow",
        "settings-crisis_anchor": "8",
        "staff_drill_windows": "y",
    }
    assert "Saved." in words(follow(client, client.post(DISTRICT, data=values)))
    row = read_district(scene.district.id)
    assert (row.name, row.labels, row.settings["crisis_anchor"], row.options) == (
        "Example Schools",
        {"secure": "Code yellow"},
        "8",
        {
            "staff_drill_windows": True,
            "approve_own_records": False,
            "no_waiting_mails": False,
            "lock_records_after_days": 30,
        },
    )
    assert db.session.get(KeptVerdictRow, scene.one.id) is not None


def test_each_choice_of_the_law_says_why_it_is_asked(scene):
    page = soup(scene.client().get(DISTRICT))
    asked = page.find(id="settings-crisis_anchor")
    assert "names no month" in asked.select_one(".hint").get_text()
    assert [label.get_text(strip=True) for label in asked.select("label")] == [
        "August",
        "September (unless you say otherwise)",
        "October",
    ]


def test_the_state_cannot_be_changed(scene):
    client = scene.client()
    page = soup(client.get(DISTRICT))
    assert not page.find(attrs={"name": "jurisdiction"})
    values = form_values(page, DISTRICT) | {"jurisdiction": "US-NY"}
    client.post(DISTRICT, data=values)
    assert read_district(scene.district.id).jurisdiction == "US-CT"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"name": "Noise Central Schools"}, "name"),
        ({"zone": "Mars"}, "zone"),
        ({"language": "fr"}, "language-0"),
        ({"labels-tabletop": "x" * 41}, "labels-tabletop"),
        ({"labels-fire": "Red", "labels-lockdown": "RED"}, "labels-lockdown"),
        ({"settings-crisis_anchor": "13"}, "settings-crisis_anchor-0"),
    ],
)
def test_a_district_that_cannot_be_says_where_and_keeps_what_was_typed(scene, typed, wrong):
    client = scene.client()
    values = form_values(soup(client.get(DISTRICT)), DISTRICT)
    answer = client.post(DISTRICT, data=values | {"labels-hold": "Stay"} | typed)
    assert answer.status_code == 422
    page = soup(answer)
    assert list(errors_of(page)) == [wrong]
    assert page.find(id="labels-hold")["value"] == "Stay"
    assert read_district(scene.district.id).labels == {}


def test_the_second_of_two_who_save_the_district_keeps_what_was_typed(scene):
    client = scene.client()
    values = form_values(soup(client.get(DISTRICT)), DISTRICT)
    client.post(DISTRICT, data=values | {"labels-hold": "Freeze"})
    answer = client.post(DISTRICT, data=values | {"labels-hold": "Stay"})
    assert answer.status_code == 409
    page = soup(answer)
    assert page.find(id="labels-hold")["value"] == "Stay"
    assert "Freeze" in page.find("section", attrs={"aria-labelledby": "now-is"}).get_text()
    follow(client, client.post(DISTRICT, data=form_values(page, DISTRICT)))
    assert read_district(scene.district.id).labels == {"hold": "Stay"}


def test_a_building_is_added_with_what_is_known(scene):
    client = scene.client()
    values = form_values(soup(client.get(NEW)), NEW)
    values |= {"name": "Long Lots Elementary", "ownership": "public", "enrollment": "1,420"}
    said = words(follow(client, client.post(NEW, data=values)))
    assert "Long Lots Elementary is added." in said
    assert "Do pupils come by school bus?" in said  # what is not known yet
    row = db.session.scalars(
        select(BuildingRow).where(BuildingRow.key == "long-lots-elementary")
    ).one()
    facts = read_building_years([row.id], "2026-27")[row.id]
    assert facts.facts == {"enrollment": 1420, "ownership": "public"}
    assert db.session.get(KeptVerdictRow, row.id) is not None


@pytest.mark.parametrize(
    ("state", "asked", "folded"),
    [("US-CT", "ownership", "dormitory"), ("US-NY", "dormitory", "sprinklers")],
)
def test_the_facts_that_the_state_asks_for_come_with_why(app, on_day, state, asked, folded):
    page = soup(build_scene(app, state).client().get(NEW))
    shown = page.find(id=asked)
    assert shown.find_parent("details") is None
    assert "on it (" in shown.select_one(".hint").get_text()
    assert [b.get_text(strip=True) for b in shown.select("label")][-1] == "I do not know yet"
    assert page.find(id=folded).find_parent("details") is not None


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "hill middle"}, ["name"]),
        ({"key": "Long Lots"}, ["key"]),
        ({"key": "hill-middle"}, ["key"]),
        ({"grades": "5"}, ["grades"]),
        ({"grades": "5", "grades_high": "K"}, ["grades"]),
        ({"enrollment": "some"}, ["enrollment"]),
        ({"enrollment": "-3"}, ["enrollment"]),
        ({"enrollment": "20001"}, ["enrollment"]),
        ({"ownership": "mine"}, ["ownership-0"]),
        ({"aed": "perhaps"}, ["aed-0"]),
        ({"records_begin": "in November"}, ["records_begin"]),
        ({"records_begin": "1926-11-01"}, ["records_begin"]),
        (
            {"name": "", "enrollment": "some", "records_begin": "x"},
            ["enrollment", "name", "records_begin"],
        ),
    ],
)
def test_a_building_that_cannot_be_says_where_and_keeps_what_was_typed(scene, typed, wrong):
    client = scene.client()
    values = form_values(soup(client.get(NEW)), NEW)
    values |= {"name": "Long Lots", "address": "13 Hyde Lane"} | typed
    answer = client.post(NEW, data=values)
    assert answer.status_code == 422
    page = soup(answer)
    assert sorted(errors_of(page)) == wrong
    assert page.find(id="address")["value"] == "13 Hyde Lane"
    for name in ("name", "key", "enrollment", "records_begin"):
        if name in typed:
            assert page.find(id=name).get("value", "") == typed[name]
    assert not db.session.scalars(select(BuildingRow).where(BuildingRow.key == "long-lots")).all()


def test_a_building_is_changed_for_its_school_year(scene):
    client = scene.client()
    new_year = "/set-up/calendar/new"
    client.post(new_year, data=form_values(soup(client.get(new_year)), new_year))
    address = f"{BUILDINGS}/{scene.one.id}?year=2027-28"
    page = soup(client.get(address))
    assert "These are the facts of 2026-27" in page.get_text()
    values = form_values(page, f"{BUILDINGS}/{scene.one.id}?") | {"enrollment": "500"}
    follow(client, client.post(address, data=values))
    facts = {
        year: read_building_years([scene.one.id], year)[scene.one.id].facts["enrollment"]
        for year in ("2026-27", "2027-28")
    }
    assert facts == {"2026-27": 420, "2027-28": 500}


def test_the_second_of_two_who_save_a_building_keeps_what_was_typed(scene):
    client = scene.client()
    address = f"{BUILDINGS}/{scene.one.id}?year=2026-27"
    values = form_values(soup(client.get(address)), f"{BUILDINGS}/{scene.one.id}?")
    client.post(address, data=values | {"enrollment": "433"})
    answer = client.post(address, data=values | {"enrollment": "444"})
    assert answer.status_code == 409
    page = soup(answer)
    assert page.find(id="enrollment")["value"] == "444"
    assert "433" in page.find("section", attrs={"aria-labelledby": "now-is"}).get_text()
    again = form_values(page, f"{BUILDINGS}/{scene.one.id}?")
    follow(client, client.post(address, data=again))
    facts = read_building_years([scene.one.id], "2026-27")[scene.one.id]
    assert facts.facts["enrollment"] == 444


def test_a_building_is_closed_and_opened_again(scene):
    make.add_drill([scene.one], "2026-12-08", "fire", state="planned")
    db.session.commit()
    client = scene.client()
    address = f"{BUILDINGS}/{scene.one.id}"
    assert "1 drill is still planned here" in words(client.get(address))
    said = words(follow(client, client.post(f"{address}/close")))
    assert "1 closed building" in said
    assert "Closed on Tue, Nov 24." in words(client.get(address))
    said = words(follow(client, client.post(f"{address}/reopen")))
    assert "is open again" in said
    assert "Close this building" in said


def test_buildings_are_found_by_name(scene):
    said = words(scene.client().get(f"{BUILDINGS}?q=hill"))
    assert "Hill Middle" in said and "Coleman" not in said
    assert "No building found" in words(scene.client().get(f"{BUILDINGS}?q=nowhere"))
    assert scene.client().get(f"{BUILDINGS}?page=99").status_code == 200


def test_only_administrators_set_up_and_only_their_own(scene):
    other = make.add_building(make.add_district("Elsewhere Schools"), "Elsewhere High")
    db.session.commit()
    for address in (HOME, DISTRICT, BUILDINGS, NEW, f"{BUILDINGS}/{scene.one.id}"):
        assert scene.client("director").get(address).status_code in (403, 404)
        assert scene.client("principal").get(address).status_code in (403, 404)
    client = scene.client()
    for address in (f"{BUILDINGS}/{other.id}", f"{BUILDINGS}/{other.id}/close"):
        assert client.post(address).status_code == 404
    assert "Elsewhere" not in words(client.get(BUILDINGS))
    assert db.session.get(BuildingRow, other.id).closed_on is None


PAGES = (
    HOME,
    DISTRICT,
    BUILDINGS,
    NEW,
    "/set-up/calendar",
    "/set-up/calendar/new",
    "/set-up/calendar/year?year=2026-27",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("state", ["US-CT", "US-NY", "US-MI"])
def test_every_page_is_there_in_spanish(app, on_day, state, address):
    scene = build_scene(app, state)
    scene.people["administrator"].language = "es"
    answer = scene.client().get(address)
    assert answer.status_code == 200
    page = soup(answer)
    assert page.html["lang"] == "es"
    scene.people["administrator"].language = "en"
    english = soup(scene.client().get(address))
    assert page.h1.get_text() != english.h1.get_text()
    buttons = [
        {b.get_text(strip=True) for b in one.main.select("button")} for one in (page, english)
    ]
    assert not buttons[0] & buttons[1]


@contextmanager
def counted():
    """The queries made inside."""
    made = []

    def note(_connection, _cursor, statement, *_more):
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield made
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", [HOME, BUILDINGS, "/set-up/calendar"])
def test_the_number_of_queries_does_not_grow_with_buildings(scene, address):
    client = scene.client()
    client.get(address)
    db.session.rollback()
    db.session.expunge_all()
    with counted() as few:
        client.get(address)
    district = db.session.merge(scene.district)
    for number in range(30):
        make.add_building(district, f"School {number:02d}")
    db.session.commit()
    db.session.expunge_all()
    with counted() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)
