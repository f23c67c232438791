"""A district's limits and wishes for its plans: read with the usual ones, checked, saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.facts import DRILL_TYPES
from drills.permissions import Person
from drills.planner import SOFT
from drills.store.buildings import read_building_rows
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.planning import read_settings_row
from drills.store.tables import PlanSettingsRow

WISHES = tuple(soft.name for soft in SOFT)
KINDS = ("police", "fire", "other")  # of who comes to drills
MOST = {"per_day": 200, "per_building_per_week": 5, "min_days_between": 60}
FACTORS = (0.0, 0.5, 1.0, 2.0)
# A drill holds people half an hour, so this much of a day must be left.
SHORTEST_DAY = 60


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """What a director asks of a plan. Limits bind, weights wish (factor of the planner's)."""

    per_day: int | None = None
    per_building_per_week: int | None = None
    min_days_between: int | None = None
    starts: time = time(8)
    ends: time = time(15)
    weights: Mapping[str, float] = field(default_factory=dict)
    attend: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    together: tuple[tuple[int, ...], ...] = ()
    advisory: bool = False
    version: int = 0


def settings_of(district_id: int) -> PlanSettings:
    """The district's settings, the usual ones where it has saved none."""
    row = read_settings_row(district_id)
    if row is None:
        return PlanSettings()
    return PlanSettings(
        row.per_day,
        row.per_building_per_week,
        row.min_days_between,
        row.starts,
        row.ends,
        dict(row.weights),
        dict(row.attend),
        tuple(row.told),
        tuple(tuple(group) for group in row.together),
        row.advisory,
        row.version,
    )


def save_plan_settings(by: Person, now: datetime, wanted: PlanSettings) -> None:
    """Keep settings; groups of buildings that drill together stay as they are.

    Saving what stands already writes nothing. Raises NotAllowed, Refused by field, or
    ChangedMeanwhile where somebody saved since ``wanted.version`` was read.
    """
    _check(wanted)
    try:
        with change(by, now) as it:
            allowed_today(by, now, "plan_year")
            before = settings_of(by.district_id)
            after = replace(wanted, together=before.together, version=before.version)
            if after == before:
                return
            if wanted.version != before.version:
                raise ChangedMeanwhile("changed_meanwhile")
            _keep(by.district_id, after)
            was, now_is = _said(before), _said(after)
            it.note(
                "plan.settings",
                f"district:{by.district_id}",
                changes={n: [was[n], now_is[n]] for n in now_is if was[n] != now_is[n]},
            )
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def let_drill_together(by: Person, now: datetime, building_ids: tuple[int, ...]) -> None:
    """Let buildings drill as one from now on; each stands in one group at most.

    Raises NotAllowed, Refused.
    """
    chosen = tuple(sorted(set(building_ids)))
    if len(chosen) < 2:
        raise Refused(together="together_few")
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        if len(read_building_rows(by.district_id, chosen)) != len(chosen):
            raise Refused(together="building_unknown")
        before = settings_of(by.district_id)
        if any(set(group) & set(chosen) for group in before.together):
            raise Refused(together="together_taken")
        _keep(by.district_id, replace(before, together=(*before.together, chosen)))
        it.note("plan.together", f"district:{by.district_id}", buildings=list(chosen))


def let_drill_apart(by: Person, now: datetime, building_id: int) -> None:
    """Take apart the group that a building drills with. Raises NotAllowed."""
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        before = settings_of(by.district_id)
        kept = tuple(group for group in before.together if building_id not in group)
        if kept != before.together:
            _keep(by.district_id, replace(before, together=kept))
            it.note("plan.apart", f"district:{by.district_id}", building=building_id)


def _check(wanted: PlanSettings) -> None:
    errors: dict[str, str] = {}
    for name, most in MOST.items():
        value = getattr(wanted, name)
        if value is not None and not 1 <= value <= most:
            errors[name] = f"{name}_wrong"
    minutes = (wanted.ends.hour - wanted.starts.hour) * 60 + wanted.ends.minute
    if minutes - wanted.starts.minute < SHORTEST_DAY:
        errors["ends"] = "hours_short"
    if set(wanted.weights) - set(WISHES) or set(wanted.weights.values()) - set(FACTORS):
        errors[""] = "weights_wrong"
    if set(wanted.told) - set(DRILL_TYPES):
        errors["told"] = "types_wrong"
    for type_, who in wanted.attend.items():
        known = who in KINDS or who.partition(":")[0] in ("person", "agency")
        if type_ not in DRILL_TYPES or not known:
            errors[""] = "attend_wrong"
    if errors:
        raise Refused(errors.pop("", ""), **errors)


def _keep(district_id: int, settings: PlanSettings) -> None:
    row = read_settings_row(district_id)
    if row is None:
        row = PlanSettingsRow(district_id=district_id)
        db.session.add(row)
    for name, value in _said(settings).items():
        setattr(row, name, value)
    row.starts, row.ends = settings.starts, settings.ends


def _said(settings: PlanSettings) -> dict[str, Any]:
    """The settings as JSON values."""
    return {
        "per_day": settings.per_day,
        "per_building_per_week": settings.per_building_per_week,
        "min_days_between": settings.min_days_between,
        "starts": settings.starts.isoformat("minutes"),
        "ends": settings.ends.isoformat("minutes"),
        "weights": dict(settings.weights),
        "attend": dict(settings.attend),
        "told": list(settings.told),
        "together": [list(group) for group in settings.together],
        "advisory": settings.advisory,
    }
