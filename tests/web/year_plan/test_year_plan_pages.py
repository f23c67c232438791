"""The planner's pages: one press plans, moving says what it breaks first, nothing leaks."""

from __future__ import annotations

import threading

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drills.actions import plan_year
from drills.planner.conflicts import WORDS as PLANNER_WORDS
from drills.store.database import db
from drills.store.planning import read_draft
from drills.store.tables import DrillRow, PersonRow
from drills.web.year_plan import plan_sentences, start
from drills.web.year_plan.shown import initials
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import District, a_district, counted_queries, soup, words

YEAR = "2026-27"


@pytest.fixture
def scene(app: Flask, on_day) -> District:
    return a_district(app)


@pytest.fixture
def director(scene: District) -> FlaskClient:
    return scene.client()


def text(answer) -> str:
    return words(BeautifulSoup(answer.data, "html.parser").main)


def drills(scene: District, state: str = "planned") -> list[DrillRow]:
    db.session.expire_all()
    rows = select(DrillRow).where(DrillRow.district_id == scene.row.id, DrillRow.state == state)
    return list(db.session.scalars(rows.order_by(DrillRow.planned_on, DrillRow.id)))


def version(scene: District) -> str:
    row = read_draft(scene.row.id, YEAR)
    assert row is not None
    return str(row.version)


def first_entry(scene: District, month: str) -> dict:
    row = read_draft(scene.row.id, YEAR)
    assert row is not None
    return next(e for e in row.plan["entries"] if e["drill"]["date"].startswith(month))


def test_two_presses_plan_the_year_and_put_it_in_the_calendars(scene, director):
    page = director.post("/plan/make", data={"mode": "keep"}, follow_redirects=True)
    assert "Accept the plan" in text(page)
    assert drills(scene) == []
    page = director.post("/plan/accept", data={"version": version(scene)}, follow_redirects=True)
    made = drills(scene)
    assert f"{len(made)} drills are planned." in text(page)
    assert {r.building_id for d in made for r in d.records} == {
        scene.good.id,
        scene.lost.id,
        scene.late.id,
    }


def test_the_form_keeps_wishes_and_limits(scene, director):
    page = soup(director, "/plan")
    data = {
        f["name"]: f.get("value", "")
        for f in page.select("form.plan-wishes input")
        if f["type"] not in ("radio", "checkbox") or f.has_attr("checked")
    }
    data |= {"per_day": "2", "wish_early": "2", "told": "fire", "attend_lockdown": "police"}
    director.post("/plan/settings", data=data)
    page = soup(director, "/plan")
    assert page.select_one("[name=per_day]")["value"] == "2"
    assert page.select_one("[name=wish_early][checked]")["value"] == "2"
    assert page.select_one("[name=attend_lockdown] [selected]")["value"] == "police"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("per_day", "many", "Enter a whole number, or leave it empty."),
        ("per_day", "0", "Enter a number of drills from 1 to 200, or leave it empty."),
        ("starts", "early", "Enter a time, for example 08:30."),
        ("ends", "08:10", "Drills need at least an hour of the day."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(director, field, value, said):
    data = {"wishes": "1", "starts": "08:00", "ends": "14:30", "version": "0", field: value}
    answer = director.post("/plan/make", data=data)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert said in words(page.select_one(".error-summary"))
    assert page.select_one(f"[name={field}]")["value"] == value


def test_saving_over_somebody_elses_settings_is_said(scene, director):
    data = {"wishes": "1", "starts": "08:00", "ends": "14:30", "version": "0"}
    director.post("/plan/settings", data={**data, "per_day": "3"})
    answer = director.post("/plan/settings", data={**data, "per_day": "4"})
    assert answer.status_code == 409
    assert "Somebody else saved this" in text(answer)


def test_the_preview_shows_months_buildings_and_officers(scene, director):
    make.add_person(scene.row, "officer", [scene.good], name="Sam Okafor")
    db.session.commit()
    director.post("/plan/make", data={"mode": "keep"})
    page = soup(director, "/plan/preview")
    assert len(page.select(".plan-month")) >= 7
    assert page.select_one(".plan-drill .plan-tip").get_text().count("For:") == 1
    page = soup(director, "/plan/preview?view=buildings")
    assert [words(h).split(" ")[0] for h in page.select("h3")] == ["Bedford", "Coleman", "Hill"]
    page = soup(director, "/plan/preview?view=officers")
    assert "Sam Okafor" in words(page.main)


def test_what_could_not_be_placed_says_why_and_what_frees_it(scene, director):
    data = {"out-starts": "2027-03-01", "out-ends": "2027-03-31", "out-why": "Works"}
    director.post("/plan/blackouts", data=data)
    director.post("/plan/make", data={"mode": "keep"})
    page = soup(director, "/plan/preview")
    said = words(page.select_one(".plan-missing"))
    assert "Every day that is otherwise free is blacked out: Mar 1 – Mar 31." in said
    assert "To free it: Open one of Mar 1 – Mar 31." in said


def test_a_move_that_breaks_something_is_said_before_it_is_saved(scene, director):
    director.post("/plan/make", data={"mode": "keep"})
    entry = first_entry(scene, "2027-01")
    path = f"/plan/drills/{entry['n']}/move"
    data = {"date": "2027-02-17", "time": "10:00", "version": version(scene)}
    answer = director.post(path, data={**data, "go": "save"})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.data, "html.parser")
    assert "Nothing is moved yet" in words(page.main)
    assert "No pupils are taught on these days: Feb 17." in words(page.select_one(".plan-warned"))
    assert page.select_one("[name=date]")["value"] == "2027-02-17"
    assert first_entry(scene, "2027-01")["n"] == entry["n"]
    seen = page.select_one("[name=seen]")["value"]
    director.post(path, data={**data, "go": "save", "seen": seen})
    row = read_draft(scene.row.id, YEAR)
    moved = next(e for e in row.plan["entries"] if e["n"] == entry["n"])
    assert (moved["drill"]["date"], moved["pin"]) == ("2027-02-17", True)


