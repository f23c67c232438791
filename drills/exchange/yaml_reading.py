"""YAML read as strings, with the place of every value; strict, and all problems at once.

``10:00`` stays text, a quoted and a bare date are the same, a key that stands twice or is
not known is a problem. What the keys mean is building_file.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from drills.exchange.fields import read_day
from drills.exchange.problems import FileProblems, NotThat, Problem, decoded, nearest, quoted
from drills.facts import Span

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST_SPAN = 400  # days; longer ones are slips of the year
DEEPEST = 30
EMPTY = ("", "null", "Null", "NULL", "~")
YES = ("true", "yes", "on")
NO = ("false", "no", "off")
TEXT_KIND, LIST_KIND, TABLE_KIND = "a single value", "a list", "keys with values"


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file: text, a list or a table, and where it stands (from 1)."""

    line: int
    column: int
    value: Any  # str | None | list[Node] | dict[str, Node]

    @property
    def kind(self) -> str:
        """What sort of value it is, in words."""
        if isinstance(self.value, dict):
            return TABLE_KIND
        return LIST_KIND if isinstance(self.value, list) else TEXT_KIND


@dataclass(slots=True)
class YamlReading:
    """One file being read; problems are collected and raised at the end, all of them."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    # An anchor's value is made once, so that values which repeat each other stay small.
    made: dict[int, Node] = field(default_factory=dict)

    def wrong(self, node: Node, what: str, right: str) -> None:
        """Note a problem at a value."""
        self.problems.append(Problem(self.file, node.line, str(node.column), what, right))

    def done(self) -> None:
        """Raise FileProblems where there were any."""
        if self.problems:
            raise FileProblems(sorted(self.problems, key=lambda p: (p.line, int(p.column))))

    def top(self, data: bytes) -> Node:
        """The file's table of keys. Raises FileProblems where the text is not YAML."""
        text = decoded(data, self.file)
        try:
            roots = list(yaml.compose_all(text, LOADER))
        except (yaml.YAMLError, RecursionError) as error:
            raise FileProblems([self._not_yaml(error)]) from None
        if len(roots) != 1 or not isinstance(roots[0], yaml.MappingNode):
            what = "the file is empty" if not roots else "the file is not one table of keys"
            right = "Write keys and values, one a line: name: Example Elementary"
            raise FileProblems([Problem(self.file, 1, "", what, right)])
        try:
            return self._node(roots[0], 0)
        except RecursionError:
            what = "the values are nested too deeply"
            raise FileProblems([Problem(self.file, 1, "", what, "Write them out flat")]) from None

    def _not_yaml(self, error: Exception) -> Problem:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "nested too deeply"
        line, column = (mark.line + 1, str(mark.column + 1)) if mark else (1, "")
        right = "Check the indentation, the colon and the quotes of this line and the one before"
        return Problem(self.file, line, column, f"this is not YAML ({said})", right)

    def _node(self, raw: yaml.Node, depth: int) -> Node:
        if id(raw) not in self.made:
            if depth > DEEPEST:
                raise RecursionError
            self.made[id(raw)] = self._made(raw, depth)
        return self.made[id(raw)]

    def _made(self, raw: yaml.Node, depth: int) -> Node:
        line, column = raw.start_mark.line + 1, raw.start_mark.column + 1
        if isinstance(raw, yaml.ScalarNode):
            bare = raw.style is None or raw.style == ""
            return Node(line, column, None if bare and raw.value in EMPTY else raw.value)
        if isinstance(raw, yaml.SequenceNode):
            return Node(line, column, [self._node(item, depth + 1) for item in raw.value])
        entries: dict[str, Node] = {}
        for key, value in raw.value:
            place = Node(key.start_mark.line + 1, key.start_mark.column + 1, None)
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(place, "a key is a list or a table", "Write a plain word as the key")
            elif key.value in entries:
                first = entries[key.value].line
                what = f"the key {quoted(key.value)} stands twice (first on line {first})"
                self.wrong(place, what, "Keep one of the two")
            else:
                found = self._node(value, depth + 1)
                # An empty value stands where its key does, so that the place is never lost.
                if found.value is None:
                    found = Node(place.line, place.column, None)
                entries[key.value] = found
        return Node(line, column, entries)

    def table(
        self,
        node: Node | None,
        called: str,
        known: Iterable[str] | None,
        needed: Iterable[str] = (),
    ) -> dict[str, Node]:
        """A table's entries that are known; anything else is a problem. Empty: no entries."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            if node.value is not None or tuple(needed):
                keys = ", ".join(known or ()) or "keys"
                self.wrong(node, f"{called} is {node.kind}", f"Write a table with {keys}")
            return {}
        found: dict[str, Node] = {}
        names = None if known is None else list(known)
        for key, value in node.value.items():
            if names is not None and key not in names:
                what = f"the key {quoted(key)} is not known in {called}"
                self.wrong(value, what, f"The nearest known name is {nearest(key, names)}")
            else:
                found[key] = value
        for key in needed:
            if key not in found or found[key].value is None:
                what = f"{key} is missing in {called}"
                self.wrong(found.get(key, node), what, f"Write {key}: and its value")
        return found

    def items(self, node: Node | None, called: str, example: str) -> list[Node]:
        """A list's items; an empty value is an empty list."""
        if node is None or node.value is None or node.value == {}:
            return []
        if isinstance(node.value, list):
            return node.value
        self.wrong(node, f"{called} is {node.kind}, not a list", f"Write {called}: {example}")
        return []

    def text(self, node: Node | None, called: str) -> str | None:
        """A single value as the text that stands there; None where it is empty."""
        if node is None or node.value is None:
            return None
        if isinstance(node.value, str):
            return node.value.strip() or None
        self.wrong(node, f"{called} is {node.kind}", f"Write one value after {called}:")
        return None

    def day(self, node: Node | None, called: str) -> date | None:
        """An ISO date."""
        text = self.text(node, called)
        if text is None or node is None:
            return None
        try:
            return read_day(text)
        except NotThat as error:
            self.wrong(node, f"{called}: {error.what}", error.right)
            return None

    def yes_no(self, node: Node | None, called: str) -> bool | None:
        """True or false, in any of YAML's words for them."""
        text = self.text(node, called)
        if text is None or node is None:
            return None
        word = text.casefold()
        if word in YES or word in NO:
            return word in YES
        self.wrong(
            node, f"{called}: {quoted(text)} is neither true nor false", "Write true or false"
        )
        return None

    def span(self, node: Node | None, called: str) -> Span | None:
        """A day, a range ``a..b``, or a table with start and end."""
        if node is None or node.value is None:
            return None
        if isinstance(node.value, dict):
            ends = self.table(node, called, ("start", "end"), ("start", "end"))
            days = [self.day(ends.get(key), f"{called}.{key}") for key in ("start", "end")]
        else:
            text = self.text(node, called)
            if text is None:
                return None
            days = []
            for part in text.split("..") if text.count("..") == 1 else [text]:
                days.append(self.day(Node(node.line, node.column, part.strip()), called))
        start, end = days[0], days[-1]
        if start is None or end is None:
            return None
        if end < start:
            what = f"{called}: {start} to {end} ends before it begins"
            self.wrong(node, what, f"Write {end}..{start}, or correct the year")
            return None
        if (end - start).days > LONGEST_SPAN:
            what = f"{called}: {start} to {end} is longer than a year"
            self.wrong(node, what, "Correct one of the two years")
            return None
        return Span(start, end)

    def spans(self, node: Node | None, called: str) -> tuple[Span, ...]:
        """A list of days and ranges."""
        example = "[2026-11-26, 2026-12-24..2027-01-01]"
        found = (self.span(item, called) for item in self.items(node, called, example))
        return tuple(span for span in found if span is not None)
