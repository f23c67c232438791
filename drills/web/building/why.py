"""Why a requirement stands as it does in one building: like a good clerk's note.

The rule in a sentence, its windows, what counted, what did not and why, what would put
it right. All of the state's law for the building is law.py's.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, url_for
from flask_babel import gettext, ngettext

from drills.actions.refused import Refused
from drills.compliance.pack import Requirement
from drills.compliance.reasons import NotCounted, explain
from drills.compliance.rule_words import settings_read
from drills.compliance.verdict import (
    EXCUSED,
    MET,
    MISSED,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    NOT_MODELLED,
    OPEN,
    UPCOMING,
    RequirementVerdict,
    WindowVerdict,
)
from drills.facts import Drill
from drills.web.access import may
from drills.web.building import building as blueprint
from drills.web.building.answers import Answers, answers_of
from drills.web.building.cures import act_of, planned_for
from drills.web.building.judged import Judged, read_judged
from drills.web.chosen_day import this_page
from drills.web.format import count, day, day_range, drill_type, status_word
from drills.web.law.entries import local_of
from drills.web.law_said import CONFIDENCE, SEEN, answer_words, because_words, is_stale
from drills.web.words import law_words, why_not

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class Line:
    """One window in words, with the records of the drills that counted."""

    status: str
    at_risk: bool
    word: str
    when: str
    count: str
    drills: list[tuple[str, str]]
    note: str
    part: bool
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A drill that did not count, and why."""

    words: str
    url: str
    why: str
    complete: str  # the address of the form, where the record does not say


@blueprint.get("/buildings/<int:building_id>/why/<requirement_id>")
def why(building_id: int, requirement_id: str) -> Response:
    """The requirement in this building, explained as of the day shown."""
    return why_page(read_judged(building_id), requirement_id)


def why_page(judged: Judged, requirement_id: str, refused: Refused | None = None) -> Response:
    """The page; after a refusal with its words and what was typed. 404 for an unknown rule."""
    try:
        rule = judged.pack.rule(requirement_id)
    except KeyError:
        abort(404)
    pair = judged.pair(requirement_id)
    answers = answers_of(judged, *pair, refused) if pair else Answers()
    values = explained(judged, *pair, answers) if pair else {}
    answer = render_template(
        "building/why.html",
        building=judged.row,
        chosen=judged.chosen,
        this_page=this_page,
        pack=judged.pack,
        rule=rule,
        words=law_words,
        confidence=CONFIDENCE.get(rule.confidence, rule.confidence),
        seen=SEEN.get(rule.seen, ""),
        local=local_of(rule),
        stale=is_stale(rule.reviewed, judged.chosen.today),
        found=pair[1] if pair else None,
        settings=settings_of(judged, requirement_id),
        answers=answers,
        **values,
    )
    return make_response(answer, 422 if refused else judged.chosen.code)


def explained(
    judged: Judged, requirement: Requirement, found: RequirementVerdict, answers: Answers
) -> dict[str, object]:
    """The template's values of a judged requirement."""
    assert judged.building is not None
    reasons = explain(
        requirement, found, judged.held, judged.chosen.as_of, judged.building.calendar
    )
    acts = [
        act_of(judged, requirement.rule, cure)
        for cure in reasons.cures
        if cure.kind != "late" or (cure.opens, cure.due) not in answers.notes
    ]
    missed = [w for w in found.windows if w.status == MISSED]
    answered = bool(missed) and all((w.opens, w.due) in answers.notes for w in missed)
    at_risk = judged.at_risk(found)
    left = judged.school_days_left(found.next_due) if found.next_due else None
    running = [a for a in acts if a.opens is None or a.opens <= judged.chosen.as_of]
    return {
        "at_risk": at_risk,
        "word": status_word(
            found.status,
            due=found.next_due,
            left=left,
            at_risk=at_risk,
            advisory=found.advisory,
            answered=answered,
        ),
        "answered": answered,
        "sentence": _sentence(judged, requirement, found),
        "because": because_words(requirement.because, judged.pack),
        "acts": running or acts[:1],
        "lines": [_line(judged, requirement, w, found.comparator, answers) for w in found.windows],
        "not_counted": [_uncounted(judged, n) for n in reasons.not_counted],
    }


