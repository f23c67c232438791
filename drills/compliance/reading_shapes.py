"""Reads the numbers of a requirement: its versions, windows, parts, caps, substitutes.

One function for each table that README.md in packs/ explains. What is around the
numbers is reading_rules.py's; whole files are loading.py's.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from drills.compliance.qualities import QUALITIES
from drills.compliance.shapes import (
    COUNTED_AS,
    EVEN,
    NEEDS_SIZE,
    ODD,
    PERS,
    STRETCHES,
    Bounds,
    Cap,
    Count,
    Part,
    Share,
    Substitution,
    Version,
)
from drills.compliance.strict import Table, nearest
from drills.facts import DRILL_TYPES

BREAKS = ("winter_break", "spring_break")
OTHER = re.compile(r"other:[a-z][a-z0-9_]*")


def read_accepts(table: Table, default: Any = ...) -> frozenset[str]:
    """Drill types, or ``other:some_title`` for a row of type other with that title."""
    words = table.words("accepts", default=default)
    for word in words:
        if word not in DRILL_TYPES and not OTHER.fullmatch(word):
            table.fault(f"'accepts' holds '{word}'{nearest(word, DRILL_TYPES)}")
    return frozenset(words)


def read_version(raw: Any, where: str, faults: list[str], settings: set[str]) -> Version:
    """One version of a requirement's numbers."""
    table = Table(f"{where}, version", raw, faults)
    since = table.take("since", date, None)
    if table.take("repealed", bool, False):
        table.done()
        return Version(since, None)
    number = _number(table, "count", settings, None)
    share = table.take("share", dict, None)
    if share is not None:
        if number is not None:
            table.fault("has both 'count' and 'share'; say one of them")
        number = _share(share, where, faults)
    shape = Count(
        number=number,
        per=table.word("per", PERS),
        size=table.take("size", int, 0),
        anchor_month=table.take("anchor_month", str, "9"),
        skip_first_month=table.take("skip_first_month", str, "no"),
        summer_months=table.take("summer_months", bool, False),
        only=_only(table),
        bounds=read_bounds(table, settings),
        windows=read_parts(table, "window", where, faults, settings),
        parts=read_parts(table, "part", where, faults, settings),
        alternatives=tuple(
            _alternative(a, where, faults, settings) for a in table.tables("alternative")
        ),
        substitutions=_substitutions(table, where, faults, settings),
        cap=_cap(table, where, faults, settings),
        separate_from=table.words("separate_from", default=[]),
        minutes_apart=_number(table, "minutes_apart", settings, 0),
        days_apart=_number(table, "days_apart", settings, 0),
        having=table.words("having", QUALITIES, default=[]),
        in_place_of_others=table.take("in_place_of_others", str, ""),
        while_unset=table.word("while_unset", ("needs_decision", "advisory"), "needs_decision"),
        comparator=table.word("comparator", ("at_least", "at_most"), "at_least"),
    )
    _check(shape, table, settings)
    table.done()
    return Version(since, shape)


def _check(shape: Count, table: Table, settings: set[str]) -> None:
    """What fits together: a size where one is needed, windows where they are announced."""
    for value in (shape.anchor_month, shape.skip_first_month):
        named(value, table, settings)
    if not shape.anchor_month.startswith("@") and shape.anchor_month not in map(str, range(1, 13)):
        table.fault(f"'anchor_month' is '{shape.anchor_month}'; say a month from '1' to '12'")
    if not shape.skip_first_month.startswith("@") and shape.skip_first_month not in ("yes", "no"):
        table.fault(f"'skip_first_month' is '{shape.skip_first_month}'; say 'yes' or 'no'")
    if shape.per in NEEDS_SIZE and shape.size < 1:
        table.fault(f"'per' is '{shape.per}', so 'size' must say how many")
    if shape.per not in NEEDS_SIZE and shape.size:
        table.fault(f"'size' says nothing where 'per' is '{shape.per}'")
    if shape.per == "windows" and not shape.windows:
        table.fault("'per' is 'windows', so the windows must be written out")
    if shape.per != "windows" and shape.windows:
        table.fault("has windows written out, so 'per' should be 'windows'")
    if shape.per == "windows" and shape.number is not None:
        table.fault("'per' is 'windows', so each window has its own 'count'")
    if (shape.per == "drills") != bool(shape.having):
        table.fault("'per = \"drills\"' and 'having' go together")
    if shape.summer_months and shape.per != "month":
        table.fault("'summer_months' goes with 'per = \"month\"'")
    if shape.comparator == "at_most" and shape.number is None:
        table.fault("'comparator' is 'at_most', so 'count' must say the ceiling")
    if shape.in_place_of_others and shape.comparator != "at_most":
        table.fault("'in_place_of_others' goes with 'comparator = \"at_most\"'")


def named(value: Any, table: Table, settings: set[str]) -> None:
    """A fault where ``@name`` names no setting of the pack."""
    if isinstance(value, str) and value.startswith("@") and value[1:] not in settings:
        table.fault(f"names the setting '{value[1:]}'{nearest(value[1:], settings)}")


