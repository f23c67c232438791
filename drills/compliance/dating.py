"""Turns a pack into dated requirements for one building and one school year.

Which rules bind the building and what one rule takes from another; the days themselves
are windows.py's. Nothing here knows what was held; see judging.py for that. Like
buildings give equal requirements, so the caller makes them once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace

from drills.compliance.applying import applies
from drills.compliance.counting import WITHOUT_PUPILS
from drills.compliance.pack import Group, Pack, Requirement, Rule, Window
from drills.compliance.shapes import Count, Share, Substitution
from drills.compliance.windows import Unset, WindowMaker
from drills.facts import Building, Span

NOT_IN_FORCE = "not in force in that school year"
OUT_OF_SCOPE = "the building is out of its scope"
NO_WINDOW = "the school year has no day in its window"

Sibling = Callable[[str], Requirement]


class NoSchoolDays(ValueError):
    """A calendar on which pupils are never taught: no law can be dated on it."""


def requirements_for(pack: Pack, building: Building) -> tuple[Requirement, ...]:
    """Every rule of the pack, dated for the building's school year, in the pack's order.

    A rule out of scope, not in force, not modelled or waiting for a decision is there
    too, settled, with its reason. Raises NoSchoolDays.
    """
    calendar = building.calendar
    if not calendar.school_days:
        raise NoSchoolDays(
            f"the calendar of {building.name} holds no school day from "
            f"{calendar.first_day} to {calendar.last_day}"
        )
    settings = pack.answers(building.settings)
    if settings is not building.settings:
        building = replace(building, settings=settings)
    maker = WindowMaker(pack, building)
    defaults = pack.defaults()
    made: dict[str, Requirement] = {}

    def sibling(rule_id: str) -> Requirement:
        """Another rule of the pack, dated: its share or its windows are asked for."""
        if rule_id not in made:
            made[rule_id] = _requirement(pack.rule(rule_id), maker, defaults, sibling)
        return made[rule_id]

    return tuple(sibling(rule.id) for rule in pack.rules)


def _requirement(
    rule: Rule, maker: WindowMaker, defaults: Mapping[str, str | None], sibling: Sibling
) -> Requirement:
    building, calendar = maker.building, maker.calendar
    rule = rule.on(calendar.first_day)
    if rule.not_modelled:
        return Requirement(rule, settled="not_modelled", because=rule.not_modelled)
    shape = rule.shape_on(calendar.first_day)
    if shape is None:
        return Requirement(rule, settled="not_applicable", because=NOT_IN_FORCE)
    inside, missing = applies(rule.applies, building, defaults)
    if inside is False:
        return Requirement(rule, settled="not_applicable", because=OUT_OF_SCOPE)
    if inside is None:
        return _undecided(rule, missing)
    qualities, missing = _qualities(rule, building, defaults)
    if calendar.summer is None and (
        shape.per == "summer" or (shape.summer_months and building.summer_school)
    ):
        missing = (*missing, "calendar.summer")
    if missing:
        return _undecided(rule, missing)
    try:
        return _dated(rule, shape, qualities, maker, sibling)
    except Unset as unset:
        return _undecided(rule, (f"settings.{unset.setting}",))


def _undecided(rule: Rule, missing: tuple[str, ...]) -> Requirement:
    return Requirement(rule, settled="needs_decision", missing=missing, advisory=rule.advisory)


def _qualities(
    rule: Rule, building: Building, defaults: Mapping[str, str | None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The qualities asked of this building, and the facts that would tell of others."""
    asked, missing = list(rule.qualities), []
    for quality, where in rule.qualities_where:
        holds, unknown = applies(where, building, defaults)
        if holds:
            asked.append(quality)
        missing += unknown
    return tuple(asked), tuple(dict.fromkeys(missing))


def _dated(
    rule: Rule, shape: Count, qualities: tuple[str, ...], maker: WindowMaker, sibling: Sibling
) -> Requirement:
    number: int | None
    if isinstance(shape.number, Share):
        other = sibling(shape.number.of)
        if other.settled:
            return replace(other, rule=rule, advisory=rule.advisory)
        owed = sum(w.needed or 0 for w in other.windows if not w.part) * shape.number.numerator
        number = -(-owed // shape.number.denominator)
    else:
        number = _number(shape, maker)
    windows = maker.windows(shape, number)
    if not windows:
        return Requirement(rule, settled="not_applicable", because=NO_WINDOW)
    if shape.per == "school_year" and shape.bounds.start is None and _without_pupils(rule):
        # Exercises without pupils count from July 1 (counting rule 8).
        first = maker.calendar.first_day
        windows = [
            replace(w, opens=maker.calendar.year_starts) if w.opens == first else w for w in windows
        ]
    caps: tuple[tuple[object, ...], ...] = ()
    if shape.cap is not None:
        most = maker.number(shape.cap.at_most)
        caps = tuple((s.start, s.end, most) for s in maker.spans(shape.cap.per))
    return Requirement(
        rule,
        windows=tuple(windows),
        comparator=shape.comparator,
        # A number that the law does not give makes the rule advisory (counting rule 13).
        advisory=rule.advisory or (number is None and shape.per != "windows"),
        in_summer=shape.per == "summer" or shape.summer_months,
        qualities=qualities,
        groups=tuple(g for s in shape.substitutions for g in _groups(s, shape, maker, sibling)),
        caps=caps,  # type: ignore[arg-type]
        separate_from=shape.separate_from,
        minutes_apart=maker.number(shape.minutes_apart),
        days_apart=maker.number(shape.days_apart),
        each=shape.size if shape.per == "drills" else 0,
        having=shape.having,
        gap=shape.size if shape.per == "gap" else 0,
        gap_school=maker.setting(shape.bounds.counted_as) == "school_days",
        in_place_of_others=shape.in_place_of_others,
        calendar_year=shape.per == "calendar_year",
        overlapping=_overlap(windows),
    )


def _number(shape: Count, maker: WindowMaker) -> int | None:
    if shape.number is None:
        return None
    assert not isinstance(shape.number, Share)
    try:
        return maker.number(shape.number)
    except Unset:
        if shape.while_unset == "advisory":
            return None
        raise


def _without_pupils(rule: Rule) -> bool:
    return rule.accepts <= WITHOUT_PUPILS or "no_pupils" in rule.qualities or not rule.pupils


def _overlap(windows: list[Window]) -> bool:
    outer = sorted((w.opens, w.due) for w in windows if not w.part and w.decides)
    return any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(outer))


def _groups(
    substitution: Substitution, shape: Count, maker: WindowMaker, sibling: Sibling
) -> list[Group]:
    """The stretches in which substitutes share a cap, narrowed to when they may be held."""
    most = None if substitution.at_most is None else maker.number(substitution.at_most)
    if most == 0:
        return []
    if substitution.per_window_of:
        other = sibling(substitution.per_window_of)
        spans = [Span(w.opens, w.due) for w in other.windows if not w.part]
    else:
        spans = maker.spans(substitution.per, shape)
    found = []
    for span in spans:
        within = maker.bounded(substitution.bounds, span, substitution.per)
        if within is not None:
            found.append(
                Group(
                    substitution.accepts,
                    substitution.qualities,
                    within.start,
                    within.end,
                    most,
                    substitution.floor,
                    substitution.separate_from,
                    substitution.pupils,
                )
            )
    return found