def test_a_lawful_move_is_saved_at_once(scene, director):
    director.post("/plan/make", data={"mode": "keep"})
    entry = first_entry(scene, "2027-01")
    path = f"/plan/drills/{entry['n']}/move"
    free = soup(director, path).select_one(".plan-free a")["href"].partition("date=")[2]
    at = entry["drill"]["time"]
    data = {"date": free, "time": at, "version": version(scene), "go": "save"}
    answer = director.post(path, data=data)
    assert answer.status_code == 303
    assert first_entry(scene, free[:7])


def test_a_script_that_asks_gets_only_what_speaks_against_it(scene, director):
    director.post("/plan/make", data={"mode": "keep"})
    entry = first_entry(scene, "2027-01")
    data = {"date": "2027-02-17", "time": "10:00", "go": "check", "version": version(scene)}
    answer = director.post(
        f"/plan/drills/{entry['n']}/move", data=data, headers={"X-Requested-With": "fetch"}
    )
    assert answer.data.decode().startswith('<p class="advice-title">')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"date": "", "time": "10:00"}, "Enter the day."),
        ({"date": "2026-11-02", "time": "10:00"}, "This day is over. Choose a later one."),
        ({"date": "2027-01-20", "time": "noonish"}, "Enter a time, for example 08:30."),
    ],
)
def test_a_move_that_cannot_be_read_keeps_what_was_typed(scene, director, data, said):
    director.post("/plan/make", data={"mode": "keep"})
    entry = first_entry(scene, "2027-01")
    answer = director.post(f"/plan/drills/{entry['n']}/move", data=data)
    assert answer.status_code == 422
    assert said in text(answer)


def test_after_a_snow_day_the_difference_is_shown_before_it_is_accepted(scene, director):
    director.post("/plan/make", data={"mode": "keep"})
    director.post("/plan/accept", data={"version": version(scene)})
    closed = next(d.planned_on for d in drills(scene) if d.planned_on.month == 2)
    data = {"closed-starts": closed.isoformat(), "closed-why": "Snow"}
    page = director.post("/set-up/calendar/closed", data=data, follow_redirects=True)
    form = BeautifulSoup(page.data, "html.parser").select_one("form[action='/plan/make']")
    again = {f["name"]: f["value"] for f in form.select("input")}
    assert again["mode"] == "little"
    page = director.post("/plan/make", data=again, follow_redirects=True)
    said = text(page)
    on_it = [d for d in drills(scene) if d.planned_on == closed]
    assert "new drill" not in said
    assert ("1 moves." if len(on_it) == 1 else f"{len(on_it)} move.") in said
    assert "The drills that move" in said
    director.post("/plan/accept", data={"version": version(scene)})
    assert not [d for d in drills(scene) if d.planned_on == closed]


def test_a_plan_out_of_date_cannot_be_accepted_and_says_so(scene, director):
    director.post("/plan/make", data={"mode": "keep"})
    make.add_drill([scene.good], "2026-11-23", "lockdown")
    db.session.commit()
    page = soup(director, "/plan/preview")
    assert "This plan is out of date" in words(page.main)
    assert page.select_one("form[action='/plan/accept']") is None
    answer = director.post("/plan/accept", data={"version": version(scene)}, follow_redirects=True)
    assert "Something changed after this was planned" in text(answer)
    page = director.post("/plan/make", data={"again": "1"}, follow_redirects=True)
    assert "Accept the plan" in text(page)


def test_an_accepted_plan_is_taken_back(scene, director):
    director.post("/plan/make", data={"mode": "keep"})
    director.post("/plan/accept", data={"version": version(scene)})
    form = soup(director, "/plan").select_one("form[action='/plan/undo']")
    data = {f["name"]: f["value"] for f in form.select("input")}
    page = director.post("/plan/undo", data=data, follow_redirects=True)
    assert "Taken back:" in text(page)
    assert drills(scene) == []


