"""Two versions of a pack compared: what came, what went, and what changed, in plain words.

Values only; commands and pages lay them out. Numbers in words are rule_words.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drills.compliance.pack import Duty, Pack, Rule, Setting, Source
from drills.compliance.rule_words import count_words, kinds_words, qualities_words


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is not what it was. Empty: it said nothing."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A requirement, duty, setting or source: its id, and what it is called."""

    id: str
    name: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """One that stands in both, with the fields that differ."""

    id: str
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What came, went and changed among the requirements, or the duties ..."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[ChangedEntry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class PackDiff:
    """The whole comparison. ``head`` holds version, day of review, whom it binds."""

    was: Pack
    now: Pack
    head: tuple[Field, ...]
    requirements: Section
    duties: Section
    settings: Section
    sources: Section

    def __bool__(self) -> bool:
        return any((self.head, self.requirements, self.duties, self.settings, self.sources))


Words = Mapping[str, Callable[[Any], str]]


def pack_diff(was: Pack, now: Pack) -> PackDiff:
    """What differs between two versions of a pack, or between a state's and a layered one."""
    return PackDiff(
        was,
        now,
        _fields(was, now, HEAD),
        _section(was.rules, now.rules, RULE, lambda r: Entry(r.id, r.name, r.summary)),
        _section(was.duties, now.duties, DUTY, lambda d: Entry(d.id, d.id, d.summary)),
        _section(was.settings, now.settings, SETTING, lambda s: Entry(s.id, s.id, s.asks)),
        _section(was.sources, now.sources, SOURCE, lambda s: Entry(s.id, s.cite, s.url)),
    )


def _section(
    was: Iterable[Any], now: Iterable[Any], words: Words, entry: Callable[[Any], Entry]
) -> Section:
    before, after = ({one.id: one for one in some} for some in (was, now))
    changed = []
    for id_, one in after.items():
        fields = _fields(before[id_], one, words) if id_ in before else ()
        if fields:
            changed.append(ChangedEntry(id_, entry(one).name, fields))
    return Section(
        tuple(entry(one) for id_, one in after.items() if id_ not in before),
        tuple(entry(one) for id_, one in before.items() if id_ not in after),
        tuple(changed),
    )


def _fields(was: Any, now: Any, words: Words) -> tuple[Field, ...]:
    said = [(name, say(was), say(now)) for name, say in words.items()]
    return tuple(Field(name, *_differing(*both)) for name, *both in said if both[0] != both[1])


def _differing(was: str, now: str) -> tuple[str, str]:
    """Of texts of several lines, such as notes, the lines that stand in one of them only."""
    before, after = was.split("\n"), now.split("\n")
    gone = "\n".join(line for line in before if line not in after)
    come = "\n".join(line for line in after if line not in before)
    return (gone, come) if gone or come else (was, now)


def numbers_words(rule: Rule) -> str:
    """The numbers of a rule, each version with the day from which it holds."""
    found = []
    for version in rule.versions:
        said = "; ".join(count_words(version.shape)) if version.shape else "repealed"
        found.append(f"since {version.since.isoformat()}: {said}" if version.since else said)
    for day, later in rule.dated:
        found.append(f"since {day.isoformat()}: {numbers_words(later)}")
    return ". ".join(found)


def condition_words(condition: Mapping[str, Any]) -> str:
    """The buildings that a rule binds, fact by fact; empty: all."""
    found = []
    for key, value in condition.items():
        name = key.replace("_", " ")
        if key == "any":
            found.append("either " + ", or ".join(condition_words(inner) for inner in value))
        elif key == "settings":
            found += [f"{k.replace('_', ' ')} is {' or '.join(v)}" for k, v in value.items()]
        elif isinstance(value, bool):
            found.append(name if value else f"not {name}")
        else:
            said = " or ".join(value) if isinstance(value, tuple) else str(value)
            found.append(f"{name} {said}".replace("_", " "))
    return " and ".join(found)


