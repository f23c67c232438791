"""The import pages: a file is kept at once, looked over, mended, and imported whole or not."""

from __future__ import annotations

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import func, select

from drills.store.database import db
from drills.store.tables import BuildingRow, ImportRow, PersonRow, SessionRow
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import soup, words
from tests.workbooks.fill_in import COLEMAN, FIRE, ROBIN, filled_in

GOOD = filled_in([COLEMAN], [ROBIN], [FIRE, {**FIRE, "date": "2026-11-07"}])
BAD = filled_in([{**COLEMAN, "enrollment": "many"}], [{**ROBIN, "buildings": "Colman"}], [FIRE])


@pytest.fixture
def district(app, on_day):
    """A district with one building."""
    row = make.add_district("Westbrook Public Schools")
    make.add_building(row, "Hill Middle")
    return row


@pytest.fixture
def client(app, district):
    return sign_in(app.test_client(), make.add_person(district, "administrator", name="Ada Min"))


def send(client, content: bytes, name: str = "ours.xlsx", **more):
    return client.post("/set-up/import", data={"file": (BytesIO(content), name), **more})


def seen_in(client, address: str) -> str:
    return soup(client, address).find("input", {"name": "seen"})["value"]


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_template_is_downloaded_with_the_districts_buildings(client):
    answer = client.get("/set-up/import/template.xlsx")
    assert answer.status_code == 200
    assert "drills-import-template.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Read me", "Buildings", "People", "Past drills", "Lists"]
    lists = {cell.value for row in book["Lists"].iter_rows() for cell in row}
    assert "Hill Middle" in lists and "Noise High" not in lists


def test_upload_look_over_confirm(client):
    answer = send(client, GOOD)
    assert answer.status_code == 303
    before = [count(t) for t in (BuildingRow, PersonRow)]
    page = soup(client, answer.location)
    said = words(page.main)
    assert "Ready to import: 1 building, 1 person and 2 past drills" in said
    assert "Was school in session on Sat, Nov 7?" in said
    assert "Principal, Coleman Elementary" in said
    assert [count(t) for t in (BuildingRow, PersonRow)] == before

    form = page.find("form", {"action": f"{answer.location}/confirm"})
    done = client.post(form["action"], data={"seen": form.find("input", {"name": "seen"})["value"]})
    assert (done.status_code, done.location) == (303, "/set-up/import")
    said = words(soup(client, done.location))
    assert "Imported: 1 building, 1 person and 2 past drills." in said
    assert "Nobody has got a mail yet." in said
    assert [count(t) for t in (BuildingRow, PersonRow)] == [n + 1 for n in before]


def test_every_problem_is_listed_and_the_mended_file_takes_its_place(client):
    first = send(client, BAD)
    page = soup(client, first.location)
    said = words(page.main)
    assert "2 things to mend in this file" in said
    assert "Buildings, row 4, enrollment" in said
    assert "There is no building “Colman”" in said
    assert "Write Coleman Elementary if that is meant." in said
    assert page.find("form", {"action": f"{first.location}/confirm"}) is None
    form = next(f for f in page.find_all("form") if f.find("input", {"type": "file"}))
    old = form.find("input", {"name": "instead_of"})["value"]

    second = send(client, GOOD, "mended.xlsx", instead_of=old)
    assert second.status_code == 303
    assert client.get(first.location).status_code == 404
    assert "Ready to import" in words(soup(client, second.location).main)
    assert count(ImportRow) == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Choose the file first."),
        (b"", "empty.xlsx", "The file is empty."),
        (b"a,b\n", "log.csv", "This is no Excel workbook."),
        (b"%PDF-1.7 ...", "fake.xlsx", "This is no Excel workbook."),
        (b"\xd0\xcf\x11\xe0....", "old.xls", "The file is locked with a password"),
        (GOOD[: len(GOOD) // 2], "half.xlsx", "part of it is damaged"),
    ],
)
def test_a_file_of_the_wrong_sort_is_refused_in_plain_words(client, content, name, said):
    answer = send(client, content, name)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert said in words(page.find(class_="error-summary"))
    assert said in words(page.find(class_="field-error"))
    assert count(ImportRow) == 0


def test_a_file_that_is_too_large_is_refused_in_plain_words(client, app):
    limit = app.config["DRILLS"].upload_limit_mb * 1024 * 1024
    answer = send(client, b"PK\x03\x04" + bytes(limit), "huge.xlsx")
    assert answer.status_code == 422
    assert "The file is too large." in answer.text


