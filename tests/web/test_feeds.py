"""A feed as calendars read it: what it may show to whom, when it has ended, and how fast."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import icalendar
import pytest
import vobject
from flask import Flask
from flask_babel import force_locale, gettext
from werkzeug.test import TestResponse

from drills import clock
from drills.actions.manage_people import end_account
from drills.actions.revoke_feed import revoke_feed
from drills.actions.share_feed import Wanted, share_feed
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import BuildingRow, DistrictRow, FeedRow, PersonRow
from drills.web.feed_cache import kept_feeds
from tests import make
from tests.web.scenes import counted_queries


@dataclass
class Scene:
    """Two buildings, a person of each kind, and drills told and untold, past and to come."""

    app: Flask
    district: DistrictRow
    coleman: BuildingRow
    hill: BuildingRow
    director: PersonRow
    principal: PersonRow  # of Coleman
    staff: PersonRow  # of Coleman
    officer: PersonRow  # of both

    def share(self, who: PersonRow, audience: str, **options) -> str:
        """A new feed of a person's: its address."""
        db.session.commit()
        shared = share_feed(person_from_row(who), clock.now(), Wanted(audience, **options))
        return f"/feeds/{shared.secret}.ics"

    def read(self, address: str, **headers: str) -> TestResponse:
        """What a calendar gets."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client().get(address, headers=named)

    def events(self, address: str) -> dict[str, icalendar.Event]:
        """The events of a feed by their summaries."""
        answer = self.read(address)
        assert answer.status_code == 200, answer.status_code
        assert answer.content_type == "text/calendar; charset=utf-8"
        found = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
        return {str(event["summary"]): event for event in found}

    def dirty(self) -> None:
        """Rows were added behind the actions' back: what is kept is old."""
        db.session.commit()
        kept_feeds(self.app).forget()


@pytest.fixture
def scene(any_database: Flask, on_day) -> Scene:
    on_day("2026-11-24")
    district = make.add_district("Westbrook Public Schools")
    coleman = make.add_building(district, "Coleman Elementary")
    hill = make.add_building(district, "Hill Middle")
    people = [
        make.add_person(district, "director"),
        make.add_person(district, "principal", [coleman]),
        make.add_person(district, "staff", [coleman]),
        make.add_person(district, "officer", [coleman, hill], name="Officer Diaz"),
    ]
    plan = {"state": "planned"}
    make.add_drill([coleman], "2026-12-08", "fire", "09:30", told_beforehand="staff", **plan)
    make.add_drill([coleman], "2026-12-09", "lockdown", told_beforehand="nobody", **plan)
    make.add_drill([coleman], "2026-12-10", "hold", told_beforehand=None, **plan)
    make.add_drill([hill], "2026-12-11", "secure", told_beforehand="all", **plan)
    make.add_drill([coleman], "2026-10-06", "evacuation", told_beforehand="nobody")
    make.add_drill([coleman], "2026-10-07", "earthquake", told_beforehand="staff")
    db.session.commit()
    return Scene(any_database, district, coleman, hill, *people)


# --- audiences -------------------------------------------------------------------------


def test_planners_see_every_drill_of_the_buildings_they_cover(scene: Scene) -> None:
    seen = scene.events(scene.share(scene.principal, "planners"))
    assert set(seen) == {
        "Drill: Fire",
        "Drill: Lockdown",
        "Drill: Hold",
        "Drill: Evacuation",
        "Drill: Earthquake",
    }
    assert "not told" in seen["Drill: Lockdown"]["description"]


def test_a_director_sees_the_district_with_the_buildings_names(scene: Scene) -> None:
    seen = scene.events(scene.share(scene.director, "planners"))
    assert "Drill: Secure, Hill Middle" in seen and len(seen) == 6


def test_an_officer_sees_the_drills_of_all_the_schools_covered(scene: Scene) -> None:
    assert len(scene.events(scene.share(scene.officer, "planners"))) == 6


def test_staff_see_what_they_are_told_of_and_nothing_of_the_rest(scene: Scene) -> None:
    address = scene.share(scene.staff, "staff")
    assert set(scene.events(address)) == {"Drill: Fire", "Drill: Earthquake"}
    words = scene.read(address).get_data(as_text=True)
    for hidden in ("Lockdown", "Hold", "Evacuation", "20261209", "20261210", "20261006"):
        assert hidden not in words


def test_a_staff_feed_has_no_notes_officer_or_page_of_planners(scene: Scene) -> None:
    drill = make.add_drill([scene.coleman], "2026-12-15", "fire", state="planned")
    drill.told_beforehand, drill.note, drill.officer_id = "all", "The code is 7", scene.officer.id
    scene.dirty()
    words = scene.read(scene.share(scene.staff, "staff")).get_data(as_text=True)
    assert "20261215" in words
    assert "The code is 7" not in words and "Diaz" not in words and "URL" not in words
    planners = scene.read(scene.share(scene.principal, "planners")).get_data(as_text=True)
    assert "The code is 7" in planners and "Diaz" in planners


