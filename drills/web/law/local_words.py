"""Words about local law: why a rule is refused, what a change would do to buildings.

The codes are those of compliance/laxer.py and actions/save_law_file.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from drills.actions.law import Fault
from drills.compliance.laxer import Laxer
from drills.compliance.layers import Layer
from drills.compliance.pack import Pack
from drills.compliance.plain_words import QUALITY_WORDS
from drills.compliance.rule_words import count_words
from drills.web.format import count, drill_type, status_word
from drills.web.law_said import PageWords, month_and_day
from drills.web.words import law_words

LAYER_NAMES = {
    "state": lazy_gettext("State"),
    "county": lazy_gettext("County"),
    "city": lazy_gettext("City"),
    "district": lazy_gettext("District"),
}
LAXER = {
    "fewer": lazy_gettext(
        "The law above asks for %(above)s. Enter that number or a higher one: a local rule may "
        "only be stricter."
    ),
    "higher_ceiling": lazy_gettext(
        "The law above allows at most %(above)s. Enter that number or a lower one."
    ),
    "later": lazy_gettext(
        "%(local)s is later than the %(above)s of the law above. Enter an earlier day."
    ),
    "later_day": lazy_gettext(
        "This is later than %(above)s in the law above. Choose that or earlier."
    ),
    "days_elsewhere": lazy_gettext(
        "This rule has more than one stretch of its own days, so no last day can be set for all of "
        "it. Add a requirement of your own instead."
    ),
    "more_kinds": lazy_gettext("The law above does not accept these: %(local)s. Take them out."),
    "no_kinds": lazy_gettext(
        "The law above asks for these, and nothing is left for them: %(above)s. Leave one in."
    ),
    "contrary": lazy_gettext("A drill cannot be both at once: %(local)s, and %(above)s."),
    "becomes_advisory": lazy_gettext(
        "The law above decides by this rule. A local rule cannot make it advise only."
    ),
    "no_number": lazy_gettext("The law above gives no number. Enter how many drills shall decide."),
    "removes": lazy_gettext("A local rule cannot take away what the law above asks."),
    "unknown_rule": lazy_gettext("The law above has no such requirement. Take this out."),
    "not_modelled": lazy_gettext(
        "This rule cannot be counted, so nothing in it can be changed. Add a requirement of your "
        "own instead."
    ),
    "number_by_setting": lazy_gettext(
        "This number is one that the law leaves to the district. Set it under numbers and readings."
    ),
    "number_by_share": lazy_gettext(
        "This number follows from another requirement. Make that one stricter instead."
    ),
    "no_own_number": lazy_gettext(
        "This rule has no single number that could be raised. Add a requirement of your own."
    ),
    "no_windows": lazy_gettext("This rule's windows are not written out, so none can be added."),
    "windows_lent": lazy_gettext("The windows of this rule serve another rule too. Leave them."),
    "ceiling": lazy_gettext("This rule is a ceiling: only a lower number makes it stricter."),
    "repealed": lazy_gettext("This rule is no longer law. Add a requirement of your own instead."),
    "lower_setting": lazy_gettext(
        "The law above sets %(above)s. Enter that number or a higher one."
    ),
    "higher_setting": lazy_gettext(
        "The law above sets %(above)s. Enter that number or a lower one."
    ),
    "setting_either_way": lazy_gettext(
        "The law above has set this, and neither a higher nor a lower answer is plainly stricter."
    ),
    "set_above": lazy_gettext("The law above has set this to %(above)s."),
    "id_taken": lazy_gettext("The law above has a requirement of this name. Choose another name."),
    "wrong_state": lazy_gettext("The file is for %(local)s, and your state is %(above)s."),
    "layer_order": lazy_gettext("A layer of this kind cannot stand here."),
}
# The field of a form that a reason belongs to.
BESIDE = {
    "fewer": "count",
    "higher_ceiling": "count",
    "no_number": "count",
    "number_by_setting": "count",
    "number_by_share": "count",
    "no_own_number": "count",
    "ceiling": "count",
    "later": "within",
    "days_elsewhere": "within",
    "later_day": "ends_month",
    "more_kinds": "accepts",
    "no_kinds": "accepts",
    "contrary": "must_have",
    "becomes_advisory": "decides",
    "id_taken": "name",
}
REFUSED = {
    "law_faulty": lazy_gettext("The file cannot be used as it is. Nothing was changed."),
    "layer_unknown": lazy_gettext("There is no such layer of law. Choose one of the list."),
    "law_not_there": lazy_gettext("There is nothing of this layer to take away."),
    "law_long": lazy_gettext("The file is too long. A file of law has at most 500,000 characters."),
    "law_not_state": lazy_gettext(
        "This is a file of local law, not a state's pack. Choose the layer that it belongs to."
    ),
    "law_not_local": lazy_gettext(
        "This is a state's pack, not a file of local law. Choose State as its layer."
    ),
    "law_other_layer": lazy_gettext(
        "The file says that it belongs to another layer. Choose that one."
    ),
    "law_other_state": lazy_gettext("The file is for another state than yours."),
    "law_not_newer": lazy_gettext(
        "The pack in use is as new as this one, or newer. Only a later version can take its place."
    ),
    "note_long": lazy_gettext("Use at most 300 characters for the note."),
    "changed_meanwhile": lazy_gettext(
        "Somebody else changed the district's law meanwhile. This is what would change now: look "
        "it over again."
    ),
    "file_missing": lazy_gettext("Choose a file first."),
    "file_not_text": lazy_gettext("The file is not plain text. Choose the .toml file itself."),
    "nothing_changed": lazy_gettext("Nothing is different from what holds now."),
}
SPAN = re.compile(r"(\d+) (days|school days|weeks|months)")


@dataclass(frozen=True, slots=True)
class RuleChanged:
    """A requirement that a new law tells otherwise: what it asked, and what it would."""

    name: str
    was: list[str]
    now: list[str]


@dataclass(frozen=True, slots=True)
class BuildingChanged:
    """A building that would stand otherwise."""

    name: str
    building_id: int
    was: str  # statuses
    now: str
    rules: list[str]


def fault_words(fault: Fault, pack: Pack) -> str:
    """Why something in a file does not hold; what is wrong in a file's own words is English."""
    if not isinstance(fault, Laxer):
        return fault
    return gettext("%(what)s: %(why)s", what=_subject(fault, pack), why=laxer_words(fault))


