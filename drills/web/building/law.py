"""All of the state's drill law for one building: every requirement and duty with its citation.

Also what cannot be counted and what only advises. How each stands is said in a word;
why, is why.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Response, make_response, render_template, url_for

from drills.compliance.pack import Pack, Rule
from drills.compliance.verdict import NOT_APPLICABLE, RequirementVerdict
from drills.web.building import building as blueprint
from drills.web.building.judged import Judged, read_judged
from drills.web.building.why import settings_of
from drills.web.chosen_day import this_page
from drills.web.district.columns import group_name
from drills.web.format import status_word
from drills.web.law.entries import Numbers, local_of, numbers_of
from drills.web.law_said import CONFIDENCE, SEEN, PageWords, because_words, is_stale
from drills.web.words import law_words

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement as the page lists it."""

    rule: Rule
    status: str
    at_risk: bool
    advisory: bool
    word: str
    because: str
    url: str
    confidence: str
    seen: str
    numbers: list[Numbers]
    local: list[str]


@blueprint.get("/buildings/<int:building_id>/law")
def law(building_id: int) -> Response:
    """Every requirement, duty and choice of the building's state."""
    judged = read_judged(building_id)
    pack = judged.pack
    entries = [_entry(judged, rule) for rule in pack.rules]
    groups = [
        (group_name(kind), list(found))
        for kind, found in groupby(_by_kind(entries), key=lambda e: e.rule.group)
    ]
    answer = render_template(
        "building/law.html",
        building=judged.row,
        chosen=judged.chosen,
        this_page=this_page,
        pack=pack,
        words=law_words,
        groups=groups,
        duties=[
            (duty, _url(pack, duty.source), CONFIDENCE[duty.confidence]) for duty in pack.duties
        ],
        settings=settings_of(judged),
        stale=is_stale(pack.reviewed, judged.chosen.today),
    )
    return make_response(answer, judged.chosen.code)


def _by_kind(entries: list[Entry]) -> list[Entry]:
    kinds = [entry.rule.group for entry in entries]
    return sorted(entries, key=lambda entry: kinds.index(entry.rule.group))


def _entry(judged: Judged, rule: Rule) -> Entry:
    pair = judged.pair(rule.id)
    settings = judged.pack.answers(judged.settings)
    found: RequirementVerdict | None = pair[1] if pair else None
    status = found.status if found else ("not_modelled" if rule.not_modelled else "")
    advisory = found.advisory if found else rule.advisory
    at_risk = judged.at_risk(found) if found else False
    left = judged.school_days_left(found.next_due) if found and found.next_due else None
    word = ""
    if found and status != NOT_APPLICABLE:
        word = status_word(
            status, due=found.next_due, left=left, at_risk=at_risk, advisory=advisory
        )
    because = pair[0].because if pair else rule.not_modelled
    return Entry(
        rule,
        status,
        at_risk,
        advisory,
        word,
        because_words(because, judged.pack),
        url_for(
            "building.why",
            building_id=judged.row.id,
            requirement_id=rule.id,
            **judged.chosen.link,
        ),
        str(CONFIDENCE.get(rule.confidence, rule.confidence)),
        str(SEEN.get(rule.seen, "")),
        numbers_of(rule, PageWords(judged.pack, settings, judged.labels), judged.chosen.today),
        local_of(rule),
    )


def _url(pack: Pack, source_id: str) -> str:
    try:
        return pack.source(source_id).url
    except KeyError:
        return ""
