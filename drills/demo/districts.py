"""Reads the demo's data files into frozen values. Days stay those of the data (the_year.py)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
NAMES = ("harbor", "valley")

# What a planned drill and a record of one may say beside their own fields.
COLUMNS = (
    "situation",
    "secondary_exit",
    "fire_department",
    "off_site",
    "students_present",
    "whole_building",
    "participants",
)


@dataclass(frozen=True, slots=True)
class DemoBuilding:
    """A school: its facts, and by how many school days it is later than the others."""

    key: str
    name: str
    address: str
    facts: Mapping[str, Any]
    late_by: int = 0


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the district. ``shown`` names those whom the list of sign-ins shows;
    ``stands_in_for`` somebody else, around the day of loading."""

    key: str
    name: str
    title: str
    role: str
    buildings: tuple[str, ...] = ()
    language: str | None = None
    stands_in_for: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class DemoDrill:
    """A drill of every building's plan, or of some together; ``parents``: days before."""

    key: str
    type: str
    first: date
    title: str = ""
    spread: int = 0
    together: tuple[str, ...] = ()
    told: str | None = None
    announced: str | None = None
    police: bool = False
    parents: int = 0
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """What went otherwise with one building's drill; an extra one has ``type``."""

    building: str
    drill: str
    happens: str = "extra"
    on: date | None = None
    at: time | None = None
    to: date | None = None
    again: date | None = None
    why: str = ""
    late_days: int = 0
    leaves_out: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: str = ""
    evidence: tuple[str, ...] = ()
    type: str = ""
    held_as: str = "drill"
    announced: str | None = None
    police: bool = False
    parents: int = 0
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """What somebody did about a record, ``days`` after the drill. ``does``:

    sign: ``name`` evaluates it by a link of the principal's, or ``officer`` by account ·
    answer: the principal answers the question ``about`` · hold: the director lets nothing of
    it be removed · remove: the principal asks that its photo goes · mend: the action that
    ``problem`` opened in the drill ``of`` is closed, since it did not come back in this one.
    """

    building: str
    drill: str
    does: str
    days: int
    words: str = ""
    about: str = ""
    kind: str = "police"
    officer: str = ""
    name: str = ""
    title: str = ""
    agency: str = ""
    scores: tuple[int, ...] = ()
    of: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LastYear:
    """The year before, brought along and closed: what was ``missed`` in it (building, drill),
    and the drill that was amended after it was closed, by so many school days, and why."""

    missed: tuple[tuple[str, str], ...]
    building: str
    drill: str
    by_days: int
    why: str


@dataclass(frozen=True, slots=True)
class DemoDistrict:
    """One sample district as its file tells it."""

    name: str
    jurisdiction: str
    zone: str
    domain: str
    labels: Mapping[str, str]
    options: Mapping[str, Any]
    settings: Mapping[str, str]
    calendar: Mapping[str, Any]
    buildings: tuple[DemoBuilding, ...]
    people: tuple[DemoPerson, ...]
    drills: tuple[DemoDrill, ...]
    stories: tuple[Story, ...]
    latest: Mapping[str, str]
    later: tuple[Later, ...] = ()
    questions: tuple[str, ...] = ()
    local_law: str = ""
    last_year: LastYear | None = None

    def email(self, person: DemoPerson) -> str:
        """The address that somebody signs in with."""
        return f"{person.key}@{self.domain}"

    def story(self, building: str, drill: str) -> Story | None:
        """What went otherwise with a building's drill, if anything did."""
        for story in self.stories:
            if (story.building, story.drill) == (building, drill) and story.happens != "extra":
                return story
        return None


def read_districts() -> list[DemoDistrict]:
    """The two sample districts."""
    return [_district(tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))) for name in NAMES]


def _district(data: dict[str, Any]) -> DemoDistrict:
    facts = data.pop("facts")
    lists = {name: data.pop(name) for name in ("building", "person", "drill", "story", "extra")}
    later, law, last = data.pop("later", []), data.pop("local_law", ""), data.pop("last_year", None)
    return DemoDistrict(
        **_tuples(data, "questions"),
        later=tuple(Later(**_tuples(row, "scores")) for row in later),
        local_law=(DATA / law).read_text("utf-8") if law else "",
        last_year=LastYear(tuple(map(tuple, last.pop("missed"))), **last) if last else None,
        buildings=tuple(_building(row, facts) for row in lists["building"]),
        people=tuple(DemoPerson(**_tuples(row, "buildings")) for row in lists["person"]),
        drills=tuple(
            DemoDrill(first=row.pop("from"), columns=_columns(row), **_tuples(row, "together"))
            for row in lists["drill"]
        ),
        stories=tuple(_story(row) for row in (*lists["story"], *lists["extra"])),
    )


def _building(row: dict[str, Any], facts: dict[str, Any]) -> DemoBuilding:
    own = {name: row.pop(name) for name in ("key", "name", "address")}
    late_by, unknown = row.pop("late_by", 0), row.pop("unknown", [])
    known = {name: value for name, value in {**facts, **row}.items() if name not in unknown}
    return DemoBuilding(**own, facts=known, late_by=late_by)


def _story(row: dict[str, Any]) -> Story:
    columns = _columns(row)
    if "at" in row:
        row["at"] = time.fromisoformat(row["at"])
    return Story(columns=columns, **_tuples(row, "leaves_out", "problems", "evidence"))


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.pop(name) for name in COLUMNS if name in row}


def _tuples(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(value) if name in names else value for name, value in row.items()}