def laxer_words(fault: Laxer) -> str:
    """Why it is refused, beside the field that says what it speaks of."""
    return str(LAXER[fault.code]) % {name: _value(v) for name, v in fault.values.items()}


def refusal_words(code: str) -> str:
    """A refusal of a whole file."""
    return str(REFUSED.get(code, code))


def _subject(fault: Laxer, pack: Pack) -> str:
    for rule in pack.rules:
        if rule.id == fault.subject:
            return law_words(pack, rule.name)
    for setting in pack.settings:
        if setting.id == fault.subject:
            return law_words(pack, setting.asks)
    return fault.subject or fault.layer


def _value(value: str) -> str:
    """A refusal's value in the reader's language: a span, a day, kinds of drill, a quality."""
    span = SPAN.fullmatch(value)
    if span:
        number, unit = int(span[1]), span[2]
        if unit == "school days":
            return ngettext("%(num)d school day", "%(num)d school days", number)
        if unit == "weeks":
            return ngettext("%(num)d week", "%(num)d weeks", number)
        if unit == "months":
            return ngettext("%(num)d month", "%(num)d months", number)
        return ngettext("%(num)d day", "%(num)d days", number)
    if re.fullmatch(r"\d\d-\d\d", value):
        return month_and_day(int(value[:2]), int(value[3:]))
    quality = value.replace(" ", "_")
    if quality in QUALITY_WORDS:
        return gettext(QUALITY_WORDS[quality])
    if value.isdigit():
        return value
    return ", ".join(drill_type(kind.replace(" ", "_")) for kind in value.split(", "))


def rules_changed(before: Pack, after: Pack, settings: Mapping[str, str]) -> list[RuleChanged]:
    """The requirements that two laws tell differently, the new law's order first."""
    was, now = _told(before, settings), _told(after, settings)
    return [
        RuleChanged((now.get(id_) or was[id_])[0], _lines(was, id_), _lines(now, id_))
        for id_ in dict.fromkeys((*now, *was))
        if was.get(id_) != now.get(id_)
    ]


def _lines(told: Mapping[str, tuple[str, list[str]]], id_: str) -> list[str]:
    return told[id_][1] if id_ in told else []


def _told(pack: Pack, settings: Mapping[str, str]) -> dict[str, tuple[str, list[str]]]:
    """Each rule's name, its sentence and its numbers, the newest of them."""
    words = PageWords(pack, pack.answers(settings))
    found = {}
    for rule in pack.rules:
        latest = rule.dated[-1][1] if rule.dated else rule
        lines = [law_words(pack, latest.summary)]
        shape = latest.versions[-1].shape if latest.versions else None
        if shape is not None:
            numbers = count_words(shape, words)
            lines += [line[:1].upper() + line[1:] + "." for line in numbers]
        lines.append(gettext("It advises only.") if latest.advisory else gettext("It decides."))
        found[rule.id] = (law_words(pack, rule.name), lines)
    return found


def buildings_changed(changes: Iterable[Mapping[str, Any]], pack: Pack) -> list[BuildingChanged]:
    """The buildings of a preview, or of the audit chain, with their rules in words."""
    names = {rule.id: law_words(pack, rule.name) for rule in pack.rules}
    return [
        BuildingChanged(
            one["name"],
            one["building"],
            one["was"],
            one["now"],
            [_rule_line(rule, names) for rule in one["rules"]],
        )
        for one in changes
    ]


def _rule_line(rule: Mapping[str, Any], names: Mapping[str, str]) -> str:
    name = names.get(rule["id"], rule["id"])
    was, now = rule["was"], rule["now"]
    if was is None:
        return gettext("%(rule)s: new, %(now)s", rule=name, now=_standing(now))
    if now is None:
        return gettext("%(rule)s: %(was)s, no longer asked", rule=name, was=_standing(was))
    return gettext(
        "%(rule)s: %(was)s, then %(now)s", rule=name, was=_standing(was), now=_standing(now)
    )


def _standing(found: list[Any]) -> str:
    status, counted, needed = found
    word = status_word(status).lower() if status != "not_applicable" else gettext("not asked")
    # A window that was lost is not told by the sum of all that counted.
    if counted is None or (status == "missed" and needed is not None and counted >= needed):
        return word
    return f"{word} ({count(counted, needed)})"


def layer_words(layer: Layer) -> str:
    """Whose law it is: ``Newtown (district)``."""
    return f"{layer.name} ({str(LAYER_NAMES[layer.kind]).lower()})"
