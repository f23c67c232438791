"""Which jobs ran for which district's day, so that each runs once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from drills.store.database import db
from drills.store.tables import JobRunRow


def has_run(job: str, district_id: int, day: date) -> bool:
    """Whether a job ran for a district's day."""
    return (
        db.session.scalar(
            select(JobRunRow.id).where(
                JobRunRow.job == job, JobRunRow.district_id == district_id, JobRunRow.day == day
            )
        )
        is not None
    )


def which_ran(job: str, days: Iterable[date]) -> set[tuple[int, date]]:
    """District and day of each run of a job on some days. One query."""
    rows = db.session.execute(
        select(JobRunRow.district_id, JobRunRow.day).where(
            JobRunRow.job == job, JobRunRow.day.in_(list(days))
        )
    )
    return {(district_id, day) for district_id, day in rows}


def add_run(job: str, district_id: int, day: date, now: datetime) -> None:
    """Note that a job runs, inside its own write. Clashes where another has run it."""
    db.session.add(JobRunRow(job=job, district_id=district_id, day=day, ran_at=now))
    db.session.flush()
