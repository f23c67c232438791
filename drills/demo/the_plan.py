"""The year as the safety director planned it in summer: every building's drills, dated.

Pure. Each building has its own day and hour, so that officers can be everywhere and no
two months look alike. What came of it is what_happened.py's.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, time

from drills.demo.districts import DemoDistrict, DemoDrill
from drills.demo.the_year import DemoYear
from drills.facts import Calendar, Span, Term

TIMES = tuple(
    time.fromisoformat(text)
    for text in (
        "09:10",
        "10:25",
        "13:15",
        "08:50",
        "11:05",
        "14:05",
        "09:40",
        "10:50",
        "13:35",
        "08:35",
    )
)
APART = 2  # days between two drills of a building, at least
LUNCH = tuple(time.fromisoformat(text) for text in ("11:35", "12:10", "11:50", "12:25"))
ARRIVAL = tuple(time.fromisoformat(text) for text in ("08:05", "08:10", "07:55", "08:15"))


@dataclass(frozen=True, slots=True)
class Planned:
    """One drill of the plan: an event of one building or of several."""

    drill: DemoDrill
    buildings: tuple[str, ...]
    day: date
    at: time
    officer: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What the story knows it by."""
        return self.buildings[0], self.drill.key


def days_of(district: DemoDistrict, year: DemoYear) -> list[tuple[str, Span, str]]:
    """The days that differ as the calendar was set up: kind, span, why."""
    told, recess = district.calendar, year.winter_recess
    found, off = [], set()
    for start, end, why in told["off"]:
        span = year.span(start, end)
        if span.start <= recess.end and recess.start <= span.end:
            span = Span(min(span.start, recess.start), max(span.end, recess.end))
        found.append(("off", span, why))
        off.update(span.days())
    for kind in ("half", "testing"):
        for start, end, why in told[kind]:
            span = year.span(start, end)
            # The longer recess of another year may have swallowed the short day before it.
            if any(day not in off for day in span.days()):
                found.append((kind, span, why))
    return found


def calendar_of(district: DemoDistrict, year: DemoYear, with_closures: bool = False) -> Calendar:
    """The district's calendar in the year; as planned, or as it became."""
    told, days = district.calendar, days_of(district, year)
    off = [span for kind, span, _ in days if kind == "off"]
    if with_closures:
        off += [year.span(day, day) for day, _ in told["closures"]]
    return Calendar(
        first_day=year.day(told["first_day"]),
        last_day=year.day(told["last_day"]),
        terms=tuple(Term(name, year.day(a), year.day(b)) for name, a, b in told["terms"]),
        no_school=tuple(off),
        half_days=tuple(span for kind, span, _ in days if kind == "half"),
        testing=tuple(span for kind, span, _ in days if kind == "testing"),
    )


def good_days(calendar: Calendar) -> list[date]:
    """The school days that a plan uses: neither short nor of state tests."""
    avoided = {d for span in (*calendar.half_days, *calendar.testing) for d in span.days()}
    return [day for day in calendar.school_days if day not in avoided]


def plan_year(district: DemoDistrict, year: DemoYear) -> list[Planned]:
    """The whole year's plan, by day and hour."""
    days = good_days(calendar_of(district, year))
    plan: list[Planned] = []
    taken: dict[str, list[date]] = {building.key: [] for building in district.buildings}
    for number, drill in enumerate(district.drills):
        first = bisect_left(days, year.day(drill.first))
        if drill.together:
            at = TIMES[number % len(TIMES)] if drill.type != "early_dismissal" else time(14, 30)
            officer = _officer(district, drill, drill.together[0])
            plan.append(Planned(drill, drill.together, days[first], at, officer))
            for key in drill.together:
                taken[key].append(days[first])
            continue
        spread = drill.spread or len(district.buildings)
        for place, building in enumerate(district.buildings):
            offset = (3 * place + 5 * number) % spread
            if building.late_by:
                offset = building.late_by if spread == len(district.buildings) else spread - 1
            day = _same_month(days, first, offset)
            while any(abs((day - other).days) < APART for other in taken[building.key]):
                day = days[bisect_left(days, day) + 1]
            taken[building.key].append(day)
            officer = _officer(district, drill, building.key)
            plan.append(Planned(drill, (building.key,), day, _hour(drill, place, number), officer))
    return sorted(plan, key=lambda p: (p.day, p.at, p.key))


def _same_month(days: list[date], first: int, offset: int) -> date:
    """So many school days later, but not into the next month: the law counts by months."""
    last = max(n for n, day in enumerate(days[first:], first) if day.month == days[first].month)
    # A bus drill or the like that begins near a month's end may well run into the next.
    return days[min(first + offset, last if last - first >= 4 else len(days) - 1)]


def _hour(drill: DemoDrill, place: int, number: int) -> time:
    among = {"lunch": LUNCH, "arrival": ARRIVAL}.get(drill.columns.get("situation", ""), TIMES)
    return among[(3 * number + place) % len(among)]


def _officer(district: DemoDistrict, drill: DemoDrill, building: str) -> str | None:
    """The officer who covers the building, where police belong to the drill."""
    if not drill.police:
        return None
    covers = [p.key for p in district.people if p.role == "officer" and building in p.buildings]
    return covers[0] if covers else None
