"""What a planned drill counts for, and why it does nothing for what it is meant for.

The judge is asked twice, without the drill and with it, as of the year's end, so that no
rule is read twice. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from drills.actions.plan_weighed import Place, Serves, Warn, where_of
from drills.compliance.counting import day_fits
from drills.compliance.judging import judge
from drills.compliance.pack import Requirement
from drills.compliance.reasons import explain
from drills.compliance.verdict import RequirementVerdict, WindowVerdict
from drills.facts import Drill


def served_by(
    places: Sequence[Place], drill: Drill, meant_for: str, today: date
) -> tuple[tuple[Serves, ...], list[Warn]]:
    """The requirements that a plan brings nearer, and the warning where what it is meant
    for is not among them."""
    served: dict[tuple[str, date, date], Serves] = {}
    meant: dict[str, list[tuple[Place, Warn]]] = {}
    elsewhere: list[tuple[Place, Warn]] = []
    drill_could_count = False  # else the day itself is the trouble, and said so
    for place in places:
        calendar = place.building.calendar
        end = max(calendar.year_ends, drill.date)
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
        drill_could_count = drill_could_count or day_fits(drill, calendar)
        short = _still_short(place, after.requirements, drill, today)
        if not meant_for and short is not None:
            elsewhere.append((place, short))
    found = []
    if elsewhere and not served and drill_could_count:
        meant["serves_nothing"] = elsewhere
    for code, rows in meant.items():
        first = rows[0][1]
        where = where_of([p for p, _ in rows], places)
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


def _still_short(
    place: Place, judged: Sequence[RequirementVerdict], drill: Drill, today: date
) -> Warn | None:
    """The next dates for which a drill of this kind is still owed, if it is owed at all."""
    found = [
        (window.due, n, requirement.rule, window)
        for n, (requirement, one) in enumerate(zip(place.requirements, judged, strict=True))
        if requirement.comparator == "at_least"
        and not requirement.settled
        and not requirement.advisory
        and drill.type in requirement.rule.accepts
        for window in one.windows
        if window.due >= today and window.counted < (window.needed or 1)
    ]
    if not found:
        return None
    _, _, rule, window = min(found, key=lambda f: f[:2])
    return Warn("serves_nothing", rule=rule, day=window.opens, until=window.due)


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
    reasons = explain(wanted, after, [*place.drills, drill], end, place.building.calendar)
    mine = next((n for n in reasons.not_counted if n.drill is drill), None)
    if mine is None:
        counted = any(one is drill for window in after.windows for one in window.drills)
        return Warn("meant_enough" if counted else "meant_kind", rule=wanted.rule)
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
