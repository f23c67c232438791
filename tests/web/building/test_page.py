"""A building's page and the list of my buildings: what is owed, the year, the drills."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete

from drills.store.database import db
from drills.store.tables import DayOffRow, EvidenceRow, SchoolYearRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import District, a_district, counted_queries, soup, words


@pytest.fixture
def district(app: Flask, on_day) -> District:
    """Three buildings on November 24."""
    return a_district(app)


def steps(page) -> list[str]:
    return [words(step) for step in page.select(".attention > li")]


def table(page, title: str) -> list[list[str]]:
    """The rows of a table by its heading, each cell's words."""
    section = page.find("h2", string=title).find_parent("section")
    return [
        [words(cell.select_one(".cell-value") or cell) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]


# --- what is owed -----------------------------------------------------------------


def test_what_is_pressing_comes_first_with_its_last_day(district):
    page = soup(district.client(district.principal), f"/buildings/{district.late.id}")
    assert "One thing is due within ten school days" in words(page.select_one(".lead"))
    first = steps(page)[0]
    assert first.startswith("Hold a fire drill by Monday, November 30.")
    assert "Counts for Monthly fire drill." in first
    assert "3 school days left." in first


def test_a_drill_that_is_planned_is_named_beside_what_is_owed(district):
    make.add_drill([district.late], "2026-11-30", state="planned")
    db.session.commit()
    page = soup(district.client(district.principal), f"/buildings/{district.late.id}")
    assert "Fire is planned for Mon, Nov 30." in steps(page)[0]


def test_what_was_missed_leads_to_why(district):
    page = soup(district.client(), f"/buildings/{district.lost.id}")
    line = next(s for s in page.select(".attention > li") if "First fire drill" in words(s))
    assert "missed Wed, Sep 2 to Fri, Oct 2." in words(line)
    assert line.select_one(".btn")["href"].endswith("/why/fire-first-30-days")


def test_one_drill_for_two_rules_is_one_step(app, on_day):
    on_day("2026-09-10")
    row = make.add_district("Westbrook Public Schools")
    building = make.add_building(row, "Hill Middle")
    director = make.add_person(row, "director")
    page = soup(sign_in(app.test_client(), director), f"/buildings/{building.id}")
    found = [s for s in steps(page) if "fire drill by" in s]
    assert len(found) == 1
    assert found[0].startswith("Hold a fire drill by Wednesday, September 30.")
    assert "Counts for Monthly fire drill, First fire drill." in found[0]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-11-23", "Was it held? Lockdown, planned for Monday, November 23."),
        ("2026-11-24", "Today, 10:00 a.m.: Lockdown."),
        ("2026-11-25", None),
    ],
)
def test_a_planned_drill_is_asked_for_from_its_day_on(district, day, says):
    make.add_drill([district.late], day, "lockdown", state="planned")
    db.session.commit()
    page = soup(district.client(district.principal), f"/buildings/{district.late.id}")
    asked = [s for s in steps(page) if "Log it" in s]
    assert [s.replace("\u00a0", " ").removesuffix(" Log it") for s in asked] == [says] * bool(says)


def test_a_record_sent_back_and_a_draft_are_steps(district):
    back = make.add_drill([district.good], "2026-11-17", record_state="sent_back")
    back.records[0].sent_back_why = "The head count is missing."
    make.add_drill([district.good], "2026-11-18", "lockdown", record_state="draft")
    db.session.commit()
    found = steps(soup(district.client(), f"/buildings/{district.good.id}"))
    assert found[0].startswith("Mend the record: Fire, Tuesday, November 17.")
    assert "The head count is missing." in found[0]
    assert found[1].startswith("Submit the record: Lockdown, Wednesday, November 18.")


def test_a_missing_fact_is_asked_of_who_can_set_it(app, on_day):
    row = make.add_district("Hudson Ridge", "US-NY")
    building = make.add_building(row, "Hill Middle", dormitory=None)
    director = make.add_person(row, "director")
    page = soup(sign_in(app.test_client(), director), f"/buildings/{building.id}")
    asked = next(s for s in steps(page) if "whether pupils sleep here" in s)
    assert "Your district administrator can set it." in asked


