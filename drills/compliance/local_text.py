"""A local layer between a form and its file: entries become TOML text, and back.

Forms know rules with one number in one window; what a file says beyond that is kept as it
stands. Whether the text is sound is local_law.py's, whether it is stricter layering.py's.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from drills.compliance.toml_text import toml_text

# The keys of a version, and of a change, that a form asks for.
NUMBERS = ("since", "count", "per", "within", "counted_as", "from", "to")
ASKED = ("since", "count", "within", "counted_as", "to", "accepts", "must_have", "advisory")
APPLIES = ("ownership", "grades")


@dataclass(frozen=True, slots=True)
class Origin:
    """By what right: the citation, and the text that it was read in.

    ``title`` and ``url`` make a source of the file; without a title ``source`` names one of
    the law above.
    """

    citation: str
    title: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule of one's own as a form holds it: so many drills in each window.

    ``starts`` and ``ends`` are a month and day, 11-01; ``within`` so many days after the
    first. ``numbers_kept``: the file says more of the numbers than a form can, so they stay
    as they are in ``raw``, the table that the entry was read from.
    """

    id: str
    name: str
    group: str
    summary: str
    accepts: tuple[str, ...]
    origin: Origin
    count: int | None = 1
    per: str = "school_year"
    within: int | None = None
    counted_as: str = "days"
    starts: str = ""
    ends: str = ""
    must_have: tuple[str, ...] = ()
    ownership: tuple[str, ...] = ()
    grades: str = ""
    applies_says: str = ""
    since: date | None = None
    note: str = ""
    numbers_kept: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A stricter word on a rule of the law above. What is empty stays as it is there.

    ``decides``: an advisory is switched on.
    """

    requirement: str
    says: str
    origin: Origin
    count: int | None = None
    within: int | None = None
    counted_as: str = ""
    ends: str = ""
    accepts: tuple[str, ...] = ()
    must_have: tuple[str, ...] = ()
    decides: bool = False
    since: date | None = None
    note: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayerEntries:
    """A whole layer as forms hold it. ``rest`` is what no form asks for."""

    name: str
    version: str
    reviewed: date
    rules: tuple[RuleEntry, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    rest: Mapping[str, Any] = field(default_factory=dict)


def layer_text(entries: LayerEntries, jurisdiction: str, layer: str) -> str:
    """The file of a layer. The same entries always give the same text."""
    rest = {key: value for key, value in entries.rest.items() if key not in ("source", "es")}
    sources = [dict(source) for source in entries.rest.get("source", [])]
    changes = [_change_table(change, sources) for change in entries.changes]
    rules = [_rule_table(rule, sources) for rule in entries.rules]
    used = {table.get("source") for table in (*changes, *rules, *rest.get("duty", []))}
    said = {value for table in (*changes, *rules) for value in _words_in(table)}
    said |= {
        value
        for key in ("duty", "setting")
        for t in rest.get(key, [])
        for value in t.values()
        if isinstance(value, str)
    }
    spanish = {en: es for en, es in entries.rest.get("es", {}).items() if en in said}
    top = {
        "schema": 1,
        "extends": jurisdiction,
        "layer": layer,
        "name": entries.name,
        "version": entries.version,
        "reviewed": entries.reviewed,
        **{key: value for key, value in rest.items() if not isinstance(value, list | dict)},
        **{key: value for key, value in rest.items() if key in ("notes", "open_questions")},
        "settings": dict(entries.settings),
        "change": changes,
        "requirement": rules,
        "setting": rest.get("setting", []),
        "duty": rest.get("duty", []),
        "source": [source for source in sources if source["id"] in used],
        "es": spanish,
    }
    return toml_text({key: value for key, value in top.items() if value not in ({}, [])})


def layer_entries(text: str) -> LayerEntries:
    """The entries of a layer's file that local_law.py can read. Raises ValueError else."""
    top = tomllib.loads(text)
    sources = {s["id"]: s for s in top.get("source", [])}
    taken = ("schema", "extends", "layer", "name", "version", "reviewed")
    taken = (*taken, "settings", "change", "requirement")
    try:
        return LayerEntries(
            name=top["name"],
            version=top["version"],
            reviewed=top["reviewed"],
            rules=tuple(_rule(table, sources) for table in top.get("requirement", [])),
            changes=tuple(_change(table, sources) for table in top.get("change", [])),
            settings={key: str(value) for key, value in top.get("settings", {}).items()},
            rest={key: value for key, value in top.items() if key not in taken},
        )
    except KeyError as error:
        raise ValueError(f"the file does not say {error}") from None


def next_version(before: str, today: date) -> str:
    """The version after another: year, month, and a number that grows within the month."""
    month = f"{today.year}.{today.month}."
    last = before.removeprefix(month) if before.startswith(month) else "0"
    return f"{month}{int(last) + 1 if last.isdecimal() else 1}"