def _must_have(rule: Rule) -> str:
    found = [qualities_words(rule.qualities)] if rule.qualities else []
    for quality, where in rule.qualities_where:
        found.append(f"{qualities_words([quality])} where {condition_words(where)}")
    return "; ".join(found)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


HEAD: Words = {
    "version": lambda p: p.version,
    "reviewed": lambda p: p.reviewed.isoformat(),
    "name": lambda p: p.name,
    "binds": lambda p: p.applies_to,
    "layers": lambda p: ", ".join(f"{x.name} {x.version} ({x.kind})" for x in p.layers),
    "notes": lambda p: "\n".join(p.notes),
    "open questions": lambda p: "\n".join(p.open_questions),
}
RULE: Mapping[str, Callable[[Rule], str]] = {
    "name": lambda r: r.name,
    "summary": lambda r: r.summary,
    "numbers": numbers_words,
    "drills that count": lambda r: kinds_words(r.accepts) if r.accepts else "",
    "must be": _must_have,
    "spread over": lambda r: ", ".join(r.variety).replace("_", " "),
    "binds": lambda r: condition_words(r.applies),
    "binds, in words": lambda r: r.applies_says,
    "decides": lambda r: _yes(not r.advisory and not r.not_modelled),
    "not counted because": lambda r: r.not_modelled,
    "only with pupils": lambda r: _yes(r.pupils),
    "on any day": lambda r: _yes(r.any_day),
    "real events count": lambda r: _yes(r.real_events),
    "excuses": lambda r: "; ".join(
        f"{e.says} (after {e.held} drills)" if e.held else e.says for e in r.excuses
    ),
    "listed under": lambda r: r.group,
    "legal term": lambda r: r.legal_term,
    "citation": lambda r: r.citation,
    "source": lambda r: r.source,
    "seen in": lambda r: r.seen,
    "confidence": lambda r: r.confidence,
    "reviewed": lambda r: r.reviewed.isoformat(),
    "changed by": lambda r: "; ".join(f"{a.layer.name}: {a.says}" for a in _alterations(r)),
    "notes": lambda r: "\n".join(r.notes),
}
DUTY: Mapping[str, Callable[[Duty], str]] = {
    "summary": lambda d: d.summary,
    "deadline": lambda d: d.deadline,
    "citation": lambda d: d.citation,
    "source": lambda d: d.source,
    "confidence": lambda d: d.confidence,
    "wants in a record": lambda d: ", ".join(d.record).replace("_", " "),
    "speaks of": lambda d: kinds_words(d.types) if d.types else "",
    "wants the notes to tell": lambda d: ", ".join(d.notes_tell).replace("_", " "),
    "wants attached": lambda d: ", ".join(d.files).replace("_", " "),
    "binds since": lambda d: d.since.isoformat() if d.since else "",
    "only advises": lambda d: "yes" if d.advisory else "",
    "is signed by": lambda d: " or ".join(d.signed_by),
    "years to keep": lambda d: "" if d.keep_years is None else str(d.keep_years),
    "days of notice": lambda d: "" if d.notice_days is None else str(d.notice_days),
}
SETTING: Mapping[str, Callable[[Setting], str]] = {
    "asks": lambda s: s.asks,
    "why": lambda s: s.why,
    "answers": lambda s: ", ".join(s.options) or "a whole number",
    "unless set": lambda s: s.default or "waits for a decision",
    "set by": lambda s: s.set_by.name if s.set_by else "",
}
SOURCE: Mapping[str, Callable[[Source], str]] = {
    "cited as": lambda s: s.cite,
    "address": lambda s: s.url,
    "read": lambda s: s.read,
    "text as of": lambda s: s.text_as_of,
}


def _alterations(rule: Rule) -> tuple[Any, ...]:
    return rule.dated[-1][1].changed_by if rule.dated else rule.changed_by
