"""A draft as its page shows it: months, buildings, officers, what changes, what is missing.

Plain values for the templates; words are already in the page's language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext

from drills.actions.adjust_plan import DraftedYear
from drills.actions.plan_difference import Difference, difference, intended_of
from drills.actions.plan_draft import Entry, Unplaced
from drills.facts import Drill
from drills.web.building.plan_words import intended_words
from drills.web.format import clock_time, day, drill_type
from drills.web.year_plan.plan_sentences import conflict_words, rule_names, sentence, why_words

MANY = 300  # more drills than this are shown one month at a time
MANY_NAMES = 20  # and more buildings than this a page at a time
FULL = 6  # drills a day at which the bar of a day is full, at least
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One drill of the draft in words."""

    number: int
    on: date
    at: str
    what: str
    where: tuple[str, ...]
    short: str  # of its buildings: CE
    who: tuple[str, ...]
    who_short: str
    serves: tuple[str, ...]
    how: tuple[str, ...]
    pin: bool
    planned: bool  # is planned already
    movable: bool
    window: str = ""

    @property
    def serves_words(self) -> str:
        """What it is for, in one sentence."""
        if not self.serves:
            return gettext("Practice: it counts for nothing that is still owed.")
        return gettext("For: %(rules)s.", rules=", ".join(self.serves))


@dataclass(frozen=True, slots=True)
class Day:
    """One weekday of a month: its drills, and why none can be there."""

    on: date
    lines: tuple[Line, ...]
    off: str = ""  # "", off or half

    @property
    def buildings(self) -> int:
        """For how many buildings drills are held that day."""
        return sum(len(line.where) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Month:
    """One month as weeks of five days; None outside the month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A window that stays short: where, which rule, when, why, and what would free it."""

    where: str
    rule: str
    window: str
    why: str
    ways: str
    counts: str


@dataclass(frozen=True)
class Shown:
    """The whole page's values."""

    lines: tuple[Line, ...]
    months: tuple[Month, ...]
    chosen: Month | None
    missing: tuple[Missing, ...]
    over: tuple[Missing, ...]  # windows that had closed already
    notes: tuple[str, ...]
    changes: Difference
    moved: tuple[tuple[Line, str, str], ...]  # with the old moment and the new one
    taken: tuple[tuple[str, str, str], ...]  # what, where, when
    most: int  # drills of the fullest day
    shorts: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)


def shown_plan(it: DraftedYear, labels: Mapping[str, str], month: str = "") -> Shown:
    """A draft in words. ``month`` (2027-03) is the one shown where there are many drills."""
    year = it.year
    pack, names = year.pack, year.names
    shorts = initials(names)
    rules = rule_names(pack)
    people = {o.id: o.name for o in year.officers}
    people_short = initials({n: o.name for n, o in enumerate(year.officers)})
    short_of = {o.id: people_short[n] for n, o in enumerate(year.officers)}
    stands = {s.id: s for s in year.standing}

    def line_of(entry: Entry) -> Line:
        drill = entry.drill
        one = stands.get(entry.drill_id or 0)
        opens = [p.opens for p in entry.placements if p.opens]
        due = [p.due for p in entry.placements if p.due]
        window = ""
        if opens and due and max(opens) <= min(due):
            window = gettext("%(opens)s to %(due)s", opens=day(max(opens)), due=day(min(due)))
        return Line(
            entry.number,
            drill.date,
            clock_time(drill.time) if drill.time else gettext("Any time"),
            drill_type(drill.type, labels, drill.title),
            tuple(names[b] for b in entry.buildings if b in names),
            " ".join(shorts[b] for b in entry.buildings if b in shorts),
            tuple(people.get(o, o) for o in entry.officers),
            " ".join(short_of.get(o, "") for o in entry.officers).strip(),
            tuple(rules.get(name, name) for name in entry.serves),
            tuple(_how(drill)),
            entry.pin,
            one is not None,
            it.may_move(entry),
            window,
        )

    by_number = {entry.number: line_of(entry) for entry in it.draft.entries}
    lines = tuple(by_number[e.number] for e in it.draft.entries)
    months = _months(it, lines)
    chosen = None
    if len(lines) > MANY and months:
        wanted = [m for m in months if m.first.strftime("%Y-%m") == month]
        chosen = (wanted or months)[0]
    changes = difference(it.draft, year.standing)
    loads: dict[date, int] = defaultdict(int)
    for line in lines:
        loads[line.on] += len(line.where)
    missing = [_missing(it, u, rules) for u in it.draft.unplaced]
    over = [m for m, u in zip(missing, it.draft.unplaced, strict=True) if _is_over(u)]
    return Shown(
        lines,
        months,
        chosen,
        tuple(m for m, u in zip(missing, it.draft.unplaced, strict=True) if not _is_over(u)),
        tuple(over),
        tuple(
            dict.fromkeys(
                sentence(conflict_words(c, pack)) for c in it.draft.notes if c.code != "past"
            )
        ),
        changes,
        tuple(
            (by_number[m.entry.number], _when(m.was.drill), _when(m.entry.drill))
            for m in changes.moved
            if m.when
        ),
        tuple(
            (
                drill_type(s.drill.type, labels, s.drill.title),
                ", ".join(names.get(b, "") for b in s.buildings),
                _when(s.drill),
            )
            for s in changes.taken
        ),
        max([FULL, *loads.values()]),
        shorts,
        names,
    )


