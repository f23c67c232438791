"""The questions about a building, with their answers, and why the state's rules ask them."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext, ngettext

from drills.compliance.facts_asked import rules_by_fact
from drills.compliance.pack import Pack
from drills.web.words import law_words

QUESTIONS = {
    "ownership": lazy_gettext("Who runs the school?"),
    "grades": lazy_gettext("Which grades are taught here?"),
    "enrollment": lazy_gettext("How many pupils are enrolled?"),
    "sprinklers": lazy_gettext("Does the building have sprinklers?"),
    "smoke_detectors": lazy_gettext("Does the building have smoke detectors?"),
    "year_round": lazy_gettext("Is school held all year round?"),
    "dormitory": lazy_gettext("Do pupils sleep here?"),
    "summer_school": lazy_gettext("Is summer school held here?"),
    "buses_pupils": lazy_gettext("Do pupils come by school bus?"),
    "tsunami_zone": lazy_gettext("Is it in a tsunami zone?"),
    "lahar_zone": lazy_gettext("Is it in the path of a lahar?"),
    "earthquake_zone": lazy_gettext("Is it in an earthquake zone?"),
    "nuclear_zone": lazy_gettext("Is it in the zone of a nuclear plant?"),
    "local_fire_marshal": lazy_gettext("Is there a local fire marshal?"),
    "local_fire_code": lazy_gettext("Has the town a fire code of its own?"),
    "athletics": lazy_gettext("Are sports practices or games held here?"),
    "aed": lazy_gettext("Is there a defibrillator (AED)?"),
    "state_licensed": lazy_gettext("Is it licensed by the state as a child care?"),
}
ANSWERS = {
    "ownership": {
        "public": lazy_gettext("The district (public)"),
        "charter": lazy_gettext("A charter"),
        "nonpublic": lazy_gettext("A private body"),
    },
    "sprinklers": {
        "full": lazy_gettext("Everywhere"),
        "partial": lazy_gettext("In part"),
        "none": lazy_gettext("None"),
    },
    "smoke_detectors": {
        "all_classroom_buildings": lazy_gettext("In all classroom buildings"),
        "none": lazy_gettext("None"),
    },
}
YES, NO = lazy_gettext("Yes"), lazy_gettext("No")
UNKNOWN = lazy_gettext("I do not know yet")
GRADE_NAMES = {"PK": lazy_gettext("Pre-K"), "K": lazy_gettext("Kindergarten")}


def grade_name(grade: str) -> str:
    """A grade as people call it."""
    known = GRADE_NAMES.get(grade)
    return str(known) if known is not None else gettext("Grade %(grade)s", grade=grade)


def why_asked(pack: Pack) -> dict[str, str]:
    """One line on why each fact is asked: the rules that turn on it, and the law."""
    found = {}
    for fact, rules in rules_by_fact(pack).items():
        first = rules[0]
        name, more = law_words(pack, first.name), len(rules) - 1
        if more:
            found[fact] = ngettext(
                "“%(rule)s” and %(num)d other rule turn on it (%(law)s).",
                "“%(rule)s” and %(num)d other rules turn on it (%(law)s).",
                more,
                rule=name,
                law=first.citation,
            )
        else:
            found[fact] = gettext(
                "“%(rule)s” turns on it (%(law)s).", rule=name, law=first.citation
            )
    return found


def answer_words(name: str, value: object) -> str:
    """A stored fact as a page says it."""
    if value is None:
        return str(UNKNOWN)
    if name == "grades":
        low, high = value  # type: ignore[misc]
        names = [str(GRADE_NAMES.get(g, g)) for g in (low, high)]
        return names[0] if low == high else f"{names[0]} – {names[1]}"
    if isinstance(value, bool):
        return str(YES if value else NO)
    answers = ANSWERS.get(name, {})
    return str(answers.get(value, value))  # type: ignore[call-overload]
