"""What is to be thought of before a drill is planned or moved: it warns and never forbids.

Pure: values in, codes out, so that pages can say them in any language. It stands among the
actions because a plan is theirs; what a drill counts for is asked of the judge, so no rule
is read twice. What the database knows is gathered by weigh_plan.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from drills.actions.drill_plan import DrillPlan
from drills.compliance.counting import WITHOUT_PUPILS
from drills.compliance.judging import judge
from drills.compliance.pack import Duty, Requirement, Rule
from drills.compliance.reasons import explain
from drills.compliance.verdict import RequirementVerdict, WindowVerdict
from drills.facts import Building, Drill

HOUR = timedelta(hours=1)
PLAN = "this plan"


@dataclass(frozen=True)
class Place:
    """A building as a plan meets it: its year, what binds it, and its other drills, both
    held and planned."""

    id: int
    building: Building
    requirements: tuple[Requirement, ...]
    drills: tuple[Drill, ...]


@dataclass(frozen=True)
class Officer:
    """Who is asked to come: the buildings covered on the plan's day (None: all), and the
    other drills of that day that want the same person, as (time, minutes, where)."""

    name: str
    covers: frozenset[int] | None
    busy: tuple[tuple[time | None, int, str], ...] = ()


@dataclass(frozen=True)
class Warn:
    """One thing to think of. ``places`` are the names of the buildings it is about."""

    code: str
    places: tuple[str, ...] = ()
    day: date | None = None
    until: date | None = None
    at: time | None = None
    type: str = ""
    title: str = ""
    name: str = ""
    rule: Rule | None = None
    quality: str = ""
    duty: Duty | None = None


@dataclass(frozen=True)
class Serves:
    """A requirement that the drill brings nearer, in which window, and of which buildings."""

    rule: Rule
    opens: date
    due: date
    label: str
    advisory: bool
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """Everything there is to say of a plan before it is saved."""

    warnings: tuple[Warn, ...] = ()
    serves: tuple[Serves, ...] = ()
    names: tuple[str, ...] = field(default=())  # of the plan's buildings

    @property
    def mark(self) -> str:
        """The same for the same warnings: what a person has seen before going on."""
        said = repr([(w.code, w.places, w.day, w.at, w.name, w.quality) for w in self.warnings])
        return hashlib.sha256(said.encode()).hexdigest()[:16] if self.warnings else ""


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
    served, meant = _served(plan, places, drill, meant_for)
    warnings += meant
    if plan.on >= today:
        warnings += _notices(plan, duties, today)
    warnings += _variety(plan, places)
    return Weighed(tuple(warnings), served, names)


def _where(places: Iterable[Place], all_of: Sequence[Place]) -> tuple[str, ...]:
    """The names of some buildings; none where the plan has but one, which needs no name."""
    return tuple(p.building.name for p in places) if len(all_of) > 1 else ()


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
            found.append(Warn(code, _where(hit, places), day=plan.on))
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
                    _where([place], places),
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


# --- what the law makes of it -----------------------------------------------------


def _served(
    plan: DrillPlan, places: Sequence[Place], drill: Drill, meant_for: str
) -> tuple[tuple[Serves, ...], list[Warn]]:
    served: dict[tuple[str, date, date], Serves] = {}
    meant: dict[str, list[tuple[Place, Warn]]] = {}
    for place in places:
        calendar = place.building.calendar
        end = max(calendar.year_ends, plan.on)
        before = judge(place.requirements, place.drills, end, calendar=calendar)
        after = judge(place.requirements, [*place.drills, drill], end, calendar=calendar)
        helped = False
        for n, requirement in enumerate(place.requirements):
            if requirement.settled or requirement.comparator != "at_least":
                continue
            window = _gained(before.requirements[n], after.requirements[n], drill)
            if window is not None:
                key = (requirement.id, window.opens, window.due)
                there = served.get(key)
                served[key] = Serves(
                    requirement.rule,
                    window.opens,
                    window.due,
                    window.label,
                    requirement.advisory,
                    (*(there.places if there else ()), place.building.name),
                )
                helped = helped or requirement.id == meant_for
        wanted = next((r for r in place.requirements if r.id == meant_for and not r.settled), None)
        if wanted is not None and not helped:
            index = place.requirements.index(wanted)
            why = _why_not(wanted, after.requirements[index], place, drill, end)
            meant.setdefault(why.code, []).append((place, why))
    found = []
    for code, rows in meant.items():
        first = rows[0][1]
        where = _where([p for p, _ in rows], places)
        found.append(
            Warn(
                code,
                where,
                day=first.day,
                until=first.until,
                rule=first.rule,
                quality=first.quality,
            )
        )
    order = {rule.id: n for p in places for n, rule in enumerate(r.rule for r in p.requirements)}
    rows = sorted(served.values(), key=lambda s: (s.advisory, order[s.rule.id], s.due))
    return tuple(rows), found


def _gained(
    before: RequirementVerdict, after: RequirementVerdict, drill: Drill
) -> WindowVerdict | None:
    """The outer window, else the part, that this drill brings nearer to its number."""
    was = {(w.opens, w.due, w.part, w.label): w.counted for w in before.windows}
    gained = [
        w
        for w in after.windows
        if w.counted > was.get((w.opens, w.due, w.part, w.label), 0)
        and (w.needed is None or was.get((w.opens, w.due, w.part, w.label), 0) < w.needed)
    ]
    return min(gained, key=lambda w: (w.part, w.due), default=None)


def _why_not(
    wanted: Requirement, after: RequirementVerdict, place: Place, drill: Drill, end: date
) -> Warn:
    """Why the drill does nothing for the requirement that it is meant for."""
    kinds = set(wanted.rule.accepts)
    if wanted.substitution:
        kinds |= wanted.substitution.accepts
    if drill.type not in kinds:
        return Warn("meant_kind", rule=wanted.rule)
    reasons = explain(wanted, after, [*place.drills, drill], end, place.building.calendar)
    mine = next((n for n in reasons.not_counted if n.drill is drill), None)
    if mine is None:
        return Warn("meant_enough", rule=wanted.rule)
    if mine.quality:
        return Warn("meant_quality", rule=wanted.rule, quality=mine.quality)
    if mine.code == "outside_windows":
        window = _nearest(wanted, after, drill.date)
        return Warn("meant_outside", rule=wanted.rule, day=window.opens, until=window.due)
    if mine.code == "identical":
        return Warn("meant_enough", rule=wanted.rule)
    return Warn("meant_otherwise", rule=wanted.rule)


def _nearest(wanted: Requirement, after: RequirementVerdict, day: date) -> WindowVerdict:
    """The window to aim for: the next that is short, else the last that was."""
    short = [w for w in after.windows if not w.part and w.counted < (w.needed or 1)]
    rows = short or [w for w in after.windows if not w.part] or list(after.windows)
    coming = [w for w in rows if w.due >= day]
    return min(coming, key=lambda w: w.due) if coming else max(rows, key=lambda w: w.due)


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
        found.append(Warn(code, day=plan.on - timedelta(duty.notice_days), duty=duty))
    return found


# --- variety ----------------------------------------------------------------------


def _variety(plan: DrillPlan, places: Sequence[Place]) -> list[Warn]:
    """Drills that people can foresee: the same weekday and hour as earlier ones of a kind."""
    found = []
    for place in places:
        kind = [d for d in place.drills if d.type == plan.type and d.held_as == "drill"]
        asked = _asked_variety(plan, place, kind)
        found += [Warn(code, _where([place], places), rule=rule) for code, rule in asked]
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
                    _where([place], places),
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
