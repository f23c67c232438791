"""Questions about when a record was written down. An imported record says that it was.

A drill log tells nothing of this, so ``flask check`` never asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from drills.compliance.flag import Flag, Recorded
from drills.compliance.flag_limits import EVENING_SPAN, Limits
from drills.facts import Drill

Written = tuple[Drill, Recorded]


def about_recording(
    rows: Sequence[Drill], recorded: Mapping[str, Recorded], limits: Limits
) -> Iterator[Flag]:
    """A year entered in one evening; else what was written down late."""
    written: list[Written] = sorted(
        (
            (drill, found)
            for drill in rows
            if drill.ref and (found := recorded.get(drill.ref)) and not found.imported
        ),
        key=lambda one: (one[1].at, one[0].date),
    )
    together: set[str] = set()
    for sitting in _sittings(written, limits):
        drills = tuple(sorted((d for d, _ in sitting), key=lambda d: d.date))
        # Where that is not asked, each of them is late on its own.
        if "entered_together" not in limits.off:
            together |= {d.ref or "" for d in drills}
        numbers = (("count", len(drills)), ("hours", limits.evening_hours))
        yield Flag("entered_together", drills, sitting[0][1].on.isoformat(), numbers)
    for drill, found in written:
        days = (found.on - drill.date).days
        if days > limits.late_days and drill.ref not in together:
            about = f"{drill.date} {found.on}"
            yield Flag("recorded_late", (drill,), about, (("days", days),))


def _sittings(written: Sequence[Written], limits: Limits) -> Iterator[Sequence[Written]]:
    """Stretches of hours in which drills of several months were written down, apart."""
    first = 0
    while first < len(written):
        ends = written[first][1].at + timedelta(hours=limits.evening_hours)
        after = first
        while after < len(written) and written[after][1].at <= ends:
            after += 1
        some = written[first:after]
        days = [drill.date for drill, _ in some]
        if len(set(days)) >= limits.evening_drills and (max(days) - min(days)).days >= EVENING_SPAN:
            yield some
            first = after
        else:
            first += 1
