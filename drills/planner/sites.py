"""What stands still while a plan is made: sites, their days, their law, hours, officers.

A site is a building, or several that drill as one. Like buildings share their dated
requirements and their sets of days. Who is where when is board.py's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from drills.compliance.dating import requirements_for
from drills.compliance.pack import Duty, Pack, Requirement
from drills.facts import Building, Calendar, Drill
from drills.planner.days import Days, numbers
from drills.planner.problem import MINUTES_HELD, Fixed, Officer, Place, Problem
from drills.planner.wishes import COLUMN_OF_KIND

LONG_WEEKEND = 4  # calendar days from one school day to the next make a break
STEP = 10  # minutes from one start that is offered to the next
NIGHT = (21 * 60, 22 * 60 + 30)  # after sunset all year round
LUNCH = (11 * 60, 12 * 60 + 40)


@dataclass(slots=True)
class Member:
    """One building of a site, with its law and what stands already."""

    place: Place
    requirements: tuple[Requirement, ...]
    duties: tuple[Duty, ...]
    law: int  # like buildings have the same number
    fixed: list[Fixed]

    @property
    def calendar(self) -> Calendar:
        """The building's calendar."""
        return self.place.building.calendar

    @property
    def drills(self) -> list[Drill]:
        """The drills that stand already."""
        return [one.drill for one in self.fixed]


@dataclass(slots=True)
class Site:
    """Buildings that drill as one: the days on which they can, as bits."""

    number: int
    members: tuple[Member, ...]
    school: int  # days pupils are taught in all of them
    summer: int  # days of their summer sessions
    closed: dict[str, int]  # days ruled out, by why: blackout, testing, half_day, past
    open: int = 0  # school days that are left
    open_summer: int = 0
    apart: tuple[tuple[frozenset[str], int], ...] = ()  # law: kinds that lie so many days apart
    hours_apart: tuple[tuple[frozenset[str], int], ...] = ()  # and minutes, by the clock

    @property
    def ids(self) -> tuple[str, ...]:
        """The buildings' ids."""
        return tuple(m.place.id for m in self.members)

    @property
    def name(self) -> str:
        """The buildings' names."""
        return " and ".join(m.place.building.name for m in self.members)