def initials(names: Mapping[int, str]) -> dict[int, str]:
    """Each name's initials, longer where two would be alike: CE, Co, Ch."""
    found: dict[int, str] = {}
    for id_, name in names.items():
        words = WORD.findall(name) or [name or "?"]
        ways = [
            "".join(w[0] for w in words[:3]).upper(),
            *(words[0][:n].capitalize() + "".join(w[0] for w in words[1:3]) for n in range(2, 6)),
        ]
        taken = set(found.values())
        found[id_] = next((w for w in ways if w not in taken), f"{ways[0]}{len(found) + 1}")
    return found


def _how(drill: Drill) -> list[str]:
    found = intended_words(intended_of(drill))
    if drill.situation == "passing":
        found.append(gettext("while pupils change rooms"))
    if drill.announced == "none":
        found.append(gettext("unannounced"))
    return found


def _months(it: DraftedYear, lines: Iterable[Line]) -> tuple[Month, ...]:
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in lines:
        by_day[line.on].append(line)
    calendars = [p.building.calendar for p in it.year.problem.places]
    alike = Counter(map(id, calendars))
    common = max(calendars, key=lambda c: alike[id(c)])  # most buildings share it
    first = max(min(c.first_day for c in calendars), it.year.first)
    last = max(c.last_day for c in calendars)
    if by_day:
        first, last = min(first, *by_day), max(last, *by_day)
    half = {d for span in common.half_days for d in span.days()}
    black = {d for b in it.year.problem.blackouts if b.buildings is None for d in b.span.days()}
    found = []
    month = first.replace(day=1)
    while month <= last:
        after = (month + timedelta(32)).replace(day=1)
        weeks, monday = [], month - timedelta(month.weekday())
        while monday < after:
            week = []
            for n in range(5):
                on = monday + timedelta(n)
                if on.month != month.month:
                    week.append(None)
                    continue
                off = ""
                if not common.is_school_day(on) and on not in common.summer_days:
                    off = "off"
                elif on in half or on in black:
                    off = "half"
                week.append(Day(on, tuple(by_day.get(on, ())), off))
            # Weeks that are over, and those after the last day of school, are left out.
            if any(d is not None and first <= d.on <= last for d in week):
                weeks.append(tuple(week))
            monday += timedelta(7)
        count = sum(len(d.lines) for w in weeks for d in w if d is not None)
        found.append(Month(month, tuple(weeks), count))
        month = after
    return tuple(found)


def _is_over(unplaced: Unplaced) -> bool:
    return bool(unplaced.conflicts) and unplaced.conflicts[0].code == "closed"


def _missing(it: DraftedYear, unplaced: Unplaced, rules: Mapping[str, str]) -> Missing:
    why, ways = why_words(unplaced, it.year.pack)
    window = ""
    if unplaced.opens is not None and unplaced.due is not None:
        window = gettext("%(opens)s to %(due)s", opens=day(unplaced.opens), due=day(unplaced.due))
    counts = "" if unplaced.needed is None else f"{unplaced.placed}/{unplaced.needed}"
    where = it.year.names.get(int(unplaced.building), "")
    rule = rules.get(unplaced.requirement, unplaced.requirement)
    return Missing(where, rule, window, why, ways, counts)


def _when(drill: Drill) -> str:
    at = drill.time
    return f"{day(drill.date)}, {clock_time(at)}" if at else day(drill.date)