# --- the year ---------------------------------------------------------------------


def test_the_strip_is_read_as_a_list(district):
    strip = soup(district.client(), f"/buildings/{district.late.id}").select_one("svg.strip")
    rows = strip.select('[role="list"] > [role="listitem"]')
    assert [row.a["aria-label"] for row in rows] == [
        "First fire drill: Met",
        "Monthly fire drill: 3 school days left",
        "Crisis drill: Due by Feb 28",
        "Bus drills: Advisory: Due by Jun 11",
    ]
    bars = [bar["aria-label"] for bar in rows[1].select('[role="img"]')]
    assert bars[:3] == [
        "Sep 2 – Sep 30: 1/1, Met",
        "Oct 1 – Oct 31: 1/1, Met",
        "Nov 1 – Nov 30: 0/1, Due by Nov 30",
    ]


def test_the_strip_and_its_list_say_the_same(district):
    make.add_drill([district.late], "2026-12-08", state="planned")
    db.session.commit()
    page = soup(district.client(), f"/buildings/{district.late.id}")
    drawn = [a["aria-label"] for a in page.select("svg.strip .strip-drill")]
    shown = [words(t) for t in page.select("svg.strip .strip-drill .strip-says text")]
    listed = [words(li) for li in page.select(".year-list li:has(a)")]
    assert drawn == shown == listed
    assert "Sat, Nov 7: Fire, held, does not count here" in drawn
    assert "Tue, Dec 8: Fire, planned" in drawn


def test_days_without_school_are_shaded_when_they_last(district):
    strip = soup(district.client(), f"/buildings/{district.late.id}").select_one("svg.strip")
    assert len(strip.select(".strip-off")) == 3  # winter, February, April; not one day


# --- drills -----------------------------------------------------------------------


def test_coming_drills_are_listed_in_order_with_what_they_count_for(district):
    make.add_drill([district.late], "2026-12-15", "lockdown", at=None, state="planned")
    make.add_drill([district.late], "2026-12-08", state="planned")
    make.add_drill([district.late], "2026-12-09", state="cancelled", record_state="expected")
    db.session.commit()
    page = soup(district.client(), f"/buildings/{district.late.id}")
    assert [row[0] for row in table(page, "Drills to come")] == ["Tue, Dec 8", "Tue, Dec 15"]
    assert table(page, "Drills to come")[1][1:] == ["Any time", "Lockdown", "Crisis drill"]


def test_past_drills_show_their_record_their_proof_and_what_is_asked(district):
    drill = make.add_drill([district.late], "2026-11-12")
    for n in range(2):
        db.session.add(
            EvidenceRow(
                record_id=drill.records[0].id,
                sha256=str(n) * 64,
                original_sha256=str(n) * 64,
                kind="image/jpeg",
                name="roster.jpg",
                size=1,
                represents_on=date(2026, 11, 12),
                uploaded_at=make.NOON,
            )
        )
    db.session.commit()
    rows = table(soup(district.client(), f"/buildings/{district.late.id}"), "Past drills")
    assert rows[0] == ["Thu, Nov 12", "Fire", "Submitted", "Monthly fire drill", "2 files"]
    assert rows[1][:2] == ["Sat, Nov 7", "Fire"]
    assert "Was school in session on Sat, Nov 7?" in rows[1][2]
    assert rows[1][3:] == ["Nothing", "None"]
    assert len(rows) == 5


def test_as_of_another_day_later_drills_are_not_past(district):
    page = soup(district.client(), f"/buildings/{district.late.id}?as_of=2026-10-10")
    assert [row[0] for row in table(page, "Past drills")] == ["Tue, Oct 6", "Thu, Sep 10"]
    assert "As of Saturday, October 10" in words(page)
    assert "Plan it" not in words(page)


