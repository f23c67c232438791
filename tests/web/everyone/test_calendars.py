"""The calendars page: links are made, shown a while, replaced and ended, each one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drills import clock
from drills.store.audit import first_broken_row
from drills.store.database import db
from drills.store.tables import AuditRow, BuildingRow, DistrictRow, FeedRow, PersonRow
from drills.web.everyone.calendars import reached_from_outside
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import soup, words


@dataclass
class Scene:
    """Two buildings; a director, a principal of both, staff of one, and somebody else."""

    app: Flask
    district: DistrictRow
    coleman: BuildingRow
    hill: BuildingRow
    people: dict[str, PersonRow]

    def client(self, name: str) -> FlaskClient:
        return sign_in(self.app.test_client(), self.people[name])


@pytest.fixture
def scene(app: Flask, on_day) -> Scene:
    district = make.add_district("Westbrook Public Schools")
    coleman = make.add_building(district, "Coleman Elementary")
    hill = make.add_building(district, "Hill Middle")
    people = {
        "director": make.add_person(district, "director"),
        "principal": make.add_person(district, "principal", [coleman, hill]),
        "staff": make.add_person(district, "staff", [coleman]),
        "officer": make.add_person(district, "officer", [coleman, hill]),
        "nobody": make.add_person(district, "principal", [coleman]),
    }
    people["nobody"].roles[0].ends = make.day("2026-06-30")
    db.session.commit()
    return Scene(app, district, coleman, hill, people)


def make_link(client: FlaskClient, **values) -> str:
    """A new link by the form: the address that the page then shows."""
    answer = client.post("/calendars", data={"audience": "staff", **values})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return shown(client)


def shown(client: FlaskClient) -> str:
    field = soup(client, "/calendars").find(id="address")
    return field["value"] if field else ""


def feeds() -> list[FeedRow]:
    db.session.expire_all()
    return db.session.query(FeedRow).order_by(FeedRow.id).all()


@pytest.mark.parametrize(
    ("who", "audiences"),
    [
        ("director", ["planners", "staff", "public"]),
        ("principal", ["planners", "staff", "public"]),
        ("officer", ["planners", "staff"]),
        ("staff", ["staff"]),
    ],
)
def test_each_is_offered_the_audiences_their_role_has(scene: Scene, who, audiences) -> None:
    page = soup(scene.client(who), "/calendars")
    assert [field["value"] for field in page.find_all(attrs={"name": "audience"})] == audiences


def test_who_covers_nothing_is_told_whom_to_ask(scene: Scene) -> None:
    page = soup(scene.client("nobody"), "/calendars")
    assert "Ask your district administrator" in words(page.main)
    assert page.find("form", action="/calendars") is None


def test_the_three_buttons_lead_to_the_feed_in_each_calendars_own_way(scene: Scene) -> None:
    client = scene.client("staff")
    address = make_link(client)
    secret = address.removeprefix("https://drills.example.org/feeds/")
    page = soup(client, "/calendars")
    links = {a.find(class_="calendar-name").contents[0]: a["href"] for a in
             page.select(".calendar-buttons a")}  # fmt: skip
    assert list(links) == ["Google Calendar", "Outlook", "Apple Calendar"]
    assert links["Apple Calendar"] == f"webcal://drills.example.org/feeds/{secret}"
    google = urlsplit(links["Google Calendar"])
    assert google.netloc == "calendar.google.com"
    assert parse_qs(google.query) == {"cid": [f"webcal://drills.example.org/feeds/{secret}"]}
    assert len(address) < 256  # as much as Google takes
    outlook = urlsplit(links["Outlook"])
    assert outlook.netloc == "outlook.office.com"
    assert parse_qs(outlook.query)["url"] == [address]
    assert client.get(urlsplit(address).path).status_code == 200


def test_the_secret_is_kept_hashed_and_shown_to_this_browser_for_a_while(
    scene: Scene, on_day
) -> None:
    client = scene.client("staff")
    address = make_link(client)
    assert shown(client) == address  # a phone loads the page afresh when it comes back
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert secret not in str([vars(row) for row in feeds()])
    assert secret not in str([row.details for row in db.session.query(AuditRow)])
    assert shown(scene.client("staff")) == ""  # another browser of the same person
    on_day("2026-11-24", "12:15")
    assert shown(client) == address
    on_day("2026-11-24", "12:16")
    assert shown(client) == ""


def test_the_next_person_at_the_same_browser_does_not_see_it(scene: Scene) -> None:
    client = scene.client("staff")
    make_link(client)
    sign_in(client, scene.people["principal"])
    assert shown(client) == ""


def test_the_form_makes_what_was_asked_for(scene: Scene) -> None:
    make_link(
        scene.client("principal"),
        audience="planners",
        building=str(scene.hill.id),
        types=["lockdown", "fire"],
        without_cancelled="y",
    )
    (row,) = feeds()
    assert (row.audience, row.building_id) == ("planners", scene.hill.id)
    assert (row.types, row.without_cancelled) == (["fire", "lockdown"], True)
    assert first_broken_row(scene.district.id) is None


@pytest.mark.parametrize(
    ("who", "values", "says"),
    [
        ("principal", {"audience": ""}, "Choose whom the calendar is for."),
        ("principal", {"audience": "spies"}, "Choose whom the calendar is for."),
        ("staff", {"audience": "planners"}, "This building is not open to you."),
        ("staff", {"audience": "public"}, "This building is not open to you."),
        ("staff", {"building": "hill"}, "This building is not open to you."),
        ("staff", {"building": "noise"}, "This building is not open to you."),
        ("staff", {"building": "x"}, "This building is not open to you."),
        ("staff", {"types": ["parade"]}, "One of these kinds is not known."),
    ],
)
def test_what_is_not_open_is_refused_in_words_and_makes_no_link(
    scene: Scene, who, values, says
) -> None:
    noise = db.session.query(BuildingRow).filter_by(name="Noise High").one()
    ids = {"hill": str(scene.hill.id), "noise": str(noise.id)}
    sent = {name: ids.get(value, value) if isinstance(value, str) else value
            for name, value in values.items()}  # fmt: skip
    answer = scene.client(who).post("/calendars", data={"audience": "staff", **sent})
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert feeds() == []


def test_twenty_links_are_enough(scene: Scene) -> None:
    client = scene.client("staff")
    for _ in range(20):
        make_link(client)
    answer = client.post("/calendars", data={"audience": "staff"})
    assert answer.status_code == 422 and "You have 20 calendar links" in answer.text
    assert len(feeds()) == 20


def test_a_link_is_ended_by_its_owner_alone(scene: Scene) -> None:
    client = scene.client("staff")
    path = urlsplit(make_link(client)).path
    (row,) = feeds()
    for who in ("principal", "director"):
        scene.client(who).post("/calendars/end", data={"calendar": row.id})
        scene.client(who).post("/calendars", data={"instead": row.id})
    assert feeds()[0].revoked_at is None and len(feeds()) == 1
    page = client.post("/calendars/end", data={"calendar": row.id}, follow_redirects=True)
    assert "The link is ended." in page.text
    assert feeds()[0].revoked_at == clock.now()
    assert b"This drill calendar has ended" in client.get(path).data
    again = client.post("/calendars/end", data={"calendar": row.id}, follow_redirects=True)
    assert "ended already" in again.text


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40])
def test_a_number_that_is_none_ends_nothing(scene: Scene, number: str) -> None:
    client = scene.client("staff")
    make_link(client)
    assert client.post("/calendars/end", data={"calendar": number}).status_code == 303
    assert feeds()[0].revoked_at is None


def test_a_new_link_takes_the_place_of_a_lost_one(scene: Scene) -> None:
    client = scene.client("principal")
    old = make_link(client, audience="planners", building=str(scene.hill.id), types=["fire"])
    (row,) = feeds()
    assert client.post("/calendars", data={"instead": row.id}).status_code == 303
    new = shown(client)
    before, after = feeds()
    assert new and new != old
    assert before.revoked_at is not None and after.revoked_at is None
    assert (after.audience, after.building_id, after.types) == (
        "planners",
        scene.hill.id,
        ["fire"],
    )


def test_the_list_says_when_and_by_what_each_was_read(scene: Scene, on_day) -> None:
    client = scene.client("staff")
    path = urlsplit(make_link(client)).path
    assert "Not yet" in words(soup(client, "/calendars").table)
    on_day("2026-11-24", "12:05")
    client.get(path, headers={"User-Agent": "Google-Calendar-Importer"})
    said = words(soup(client, "/calendars").table).replace("\u00a0", " ")
    assert "Tue, Nov 24, 12:05 p.m. by Google Calendar" in said


def test_a_link_whose_role_is_over_says_so_and_offers_no_new_one(scene: Scene) -> None:
    client = scene.client("staff")
    make_link(client)
    scene.people["staff"].roles[0].ends = clock.today("America/New_York") - timedelta(days=1)
    db.session.commit()
    table = soup(client, "/calendars").table
    assert "no longer covers it" in words(table)
    assert "New link" not in words(table) and "End it" in words(table)


def test_the_page_says_what_is_not_in_it_and_how_slow_calendars_are(scene: Scene) -> None:
    said = words(soup(scene.client("staff"), "/calendars").main)
    assert "The others are not in it at all." in said
    assert "up to a day" in said and "get a mail the day before" in said
    scene.district.options = {"staff_drill_windows": True}
    db.session.commit()
    assert "only the week in which one may be held" in words(
        soup(scene.client("staff"), "/calendars").main
    )


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("https://drills.example.org", True),
        ("http://drills.example.org", False),
        ("http://127.0.0.1:8000", False),
        ("https://10.0.0.5", False),
        ("https://drills", False),
        ("https://school.local", False),
        ("https://93.184.216.34", True),
    ],
)
def test_whether_google_can_reach_us_is_seen_from_the_address(address: str, outside) -> None:
    assert reached_from_outside(address) is outside


def test_where_google_cannot_reach_us_the_page_says_so(scene: Scene) -> None:
    from dataclasses import replace

    config = scene.app.config["DRILLS"]
    scene.app.config["DRILLS"] = replace(config, public_url="http://127.0.0.1:8000")
    client = scene.client("staff")
    make_link(client)
    assert "their own servers" in words(soup(client, "/calendars").main)
