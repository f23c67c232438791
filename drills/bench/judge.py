"""Judging one building's year, with and without reasons, and making its windows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date

from drills.bench import invented
from drills.bench.table import Row, measure
from drills.compliance.dating import requirements_for
from drills.compliance.flags import flags
from drills.compliance.judging import judge
from drills.compliance.loading import load_pack
from drills.compliance.reasons import explain
from drills.compliance.verdict import Verdict

STATES = ("US-CT", "US-NY", "US-MI")
AS_OF = date(2027, 3, 15)
EACH = 50


def rows(quick: bool) -> Iterator[Row]:
    """Each state: judged with windows at hand, with reasons, and the windows themselves."""
    for state in STATES:
        yield from _rows(state, 3 if quick else 30)


def _rows(state: str, times: int) -> Iterator[Row]:
    calendar = invented.calendar(3)
    building = invented.building(state, calendar)
    pack = load_pack(state)
    drills = invented.year_of_drills(state, calendar, random.Random(state))
    made = requirements_for(pack, building)

    def once() -> Verdict:
        return judge(made, drills, AS_OF, calendar=calendar)

    def with_reasons() -> None:
        verdict = once()
        for requirement, found in zip(made, verdict.requirements, strict=True):
            explain(requirement, found, drills, AS_OF, calendar)
        flags(building, drills, made, pack.duties)

    def windows() -> object:
        return requirements_for(pack, building)

    name = f"{state}, {len(drills)} drills, {len(made)} requirements"
    yield measure(f"{name}: verdict", _many(once), times, aim="300 µs", each=EACH)
    yield measure(f"{name}: with reasons", _many(with_reasons), times, each=EACH)
    yield measure(f"{name}: its windows", _many(windows), times, each=EACH)


def _many(do: Callable[[], object]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(EACH):
            do()

    return repeat
