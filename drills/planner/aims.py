"""Where in its window a drill is best aimed, so that a building's drills spread over the year.

Drills with a narrow window are where they must be; those with a wide one go to the stretch
where the building has the least, of their kind first. Only a wish: any day of the window
stays lawful.
"""

from __future__ import annotations

from collections.abc import Sequence

from drills.planner.board import Task
from drills.planner.days import numbers

STRETCH = 18  # school days of a stretch to aim at
SAME_KIND, ANY_KIND, ASKED, OFF_PLACE = 6, 2, 3, 3
EARLIER = 0.45  # of its part of the window: rather before the middle


def aim(tasks: Sequence[Task], standing: Sequence[Task], asked: list[int], turn: int) -> None:
    """Give each drill of a site its aim, beside those that stand.

    ``asked``: by day, how often officers are asked for in the district; kept up here.
    ``turn``: so that like buildings do not all aim at the same stretch.
    """
    alike: dict[tuple[str, int, int], list[Task]] = {}
    for task in tasks:
        alike.setdefault((task.kind, task.low, task.high), []).append(task)
    there = [(t.kind, t.day, t.day) for t in standing if t.placed]
    for task in sorted(tasks, key=lambda t: (t.days.bit_count(), t.low, t.kind)):
        if task.old is not None:
            continue
        days = list(numbers(task.days))
        if len(days) <= STRETCH * 3 // 2:
            task.aim = task.days
            if days:
                there.append((task.kind, days[0], days[-1]))
            continue
        count = max(2, round(len(days) / STRETCH))
        edges = [round(len(days) * n / count) for n in range(count + 1)]
        # Several of a kind in one window divide it between them.
        several = alike[task.kind, task.low, task.high]
        place = (several.index(task) + EARLIER) / len(several)
        best: tuple[float, int, int, int] | None = None
        for n in range(count):
            low, high = days[edges[n]], days[edges[n + 1] - 1]
            cost = 0.0
            for kind, a, b in there:
                shared = min(high, b) - max(low, a) + 1
                if shared > 0:
                    part = shared / (b - a + 1)
                    cost += part * (SAME_KIND if kind == task.kind else ANY_KIND)
                elif kind == task.kind and max(low - b, a - high) < 2 * STRETCH:
                    cost += 1.5
            if len(several) > 1:
                cost += OFF_PLACE * len(several) * abs((n + 0.5) / count - place)
            if task.who:
                cost += ASKED * asked[(low + high) // 2] / (1 + max(asked))
            # The last stretch leaves no room after a snow day.
            cost += 0.4 * n / count + (1.5 if n == count - 1 else 0)
            cost += 0.3 * ((n + turn) % 3)
            if best is None or cost < best[0]:
                best = (cost, low, high, n)
        assert best is not None
        _, low, high, n = best
        task.aim = sum(1 << d for d in days[edges[n] : edges[n + 1]])
        there.append((task.kind, low, high))
        if task.who:
            for d in range(low, high + 1):
                asked[d] += 1
