"""Make a draft of a school year's plan: at once, or in the background with its progress kept.

A draft is no drill yet: nobody but the planners sees it, and no feed changes. Accepting is
accept_plan.py's, moving single drills adjust_plan.py's.
"""

from __future__ import annotations

import time as stopwatch
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import small_write
from drills.actions.plan_draft import Draft, draft_of, from_json, to_json
from drills.actions.plan_practice import with_practice
from drills.actions.plan_problem import (
    ANEW,
    KEEP,
    LITTLE,
    YearToPlan,
    may_plan_all,
    posed,
    read_year_to_plan,
    years_to_plan,
)
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.compliance.dating import NoSchoolDays
from drills.permissions import Person
from drills.planner import plan
from drills.store.buildings import read_building_rows
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.planning import read_draft
from drills.store.tables import PlanDraftRow

MODES = (KEEP, LITTLE, ANEW)
AT_ONCE = 100  # so many buildings are planned while the page waits
SILENT = timedelta(seconds=120)  # after so long without a sign of life, work has stopped
TOLD_EVERY = 1.0  # seconds between two signs of life
SCHOOL_BEGINS = 7  # the hour up to which a drill can still be placed on the same day


@dataclass(frozen=True, slots=True)
class Work:
    """A draft to be made, in this request or after it."""

    district_id: int
    year: str
    first: date
    mode: str
    seed: int
    again: bool


def first_day(by: Person, now: datetime) -> date:
    """The first day on which a drill can be placed: today only before school begins."""
    local = now.astimezone(ZoneInfo(by.zone))
    return local.date() if local.hour < SCHOOL_BEGINS else local.date() + timedelta(1)


def is_quick(by: Person) -> bool:
    """Whether the district is small enough to be planned while a page waits."""
    return len(read_building_rows(by.district_id)) <= AT_ONCE


def has_stopped(row: PlanDraftRow, now: datetime) -> bool:
    """Whether a draft that says it is being made gives no sign of life any more."""
    return row.state == "running" and now - row.heard_at > SILENT


def begin_plan(
    by: Person, now: datetime, year: str, mode: str, *, seed: int = 0, again: bool = False
) -> Work:
    """Put a running draft in the place of the one that is there, and say what is to be done.

    ``again``: plan the draft again, moving as little of it as possible and nothing that is
    pinned. Raises NotAllowed; Refused where there is nothing to plan or it is being done.
    """
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if not may_plan_all(by, today):
        raise NotAllowed
    if year not in years_to_plan(by.district_id, today) or mode not in MODES:
        raise Refused("no_year")
    if not read_building_rows(by.district_id):
        raise Refused("no_buildings")
    try:
        with small_write():
            row = read_draft(by.district_id, year)
            if row is not None and row.state == "running" and not has_stopped(row, now):
                raise Refused("running")
            if again and (row is None or not row.plan):
                raise Refused("no_draft")
            if row is None:
                row = PlanDraftRow(district_id=by.district_id, year=year, plan={})
                db.session.add(row)
            if again:
                mode, seed = row.mode, row.seed
            row.state, row.mode, row.seed, row.error = "running", mode, seed, ""
            row.progress, row.begun_at, row.heard_at = {}, now, now
            row.made_by = by.id or None
    except CLASHES:
        raise Refused("running") from None
    return Work(by.district_id, year, first_day(by, now), mode, seed, again)


def carry_out(work: Work, clock: Callable[[], datetime]) -> Draft | None:
    """Make the draft and keep it; None where it could not be made, which the draft then says.

    ``clock`` gives now: the work tells its progress by it, about once a second.
    """
    started = stopwatch.monotonic()
    try:
        year = read_year_to_plan(work.district_id, work.year, work.first)
        if year is None:
            raise Refused("no_year")
        row = read_draft(work.district_id, work.year)
        before = from_json(row.plan) if row is not None and work.again else None
        made = _made(year, work, before, _teller(work, clock))
    except (NoSchoolDays, Refused):
        _fail(work, clock(), "no_days")
        return None
    except Exception:
        _fail(work, clock(), "fault")
        raise
    milliseconds = round((stopwatch.monotonic() - started) * 1000)
    with small_write():
        row = read_draft(work.district_id, work.year)
        if row is None:
            return None  # thrown away meanwhile
        row.state, row.plan, row.problem_sha256 = "ready", to_json(made), year.sha256
        row.milliseconds, row.heard_at = milliseconds, clock()
    return made


def drop_plan(by: Person, now: datetime, year: str) -> None:
    """Throw the draft of a year away; what is planned stays as it is. Raises NotAllowed."""
    if not may_plan_all(by, now.astimezone(ZoneInfo(by.zone)).date()):
        raise NotAllowed
    with small_write():
        row = read_draft(by.district_id, year)
        if row is not None:
            db.session.delete(row)


def ready_draft(by: Person, year: str, version: int | None = None) -> PlanDraftRow:
    """The draft of a year that is ready. Raises Refused where there is none, and
    ChangedMeanwhile where it is no longer the one that was read."""
    row = read_draft(by.district_id, year)
    if row is None or row.state != "ready":
        raise Refused("no_draft")
    if version is not None and row.version != version:
        raise ChangedMeanwhile("draft_changed")
    return row


def _made(
    year: YearToPlan,
    work: Work,
    before: Draft | None,
    tell: Callable[[str, int, int], None] | None = None,
) -> Draft:
    pins = before.pins() if before else ()
    earlier = before.plan() if before else None
    if before is not None and earlier is not None:
        # The very placements that are pinned, so that they are not taken for movable ones.
        kept = [p for e in before.entries if not e.pin for p in e.placements]
        earlier = type(earlier)(tuple(kept))
    problem, given = posed(year, work.mode, pins, earlier=earlier)
    made = plan(problem, given, work.seed, tell)
    if work.mode == LITTLE and before is None and given is not None:
        made = with_practice(problem, given, made)
    return draft_of(made, year.standing, before, sites_of(year))


def sites_of(year: YearToPlan) -> dict[int, tuple[int, ...]]:
    """Each building that drills together with others, and the group."""
    groups = [tuple(int(b) for b in group) for group in year.problem.together]
    return {b: group for group in groups for b in group}


def _teller(work: Work, clock: Callable[[], datetime]) -> Callable[[str, int, int], None]:
    last = stopwatch.monotonic()

    def tell(step: str, done: int, of: int) -> None:
        nonlocal last
        if stopwatch.monotonic() - last < TOLD_EVERY:
            return
        last = stopwatch.monotonic()
        with small_write():
            row = read_draft(work.district_id, work.year)
            if row is not None:
                row.progress = {"step": step, "done": done, "of": of}
                row.heard_at = clock()

    return tell


def _fail(work: Work, now: datetime, error: str) -> None:
    db.session.rollback()
    with small_write():
        row = read_draft(work.district_id, work.year)
        if row is not None:
            row.state, row.error, row.heard_at = "failed", error, now
