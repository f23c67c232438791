"""A building's page: what is owed next, its year as a strip, the drills to come and held."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from flask import Response, make_response, render_template
from flask_babel import gettext, ngettext

from drills.actions.flag_rules import Asking
from drills.compliance.verdict import MISSED, NEEDS_DECISION, OPEN
from drills.store.people import read_people
from drills.store.tables import DrillRow, RecordRow
from drills.store.year_records import count_evidence
from drills.web.access import may, person
from drills.web.building import building as blueprint
from drills.web.building.asked import Question, questions_of
from drills.web.building.cures import log_button
from drills.web.building.history import HELD_AS
from drills.web.building.judged import Judged, day_of, read_judged
from drills.web.building.owed import Step, plan_any, steps_of
from drills.web.building.year_strip import strip_of
from drills.web.chosen_day import this_page
from drills.web.format import drill_type
from drills.web.navigation import my_buildings
from drills.web.words import law_words

__all__ = ["blueprint"]

STATES = {
    "draft": "needs_decision",
    "sent_back": "needs_decision",
    "submitted": "met",
    "approved": "met",
    "locked": "met",
    "not_held": "not_applicable",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A planned drill in words."""

    record: RecordRow
    drill: DrillRow
    on: date
    kind: str
    serves: tuple[str, ...]
    officer: str


@dataclass(frozen=True, slots=True)
class Past:
    """A drill that was written down: its record's state, what it counts for, what is asked."""

    record: RecordRow
    on: date
    kind: str
    held_as: str
    state: str
    status: str
    serves: tuple[str, ...]
    evidence: int
    questions: tuple[Question, ...]


@blueprint.get("/buildings/<int:building_id>")
def page(building_id: int) -> Response:
    """The building as of the day shown."""
    judged = read_judged(building_id)
    steps = steps_of(judged)
    answer = render_template(
        "building/page.html",
        building=judged.row,
        judged=judged,
        chosen=judged.chosen,
        this_page=this_page,
        pack=judged.pack,
        stands=judged.verdict.status if judged.verdict else "",
        at_risk=any(s.at_risk and not s.advisory for s in steps),
        sentence=_sentence(judged, steps),
        steps=steps,
        strip=strip_of(judged),
        coming=_coming(judged),
        past=_past(judged),
        log=log_button(judged, "", gettext("Log a drill")),
        plan=plan_any(judged),
        several=may("see_district") or len(my_buildings(person())) > 1,
    )
    return make_response(answer, judged.chosen.code)


def _sentence(judged: Judged, steps: list[Step]) -> str:
    """How the building stands, in one sentence."""
    if judged.verdict is None:
        return ""
    deciding = [found for _, found in judged.pairs() if found.decides]
    missed = sum(found.status == MISSED for found in deciding)
    asked = sum(found.status == NEEDS_DECISION for found in deciding)
    if missed:
        return ngettext("One requirement was missed.", "%(num)d requirements were missed.", missed)
    if asked:
        return ngettext(
            "One requirement waits for an answer.",
            "%(num)d requirements wait for an answer.",
            asked,
        )
    urgent = sum(step.at_risk and not step.advisory for step in steps)
    if urgent:
        return ngettext(
            "Nothing missed. One thing is due within ten school days.",
            "Nothing missed. %(num)d things are due within ten school days.",
            urgent,
        )
    if any(found.status == OPEN for found in deciding):
        return gettext("In order: nothing was missed and nothing is pressing.")
    return gettext("In order: nothing more is owed this school year.")


def _coming(judged: Judged) -> list[Coming]:
    """Planned drills from the day shown on, the next first."""
    found = [(r, d) for r, d in judged.planned if d.planned_on >= judged.chosen.as_of]
    names: dict[int, str] = {}
    if any(d.officer_id for _, d in found):
        names = {row.id: row.name for row in read_people(person().district_id)}
    return [
        Coming(
            record,
            drill,
            drill.planned_on,
            drill_type(drill.type, judged.labels, drill.title),
            tuple(law_words(judged.pack, rule.name) for rule in judged.serves(drill)),
            names.get(drill.officer_id or 0, ""),
        )
        for record, drill in found
    ]


def _past(judged: Judged) -> list[Past]:
    """Drills written down up to the day shown, the newest first."""
    rows = [
        (r, d)
        for r, d in judged.records
        if r.state != "expected" and day_of(r, d) <= judged.chosen.as_of
    ]
    proof = count_evidence([record.id for record, _ in rows]) if rows else {}
    counts: dict[str, list[str]] = defaultdict(list)
    for requirement, found in judged.pairs():
        refs = {drill.ref for window in found.windows for drill in window.drills}
        for ref in refs:
            counts[ref or ""].append(law_words(judged.pack, requirement.rule.name))
    asked = _questions(judged)
    words = {
        "draft": gettext("Draft"),
        "sent_back": gettext("Sent back"),
        "not_held": gettext("Not held"),
        "approved": gettext("Approved"),
        "locked": gettext("Approved, locked"),
    }
    return [
        Past(
            record,
            day_of(record, drill),
            drill_type(drill.type, judged.labels, drill.title),
            str(HELD_AS[record.held_as]) if record.held_as != "drill" else "",
            words.get(record.state) or gettext("Submitted"),
            STATES.get(record.state, "met"),
            tuple(counts[str(record.id)]),
            proof.get(record.id, 0),
            tuple(asked[record.id]),
        )
        for record, drill in reversed(rows)
    ]


def _questions(judged: Judged) -> dict[int, list[Question]]:
    """The plausibility flags of the year, each at the first record that it names."""
    found: dict[int, list[Question]] = defaultdict(list)
    if judged.building is None or judged.chosen.year is None:
        return found
    recorded = [(r.id, r.recorded_at, r.imported) for r, _ in judged.records]
    who = person()
    asking = Asking(
        who.district_id, [judged.row.id], judged.chosen.year, judged.pack, recorded=recorded
    )
    drills = [d for d in judged.held if d.date <= judged.chosen.as_of]
    for one in questions_of(asking.flags(judged.building, drills, judged.requirements)):
        found[one.records[0]].append(one)
    return found
