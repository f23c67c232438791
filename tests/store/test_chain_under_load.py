"""Writers at once, each in a thread of its own: one chain, no fork, nobody waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from drills.actions.change import change
from drills.permissions import the_system
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.snapshot import snapshot
from drills.store.tables import AuditRow, RecordRow
from drills.store.verify import faults_of
from tests import make

WRITERS, WRITES = 8, 12


def test_writers_at_once_never_fork_the_chain(any_database: Flask) -> None:
    district = make.add_district("Busy Schools")
    building = make.add_building(district)
    for number in range(3):
        make.add_drill([building], f"2026-10-0{number + 5}")
    db.session.commit()
    records = list(
        db.session.scalars(select(RecordRow.id).where(RecordRow.building_id == building.id))
    )
    by, id_ = the_system(district.id, "America/New_York"), district.id

    def write(writer: int) -> int:
        with any_database.app_context():
            for number in range(WRITES):
                # Some take the district first, some a record: the order that could deadlock.
                with change(by, make.NOON + timedelta(seconds=number)) as it:
                    record = db.session.get(RecordRow, records[(writer + number) % 3])
                    assert record is not None
                    if writer % 2:
                        hold_district(id_)
                    record.notes = f"written by {writer}, time {number}"
                    db.session.flush()
                    if not writer % 2:
                        hold_district(id_)
                    it.note("test.said", f"record:{record.id}", writer=writer, number=number)
            db.session.remove()
        return writer

    db.session.rollback()
    with ThreadPoolExecutor(WRITERS) as threads:
        assert sorted(threads.map(write, range(WRITERS))) == list(range(WRITERS))
    with snapshot() as connection:
        assert list(faults_of(connection, id_, None)) == []
    rows = list(db.session.scalars(select(AuditRow).where(AuditRow.district_id == id_)))
    assert sorted(row.number for row in rows) == list(range(1, WRITERS * WRITES + 1))
    assert len({row.previous_hash for row in rows}) == len(rows)
