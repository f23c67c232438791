"""Lock approved records once their days for second thoughts are over: part of the night's work.

Locked is what an auditor may rely on: from then on every change wants a reason.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from drills.actions.change import Change
from drills.actions.record_rules import lock_after_days
from drills.store.buildings import read_district
from drills.store.life import read_ripe
from drills.store.tables import RecordRow


def lock_records(it: Change, district_id: int, now: datetime) -> int:
    """Lock every record of the district whose approval is as old as the district chose.

    Inside a change. A lock lost in a night without its job comes with the next.
    """
    days = lock_after_days(read_district(district_id))
    ripe = read_ripe(district_id, now - timedelta(days=days))
    for record in ripe:
        lock(it, record, now, after_days=days)
    return len(ripe)


def lock_year(it: Change, district_id: int, year: str, now: datetime) -> int:
    """Lock every approved record of a school year that is being closed. Inside a change."""
    ripe = read_ripe(district_id, now, year)
    for record in ripe:
        lock(it, record, now, closed=year)
    return len(ripe)


def lock(it: Change, record: RecordRow, now: datetime, **why: int | str) -> None:
    """Lock one approved record."""
    record.state = "locked"
    record.locked_at = record.locked_at or now
    it.note("record.locked", f"record:{record.id}", **why)
