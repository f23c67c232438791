"""Checks a plan from outside: every hard limit, written a second time, and the engine's judge.

Knows the problem's and the plan's values and nothing of how plans are made.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.facts import Drill
from drills.planner import Placement, Plan, Problem

HALF_HOUR, HOUR = timedelta(minutes=30), timedelta(minutes=60)
COLUMN_OF = {"police": "law_enforcement", "fire": "fire_department"}


def broken(problem: Problem, plan: Plan) -> list[str]:
    """Everything that is wrong with a plan, in words; nothing where it is lawful."""
    return [
        *_days(problem, plan),
        *_officers(problem, plan),
        *_limits(problem, plan),
        *_fixed(problem, plan),
        *_together(problem, plan),
        *_law(problem, plan),
    ]


def _days(problem: Problem, plan: Plan) -> list[str]:
    found = []
    buildings = {p.id: p.building for p in problem.places}
    for p in plan.placements:
        if p.pinned:
            continue
        building, drill, day = buildings[p.building], p.drill, p.drill.date
        calendar = building.calendar
        says = f"{p.building} {day} {drill.type}:"
        if day < problem.today:
            found.append(f"{says} before today")
        if day not in calendar.school_day_set and day not in calendar.summer_days:
            found.append(f"{says} not a school day")
        for name in ("testing", "half_days"):
            if any(day in span for span in getattr(calendar, name)):
                found.append(f"{says} {name}")
        for black in problem.blackouts:
            if day in black.span and (black.buildings is None or p.building in black.buildings):
                found.append(f"{says} black-out")
        if drill.time is None:
            found.append(f"{says} no hour")
        elif drill.situation != "night":
            start, end = (datetime.combine(day, t) for t in problem.hours)
            at = datetime.combine(day, drill.time)
            if not start <= at <= end - HALF_HOUR:
                found.append(f"{says} at {drill.time}")
        for duty in problem.packs[building.jurisdiction].duties:
            speaks_of_it = not duty.types or drill.type in duty.types
            notice = timedelta(duty.notice_days or 0)
            if speaks_of_it and day < problem.today + notice:
                found.append(f"{says} no notice")
    return found


def _events(problem: Problem, plan: Plan) -> dict[tuple[object, ...], list[Placement]]:
    """Placements that are one drill: of buildings that drill together, at one hour."""
    group = {b: "+".join(g) for g in problem.together for b in g}
    found: dict[tuple[object, ...], list[Placement]] = defaultdict(list)
    for p in plan.placements:
        d = p.drill
        found[group.get(p.building, p.building), d.date, d.time, d.type, d.title].append(p)
    return found


def _officers(problem: Problem, plan: Plan) -> list[str]:
    found = []
    by_id = {o.id: o for o in problem.officers}
    kinds = {o.kind for o in problem.officers}
    at: dict[str, list[datetime]] = defaultdict(list)
    own: dict[str, list[bool]] = defaultdict(list)
    for (_, day, hour, *_), rows in _events(problem, plan).items():
        for name in {o for p in rows for o in p.officers}:
            at[name].append(datetime.combine(day, hour))
            own[name].append(all(p.pinned for p in rows))
    for fixed in problem.held:
        for name in fixed.officers:
            if fixed.drill.time is not None:
                at[name].append(datetime.combine(fixed.drill.date, fixed.drill.time))
                own[name].append(True)
    for name, moments in at.items():
        officer = by_id[name]
        rows = sorted(zip(moments, own[name], strict=True))
        for (one, pinned, *_), (other, too, *_) in itertools.pairwise(rows):
            if other - one < HALF_HOUR and not (pinned and too):
                found.append(f"{name} in two places at {other}")
        per_day = Counter(m.date() for m in moments)
        fixed_days = Counter(m.date() for m, f in rows if f)
        for day, count in per_day.items():
            if officer.per_day and count > max(officer.per_day, fixed_days[day]):
                found.append(f"{name} {count} times on {day}")
    joined = {b: group for group in problem.together for b in group}
    for p in plan.placements:
        says = f"{p.building} {p.drill.date} {p.drill.type}:"
        there = [by_id[name] for name in p.officers]
        if p.pinned:
            continue
        site = {p.building, *joined.get(p.building, ())}
        for officer in there:
            if officer.covers is not None and site.isdisjoint(officer.covers):
                found.append(f"{says} {officer.id} does not cover it")
            if any(p.drill.date in span for span in officer.away):
                found.append(f"{says} {officer.id} is away")
        asked = [problem.attend[p.drill.type]] if p.drill.type in problem.attend else []
        asked += [k for k, c in COLUMN_OF.items() if getattr(p.drill, c) and k in kinds]
        for who in asked:
            if not any(
                who in (o.kind, o.id) and (o.covers is None or p.building in o.covers)
                for o in there
            ):
                found.append(f"{says} without {who}")
        for officer in there:
            column = COLUMN_OF.get(officer.kind)
            if column and getattr(p.drill, column) is not True:
                found.append(f"{says} {column} is not said")
    return found


def _limits(problem: Problem, plan: Plan) -> list[str]:
    found = []
    limits = problem.limits
    fixed = Counter(f.drill.date for f in (*problem.held, *problem.pinned))
    load = Counter(p.drill.date for p in plan.placements)
    load.update(f.drill.date for f in problem.held)
    if limits.per_day:
        for day, count in load.items():
            if count > max(limits.per_day, fixed[day]):
                found.append(f"{count} drills on {day}")
    for place in problem.places:
        rows = [(p.drill, p.pinned) for p in plan.placements if p.building == place.id]
        rows += [(f.drill, True) for f in problem.held if f.building == place.id]
        rows.sort(key=lambda r: (r[0].date, r[0].time is not None, r[0].time or 0))
        weeks: dict[date, list[bool]] = defaultdict(list)
        for drill, stays in rows:
            weeks[drill.date - timedelta(drill.date.weekday())].append(stays)
        for week, stay in weeks.items():
            most = limits.per_building_per_week
            if most and len(stay) > most and not all(stay):
                found.append(f"{place.id}: {len(stay)} in the week of {week}")
        for n, (one, stays) in enumerate(rows):
            for other, too in rows[n + 1 :]:
                if stays and too:
                    continue
                apart = (other.date - one.date).days
                if limits.min_days_between and apart < limits.min_days_between:
                    found.append(f"{place.id}: {one.date} and {other.date}")
                if not apart and one.time and other.time:
                    between = datetime.combine(one.date, other.time) - datetime.combine(
                        one.date, one.time
                    )
                    if abs(between) < HOUR:
                        found.append(f"{place.id}: two within the hour on {one.date}")
    return found


def _fixed(problem: Problem, plan: Plan) -> list[str]:
    planned = Counter((p.building, p.drill.date, p.drill.type) for p in plan.placements if p.pinned)
    asked = Counter((f.building, f.drill.date, f.drill.type) for f in problem.pinned)
    found = [] if planned == asked else ["pinned drills are not as they were"]
    for one in problem.pinned:
        if one.drill.time is not None and not any(
            p.building == one.building
            and p.drill.time == one.drill.time
            and p.drill.date == one.drill.date
            for p in plan.placements
        ):
            found.append(f"{one.building}: pinned at {one.drill.time} and moved")
    return found


def _together(problem: Problem, plan: Plan) -> list[str]:
    found = []
    for group in problem.together:
        seen = {
            b: {
                (p.drill.date, p.drill.time, p.drill.type)
                for p in plan.placements
                if p.building == b and not p.pinned
            }
            for b in group
        }
        if len({frozenset(s) for s in seen.values()}) > 1:
            found.append(f"{group} do not drill together")
    return found


def _law(problem: Problem, plan: Plan) -> list[str]:
    found = []
    excused = {(u.building, u.requirement) for u in plan.unplaced}
    for place in problem.places:
        building = place.building
        calendar = building.calendar
        requirements = requirements_for(problem.packs[building.jurisdiction], building)
        drills: list[Drill] = [f.drill for f in problem.held if f.building == place.id]
        drills += [p.drill for p in plan.placements if p.building == place.id]
        summer = any(p.due and p.due > calendar.last_day for p in plan.placements)
        as_of = (calendar.year_ends if summer else calendar.last_day) + timedelta(1)
        verdict = judge(
            requirements,
            drills,
            as_of,
            calendar=calendar,
            records_begin=building.records_begin,
        )
        for told in verdict.requirements:
            if told.decides and told.status != "met" and (place.id, told.id) not in excused:
                found.append(f"{place.id}: {told.id} is {told.status}")
        told_met = {t.id for t in verdict.requirements if t.status == "met"}
        for u in plan.unplaced:
            if u.building == place.id and u.requirement in told_met:
                found.append(f"{place.id}: {u.requirement} is met and said to be unplaced")
    return found
