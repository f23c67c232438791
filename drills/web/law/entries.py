"""A pack's requirements, duties, choices and sources as the pages of the law list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from drills.compliance.coverage import standing_of
from drills.compliance.pack import Duty, Pack, Rule, Setting, Source
from drills.compliance.proof import wants_of
from drills.compliance.rule_words import count_words, kinds_words, qualities_words, settings_read
from drills.web.building.proof_words import joined, wanted_words
from drills.web.district.columns import group_name
from drills.web.format import drill_type, short_day
from drills.web.law_said import (
    CONFIDENCE,
    READ,
    SEEN,
    STANDING,
    PageWords,
    answer_words,
    is_stale,
)
from drills.web.words import law_words


@dataclass(frozen=True, slots=True)
class Choice:
    """A number or a reading that the law leaves to the district."""

    id: str
    asks: str
    why: str
    answers: str  # what may be chosen, in words
    taken: str  # what holds where nobody chooses; empty: it must be chosen
    set_by: str  # the local law that set it, by name; empty: none


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a rule asks from a day on: ``since`` in words, a phrase a line."""

    since: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement in words."""

    rule: Rule
    name: str
    summary: str
    standing: str  # a code of compliance/coverage.py
    standing_word: str
    numbers: list[Numbers]
    kinds: str
    held: list[str]
    binds: str
    excuses: list[str]
    choices: list[Choice]
    confidence: str
    seen: str
    source: Source | None
    stale: bool
    local: list[str]  # whose local law added it or made it stricter, in sentences


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """One duty in words."""

    duty: Duty
    summary: str
    kinds: str
    confidence: str
    source: Source | None
    record: str = ""  # what a record must hold for it, in words
    binds: bool = True  # whether a record is not approved without


def entries_of(
    pack: Pack, today: date, chosen: Mapping[str, str], labels: Mapping[str, str]
) -> list[tuple[str, list[Entry]]]:
    """The pack's requirements by kind of drill, kinds in the pack's order."""
    words = PageWords(pack, chosen, labels)
    groups: dict[str, list[Entry]] = {}
    for rule in (found.on(today) for found in pack.rules):
        groups.setdefault(group_name(rule.group), []).append(_entry(rule, words, today))
    return list(groups.items())


def duties_of(pack: Pack, labels: Mapping[str, str]) -> list[DutyEntry]:
    """The pack's duties in words."""
    return [
        DutyEntry(
            duty,
            law_words(pack, duty.summary),
            ", ".join(drill_type(kind, labels) for kind in duty.types),
            str(CONFIDENCE[duty.confidence]),
            source_of(pack, duty.source),
            joined([wanted_words(one) for one in wants_of(duty)]),
            any(one.binds for one in wants_of(duty)),
        )
        for duty in pack.duties
    ]


def choices_of(pack: Pack) -> list[Choice]:
    """What the law leaves to the district."""
    return [_choice(pack, setting) for setting in pack.settings]


def sources_of(pack: Pack) -> list[tuple[Source, str]]:
    """Where the pack's facts were read, each with how much of it was."""
    return [(source, str(READ.get(source.read, source.read))) for source in pack.sources]


def source_of(pack: Pack, source_id: str) -> Source | None:
    """The source of that id; None where the pack has none."""
    return next((source for source in pack.sources if source.id == source_id), None)


def address(url: str) -> str:
    """An address that a link may lead to: the web's, else none."""
    return url if url.startswith(("https://", "http://")) else ""


def numbers_of(rule: Rule, words: PageWords, today: date) -> list[Numbers]:
    """The newest numbers first; each with the day from which they are law."""
    found: list[Numbers] = []
    for version in reversed(rule.versions):
        since = gettext("Before that") if found else ""
        if version.since is not None:
            coming = version.since > today
            phrase = gettext("From %(day)s") if coming else gettext("Since %(day)s")
            since = phrase % {"day": short_day(version.since)}
        if version.shape is None:
            found.append(Numbers(since, [gettext("repealed")]))
        else:
            found.append(Numbers(since, count_words(version.shape, words)))
    return found


def local_of(rule: Rule) -> list[str]:
    """Whose local law added the rule or made it stricter, a sentence each."""
    found = [gettext("Added by %(name)s.", name=rule.added_by.name)] if rule.added_by else []
    return found + [
        gettext(
            "Made stricter by %(name)s (%(citation)s).",
            name=change.layer.name,
            citation=change.citation,
        )
        for change in rule.changed_by
    ]


def _entry(rule: Rule, words: PageWords, today: date) -> Entry:
    pack = words.pack
    standing = standing_of(rule)
    held = [qualities_words(rule.qualities, words)] if rule.qualities else []
    held += [
        gettext("%(how)s, in some buildings", how=qualities_words([quality], words))
        for quality, _ in rule.qualities_where
    ]
    read = settings_read(tuple(version.shape for version in rule.versions))
    asked = rule.applies.get("settings")
    read |= set(asked) if isinstance(asked, Mapping) else set()
    return Entry(
        rule,
        law_words(pack, rule.name),
        law_words(pack, rule.summary),
        standing,
        str(STANDING[standing]),
        numbers_of(rule, words, today),
        kinds_words(rule.accepts, words) if rule.accepts else "",
        held,
        law_words(pack, rule.applies_says),
        [law_words(pack, excuse.says) for excuse in rule.excuses],
        [_choice(pack, setting) for setting in pack.settings if setting.id in read],
        str(CONFIDENCE.get(rule.confidence, rule.confidence)),
        str(SEEN.get(rule.seen, "")),
        source_of(pack, rule.source),
        is_stale(rule.reviewed, today),
        local_of(rule),
    )


def _choice(pack: Pack, setting: Setting) -> Choice:
    answers = [answer_words(setting, option) for option in setting.options]
    return Choice(
        setting.id,
        law_words(pack, setting.asks),
        law_words(pack, setting.why),
        PageWords(pack).any_of(answers) if answers else gettext("A whole number"),
        answer_words(setting, setting.default) if setting.default else "",
        setting.set_by.name if setting.set_by else "",
    )