def test_the_public_sees_what_was_held_on_an_earlier_day_and_nothing_to_come(scene: Scene) -> None:
    make.add_drill([scene.coleman], "2026-11-24", "shelter_in_place")  # today
    make.add_drill([scene.coleman], "2026-11-20", "bomb_threat", state="planned")
    seen = scene.events(scene.share(scene.principal, "public"))
    assert set(seen) == {"Drill: Evacuation", "Drill: Earthquake"}


def test_an_emergency_is_no_drill_of_the_publics(scene: Scene) -> None:
    drill = make.add_drill([scene.coleman], "2026-11-10", "lockdown", told_beforehand="all")
    drill.records[0].held_as = "real_event"
    scene.dirty()
    assert "Drill: Lockdown" not in scene.events(scene.share(scene.principal, "public"))
    assert "Drill: Lockdown" not in scene.events(scene.share(scene.staff, "staff"))
    assert "Real event: Lockdown" in scene.events(scene.share(scene.principal, "planners"))


def test_drill_windows_tell_the_week_and_no_kind_hour_or_number(scene: Scene) -> None:
    scene.district.options = {"staff_drill_windows": True}
    address = scene.share(scene.staff, "staff")
    seen = scene.events(address)
    assert set(seen) == {
        "Drill: Fire",
        "Drill: Earthquake",
        "Drill window, Coleman Elementary",
    }
    every = icalendar.Calendar.from_ical(scene.read(address).data).walk("VEVENT")
    windows = [e for e in every if "window" in e["summary"]]
    # Two untold drills in one week of December are one window; October's was held in another.
    assert sorted(e.start for e in windows) == [date(2026, 10, 5), date(2026, 12, 7)]
    assert "Lockdown" not in scene.read(address).get_data(as_text=True)


def test_a_window_does_not_change_when_the_drill_behind_it_moves_within_the_week(
    scene: Scene,
) -> None:
    scene.district.options = {"staff_drill_windows": True}
    address = scene.share(scene.staff, "staff")
    before = scene.read(address).data
    drill = make.add_drill([scene.coleman], "2026-12-07", "secure", state="planned")
    drill.told_beforehand, drill.sequence, drill.changed_at = "nobody", 4, clock.now()
    scene.dirty()
    assert scene.read(address).data == before


def test_a_staff_feed_of_one_kind_still_shows_every_window(scene: Scene) -> None:
    scene.district.options = {"staff_drill_windows": True}
    seen = scene.events(scene.share(scene.staff, "staff", types=("fire",)))
    assert set(seen) == {"Drill: Fire", "Drill window, Coleman Elementary"}


def test_another_districts_drills_are_in_no_feed(scene: Scene) -> None:
    for who, audience in ((scene.director, "planners"), (scene.director, "public")):
        assert "Noise" not in scene.read(scene.share(who, audience)).get_data(as_text=True)


def test_a_joint_drill_names_only_the_buildings_the_feed_covers(scene: Scene) -> None:
    make.add_drill([scene.coleman, scene.hill], "2026-12-16", "early_dismissal", state="planned")
    seen = scene.events(scene.share(scene.principal, "planners"))
    assert seen["Drill: Early dismissal"]["location"] == "Coleman Elementary"


def test_types_buildings_and_cancelled_ones_are_left_out_as_asked(scene: Scene) -> None:
    make.add_drill([scene.coleman], "2026-12-17", "fire", state="cancelled")
    both = scene.events(scene.share(scene.director, "planners", types=("fire",)))
    assert set(both) == {
        "Drill: Fire, Coleman Elementary",
        "Cancelled: Drill: Fire, Coleman Elementary",
    }
    options = {"types": ("fire",), "without_cancelled": True, "building_id": scene.coleman.id}
    assert set(scene.events(scene.share(scene.director, "planners", **options))) == {"Drill: Fire"}


# --- what an event says ------------------------------------------------------------------


def test_half_past_nine_in_september_is_half_past_one_utc(scene: Scene) -> None:
    make.add_drill([scene.coleman], "2026-09-10", "hazmat", "09:30")
    address = scene.share(scene.principal, "planners", types=("hazmat",))
    data = scene.read(address).data
    wanted = datetime(2026, 9, 10, 13, 30, tzinfo=UTC)
    ours = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    assert ours.start.astimezone(UTC) == wanted
    assert vobject.readOne(data.decode()).vevent.dtstart.value.astimezone(UTC) == wanted


