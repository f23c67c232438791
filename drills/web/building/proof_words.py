"""What the law wants on record, in words: what a record lacks, and what the log form shows.

What is wanted is compliance/proof.py's to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext, lazy_gettext

from drills.compliance.pack import Pack
from drills.compliance.proof import (
    DRILLS_ONLY,
    FIELD,
    FILE,
    OnRecord,
    Wanted,
    is_there,
    wanted_by_type,
)
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
    "obstructed_exit": lazy_gettext("whether an exit was blocked on purpose"),
    "training_given": lazy_gettext("whether everyone had been trained before"),
    "parents_notified_on": lazy_gettext("when parents were told"),
    "alarm_sounded": lazy_gettext("whether the alarm sounded"),
    "notes": lazy_gettext("a note of how it went"),
}
TELLS = {
    "what_happened": lazy_gettext("what took place"),
    "weather": lazy_gettext("the weather"),
    "alerting": lazy_gettext("how people were alerted"),
    "alarm_box": lazy_gettext("the alarm box and who used it"),
    "staff": lazy_gettext("which staff took part"),
    "officers": lazy_gettext("which officers were there"),
    "fire_invited": lazy_gettext("whether the fire department was invited"),
    "conditions": lazy_gettext("what was simulated"),
    "problems": lazy_gettext("what went wrong"),
    "three_strengths": lazy_gettext("three things that went well"),
    "three_improvements": lazy_gettext("three things to improve"),
    "improvements": lazy_gettext("what to improve"),
    "evaluation": lazy_gettext("how the principal judges the drill"),
    "exit_methods": lazy_gettext("which ways out of the bus were used"),
    "bus_and_driver": lazy_gettext("the bus and its driver"),
}
FILES = {"state_form": lazy_gettext("the state’s form, filled in, as a file")}
# Fields of the form that answer a column, where its own name is not one.
FIELDS = {"duration_seconds": ("all_clear_time", "accounted_time", "clear_time", "minutes")}


@dataclass(frozen=True, slots=True)
class OnForm:
    """One thing that the log form shows as wanted: for which kinds of drill, answered by
    which fields, by which law. ``there``: the record holds it already; ``link``: where it is
    given, if not on this form."""

    words: str
    types: tuple[str, ...]
    fields: tuple[str, ...]
    citation: str
    drill_only: bool
    binds: bool = True
    there: bool = False
    link: tuple[str, str] | None = None


def wanted_words(wanted: Wanted) -> str:
    """One wanted thing, without capital or full stop."""
    if wanted.sort == FILE:
        return str(FILES[wanted.name])
    if wanted.sort != FIELD:
        return _signature_words(wanted.signers)
    if wanted.tells:
        return gettext("a note (%(what)s)", what=", ".join(str(TELLS[t]) for t in wanted.tells))
    return str(COLUMNS[wanted.name])


def _signature_words(signers: tuple[str, ...]) -> str:
    if "school" in signers:
        return gettext("the signature of the principal, or of whoever submits it instead")
    if set(signers) == {"police", "fire"}:
        return gettext("an evaluation signed by police or fire")
    if "fire" in signers:
        return gettext("the fire department’s signature")
    return gettext("the police’s signature")


def joined(words: list[str]) -> str:
    """``this, that and the other``."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])


def lacks_words(missing: Iterable[Wanted]) -> str:
    """``how long it took and whether police were there``: what holds the approval up; empty
    where nothing does."""
    return joined([wanted_words(one) for one in missing if one.binds])


def wishes_words(missing: Iterable[Wanted]) -> str:
    """The same of what is not there and holds nothing up."""
    return joined([wanted_words(one) for one in missing if not one.binds])


def place_of(wanted: Wanted, record_id: int) -> tuple[str, str] | None:
    """Where a wanted thing is given on a record that was written: address, and what to do
    there. None where submitting gives it."""
    if wanted.sort == FIELD:
        field = FIELDS.get(wanted.name, (wanted.name,))[-1]
        return url_for("records.edit", record_id=record_id, _anchor=field), gettext("Add it")
    if wanted.sort == FILE:
        address = url_for("records.page", record_id=record_id, _anchor="evidence")
        return address, gettext("Attach it")
    if "school" in wanted.signers:
        return None
    return url_for("outside.guests", record_id=record_id), gettext("Ask an officer to sign")


def wanted_on_form(
    pack: Pack, day: date, has: OnRecord | None = None, record_id: int | None = None
) -> list[OnForm]:
    """Everything that the duties want of any kind of drill on that day, for the form to show.

    ``has`` is what the record holds that is being changed; ``record_id`` also of one that
    nothing is written of yet. Who was in charge is whoever records it unless they say
    otherwise, so it is not asked; who submits it signs for the school.
    """
    by_type = wanted_by_type(pack.duties, DRILL_TYPES, day)
    groups: dict[tuple[object, ...], dict[str, Wanted]] = {}
    for type_, wanted in by_type.items():
        for one in wanted:
            if one.name != "in_charge":
                groups.setdefault((one.name, one.tells, one.binds), {})[type_] = one
    found = []
    for asked in sorted(groups.values(), key=lambda g: _place(next(iter(g.values())))):
        one = next(iter(asked.values()))
        if one.sort == FIELD:
            fields = FIELDS.get(one.name, (one.name,))
        else:
            fields = ("files",) if one.sort == FILE else ()
        link = None
        if has is not None and one.sort == FIELD:
            link = f"#{fields[-1]}", gettext("Add it")
        elif record_id is not None and one.sort != FIELD and (has or one.sort != FILE):
            link = place_of(one, record_id)
        cites = dict.fromkeys(w.citation for w in asked.values())
        found.append(
            OnForm(
                wanted_words(one),
                tuple(asked),
                fields,
                "; ".join(cites),
                one.name in DRILLS_ONLY or one.sort != FIELD,
                one.binds,
                has is not None and is_there(has, one),
                link,
            )
        )
    return found


def _place(wanted: Wanted) -> tuple[int, int]:
    """Fields as the form asks them, then files, then signatures."""
    if wanted.sort == FIELD:
        return 0, list(COLUMNS).index(wanted.name)
    return (1, 0) if wanted.sort == FILE else (2, 0)
