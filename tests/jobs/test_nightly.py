"""Each district is judged anew once after its own midnight, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from drills.actions import run_nightly as action
from drills.actions.keep_verdicts import keep_verdicts
from drills.actions.run_nightly import run_nightly
from drills.jobs.nightly import judge_new_days
from drills.jobs.schedule import noon
from drills.store.database import db
from drills.store.tables import JobRunRow, KeptVerdictRow, SchoolYearRow
from tests import make

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def district(any_database: Flask):
    row = make.add_district("Westbrook Public Schools")
    make.add_building(row, "Coleman Elementary")
    db.session.commit()
    return row


def local(on: str, at: str = "00:00") -> datetime:
    return datetime.combine(date.fromisoformat(on), time.fromisoformat(at), NEW_YORK)


def judge_at(instant: datetime) -> int:
    """What the job does at an instant."""
    return judge_new_days(lambda _zone: instant.astimezone(UTC))


def runs(district) -> list[date]:
    rows = db.session.query(JobRunRow).filter_by(district_id=district.id)
    return sorted(row.day for row in rows)


def as_of(district) -> set[date]:
    db.session.expire_all()
    return {row.as_of for row in db.session.query(KeptVerdictRow).filter_by(
        district_id=district.id)}  # fmt: skip


def every_minute(first: datetime, last: datetime, step: int = 20) -> list[int]:
    """The job at every so many minutes of real time; what it did each time."""
    at, did = first.astimezone(UTC), []
    while at < last.astimezone(UTC):
        did.append(judge_new_days(lambda _zone, at=at: at))
        at += timedelta(minutes=step)
    return did


def test_the_new_day_is_judged_at_the_first_tick_after_midnight(district) -> None:
    judge_at(local("2026-11-23", "23:59"))
    assert as_of(district) == {date(2026, 11, 23)}
    judge_at(local("2026-11-24", "00:00"))
    assert as_of(district) == {date(2026, 11, 24)}


def test_what_was_due_yesterday_is_missed_today(district) -> None:
    for month in ("09-10", "10-06"):
        make.add_drill([coleman(district)], f"2026-{month}")
    db.session.commit()
    judge_at(local("2026-11-30", "12:00"))
    before = cell(district, "fire-monthly")
    judge_at(local("2026-12-01", "00:01"))
    after = cell(district, "fire-monthly")
    assert (before["status"], after["status"]) == ("open", "missed")


def coleman(district):
    return db.session.query(make.BuildingRow).filter_by(district_id=district.id).one()


def cell(district, requirement: str) -> dict:
    db.session.expire_all()
    row = db.session.query(KeptVerdictRow).filter_by(district_id=district.id).one()
    return next(c for c in row.cells if c["id"] == requirement)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        # Autumn: the day of 25 hours, in which half past one is there twice.
        ("2026-10-31", "2026-11-03", ["2026-10-31", "2026-11-01", "2026-11-02"]),
        # Spring: the day of 23 hours, after which schedulers forget a midnight.
        ("2027-03-13", "2027-03-16", ["2027-03-13", "2027-03-14", "2027-03-15"]),
    ],
)
def test_no_day_is_left_out_or_judged_twice_when_the_clocks_change(
    district, first, last, days
) -> None:
    ours = len(days)
    noise = sum(every_minute(local(first), local(last))) - ours
    assert noise == ours  # the other district has its own runs
    assert runs(district) == [date.fromisoformat(day) for day in days]


def test_a_scheduler_that_was_off_at_midnight_catches_up(district) -> None:
    judge_at(local("2026-11-23", "23:00"))
    judge_at(local("2026-11-26", "15:00"))
    assert as_of(district) == {date(2026, 11, 26)}


def test_run_twice_is_once(district) -> None:
    assert run_nightly(district.id, local("2026-11-24", "00:05")) is True
    assert run_nightly(district.id, local("2026-11-24", "18:00")) is False
    assert judge_at(local("2026-11-24", "18:00")) == 1  # the other district
    assert judge_at(local("2026-11-24", "18:01")) == 0


def test_two_at_once_are_once(district, monkeypatch) -> None:
    """The second has looked before the first was done."""
    assert run_nightly(district.id, local("2026-11-24")) is True
    looks = iter([False, True])
    monkeypatch.setattr(action, "has_run", lambda *_: next(looks))
    assert run_nightly(district.id, local("2026-11-24")) is False
    assert runs(district) == [date(2026, 11, 24)]


def test_each_district_has_its_own_midnight(district) -> None:
    district.zone = "America/Los_Angeles"
    db.session.commit()
    judge_at(local("2026-11-24", "02:59"))
    assert runs(district) == [date(2026, 11, 23)]
    judge_at(local("2026-11-24", "03:00"))
    assert runs(district) == [date(2026, 11, 23), date(2026, 11, 24)]


def test_a_district_that_cannot_be_judged_stops_no_other(district, monkeypatch, caplog) -> None:
    noise = db.session.query(make.DistrictRow).filter(make.DistrictRow.id != district.id).one()

    def fall_over(district_id, *rest):
        if district_id == noise.id:
            raise RuntimeError("a broken calendar")
        return keep_verdicts(district_id, *rest)

    monkeypatch.setattr("drills.actions.change.keep_verdicts", fall_over)
    assert judge_at(local("2026-11-24")) == 1
    assert as_of(district) == {date(2026, 11, 24)}
    assert "a broken calendar" in caplog.text
    monkeypatch.undo()
    assert judge_at(local("2026-11-24", "00:01")) == 1  # tried again, and judged


# --- the first of July -------------------------------------------------------------------


def add_next_year(district) -> None:
    db.session.add(
        SchoolYearRow(
            district_id=district.id,
            year="2027-28",
            first_day=date(2027, 9, 1),
            last_day=date(2028, 6, 9),
        )
    )
    db.session.commit()


def years(district) -> set[str]:
    db.session.expire_all()
    return {row.year for row in db.session.query(KeptVerdictRow).filter_by(
        district_id=district.id)}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "year"),
    [("2027-06-30", "2026-27"), ("2027-07-01", "2027-28"), ("2027-07-02", "2027-28")],
)
def test_on_the_first_of_july_the_new_year_begins(district, on, year) -> None:
    add_next_year(district)
    judge_at(local(on, "00:10"))
    assert years(district) == {year}


@pytest.mark.parametrize(
    ("zone", "at"), [("America/Anchorage", "04:00"), ("Pacific/Honolulu", "06:00")]
)
def test_far_west_the_new_year_begins_at_its_own_midnight(district, zone, at) -> None:
    district.zone = zone
    add_next_year(district)
    judge_at(local("2027-07-01", "00:10"))  # still June 30 there
    assert years(district) == {"2026-27"}
    judge_at(local("2027-07-01", at))
    assert years(district) == {"2027-28"}


def test_without_a_new_calendar_the_old_year_stays_in_sight(district) -> None:
    judge_at(local("2027-07-01", "00:10"))
    assert years(district) == {"2026-27"}


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Guam", "Pacific/Honolulu"])
def test_by_hand_a_day_is_that_day_wherever_the_district_is(district, zone) -> None:
    district.zone = zone
    db.session.commit()
    judge_new_days(noon(date(2026, 11, 24)))
    assert runs(district) == [date(2026, 11, 24)]
