"""Whether a rule binds a building, from the building's facts.

Three answers: yes, no, or not known, with the facts that would tell. A fact that
would make no difference is not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from drills.facts import GRADES, Building

Answer = tuple[bool | None, tuple[str, ...]]


def applies(condition: Mapping[str, object], building: Building) -> Answer:
    """Whether all of a condition holds, and otherwise-unknown facts by name."""
    unknown: list[str] = []
    for key, wanted in condition.items():
        holds, missing = _holds(key, wanted, building)
        if holds is False:
            return False, ()
        unknown.extend(missing)
    return (None, tuple(dict.fromkeys(unknown))) if unknown else (True, ())


def _holds(key: str, wanted: object, building: Building) -> Answer:
    if key == "any":
        return _any(wanted, building)  # type: ignore[arg-type]
    if key in ("grades", "grades_none"):
        if building.grades is None:
            return None, ("grades",)
        overlap = _overlap(building.grades, str(wanted))
        return overlap if key == "grades" else not overlap, ()
    value = getattr(building, key)
    if value is None:
        return None, (key,)
    return (value in wanted if isinstance(wanted, tuple) else value == wanted), ()


def _any(conditions: tuple[Mapping[str, object], ...], building: Building) -> Answer:
    unknown: list[str] = []
    for condition in conditions:
        holds, missing = applies(condition, building)
        if holds:
            return True, ()
        unknown.extend(missing)
    return (None, tuple(dict.fromkeys(unknown))) if unknown else (False, ())


def _overlap(grades: tuple[str, str], wanted: str) -> bool:
    """Whether the building teaches any grade of a range such as ``K-12``."""
    low, high = (GRADES.index(g) for g in grades)
    first, last = (GRADES.index(g) for g in wanted.split("-"))
    return low <= last and first <= high