def test_a_cancelled_drill_says_so_with_a_later_sequence_under_the_same_uid(scene: Scene) -> None:
    drill = make.add_drill([scene.coleman], "2026-12-18", "tabletop", "11:00", state="planned")
    address = scene.share(scene.principal, "planners", types=("tabletop",))
    before = scene.events(address)["Drill: Tabletop"]
    drill.state, drill.sequence, drill.changed_at = "cancelled", 1, clock.now()
    scene.dirty()
    after = scene.events(address)["Cancelled: Drill: Tabletop"]
    assert after["uid"] == before["uid"] == drill.uid
    assert after["sequence"] > before["sequence"]
    assert after["status"] == "CANCELLED"
    assert after["last-modified"].dt == clock.now()


def test_a_held_drill_stands_when_it_was_held_and_counts_later_words(scene, on_day) -> None:
    drill = make.add_drill([scene.coleman], "2026-11-10", "tabletop", "11:00")
    record = drill.records[0]
    address = scene.share(scene.principal, "planners", types=("tabletop",))
    before = scene.events(address)["Drill: Tabletop"]
    on_day("2026-11-25")
    record.held_on, record.held_at = date(2026, 11, 12), time(13, 15)
    record.amended_at = clock.now()
    scene.dirty()
    after = scene.events(address)["Drill: Tabletop"]
    assert after["dtstart"].to_ical() == b"20261112T131500"
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt


def test_the_same_data_give_the_same_bytes_in_every_process(scene: Scene) -> None:
    address = scene.share(scene.director, "planners")
    first = scene.read(address)
    kept_feeds(scene.app).forget()
    second = scene.read(address)
    assert first.data == second.data and first.headers["ETag"] == second.headers["ETag"]


def test_a_feed_speaks_its_owners_language_and_the_districts_words(scene: Scene) -> None:
    scene.principal.language = "es"
    scene.district.labels = {"lockdown": "Code red"}
    seen = scene.events(scene.share(scene.principal, "planners"))
    with force_locale("es"):
        assert gettext("Drill: %(kind)s", kind="Code red") in seen


# --- how it is served --------------------------------------------------------------------