class Ground:
    """The problem made ready: days as bits, starts of drills, sites, who covers what."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.days = Days(p.building.calendar for p in problem.places)
        self.today = self.days.number(problem.today)
        self.starts, self.by_day, self.at_lunch, self.at_night = _starts(problem)
        self._near: dict[tuple[int, int], int] = {}
        self._unquiet: dict[int, int] = {}
        self._coming: dict[tuple[int, str], int] = {}
        self._covering: dict[tuple[int, str], tuple[tuple[int, ...], ...]] = {}
        self._known_as: dict[str, list[tuple[int, Officer]]] = defaultdict(list)
        for n, officer in enumerate(problem.officers):
            for name in {officer.kind, officer.id}:
                self._known_as[name].append((n, officer))
        self._notice: dict[tuple[int, str], int] = {}
        self.officers = {officer.id: n for n, officer in enumerate(problem.officers)}
        self.away = [self.days.spans(o.away) for o in problem.officers]
        self.kinds = {officer.kind for officer in problem.officers}
        self._laws: dict[object, tuple[int, tuple[Requirement, ...]]] = {}
        self._masks: dict[object, int] = {}
        self.sites = self._sites()
        self.site_of = {i: site for site in self.sites for i in site.ids}

    def near(self, minute: int, width: int) -> int:
        """The starts less than so many minutes from a minute of the day, as bits."""
        key = (minute, width)
        if key not in self._near:
            bits = 0
            for n, start in enumerate(self.starts):
                if abs(start - minute) < width:
                    bits |= 1 << n
            self._near[key] = bits
        return self._near[key]

    def notice(self, site: Site, kind: str) -> int:
        """The first day number on which the law's notice leaves room for a kind of drill."""
        key = (site.number, kind)
        if key not in self._notice:
            days = [
                duty.notice_days
                for member in site.members
                for duty in member.duties
                if duty.notice_days and (not duty.types or kind in duty.types)
            ]
            self._notice[key] = self.today + max(days, default=0)
        return self._notice[key]

    def again_by(self, site: Site, kind: str, day: int) -> int | None:
        """The last day on which the law lets a drill called off be held again; None where
        it names no term."""
        terms = [
            duty.again_school_days
            for member in site.members
            for duty in member.duties
            if duty.again_school_days and (not duty.types or kind in duty.types)
        ]
        if not terms:
            return None
        later = site.school >> (day + 1)
        for count, bit in enumerate(numbers(later), 1):
            if count == min(terms):
                return day + 1 + bit
        return self.days.count - 1

    def unquiet(self, site: Site) -> int:
        """A site's last school days before breaks, and its first two of the year, as bits."""
        known = self._unquiet.get(site.school)
        if known is None:
            every = list(numbers(site.school))
            known = sum(1 << day for day in every[:2])
            for one, other in pairwise(every):
                if other - one >= LONG_WEEKEND:
                    known |= 1 << one
            self._unquiet[site.school] = known
        return known

    def bearing(self, site: Site, kind: str, summer: bool) -> int:
        """The days that can bear a kind of drill at a site."""
        days = site.open | site.open_summer if summer else site.open
        first = self.notice(site, kind)
        return days >> first << first if first > 0 else days

    def covering(self, site: Site, who: str) -> tuple[tuple[int, ...], ...]:
        """The officers of a kind, or the one by id, who may come to a drill of a site.

        One set where somebody covers all its buildings; else a set for each part of the
        site that has officers of its own, and one of each set must come.
        """
        known = self._covering.get((site.number, who))
        if known is None:
            known = self._covering[site.number, who] = self._cover(site.ids, who)
        return known

    def _cover(self, ids: tuple[str, ...], who: str) -> tuple[tuple[int, ...], ...]:
        able = [(n, o.covers) for n, o in self._known_as[who]]
        everywhere = tuple(n for n, c in able if c is None or c.issuperset(ids))
        if everywhere or len(ids) == 1:
            return (everywhere,)
        parts = {tuple(n for n, c in able if c is not None and id_ in c) for id_ in ids}
        # Whoever comes from a smaller set serves every set that holds it.
        return tuple(sorted(p for p in parts if not any(set(o) < set(p) for o in parts)))

    def coming_to(self, site: Site, kind: str) -> int:
        """The days on which whoever the district sends to a kind of drill could come."""
        who = self.problem.attend.get(kind)
        days = self.days.span(0, self.days.count)
        if who is None:
            return days
        known = self._coming.get((site.number, who))
        if known is None:
            for able in self.covering(site, who):
                some = 0
                for n in able:
                    some |= ~self.away[n]
                days &= some
            known = self._coming[site.number, who] = days
        return known

    def presence(self, kind: str, drill: Drill) -> tuple[str, ...]:
        """Whom a drill needs beside the school: kinds or ids of officers, each once.

        Where the law wants police or fire and the district lists none, nobody.
        """
        asked = []
        attended = self.problem.attend.get(kind)
        if attended is not None:
            asked.append(attended)
        kinds = self.kinds_of((attended,)) if attended is not None else []
        for who, column in COLUMN_OF_KIND.items():
            if getattr(drill, column) and who in self.kinds and who not in (attended, *kinds):
                asked.append(who)
        return tuple(asked)

    def kinds_of(self, asked: tuple[str, ...]) -> list[str]:
        """The kinds of those officers who are asked for by id."""
        numbers_asked = (self.officers[who] for who in asked if who in self.officers)
        return [self.problem.officers[n].kind for n in numbers_asked]

    def _sites(self) -> tuple[Site, ...]:
        problem = self.problem
        fixed: dict[str, list[Fixed]] = {p.id: [] for p in problem.places}
        for one in (*problem.held, *problem.pinned):
            fixed[one.building].append(one)
        joined = {i: group for group in problem.together for i in group}
        done: set[str] = set()
        found: list[Site] = []
        by_id = {p.id: p for p in problem.places}
        for place in problem.places:
            if place.id in done:
                continue
            ids = joined.get(place.id, (place.id,))
            done.update(ids)
            members = tuple(self._member(by_id[i], fixed[i]) for i in ids)
            found.append(self._site(len(found), members))
        return tuple(found)

    def _member(self, place: Place, fixed: list[Fixed]) -> Member:
        building = place.building
        pack = self.problem.packs[building.jurisdiction]
        law, requirements = self._law(pack, building)
        return Member(place, requirements, pack.duties, law, fixed)

    def _law(self, pack: Pack, building: Building) -> tuple[int, tuple[Requirement, ...]]:
        facts = tuple(
            value
            for name, value in vars(building).items()
            if name not in ("name", "calendar", "settings", "records_begin")
        )
        settings = tuple(sorted(building.settings.items()))
        key = (facts, settings, self._calendar_key(building.calendar))
        if key not in self._laws:
            self._laws[key] = (len(self._laws), requirements_for(pack, building))
        return self._laws[key]

    def _calendar_key(self, calendar: Calendar) -> object:
        # Equal calendars hash alike; the number saves hashing a whole year again and again.
        known = self._masks.get(id(calendar))
        if known is None:
            known = self._masks.setdefault(("calendar", calendar), len(self._masks))
            self._masks[id(calendar)] = known
        return known

    def _mask(self, name: str, calendar: Calendar) -> int:
        key = (name, self._calendar_key(calendar))
        if key not in self._masks:
            days = self.days
            self._masks[key] = {
                "school": lambda: days.of(calendar.school_days),
                "summer": lambda: days.of(calendar.summer_days),
                "testing": lambda: days.spans(calendar.testing),
                "half_day": lambda: days.spans(calendar.half_days),
            }[name]()
        return self._masks[key]

    def _site(self, number: int, members: tuple[Member, ...]) -> Site:
        school = summer = self.days.span(0, self.days.count)
        closed = {"testing": 0, "half_day": 0, "past": self.days.span(0, self.today - 1)}
        for member in members:
            school &= self._mask("school", member.calendar)
            summer &= self._mask("summer", member.calendar)
            closed["testing"] |= self._mask("testing", member.calendar)
            closed["half_day"] |= self._mask("half_day", member.calendar)
        ids = {m.place.id for m in members}
        closed["blackout"] = self.days.spans(
            b.span for b in self.problem.blackouts if b.buildings is None or b.buildings & ids
        )
        shut = 0
        for days in closed.values():
            shut |= days
        site = Site(number, members, school, summer, closed)
        site.open, site.open_summer = school & ~shut, summer & ~shut
        site.apart, site.hours_apart = _law_apart(members)
        return site


