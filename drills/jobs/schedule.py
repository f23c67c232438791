"""The table of jobs, and what happens at each tick of the clock.

APScheduler only ticks, once a minute in UTC. What is due is read from our own tables, so
nothing is lost or done twice by a late tick, a restart or a change of clocks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app

from config import MailServer
from drills import clock
from drills.actions.make_exports import make_exports
from drills.actions.send_queued_mail import send_queued_mail
from drills.jobs import mail, nightly, reminders, removals, waiting, witness
from drills.jobs.leader import AdvisoryLock, FileLock
from drills.store.evidence_files import evidence_files
from drills.store.exports import ExportFiles
from drills.store.migrated import what_is_wrong

LOG = logging.getLogger("drills.jobs")


SECONDS_APART = 5

At = Callable[[str], datetime]  # the instant for a zone


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the table. ``run`` gives how much it did; it reads by itself what is due."""

    name: str
    when: str  # for people
    run: Callable[[At, bool], int]  # the instants, and whether a person asked for it
    # Runs beside the others, every few seconds: somebody waits for it, and it may take long.
    apart: bool = False


def _nightly(at: At, _by_hand: bool) -> int:
    return nightly.judge_new_days(at)


def _reminders(at: At, by_hand: bool) -> int:
    return reminders.remind(at, at_any_hour=by_hand)


def _witness(at: At, by_hand: bool) -> int:
    return witness.witness(at, at_any_hour=by_hand)


def _removals(at: At, by_hand: bool) -> int:
    return removals.remind_of_removals(at, at_any_hour=by_hand)


def _waiting(at: At, by_hand: bool) -> int:
    return waiting.remind_of_waiting(at, at_any_hour=by_hand)


def _mail(_at: At, _by_hand: bool) -> int:
    """The outbox knows no day: it is sent now, to the server or folder of the settings."""
    config = current_app.config["DRILLS"]
    where = config.mail
    if isinstance(where, MailServer):
        way = mail.to_server(
            where.host, where.port, where.security, where.user, where.password, config.mail_from
        )
    else:
        way = mail.to_folder(where.folder, config.mail_from)
    with way as post:
        return send_queued_mail(clock.now, post)


def _exports(_at: At, _by_hand: bool) -> int:
    data = current_app.config["DRILLS"].data
    return make_exports(clock.now, evidence_files(), ExportFiles(data / "exports"))


JOBS = (
    Job("nightly", "once after each district's midnight", _nightly),
    Job("reminders", "each minute: tomorrow's drills from 7 a.m., and what changed", _reminders),
    Job("witness", "each Monday from 7 a.m.: the newest hash of the log of changes", _witness),
    Job("removals", "each Monday from 7 a.m.: removals that wait for a decision", _removals),
    Job("waiting", "each Monday from 7 a.m.: what waits long, and what is late", _waiting),
    Job("mail", "each minute: what waits in the outbox", _mail),
    Job("exports", "every few seconds: large exports that people asked for", _exports, apart=True),
)


def noon(day: date) -> At:
    """Noon of a day wherever a district is: for jobs run by hand."""
    return lambda zone: datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)


def run_job(app: Flask, job: Job, now: datetime) -> int:
    """One job, in a context of its own; a fault is logged and stops no other."""
    with app.app_context():
        try:
            return job.run(lambda _zone: now, False)
        except Exception:
            LOG.exception("%s failed; it is tried again in a minute", job.name)
            return 0


def tick(app: Flask, lock: FileLock | AdvisoryLock, now: datetime) -> bool:
    """Run the table if we lead and the database is ours. Gives whether it ran."""
    with app.app_context():
        if not lock.take():
            return False
        wrong = what_is_wrong()
        if wrong:
            LOG.warning("nothing is run: %s (see /ready)", wrong)
            return False
    run_jobs(app, now, apart=False)
    return True


def run_jobs(app: Flask, now: datetime, *, apart: bool) -> None:
    """Run the jobs of the table that go together, or those that run apart."""
    for job in JOBS:
        if job.apart == apart:
            did = run_job(app, job, now)
            if did:
                LOG.info("%s: %d", job.name, did)


def make_scheduler(app: Flask, lock: FileLock | AdvisoryLock) -> BackgroundScheduler:
    """The clock: one tick at once, then one each minute. Late ticks are one, none overlap.

    Jobs apart have a clock of their own, and run while the last tick found that we lead.
    """
    leads = False

    def every_minute() -> None:
        nonlocal leads
        leads = tick(app, lock, clock.now())

    def every_few_seconds() -> None:
        if leads:
            run_jobs(app, clock.now(), apart=True)

    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(every_minute, "interval", minutes=1, next_run_time=clock.now(), id="tick")
    scheduler.add_job(every_few_seconds, "interval", seconds=SECONDS_APART, id="apart")
    return scheduler
