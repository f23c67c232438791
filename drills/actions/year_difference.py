"""A closed year as it was closed, against the same year as it reads today.

Pure comparing of documents (year_documents.py); loading stands at the end. Both are judged as
of the day of the closing, so that only what was changed since shows, and not that time passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from drills.actions.close_year import holds, law_hashes
from drills.actions.year_documents import JudgedYear, judged_years
from drills.store.buildings import read_district
from drills.store.closed_years import read_changed_since, read_closed_buildings
from drills.store.tables import ClosedBuildingRow, ClosedYearRow

NOT_A_FACT = ("name", "calendar", "settings", "waivers")
Standing = tuple[str, int | None, int | None]  # status, counted, needed


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A rule that comes to something else; None where the law did not have or lost it."""

    id: str
    name: str
    citation: str
    was: Standing | None
    now: Standing | None


@dataclass(frozen=True, slots=True)
class DrillDifference:
    """A drill that counts now and did not, counted and does not, or says something else.
    ``columns``: name -> what it said and what it says."""

    what: str  # added | gone | changed
    day: str
    type: str
    record: int | None = None
    columns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildingDifference:
    """One building, closed and now. A status is None where it was or is not there.

    ``sources``: what of the building reads otherwise (drills, facts, calendar, excuses,
    settings, answers); empty where only rules differ, so that law or program did it.
    """

    building_id: int
    name: str
    was: str | None
    now: str | None
    rules: tuple[RuleDifference, ...] = ()
    drills: tuple[DrillDifference, ...] = ()
    facts: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    calendar: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.was != self.now or self.rules or self.sources)


@dataclass(frozen=True, slots=True)
class AmendedSince:
    """A record that was changed after the closing: which, why, by whom."""

    record: int
    building_id: int
    day: date
    type: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YearDifference:
    """All of it. ``law``: the layers whose file is another one now; ``whole``: what was kept
    is still what its hashes were made from."""

    buildings: tuple[BuildingDifference, ...]
    law: tuple[str, ...]
    amended: tuple[AmendedSince, ...] = ()
    whole: bool = True

    @property
    def changed(self) -> tuple[BuildingDifference, ...]:
        """The buildings in which something differs."""
        return tuple(one for one in self.buildings if one.any)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.law or self.changed)


def compared(row: ClosedBuildingRow | None, now: JudgedYear | None) -> BuildingDifference:
    """One building's documents side by side; one of the two may not be there."""
    if row is None or now is None:
        one = row or now
        assert one is not None
        was_status = row.status if row is not None else None
        status = now.status if now is not None else None
        return BuildingDifference(one.building_id, one.name, was_status, status)
    was, new = row.kept, now.document
    before, after = was["building"], new["building"]
    drills = _drills(was["log"], new["log"], now.records)
    facts = _values(
        {n: v for n, v in before.items() if n not in NOT_A_FACT},
        {n: v for n, v in after.items() if n not in NOT_A_FACT},
    )
    calendar = _values(before["calendar"], after["calendar"])
    differs = {
        "drills": bool(drills),
        "facts": bool(facts),
        "calendar": bool(calendar),
        "excuses": before.get("waivers") != after.get("waivers"),
        "settings": before.get("settings") != after.get("settings"),
        "answers": was["answers"] != new["answers"],
    }
    return BuildingDifference(
        row.building_id,
        now.name,
        row.status,
        now.status,
        _rules(was["requirements"], new["requirements"]),
        drills,
        facts,
        calendar,
        tuple(name for name, does in differs.items() if does),
    )


def _values(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys([*was, *now])
    return {n: (was.get(n), now.get(n)) for n in names if was.get(n) != now.get(n)}


def _standing(rule: Mapping[str, Any] | None) -> Standing | None:
    return (rule["status"], rule["counted"], rule["needed"]) if rule is not None else None


def _rules(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> tuple[RuleDifference, ...]:
    before, after = {r["id"]: r for r in was}, {r["id"]: r for r in now}
    found = []
    for id_ in dict.fromkeys([*before, *after]):
        old, new = before.get(id_), after.get(id_)
        if _standing(old) == _standing(new):
            continue
        told = new or old
        assert told is not None
        found.append(
            RuleDifference(id_, told["name"], told["citation"], _standing(old), _standing(new))
        )
    return tuple(found)


def _drills(
    was: list[dict[str, Any]], now: list[dict[str, Any]], records: Mapping[str, int]
) -> tuple[DrillDifference, ...]:
    before, after = {d["uid"]: d for d in was}, {d["uid"]: d for d in now}
    found = []
    for uid in dict.fromkeys([*before, *after]):
        old, new = before.get(uid), after.get(uid)
        if old == new:
            continue
        told = new or old
        assert told is not None
        what = "added" if old is None else "gone" if new is None else "changed"
        columns = _values(old, new) if old is not None and new is not None else {}
        found.append(DrillDifference(what, told["date"], told["type"], records.get(uid), columns))
    return tuple(found)


def year_difference(closing: ClosedYearRow, only: int | None = None) -> YearDifference:
    """What differs today from a closing; ``only`` narrows to a building. The number of
    queries does not grow with buildings."""
    ids = None if only is None else [only]
    kept = {row.building_id: row for row in read_closed_buildings(closing.id, ids)}
    now = {
        one.building_id: one
        for one in judged_years(closing.district_id, closing.year, closing.as_of, only)
    }
    law = {
        layer: sha256
        for layer, (sha256, _) in law_hashes(read_district(closing.district_id)).items()
    }
    then = dict(map(tuple, closing.law))
    changed = read_changed_since(closing.district_id, closing.year, closing.closed_at)
    buildings = [compared(kept.get(id_), now.get(id_)) for id_ in dict.fromkeys([*kept, *now])]
    return YearDifference(
        tuple(sorted(buildings, key=lambda one: (one.name.casefold(), one.building_id))),
        tuple(name for name in dict.fromkeys([*then, *law]) if then.get(name) != law.get(name)),
        tuple(
            AmendedSince(
                record.id,
                record.building_id,
                record.held_on or drill.planned_on,
                drill.type,
                version.reason,
                version.changer_name,
                version.changed_at,
            )
            for record, drill, version in changed
            if only is None or record.building_id == only
        ),
        only is not None or holds(closing, list(kept.values())),
    )
