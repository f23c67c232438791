"""Two states' drill law side by side, by kind of drill, with what differs said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from flask_babel import gettext

from drills import clock
from drills.compliance.coverage import Coverage, coverage
from drills.compliance.loading import known_jurisdictions
from drills.compliance.pack import Pack
from drills.store.buildings import read_district
from drills.web.access import person
from drills.web.law import blueprint
from drills.web.law.browse import kinds_of_drill
from drills.web.law.entries import Entry, address, entries_of
from drills.web.law.state import state_law
from drills.web.law_said import is_stale
from drills.web.words import law_words

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states."""

    pack: Pack
    tally: Coverage
    stale: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of drill in both states, and in a sentence what differs."""

    name: str
    first: list[Entry]
    second: list[Entry]
    differs: str


@blueprint.get("/law/compare")
def compare() -> tuple[str, int] | str:
    """The states ``a`` and ``b``; a form to choose them where they are not given."""
    district = read_district(person().district_id)
    known = known_jurisdictions()
    a = request.args.get("a", "").upper() or district.jurisdiction
    b = request.args.get("b", "").upper()
    wrong = [code for code in (a, b) if code and code not in known]
    values: dict[str, object] = {"known": known, "a": a, "b": b, "error": ""}
    if wrong:
        values["error"] = gettext("Choose two states from the lists.")
        return render_template("law/compare.html", **values), 422
    if not b:
        return render_template("law/compare.html", **values)
    if a == b:
        values["error"] = gettext("Both are the same state. Choose another for one of them.")
        return render_template("law/compare.html", **values), 422
    today = clock.today(district.zone)
    first, second = (_side(state_law(code, district), today) for code in (a, b))
    return render_template(
        "law/compare.html",
        **values,
        first=first,
        second=second,
        kinds=_kinds(first.pack, second.pack, today, district.labels),
        words=law_words,
        address=address,
    )


def _side(pack: Pack, today: date) -> Side:
    return Side(pack, coverage([pack]), is_stale(pack.reviewed, today))


def _kinds(first: Pack, second: Pack, today: date, labels: Mapping[str, str]) -> list[Kind]:
    """Every kind of drill that either asks for, in one order for all states."""
    ours = dict(entries_of(first, today, {}, labels))
    theirs = dict(entries_of(second, today, {}, labels))
    order = [kind for kind in kinds_of_drill().values() if kind in ours or kind in theirs]
    order += [kind for kind in (*ours, *theirs) if kind not in order]
    return [
        Kind(
            kind,
            ours.get(kind, []),
            theirs.get(kind, []),
            _differs(ours.get(kind, []), theirs.get(kind, []), first.name, second.name),
        )
        for kind in dict.fromkeys(order)
    ]


def _differs(ours: list[Entry], theirs: list[Entry], first: str, second: str) -> str:
    if not theirs:
        return gettext("Only %(state)s asks for these.", state=first)
    if not ours:
        return gettext("Only %(state)s asks for these.", state=second)
    found = [
        said
        for said, of in (
            (gettext("how many and when"), _asked),
            (gettext("which drills count"), _counting),
            (gettext("what a drill must be like"), _like),
            (gettext("what decides"), _standing),
        )
        if of(ours) != of(theirs)
    ]
    if not found:
        return gettext("No difference in what is counted.")
    return gettext("They differ in: %(what)s.", what=", ".join(found))


def _asked(entries: list[Entry]) -> list[list[str]]:
    """The numbers in force now, in whatever order the packs list them."""
    return sorted(next((n.lines for n in entry.numbers), []) for entry in entries)


def _counting(entries: list[Entry]) -> set[str]:
    return {kind for entry in entries for kind in entry.rule.accepts}


def _like(entries: list[Entry]) -> set[str]:
    return {held for entry in entries for held in entry.held}


def _standing(entries: list[Entry]) -> set[str]:
    return {entry.standing for entry in entries}
