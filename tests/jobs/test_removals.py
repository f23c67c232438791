"""What waits to be removed is told once a week, and removed by nobody on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.erase import ask_erasure
from drills.actions.run_nightly import run_nightly
from drills.actions.set_up_district import KEEP_YEARS
from drills.jobs.removals import remind_of_removals
from drills.permissions import Person
from drills.store.audit import first_broken_row
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import AuditRow, ErasureRow, MailRow, RecordRow
from tests import make

MONDAY_AT_8 = datetime(2030, 7, 1, 12, tzinfo=UTC)  # in New York; three years after 2026-27


@dataclass
class Scene:
    """A district that keeps records for three years, and a record with notes."""

    district: int
    building: int
    record: int
    director: Person

    def mails(self) -> list[MailRow]:
        db.session.rollback()
        query = select(MailRow).where(MailRow.district_id == self.district).order_by(MailRow.id)
        return list(db.session.scalars(query))

    def listed(self) -> list[str]:
        rows = db.session.scalars(
            select(AuditRow).where(
                AuditRow.district_id == self.district, AuditRow.did == "retention.listed"
            )
        )
        return [f"{row.subject} {row.details['year']}" for row in rows]


@pytest.fixture
def scene(any_database: Flask) -> Scene:
    district = make.add_district("Forgetting Schools")
    district.options = {KEEP_YEARS: 3}
    building = make.add_building(district)
    director = make.add_person(district, "director", email="dana@example.org")
    make.add_person(district, "administrator", email="ada@example.org")
    make.add_person(district, "principal", [building])
    record = make.add_drill([building], "2026-10-06").records[0]
    record.notes = "Door 4 stuck."
    db.session.commit()
    return Scene(district.id, building.id, record.id, person_from_row(director))


def tell(at: datetime) -> int:
    return remind_of_removals(lambda _zone: at)


def test_who_may_decide_is_told_on_monday_and_not_again_that_week(scene: Scene) -> None:
    assert tell(MONDAY_AT_8 - timedelta(days=7)) == 0  # nothing waits yet
    assert tell(MONDAY_AT_8 - timedelta(hours=2)) == 0  # six in the morning
    assert tell(MONDAY_AT_8) == 2
    assert tell(MONDAY_AT_8 + timedelta(days=6)) == 0
    sent = scene.mails()
    assert sorted(mail.to for mail in sent) == ["ada@example.org", "dana@example.org"]
    assert "- Example Elementary, 2026-27" in sent[0].body
    assert "/district/removals" in sent[0].body
    assert tell(MONDAY_AT_8 + timedelta(days=7)) == 2
    assert first_broken_row(scene.district) is None


def test_who_asked_for_a_removal_is_not_told_to_decide_on_it(scene: Scene) -> None:
    ask_erasure(scene.director, make.NOON, scene.record, "A name.")
    early = MONDAY_AT_8 - timedelta(days=7)
    assert tell(early) == 1
    [mail] = scene.mails()
    assert mail.to == "ada@example.org" and "1 removal" in mail.body and "A name" not in mail.body


@pytest.mark.parametrize(
    ("day", "listed"), [("2030-06-30", False), ("2030-07-01", True), ("2030-07-02", True)]
)
def test_the_night_lists_a_year_once_its_time_is_over_and_removes_nothing(
    scene: Scene, day: str, listed: bool
) -> None:
    night = datetime.fromisoformat(f"{day}T04:30:00+00:00")  # half past midnight
    run_nightly(scene.district, night)
    assert scene.listed() == ([f"building:{scene.building} 2026-27"] if listed else [])
    run_nightly(scene.district, night + timedelta(days=1))
    assert len(scene.listed()) == 1  # each year once
    assert db.session.scalars(select(ErasureRow)).all() == []
    record = db.session.get(RecordRow, scene.record)
    assert record is not None and record.notes == "Door 4 stuck."
