"""Planning a district's year: small, large, again after a snow day, and one move weighed."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from drills.bench.invented_district import after_snow, district, tight
from drills.bench.table import Row, measure, seconds
from drills.planner import Desk, Move, Plan, Problem, plan
from drills.planner.gap import gap
from drills.planner.linear import NoSolver
from drills.planner.proof import bound

STATES = ("US-CT", "US-NY", "US-NJ")
AIMS = {8: "0.5 s", 50: "2.0 s", 1000: "30 s"}


def rows(quick: bool) -> Iterator[Row]:
    """Districts of three states; then one large one, and what stands round a plan."""
    for state in STATES:
        for count in (8,) if quick else (8, 50):
            yield from _planned(state, count, 1 if quick else 3)
    yield from _around("US-NY", 1 if quick else 3)
    for state in ("US-CT",) if quick else STATES:
        count = 8 if quick else 50
        yield from _proven(district(state, count), f"{state}, {count} buildings")
        yield from _proven(tight(state, 12), f"{state}, 12 buildings with few days")
    for state in STATES[:1] if quick else STATES:
        yield from _large(state, 60 if quick else 1000)
    yield Row("memory at most, all parts so far", "1,000 MB", f"{_memory_mb():,.0f} MB")


def _planned(state: str, count: int, times: int) -> Iterator[Row]:
    problem = district(state, count)
    made = plan(problem)
    name = f"{state}, {count} buildings: {_told(problem, made)}"
    yield measure(name, lambda: plan(problem), times, aim=AIMS[count])


def _around(state: str, times: int) -> Iterator[Row]:
    problem = district(state, 50)
    made = plan(problem)
    changed, lost = after_snow(problem, made)
    again = plan(changed, made)
    was = {(p.building, p.drill) for p in made.placements if p.drill.date >= changed.today}
    moved = len(was - {(p.building, p.drill) for p in again.placements})
    there = sum(p.drill.date == lost for p in made.placements)
    name = f"{state}, 50 buildings: a snow day, {moved} drills moved of {there} on it"
    yield measure(name, lambda: plan(changed, made), times, aim="1.0 s")
    move = Move(len(made.placements) // 2, made.placements[0].drill.date + timedelta(30))
    yield measure(
        "one move weighed, the plan not laid out", lambda: Desk(problem, made).legal(move), times
    )
    desk = Desk(problem, made)
    yield measure("the next move weighed", lambda: desk.legal(move), 10 * times)


def _proven(problem: Problem, what: str) -> Iterator[Row]:
    made = plan(problem)
    try:
        begun = time.perf_counter()
        proven = bound(problem, made)
        took = seconds(time.perf_counter() - begun)
        begun = time.perf_counter()
        near = gap(problem, made)
        longer = seconds(time.perf_counter() - begun)
    except NoSolver:
        yield Row("proof by HiGHS: highspy is not installed")
        return
    name = f"{what}, by HiGHS"
    told = f"{proven.plan} drills short, {proven.at_least} in every plan"
    yield Row(f"{name}: {told}", "", took, times="1")
    told = f"wishes cost {near.points:,} points, {near.at_least:,} or more in every plan"
    yield Row(f"{name}: {told}", "", longer, times="1")


def _large(state: str, count: int) -> Iterator[Row]:
    problem = district(state, count)
    begun = time.perf_counter()
    made = plan(problem)
    took = seconds(time.perf_counter() - begun)
    aim = AIMS.get(count, "")
    yield Row(f"{state}, {count:,} buildings: {_told(problem, made)}", aim, took, times="1")


def _told(problem: Problem, made: Plan) -> str:
    short = sum((u.needed or 0) - u.placed for u in made.unplaced)
    return f"{len(made.placements):,} drills, {short} short, {made.proof}"


def _memory_mb() -> float:
    """The most memory that this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
