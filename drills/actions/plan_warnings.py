"""What is to be thought of before a drill is planned or moved: it warns and never forbids.

Pure: values in, codes out, so that pages can say them in any language. It stands among the
actions because a plan is theirs. What a drill counts for is plan_serves.py's; what the
database knows is gathered by weigh_plan.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from drills.actions.drill_plan import DrillPlan
from drills.actions.plan_serves import served_by
from drills.actions.plan_weighed import PLAN, Officer, Place, Warn, Weighed, where_of
from drills.compliance.counting import WITHOUT_PUPILS
from drills.compliance.pack import Duty, Rule
from drills.facts import Drill

HOUR = timedelta(hours=1)


def weigh(
    plan: DrillPlan,
    places: Sequence[Place],
    today: date,
    *,
    officer: Officer | None = None,
    duties: Sequence[Duty] = (),
    meant_for: str = "",
) -> Weighed:
    """The warnings of a plan, the gravest first, and what it serves."""
    drill = plan.as_drill(PLAN)
    names = tuple(place.building.name for place in places)
    warnings = [Warn("past", day=plan.on)] if plan.on < today else []
    warnings += _of_the_day(plan, places, drill)
    warnings += _clashes(plan, places)
    if officer is not None:
        warnings += _officer(plan, places, officer)
    served, meant = served_by(places, drill, meant_for, today)
    warnings += meant
    if plan.on >= today:
        warnings += _notices(plan, duties, today)
    warnings += _variety(plan, places)
    return Weighed(tuple(warnings), served, names)


# --- the day ----------------------------------------------------------------------


def _of_the_day(plan: DrillPlan, places: Sequence[Place], drill: Drill) -> list[Warn]:
    needs_pupils = (
        drill.type not in WITHOUT_PUPILS
        and drill.students_present is not False
        and drill.situation != "night"
    )
    tests: list[tuple[str, Callable[[Place], bool]]] = [
        ("not_school_day", lambda p: needs_pupils and not _school(p, plan.on)),
        ("half_day", lambda p: any(plan.on in s for s in p.building.calendar.half_days)),
        ("testing_day", lambda p: any(plan.on in s for s in p.building.calendar.testing)),
    ]
    found = []
    off: set[int] = set()
    for code, is_so in tests:
        hit = [p for p in places if p.id not in off and is_so(p)]
        if hit:
            found.append(Warn(code, where_of(hit, places), day=plan.on))
        if code == "not_school_day":
            off = {p.id for p in hit}
    return found


def _school(place: Place, day: date) -> bool:
    calendar = place.building.calendar
    return calendar.is_school_day(day) or day in calendar.summer_days


# --- other drills and people ------------------------------------------------------


def _clashes(plan: DrillPlan, places: Sequence[Place]) -> list[Warn]:
    found = []
    for place in places:
        for other in place.drills:
            if other.date != plan.on:
                continue
            near = _apart(plan.on, plan.at, other.time)
            code = "clash_hour" if near is not None and near < HOUR else "clash_day"
            found.append(
                Warn(
                    code,
                    where_of([place], places),
                    day=plan.on,
                    at=other.time,
                    type=other.type,
                    title=other.title,
                )
            )
    return sorted(found, key=lambda w: (w.code != "clash_hour", w.at or time.min, w.places))


def _apart(day: date, one: time | None, other: time | None) -> timedelta | None:
    """How far two hours lie apart; None where one of them is not set."""
    if one is None or other is None:
        return None
    return abs(datetime.combine(day, one) - datetime.combine(day, other))


def _officer(plan: DrillPlan, places: Sequence[Place], officer: Officer) -> list[Warn]:
    found = []
    outside = [p for p in places if officer.covers is not None and p.id not in officer.covers]
    if outside:
        names = tuple(p.building.name for p in outside)
        found.append(Warn("officer_not_covering", names, day=plan.on, name=officer.name))
    for at, minutes, where in officer.busy:
        if plan.at is None or at is None:
            code = "officer_same_day"
        elif _overlap(plan.on, plan.at, plan.minutes, at, minutes):
            code = "officer_busy"
        else:
            continue
        found.append(Warn(code, (where,), day=plan.on, at=at, name=officer.name))
    return found


def _overlap(day: date, one: time, one_lasts: int, other: time, other_lasts: int) -> bool:
    starts, others = datetime.combine(day, one), datetime.combine(day, other)
    return starts < others + timedelta(minutes=other_lasts) and others < starts + timedelta(
        minutes=one_lasts
    )


# --- notices ------------------------------------------------------------------


def _notices(plan: DrillPlan, duties: Sequence[Duty], today: date) -> list[Warn]:
    """Duties to tell people some days before, where those days have begun or are gone."""
    left = (plan.on - today).days
    found = []
    for duty in duties:
        if duty.notice_days is None or (duty.types and plan.type not in duty.types):
            continue
        if left >= duty.notice_days:
            continue
        code = "notice_short" if left > 0 else "notice_gone"
        found.append(Warn(code, duty=duty, days=left))
    return found


# --- variety ----------------------------------------------------------------------


def _variety(plan: DrillPlan, places: Sequence[Place]) -> list[Warn]:
    """Drills that people can foresee: the same weekday and hour as earlier ones of a kind."""
    found = []
    for place in places:
        kind = [d for d in place.drills if d.type == plan.type and d.held_as == "drill"]
        asked = _asked_variety(plan, place, kind)
        found += [Warn(code, where_of([place], places), rule=rule) for code, rule in asked]
        if asked or plan.at is None:
            continue
        same = [
            d
            for d in kind
            if d.date < plan.on
            and d.time is not None
            and d.time.hour == plan.at.hour
            and d.date.weekday() == plan.on.weekday()
        ]
        if same:
            last = max(same, key=lambda d: d.date)
            found.append(
                Warn(
                    "same_hour_and_weekday",
                    where_of([place], places),
                    day=last.date,
                    at=last.time,
                    type=plan.type,
                    title=plan.title,
                )
            )
    return found


def _asked_variety(plan: DrillPlan, place: Place, kind: list[Drill]) -> list[tuple[str, Rule]]:
    """Where the law asks for other hours or days and this would be the third alike."""
    hours = [d.time.hour for d in kind if d.time is not None]
    weekdays = [d.date.weekday() for d in kind]
    found: dict[str, Rule] = {}
    for requirement in place.requirements:
        rule = requirement.rule
        if requirement.settled or plan.type not in rule.accepts:
            continue
        if (
            "times_of_day" in rule.variety
            and plan.at is not None
            and len(hours) >= 2
            and set(hours) == {plan.at.hour}
        ):
            found.setdefault("law_same_hour", rule)
        if (
            "weekdays" in rule.variety
            and len(weekdays) >= 2
            and set(weekdays) == {plan.on.weekday()}
        ):
            found.setdefault("law_same_weekday", rule)
    return list(found.items())
