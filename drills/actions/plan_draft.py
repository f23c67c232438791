"""A plan as the draft keeps it: the planner's values to JSON and back.

Each placement has a number of its own that stays while the draft lives, and says which
planned drill it goes on with. Making drafts is plan_year.py's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from typing import Any

from drills.actions.plan_standing import Standing
from drills.facts import Drill
from drills.planner import Conflict, Placement, Plan, Unplaced

# Pages name these two too, and may not ask the planner.
__all__ = [
    "Conflict",
    "Draft",
    "Entry",
    "Unplaced",
    "draft_of",
    "from_json",
    "sha256_of",
    "to_json",
]

COLUMNS = tuple(f.name for f in fields(Drill) if f.name not in ("date", "time", "type"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One drill of a draft: the placements of all its buildings, which move together.

    ``pin``: a person fixed it. ``drill_id``: the planned drill that it goes on with.
    """

    number: int
    placements: tuple[Placement, ...]
    pin: bool = False
    drill_id: int | None = None

    @property
    def drill(self) -> Drill:
        """The drill, the same for all its buildings."""
        return self.placements[0].drill

    @property
    def officers(self) -> tuple[str, ...]:
        """Who comes, by id."""
        return self.placements[0].officers

    @property
    def buildings(self) -> tuple[int, ...]:
        """The ids of its buildings."""
        return tuple(sorted(int(p.building) for p in self.placements))

    @property
    def serves(self) -> tuple[str, ...]:
        """The requirements that it counts for in any of its buildings."""
        return tuple(dict.fromkeys(name for p in self.placements for name in p.serves))


@dataclass(frozen=True)
class Draft:
    """A draft as values: its drills by day, what could not be placed, and notes."""

    entries: tuple[Entry, ...]
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[Conflict, ...] = ()
    proof: str = ""

    def plan(self) -> Plan:
        """The planner's plan of it."""
        placements = tuple(p for entry in self.entries for p in entry.placements)
        return Plan(placements, self.unplaced, self.proof, self.notes)

    def pins(self) -> tuple[Placement, ...]:
        """What a person fixed."""
        return tuple(p for entry in self.entries if entry.pin for p in entry.placements)

    def entry(self, number: int) -> Entry | None:
        """A drill by its number."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def first_of(self, number: int) -> int:
        """The place of a drill's first placement in ``plan()``."""
        at = 0
        for entry in self.entries:
            if entry.number == number:
                return at
            at += len(entry.placements)
        raise LookupError(number)


def draft_of(
    plan: Plan,
    standing: Iterable[Standing],
    before: Draft | None = None,
    sites: Mapping[int, tuple[int, ...]] | None = None,
) -> Draft:
    """A draft of a plan just made. Numbers and pins of an earlier draft are kept.

    Buildings that drill together, and those of a joint drill, are one entry. A drill that is
    planned already and whose place another of its kind takes goes on as that one: first
    where nothing moved, then the nearest day.
    """
    sites = sites or {}
    groups: dict[tuple[Any, ...], list[Placement]] = {}
    for p in plan.placements:
        d = p.drill
        alone = (int(p.building),)
        who = d.ref or sites.get(int(p.building), alone)
        groups.setdefault((d.date, d.time, d.type, d.title, who), []).append(p)
    entries = [Entry(0, tuple(ps)) for ps in groups.values()]
    return replace(
        Draft(tuple(entries), plan.unplaced, plan.notes, plan.proof),
        entries=_numbered(_going_on(entries, list(standing)), before),
    )


def _going_on(entries: list[Entry], standing: list[Standing]) -> list[Entry]:
    """Each entry with the planned drill that it goes on with."""
    by_ref = {s.drill.ref: s for s in standing}
    free = {s.id: s for s in standing}
    found: list[Entry] = []
    for entry in entries:
        one = by_ref.get(entry.drill.ref)
        if one is not None and one.id in free and one.buildings == entry.buildings:
            del free[one.id]
            found.append(replace(entry, drill_id=one.id, pin=one.pinned))
        else:
            found.append(entry)
    for n, entry in enumerate(found):
        if entry.drill_id is not None:
            continue
        alike = [
            s
            for s in free.values()
            if not s.fixed
            and (s.drill.type, s.drill.title) == (entry.drill.type, entry.drill.title)
            and s.buildings == entry.buildings
        ]
        if alike:
            day = entry.drill.date
            one = min(alike, key=lambda s: (abs((s.drill.date - day).days), s.drill.date, s.id))
            del free[one.id]
            found[n] = replace(entry, drill_id=one.id)
    return found