def _number(table: Table, key: str, settings: set[str], default: Any = ...) -> Any:
    value = table.take(key, (int, str), default)
    if isinstance(value, str) and not value.startswith("@"):
        table.fault(f"'{key}' is '{value}'; write a number, or '@' and the name of a setting")
    if isinstance(value, int) and value < 0:
        table.fault(f"'{key}' is {value}, which is less than nothing")
    named(value, table, settings)
    return value


def _share(raw: dict[str, Any], where: str, faults: list[str]) -> Share:
    table = Table(f"{where}, share", raw, faults)
    of = table.take("of", str)
    part = table.take("part", str)
    match = re.fullmatch(r"([1-9]\d?)/([1-9]\d?)", part or "")
    if part is not None and not match:
        table.fault(f"'part' is '{part}'; write it like '1/2'")
    table.done()
    return Share(of or "", *(map(int, match.groups()) if match else (1, 1)))


def _only(table: Table) -> tuple[int, ...] | str:
    value = table.take("only", (list, str), ())
    if isinstance(value, str):
        if value not in (ODD, EVEN):
            table.fault(f"'only' is '{value}'; say 'odd', 'even' or a list of numbers")
        return value
    if any(not isinstance(n, int) or n < 1 for n in value or ()):
        table.fault("'only' should list numbers from 1")
    return tuple(value or ())


def read_parts(
    table: Table, key: str, where: str, faults: list[str], settings: set[str]
) -> tuple[Part, ...]:
    """The parts, or the windows, that stand under a key."""
    return tuple(_part(p, where, faults, settings) for p in table.tables(key))


def _part(raw: Any, where: str, faults: list[str], settings: set[str]) -> Part:
    table = Table(f"{where}, window", raw, faults)
    accepts = read_accepts(table, None)
    part = Part(
        count=_number(table, "count", settings),
        bounds=read_bounds(table, settings),
        per=table.word("per", STRETCHES, "school_year"),
        only=_only(table),
        accepts=accepts or None,
        qualities=table.words("must_have", QUALITIES, default=[]),
        says=table.take("says", str, ""),
    )
    table.done()
    return part


def _alternative(raw: Any, where: str, faults: list[str], settings: set[str]) -> tuple[Part, ...]:
    table = Table(f"{where}, alternative", raw, faults)
    parts = read_parts(table, "part", where, faults, settings)
    table.done()
    return parts


def _cap(table: Table, where: str, faults: list[str], settings: set[str]) -> Cap | None:
    raw = table.take("cap", dict, None)
    if raw is None:
        return None
    inner = Table(f"{where}, cap", raw, faults)
    cap = Cap(_number(inner, "at_most", settings), inner.word("per", STRETCHES))
    inner.done()
    return cap


def _substitutions(
    table: Table, where: str, faults: list[str], settings: set[str]
) -> tuple[Substitution, ...]:
    raw = table.take("substitute", (dict, list), [])
    tables = [raw] if isinstance(raw, dict) else raw or []
    return tuple(_substitution(r, where, faults, settings) for r in tables)


def _substitution(raw: Any, where: str, faults: list[str], settings: set[str]) -> Substitution:
    table = Table(f"{where}, substitute", raw, faults)
    found = Substitution(
        accepts=read_accepts(table),
        at_most=_number(table, "at_most", settings, None),
        per=table.word("per", STRETCHES, "school_year"),
        per_window_of=table.take("per_window_of", str, ""),
        qualities=table.words("must_have", QUALITIES, default=[]),
        bounds=read_bounds(table, settings),
        floor=table.take("floor", int, 0),
        separate_from=table.words("separate_from", default=[]),
        pupils=table.take("pupils", bool, True),
    )
    table.done()
    return found


def read_bounds(table: Table, settings: set[str]) -> Bounds:
    """From, to, and what is counted from the first day."""
    counted_as = table.take("counted_as", str, "days")
    if not counted_as.startswith("@") and counted_as not in COUNTED_AS:
        table.fault(f"'counted_as' is '{counted_as}'{nearest(counted_as, COUNTED_AS)}")
    named(counted_as, table, settings)
    ends = {key: table.take(key, str, None) for key in ("from", "to")}
    for key, value in ends.items():
        if value is not None and value not in BREAKS and not _is_day(value):
            table.fault(f"'{key}' is '{value}'; say a month and day like '12-01', or {BREAKS}")
    _check_order(ends["from"], ends["to"], table)
    counts = {
        key: table.take(key, int, None) for key in ("first", "within", "after_first", "after")
    }
    for key, count in counts.items():
        if count is not None and count < 1:
            table.fault(f"'{key}' is {count}; say a number from 1")
    return Bounds(start=ends["from"], end=ends["to"], counted_as=counted_as, **counts)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(f"2000-{value}")
    except ValueError:
        return False
    return len(value) == 5


def _check_order(start: str | None, end: str | None, table: Table) -> None:
    """July comes first in a school year; only July and August may also come last."""
    if start and end and _is_day(start) and _is_day(end):
        first, last = (((int(d[:2]) - 7) % 12, d[3:]) for d in (start, end))
        if first > last and end[:2] not in ("07", "08"):
            table.fault(f"'from' is '{start}', which comes after 'to', '{end}'")
