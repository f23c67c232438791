"""Reads a pack file, strictly: what is not understood is refused, never skipped.

A fault names the file, the requirement and the key, and what would be right.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from drills.compliance.pack import (
    CONDITION_KEYS,
    COUNTED_AS,
    PERS,
    RECORD_FIELDS,
    Bounds,
    Count,
    Duty,
    Pack,
    Part,
    Rule,
    Setting,
    Source,
    Substitution,
    Version,
)
from drills.compliance.qualities import QUALITIES, VARIETIES
from drills.compliance.strict import PackError, Table, nearest
from drills.facts import DRILL_TYPES

PACKS = Path(__file__).parent.parent / "packs"
CONFIDENCES = ("high", "medium", "low")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
BREAKS = ("winter_break", "spring_break")


def known_jurisdictions() -> dict[str, str]:
    """Code and name of every jurisdiction that has a pack, by name."""
    packs = [load_pack(path.stem.upper()) for path in sorted(PACKS.glob("us-*.toml"))]
    return {pack.jurisdiction: pack.name for pack in sorted(packs, key=lambda p: p.name)}


@lru_cache(maxsize=128)
def load_pack(jurisdiction: str) -> Pack:
    """The pack of a jurisdiction, US-MI. Raises LookupError where there is none, PackError."""
    path = PACKS / f"{jurisdiction.lower()}.toml"
    if not re.fullmatch(r"US-[A-Z]{2}", jurisdiction) or not path.exists():
        known = ", ".join(sorted(p.stem.upper() for p in PACKS.glob("us-*.toml")))
        raise LookupError(f"there is no pack for {jurisdiction}; there are packs for {known}")
    return read_pack(path.read_bytes(), path.name)


def read_pack(data: bytes, file: str) -> Pack:
    """A pack from the bytes of its file. Raises PackError with every fault found."""
    try:
        top = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError([f"{file}: cannot be read as TOML: {error}"]) from None
    faults: list[str] = []
    table = Table(file, top, faults)
    if table.take("schema", int) not in (1, None):
        table.fault("'schema' should be 1")
    reviewed = table.take("reviewed", date)
    pack_source = [_source(s, file, faults) for s in table.tables("source")]
    settings = [_setting(s, file, faults) for s in table.tables("setting")]
    source_urls = {s.id: s.url for s in pack_source}
    names = {s.id for s in settings}
    rules = [
        _rule(r, file, faults, reviewed, source_urls, names) for r in table.tables("requirement")
    ]
    duties = [_duty(d, file, faults, source_urls) for d in table.tables("duty")]
    pack = Pack(
        jurisdiction=table.take("jurisdiction", str),
        name=table.take("name", str),
        version=table.take("version", str),
        reviewed=reviewed,
        applies_to=table.take("applies_to", str),
        rules=tuple(rules),
        duties=tuple(duties),
        settings=tuple(settings),
        sources=tuple(pack_source),
        notes=table.words("notes", default=[]),
        open_questions=table.words("open_questions", default=[]),
        spanish=table.take("es", dict, {}),
    )
    table.done()
    for kind, ids in (
        ("requirement", [r.id for r in rules]),
        ("duty", [d.id for d in duties]),
        ("source", [s.id for s in pack_source]),
        ("setting", [s.id for s in settings]),
    ):
        for name in sorted({i for i in ids if i and ids.count(i) > 1}):
            faults.append(f"{file}: {kind} '{name}' stands twice")
    _check_references(rules, file, faults)
    _check_spanish(pack, file, faults)
    if faults:
        raise PackError(faults)
    return pack


def _check_references(rules: list[Rule], file: str, faults: list[str]) -> None:
    ids = [rule.id for rule in rules]
    for rule in rules:
        for version in rule.versions:
            shape = version.shape
            if shape is None:
                continue
            named = list(shape.separate_from)
            if shape.substitution:
                named.append(shape.substitution.per_window_of)
            for name in named:
                if name not in ids:
                    faults.append(
                        f"{file}, requirement '{rule.id}': names the requirement "
                        f"'{name}'{nearest(name, ids)}"
                    )


def translatable(pack: Pack) -> list[str]:
    """The pack's words that principals and staff read: names, summaries, windows' words."""
    found = [words for rule in pack.rules for words in (rule.name, rule.summary)]
    for rule in pack.rules:
        for shape in (v.shape for v in rule.versions if v.shape):
            parts = [
                *shape.windows,
                *shape.parts,
                *(p for a in shape.alternatives for p in a),
            ]
            found += [part.says for part in parts if part.says]
    return list(dict.fromkeys(found))


def _check_spanish(pack: Pack, file: str, faults: list[str]) -> None:
    known = translatable(pack)
    for words in pack.spanish:
        if words not in known:
            faults.append(f"{file}, es: '{words}' stands nowhere in the pack")


def _source(raw: Any, file: str, faults: list[str]) -> Source:
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    table = Table(f"{file}, source '{name}'", raw, faults)
    found = Source(
        id=table.take("id", str),
        cite=table.take("cite", str),
        url=table.take("url", str),
        read=table.take("read", str),
        text_as_of=table.take("text_as_of", str, "unknown"),
    )
    table.done()
    return found


def _setting(raw: Any, file: str, faults: list[str]) -> Setting:
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    table = Table(f"{file}, setting '{name}'", raw, faults)
    options = table.words("options", default=[])
    default = table.take("default", str, None)
    if default is not None and options and default not in options:
        table.fault(f"'default' is '{default}'{nearest(default, options)}")
    found = Setting(
        table.take("id", str),
        table.take("asks", str),
        table.take("why", str),
        options,
        default,
    )
    table.done()
    return found


def _duty(raw: Any, file: str, faults: list[str], sources: dict[str, str]) -> Duty:
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    table = Table(f"{file}, duty '{name}'", raw, faults)
    found = Duty(
        id=table.take("id", str),
        summary=table.take("summary", str),
        deadline=table.take("deadline", str, ""),
        citation=table.take("citation", str),
        source=table.word("source", sources),
        confidence=table.word("confidence", CONFIDENCES),
        record=table.words("record", RECORD_FIELDS, default=[]),
        types=table.words("types", DRILL_TYPES, default=[]),
        notice_days=table.take("notice_days", int, None),
    )
    table.done()
    return found


def _rule(
    raw: Any,
    file: str,
    faults: list[str],
    reviewed: date,
    sources: dict[str, str],
    settings: set[str],
) -> Rule:
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    where = f"{file}, requirement '{name}'"
    table = Table(where, raw, faults)
    source = table.word("source", sources)
    confidence = table.word("confidence", CONFIDENCES)
    not_modelled = table.take("not_modelled", str, "")
    versions = [_version(v, where, faults, settings) for v in table.tables("version")]
    if not versions and not not_modelled:
        table.fault("has no [[requirement.version]]; say the numbers, or 'not_modelled' and why")
    known = [v.since for v in versions if v.since is not None]
    if known != sorted(set(known)) or any(v.since is None for v in versions[1:]):
        table.fault("the versions' 'since' days are out of order (oldest first, each once)")
    rule = Rule(
        id=table.take("id", str),
        name=table.take("name", str),
        group=table.take("group", str),
        summary=table.take("summary", str),
        legal_term=table.take("legal_term", str, ""),
        accepts=frozenset(table.words("accepts", DRILL_TYPES)),
        qualities=table.words("must_have", QUALITIES, default=[]),
        variety=table.words("variety", VARIETIES, default=[]),
        applies=_condition(table.take("applies", dict, {}), where, faults),
        applies_says=table.take("applies_says", str, ""),
        citation=table.take("citation", str),
        source=source,
        url=sources.get(source, ""),
        confidence=confidence,
        seen=table.take("seen", str, ""),
        reviewed=table.take("reviewed", date, reviewed),
        advisory=table.take("advisory", bool, confidence == "low"),
        versions=tuple(versions),
        not_modelled=not_modelled,
        pupils=table.take("pupils", bool, True),
        any_day=table.take("any_day", bool, False),
        real_events=table.take("real_events", bool, False),
        notes=table.words("notes", default=[]),
    )
    table.done()
    return rule


def _condition(raw: dict[str, Any], where: str, faults: list[str]) -> dict[str, object]:
    table = Table(f"{where}, applies", raw, faults)
    found: dict[str, object] = {}
    for key in CONDITION_KEYS:
        if key not in raw:
            table.known.append(key)
        elif key == "any":
            found[key] = tuple(_condition(c, where, faults) for c in table.tables(key))
        elif key in ("ownership", "sprinklers", "smoke_detectors"):
            found[key] = table.words(key)
        elif key in ("grades", "grades_none"):
            found[key] = table.take(key, str)
        else:
            found[key] = table.take(key, bool)
    table.done()
    return found


def _version(raw: Any, where: str, faults: list[str], settings: set[str]) -> Version:
    table = Table(f"{where}, version", raw, faults)
    since = table.take("since", date, None)
    if table.take("repealed", bool, False):
        table.done()
        return Version(since, None)
    number: Any = table.take("count", (int, str), None)
    substitution = None
    if (sub := table.take("substitute", dict, None)) is not None:
        inner = Table(f"{where}, substitute", sub, faults)
        substitution = Substitution(
            frozenset(inner.words("accepts", DRILL_TYPES)),
            inner.take("at_most", int),
            inner.take("per_window_of", str),
        )
        inner.done()
    shape = Count(
        number=number,
        per=table.word("per", PERS),
        size=table.take("size", int, 0),
        anchor_month=table.take("anchor_month", str, "9"),
        skip_first_month=table.take("skip_first_month", str, "no"),
        bounds=_bounds(table, settings),
        windows=tuple(_part(p, where, faults, settings) for p in table.tables("window")),
        parts=tuple(_part(p, where, faults, settings) for p in table.tables("part")),
        alternatives=tuple(
            _alternative(a, where, faults, settings) for a in table.tables("alternative")
        ),
        substitution=substitution,
        separate_from=table.words("separate_from", default=[]),
        comparator=table.word("comparator", ("at_least", "at_most"), "at_least"),
    )
    for value in (number, shape.anchor_month, shape.skip_first_month):
        _setting_named(value, table, settings)
    if shape.per in ("months", "school_days") and shape.size < 1:
        table.fault(f"'per' is '{shape.per}', so 'size' must say how many")
    if shape.per == "windows" and not shape.windows:
        table.fault("'per' is 'windows', so the windows must be written out")
    table.done()
    return Version(since, shape)


def _setting_named(value: Any, table: Table, settings: set[str]) -> None:
    if isinstance(value, str) and value.startswith("@") and value[1:] not in settings:
        table.fault(f"names the setting '{value[1:]}'{nearest(value[1:], settings)}")


def _alternative(raw: Any, where: str, faults: list[str], settings: set[str]) -> tuple[Part, ...]:
    table = Table(f"{where}, alternative", raw, faults)
    parts = tuple(_part(p, where, faults, settings) for p in table.tables("part"))
    table.done()
    return parts


def _part(raw: Any, where: str, faults: list[str], settings: set[str]) -> Part:
    table = Table(f"{where}, window", raw, faults)
    part = Part(
        count=table.take("count", int),
        bounds=_bounds(table, settings),
        per=table.word("per", ("windows", "month"), "windows"),
        says=table.take("says", str, ""),
    )
    table.done()
    return part


def _bounds(table: Table, settings: set[str]) -> Bounds:
    counted_as = table.take("counted_as", str, "days")
    if not counted_as.startswith("@") and counted_as not in COUNTED_AS:
        table.fault(f"'counted_as' is '{counted_as}'{nearest(counted_as, COUNTED_AS)}")
    _setting_named(counted_as, table, settings)
    ends = {key: table.take(key, str, None) for key in ("from", "to")}
    for key, value in ends.items():
        if value is not None and not MONTH_DAY.fullmatch(value) and value not in BREAKS:
            table.fault(f"'{key}' is '{value}'; say a month and day like '12-01', or {BREAKS}")
    return Bounds(
        start=ends["from"],
        end=ends["to"],
        first=table.take("first", int, None),
        within=table.take("within", int, None),
        after_first=table.take("after_first", int, None),
        first_week=table.take("first_week", bool, False),
        counted_as=counted_as,
    )
