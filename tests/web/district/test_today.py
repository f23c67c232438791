"""The director's page: what it says, as of which day, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from drills.store.database import db
from drills.store.tables import (
    DayOffRow,
    KeptVerdictRow,
    OfficerAbsenceRow,
    RecordRow,
    SchoolYearRow,
)
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import TODAY, District, a_district, counted_queries, soup, words

ONE_DAY = timedelta(1)


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings on November 24."""
    return a_district(app)


def grid(page) -> dict[str, dict[str, str]]:
    """The grid as {building: {requirement: words}}."""
    return {
        row.th.a.find("span").get_text(): {
            cell.select_one(".grid-label").get_text(): words(cell) for cell in row.select("td a")
        }
        for row in page.select("table.grid tbody tr")
    }


def test_one_sentence_comes_first(district):
    page = soup(district.client(), "/today")
    assert page.h1.get_text() == "1 of 3 buildings is in order."
    assert page.select_one(".lead").get_text() == (
        "Coleman Elementary missed a fire drill due by Oct 2; "
        "Hill Middle has 3 school days left for a fire drill."
    )


def test_what_needs_attention_says_the_last_day_and_has_one_button(district):
    lines = soup(district.client(), "/today").select(".attention > li")
    assert [words(line.h3) for line in lines] == [
        "Coleman Elementary",
        "Coleman Elementary",
        "Hill Middle",
    ]
    assert "The last day was Fri, Oct 2." in words(lines[0])
    assert "Last day: Mon, Nov 30. 3 school days left." in words(lines[2])
    for line in lines:
        assert len(line.select(".btn")) == 1


def test_a_drill_that_is_planned_in_time_is_said_so(district):
    make.add_drill([district.late], "2026-11-30", state="planned")
    district.keep()
    line = soup(district.client(), "/today").select(".attention > li")[-1]
    assert "Planned for Mon, Nov 30." in words(line)


def test_a_drill_planned_too_late_is_not_said(district):
    make.add_drill([district.late], "2026-12-01", state="planned")
    district.keep()
    line = soup(district.client(), "/today").select(".attention > li")[-1]
    assert "Planned" not in words(line)


def test_the_grid_has_a_count_and_a_word_in_each_cell(district):
    found = grid(soup(district.client(), "/today"))
    assert list(found) == ["Bedford Middle", "Coleman Elementary", "Hill Middle"]
    assert found["Coleman Elementary"]["First fire drill"] == "First fire drill 0/1 Missed Oct 2"
    assert (
        found["Hill Middle"]["Monthly fire drill"] == "Monthly fire drill 2/10 3 school days left"
    )
    assert found["Bedford Middle"]["Bus drills"] == "Bus drills 0/2 Advisory: Due by Jun 11"


def test_a_rule_that_binds_no_building_has_no_column(district):
    assert "Fire code drills" not in grid(soup(district.client(), "/today"))["Hill Middle"]


def test_a_column_head_names_the_citation(district):
    heads = soup(district.client(), "/today").select(".grid-head")
    assert "§ 10-231(a)" in words(heads[0])
    assert heads[0].a["href"].endswith("/law#fire-first-30-days")


def test_each_cell_leads_to_why(district):
    page = soup(district.client(), "/today")
    cell = page.select("table.grid tbody tr")[1].select_one("td a")
    why = soup(district.client(), cell["href"])
    assert why.h1.get_text() == "First fire drill"


# --- another day ------------------------------------------------------------------


def test_another_day_is_judged_when_asked(district):
    page = soup(district.client(), "/today?as_of=2026-09-25")
    assert page.h1.get_text() == "2 of 3 buildings are in order."
    assert "As of Friday, September 25" in words(page.select_one(".as-of-now"))
    assert page.select_one("#as-of-day")["value"] == "2026-09-25"
    assert "as_of=2026-09-25" in page.select_one("table.grid td a")["href"]


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("2026-09-29", "is-at-risk"), ("2026-09-30", "is-at-risk"), ("2026-10-01", "is-missed")],
)
def test_a_window_is_open_through_its_last_day(district, as_of, status):
    page = soup(district.client(), f"/today?as_of={as_of}")
    cell = page.select("table.grid tbody tr")[1].select("td a")[1]
    assert status in str(cell)


