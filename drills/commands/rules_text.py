"""A pack of law as a text for people in a terminal: requirements, duties, settings.

Layout only; numbers and windows in words are compliance/rule_words.py's.
"""

from __future__ import annotations

import click

from drills.commands.check_words import long_day, several
from drills.commands.terminal import wrapped
from drills.compliance.coverage import standing_of
from drills.compliance.layers import Layer
from drills.compliance.pack import Duty, Pack, Rule, Setting
from drills.compliance.record_words import record_words
from drills.compliance.rule_words import count_words, kinds_words, qualities_words

LABEL = 13  # columns of a line's label, its indent with it


def pack_text(pack: Pack, columns: int) -> str:
    """The whole pack, in its own order."""
    head = f"{pack.name} ({pack.jurisdiction}), pack {pack.version}"
    blocks = [
        f"{click.style(f'{head}, reviewed {long_day(pack.reviewed)}', bold=True)}\n"
        + wrapped(f"Binds: {pack.applies_to}", columns=columns)
    ]
    for layer in pack.layers[1:]:
        told = f"With the law of {layer.name} ({layer.kind}), {layer.version}, reviewed"
        blocks.append(wrapped(f"{told} {long_day(layer.reviewed)}.", columns=columns))
    for one, found in (
        ("requirement", [_rule(rule, pack, columns) for rule in pack.rules]),
        ("duty", [_duty(duty, columns) for duty in pack.duties]),
        ("setting", [_setting(setting, columns) for setting in pack.settings]),
    ):
        many = "duties" if one == "duty" else ""
        heading = several(len(found), one, many) if found else f"No {many or one + 's'}"
        blocks += [click.style(heading, bold=True), *found]
    for heading, notes in (("Notes", pack.notes), ("Open questions", pack.open_questions)):
        if notes:
            lines = [wrapped(note, "  - ", columns=columns) for note in notes]
            blocks.append("\n".join([click.style(heading, bold=True), *lines]))
    return "\n\n".join(blocks)


def one_of(pack: Pack, name: str, columns: int) -> str:
    """The requirement, duty or setting of that id; empty where there is none."""
    found = [_rule(rule, pack, columns) for rule in pack.rules if rule.id == name]
    found += [_duty(duty, columns) for duty in pack.duties if duty.id == name]
    found += [_setting(one, columns) for one in pack.settings if one.id == name]
    return "\n\n".join(found)


def _rule(rule: Rule, pack: Pack, columns: int) -> str:
    lines = [(f"{click.style(rule.id, bold=True)}: {rule.name} ({standing_of(rule)})")]
    lines.append(wrapped(rule.summary, "  ", columns=columns))
    if rule.not_modelled:
        lines.append(_line("Not counted", rule.not_modelled, columns))
    for version in rule.versions:
        since = f" since {long_day(version.since)}" if version.since else ""
        asked = count_words(version.shape) if version.shape else ["repealed"]
        if since:
            asked[0] += f",{since}"
        lines.append(_line("Counts", asked[0], columns))
        lines += [_line("", more, columns) for more in asked[1:]]
    if rule.accepts:
        lines.append(_line("Drills", kinds_words(rule.accepts), columns))
    if rule.qualities:
        lines.append(_line("Held", qualities_words(rule.qualities), columns))
    for quality, _ in rule.qualities_where:
        held = f"{qualities_words([quality])}, in some buildings"
        lines.append(_line("Held", held, columns))
    if rule.applies_says:
        lines.append(_line("Asked where", rule.applies_says, columns))
    lines += [_line("Excused", excuse.says, columns) for excuse in rule.excuses]
    lines.append(_line("Law", _law(rule.citation, rule.confidence), columns))
    if rule.reviewed != pack.reviewed:
        lines.append(_line("Reviewed", long_day(rule.reviewed), columns))
    lines += [_line("Note", note, columns) for note in rule.notes]
    if rule.added_by:
        lines.append(_line("Added by", _layer(rule.added_by), columns))
    for day, later in ((None, rule), *rule.dated):
        for change in later.changed_by:
            if change.since == day:
                since = f" Since {long_day(day)}." if day else ""
                said = f"{_layer(change.layer)}: {change.says}{since}"
                lines.append(_line("Changed by", said, columns))
                lines += [_line("Note", change.note, columns)] if change.note else []
    return "\n".join(lines)


def _duty(duty: Duty, columns: int) -> str:
    lines = [click.style(duty.id, bold=True), wrapped(duty.summary, "  ", columns=columns)]
    if duty.deadline:
        lines.append(_line("When", duty.deadline, columns))
    wants = record_words(duty)
    if wants:
        lines.append(_line("On record", wants, columns))
        lines.append(_line("Of", kinds_words(duty.types) if duty.types else "any drill", columns))
    if duty.since:
        lines.append(_line("Since", long_day(duty.since), columns))
    lines.append(_line("Law", _law(duty.citation, duty.confidence), columns))
    return "\n".join(lines)


def _setting(setting: Setting, columns: int) -> str:
    lines = [click.style(setting.id, bold=True), wrapped(setting.asks, "  ", columns=columns)]
    lines.append(_line("Why", setting.why, columns))
    lines.append(_line("Answers", ", ".join(setting.options) or "a whole number", columns))
    lines.append(_line("Unless set", setting.default or "waits for a decision", columns))
    return "\n".join(lines)


def _layer(layer: Layer) -> str:
    return f"{layer.name} ({layer.kind})"


def _law(citation: str, confidence: str) -> str:
    return f"{citation}; confidence {confidence}"


def _line(label: str, text: str, columns: int) -> str:
    first = f"  {label}".ljust(LABEL) + " "
    return wrapped(text, first, columns=columns)
