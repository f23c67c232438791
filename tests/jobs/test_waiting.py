"""Who lets something wait too long is told once a week, and can be spared it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.mail_waiting import NO_WAITING_MAILS
from drills.jobs.waiting import remind_of_waiting
from drills.store.audit import first_broken_row
from drills.store.database import db
from drills.store.tables import (
    BuildingRow,
    CorrectiveActionRow,
    DistrictRow,
    MailRow,
    PersonRow,
    RecordRow,
)
from drills.web.waiting_letter import ACTIONS, RECORDS
from tests import make

MONDAY_AT_8 = datetime(2026, 11, 30, 13, tzinfo=UTC)  # in New York
WEEK = timedelta(days=7)


@dataclass
class Scene:
    """A record that waits for approval, and an action whose last day was last Friday."""

    district: int
    record: int
    principal: int

    def mails(self) -> dict[str, str]:
        db.session.rollback()
        query = select(MailRow).where(MailRow.district_id == self.district).order_by(MailRow.id)
        return {mail.to: f"{mail.subject}\n{mail.body}" for mail in db.session.scalars(query)}


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    # Nothing waits in the other district: who is told here must be told of this one.
    for other in db.session.scalars(select(RecordRow)):
        other.state = "approved"
    district = make.add_district("Waiting Schools")
    building = make.add_building(district)
    make.add_person(district, "director", email="dana@example.org")
    owner = make.add_person(district, "principal", [building], email="robin@example.org")
    record = make.add_drill([building], "2026-10-06").records[0]
    record.state, record.submitted_at = "submitted", MONDAY_AT_8 - WEEK
    db.session.add(
        CorrectiveActionRow(
            district_id=district.id,
            building_id=building.id,
            record_id=record.id,
            problem="doors",
            found_on=make.day("2026-10-06"),
            owner_id=owner.id,
            due_on=make.day("2026-11-27"),
            opened_at=make.NOON,
        )
    )
    db.session.commit()
    return Scene(district.id, record.id, owner.id)


def tell(at: datetime) -> int:
    return remind_of_waiting(lambda _zone: at)


def test_each_is_told_what_waits_for_them_on_monday_and_not_again_that_week(scene: Scene) -> None:
    assert tell(MONDAY_AT_8 - timedelta(hours=2)) == 0  # six in the morning
    assert tell(MONDAY_AT_8) == 2
    assert tell(MONDAY_AT_8 + timedelta(days=6)) == 0
    mails = scene.mails()
    director, owner = mails["dana@example.org"], mails["robin@example.org"]
    assert director.startswith("Drill records wait for your approval")
    assert "- Example Elementary: 1 record, submitted Monday, November 23" in director
    assert "corrective action" not in director and RECORDS in director
    assert owner.startswith("Corrective actions of yours are late")
    assert "to be done by Friday, November 27" in owner and "approval" not in owner
    assert tell(MONDAY_AT_8 + WEEK) == 2
    assert first_broken_row(scene.district) is None


@pytest.mark.parametrize(("later", "mails"), [(-1, 1), (0, 2), (1, 2)])
def test_a_record_is_spoken_of_after_a_week(scene: Scene, later: int, mails: int) -> None:
    record = db.session.get_one(RecordRow, scene.record)
    record.submitted_at = MONDAY_AT_8 - WEEK - timedelta(seconds=later)
    db.session.commit()
    assert tell(MONDAY_AT_8) == mails


@pytest.mark.parametrize(("due", "mails"), [("2026-11-29", 2), ("2026-11-30", 1), (None, 1)])
def test_an_action_is_late_from_the_day_after_its_last_or_done(
    scene: Scene, due: str | None, mails: int
) -> None:
    action = db.session.scalars(select(CorrectiveActionRow)).one()
    action.due_on = make.day(due or "2026-10-30")
    action.state = "open" if due else "closed"
    db.session.commit()
    assert tell(MONDAY_AT_8) == mails


def test_who_may_not_see_to_it_is_not_told(scene: Scene) -> None:
    """An owner whose role is over; an own record, which somebody else approves."""
    db.session.get_one(PersonRow, scene.principal).roles[0].ends = make.day("2026-11-29")
    director = db.session.scalars(select(PersonRow).where(PersonRow.email == "dana@example.org"))
    db.session.get_one(RecordRow, scene.record).submitted_by = director.one().id
    db.session.commit()
    assert tell(MONDAY_AT_8) == 0
    db.session.get_one(DistrictRow, scene.district).options = {"approve_own_records": True}
    db.session.commit()
    assert tell(MONDAY_AT_8) == 1


def test_a_district_can_switch_it_off(scene: Scene) -> None:
    db.session.get_one(DistrictRow, scene.district).options = {NO_WAITING_MAILS: True}
    db.session.commit()
    assert tell(MONDAY_AT_8) == 0


def test_it_is_written_in_the_readers_language_and_leads_to_pages_that_are_there(
    scene: Scene, any_database: Flask
) -> None:
    db.session.get_one(PersonRow, scene.principal).language = "es"
    building = db.session.scalars(
        select(BuildingRow).where(BuildingRow.district_id == scene.district)
    ).one()
    building.name = "Escuela Ejemplo"
    db.session.commit()
    tell(MONDAY_AT_8)
    assert "- Escuela Ejemplo: " in scene.mails()["robin@example.org"]
    assert scene.mails()["robin@example.org"].startswith("Acciones correctivas a su cargo")
    for path in (RECORDS, ACTIONS):
        assert any_database.url_map.bind("").match(path)
