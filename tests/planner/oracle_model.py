"""A problem written down for the oracle, from the engine's dated requirements.

Only districts whose law and hours the oracle's model holds whole: rules of plain windows,
hours that bear one drill of a building a day and two of an officer. No planning code is used.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from drills.compliance.dating import requirements_for
from drills.compliance.pack import Requirement
from drills.planner import Place, Problem

ORACLE = Path(__file__).with_name("oracle.py")
PLENTY = 10_000


def is_plain(requirement: Requirement) -> bool:
    """Whether the oracle's model holds all that a requirement asks."""
    windows = requirement.windows
    return not (
        requirement.qualities
        or requirement.caps
        or requirement.separate_from
        or requirement.gap
        or requirement.each
        or requirement.days_apart
        or requirement.minutes_apart
        or requirement.overlapping
        or requirement.calendar_year
        or requirement.in_place_of_others
        or requirement.comparator != "at_least"
        or any(w.alternative or w.qualities or w.part or not w.decides for w in windows)
        or any(w.needed is None for w in windows)
        or any(g.floor or g.qualities or g.separate_from for g in requirement.groups)
    )


def asked_of(problem: Problem, place: Place) -> list[Requirement]:
    """The requirements that a plan must serve."""
    pack = problem.packs[place.building.jurisdiction]
    dated = requirements_for(pack, place.building)
    return [r for r in dated if not r.settled and not r.advisory]


def least_short(problems: Sequence[Problem]) -> list[int | None]:
    """The oracle's answers, in order."""
    lines = "".join(json.dumps(_told(problem)) + "\n" for problem in problems)
    ran = subprocess.run(
        [sys.executable, str(ORACLE)], input=lines, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _told(problem: Problem) -> dict[str, Any]:
    limits = problem.limits
    return {
        "per_day": limits.per_day or PLENTY,
        "per_week": limits.per_building_per_week or PLENTY,
        "between": limits.min_days_between or 1,
        "officers": {
            o.id: {
                "days": [d.toordinal() for d in _free(problem, None) if not _in(d, o.away)],
                "most": min(2, o.per_day or 2),
            }
            for o in problem.officers
        },
        "buildings": [_building(problem, place) for place in problem.places],
    }


def _building(problem: Problem, place: Place) -> dict[str, Any]:
    asked = asked_of(problem, place)
    assert all(is_plain(r) for r in asked)
    # Of kinds that serve alike and ask for the same officer, one will do.
    alike = {
        (tuple(_serves(r, kind) for r in asked), problem.attend.get(kind)): kind
        for kind in sorted({kind for r in asked for kind in r.kinds})
    }
    kinds = sorted(alike.values())
    days = [d.toordinal() for d in _free(problem, place)]
    return {
        "kinds": dict.fromkeys(kinds, days),
        "officers": {
            kind: [
                o.id
                for o in problem.officers
                if o.kind == who and (o.covers is None or place.id in o.covers)
            ]
            for kind, who in problem.attend.items()
        },
        "windows": [
            {
                "need": window.needed,
                "opens": window.opens.toordinal(),
                "due": window.due.toordinal(),
                "kinds": sorted(r.rule.accepts if window.accepts is None else window.accepts),
                "groups": [
                    {
                        "number": f"{r.id} {number}",
                        "kinds": sorted(group.accepts),
                        "opens": group.opens.toordinal(),
                        "due": group.due.toordinal(),
                        "at_most": group.at_most,
                    }
                    for number, group in enumerate(r.groups)
                ],
            }
            for r in asked
            for window in r.windows
            if window.due >= problem.today
        ],
    }


def _serves(requirement: Requirement, kind: str) -> tuple[bool, ...]:
    own = requirement.rule.accepts
    windows = [own if w.accepts is None else w.accepts for w in requirement.windows]
    return tuple(kind in kinds for kinds in (*windows, *(g.accepts for g in requirement.groups)))


def _free(problem: Problem, place: Place | None) -> list[date]:
    calendar = (place or problem.places[0]).building.calendar
    black = [b.span for b in problem.blackouts if place is None or b.buildings is None]
    return [d for d in calendar.school_days if d >= problem.today and not _in(d, black)]


def _in(day: date, spans: Sequence[Any]) -> bool:
    return any(day in span for span in spans)
