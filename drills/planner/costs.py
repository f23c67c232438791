"""What a day, an hour and an officer cost: the wishes of soft.py, reckoned.

Kept so that asking is a few look-ups: placing a drill writes what it costs others around it.
"""

from __future__ import annotations

from drills.planner.board import Board, Task
from drills.planner.days import numbers
from drills.planner.sites import LUNCH, Ground
from drills.planner.soft import weights_of

WEEK = 7
FORTNIGHT = 15
MONTH = 25
KIND_MINUTES, EVERY_MINUTES = 60, 10  # hours of the day that are alike: of a kind, of any drill
SOON, SOON_IN_WINTER = 45, 25  # percent of a window
WINTER = frozenset({12, 1, 2, 3})
ENOUGH_ON_A_TRIP = 3


class Costs:
    """The cost of every choice, given what stands on the board."""

    def __init__(self, ground: Ground, board: Board, turn: int = 0) -> None:
        self.ground, self.board, self.turn = ground, board, turn
        self.weights = weights_of(ground.problem.weights)
        count = ground.days.count
        w = self.weights
        self.around = [
            (n, w["week"] * (WEEK - abs(n)) if abs(n) < WEEK else 0)
            for n in range(-FORTNIGHT, FORTNIGHT + 1)
        ]
        self.around = [
            (n, cost + w["spread"] * (FORTNIGHT - abs(n)) // FORTNIGHT) for n, cost in self.around
        ]
        self.alike = [
            (n, 2 * w["spread"] * (MONTH - abs(n)) // MONTH) for n in range(-MONTH, MONTH + 1)
        ]
        self.near = [[0] * count for _ in ground.sites]
        self.near_kind: dict[tuple[int, str], list[int]] = {}
        self.weekdays: dict[tuple[int, str], list[int]] = {}
        starts = len(ground.starts)
        self.hours = [[0] * starts for _ in ground.sites]
        self.hours_kind: dict[tuple[int, str], list[int]] = {}
        self.fixed: dict[tuple[int, int, int, int], list[int]] = {}
        self.evenly = max(1, len(ground.sites) // 8)
        lunch = [LUNCH[0] <= s <= LUNCH[1] for s in ground.starts]
        edge = {0, 1} | (set(numbers(ground.by_day)) - set(numbers(ground.by_day >> 2)))
        self.usual = [
            w["hours"] * ((1 if lunch[n] else 0) + (1 if n in edge else 0)) for n in range(starts)
        ]

    # --- keeping count -----------------------------------------------------------

    def placed(self, task: Task, day: int, minute: int, sign: int = 1) -> None:
        """A drill was put (1) on a day or is lifted (-1) off it."""
        site = task.site.number
        key = (site, task.kind)
        near, count = self.near[site], self.ground.days.count
        kinds = self.near_kind.get(key)
        if kinds is None:
            kinds = self.near_kind[key] = [0] * count
            self.weekdays[key] = [0] * 7
            self.hours_kind[key] = [0] * len(self.ground.starts)
        if not 0 <= day < count:
            return
        for n, cost in self.around:
            if 0 <= day + n < count:
                near[day + n] += sign * cost
        for n, cost in self.alike:
            if 0 <= day + n < count:
                kinds[day + n] += sign * cost
        self.weekdays[key][self.ground.days.weekday[day]] += sign * self.weights["weekdays"]
        weight = sign * self.weights["hours"]
        if weight:
            hours, of_kind = self.hours[site], self.hours_kind[key]
            for n in numbers(self.ground.near(minute, KIND_MINUTES)):
                of_kind[n] += weight
            for n in numbers(self.ground.near(minute, EVERY_MINUTES)):
                hours[n] += 2 * weight

    # --- asking ------------------------------------------------------------------

    def days(self, task: Task, days: int) -> list[tuple[int, int]]:
        """The days with their costs, the cheapest first; of equal ones the earlier."""
        key = (task.site.number, task.kind)
        near = self.near[task.site.number]
        kinds = self.near_kind.get(key) or self.near[task.site.number]
        weekdays = self.weekdays.get(key) or [0] * 7
        weekday = self.ground.days.weekday
        own = self._of_window(task)
        load, even, weight = self.board.load, self.evenly, self.weights["load"]
        turn = (task.site.number + self.turn) * 61
        found = []
        while days:
            low = days & -days
            days ^= low
            d = low.bit_length() - 1
            cost = own[d] + near[d] + kinds[d] + weekdays[weekday[d]] + weight * load[d] // even
            # No school drills on the first of every month, nor all schools on one day.
            cost += (d * 37 + turn) % 7
            found.append((cost, d))
        if task.who:
            found = [(cost - self._trip(task, d), d) for cost, d in found]
        if task.old is not None:
            was, change = task.old[0], self.weights["change"]
            found = [
                (cost + (change * (4 + abs(d - was) // 2) if d != was else 0), d)
                for cost, d in found
            ]
        found.sort()
        return found

    def _trip(self, task: Task, day: int) -> int:
        """Points off where an officer comes by anyway, once or twice that day."""
        best = 0
        for officers in task.who:
            for n in officers:
                there = len(self.board.of_officer[n].get(day, ()))
                if 0 < there < ENOUGH_ON_A_TRIP:
                    best = self.weights["trips"]
        return best

    def hour(self, task: Task, day: int, starts: int, officers: tuple[int, ...]) -> tuple[int, int]:
        """The cheapest of the starts, as (cost, number)."""
        site = task.site.number
        hours, usual = self.hours[site], self.usual
        kinds = self.hours_kind.get((site, task.kind)) or usual
        alike = self.board.work
        cost = sum(alike[n] for n in officers) * self.weights["load"] // 4
        old = task.old
        if old is not None and officers != old[2]:
            cost += self.weights["change"]
        best: tuple[int, int] | None = None
        for n in numbers(starts):
            here = hours[n] + kinds[n] + usual[n]
            if old is not None and old[1] >= 0:
                moved = abs(self.ground.starts[n] - old[1])
                here += self.weights["change"] + moved // 10 if moved else 0
            elif officers:
                here += self._wait(n, day, officers)
            # Neighbouring buildings begin at other hours.
            here += (n * 7 + site * 3) % 5
            if best is None or here < best[0]:
                best = (here, n)
        assert best is not None
        return cost + best[0], best[1]

    def _wait(self, start: int, day: int, officers: tuple[int, ...]) -> int:
        """On one trip, the sooner the officer goes on to the next school the better."""
        minute = self.ground.starts[start]
        apart = [
            abs(minute - other.minute)
            for n in officers
            for other in self.board.of_officer[n].get(day, ())
        ]
        if not apart:
            return 0
        # An hour leaves time for the way.
        return abs(min(apart) - 60) // 10 * self.weights["trips"] // 10

    def _of_window(self, task: Task) -> list[int]:
        """What a day costs by its place in the window, break and winter."""
        aim = task.aim or task.days
        low = (aim & -aim).bit_length() - 1 if aim else task.low
        high = aim.bit_length() - 1 if aim else task.high
        due = task.high
        key = (low, high, due, task.site.school)
        known = self.fixed.get(key)
        if known is not None:
            return known
        days, weights = self.ground.days, self.weights
        costs = [0] * days.count
        length = max(1, high - low)
        ends = self.ground.unquiet(task.site)
        for d in range(max(0, task.low), min(days.count - 1, task.high) + 1):
            early = early_cost(weights["early"], low, high, due, d, days.month[d])
            if d < low:
                early += weights["spread"] * (low - d) // length
            if d > high:
                early += 2 * weights["spread"] * (d - high) // length
            costs[d] = early + (weights["breaks"] if ends >> d & 1 else 0)
        self.fixed[key] = costs
        return costs


def early_cost(weight: int, low: int, high: int, due: int, day: int, month: int) -> int:
    """Points for a day late in a stretch, or among the last three before what is due.

    Any day of the first part is early enough; where snow falls, of a smaller part.
    """
    length = max(1, high - low)
    winter = month in WINTER
    soon = length * (SOON_IN_WINTER if winter else SOON) // 100
    points = weight * max(0, day - low - soon) // length * (2 if winter else 1)
    return points + weight * max(0, 3 - (due - day))