def _law_apart(
    members: tuple[Member, ...],
) -> tuple[tuple[tuple[frozenset[str], int], ...], tuple[tuple[frozenset[str], int], ...]]:
    live = [r for m in members for r in m.requirements if not r.settled]
    days = {(r.rule.accepts, r.days_apart) for r in live if r.days_apart}
    minutes = {(r.rule.accepts, r.minutes_apart) for r in live if r.minutes_apart}
    return (
        tuple(sorted(days, key=lambda rule: (rule[1], sorted(rule[0])))),
        tuple(sorted(minutes, key=lambda rule: (rule[1], sorted(rule[0])))),
    )


def _starts(problem: Problem) -> tuple[list[int], int, int, int]:
    """The starts that are offered, in minutes, and which lie in hours, at lunch, at night."""
    begins, ends = (t.hour * 60 + t.minute for t in problem.hours)
    starts = list(range(begins, max(begins, ends - MINUTES_HELD) + 1, STEP))
    by_day = (1 << len(starts)) - 1
    lunch = 0
    for n, start in enumerate(starts):
        if LUNCH[0] <= start <= LUNCH[1]:
            lunch |= 1 << n
    night = range(NIGHT[0], NIGHT[1] + 1, STEP)
    at_night = ((1 << len(night)) - 1) << len(starts)
    return [*starts, *night], by_day, lunch or by_day, at_night