def test_the_number_of_queries_does_not_grow_with_drills(district):
    client = district.client()
    address = f"/buildings/{district.good.id}"
    client.get(address)
    db.session.remove()
    with counted_queries() as few:
        assert client.get(address).status_code == 200
    district.good = db.session.get(type(district.good), district.good.id)
    for n in range(1, 25):
        make.add_drill([district.good], f"2026-11-{n:02d}", "lockdown")
        make.add_drill([district.good], f"2027-01-{n:02d}", state="planned")
    db.session.commit()
    db.session.remove()
    with counted_queries() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)


# --- nothing there yet, and who -----------------------------------------------------


def test_a_building_without_a_calendar_says_what_to_do(district):
    db.session.execute(delete(DayOffRow))
    db.session.execute(delete(SchoolYearRow))
    db.session.commit()
    page = soup(district.client(district.principal), f"/buildings/{district.late.id}")
    assert "The school year is not set up yet" in words(page)
    assert "Ask your district administrator." in words(page)


def test_a_day_that_is_none_is_said_beside_the_field(district):
    page = soup(district.client(), f"/buildings/{district.late.id}?as_of=soon", 422)
    assert page.select_one("#as-of-day")["value"] == "soon"
    assert "Enter a day" in words(page.select_one(".error-summary"))


def test_a_closed_building_still_shows_its_drills(district):
    district.late.closed_on = date(2026, 11, 20)
    db.session.commit()
    page = soup(district.client(), f"/buildings/{district.late.id}")
    assert "This building closed on Friday, November 20." in words(page)
    assert len(table(page, "Past drills")) == 4
    assert not page.select(".page-actions .btn")


@pytest.mark.parametrize("who", ["principal", "director"])
@pytest.mark.parametrize("page", ["", "/why/fire-monthly", "/law"])
def test_a_building_that_is_not_ones_own_is_not_there(district, who, page):
    noise = make.add_building(make.add_district("Elsewhere"), "Elsewhere High")
    person = getattr(district, who)
    client = district.client(person)
    assert client.get(f"/buildings/{noise.id}{page}").status_code == 404
    own = 200 if who == "director" else 404
    assert client.get(f"/buildings/{district.good.id}{page}").status_code == own
    assert client.get(f"/buildings/{district.late.id}{page}").status_code == 200


@pytest.mark.parametrize("page", ["", "/why/fire-monthly", "/law"])
def test_pages_in_spanish_have_spanish_days(district, page):
    district.principal.language = "es"
    db.session.commit()
    found = soup(district.client(district.principal), f"/buildings/{district.late.id}{page}")
    assert found.html["lang"] == "es"
    assert " nov" in words(found.main)


# --- my buildings --------------------------------------------------------------------


def test_a_principal_of_one_building_is_taken_to_it(district):
    answer = district.client(district.principal).get("/")
    assert answer.location == f"/buildings/{district.late.id}"


def test_each_of_my_buildings_says_its_next_step(district):
    mine = [district.good, district.lost, district.late]
    both = make.add_person(district.row, "principal", mine)
    make.add_drill([district.lost], "2026-11-23", "lockdown", state="planned")
    db.session.commit()
    page = soup(district.client(both), "/")
    assert "1 of 3 buildings is in order." in words(page)
    good, lost, late = steps(page)
    assert good.startswith("Bedford Middle Hold a fire drill by Thursday, December 31.") or (
        good.startswith("Bedford Middle Hold")
    )
    assert "Was it held? Lockdown, planned for Mon, Nov 23." in lost
    assert "Log it" in lost
    assert "Last day: Mon, Nov 30. 3 school days left." in late


def test_my_buildings_are_judged_when_the_night_was_missed(district, on_day):
    both = make.add_person(district.row, "principal", [district.good, district.late])
    db.session.commit()
    on_day("2026-12-01")
    late = steps(soup(district.client(both), "/"))[1]
    assert "missed a fire drill in November" in late