@pytest.mark.parametrize("typed", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_said_beside_the_field_and_kept(district, typed):
    page = soup(district.client(), f"/today?as_of={typed}", 422)
    assert "Enter a day" in words(page.select_one(".error-summary"))
    field = page.select_one("#as-of-day")
    assert field["value"] == typed
    assert "Enter a day" in words(page.find(id=field["aria-describedby"]))
    assert page.h1.get_text() == "1 of 3 buildings is in order."


def test_a_past_school_year_can_be_chosen(district):
    year = SchoolYearRow(
        district_id=district.row.id,
        year="2025-26",
        first_day=date(2025, 9, 2),
        last_day=date(2026, 6, 12),
        terms=[],
    )
    db.session.add(year)
    db.session.commit()
    page = soup(district.client(), "/today")
    link = page.select_one(".as-of-years a:not([aria-current])")
    assert link.get_text() == "2025-26"
    past = soup(district.client(), link["href"])
    assert "School year 2025-26." in words(past.select_one(".as-of-now"))
    assert past.h1.get_text() == "None of the 3 buildings is in order."
    assert "year=2025-26" in past.select_one("table.grid td a")["href"]


def test_after_the_last_year_that_is_set_up_the_page_says_so(district, on_day):
    on_day("2027-08-10")
    page = soup(district.client(), "/today")
    assert "no school calendar for that day. This is the year 2026-27." in words(page)


def test_an_address_carries_on_nothing_but_what_the_page_knows(district):
    page = soup(district.client(), "/today?as_of=2026-10-01&_scheme=javascript&_external=1&x=1")
    links = [a["href"] for a in page.main.select("a")]
    assert "/today" in links
    assert not [link for link in links if "javascript" in link or "x=1" in link]


# --- what is kept -----------------------------------------------------------------


def test_a_verdict_kept_yesterday_is_not_shown_as_todays(district, on_day):
    """The night's judging did not run: November closed meanwhile."""
    on_day("2026-12-01")
    page = soup(district.client(), "/today")
    assert grid(page)["Hill Middle"]["Monthly fire drill"].endswith("Missed Nov")


def test_one_stale_verdict_on_another_page_of_the_grid_is_enough(district):
    stale = update(KeptVerdictRow).where(KeptVerdictRow.building_id == district.late.id)
    db.session.execute(stale.values(as_of=TODAY - ONE_DAY, status="met", rank=4, cells=[]))
    db.session.commit()
    assert "Hill Middle has 3 school days left" in words(soup(district.client(), "/today"))


def test_a_building_that_was_never_judged_is_not_left_out(district):
    make.add_building(district.row, "Zenith High")
    db.session.commit()
    assert "Zenith High" in grid(soup(district.client(), "/today"))


def test_a_verdict_of_an_older_pack_is_not_shown(district):
    db.session.execute(update(KeptVerdictRow).values(pack_version="2020.1", rank=4))
    db.session.commit()
    assert soup(district.client(), "/today").h1.get_text() == "1 of 3 buildings is in order."


def test_kept_and_judged_say_the_same(district):
    kept = soup(district.client(), "/today").main
    db.session.execute(delete(KeptVerdictRow))
    db.session.commit()
    judged = soup(district.client(), "/today").main
    for page in (kept, judged):
        page.select_one(".as-of").decompose()
        for token in page.select("[name=csrf_token]"):
            token.decompose()  # made anew for every form
    assert kept == judged


def test_a_closed_building_is_gone_from_the_page(district):
    district.lost.closed_on = date(2026, 11, 1)
    db.session.commit()
    page = soup(district.client(), "/today")
    assert page.h1.get_text() == "1 of 2 buildings is in order."
    assert "Coleman Elementary" not in words(page)


def test_an_officer_who_cannot_come_stands_there_until_the_plan_is_changed(district):
    officer = make.add_person(district.row, "officer", [district.good], name="Casey Buoy")
    drill = make.add_drill(
        [district.good], "2026-12-08", "lockdown", state="planned", officer_id=officer.id
    )
    said = OfficerAbsenceRow(
        drill_id=drill.id,
        person_id=officer.id,
        person_name=officer.name,
        planned_on=drill.planned_on,
        planned_at=drill.planned_at,
        why="In court.",
        said_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    )
    db.session.add(said)
    db.session.commit()
    client = district.client()
    line = soup(client, "/today").select(".attention > li")[-1]
    assert "Lockdown, Tue, Dec 8, 10:00 a.m.: Casey Buoy cannot come." in words(line)
    assert line.select_one("a.btn")["href"] == f"/drills/{drill.id}/move"
    assert line.form["action"] == "/plan/make"
    assert "Casey Buoy" not in words(soup(client, "/today?as_of=2026-10-15"))
    drill.planned_on = date(2026, 12, 9)
    db.session.commit()
    assert "Casey Buoy" not in words(soup(client, "/today"))


# --- size -------------------------------------------------------------------------


def add_many(district: District, count: int) -> None:
    for n in range(count):
        building = make.add_building(district.row, f"School {n:03d}")
        make.add_drill([building], "2026-10-06")
    district.keep()


@pytest.mark.parametrize("address", ["/today", "/today?as_of=2026-10-15", "/today?show=attention"])
def test_the_number_of_queries_does_not_grow_with_buildings(district, address):
    client = district.client()
    client.get(address)
    db.session.remove()
    with counted_queries() as few:
        assert client.get(address).status_code == 200
    add_many(district, 27)
    db.session.remove()
    with counted_queries() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= 16


def test_a_long_grid_has_pages(district):
    add_many(district, 60)
    client = district.client()
    first, second = soup(client, "/today"), soup(client, "/today?page=2")
    assert len(grid(first)) == 50
    assert len(grid(second)) == 13
    assert "Page 2 of 2" in words(second)
    assert len(grid(soup(client, "/today?page=99"))) == 13
    assert len(first.select(".attention > li")) == 12


def test_only_those_that_need_attention_can_be_shown(district):
    page = soup(district.client(), "/today?show=attention")
    assert list(grid(page)) == ["Coleman Elementary", "Hill Middle"]


# --- nothing there yet ------------------------------------------------------------


def test_without_buildings_the_page_says_what_to_do(app, on_day):
    row = make.add_district("Empty Public Schools")
    director = make.add_person(row, "director")
    page = soup(sign_in(app.test_client(), director), "/today")
    assert "Add your first building" in words(page)
    assert "Ask your district administrator" in words(page)


def test_without_a_calendar_the_page_says_what_to_do(app, on_day):
    row = make.add_district("Empty Public Schools")
    make.add_building(row)
    db.session.execute(delete(DayOffRow))
    db.session.execute(delete(SchoolYearRow))
    director = make.add_person(row, "director")
    page = soup(sign_in(app.test_client(), director), "/today")
    assert "Set up the school year first" in words(page)


# --- who ---------------------------------------------------------------------------


def test_another_districts_building_is_never_on_the_page(district):
    assert "Noise High" not in words(soup(district.client(), "/today"))


def test_a_principal_is_refused(district):
    assert district.client(district.principal).get("/today").status_code == 403


def test_the_page_in_spanish_has_spanish_days(district):
    district.director.language = "es"
    db.session.commit()
    page = soup(district.client(), "/today")
    assert page.html["lang"] == "es"
    assert "30 nov" in words(page)


def test_a_record_sent_back_stops_counting_at_once(district):
    change = update(RecordRow).where(RecordRow.building_id == district.good.id)
    db.session.execute(change.values(state="sent_back"))
    db.session.commit()
    district.keep()
    assert soup(district.client(), "/today").h1.get_text() == (
        "None of the 3 buildings is in order."
    )
