"""Which districts' days have begun and are not judged yet.

No local time is ever scheduled: midnight that a change of clocks moves, and a night in
which the scheduler was off, are the same case, a day without its run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app

from drills import clock
from drills.actions.run_nightly import JOB, run_nightly
from drills.actions.sweep_exports import sweep_exports
from drills.store.districts import read_districts
from drills.store.erasures import sweep_files
from drills.store.evidence_files import evidence_files
from drills.store.exports import ExportFiles
from drills.store.files import FilesUnreachable
from drills.store.job_runs import which_ran

LOG = logging.getLogger("drills.jobs")


def judge_new_days(at: Callable[[str], datetime]) -> int:
    """Judge each district whose day has no run yet. Gives how many were judged.

    ``at`` gives the instant for a zone: this one, or noon of a day where it is run by
    hand. A district whose judging fails is left for the next minute and stops no other.
    """
    instants = {row.id: (at(row.zone), ZoneInfo(row.zone)) for row in read_districts()}
    days = {id_: now.astimezone(zone).date() for id_, (now, zone) in instants.items()}
    done = which_ran(JOB, set(days.values()))
    judged = 0
    for district_id, day in days.items():
        if (district_id, day) in done:
            continue
        try:
            judged += run_nightly(district_id, instants[district_id][0])
        except Exception:
            LOG.exception("nightly: district %d was not judged for %s", district_id, day)
    if judged:
        _sweep()
        _sweep_exports()
    return judged


def _sweep_exports() -> None:
    exports = ExportFiles(current_app.config["DRILLS"].data / "exports")
    swept = sweep_exports(clock.now(), exports)
    if swept:
        LOG.info("nightly: %d files of exports were left and are gone now", swept)


def _sweep() -> None:
    try:
        swept = sweep_files(evidence_files())
    except FilesUnreachable as error:
        LOG.error("nightly: erased files were not looked for: %s", error)
        return
    if swept:
        LOG.info("nightly: %d erased files were left and are gone now", swept)
