"""``python -m drills.jobs``: the scheduler's process, beside the web server's.

``--once JOB [--day DATE]`` runs one job by hand, for the day given in each district, and
ends. ``--list`` prints the table. Faults are always logged; ``--verbose`` tells the rest.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from datetime import date

from config import Config, WrongSettings
from drills import clock
from drills.app import create_app
from drills.jobs.leader import lead_lock
from drills.jobs.schedule import JOBS, make_scheduler, noon


def main(arguments: list[str]) -> int:
    """Run until a signal ends it; 0, or 2 where settings or words are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m drills.jobs", description="Runs the jobs of the drill tracker."
    )
    names = [job.name for job in JOBS]
    parser.add_argument("--once", metavar="JOB", choices=names, help=f"one of {', '.join(names)}")
    parser.add_argument("--day", type=date.fromisoformat, help="a date as 2026-11-24")
    parser.add_argument("--verbose", action="store_true", help="say what each job did")
    parser.add_argument("--list", action="store_true", help="print the table of jobs")
    chosen = parser.parse_args(arguments)
    if chosen.day and not chosen.once:
        parser.error("--day goes with --once")
    if chosen.list:
        for job in JOBS:
            print(f"{job.name:<10} {job.when}")
        return 0
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("drills.jobs").setLevel(logging.INFO if chosen.verbose else logging.WARNING)
    try:
        app = create_app(Config.from_environment(os.environ))
    except WrongSettings as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if chosen.once:
        job = next(job for job in JOBS if job.name == chosen.once)
        at = noon(chosen.day) if chosen.day else (lambda _zone: clock.now())
        with app.app_context():
            print(f"{job.name}: {job.run(at, True)}")
        return 0
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    lock = lead_lock(app)
    scheduler = make_scheduler(app, lock)
    scheduler.start()
    logging.getLogger("drills.jobs").info("running; SIGTERM ends it")
    ending.wait()
    # What runs ends by itself; a mail cut off in the middle goes again by its Message-ID.
    scheduler.shutdown(wait=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
