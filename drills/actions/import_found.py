"""What an import would do, as values: what is new, what is there, what is asked, what is wrong.

One file a sheet finds it (import_buildings.py, import_people.py, import_drills.py);
import_check.py puts it together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from drills.actions.building_rules import BuildingEntry
from drills.actions.people_rules import Entry
from drills.compliance.flags import Flag
from drills.facts import Drill
from drills.workbooks.reading import Fault, Row


@dataclass(frozen=True, slots=True)
class NewBuilding:
    """A building to add. ``ref`` is negative: it has no id yet."""

    row: int
    ref: int
    entry: BuildingEntry


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to add; the buildings of the roles are ids, or refs of new buildings."""

    row: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class PastDrill:
    """A drill to add to a building's record. ``key`` makes a second import find it."""

    row: int
    building: int
    building_name: str
    drill: Drill
    recorded_by: str
    year: str
    key: str


@dataclass(frozen=True, slots=True)
class Already:
    """A row that adds nothing, since what it says is there."""

    sheet: str
    row: int
    name: str
    day: date | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to look at before confirming. ``flag`` where it is a plausibility flag."""

    sheet: str
    row: int
    code: str
    name: str = ""
    value: str = ""
    day: date | None = None
    flag: Flag | None = None


@dataclass(slots=True)
class Checked:
    """What an import would do."""

    buildings: list[NewBuilding] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)
    drills: list[PastDrill] = field(default_factory=list)
    already: list[Already] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def adds(self) -> int:
        """How many things would be added."""
        return len(self.buildings) + len(self.people) + len(self.drills)

    @property
    def fingerprint(self) -> str:
        """Short words for all that would be added: what is confirmed is what was shown."""
        words = repr([self.buildings, self.people, [(d.key, d.building) for d in self.drills]])
        return hashlib.sha256(words.encode()).hexdigest()[:16]


class Places:
    """The buildings that a row may name, known and new ones, by name and by key."""

    def __init__(self) -> None:
        self._by_word: dict[str, tuple[int, str]] = {}

    def add(self, ref: int, *words: str) -> None:
        """A building under its name and its key; the first of them is how it is called."""
        for word in words:
            if word.strip():
                self._by_word.setdefault(folded(word), (ref, words[0]))

    def find(self, word: str) -> tuple[int, str] | None:
        """Ref and name of a building; None where none is called so."""
        return self._by_word.get(folded(word))

    def nearest(self, word: str) -> str:
        """The name that is most like a word; empty where there is none like it."""
        close = get_close_matches(folded(word), self._by_word, n=1, cutoff=0.5)
        return self._by_word[close[0]][1] if close else ""

    @property
    def refs(self) -> frozenset[int]:
        """All of them."""
        return frozenset(ref for ref, _ in self._by_word.values())


def folded(word: str) -> str:
    """A name as it is compared: case and spaces do not matter."""
    return " ".join(word.split()).casefold()


class Faults:
    """The faults found so far, one for each cell: the first says enough."""

    def __init__(self, found: Iterable[Fault]) -> None:
        self.all = list(found)
        self._cells = {(f.sheet, f.row, f.column) for f in self.all}

    def add(self, row: Row, column: str, code: str, value: str = "", near: str = "") -> None:
        """A fault in a cell of a row, unless that cell has one."""
        cell = (row.sheet, row.number, column)
        if cell not in self._cells:
            self._cells.add(cell)
            self.all.append(Fault(*cell, code, value, near))

    def has(self, row: Row) -> bool:
        """Whether a row has one."""
        return any((sheet, n) == (row.sheet, row.number) for sheet, n, _ in self._cells)

    def in_order(self, sheets: Iterable[str]) -> list[Fault]:
        """By sheet and row."""
        order = {name: number for number, name in enumerate(sheets)}
        return sorted(self.all, key=lambda f: (order.get(f.sheet, 99), f.row))
