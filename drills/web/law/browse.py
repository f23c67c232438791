"""All states' drill law in one list, searched and narrowed without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import render_template, request

from drills import clock
from drills.compliance.coverage import Coverage, coverage
from drills.compliance.loading import known_jurisdictions
from drills.compliance.pack import Pack, Rule
from drills.store.buildings import read_district
from drills.web.access import person
from drills.web.district.columns import GROUPS, group_name
from drills.web.law import blueprint
from drills.web.law.state import state_law
from drills.web.law_said import is_stale
from drills.web.words import law_words

__all__ = ["blueprint"]

LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class State:
    """One state as the list shows it. ``found`` are the requirements that a search met."""

    pack: Pack
    tally: Coverage
    kinds: list[str]
    found: list[tuple[str, str]]  # id and name
    mine: bool
    stale: bool


@blueprint.get("/law")
def states() -> str:
    """Every state, the district's own first; those that hold all words typed, and a kind."""
    district = read_district(person().district_id)
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    kinds = kinds_of_drill()
    code = request.args.get("kind", "")
    kind = kinds.get(code, "")
    today = clock.today(district.zone)
    found = [
        state
        for code in known_jurisdictions()
        if (state := _state(state_law(code, district), typed, kind, district.jurisdiction, today))
    ]
    found.sort(key=lambda state: (not state.mine, state.pack.name))
    return render_template(
        "law/states.html", states=found, typed=typed, kind=code, kinds=kinds, narrowed=typed or kind
    )


def kinds_of_drill() -> dict[str, str]:
    """The kinds that requirements are listed under: a code and its words, each words once."""
    codes: dict[str, str] = {}
    for code, words in GROUPS.items():
        codes.setdefault(str(words), code)
    return {code: words for words, code in codes.items()}


def _state(pack: Pack, typed: str, kind: str, mine: str, today: date) -> State | None:
    """The state, where it holds what is looked for."""
    rules = [rule for rule in pack.rules if not kind or group_name(rule.group) == kind]
    if kind and not rules:
        return None
    wanted = typed.casefold().split()
    met: list[Rule] = []
    if wanted:
        own = f"{pack.name} {pack.jurisdiction}".casefold()
        rest = [word for word in wanted if word not in own]
        met = [rule for rule in rules if all(word in _text(pack, rule) for word in rest)]
        if rest and not met:
            return None
        if not rest:
            met = []
    kinds = list(dict.fromkeys(group_name(rule.group) for rule in pack.rules))
    return State(
        pack,
        coverage([pack]),
        kinds,
        [(rule.id, law_words(pack, rule.name)) for rule in met or (rules if kind else [])],
        pack.jurisdiction == mine,
        is_stale(min([pack.reviewed, *(rule.reviewed for rule in pack.rules)]), today),
    )


def _text(pack: Pack, rule: Rule) -> str:
    """The words in which a requirement is looked for, in both languages."""
    said = (rule.name, rule.summary)
    parts = [*said, *(pack.spanish.get(words, "") for words in said)]
    parts += [rule.legal_term, rule.citation, rule.applies_says, *rule.accepts]
    return " ".join([*parts, group_name(rule.group), rule.id]).casefold().replace("_", " ")
