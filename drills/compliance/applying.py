"""Whether a rule binds a building, from the building's facts and the district's choices.

Three answers: yes, no, or not known, with the facts that would tell. A fact that
would make no difference is not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from drills.facts import GRADES, Building

Answer = tuple[bool | None, tuple[str, ...]]
NO_DEFAULTS: Mapping[str, str | None] = {}


def applies(
    condition: Mapping[str, object],
    building: Building,
    defaults: Mapping[str, str | None] = NO_DEFAULTS,
) -> Answer:
    """Whether all of a condition holds, and otherwise-unknown facts by name.

    ``defaults`` are the pack's own answers to its settings (Pack.defaults).
    """
    unknown: list[str] = []
    for key, wanted in condition.items():
        holds, missing = _holds(key, wanted, building, defaults)
        if holds is False:
            return False, ()
        unknown.extend(missing)
    return (None, tuple(dict.fromkeys(unknown))) if unknown else (True, ())


def _holds(
    key: str, wanted: object, building: Building, defaults: Mapping[str, str | None]
) -> Answer:
    if key == "any":
        return _any(wanted, building, defaults)  # type: ignore[arg-type]
    if key == "settings":
        return _chosen(wanted, building, defaults)  # type: ignore[arg-type]
    if key in ("grades", "grades_none", "lowest_grade"):
        if building.grades is None:
            return None, ("grades",)
        if key == "lowest_grade":
            lowest = building.grades[0]
            return _overlap((lowest, lowest), str(wanted)), ()
        overlap = _overlap(building.grades, str(wanted))
        return overlap if key == "grades" else not overlap, ()
    if key == "enrollment_at_least":
        if building.enrollment is None:
            return None, ("enrollment",)
        return building.enrollment >= wanted, ()  # type: ignore[operator]
    value = getattr(building, key)
    if value is None:
        return None, (key,)
    return (value in wanted if isinstance(wanted, tuple) else value == wanted), ()


def _any(
    conditions: tuple[Mapping[str, object], ...],
    building: Building,
    defaults: Mapping[str, str | None],
) -> Answer:
    unknown: list[str] = []
    for condition in conditions:
        holds, missing = applies(condition, building, defaults)
        if holds:
            return True, ()
        unknown.extend(missing)
    return (None, tuple(dict.fromkeys(unknown))) if unknown else (False, ())


def _chosen(
    wanted: Mapping[str, tuple[str, ...]],
    building: Building,
    defaults: Mapping[str, str | None],
) -> Answer:
    unknown: list[str] = []
    for name, values in wanted.items():
        chosen = building.settings.get(name) or defaults.get(name)
        if chosen is None:
            unknown.append(f"settings.{name}")
        elif chosen not in values:
            return False, ()
    return (None, tuple(unknown)) if unknown else (True, ())


def _overlap(grades: tuple[str, str], wanted: str) -> bool:
    """Whether the building teaches any grade of a range such as ``K-12``."""
    low, high = (GRADES.index(g) for g in grades)
    first, last = (GRADES.index(g) for g in wanted.split("-"))
    return low <= last and first <= high
