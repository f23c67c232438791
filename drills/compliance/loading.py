"""Reads a pack file, strictly: what is not understood is refused, never skipped.

A fault names the file, the requirement and the key, and what would be right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from drills.compliance.duty import FILES, NOTES_TELL, RECORD_FIELDS, SIGNERS, Duty
from drills.compliance.pack import Pack, Rule, Setting, Source
from drills.compliance.reading_rules import CONFIDENCES, read_rule
from drills.compliance.shapes import Part, Share
from drills.compliance.strict import PackError, Table, nearest
from drills.facts import DRILL_TYPES

PACKS = Path(__file__).parent.parent / "packs"
JURISDICTION = re.compile(r"US-[A-Z]{2}")


def known_jurisdictions() -> dict[str, str]:
    """Code and name of every jurisdiction that has a pack, by name."""
    packs = [load_pack(path.stem.upper()) for path in sorted(PACKS.glob("us-*.toml"))]
    return {pack.jurisdiction: pack.name for pack in sorted(packs, key=lambda p: p.name)}


def pack_text(jurisdiction: str) -> str:
    """The file of a jurisdiction's pack, as it stands in this release."""
    return (PACKS / f"{jurisdiction.lower()}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=128)
def load_pack(jurisdiction: str) -> Pack:
    """The pack of a jurisdiction, US-MI. Raises LookupError where there is none, PackError."""
    path = PACKS / f"{jurisdiction.lower()}.toml"
    if not JURISDICTION.fullmatch(jurisdiction) or not path.exists():
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
    jurisdiction = table.take("jurisdiction", str)
    if jurisdiction is not None and not JURISDICTION.fullmatch(jurisdiction):
        table.fault(f"'jurisdiction' is '{jurisdiction}'; write it like 'US-MI'")
    reviewed = table.take("reviewed", date)
    pack_source = [read_source(s, file, faults) for s in table.tables("source")]
    settings = [read_setting(s, file, faults) for s in table.tables("setting")]
    source_urls = {s.id: s.url for s in pack_source}
    by_name = {s.id: s for s in settings}
    rules = [
        read_rule(r, file, faults, reviewed, source_urls, by_name)
        for r in table.tables("requirement")
    ]
    duties = [read_duty(d, file, faults, source_urls) for d in table.tables("duty")]
    pack = Pack(
        jurisdiction=jurisdiction,
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
    check_references(rules, file, faults)
    check_spanish(pack, file, faults)
    if faults:
        raise PackError(faults)
    return pack


def check_references(rules: list[Rule], file: str, faults: list[str]) -> None:
    """Rules that other rules name stand in the pack, and ask for nothing back."""
    known = {rule.id: rule for rule in rules}
    for rule in rules:
        for name, leans in rules_named_by(rule):
            where = f"{file}, requirement '{rule.id}'"
            if name not in known:
                faults.append(f"{where}: names the requirement '{name}'{nearest(name, known)}")
            elif name == rule.id:
                faults.append(f"{where}: names itself")
            elif leans and any(back for _, back in rules_named_by(known[name])):
                faults.append(
                    f"{where}: takes its number from '{name}', which takes its from others"
                )


def rules_named_by(rule: Rule) -> list[tuple[str, bool]]:
    """The rules that a rule names, and whether its windows or numbers come from them."""
    found = []
    for shape in (v.shape for v in rule.versions if v.shape):
        found += [(name, False) for name in shape.separate_from]
        if isinstance(shape.number, Share):
            found.append((shape.number.of, True))
        if shape.in_place_of_others:
            found.append((shape.in_place_of_others, False))
        for substitution in shape.substitutions:
            found += [(name, False) for name in substitution.separate_from]
            if substitution.per_window_of:
                found.append((substitution.per_window_of, True))
    return found


def translatable(pack: Pack) -> list[str]:
    """The pack's words that principals and staff read: names, summaries, windows' words,
    duties, and the questions of its settings."""
    found = [words for rule in pack.rules for words in (rule.name, rule.summary)]
    found += [duty.summary for duty in pack.duties]
    found += [words for setting in pack.settings for words in (setting.asks, setting.why)]
    for rule in pack.rules:
        found += [excuse.says for excuse in rule.excuses]
        for shape in (v.shape for v in rule.versions if v.shape):
            parts: list[Part] = [*shape.windows, *shape.parts]
            parts += [part for alternative in shape.alternatives for part in alternative]
            found += [part.says for part in parts if part.says]
    return list(dict.fromkeys(found))


def check_spanish(pack: Pack, file: str, faults: list[str], more: Sequence[str] = ()) -> None:
    """A fault for each word of the file's Spanish whose English stands nowhere."""
    known = [*translatable(pack), *more]
    for words in pack.spanish:
        if words not in known:
            faults.append(f"{file}, es: '{words}' stands nowhere in the pack")


def read_source(raw: Any, file: str, faults: list[str]) -> Source:
    """One source that facts of law were read in."""
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


def read_setting(raw: Any, file: str, faults: list[str]) -> Setting:
    """One question that the law leaves to the district."""
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    table = Table(f"{file}, setting '{name}'", raw, faults)
    options = table.words("options", default=[])
    default = table.take("default", str, None)
    if default is not None and options and default not in options:
        table.fault(f"'default' is '{default}'{nearest(default, options)}")
    if default is not None and not options and not default.isdecimal():
        table.fault(f"'default' is '{default}', which is not a whole number; or give 'options'")
    found = Setting(
        table.take("id", str),
        table.take("asks", str),
        table.take("why", str),
        options,
        default,
    )
    table.done()
    return found


def read_duty(raw: Any, file: str, faults: list[str], sources: dict[str, str]) -> Duty:
    """One duty beside the drills."""
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
        again_school_days=table.take("again_school_days", int, None),
        signed_by=table.words("signed_by", SIGNERS, default=[]),
        keep_years=table.take("keep_years", int, None),
        notes_tell=table.words("notes_tell", NOTES_TELL, default=[]),
        files=table.words("files", FILES, default=[]),
        since=table.take("since", date, None),
        advisory=table.take("advisory", bool, False),
    )
    if found.notes_tell and "notes" not in found.record:
        table.fault("'notes_tell' says what the notes tell; add \"notes\" to 'record'")
    table.done()
    return found
