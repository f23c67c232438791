"""The log form as a page: which kinds and questions come first, and the words on buttons.

Used by logging (log.py) and by changing a record (records.py). It reads the law and
decides nothing about the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, make_response, render_template
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from drills import clock
from drills.actions.law import law_of
from drills.actions.record_rules import on_record
from drills.compliance.applying import applies
from drills.compliance.pack import Pack
from drills.facts import DRILL_TYPES, Building
from drills.store.buildings import read_district
from drills.store.closed_years import is_closed
from drills.store.on_record import read_beside
from drills.store.tables import BuildingRow, DrillRow, RecordRow
from drills.web.access import person
from drills.web.building.log_form import LogForm, type_words
from drills.web.building.proof_words import OnForm, wanted_on_form
from drills.web.building.questions import QUESTIONS, STAYING, asked_first

USUAL_TYPES = ("fire", "lockdown", "evacuation", "shelter_in_place")
MOST_TYPES = 8
# A rule that takes more kinds than this is a catch-all and names none of them.
CATCH_ALL = 4
# Where people stay inside, nobody waits for the building to be clear.
INSIDE = (*STAYING, "severe_weather", "earthquake", "hazmat", "tsunami_or_lahar")


@dataclass(frozen=True, slots=True)
class Shown:
    """A question on the page: the kinds of drill for which it is among the first."""

    column: str
    first_for: tuple[str, ...]
    is_first: bool
    drill_only: bool
    hint: str


def first_types(pack: Pack, building: Building | None, chosen: str) -> list[str]:
    """The kinds to show as buttons at once: the four that all know, then what the law names."""
    named = [
        t
        for rule in pack.rules
        if len(rule.accepts) <= CATCH_ALL
        and (building is None or applies(rule.applies, building)[0] is not False)
        for t in DRILL_TYPES
        if t in rule.accepts
    ]
    found = list(dict.fromkeys([*USUAL_TYPES, *named]))[:MOST_TYPES]
    if chosen and chosen not in found:
        found.append(chosen)
    return found


def shown_questions(
    pack: Pack, building: Building | None, chosen: str, known: dict[str, object]
) -> list[Shown]:
    """Every question, those that come first for the chosen kind in front."""
    answered = [column for column, value in known.items() if value]
    firsts = {t: asked_first(pack, building, t, answered) for t in DRILL_TYPES}
    now_first = firsts.get(chosen) or firsts["other"]
    order = [*now_first, *(c for c in QUESTIONS if c not in now_first)]
    return [
        Shown(
            column,
            tuple(t for t in DRILL_TYPES if column in firsts[t]),
            column in now_first,
            QUESTIONS[column].drill_only,
            str(QUESTIONS[column].hint),
        )
        for column in order
    ]


def clear_words(type_: str) -> str:
    """What the second button says: a building is cleared, or it is secured."""
    return gettext("Everyone in place") if type_ in INSIDE else gettext("Building clear")


def form_page(
    form: LogForm,
    building: BuildingRow,
    facts: Building | None,
    *,
    action: str,
    drill: DrillRow | None = None,
    record: RecordRow | None = None,
    planned: list[DrillRow] | None = None,
    whole: dict[str, str] | None = None,
    code: int = 200,
    other: str = "",
    asked: Sequence[str] = (),
) -> Response:
    """The page. ``record`` is one being changed, ``drill`` a plan being logged, ``asked`` the
    questions that it raises already."""
    who = person()
    district = read_district(who.district_id)
    pack = law_of(district)
    chosen = form.type.data if form.type.data in DRILL_TYPES else ""
    fixed = drill is not None or (
        record is not None and (not record.drill.spontaneous or len(record.drill.records) > 1)
    )
    known = {}
    if drill is not None:
        known = {"announced": drill.announced, **(drill.intended or {})}
    shown = first_types(pack, facts, chosen)
    wanted = _wanted(pack, building, drill, record, clock.today(who.zone))
    form.type.choices = [
        SelectChoice(t, type_words(t, district.labels))
        for t in [*shown, *(t for t in DRILL_TYPES if t not in shown)]
    ]
    answer = make_response(
        render_template(
            "log/form.html",
            form=form,
            closed_year=_closed_year(form, drill, record),
            building=building,
            enrollment=facts.enrollment if facts else None,
            drill=drill,
            record=record,
            planned=planned or [],
            fixed=fixed,
            first_types=shown,
            inside=INSIDE,
            chosen=chosen,
            questions=shown_questions(pack, facts, chosen, known),
            clear_words=clear_words(chosen),
            wanted=wanted,
            wanted_now=any(chosen in one.types for one in wanted),
            whole=whole or {},
            other=other,
            asked=asked,
            action=action,
            zone=who.zone,
            today=clock.today(who.zone),
        ),
        code,
    )
    # Tells the service worker whose page it may hold ready.
    if record is None and code == 200:
        answer.headers["X-Log-Owner"] = str(who.id)
    return answer


def _wanted(
    pack: Pack,
    building: BuildingRow,
    drill: DrillRow | None,
    record: RecordRow | None,
    today: date,
) -> list[OnForm]:
    """What the law wants on record: of the record being changed, of a planned drill, or of
    one that is held today."""
    if record is not None:
        has = on_record(record, read_beside([record.id])[record.id])
        return wanted_on_form(pack, has.drill.date, has, record.id)
    if drill is not None:
        ours = next((r.id for r in drill.records if r.building_id == building.id), None)
        return wanted_on_form(pack, drill.planned_on, record_id=ours)
    return wanted_on_form(pack, today)


def _closed_year(form: LogForm, drill: DrillRow | None, record: RecordRow | None) -> bool:
    """Whether the record belongs to a closed school year, or the form was refused for that."""
    event = drill or (record.drill if record is not None else None)
    if event is None:
        return bool(form.reason.errors or form.reason.data)
    return is_closed(event.district_id, event.year)