def _sentence(judged: Judged, requirement: Requirement, found: RequirementVerdict) -> str:
    """How the requirement stands, in one sentence."""
    if found.status == NOT_APPLICABLE:
        return gettext("This rule does not bind the building.")
    if found.status == NOT_MODELLED:
        return gettext("This rule cannot be counted. Read the law and decide.")
    if found.status == MISSED:
        return _missed_sentence(found)
    if found.status == NEEDS_DECISION:
        return gettext("Nobody can say yet whether this is met: something is not on record.")
    if found.counted is None or found.needed is None:
        if found.counted:
            return gettext("The law gives no number. %(counted)s on record.", counted=found.counted)
        return gettext("The law gives no number. None is on record yet.")
    values = {"counted": found.counted, "needed": found.needed}
    if found.comparator == "at_most":
        return gettext("%(counted)s held; at most %(needed)s count.", **values)
    if found.status == MET:
        return gettext("Nothing more is owed this year: %(counted)s of %(needed)s done.", **values)
    return gettext("Nothing was missed so far: %(counted)s of %(needed)s done.", **values)


def _missed_sentence(found: RequirementVerdict) -> str:
    lost = [w for w in found.windows if w.status == MISSED]
    last = lost[-1]
    values = {"counted": last.counted, "needed": last.needed, "day": day(last.due)}
    if found.comparator == "at_most":
        return gettext("%(counted)s were held by %(day)s; at most %(needed)s count.", **values)
    if len(lost) == 1:
        return gettext("%(counted)s of %(needed)s counted by %(day)s, the last day.", **values)
    return ngettext(
        "%(counted)s of %(needed)s counted by %(day)s, and %(num)d window was missed before.",
        "%(counted)s of %(needed)s counted by %(day)s, and %(num)d windows were missed before.",
        len(lost) - 1,
        **values,
    )


def _line(
    judged: Judged,
    requirement: Requirement,
    window: WindowVerdict,
    comparator: str,
    answers: Answers,
) -> Line:
    left = judged.school_days_left(window.due)
    at_risk = window.status == OPEN and left <= 10
    when = day_range(window.opens, window.due)
    if window.label:
        when = f"{when}, {law_words(judged.pack, window.label)}"
    drill = None
    if window.status in (OPEN, UPCOMING):
        drill = planned_for(judged, requirement.rule, window.opens, window.due)
    note = ""
    if drill is not None:
        kind = drill_type(drill.type, judged.labels, drill.title)
        note = gettext("Planned: %(kind)s, %(day)s.", kind=kind, day=day(drill.planned_on))
    said = answers.notes.get((window.opens, window.due))
    answered = said is not None and window.status == MISSED
    if said is not None and window.status in (MISSED, NEEDS_DECISION, EXCUSED):
        note = f"{note} {said[0]}".strip()
    return Line(
        window.status,
        at_risk,
        status_word(
            window.status,
            due=window.due,
            opens=window.opens,
            left=left,
            at_risk=at_risk,
            answered=answered,
        ),
        when,
        count(window.counted, window.needed, comparator),
        [(_drill_words(judged, d, requirement), _record_url(d)) for d in window.drills],
        note,
        window.part,
        answered,
    )


def _drill_words(judged: Judged, drill: Drill, requirement: Requirement) -> str:
    """The day; with the kind where the rule takes several."""
    if len(requirement.rule.accepts) == 1 and drill.type in requirement.rule.accepts:
        return day(drill.date)
    kind = drill_type(drill.type, judged.labels, drill.title)
    return gettext("%(day)s (%(kind)s)", day=day(drill.date), kind=kind)


def _record_url(drill: Drill) -> str:
    return url_for("records.page", record_id=int(drill.ref)) if drill.ref else ""


def _edit_url(drill: Drill) -> str:
    return url_for("records.edit", record_id=int(drill.ref)) if drill.ref else ""


def _uncounted(judged: Judged, found: NotCounted) -> Uncounted:
    kind = drill_type(found.drill.type, judged.labels, found.drill.title)
    words = gettext("%(day)s, %(kind)s", day=day(found.drill.date), kind=kind)
    complete = ""
    lacking = found.quality and not found.known and found.drill.ref
    if lacking and may("log_drills", judged.row.id):
        complete = _edit_url(found.drill)
    return Uncounted(words, _record_url(found.drill), why_not(found), complete)


def settings_of(judged: Judged, requirement_id: str = "") -> list[dict[str, str]]:
    """The choices that the law leaves to the district, with the one taken; only those that
    a rule reads where one is named."""
    used = _settings_read(judged, requirement_id) if requirement_id else None
    found = []
    for setting in judged.pack.settings:
        if used is not None and setting.id not in used:
            continue
        chosen = judged.settings.get(setting.id)
        answer = chosen or setting.default
        found.append(
            {
                "id": setting.id,
                "asks": law_words(judged.pack, setting.asks),
                "why": law_words(judged.pack, setting.why),
                "chosen": answer_words(setting, answer) if answer else "",
                "by": "district" if chosen else "default" if setting.default else "",
            }
        )
    return found


def _settings_read(judged: Judged, requirement_id: str) -> set[str]:
    """The settings that a rule's numbers name."""
    return settings_read(tuple(v.shape for v in judged.pack.rule(requirement_id).versions))
