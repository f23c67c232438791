"""Who gets a mail about a planned drill, when, once, and never about what they may not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from drills.actions.queue_reminders import queue_reminders
from drills.store.audit import first_broken_row
from drills.store.database import db
from drills.store.tables import BuildingRow, DistrictRow, DrillRow, MailRow, PersonRow
from tests import make

Mails = dict[str, list[MailRow]]


@dataclass
class Scene:
    """Coleman and Hill, a principal of each, staff of Coleman, an officer of both."""

    app: Flask
    district: DistrictRow
    coleman: BuildingRow
    hill: BuildingRow
    people: dict[str, PersonRow]

    def remind(self, now: datetime, **options) -> list[MailRow]:
        """What is queued at an instant, by person."""
        db.session.commit()
        before = {row.id for row in db.session.query(MailRow)}
        write = self.app.extensions["drill_letter"]
        count = queue_reminders(self.district.id, now, write, **options)
        added = [row for row in db.session.query(MailRow) if row.id not in before]
        assert len(added) == count
        return sorted(added, key=lambda row: row.to)

    def to(self, mails: list[MailRow]) -> set[str]:
        """Who they go to, by the short names of this scene."""
        names = {row.email: name for name, row in self.people.items()}
        return {names[mail.to] for mail in mails}

    def plan(self, on: str, told: str | None = "staff", **options) -> DrillRow:
        """A fire drill planned at Coleman at half past nine."""
        values = {"type": "fire", "at": "09:30", "state": "planned", **options}
        buildings = values.pop("buildings", [self.coleman])
        return make.add_drill(buildings, on, told_beforehand=told, **values)


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district("Westbrook Public Schools")
    coleman = make.add_building(district, "Coleman Elementary")
    hill = make.add_building(district, "Hill Middle")
    people = {
        "director": make.add_person(district, "director"),
        "principal": make.add_person(district, "principal", [coleman], name="Robin Example"),
        "hill": make.add_person(district, "principal", [hill]),
        "staff": make.add_person(district, "staff", [coleman]),
        "hill staff": make.add_person(district, "staff", [hill]),
        "officer": make.add_person(district, "officer", [coleman, hill]),
    }
    db.session.commit()
    return Scene(any_database, district, coleman, hill, people)


def test_the_day_before_the_principal_and_the_staff_who_may_know_are_told(scene, on_day) -> None:
    scene.plan("2026-12-08")
    mails = scene.remind(on_day("2026-12-07", "08:00"))
    assert scene.to(mails) == {"principal", "staff"}
    for mail in mails:
        assert mail.subject.replace("\u00a0", " ") == (
            "Drill tomorrow, 9:30 a.m.: Fire, Coleman Elementary"
        )
        assert "When: Tuesday, December 8, 9:30 a.m." in mail.body
    assert first_broken_row(scene.district.id) is None


@pytest.mark.parametrize(
    ("on", "at", "told"),
    [
        ("2026-12-06", "23:59", False),
        ("2026-12-07", "06:59", False),
        ("2026-12-07", "07:00", True),
        ("2026-12-07", "23:59", True),
        ("2026-12-08", "09:29", True),  # the scheduler was off the day before
        ("2026-12-08", "09:30", False),
    ],
)
def test_from_seven_the_day_before_until_it_begins(scene, on_day, on, at, told) -> None:
    scene.plan("2026-12-08")
    assert bool(scene.remind(on_day(on, at))) is told


def test_by_hand_the_hour_does_not_matter(scene, on_day) -> None:
    scene.plan("2026-12-08")
    assert scene.remind(on_day("2026-12-07", "01:00"), at_any_hour=True)


def test_each_is_told_once(scene, on_day) -> None:
    scene.plan("2026-12-08")
    assert len(scene.remind(on_day("2026-12-07", "08:00"))) == 2
    for on, at in (("2026-12-07", "08:01"), ("2026-12-07", "20:00"), ("2026-12-08", "07:30")):
        assert scene.remind(on_day(on, at)) == []


@pytest.mark.parametrize("told", ["nobody", None])
def test_staff_hear_nothing_of_a_drill_they_are_not_told_of(scene, on_day, told) -> None:
    drill = scene.plan("2026-12-08", told=told, type="lockdown")
    drill.officer_id = scene.people["officer"].id
    mails = scene.remind(on_day("2026-12-07", "08:00"))
    assert scene.to(mails) == {"principal", "officer"}
    for mail in mails:
        # Subjects show on locked phones.
        assert mail.subject == "A reminder for tomorrow: Coleman Elementary"
        assert "keep it to yourself" in mail.body


def test_only_the_officer_who_is_asked_for_is_told(scene, on_day) -> None:
    scene.plan("2026-12-08")
    assert "officer" not in scene.to(scene.remind(on_day("2026-12-07", "08:00")))


def test_an_officer_who_no_longer_covers_the_building_is_not_told(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    drill.officer_id = scene.people["officer"].id
    scene.people["officer"].roles[0].ends = make.day("2026-12-07")
    assert "officer" not in scene.to(scene.remind(on_day("2026-12-07", "08:00")))


def test_a_joint_drill_tells_each_of_their_own_buildings(scene, on_day) -> None:
    scene.plan("2026-12-08", buildings=[scene.coleman, scene.hill])
    mails = scene.remind(on_day("2026-12-07", "08:00"))
    assert scene.to(mails) == {"principal", "staff", "hill", "hill staff"}
    of = {mail.to: mail for mail in mails}
    assert "Hill Middle" not in of[scene.people["principal"].email].body
    assert "Coleman" not in of[scene.people["hill"].email].body


def test_who_takes_over_that_day_is_told_and_who_has_left_is_not(scene, on_day) -> None:
    scene.plan("2026-12-08")
    scene.people["principal"].roles[0].ends = make.day("2026-12-07")
    acting = make.add_person(scene.district, "principal", [scene.coleman])
    acting.roles[0].starts = make.day("2026-12-08")
    scene.people["acting"] = acting
    scene.people["staff"].left_on = make.day("2026-12-07")
    assert scene.to(scene.remind(on_day("2026-12-07", "08:00"))) == {"acting"}


def test_each_reads_their_own_language(scene, on_day) -> None:
    scene.plan("2026-12-08")
    scene.people["staff"].language = "es"
    mails = {mail.to: mail for mail in scene.remind(on_day("2026-12-07", "08:00"))}
    with force_locale("es"):
        hello = gettext("Hello %(name)s,", name=scene.people["staff"].name)
    assert mails[scene.people["staff"].email].body.startswith(hello)
    assert mails[scene.people["principal"].email].body.startswith("Hello Robin Example,")


def test_the_principals_mail_opens_the_form_of_their_building(scene, on_day) -> None:
    drill = scene.plan("2026-12-08", buildings=[scene.hill, scene.coleman])
    mails = {m.to: m for m in scene.remind(on_day("2026-12-07", "08:00"))}
    link = f"https://drills.example.org/drills/{drill.id}/log?building={scene.coleman.id}"
    assert link in mails[scene.people["principal"].email].body
    assert "/log" not in mails[scene.people["staff"].email].body


def test_notes_go_to_planners_alone(scene, on_day) -> None:
    scene.plan("2026-12-08").note = "The code is 7"
    mails = {m.to: m for m in scene.remind(on_day("2026-12-07", "08:00"))}
    assert "The code is 7" in mails[scene.people["principal"].email].body
    assert "The code is 7" not in mails[scene.people["staff"].email].body


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_nobody_is_reminded_of_what_was_held_or_cancelled(scene, on_day, state) -> None:
    scene.plan("2026-12-08", state=state)
    assert scene.remind(on_day("2026-12-07", "08:00")) == []


def test_another_districts_people_are_left_alone(scene, on_day) -> None:
    mails = scene.remind(on_day("2026-12-07", "08:00"))  # the noise district drills on the 8th
    assert mails == []


# --- short notice ------------------------------------------------------------------------


def test_a_drill_planned_for_today_is_told_at_once(scene, on_day) -> None:
    scene.plan("2026-12-08")
    mails = scene.remind(on_day("2026-12-08", "06:30"))
    assert scene.to(mails) == {"principal", "staff"}
    assert mails[0].subject.startswith("Drill today")


def test_a_drill_moved_to_another_hour_is_told_again(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.planned_at = time(13, 15)
    mails = scene.remind(on_day("2026-12-07", "15:00"))
    assert scene.to(mails) == {"principal", "staff"}
    assert "1:15 p.m." in mails[0].subject.replace("\u00a0", " ")
    assert "takes the place of our mail about Tuesday, December 8, 9:30 a.m." in mails[0].body
    assert scene.remind(on_day("2026-12-07", "15:01")) == []


def test_a_drill_moved_there_and_back_ends_with_the_right_word(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.planned_at = time(13, 15)
    scene.remind(on_day("2026-12-07", "09:00"))
    drill.planned_at = time(9, 30)
    mails = scene.remind(on_day("2026-12-07", "10:00"))
    assert [m.subject for m in mails] == ["Drill moved: Fire, Coleman Elementary"] * 2
    assert "When: Tuesday, December 8, 9:30 a.m." in mails[0].body
    assert scene.remind(on_day("2026-12-07", "10:01")) == []


def test_a_drill_moved_out_of_sight_is_taken_back(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.planned_on = make.day("2026-12-15")
    mails = scene.remind(on_day("2026-12-07", "15:00"))
    assert [m.subject for m in mails] == ["Drill moved: Fire, Coleman Elementary"] * 2
    assert "Tuesday, December 15" in mails[0].body
    assert scene.remind(on_day("2026-12-07", "15:01")) == []
    # And a week later they are reminded as ever.
    assert len(scene.remind(on_day("2026-12-14", "08:00"))) == 2


def test_a_drill_that_moves_away_and_comes_back_is_told_again(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.planned_on = make.day("2026-12-15")
    scene.remind(on_day("2026-12-07", "09:00"))
    drill.planned_on = make.day("2026-12-08")
    assert scene.to(scene.remind(on_day("2026-12-07", "10:00"))) == {"principal", "staff"}
    assert scene.remind(on_day("2026-12-07", "10:01")) == []


def test_a_cancelled_drill_is_called_off_with_those_who_were_told(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.state = "cancelled"
    mails = scene.remind(on_day("2026-12-08", "07:30"))
    assert [m.subject for m in mails] == ["Drill cancelled: Fire, Coleman Elementary"] * 2
    assert scene.remind(on_day("2026-12-08", "07:31")) == []


def test_staff_who_may_no_longer_know_learn_only_that_it_is_off(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.told_beforehand, drill.type = "nobody", "lockdown"
    drill.planned_on = make.day("2026-12-10")
    mails = {m.to: m for m in scene.remind(on_day("2026-12-07", "15:00"))}
    staff = mails[scene.people["staff"].email]
    assert staff.subject.replace("\u00a0", " ") == "A drill is off: Tuesday, December 8, 9:30 a.m."
    for hidden in ("December 10", "Lockdown", "Fire", "Coleman"):
        assert hidden not in staff.body
    assert "December 10" in mails[scene.people["principal"].email].body


def test_a_held_drill_is_not_called_off(scene, on_day) -> None:
    drill = scene.plan("2026-12-08")
    scene.remind(on_day("2026-12-07", "08:00"))
    drill.state = "held"
    drill.records[0].state, drill.records[0].held_on = "submitted", make.day("2026-12-08")
    assert scene.remind(on_day("2026-12-08", "09:00")) == []


@pytest.mark.parametrize("day", ["2026-11-01", "2027-03-14"])
def test_on_days_when_the_clocks_change_it_is_still_once_and_from_seven(scene, on_day, day) -> None:
    # A drill on the Monday after; the mail goes on the Sunday of the change.
    monday = make.day(day).toordinal() + 1
    scene.plan(type(make.day(day)).fromordinal(monday).isoformat())
    sent = []
    for hour in range(24):
        for minute in (0, 30):
            sent += scene.remind(on_day(day, f"{hour:02d}:{minute:02d}"))
    assert len(sent) == 2
    assert all(mail.created_at.hour in (11, 12) for mail in sent)  # seven o'clock there
