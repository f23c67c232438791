"""Reads a requirement of a pack: what it is, whom it binds, what its drills must be like.

The numbers inside it are reading_shapes.py's; whole files are loading.py's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.compliance.pack import CONDITION_KEYS, Rule, Setting
from drills.compliance.qualities import QUALITIES, VARIETIES
from drills.compliance.reading_shapes import read_accepts, read_version
from drills.compliance.shapes import Excuse
from drills.compliance.strict import Table, nearest
from drills.facts import CHOICE_FACTS, GRADES

CONFIDENCES = ("high", "medium", "low")


def read_rule(
    raw: Any,
    file: str,
    faults: list[str],
    reviewed: date,
    sources: dict[str, str],
    settings: dict[str, Setting],
) -> Rule:
    """One requirement, with its versions."""
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    where = f"{file}, requirement '{name}'"
    table = Table(where, raw, faults)
    source = table.word("source", sources)
    confidence = table.word("confidence", CONFIDENCES)
    not_modelled = table.take("not_modelled", str, "")
    versions = [read_version(v, where, faults, set(settings)) for v in table.tables("version")]
    if not versions and not not_modelled:
        table.fault("has no [[requirement.version]]; say the numbers, or 'not_modelled' and why")
    known = [v.since for v in versions if v.since is not None]
    if known != sorted(set(known)) or any(v.since is None for v in versions[1:]):
        table.fault("the versions' 'since' days are out of order (oldest first, each once)")
    applies = table.take("applies", dict, {})
    rule = Rule(
        id=table.take("id", str),
        name=table.take("name", str),
        group=table.take("group", str),
        summary=table.take("summary", str),
        legal_term=table.take("legal_term", str, ""),
        accepts=read_accepts(table),
        qualities=table.words("must_have", QUALITIES, default=[]),
        variety=table.words("variety", VARIETIES, default=[]),
        applies=read_condition(applies, f"{where}, applies", faults, settings),
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
        qualities_where=tuple(
            _quality_where(q, where, faults, settings) for q in table.tables("must_have_where")
        ),
        excuses=tuple(_excuse(e, where, faults) for e in table.tables("excuse")),
        notes=table.words("notes", default=[]),
    )
    if not rule.accepts and not not_modelled:
        table.fault("'accepts' is empty: say which drills count")
    if confidence == "low" and not rule.advisory:
        table.fault("'confidence' is 'low', so 'advisory' cannot be false")
    table.done()
    return rule


def read_condition(
    raw: Any, where: str, faults: list[str], settings: dict[str, Setting]
) -> dict[str, object]:
    """Facts and choices that a building must have."""
    table = Table(where, raw, faults)
    found: dict[str, object] = {}
    for key in CONDITION_KEYS:
        if key not in table.left:
            table.known.append(key)
        elif key == "any":
            found[key] = tuple(
                read_condition(c, where, faults, settings) for c in table.tables(key)
            )
        elif key == "settings":
            found[key] = _choices(table.take(key, dict), where, faults, settings)
        elif key in CHOICE_FACTS:
            found[key] = table.words(key, CHOICE_FACTS[key])
        elif key in ("grades", "grades_none", "lowest_grade"):
            found[key] = _grades(table, key)
        elif key == "enrollment_at_least":
            found[key] = table.take(key, int)
        else:
            found[key] = table.take(key, bool)
    table.done()
    return found


def _grades(table: Table, key: str) -> str:
    value = table.take(key, str)
    ends = (value or "K-12").split("-")
    if len(ends) != 2 or any(g not in GRADES for g in ends):
        table.fault(f"'{key}' is '{value}'; say a range like 'K-5', out of PK, K, 1 to 12")
    elif GRADES.index(ends[0]) > GRADES.index(ends[1]):
        table.fault(f"'{key}' is '{value}'; the lowest grade comes first")
    return value


def _choices(
    raw: Any, where: str, faults: list[str], settings: dict[str, Setting]
) -> dict[str, tuple[str, ...]]:
    table = Table(f"{where}, settings", raw, faults)
    found = {}
    for name in list(table.left):
        setting = settings.get(name)
        if setting is None:
            table.left.pop(name)
            table.fault(f"names the setting '{name}'{nearest(name, settings)}")
        else:
            found[name] = table.words(name, setting.options or None)
    table.done()
    return found


def _quality_where(
    raw: Any, where: str, faults: list[str], settings: dict[str, Setting]
) -> tuple[str, dict[str, object]]:
    table = Table(f"{where}, must_have_where", raw, faults)
    quality = table.word("quality", QUALITIES)
    condition = table.take("where", dict, {})
    table.done()
    return quality, read_condition(condition, table.where, faults, settings)


def _excuse(raw: Any, where: str, faults: list[str]) -> Excuse:
    table = Table(f"{where}, excuse", raw, faults)
    found = Excuse(table.take("id", str), table.take("says", str), table.take("held", int, 0))
    table.done()
    return found