def test_a_wrong_second_file_leaves_the_first_where_it_is(client):
    first = send(client, BAD)
    import_id = first.location.rpartition("/")[2]
    answer = send(client, b"nonsense", "x.xlsx", instead_of=import_id)
    assert answer.status_code == 422
    assert "This is no Excel workbook." in answer.text
    assert "2 things to mend" in answer.text
    assert client.get(first.location).status_code == 200


def test_what_was_uploaded_waits_until_it_is_dropped(client):
    first = send(client, GOOD, "ours.xlsx")
    page = soup(client, "/set-up/import")
    assert "Not imported yet" in words(page.main) and "ours.xlsx" in words(page.main)
    dropped = client.post(f"{first.location}/drop")
    assert dropped.status_code == 303
    page = soup(client, "/set-up/import")
    assert "ours.xlsx was thrown away. Nothing was imported." in words(page)
    assert client.get(first.location).status_code == 404


def test_a_session_that_ends_before_the_confirmation_loses_nothing(client, app, district):
    first = send(client, GOOD)
    seen = seen_in(client, first.location)
    db.session.query(SessionRow).delete()
    db.session.commit()
    late = client.post(
        f"{first.location}/confirm",
        data={"seen": seen},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert late.status_code == 401 and seen in late.text
    again = sign_in(app.test_client(), make.add_person(district, "administrator"))
    done = again.post(f"{first.location}/confirm", data={"seen": seen})
    assert done.status_code == 303
    assert "Imported: 1 building" in words(soup(again, done.location))


def test_confirming_twice_says_so_and_adds_once(client):
    first = send(client, GOOD)
    seen = seen_in(client, first.location)
    client.post(f"{first.location}/confirm", data={"seen": seen})
    buildings = count(BuildingRow)
    again = client.post(f"{first.location}/confirm", data={"seen": seen})
    assert again.status_code == 303
    assert "This file was imported already." in words(soup(client, again.location))
    assert count(BuildingRow) == buildings
    assert "Imported already" in words(soup(client, first.location, 409).main)


def test_what_changed_meanwhile_is_shown_before_it_is_imported(client, district):
    first = send(client, GOOD)
    seen = seen_in(client, first.location)
    make.add_person(district, "staff", name="Robin Early", email="robin@example.org")
    db.session.commit()
    answer = client.post(f"{first.location}/confirm", data={"seen": seen})
    assert answer.status_code == 409
    assert "Something changed here since you opened the page" in answer.text
    assert "Ready to import: 1 building and 2 past drills" in answer.text


def test_the_same_file_again_has_nothing_new(client):
    first = send(client, GOOD)
    client.post(f"{first.location}/confirm", data={"seen": seen_in(client, first.location)})
    second = send(client, GOOD)
    page = soup(client, second.location)
    said = words(page.main)
    assert "Nothing new in this file" in said and "4 rows are here already" in said
    assert page.find("form", {"action": f"{second.location}/confirm"}) is None


def test_a_kept_file_that_can_no_longer_be_read_can_be_dropped(client, district):
    row = ImportRow(
        district_id=district.id,
        person_id=make.add_person(district, "administrator").id,
        name="odd.xlsx",
        content=b"not a workbook",
        uploaded_at=make.NOON,
    )
    db.session.add(row)
    db.session.commit()
    page = soup(client, f"/set-up/import/{row.id}", 422)
    assert "This file cannot be read" in words(page.main)
    assert page.find("form", {"action": f"/set-up/import/{row.id}/drop"})


def test_problems_are_said_in_spanish_too(client):
    first = send(client, BAD)
    client.post("/language", data={"language": "es", "next": "/"})
    client.set_cookie("language", "es")
    assert "is not a whole number" not in client.get(first.location).text


def test_another_districts_files_are_not_there(client, app):
    first = send(client, GOOD)
    seen = seen_in(client, first.location)
    elsewhere = make.add_district("Elsewhere Schools")
    other = sign_in(app.test_client(), make.add_person(elsewhere, "administrator"))
    assert other.get(first.location).status_code == 404
    assert other.post(f"{first.location}/confirm", data={"seen": seen}).status_code == 404
    assert other.post(f"{first.location}/drop").status_code == 404
    assert "ours.xlsx" not in other.get("/set-up/import").text
    assert client.get(first.location).status_code == 200


@pytest.mark.parametrize("role", ["director", "principal", "staff", "officer"])
def test_others_cannot_import(client, app, district, role):
    first = send(client, GOOD)
    other = sign_in(app.test_client(), make.add_person(district, role))
    for address in ("/set-up/import", "/set-up/import/template.xlsx", first.location):
        assert other.get(address).status_code == 403
    assert send(other, GOOD).status_code == 403
    assert other.post(f"{first.location}/confirm").status_code == 403
    assert count(ImportRow) == 1
