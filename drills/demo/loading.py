"""Loads the demo into an empty database: each district set up, planned, and replayed.

Every write is one of the house's own, at the instant of the story, so that audit chain,
verdicts and records are what a school would have left behind. Not for production, which
the configuration sees to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import Refused
from drills.demo.districts import DemoDistrict, read_districts
from drills.demo.last_year import close_last_year
from drills.demo.replay import Replay
from drills.demo.set_up import set_up
from drills.demo.the_plan import plan_year
from drills.demo.the_year import DemoYear
from drills.demo.what_happened import tell
from drills.permissions import the_system
from drills.store import districts as stored
from drills.store.files import Files


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of one district."""

    name: str
    year: str
    buildings: int
    planned: int
    recorded: int


def load_demo(now: datetime, files: Files) -> list[Loaded]:
    """Load both districts as of an instant. Raises Refused("not_empty") where any is stored."""
    if stored.read_districts():
        raise Refused("not_empty")
    return [_load(told, now, files) for told in read_districts()]


def _load(told: DemoDistrict, now: datetime, files: Files) -> Loaded:
    today = now.astimezone(ZoneInfo(told.zone)).date()
    year = DemoYear.on(today, told.zone)
    known = set_up(told, year)
    if told.last_year is not None:
        close_last_year(told, known)
    plan = plan_year(told, year)
    replay = Replay(told, known, files, today)
    replay.plan(plan)
    happened = tell(told, year, plan, now, today)
    for happening in happened:
        replay.do(happening)
    # Kept verdicts are today's, however long ago the last drill was.
    with change(the_system(known.district_id, told.zone), now) as it:
        it.rejudge_all()
    recorded = sum(h.does == "log" for h in happened)
    return Loaded(told.name, year.label, len(told.buildings), len(plan), recorded)