def test_staff_calendars_show_only_what_staff_are_told_of(scene, director):
    staff = make.add_person(scene.row, "staff", [scene.good], name="Toni Staff")
    db.session.commit()
    director.post("/plan/make", data={"mode": "keep"})
    director.post("/plan/accept", data={"version": version(scene)})
    hidden = [
        d
        for d in drills(scene)
        if d.told_beforehand == "nobody" and d.records[0].building_id == scene.good.id
    ]
    assert hidden
    page = words(soup(sign_in(scene.app.test_client(), staff), "/coming").main)
    assert "Fire" not in page


@pytest.mark.parametrize("role", ["principal", "staff", "officer"])
def test_others_do_not_find_the_planner(scene, role):
    who = make.add_person(scene.row, role, [scene.good])
    db.session.commit()
    client = sign_in(scene.app.test_client(), who)
    assert client.get("/plan").status_code == 403
    assert client.post("/plan/make", data={"mode": "anew"}).status_code == 403
    assert read_draft(scene.row.id, YEAR) is None


def test_a_director_of_some_buildings_only_cannot_plan_the_district(scene):
    some: PersonRow = make.add_person(scene.row, "director", [scene.good])
    db.session.commit()
    client = sign_in(scene.app.test_client(), some)
    assert client.get("/plan").status_code == 404
    assert client.post("/plan/make", data={"mode": "anew"}).status_code == 404


def test_a_large_district_is_planned_beside_the_request(scene, director, monkeypatch):
    begun: list[plan_year.Work] = []
    monkeypatch.setattr(plan_year, "AT_ONCE", 2)
    monkeypatch.setattr(start, "_in_background", begun.append)
    answer = director.post("/plan/make", data={"mode": "keep"})
    assert answer.location.startswith("/plan/working")
    page = director.get(answer.location)
    assert b"<progress" in page.data
    assert b'http-equiv="refresh"' in page.data
    work = begun[0]
    thread = threading.Thread(target=_carried_out, args=(scene.app, work))
    thread.start()
    thread.join()
    db.session.rollback()
    assert director.get(answer.location).location.startswith("/plan/preview")


def _carried_out(app: Flask, work: plan_year.Work) -> None:
    with app.app_context():
        plan_year.carry_out(work, start.clock.now)


def test_work_that_gives_no_sign_of_life_can_be_begun_again(scene, director, on_day, monkeypatch):
    monkeypatch.setattr(plan_year, "AT_ONCE", 2)
    monkeypatch.setattr(start, "_in_background", lambda work: None)
    director.post("/plan/make", data={"mode": "keep"})
    assert director.get("/plan").location.startswith("/plan/working")
    on_day("2026-11-24", "12:03")
    assert "The plan could not be made." in text(
        director.get("/plan/working", follow_redirects=True)
    )
    monkeypatch.setattr(plan_year, "AT_ONCE", 100)
    page = director.post("/plan/make", data={"mode": "keep"}, follow_redirects=True)
    assert "Accept the plan" in text(page)


def test_an_agency_and_days_away_by_their_pages(scene, director):
    data = {"name": "Fire department", "kind": "fire", "per_day": "1", "everywhere": "yes"}
    director.post("/plan/agencies/new", data=data)
    page = soup(director, "/plan")
    link = next(a["href"] for a in page.select("a") if words(a) == "Fire department")
    agency = "agency:" + link.rsplit("/", 1)[1]
    data = {"officer": agency, "away-starts": "2027-01-04", "away-why": "Course"}
    page = director.post("/plan/away", data=data, follow_redirects=True)
    assert "Jan 4 : Course" in text(page)
    bad = director.post("/plan/away", data={**data, "away-ends": "2027-01-01"})
    assert bad.status_code == 422
    assert "The last day is before the first." in text(bad)
    answer = director.post("/plan/agencies/new", data={"kind": "fire"})
    assert answer.status_code == 422


def test_queries_do_not_grow_with_buildings(scene, director):
    def asked() -> int:
        director.post("/plan/make", data={"mode": "anew"})
        director.get("/plan/preview")
        with counted_queries() as sent:
            director.get("/plan/preview")
        return len(sent)

    few = asked()
    for n in range(6):
        make.add_building(scene.row, f"School {n}")
    db.session.commit()
    assert asked() == few


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_conflict_of_the_planner_has_its_sentence(app, language):
    assert set(PLANNER_WORDS) <= set(plan_sentences.WORDS)
    known = {"name", "names", "rules", "facts", "days", "number"}
    values = dict.fromkeys(known, "x")
    with app.test_request_context(headers={"Accept-Language": language}):
        for sentence, frees in plan_sentences.WORDS.values():
            assert str(sentence) % values
            assert not frees or str(frees) % values


def test_initials_are_never_alike():
    names = {1: "Coleman Elementary", 2: "Cedar Elementary", 3: "Canyon Elementary", 4: "Hill"}
    found = initials(names)
    assert len(set(found.values())) == 4
    assert found[1] == "CE"
