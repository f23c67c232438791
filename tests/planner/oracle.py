"""An oracle in a process of its own: by CP-SAT, the fewest drills that a district must be short.

Reads problems as JSON lines, answers a number or null a line. Knows days, kinds, windows and
officers as numbers and names, and nothing of the product; oracle_model.py writes the lines.
It may never share a process with the solver that proves bounds.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import combinations
from typing import Any

from ortools.sat.python import cp_model

SECONDS = 2.0


def least_short(problem: dict[str, Any]) -> int | None:
    """The fewest drills short; None where the time was not enough to know."""
    model = cp_model.CpModel()
    on_day, of_officer, shorts = defaultdict(list), defaultdict(list), []
    for number, building in enumerate(problem["buildings"]):
        held: dict[tuple[int, str], Any] = {}
        for kind, days in building["kinds"].items():
            for day in days:
                one = held[day, kind] = model.new_bool_var(f"{number} {day} {kind}")
                if kind in building["officers"]:
                    came = []
                    for officer in building["officers"][kind]:
                        if day in problem["officers"][officer]["days"]:
                            came.append(model.new_bool_var(""))
                            of_officer[officer, day].append(came[-1])
                    model.add(sum(came) == one)
        by_day = defaultdict(list)
        for (day, _), one in held.items():
            by_day[day].append(one)
            on_day[day].append(one)
        for drills in by_day.values():
            model.add(sum(drills) <= 1)
        for one, other in combinations(sorted(by_day), 2):
            if other - one < problem["between"]:
                model.add(sum(by_day[one]) + sum(by_day[other]) <= 1)
        weeks = defaultdict(list)
        for day, drills in by_day.items():
            weeks[(day - 1) // 7] += drills  # the first of January of the year 1 was a Monday
        for drills in weeks.values():
            model.add(sum(drills) <= problem["per_week"])
        shorts += _windows(model, building, held)
    for drills in on_day.values():
        model.add(sum(drills) <= problem["per_day"])
    for (officer, _), drills in of_officer.items():
        model.add(sum(drills) <= problem["officers"][officer]["most"])
    model.minimize(sum(shorts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def _windows(model: Any, building: dict[str, Any], held: dict[tuple[int, str], Any]) -> list[Any]:
    shorts, in_place = [], defaultdict(list)
    for window in building["windows"]:
        serving: list[Any] = [
            one
            for (day, kind), one in held.items()
            if kind in window["kinds"] and window["opens"] <= day <= window["due"]
        ]
        for group in window["groups"]:
            others = [
                one
                for (day, kind), one in held.items()
                if kind in group["kinds"]
                and kind not in window["kinds"]
                and max(window["opens"], group["opens"]) <= day <= min(window["due"], group["due"])
            ]
            used = model.new_int_var(0, window["need"], "")
            model.add(used <= sum(others))
            serving.append(used)
            if group["at_most"] is not None:
                in_place[group["number"], group["at_most"]].append(used)
        short = model.new_int_var(0, window["need"], "")
        model.add(sum(serving) + short >= window["need"])
        shorts.append(short)
    for (_, most), used in in_place.items():
        model.add(sum(used) <= most)
    return shorts


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(least_short(json.loads(line))), flush=True)