def test_who_has_it_already_is_told_so(scene: Scene) -> None:
    address = scene.share(scene.principal, "planners")
    tag = scene.read(address).headers["ETag"]
    again = scene.read(address, If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "private, max-age=300"
    assert scene.read(address, If_None_Match=f"W/{tag}").status_code == 304
    assert scene.read(address, If_None_Match='"another"').status_code == 200


def test_a_304_is_a_few_questions_whatever_the_size(scene: Scene) -> None:
    address = scene.share(scene.director, "planners")
    tag = scene.read(address).headers["ETag"]
    with counted_queries() as few:
        scene.read(address, If_None_Match=tag)
    for n in range(40):
        make.add_drill([scene.coleman], f"2027-01-{n % 28 + 1:02d}", "fire", state="planned")
    scene.dirty()
    tag = scene.read(address).headers["ETag"]
    with counted_queries() as many:
        assert scene.read(address, If_None_Match=tag).status_code == 304
    assert len(few) <= 7 and len(many) <= 7


def test_a_change_by_an_action_shows_at_the_next_reading(scene: Scene) -> None:
    from drills.actions.change import change

    address = scene.share(scene.principal, "planners", types=("fire",))
    tag = scene.read(address).headers["ETag"]
    drill_id = make.add_drill([scene.coleman], "2027-02-02", "fire", state="planned").id
    db.session.commit()
    with change(person_from_row(scene.director), clock.now()) as it:
        it.note("drill.planned", f"drill:{drill_id}")
    answer = scene.read(address, If_None_Match=tag)
    assert answer.status_code == 200 and b"20270202" in answer.data


def test_the_day_alone_ends_a_cancelled_drill(scene: Scene, on_day) -> None:
    make.add_drill([scene.coleman], "2026-11-20", "tabletop", state="cancelled")
    address = scene.share(scene.principal, "planners", types=("tabletop",))
    on_day("2026-12-20")
    assert set(scene.events(address)) == {"Cancelled: Drill: Tabletop"}
    on_day("2026-12-21")
    assert scene.events(address) == {}


def test_head_gives_the_headers_alone(scene: Scene) -> None:
    address = scene.share(scene.principal, "planners")
    whole = scene.read(address)
    head = scene.app.test_client().head(address)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified"):
        assert head.headers[name] == whole.headers[name]


def test_it_is_packed_for_who_asks_and_has_a_tag_of_its_own(scene: Scene) -> None:
    address = scene.share(scene.principal, "planners")
    plain, packed = scene.read(address), scene.read(address, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    again = scene.read(address, Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])
    assert again.status_code == 304


def test_the_address_is_told_to_nobody(scene: Scene, caplog, monkeypatch) -> None:
    address = scene.share(scene.principal, "planners")
    secret = address.removeprefix("/feeds/").removesuffix(".ics")
    answer = scene.read(address)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert secret not in str(answer.headers)
    assert not db.session.query(FeedRow).filter(FeedRow.secret_hash.contains(secret)).count()

    def fall_over(*_args):
        raise RuntimeError("a fault")

    monkeypatch.setattr("drills.web.feeds.feed_scope", fall_over)
    scene.app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        assert scene.read(address).status_code == 500
    assert "/feeds/[secret]" in caplog.text
    assert secret not in caplog.text


def test_a_link_that_never_was_is_not_found_and_guessing_is_slowed(scene: Scene) -> None:
    good = scene.share(scene.principal, "planners")
    codes = [scene.read(f"/feeds/guess-{n}.ics").status_code for n in range(31)]
    assert codes == [404] * 30 + [429]
    late = scene.read("/feeds/guess-31.ics")
    assert int(late.headers["Retry-After"]) > 0
    assert scene.read(good).status_code == 200  # a school's one address reads on


def test_the_last_reading_is_kept_but_not_at_each_poll(scene: Scene, on_day) -> None:
    address = scene.share(scene.principal, "planners")
    on_day("2026-11-24", "13:00")
    scene.read(address, User_Agent="Google-Calendar-Importer")
    on_day("2026-11-24", "13:05")
    scene.read(address, User_Agent="Another")
    row = db.session.query(FeedRow).one()
    assert (row.last_read_at.hour, row.last_read_at.minute) == (18, 0)
    assert row.last_reader == "Google-Calendar-Importer"


# --- its end -----------------------------------------------------------------------------


def ended(scene: Scene, address: str) -> bool:
    """Whether the feed holds its notice and nothing else."""
    seen = scene.events(address)
    words = scene.read(address).get_data(as_text=True)
    return set(seen) == {"This drill calendar has ended"} and "P7D" in words


def test_a_revoked_feed_holds_one_notice_and_no_drill(scene: Scene) -> None:
    address = scene.share(scene.principal, "planners")
    tag = scene.read(address).headers["ETag"]
    feed = db.session.query(FeedRow).one()
    assert revoke_feed(person_from_row(scene.principal), clock.now(), feed.id)
    assert scene.read(address, If_None_Match=tag).status_code == 200
    assert ended(scene, address)


Ending = Callable[[Scene], None]


def role_over(scene: Scene) -> None:
    scene.principal.roles[0].ends = make.day("2026-11-23")


def role_of_another_building(scene: Scene) -> None:
    scene.principal.roles[0].buildings[0].building_id = scene.hill.id


def became_staff(scene: Scene) -> None:
    scene.principal.roles[0].role = "staff"


def account_ended(scene: Scene) -> None:
    db.session.commit()
    administrator = make.add_person(scene.district, "administrator")
    db.session.commit()
    end_account(person_from_row(administrator), clock.now(), scene.principal.id)


@pytest.mark.parametrize(
    "ending", [role_over, role_of_another_building, became_staff, account_ended]
)
def test_a_feed_ends_with_the_role_or_the_account_behind_it(scene: Scene, ending: Ending) -> None:
    address = scene.share(scene.principal, "planners", building_id=scene.coleman.id)
    assert not ended(scene, address)
    ending(scene)
    db.session.commit()
    assert ended(scene, address)


@pytest.mark.parametrize(("on", "over"), [("2026-11-29", False), ("2026-11-30", False),
                                          ("2026-12-01", True)])  # fmt: skip
def test_an_acting_principals_feed_ends_after_the_last_day(scene, on_day, on, over) -> None:
    scene.principal.roles[0].ends = make.day("2026-11-30")
    address = scene.share(scene.principal, "planners")
    on_day(on)
    assert ended(scene, address) is over


def test_a_feed_of_all_ones_buildings_follows_the_role(scene: Scene) -> None:
    address = scene.share(scene.principal, "planners")
    scene.principal.roles[0].buildings[0].building_id = scene.hill.id
    db.session.commit()
    assert set(scene.events(address)) == {"Drill: Secure"}


def test_the_notice_is_the_same_for_a_week(scene: Scene, on_day) -> None:
    address = scene.share(scene.principal, "planners")
    scene.principal.roles[0].ends = make.day("2026-11-24")
    db.session.commit()
    on_day("2026-11-30")
    monday = scene.read(address).data
    on_day("2026-12-06")
    assert scene.read(address).data == monday
    on_day("2026-12-07")
    assert scene.read(address).data != monday
