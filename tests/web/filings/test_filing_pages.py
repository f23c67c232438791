"""The page of filings, the files, the command, and the public page of past drills."""

from __future__ import annotations

import csv
import io

import pytest

from drills.store.audit import read_history
from drills.store.database import db
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import a_district, counted_queries, soup


@pytest.fixture
def district(app, on_day):
    on_day("2026-11-24")
    found = a_district(app)
    make.add_drill([found.good], "2026-12-08", "lockdown", state="planned", note="Secret")
    today = make.add_drill([found.good], "2026-11-24", "hold", note="Secret")
    today.records[0].notes, today.records[0].recorder_name = "A note", "Robin Example"
    past = make.add_drill([found.good], "2026-11-20", "hold")
    past.records[0].notes, past.records[0].recorder_name = "A note", "Robin Example"
    past.records[0].in_charge = "Sam Poe"
    make.add_drill([found.good], "2026-11-19", "earthquake", record_state="draft")
    db.session.commit()
    return found


def open_page(district, slug: str = "westbrook"):
    client = district.client()
    return client.post("/filings/public", data={"slug": slug})


def test_the_page_lists_the_filings_of_the_state_with_when_they_are_due(district):
    page = soup(district.client(), "/filings").get_text(" ", strip=True)
    assert "Fire and crisis drills for the annual report" in page and "Due: annually" in page
    assert "Log of evacuation drills" in page and "PIMS" not in page


def test_a_filing_is_handed_over_and_stands_in_the_log_of_changes(district):
    answer = district.client().post("/filings/ct-drill-report", data={"format": "csv"})
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert (
        "westbrook-public-schools-ct-drill-report-2026-27" in answer.headers["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["School"] for row in rows} == {
        "Bedford Middle",
        "Coleman Elementary",
        "Hill Middle",
    }
    assert not any(row["Date"] > "2026-11-24" for row in rows)
    (row,) = read_history(district.row.id, [f"district:{district.row.id}"])
    assert row.did == "export.filing" and row.details["rows"] == len(rows)


@pytest.mark.parametrize(
    ("name", "data"),
    [("pa-pims", {}), ("fire-log", {"format": "pdf"}), ("fire-log", {"year": "1999-00"})],
)
def test_what_the_state_does_not_know_is_not_there(district, name, data):
    assert district.client().post(f"/filings/{name}", data=data).status_code == 404


def test_the_command_writes_the_same(district, tmp_path):
    runner = district.app.test_cli_runner()
    out = tmp_path / "log.xlsx"
    words = ["filing", "fire-log", "--district", "westbrook public schools"]
    made = runner.invoke(args=[*words, "--format", "xlsx", "-o", str(out)])
    assert made.exit_code == 0, made.output
    assert out.read_bytes()[:2] == b"PK"
    wrong = runner.invoke(args=["filing", "pa-pims", "--district", "Westbrook Public Schools"])
    assert wrong.exit_code == 1 and "ct-drill-report, fire-log" in wrong.output


def test_no_page_is_public_until_the_district_opens_it(district):
    client = district.app.test_client()
    assert client.get("/public/westbrook").status_code == 404
    assert open_page(district).status_code == 303
    assert client.get("/public/westbrook").status_code == 200
    district.client().post("/filings/public", data={"slug": "westbrook", "go": "off"})
    assert client.get("/public/westbrook").status_code == 404


def test_the_public_page_shows_past_drills_without_names_notes_or_anything_planned(district):
    open_page(district)
    answer = district.app.test_client().get("/public/westbrook")
    page = answer.text
    assert "Fri, Nov 20" in page and "Hold" in page
    assert "Nov 24" not in page, "not before the day after"
    assert "Dec 8" not in page and "Nov 19" not in page, "neither planned nor a draft"
    for hidden in ("Robin", "Sam Poe", "A note", "Secret"):
        assert hidden not in page
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers


def test_michigan_posts_the_names_that_its_law_wants_and_the_counts(district):
    district.row.jurisdiction = "US-MI"
    db.session.commit()
    open_page(district)
    page = soup(district.app.test_client(), "/public/westbrook")
    school = page.select_one("section table")
    heads = [th.get_text(strip=True) for th in school.select("thead th")]
    assert heads[3:] == [
        "Fire drills so far",
        "Tornado drills so far",
        "Lockdown drills so far",
        "Acknowledged by",
        "In charge",
    ]
    assert "Robin Example" in page.get_text() and "Sam Poe" in page.get_text()
    assert "A note" not in page.get_text()


@pytest.mark.parametrize(
    ("slug", "code"),
    [("ab", 422), ("abc", 303), ("a" * 60, 303), ("a" * 61, 422), ("a--b", 422), ("../x", 422)],
)
def test_an_address_is_three_to_sixty_letters_digits_and_hyphens(district, slug, code):
    assert open_page(district, slug).status_code == code


def test_two_districts_never_share_an_address(district):
    other = make.add_district("Elsewhere Schools")
    other.public_slug = "westbrook"
    db.session.commit()
    answer = open_page(district)
    assert answer.status_code == 422 and "Another district has this address" in answer.text


def test_a_year_long_over_is_no_longer_shown(district):
    open_page(district)
    client = district.app.test_client()
    assert client.get("/public/westbrook?year=2026-27").status_code == 200
    assert client.get("/public/westbrook?year=2019-20").status_code == 404


def test_a_principal_sees_no_filings(district):
    client = sign_in(district.app.test_client(), district.principal)
    assert client.get("/filings").status_code == 403


def test_the_public_page_asks_the_database_as_often_for_ten_buildings_as_for_three(district):
    open_page(district)
    client = district.app.test_client()
    client.get("/public/westbrook")
    with counted_queries() as few:
        client.get("/public/westbrook")
    for n in range(8):
        make.add_drill([make.add_building(district.row, f"School {n}")], "2026-10-06")
    db.session.commit()
    client.get("/public/westbrook")
    with counted_queries() as many:
        client.get("/public/westbrook")
    assert len(many) == len(few)
