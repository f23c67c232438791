"""Every school of the country judged from plain values in memory, on one core.

A mix of all packs and twelve calendars. Windows are made once for like buildings, as a
caller does; nothing is kept inside the core. The time holds windows and verdicts.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date

from drills.bench import invented
from drills.bench.table import Row, measure, seconds
from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.compliance.loading import load_pack
from drills.compliance.pack import Requirement
from drills.facts import Building, Drill

ALL = 130_000
AS_OF = date(2027, 3, 15)
AIM_SECONDS = 40

Made = dict[tuple[str, int, int], tuple[Requirement, ...]]


def rows(quick: bool) -> Iterator[Row]:
    """The whole country once, and one building again after a change."""
    count = 500 if quick else ALL
    begun = time.perf_counter()
    gc.disable()  # else each collection walks through millions of drills
    buildings, drills = make(count)
    held = sum(map(len, drills))
    gc.freeze()
    gc.enable()
    before = _memory_mb()
    took = time.perf_counter() - begun
    states = len(invented.jurisdictions())
    yield Row(f"{count:,} buildings of {states} states, {held:,} drills: made", "", seconds(took))
    begun = time.perf_counter()
    made, statuses = judge_all(buildings, drills)
    took = time.perf_counter() - begun
    aim = f"{AIM_SECONDS * count / ALL:.1f} s"
    yield Row(f"judged on one core, {len(made):,} sets of windows", aim, seconds(took), times="1")
    yield Row("buildings a second", f"{ALL / AIM_SECONDS:,.0f}", f"{count / took:,.0f}")
    yield Row("memory, all values held", "", f"{before:,.0f} MB")
    yield Row("memory while judging, at most", "", f"{_memory_mb():,.0f} MB")
    told = ", ".join(f"{status} {number:,}" for status, number in sorted(statuses.items()))
    yield Row(f"verdicts: {told}")
    (key, building), log = buildings[count // 2], drills[count // 2]
    changed = [*log, Drill(date=building.calendar.school_days[100], type="fire")]

    def again() -> object:
        return judge(made[key], changed, AS_OF, calendar=building.calendar)

    yield measure("one building again after one change", again, 200, aim="1.0 ms")
    gc.unfreeze()


def make(count: int) -> tuple[list[tuple[tuple[str, int, int], Building]], list[list[Drill]]]:
    """So many buildings, each with what makes it like others, and each one's drills."""
    chance = random.Random(20_26)
    calendars = [invented.calendar(number) for number in range(12)]
    states = invented.jurisdictions()
    buildings, drills = [], []
    for number in range(count):
        state = states[number % len(states)]
        place, kind = chance.randrange(len(calendars)), chance.randrange(len(invented.KINDS))
        building = invented.building(state, calendars[place], kind)
        buildings.append(((state, place, kind), building))
        drills.append(invented.year_of_drills(state, calendars[place], chance))
    return buildings, drills


def judge_all(
    buildings: list[tuple[tuple[str, int, int], Building]], drills: list[list[Drill]]
) -> tuple[Made, dict[str, int]]:
    """Every building's verdict, counted by status; and the windows made on the way."""
    made: Made = {}
    statuses: dict[str, int] = {}
    for (key, building), log in zip(buildings, drills, strict=True):
        if key not in made:
            made[key] = requirements_for(load_pack(building.jurisdiction), building)
        status = judge(made[key], log, AS_OF, calendar=building.calendar).status
        statuses[status] = statuses.get(status, 0) + 1
    return made, statuses


def _memory_mb() -> float:
    """The most memory that this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
