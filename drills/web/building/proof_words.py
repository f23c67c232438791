"""What the law wants on record, in words: what a record lacks, and what the log form shows.

What is wanted is compliance/proof.py's to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from drills.compliance.pack import Duty, Pack
from drills.compliance.proof import DRILLS_ONLY, Wanted, columns_wanted
from drills.facts import DRILL_TYPES

COLUMNS = {
    "time": lazy_gettext("at what time it began"),
    "in_charge": lazy_gettext("who was in charge"),
    "duration_seconds": lazy_gettext("how long it took"),
    "participants": lazy_gettext("how many people took part"),
    "announced": lazy_gettext("who was told that it was a drill"),
    "situation": lazy_gettext("what was going on"),
    "law_enforcement": lazy_gettext("whether police were there"),
    "fire_department": lazy_gettext("whether the fire department was there"),
    "secondary_exit": lazy_gettext("whether a second way out was used"),
    "training_given": lazy_gettext("whether everyone had been trained before"),
    "parents_notified_on": lazy_gettext("when parents were told"),
    "alarm_sounded": lazy_gettext("whether the alarm sounded"),
    "notes": lazy_gettext("a note of how it went"),
}
# Fields of the form that answer a column, where its own name is not one.
FIELDS = {"duration_seconds": ("all_clear_time", "accounted_time", "clear_time", "minutes")}


@dataclass(frozen=True, slots=True)
class OnForm:
    """One thing that the log form shows as wanted: for which kinds of drill, answered by
    which fields, by which law."""

    words: str
    types: tuple[str, ...]
    fields: tuple[str, ...]
    citation: str
    drill_only: bool


def wanted_words(wanted: Wanted) -> str:
    """One wanted thing, without capital or full stop."""
    return str(COLUMNS[wanted.column])


def signed_words(duty: Duty) -> str:
    """By whom a duty wants the drill signed, without capital or full stop."""
    if set(duty.signed_by) == {"police", "fire"}:
        return gettext("an evaluation signed by police or fire")
    if "fire" in duty.signed_by:
        return gettext("the fire department’s signature")
    return gettext("the police’s signature")


def signed_as(duty: Duty, signed: Collection[str]) -> bool:
    """Whether somebody of those whom the duty names has signed."""
    return bool(set(duty.signed_by) & set(signed))


def lacks_words(missing: Iterable[Wanted]) -> str:
    """``how long it took and whether police were there``; empty where nothing is missing."""
    words = [wanted_words(one) for one in missing]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])


def wanted_on_form(pack: Pack) -> list[OnForm]:
    """Everything that the duties want of any kind of drill, for the form to show.

    Who was in charge is whoever records it unless they say otherwise, so it is not asked.
    """
    by_type = columns_wanted(pack.duties, DRILL_TYPES)
    found = []
    for column in COLUMNS:
        asked = {t: wanted[column] for t, wanted in by_type.items() if column in wanted}
        if not asked or column == "in_charge":
            continue
        cites = dict.fromkeys(one.citation for one in asked.values())
        found.append(
            OnForm(
                str(COLUMNS[column]),
                tuple(asked),
                FIELDS.get(column, (column,)),
                "; ".join(cites),
                column in DRILLS_ONLY,
            )
        )
    return found
