"""Local law as values: what a county, a city or a district adds to its state's pack.

Reads its file as strictly as a state's: new rules, changes to rules of the layers above,
answers to what the law leaves to be set. Whether a change is stricter is layering.py's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from drills.compliance.layers import LAYERS, Layer
from drills.compliance.loading import (
    JURISDICTION,
    PACKS,
    check_spanish,
    load_pack,
    read_duty,
    read_setting,
    read_source,
)
from drills.compliance.pack import Duty, Pack, Rule, Setting, Source
from drills.compliance.qualities import QUALITIES
from drills.compliance.reading_rules import CONFIDENCES, read_rule
from drills.compliance.reading_shapes import read_accepts, read_bounds, read_parts
from drills.compliance.shapes import Bounds, Part
from drills.compliance.strict import PackError, Table, nearest

LOCAL = PACKS / "local"
LOCAL_LAYERS = LAYERS[1:]
LONGEST_NAME, LONGEST_VERSION = 80, 20

# What only the law that made a rule may say of it.
NOT_LOCAL = (
    "per",
    "size",
    "substitute",
    "excuse",
    "cap",
    "share",
    "applies",
    "not_modelled",
    "pupils",
    "any_day",
    "real_events",
    "separate_from",
    "comparator",
    "only",
    "version",
)
DAYS = ("from", "to", "first", "within", "after_first", "after", "counted_as")


@dataclass(frozen=True, slots=True)
class Change:
    """What a layer makes stricter in a rule that stands above it.

    ``bounds`` are days by which as many drills are wanted; ``counted_as`` empty: as the
    rule itself counts. ``parts`` are some of the same drills, asked besides; ``windows``
    more windows of a rule that writes its own out. ``repealed`` is read to be refused.
    """

    requirement: str
    says: str
    citation: str
    source: str
    url: str
    confidence: str = "high"
    note: str = ""
    since: date | None = None
    count: int | None = None
    bounds: Bounds | None = None
    parts: tuple[Part, ...] = ()
    windows: tuple[Part, ...] = ()
    accepts: frozenset[str] | None = None
    qualities: tuple[str, ...] = ()
    advisory: bool | None = None
    repealed: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What it touches, in words of the file."""
        found = (
            ("count", self.count is not None),
            ("days", self.bounds is not None),
            ("part", bool(self.parts)),
            ("window", bool(self.windows)),
            ("accepts", self.accepts is not None),
            ("must_have", bool(self.qualities)),
            ("advisory", self.advisory is not None),
            ("repealed", self.repealed),
        )
        return tuple(key for key, there in found if there)


@dataclass(frozen=True, slots=True)
class LocalPack:
    """A county's, a city's or a district's law, to be laid over a state's pack.

    ``answers`` are numbers and readings that it sets, by the names of the packs above;
    ``settings`` are its own questions, for its own rules.
    """

    extends: str
    layer: Layer
    applies_to: str
    rules: tuple[Rule, ...]
    changes: tuple[Change, ...]
    answers: Mapping[str, str]
    duties: tuple[Duty, ...]
    settings: tuple[Setting, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    spanish: Mapping[str, str] = field(default_factory=dict)


def shipped_local() -> dict[str, Path]:
    """The example files of local law that come with the program, by name."""
    return {path.stem: path for path in sorted(LOCAL.glob("*.toml"))}


def head_of(data: bytes, file: str) -> tuple[str, str]:
    """What a file extends, and which layer it is; ("", "") for a state's own pack.

    Raises PackError where it is no TOML, or says neither.
    """
    top = _toml(data, file)
    if "jurisdiction" in top and "extends" not in top:
        return "", ""
    faults: list[str] = []
    table = Table(file, top, faults)
    extends = table.take("extends", str)
    layer = table.word("layer", LOCAL_LAYERS)
    if extends is not None and not JURISDICTION.fullmatch(extends):
        table.fault(f"'extends' is '{extends}'; write it like 'US-CT'")
    if faults:
        raise PackError(faults)
    return extends, layer


def read_local_pack(data: bytes, file: str, above: Pack | None = None) -> LocalPack:
    """A local pack from the bytes of its file. Raises PackError with every fault found.

    ``above`` is what it stands under, whose settings and sources it may name; without it
    the state's shipped pack.
    """
    top = _toml(data, file)
    faults: list[str] = []
    table = Table(file, top, faults)
    if table.take("schema", int, 1) != 1:
        table.fault("'schema' should be 1")
    extends = table.take("extends", str)
    above = above or _state(extends, table)
    if above is not None and extends is not None and above.jurisdiction != extends:
        table.fault(f"'extends' is '{extends}', and the law above it is {above.jurisdiction}'s")
    kind = table.word("layer", LOCAL_LAYERS)
    name = _short(table, "name", LONGEST_NAME)
    version = _short(table, "version", LONGEST_VERSION)
    reviewed = table.take("reviewed", date)
    layer = Layer(kind, name, version, reviewed)
    sources = [read_source(s, file, faults) for s in table.tables("source")]
    urls = {s.id: s.url for s in above.sources} if above else {}
    urls |= {s.id: s.url for s in sources}
    own = [read_setting(s, file, faults) for s in table.tables("setting")]
    known = {s.id: s for s in above.settings} if above else {}
    answers = _answers(table.take("settings", dict, {}), file, known, faults)
    known |= {s.id: s for s in own}
    rules = tuple(
        replace(read_rule(r, file, faults, reviewed, urls, known), added_by=layer)
        for r in table.tables("requirement")
    )
    changes = tuple(_change(c, file, faults, urls, set(known)) for c in table.tables("change"))
    found = LocalPack(
        extends=extends,
        layer=layer,
        applies_to=table.take("applies_to", str, ""),
        rules=rules,
        changes=changes,
        answers=answers,
        duties=tuple(read_duty(d, file, faults, urls) for d in table.tables("duty")),
        settings=tuple(own),
        sources=tuple(sources),
        notes=table.words("notes", default=[]),
        open_questions=table.words("open_questions", default=[]),
        spanish=table.take("es", dict, {}),
    )
    table.done()
    _check_twice(found, file, faults)
    if above is not None:
        check_spanish(_as_pack(found, above), file, faults, [c.says for c in changes])
    if faults:
        raise PackError(faults)
    return found


def _toml(data: bytes, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError([f"{file}: cannot be read as TOML: {error}"]) from None


def _state(extends: str | None, table: Table) -> Pack | None:
    if extends is None:
        return None
    try:
        return load_pack(extends)
    except LookupError as error:
        table.fault(f"'extends' is '{extends}': {error}")
        return None


def _short(table: Table, key: str, longest: int) -> str:
    value = table.take(key, str)
    if value is not None and len(value) > longest:
        table.fault(f"'{key}' is longer than {longest} characters")
    return value


def _answers(
    raw: dict[str, Any], file: str, known: Mapping[str, Setting], faults: list[str]
) -> dict[str, str]:
    table = Table(f"{file}, settings", raw, faults)
    found = {}
    for name in list(table.left):
        value = table.left.pop(name)
        setting = known.get(name)
        if setting is None:
            table.fault(f"names the setting '{name}'{nearest(name, known)}")
            continue
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str):
            table.fault(f"'{name}' is {value!r}, which is neither text nor a number")
        elif setting.options and text not in setting.options:
            table.fault(f"'{name}' is '{text}'{nearest(text, setting.options)}")
        elif not setting.options and not (text.isascii() and text.isdecimal()):
            table.fault(f"'{name}' is '{text}', which is not a whole number")
        else:
            found[name] = text
    return found


def _change(
    raw: Any, file: str, faults: list[str], urls: dict[str, str], settings: set[str]
) -> Change:
    name = raw.get("requirement", "?") if isinstance(raw, dict) else "?"
    where = f"{file}, change of '{name}'"
    table = Table(where, raw, faults)
    for key in NOT_LOCAL:
        if table.left.pop(key, None) is not None:
            table.fault(
                f"'{key}' cannot be changed by a local rule; write a requirement of your own"
            )
    days = {key for key in DAYS if key in table.left}
    bounds = read_bounds(table, settings)
    if days == {"counted_as"}:
        table.fault("'counted_as' says how days are counted, and no days are given")
    if "counted_as" not in days:
        bounds = replace(bounds, counted_as="")
    count = table.take("count", int, None)
    if count is not None and count < 0:
        table.fault(f"'count' is {count}, which is less than nothing")
    accepts = read_accepts(table, None) if "accepts" in table.left else None
    source = table.word("source", urls)
    change = Change(
        requirement=table.take("requirement", str),
        says=table.take("says", str),
        citation=table.take("citation", str),
        source=source,
        url=urls.get(source, ""),
        confidence=table.word("confidence", CONFIDENCES, "high"),
        note=table.take("note", str, ""),
        since=table.take("since", date, None),
        count=count,
        bounds=bounds if days else None,
        parts=read_parts(table, "part", where, faults, settings),
        windows=read_parts(table, "window", where, faults, settings),
        accepts=accepts,
        qualities=table.words("must_have", QUALITIES, default=[]),
        advisory=table.take("advisory", bool, None),
        repealed=table.take("repealed", bool, False),
    )
    if not change.keys:
        table.fault("changes nothing: say 'count', days, 'part', 'accepts', 'must_have' …")
    table.known += ["accepts", "counted_as"]
    table.done()
    return change


def _check_twice(pack: LocalPack, file: str, faults: list[str]) -> None:
    changed = [f"{c.requirement} since {c.since or 'always'}" for c in pack.changes]
    for kind, ids in (
        ("requirement", [r.id for r in pack.rules]),
        ("duty", [d.id for d in pack.duties]),
        ("source", [s.id for s in pack.sources]),
        ("setting", [s.id for s in pack.settings]),
        ("the change of", changed),
    ):
        for name in sorted({i for i in ids if i and ids.count(i) > 1}):
            faults.append(f"{file}: {kind} '{name}' stands twice")


def _as_pack(local: LocalPack, above: Pack) -> Pack:
    """Its own rules and duties as a pack by themselves."""
    return replace(
        above,
        rules=local.rules,
        duties=local.duties,
        settings=local.settings,
        spanish=local.spanish,
    )
