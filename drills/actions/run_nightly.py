"""Judge a district anew for the day that has begun: what was due yesterday is late today,
what was approved long enough ago is locked, and years whose time is over are listed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.lock_records import lock_records
from drills.actions.mail_removals import list_over
from drills.permissions import the_system
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.job_runs import add_run, has_run

JOB = "nightly"


def run_nightly(district_id: int, now: datetime) -> bool:
    """Judge every building as of the district's day at that instant, once for each day.

    False where it was done for that day already, by this process or another.
    """
    zone = read_district(district_id).zone
    day = now.astimezone(ZoneInfo(zone)).date()
    if has_run(JOB, district_id, day):
        return False
    try:
        with change(the_system(district_id, zone), now) as it:
            add_run(JOB, district_id, day, now)
            lock_records(it, district_id, now)
            list_over(it, district_id, zone, day)
            it.rejudge_all()
    except CLASHES:
        if has_run(JOB, district_id, day):
            return False
        raise
    return True