def _numbered(entries: list[Entry], before: Draft | None) -> tuple[Entry, ...]:
    entries = sorted(entries, key=_order)
    known: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in before.entries if before else ():
        known.setdefault(_key(entry), []).append(entry)
    most = max((e.number for e in before.entries), default=0) if before else 0
    found = []
    for entry in entries:
        old = known.get(_key(entry))
        if old:
            one = old.pop(0)
            entry = replace(entry, number=one.number, pin=entry.pin or one.pin)
        else:
            most += 1
            entry = replace(entry, number=most)
        found.append(entry)
    return tuple(found)


def _key(entry: Entry) -> tuple[Any, ...]:
    d = entry.drill
    return d.date, d.time, d.type, d.title, entry.buildings


def _order(entry: Entry) -> tuple[Any, ...]:
    d = entry.drill
    return d.date, d.time or time.min, entry.buildings, d.type


# --- to JSON and back -------------------------------------------------------------


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values."""
    return {
        "entries": [
            {
                "n": e.number,
                "drill": _said_drill(e.drill),
                "officers": list(e.officers),
                "pin": e.pin,
                "goes_on": e.drill_id,
                "places": [
                    {
                        "b": p.building,
                        "serves": list(p.serves),
                        "pinned": p.pinned,
                        "opens": _day(p.opens),
                        "due": _day(p.due),
                    }
                    for p in e.placements
                ],
            }
            for e in draft.entries
        ],
        "unplaced": [
            {
                "b": u.building,
                "rule": u.requirement,
                "needed": u.needed,
                "placed": u.placed,
                "opens": _day(u.opens),
                "due": _day(u.due),
                "conflicts": [_said_conflict(c) for c in u.conflicts],
                "proven": u.proven,
            }
            for u in draft.unplaced
        ],
        "notes": [_said_conflict(c) for c in draft.notes],
        "proof": draft.proof,
    }


def from_json(kept: Mapping[str, Any]) -> Draft:
    """The draft that these values keep; an empty one where there are none."""
    entries = []
    for e in kept.get("entries", ()):
        drill = _drill(e["drill"])
        placements = tuple(
            Placement(
                p["b"],
                drill,
                tuple(e["officers"]),
                tuple(p["serves"]),
                p["pinned"],
                _date(p["opens"]),
                _date(p["due"]),
            )
            for p in e["places"]
        )
        entries.append(Entry(e["n"], placements, e["pin"], e["goes_on"]))
    unplaced = tuple(
        Unplaced(
            u["b"],
            u["rule"],
            u["needed"],
            u["placed"],
            _date(u["opens"]),
            _date(u["due"]),
            tuple(_conflict(c) for c in u["conflicts"]),
            u["proven"],
        )
        for u in kept.get("unplaced", ())
    )
    notes = tuple(_conflict(c) for c in kept.get("notes", ()))
    return Draft(tuple(entries), unplaced, notes, kept.get("proof", ""))


def sha256_of(kept: Mapping[str, Any]) -> str:
    """The hash of a draft as it is kept."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _said_drill(drill: Drill) -> dict[str, Any]:
    said: dict[str, Any] = {
        "date": drill.date.isoformat(),
        "time": drill.time.isoformat("minutes") if drill.time else None,
        "type": drill.type,
    }
    for name in COLUMNS:
        value = getattr(drill, name)
        if value is not None and value != "":
            said[name] = value.isoformat() if isinstance(value, date) else value
    return said


def _drill(said: Mapping[str, Any]) -> Drill:
    values = dict(said)
    values["date"] = date.fromisoformat(values["date"])
    values["time"] = time.fromisoformat(values["time"]) if values["time"] else None
    if values.get("parents_notified_on"):
        values["parents_notified_on"] = date.fromisoformat(values["parents_notified_on"])
    return Drill(**values)


def _said_conflict(one: Conflict) -> dict[str, Any]:
    days = [d.isoformat() for d in one.days]
    return {"code": one.code, "names": list(one.names), "days": days, "number": one.number}


def _conflict(said: Mapping[str, Any]) -> Conflict:
    days = tuple(date.fromisoformat(d) for d in said["days"])
    return Conflict(said["code"], tuple(said["names"]), days, said["number"])


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
