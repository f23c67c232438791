"""Kinds of drills and what a drill is like, in plain English: one table for every room.

The web says the same in the reader's language: ``_`` marks a text for its catalogue. How
many drills in which windows is rule_words.py's.
"""

from __future__ import annotations

from collections.abc import Iterable


def _(text: str) -> str:
    """Marks a text for translation; says it as it stands."""
    return text


TYPE_WORDS = {
    "shelter_in_place": "shelter-in-place",
    "hazmat": "hazardous material",
    "tsunami_or_lahar": "tsunami or lahar",
    "full_scale_exercise": "full-scale exercise",
    "tabletop": "tabletop exercise",
    "other": "drill of another kind",
}
# What must be recorded to count, after the drill's kind: "a fire drill at night".
WITH_QUALITY = {
    "secondary_exit": _("by a second way out"),
    "obstructed_exit": _("with an exit blocked"),
    "announced": _("announced as a drill"),
    "unannounced": _("unannounced"),
    "fire_department": _("with the fire department"),
    "law_enforcement": _("with police"),
    "lunch_or_assembly": _("at lunch, recess or an assembly"),
    "at_night": _("at night"),
    "off_site": _("off the grounds"),
    "no_pupils": _("without pupils"),
}
# Those and what is taken for granted, for telling the rule itself.
QUALITY_WORDS = WITH_QUALITY | {
    "whole_building": _("of the whole building"),
    "alarm_sounded": _("with the alarm sounded"),
    "on_the_grounds": _("on the grounds"),
    "not_at_dismissal": _("not at dismissal"),
}


def type_words(drill_type: str) -> str:
    """A canonical type as people say it."""
    return TYPE_WORDS.get(drill_type, drill_type.replace("_", " "))


def listed(words: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail
