"""A district file, ``DISTRICT.yaml``: a school year to be planned, bytes to values.

Buildings and calendars are read as in a building file; strictness and places are
yaml_reading.py's; officers and single drills are district_rows.py's. What a plan is, and
which settings a pack knows, is not this room's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from drills.exchange.building_facts import FACTS_BY_NAME
from drills.exchange.building_file import BuildingFile, read_facts, read_settings
from drills.exchange.calendar_keys import read_calendar
from drills.exchange.district_rows import (
    OfficerRow,
    PlannedRow,
    read_clock_of,
    read_count,
    read_officer,
    read_row,
    whose,
)
from drills.exchange.fields import EVERYDAY_WORDS
from drills.exchange.problems import nearest, quoted
from drills.exchange.waiver_rows import read_waivers
from drills.exchange.yaml_reading import Node, YamlReading
from drills.facts import DRILL_TYPES, Building, Calendar, Span

# The keys of the file, each explained.
DISTRICT_KEYS: dict[str, str] = {
    "name": "The district's name.",
    "jurisdiction": "The state, as US-CT; a building may name another.",
    "today": "Nothing is placed before this day. Left out: the day the command runs.",
    "hours": "From when to when drills may be held: {start: '08:30', end: '14:30'}.",
    "calendar": "As in a building file; a building's own calendar wins.",
    "settings": "What the law leaves to the district; a building's own settings win.",
    "blackouts": "Days or ranges without drills, or {on, why, buildings}.",
    "limits": "per_day, per_building_per_week, min_days_between: hard, each only when given.",
    "officers": "Who must be there: {id, name, kind, covers, away, per_day}.",
    "attend": "A type of drill and the kind, or the id, of officer that it needs.",
    "buildings": "The buildings: {id, name, …the facts of a building file…}.",
    "held": "Drills already held: {building, date, time, type, …columns of a log…, officer}.",
    "pinned": "Drills that stay where they are, in the same way.",
    "cancelled": "Drills called off: {building, date, type}; the law may name a term.",
    "together": "Lists of buildings that drill as one: [[elementary, middle]].",
    "weights": "Wishes and how much they weigh: {early: 2, lunch: 0}; 1 is usual.",
    "advisory": "true: plan also what the law holds unsurely.",
}
LIMITS = ("per_day", "per_building_per_week", "min_days_between")
HOURS = (time(8, 30), time(14, 30))


@dataclass(frozen=True, slots=True)
class BlackoutRow:
    """Days without drills, in all buildings or (not None) in some."""

    span: Span
    why: str = ""
    buildings: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class DistrictBuilding:
    """A building with its id and the places of what only the law can check."""

    id: str
    file: BuildingFile

    @property
    def building(self) -> Building:
        """The building."""
        return self.file.building


@dataclass(frozen=True)
class DistrictFile:
    """A district's year as its file tells it."""

    name: str
    buildings: tuple[DistrictBuilding, ...]
    today: date | None = None
    hours: tuple[time, time] = HOURS
    blackouts: tuple[BlackoutRow, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    officers: tuple[OfficerRow, ...] = ()
    attend: Mapping[str, str] = field(default_factory=dict)
    held: tuple[PlannedRow, ...] = ()
    pinned: tuple[PlannedRow, ...] = ()
    cancelled: tuple[PlannedRow, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    advisory: bool = False


def read_district(data: bytes, file: str, wishes: tuple[str, ...] = ()) -> DistrictFile:
    """The district of a file. ``wishes``: the names that ``weights`` may use. Raises
    FileProblems with every problem found."""
    return _Reading(file, wishes).read(data)


class _Reading:
    def __init__(self, file: str, wishes: tuple[str, ...]) -> None:
        self.file, self.wishes = file, wishes
        self.reading = YamlReading(file)
        self.calendars: dict[int, Calendar | None] = {}

    def read(self, data: bytes) -> DistrictFile:
        reading = self.reading
        top = reading.top(data)
        keys = reading.table(top, "the district", DISTRICT_KEYS, ("buildings",))
        calendar = self._calendar(keys.get("calendar"), "calendar")
        settings = read_settings(reading, keys.get("settings"))
        buildings = self._buildings(top, keys, calendar, settings)
        ids = dict.fromkeys(b.id for b in buildings)
        officers = tuple(
            one
            for node in reading.items(keys.get("officers"), "officers", "[{id: sso-1, …}]")
            if (one := read_officer(reading, node, ids)) is not None
        )
        self._twice([(o.id, o.place) for o in officers], "officer")
        found = DistrictFile(
            reading.text(keys.get("name"), "name") or "District",
            tuple(buildings),
            reading.day(keys.get("today"), "today"),
            self._hours(keys.get("hours")),
            self._blackouts(keys.get("blackouts"), ids),
            self._limits(keys.get("limits")),
            officers,
            self._attend(keys.get("attend"), officers),
            self._rows(keys.get("held"), "held", ids, officers),
            self._rows(keys.get("pinned"), "pinned", ids, officers),
            self._rows(keys.get("cancelled"), "cancelled", ids, officers),
            self._together(keys.get("together"), ids),
            self._weights(keys.get("weights")),
            bool(reading.yes_no(keys.get("advisory"), "advisory")),
        )
        # What many buildings share was told of for each of them.
        reading.problems = list(dict.fromkeys(reading.problems))
        reading.done()
        return found

    def _calendar(self, node: Node | None, called: str) -> Calendar | None:
        if node is None:
            return None
        # A calendar that many buildings share by an anchor is read, and told of, once.
        if id(node) not in self.calendars:
            self.calendars[id(node)] = read_calendar(self.reading, node, called)
        return self.calendars[id(node)]

    def _buildings(
        self,
        top: Node,
        keys: dict[str, Node],
        calendar: Calendar | None,
        settings: dict[str, str],
    ) -> list[DistrictBuilding]:
        reading = self.reading
        example = "[{id: hillside, name: Hillside Elementary, grades: [K, 5]}]"
        items = reading.items(keys.get("buildings"), "buildings", example)
        if not items and isinstance(keys.get("buildings", top).value, list):
            reading.wrong(
                keys["buildings"], "buildings is an empty list", f"Write buildings: {example}"
            )
        found: list[DistrictBuilding] = []
        named: list[tuple[str, Node]] = []
        known = ["id", *FACTS_BY_NAME, "calendar", "settings", "waivers"]
        for item in items:
            own = reading.table(item, "a building", known, ("id",))
            name = reading.text(own.get("id"), "id")
            if not own or name is None:
                continue
            named.append((name, own["id"]))
            if "jurisdiction" not in own and "jurisdiction" in keys:
                own["jurisdiction"] = keys["jurisdiction"]
            values = read_facts(reading, own)
            values["name"] = values.get("name") or name
            if values.get("jurisdiction") is None:
                if "jurisdiction" not in own:
                    what = f"the building {name} has no jurisdiction"
                    reading.wrong(item, what, "Write jurisdiction: US-CT at the top of the file")
                continue
            mine = own.get("calendar")
            if mine is not None and mine.value is not None:
                year = self._calendar(mine, f"calendar of {name}")
            else:
                year = calendar
                if "calendar" not in keys:
                    what = f"the building {name} has no calendar"
                    reading.wrong(item, what, "Write calendar: at the top of the file")
            if year is None:
                continue
            values["settings"] = settings | read_settings(reading, own.get("settings"))
            places = {"jurisdiction": own["jurisdiction"]}
            for table in (keys.get("settings"), own.get("settings")):
                if table is not None and isinstance(table.value, dict):
                    places |= {f"settings.{n}": node for n, node in table.value.items()}
            building = Building(calendar=year, **values)
            waivers = read_waivers(reading, own.get("waivers"))
            file = BuildingFile(building, self.file, places, waivers)
            found.append(DistrictBuilding(name, file))
        self._twice(named, "building")
        return found

    def _twice(self, named: list[tuple[str, Node]], what: str) -> None:
        seen: set[str] = set()
        for name, node in named:
            if name in seen:
                right = f"Give each {what} an id of its own"
                self.reading.wrong(node, f"the {what} {quoted(name)} stands twice", right)
            seen.add(name)

    def _hours(self, node: Node | None) -> tuple[time, time]:
        keys = self.reading.table(node, "hours", ("start", "end"))
        start = read_clock_of(self.reading, keys.get("start"), "hours.start") or HOURS[0]
        end = read_clock_of(self.reading, keys.get("end"), "hours.end") or HOURS[1]
        if node is not None and _minutes(end) - _minutes(start) < 30:
            what = f"hours: from {start:%H:%M} to {end:%H:%M} there is no half hour for a drill"
            self.reading.wrong(node, what, "Write a later end")
            return HOURS
        return start, end

    def _blackouts(self, node: Node | None, ids: Collection[str]) -> tuple[BlackoutRow, ...]:
        found: list[BlackoutRow] = []
        reading = self.reading
        example = "[2026-10-14, {on: 2027-03-09..2027-03-19, why: state tests}]"
        for item in reading.items(node, "blackouts", example):
            if isinstance(item.value, dict) and "start" not in item.value:
                keys = reading.table(item, "a blackout", ("on", "why", "buildings"), ("on",))
                on = keys.get("on")
                spans = (
                    reading.spans(on, "blackouts.on")
                    if on is not None and isinstance(on.value, list)
                    else (reading.span(on, "blackouts.on"),)
                )
                why = reading.text(keys.get("why"), "blackouts.why") or ""
                where = whose(reading, keys.get("buildings"), "blackouts.buildings", ids)
                found += [BlackoutRow(span, why, where) for span in spans if span is not None]
            else:
                span = reading.span(item, "blackouts")
                if span is not None:
                    found.append(BlackoutRow(span))
        return tuple(found)

    def _limits(self, node: Node | None) -> dict[str, int]:
        found = {}
        for name, value in self.reading.table(node, "limits", LIMITS).items():
            number = read_count(self.reading, value, f"limits.{name}")
            if number is not None:
                found[name] = number
        return found

    def _attend(self, node: Node | None, officers: tuple[OfficerRow, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        known = list(dict.fromkeys(word for o in officers for word in (o.kind, o.id)))
        for kind, value in self.reading.table(node, "attend", None).items():
            who = self.reading.text(value, f"attend.{kind}")
            if kind not in DRILL_TYPES:
                what = f"attend: {quoted(kind)} is not a type of drill"
                near = nearest(kind, DRILL_TYPES, EVERYDAY_WORDS)
                self.reading.wrong(value, what, f"The nearest known is {near}")
            elif who is not None and who not in known:
                what = f"attend.{kind}: no officer has the kind or the id {quoted(who)}"
                right = (
                    f"The nearest known is {nearest(who, known)}"
                    if known
                    else f"List one under officers: {{id: {who}-1, kind: {who}, covers: all}}"
                )
                self.reading.wrong(value, what, right)
            elif who is not None:
                found[kind] = who
        return found

    def _rows(
        self, node: Node | None, called: str, ids: Collection[str], officers: tuple[OfficerRow, ...]
    ) -> tuple[PlannedRow, ...]:
        example = "[{building: hillside, date: 2026-09-03, time: '10:00', type: fire}]"
        names = dict.fromkeys(o.id for o in officers)
        rows = (
            read_row(self.reading, item, called, ids, names)
            for item in self.reading.items(node, called, example)
        )
        return tuple(row for row in rows if row is not None)

    def _together(self, node: Node | None, ids: Collection[str]) -> tuple[tuple[str, ...], ...]:
        found: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for item in self.reading.items(node, "together", "[[elementary, middle]]"):
            group = whose(self.reading, item, "together", ids)
            if group is None:
                continue
            order = tuple(i for i in ids if i in group)
            both = sorted(seen & group)
            if both:
                what = f"together: {both[0]} stands in two groups"
                self.reading.wrong(item, what, "Join the groups, or take it out of one")
            elif len(order) > 1:
                found.append(order)
            seen |= group
        return tuple(found)

    def _weights(self, node: Node | None) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, value in self.reading.table(node, "weights", self.wishes or None).items():
            text = self.reading.text(value, f"weights.{name}")
            try:
                number = float(text or "")
            except ValueError:
                number = -1.0
            if not 0 <= number <= 10:
                what = f"weights.{name} is {quoted(text or '')}"
                self.reading.wrong(value, what, "Write a number from 0 (off) to 10; 1 is usual")
            else:
                found[name] = number
        return found


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def with_today(found: DistrictFile, today: date) -> DistrictFile:
    """The district with a today where its file gives none."""
    return found if found.today is not None else replace(found, today=today)
