"""Drills as they stand in a sentence: "a fire drill", "3 fire drills by a second way out".

Which drills are owed is the judge's; when, is format.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext, lazy_gettext, ngettext

from drills.compliance.pack import Pack, Rule
from drills.web.format import day, drill_type, long_day
from drills.web.words import QUALITY_WANTED, law_words

# kind -> one of it, several of it
KINDS = {
    "fire": (lazy_gettext("a fire drill"), lazy_gettext("%(num)d fire drills")),
    "evacuation": (lazy_gettext("an evacuation drill"), lazy_gettext("%(num)d evacuation drills")),
    "lockdown": (lazy_gettext("a lockdown drill"), lazy_gettext("%(num)d lockdown drills")),
    "secure": (lazy_gettext("a secure drill"), lazy_gettext("%(num)d secure drills")),
    "hold": (lazy_gettext("a hold drill"), lazy_gettext("%(num)d hold drills")),
    "shelter_in_place": (
        lazy_gettext("a shelter-in-place drill"),
        lazy_gettext("%(num)d shelter-in-place drills"),
    ),
    "severe_weather": (
        lazy_gettext("a severe weather drill"),
        lazy_gettext("%(num)d severe weather drills"),
    ),
    "earthquake": (lazy_gettext("an earthquake drill"), lazy_gettext("%(num)d earthquake drills")),
    "hazmat": (
        lazy_gettext("a hazardous material drill"),
        lazy_gettext("%(num)d hazardous material drills"),
    ),
    "active_threat": (
        lazy_gettext("an active threat drill"),
        lazy_gettext("%(num)d active threat drills"),
    ),
    "bus_evacuation": (
        lazy_gettext("a bus evacuation drill"),
        lazy_gettext("%(num)d bus evacuation drills"),
    ),
    "reverse_evacuation": (
        lazy_gettext("a reverse evacuation drill"),
        lazy_gettext("%(num)d reverse evacuation drills"),
    ),
    "reunification": (
        lazy_gettext("a reunification drill"),
        lazy_gettext("%(num)d reunification drills"),
    ),
    "cardiac_response": (
        lazy_gettext("a cardiac response drill"),
        lazy_gettext("%(num)d cardiac response drills"),
    ),
    "bomb_threat": (
        lazy_gettext("a bomb threat drill"),
        lazy_gettext("%(num)d bomb threat drills"),
    ),
    "tsunami_or_lahar": (
        lazy_gettext("a tsunami or lahar drill"),
        lazy_gettext("%(num)d tsunami or lahar drills"),
    ),
    "early_dismissal": (
        lazy_gettext("an early dismissal drill"),
        lazy_gettext("%(num)d early dismissal drills"),
    ),
    "tabletop": (lazy_gettext("a tabletop exercise"), lazy_gettext("%(num)d tabletop exercises")),
    "full_scale_exercise": (
        lazy_gettext("a full-scale exercise"),
        lazy_gettext("%(num)d full-scale exercises"),
    ),
    "crisis_response": (
        lazy_gettext("a crisis response drill"),
        lazy_gettext("%(num)d crisis response drills"),
    ),
}
# After one drill or several.
WANTED = {**QUALITY_WANTED, "announced": lazy_gettext("announced as practice")}
# A rule that takes more kinds than this is spoken of by its own name.
FEW = 3

Labels = Mapping[str, str] | None


def drills_of(rule: Rule, count: int, pack: Pack, labels: Labels = None) -> str:
    """``a fire drill``, ``3 fire or evacuation drills by a second way out``."""
    how = [str(WANTED[q]) for q in rule.qualities if q in WANTED]
    return " ".join([_kinds(rule, count, pack, labels), *how])


def _kinds(rule: Rule, count: int, pack: Pack, labels: Labels) -> str:
    kinds = rule.accepts
    if "crisis_response" in kinds:
        return _one_kind("crisis_response", count, labels)
    if len(kinds) == 1:
        return _one_kind(next(iter(kinds)), count, labels)
    if len(kinds) <= FEW:
        names = [drill_type(kind, labels).lower() for kind in sort_kinds(kinds)]
        what = gettext("%(some)s or %(last)s", some=", ".join(names[:-1]), last=names[-1])
        return ngettext("a drill (%(what)s)", "%(num)d drills (%(what)s)", count, what=what)
    name = law_words(pack, rule.name)
    return ngettext("a drill for “%(name)s”", "%(num)d drills for “%(name)s”", count, name=name)


def _one_kind(kind: str, count: int, labels: Labels) -> str:
    if kind in KINDS and not (labels and labels.get(kind)):
        one, several = KINDS[kind]
        return str(one) if count == 1 else str(several) % {"num": count}
    what = drill_type(kind, labels)
    return ngettext("a drill (%(what)s)", "%(num)d drills (%(what)s)", count, what=what)


def sort_kinds(kinds: Iterable[str]) -> list[str]:
    """Kinds of drill in the order that everybody knows them."""
    order = list(KINDS)
    return sorted(kinds, key=lambda k: order.index(k) if k in order else len(order))


def plain_kind(rule: Rule) -> str:
    """The kind to begin a plan or a log with: the one that all know among those accepted."""
    if "crisis_response" in rule.accepts and "lockdown" in rule.accepts:
        return "lockdown"
    return sort_kinds(rule.accepts)[0]


def hold_by(
    rule: Rule, count: int, opens: date, due: date, as_of: date, pack: Pack, labels: Labels = None
) -> str:
    """The instruction: ``Hold a fire drill by Friday, October 2.``"""
    what = drills_of(rule, count, pack, labels)
    if opens > as_of:
        return gettext(
            "Hold %(what)s from %(opens)s to %(due)s.", what=what, opens=day(opens), due=day(due)
        )
    return gettext("Hold %(what)s by %(due)s.", what=what, due=long_day(due))