def free_id(name: str, taken: Collection[str]) -> str:
    """A short name for a rule or source that is not taken yet: ``first-secure-drill``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "rule"
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def _rule_table(rule: RuleEntry, sources: list[dict[str, Any]]) -> dict[str, Any]:
    applies = {k: v for k, v in rule.raw.get("applies", {}).items() if k not in APPLIES}
    if rule.ownership:
        applies["ownership"] = list(rule.ownership)
    if rule.grades:
        applies["grades"] = rule.grades
    versions = rule.raw.get("version", []) if rule.numbers_kept else [_numbers(rule)]
    return _put(
        {**rule.raw, "id": rule.id},
        name=rule.name,
        group=rule.group,
        summary=rule.summary,
        accepts=list(rule.accepts),
        must_have=list(rule.must_have),
        applies=applies,
        applies_says=rule.applies_says,
        citation=rule.origin.citation,
        source=_source_of(rule.origin, sources),
        confidence=rule.raw.get("confidence", "high"),
        notes=_notes(rule.raw.get("notes", []), rule.note),
        version=versions,
    )


def _numbers(rule: RuleEntry) -> dict[str, Any]:
    return _put(
        {},
        since=rule.since,
        count=rule.count,
        per=rule.per,
        within=rule.within,
        counted_as=rule.counted_as if rule.within and rule.counted_as != "days" else None,
        **{"from": rule.starts, "to": rule.ends},
    )


def _change_table(change: ChangeEntry, sources: list[dict[str, Any]]) -> dict[str, Any]:
    return _put(
        {**change.raw, "requirement": change.requirement},
        since=change.since,
        count=change.count,
        within=change.within,
        counted_as=change.counted_as if change.within else None,
        to=change.ends,
        accepts=list(change.accepts),
        must_have=list(change.must_have),
        advisory=False if change.decides else None,
        says=change.says,
        citation=change.origin.citation,
        source=_source_of(change.origin, sources),
        note=change.note,
    )


def _put(table: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The table with these values; one that is empty is taken out of it."""
    for key, value in values.items():
        table.pop(key, None) if value in (None, "", [], {}) else table.update({key: value})
    return table


def _source_of(origin: Origin, sources: list[dict[str, Any]]) -> str:
    """The id of the origin's source, made where the file has none like it."""
    if not origin.title:
        return origin.source
    url = origin.url or "unknown"
    for source in sources:
        if (source["cite"], source["url"]) == (origin.title, url):
            return source["id"]
    id_ = free_id(origin.title, {s["id"] for s in sources})
    sources.append({"id": id_, "cite": origin.title, "url": url, "read": "full"})
    return id_


def _notes(before: list[str], note: str) -> list[str]:
    """A form shows the first of the notes."""
    return [text for text in (note, *before[1:]) if text]


def _rule(table: dict[str, Any], sources: Mapping[str, dict[str, Any]]) -> RuleEntry:
    versions = table.get("version", [])
    version = versions[0] if versions else {}
    plain = len(versions) == 1 and set(version) <= {*NUMBERS} and not table.get("not_modelled")
    plain = plain and isinstance(version.get("count", 1), int)
    applies = table.get("applies", {})
    return RuleEntry(
        id=table["id"],
        name=table["name"],
        group=table["group"],
        summary=table["summary"],
        accepts=tuple(table.get("accepts", ())),
        origin=_origin(table, sources),
        count=version.get("count") if plain else None,
        per=version.get("per", "school_year"),
        within=version.get("within") if plain else None,
        counted_as=version.get("counted_as", "days") if plain else "days",
        starts=version.get("from", "") if plain else "",
        ends=version.get("to", "") if plain else "",
        must_have=tuple(table.get("must_have", ())),
        ownership=tuple(applies.get("ownership", ())),
        grades=applies.get("grades", ""),
        applies_says=table.get("applies_says", ""),
        since=version.get("since") if plain else None,
        note=next(iter(table.get("notes", ())), ""),
        numbers_kept=not plain,
        raw=table,
    )


def _change(table: dict[str, Any], sources: Mapping[str, dict[str, Any]]) -> ChangeEntry:
    return ChangeEntry(
        requirement=table["requirement"],
        says=table["says"],
        origin=_origin(table, sources),
        count=table.get("count"),
        within=table.get("within"),
        counted_as=table.get("counted_as", ""),
        ends=table.get("to", ""),
        accepts=tuple(table.get("accepts", ())),
        must_have=tuple(table.get("must_have", ())),
        decides=table.get("advisory") is False,
        since=table.get("since"),
        note=table.get("note", ""),
        raw={key: value for key, value in table.items() if key not in ASKED},
    )


def _origin(table: dict[str, Any], sources: Mapping[str, dict[str, Any]]) -> Origin:
    id_ = table["source"]
    found = sources.get(id_)
    if found is None:
        return Origin(table["citation"], source=id_)
    url = "" if found["url"] == "unknown" else found["url"]
    return Origin(table["citation"], found["cite"], url, id_)


def _words_in(table: Mapping[str, Any]) -> list[str]:
    """Every text that stands anywhere in a table."""
    found: list[str] = []
    for value in table.values():
        if isinstance(value, str):
            found.append(value)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                found += _words_in(inner)
    return found
