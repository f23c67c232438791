"""What to plan next in a building: the requirement owed first, a good day for it, an hour.

Pure, and only a proposal for the form. What is owed is the judge's; that the whole year is
planned at once is the planner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from drills.actions.plan_weighed import Place
from drills.compliance.judging import judge
from drills.compliance.pack import Duty, Requirement
from drills.compliance.verdict import WindowVerdict

HOURS = (time(9, 30), time(10, 30), time(13, 30), time(11, 0), time(14, 0), time(9, 0))
USUAL_NOTICE = 7
LOOKED_AT = 15


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form is filled with. ``requirement`` is empty where nothing is owed."""

    requirement: str
    type: str
    on: date
    at: time
    qualities: tuple[str, ...] = ()


def propose(
    place: Place,
    today: date,
    *,
    kinds: Sequence[str],
    type_: str = "",
    requirement: str = "",
    duties: Sequence[Duty] = (),
) -> Proposal:
    """A drill for the requirement named, else for the one owed first, of a kind if given.

    ``kinds`` is the order in which a kind is chosen where a requirement takes several.
    """
    wanted = _owed_first(place, today, type_, requirement)
    opens, due, qualities, name = today, place.building.calendar.last_day, (), ""
    chosen = type_ or "fire"
    if wanted is not None:
        rule, window = wanted[0].rule, wanted[1]
        opens, due, name, qualities = window.opens, window.due, rule.id, rule.qualities
        if type_ not in rule.accepts:
            chosen = next((k for k in kinds if k in rule.accepts), "fire")
    on = _day(place, today, opens, due, chosen, duties)
    return Proposal(name, chosen, on, _hour(place, chosen), tuple(qualities))


def _owed_first(
    place: Place, today: date, type_: str, requirement: str
) -> tuple[Requirement, WindowVerdict] | None:
    """The requirement with its first window that nothing held or planned fills yet."""
    calendar = place.building.calendar
    verdict = judge(place.requirements, place.drills, calendar.year_ends, calendar=calendar)
    found = []
    for n, (one, judged) in enumerate(zip(place.requirements, verdict.requirements, strict=True)):
        if one.settled or one.comparator != "at_least":
            continue
        if requirement and one.id != requirement:
            continue
        if type_ and not requirement and type_ not in one.rule.accepts:
            continue
        short = [w for w in judged.windows if w.due >= today and w.counted < (w.needed or 1)]
        if short:
            window = min(short, key=lambda w: (w.due, w.opens))
            found.append((one.advisory, window.due, n, one, window))
    if not found:
        return None
    *_, one, window = min(found, key=lambda f: f[:3])
    return one, window


def _day(
    place: Place, today: date, opens: date, due: date, type_: str, duties: Sequence[Duty]
) -> date:
    """A whole school day with no other drill, on a weekday that the kind had least; with
    time left to tell people where the window allows it."""
    calendar = place.building.calendar
    busy = {d.date for d in place.drills}
    avoided = {d for span in (*calendar.half_days, *calendar.testing) for d in span.days()}
    notice = max([d.notice_days or 0 for d in duties] + [USUAL_NOTICE])

    def days_from(first: date, last: date) -> list[date]:
        return [
            d
            for d in calendar.school_days
            if first <= d <= last and d not in busy and d not in avoided
        ]

    first = max(opens, today + timedelta(1))
    days = (
        days_from(max(first, today + timedelta(notice)), due)
        or days_from(first, due)
        or [d for d in calendar.school_days if first <= d <= due]
        or days_from(today + timedelta(1), calendar.last_day)
        or [today + timedelta(1)]
    )
    had = [d.date.weekday() for d in place.drills if d.type == type_]
    return min(days[:LOOKED_AT], key=lambda d: (had.count(d.weekday()), d))


def _hour(place: Place, type_: str) -> time:
    """An hour that drills of this kind had least."""
    had = [d.time.hour for d in place.drills if d.type == type_ and d.time is not None]
    return min(HOURS, key=lambda h: (had.count(h.hour), HOURS.index(h)))
