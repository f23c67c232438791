"""The scheduler's process: one leader, one table, ended by a signal; each job by hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from config import Config
from drills.app import create_app
from drills.jobs import schedule
from drills.jobs.leader import FileLock, lead_lock
from drills.jobs.schedule import JOBS, Job, make_scheduler, tick
from drills.store.advisory_lock import AdvisoryLock
from drills.store.database import db
from drills.store.tables import JobRunRow, MailRow
from tests import make
from tests.conftest import test_config

ROOT = Path(__file__).parents[2]


@pytest.fixture
def two_locks(any_database: Flask):
    """What two processes would hold."""
    locks = [lead_lock(any_database), lead_lock(any_database)]
    yield locks
    for lock in locks:
        lock.release()


def test_of_two_one_leads_until_it_ends(two_locks) -> None:
    first, second = two_locks
    assert first.take() and first.take()
    assert not second.take()
    first.release()
    assert second.take()
    assert not first.take()


def test_the_lock_fits_the_database(any_database: Flask) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    assert isinstance(lead_lock(any_database), FileLock if sqlite else AdvisoryLock)


@pytest.mark.postgres
def test_a_leader_whose_connection_was_cut_notices_and_another_leads(
    postgres, tmp_path: Path
) -> None:
    postgres.create_database("leaders")
    app = create_app(test_config(tmp_path, postgres.url("leaders")))
    with app.app_context():
        first, second = AdvisoryLock(7), AdvisoryLock(7)
        assert first.take()
        with db.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            )
        assert second.take()
        assert not first.take()
        second.release()
        assert first.take()
        first.release()
        db.engine.dispose()


# --- one tick ------------------------------------------------------------------------------


@pytest.fixture
def migrated(tmp_path: Path) -> Flask:
    """An app whose tables were made by the migrations, as ./run makes them."""
    app = create_app(test_config(tmp_path))
    with app.app_context():
        upgrade()
        district = make.add_district()
        building = make.add_building(district)
        make.add_person(district, "principal", [building])
        make.add_drill([building], "2026-12-08", state="planned", told_beforehand="all")
        db.session.commit()
        db.session.remove()
    return app


def test_a_tick_judges_reminds_and_sends(migrated: Flask, on_day, tmp_path: Path) -> None:
    now = on_day("2026-12-07", "08:00")
    lock = lead_lock(migrated)
    assert tick(migrated, lock, now)
    assert tick(migrated, lock, now)
    lock.release()
    with migrated.app_context():
        assert db.session.query(JobRunRow).count() == 1
        assert db.session.query(MailRow).one().sent_at is not None
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_who_does_not_lead_does_nothing(migrated: Flask, on_day) -> None:
    leader, other = lead_lock(migrated), lead_lock(migrated)
    assert leader.take()
    assert not tick(migrated, other, on_day("2026-12-07", "08:00"))
    with migrated.app_context():
        assert db.session.query(JobRunRow).count() == 0
    leader.release()


def test_a_job_that_fails_stops_no_other(migrated: Flask, monkeypatch, caplog) -> None:
    ran: list[str] = []

    def fall_over(_at, _by_hand):
        raise RuntimeError("a broken job")

    jobs = (Job("bad", "", fall_over), Job("good", "", lambda *_: ran.append("good") or 1))
    monkeypatch.setattr(schedule, "JOBS", jobs)
    lock = lead_lock(migrated)
    assert tick(migrated, lock, datetime.now(UTC))
    lock.release()
    assert ran == ["good"] and "a broken job" in caplog.text


def test_nothing_runs_on_tables_of_another_version(tmp_path: Path, on_day, caplog) -> None:
    app = create_app(test_config(tmp_path))
    lock = lead_lock(app)
    assert not tick(app, lock, on_day("2026-12-07"))
    lock.release()
    assert "migrations" in caplog.text


def test_the_clock_ticks_each_minute_in_utc_and_never_gives_up_a_tick(app: Flask) -> None:
    scheduler = make_scheduler(app, lead_lock(app))
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert str(scheduler.timezone) == "UTC"
        # What somebody waits for has a clock of its own, so that mails never wait for it.
        seconds = {name: job.trigger.interval.total_seconds() for name, job in jobs.items()}
        assert seconds == {"tick": 60, "apart": 5}
        for job in jobs.values():
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    finally:
        scheduler.shutdown(wait=False)


# --- the process itself ----------------------------------------------------------------------


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("DRILLS_")}
    return {
        **own,
        "DRILLS_DATA": str(tmp_path),
        "DRILLS_SECRET_KEY": "a test key that is long enough to be one",
        **more,
    }


def run_jobs(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "drills.jobs", *words],
        cwd=ROOT,
        env=environment(tmp_path, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.slow
def test_one_job_by_hand_for_a_day_and_a_second_time_not(migrated: Flask, tmp_path: Path) -> None:
    for said in ("nightly: 1", "nightly: 0"):
        done = run_jobs(tmp_path, "--once", "nightly", "--day", "2026-11-24")
        assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr
    assert "reminders: 1" in run_jobs(
        tmp_path, "--once", "reminders", "--day", "2026-12-07").stdout  # fmt: skip
    assert "mail: 1" in run_jobs(tmp_path, "--once", "mail").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--once", "laundry"], "invalid choice"),
        (["--once", "nightly", "--day", "soon"], "--day"),
        (["--day", "2026-11-24"], "--day goes with --once"),
    ],
)
def test_wrong_words_are_told(tmp_path: Path, words, says) -> None:
    done = run_jobs(tmp_path, *words)
    assert done.returncode == 2 and says in done.stderr


@pytest.mark.slow
def test_wrong_settings_end_it_in_plain_words(tmp_path: Path) -> None:
    done = run_jobs(tmp_path, DRILLS_MAIL="pigeon:")
    assert done.returncode == 2 and "DRILLS_MAIL" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_it_runs_the_table_at_once_and_ends_at_a_signal(migrated: Flask, tmp_path: Path) -> None:
    first, second = start(tmp_path), start(tmp_path)
    try:
        assert wait_for(lambda: ran(migrated) == 1), "the leader judged the day"
    finally:
        for process in (first, second):
            process.send_signal(signal.SIGTERM)
    for process in (first, second):
        process.communicate(timeout=20)
        assert process.returncode == 0
    assert ran(migrated) == 1


def start(tmp_path: Path) -> subprocess.Popen[bytes]:
    """The scheduler's process, once it listens to signals."""
    process = subprocess.Popen(
        [sys.executable, "-m", "drills.jobs", "--verbose"],
        cwd=ROOT,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if b"running" in line:
            return process
    raise AssertionError(f"it ended by itself: {process.wait()}")


def ran(app: Flask) -> int:
    with app.app_context():
        return db.session.query(JobRunRow).count()


def wait_for(what) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


def test_the_table_is_read_in_order() -> None:
    assert [job.name for job in JOBS] == [
        "nightly",
        "reminders",
        "witness",
        "removals",
        "waiting",
        "mail",
        "exports",
    ]


def test_the_settings_choose_the_way_of_the_mail(tmp_path: Path) -> None:
    config: Config = test_config(tmp_path, DRILLS_MAIL="smtp://127.0.0.1:1")
    app = create_app(config)
    with app.app_context():
        upgrade()
        from drills.actions.send_mail import queue_mail

        queue_mail("one", None, "a@example.org", "S", "W\n", make.NOON)
        db.session.commit()
        assert (
            next(job for job in JOBS if job.name == "mail").run(lambda _zone: make.NOON, False) == 0
        )
        assert "refused" in db.session.query(MailRow).one().error.lower()
