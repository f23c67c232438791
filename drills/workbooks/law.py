"""The sheets of the ground that verdicts stand on: the school calendar and the rules used."""

from __future__ import annotations

from datetime import date

from drills.compliance.layering import state_layer
from drills.compliance.layers import Layer
from drills.compliance.pack import Duty, Pack, Rule, Setting
from drills.compliance.plain_words import type_words
from drills.compliance.record_words import record_words
from drills.compliance.rule_words import count_words, qualities_words
from drills.workbooks.cell_styles import DAY, LONG, NUMBER, WORD
from drills.workbooks.contents import Contents
from drills.workbooks.sheet import Book, Column

CALENDAR = (
    Column("Buildings", 30),
    Column("What", 24),
    Column("From", 12, DAY),
    Column("To", 12, DAY),
    Column("School days", 12, NUMBER),
    Column("Why", 44, LONG),
)
RULES = (
    Column("Sort", 14),
    Column("Name", 24),
    Column("What the law wants", 60, LONG),
    Column("Citation", 22),
    Column("Binds", 30, LONG),
    Column("Drills that count", 34, LONG),
    Column("How many and when", 44, LONG),
    Column("Reviewed", 12, DAY),
    Column("Confidence", 11, WORD),
    Column("Read in", 40, LONG),
    Column("Address", 44, LONG),
    Column("Readings and choices", 60, LONG),
    Column("Whose rule", 26, LONG),
    Column("Id", 22),
)


def add_calendar(book: Book, told: Contents) -> None:
    """The school year, its terms, and the days that differ."""
    sheet = book.sheet("School calendar", CALENDAR, portrait=True)
    sheet.rows(
        [one.buildings, one.what, one.starts, one.ends, one.school_days, one.why]
        for one in told.calendar
    )
    sheet.close()


def add_rules(book: Book, told: Contents) -> None:
    """Each pack, every rule and duty with its citation, and the district's choices."""
    pack = told.pack
    first = min((line.starts for line in told.calendar), default=told.as_of)
    sheet = book.sheet("Rules", RULES, frozen_columns=2)
    sheet.rows(_pack(layer) for layer in pack.layers or (state_layer(pack),))
    sheet.rows(_rule(pack, rule.on(first), first) for rule in pack.rules)
    sheet.rows(_duty(pack, duty) for duty in pack.duties)
    sheet.rows(_setting(pack, one, told.settings.get(one.id)) for one in pack.settings)
    sheet.close()


def _pack(layer: Layer) -> list[object]:
    """One of the packs that the law is made of."""
    said = f"The law of {layer.name}, version {layer.version}."
    named = f"{layer.name} ({layer.kind})"
    return ["pack", layer.name, said, "", "", "", "", layer.reviewed, "", "", "", "", named, ""]


def _whose(rule: Rule) -> str:
    """By whose law the rule stands as it does."""
    by = rule.added_by
    found = [f"added by {by.name} ({by.kind})" if by else "the state's"]
    found += [f"stricter by {c.layer.name} ({c.layer.kind})" for c in rule.changed_by]
    return ", ".join(found)


def _rule(pack: Pack, rule: Rule, first: date) -> list[object]:
    sort = "not counted" if rule.not_modelled else "advisory" if rule.advisory else "counted"
    notes = [rule.not_modelled, *rule.notes] if rule.not_modelled else list(rule.notes)
    notes += [f"{change.layer.name}: {change.note}" for change in rule.changed_by if change.note]
    return [
        sort,
        rule.name,
        rule.summary,
        rule.citation,
        rule.applies_says,
        _accepts(rule),
        _asked(rule, first),
        rule.reviewed,
        rule.confidence,
        _source(pack, rule.source),
        rule.url,
        "\n".join(notes),
        _whose(rule),
        rule.id,
    ]


def _accepts(rule: Rule) -> str:
    kinds = ", ".join(type_words(kind) for kind in sorted(rule.accepts))
    return "; ".join(filter(None, (kinds, qualities_words(rule.qualities))))


def _asked(rule: Rule, first: date) -> str:
    """The numbers of the school year, a phrase a line; settings and rules by their ids."""
    shape = rule.shape_on(first)
    return "\n".join(count_words(shape)) if shape and not rule.not_modelled else ""


def _duty(pack: Pack, duty: Duty) -> list[object]:
    kinds = ", ".join(type_words(kind) for kind in duty.types)
    wants = record_words(duty)
    said = [duty.summary, f"When: {duty.deadline}" if duty.deadline else ""]
    said.append(f"On record: {wants}" if wants else "")
    return [
        "duty",
        _words(duty.id),
        "\n".join(line for line in said if line),
        duty.citation,
        "",
        kinds,
        "",
        pack.reviewed,
        duty.confidence,
        _source(pack, duty.source),
        _url(pack, duty.source),
        "",
        "",
        duty.id,
    ]


def _setting(pack: Pack, setting: Setting, chosen: str | None) -> list[object]:
    value = setting.answer(chosen)
    by = "chosen by the district" if chosen == value else "as we read the law"
    if setting.set_by and chosen != value:
        by = f"set by {setting.set_by.name} ({setting.set_by.kind})"
    said = f"Taken: {value}, {by}." if value else "Not chosen yet."
    return [
        "choice",
        _words(setting.id),
        setting.asks,
        "",
        "",
        "",
        "",
        pack.reviewed,
        "",
        "",
        "",
        f"{said}\n{setting.why}",
        "",
        setting.id,
    ]


def _words(name: str) -> str:
    """A name of the pack as words: ``plans-sept-1`` gives ``Plans sept 1``."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def _source(pack: Pack, name: str) -> str:
    return next((source.cite for source in pack.sources if source.id == name), name)


def _url(pack: Pack, name: str) -> str:
    return next((source.url for source in pack.sources if source.id == name), "")
