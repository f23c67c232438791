"""Opening the next school year on pages: one question after the other, each filled in."""

from __future__ import annotations

import re

import pytest

from drills.store.buildings import read_building_years
from drills.store.people import read_by_email
from drills.store.query_count import counted_queries
from drills.store.school_years import read_days, read_year_row
from tests import make
from tests.web.setup.scene import build_scene, form_values, soup, words

START = "/set-up/next-year"
NEW = "/set-up/calendar/new"


@pytest.fixture
def scene(app, on_day):
    on_day("2027-05-20")
    return build_scene(app)


def page_of(step: str) -> str:
    return f"{START}/{step}?year=2027-28"


def opened(scene):
    """An administrator's browser, with the dates of 2027-28 saved."""
    client = scene.client()
    answer = client.post(NEW, data=form_values(soup(client.get(NEW)), NEW))
    assert answer.headers["Location"] == page_of("days")
    return client


def test_every_question_leads_to_the_next_and_the_last_to_the_plan(scene):
    client = scene.client()
    assert "0 of 4 steps are done. Next: Dates." in client.get(START).text
    client = opened(scene)
    days = form_values(soup(client.get(page_of("days"))), page_of("days"))
    assert days["lines-0-starts"] == "2027-10-11"
    answer = client.post(page_of("days"), data=days | {"lines-0-why": "Columbus Day"})
    assert answer.headers["Location"] == page_of("buildings")
    pupils = form_values(soup(client.get(page_of("buildings"))), page_of("buildings"))
    pupils[f"enrollment-{scene.one.id}"] = "455"
    answer = client.post(page_of("buildings"), data=pupils)
    assert answer.headers["Location"] == page_of("people")
    page = soup(client.get(page_of("people")))
    assert "Robin Example" in page.get_text()
    people = form_values(page, page_of("people")) | {
        "leaving": page.find("input", attrs={"name": "leaving"})["value"],
        "new-0-name": "Cleo Novak",
        "new-0-email": "cleo@example.org",
        "new-0-role": "principal",
        "new-0-building": str(scene.one.id),
    }
    answer = client.post(page_of("people"), data=people)
    assert answer.headers["Location"] == f"{START}?year=2027-28"
    said = words(client.get(answer.headers["Location"]))
    assert "The school year 2027-28 is ready" in said and "1 role ends. 1 role begins." in said
    row = read_year_row(scene.district.id, "2027-28")
    assert read_days([row.id])[0].why == "Columbus Day"
    facts = read_building_years([scene.one.id], "2027-28")[scene.one.id]
    assert facts.facts["enrollment"] == 455
    assert read_by_email("cleo@example.org").roles[0].starts == make.day("2027-07-01")


def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(scene):
    client = opened(scene)
    days = form_values(soup(client.get(page_of("days"))), page_of("days"))
    answer = client.post(page_of("days"), data=days | {"lines-0-starts": "the tenth"})
    page = soup(answer)
    assert answer.status_code == 422
    assert page.find(id="lines-0-starts")["value"] == "the tenth"
    assert page.find("a", href="#lines-0-starts")
    pupils = form_values(soup(client.get(page_of("buildings"))), page_of("buildings"))
    name = f"enrollment-{scene.two.id}"
    answer = client.post(page_of("buildings"), data=pupils | {name: "many"})
    page = soup(answer)
    assert answer.status_code == 422 and page.find(id=name)["value"] == "many"
    assert page.find("a", href=f"#{name}")
    people = {"new-0-name": "Cleo", "new-0-email": "cleo", "new-0-role": "principal"}
    answer = client.post(page_of("people"), data=people)
    page = soup(answer)
    assert answer.status_code == 422 and page.find(id="new-0-email")["value"] == "cleo"
    assert page.find(id="new-0-email-error") and page.find("a", href="#new-0-email")


def test_before_the_dates_no_other_question_is_asked(scene):
    client = scene.client()
    assert client.get(page_of("days")).status_code == 404
    assert client.get("/set-up/next-year?year=2031-32").status_code == 404
    assert scene.client("director").get(START).status_code == 403


@pytest.mark.parametrize(("day", "shown"), [("2027-06-30", "2026-27"), ("2027-07-01", "2027-28")])
def test_both_years_are_one_click_apart_on_either_side_of_july(scene, on_day, day, shown):
    opened(scene)
    on_day(day)
    scene.judge()
    page = soup(scene.client("director").get("/today"))
    years = page.find("nav", class_="as-of-years")
    assert [link.get_text() for link in years.find_all("a")] == [
        "2027-28",
        "2026-27",
        "School years",
    ]
    assert years.find(attrs={"aria-current": "true"}).get_text() == shown
    other = "2027-28" if shown == "2026-27" else "2026-27"
    page = scene.client("director").get(f"/today?year={other}").text
    assert re.search(rf"School year {other}", page) and "Coleman Elementary" in page


def test_more_buildings_cost_no_more_queries(scene):
    client = opened(scene)

    def look() -> list[int]:
        found = []
        for path in (START, page_of("days"), page_of("buildings"), page_of("people")):
            with counted_queries() as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    before = look()
    for number in range(6):
        building = make.add_building(scene.district, f"School {number}")
        make.add_person(scene.district, "principal", [building])
    make.db.session.commit()
    assert look() == before
