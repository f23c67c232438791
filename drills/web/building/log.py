"""Logging a drill: on the spot or from the plan, one page made for a phone in one hand.

The page is a plain form; static/log.js turns it into the flow with the clock and keeps
what is typed on the phone. The records that come out of it are records.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import (
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from drills import clock
from drills.actions.columns import convert
from drills.actions.law import law_of
from drills.actions.log_drill import AlreadyLogged, log_drill
from drills.actions.refused import Refused
from drills.actions.written import read_written
from drills.facts import DRILL_TYPES
from drills.store.buildings import read_building_rows, read_buildings
from drills.store.calendars import year_on
from drills.store.records import read_drill, read_expected
from drills.store.tables import BuildingRow, DrillRow
from drills.store.verdicts import read_of
from drills.web.access import may, person
from drills.web.building import log as blueprint
from drills.web.building.asked import asked_before
from drills.web.building.evidence import attach_sent, flash_attached
from drills.web.building.log_form import LogForm, empty_form, planned_values, sent_form
from drills.web.building.refusals import refusal_words
from drills.web.building.showing import form_page
from drills.web.errors import wants_json

__all__ = ["blueprint"]

NEAR = timedelta(days=7)
FIRST_TYPES = ("fire", "lockdown", "evacuation", "shelter_in_place")


@blueprint.get("/buildings/<int:building_id>/log")
def start(building_id: int) -> Response:
    """The form for a drill that nobody planned, with the plans it might be."""
    who = person()
    building = _building(building_id)
    now = clock.now()
    wanted = request.args.get("type", "")
    type_ = wanted if wanted in DRILL_TYPES else owed_next(building_id)
    form = empty_form(now, who.zone, type=type_)
    today = clock.today(who.zone)
    planned = [
        drill for _, drill in read_expected([building_id], today - NEAR, today + timedelta(1))
    ]
    return _page(form, building, planned=planned)


@blueprint.get("/drills/<int:drill_id>/log")
def planned(drill_id: int) -> Response:
    """The form for a planned drill, filled with the plan; asks which building if several."""
    who = person()
    drill = read_drill(drill_id, who.district_id)
    if drill is None:
        abort(404)
    mine = {r.building_id: r for r in drill.records if may("log_drills", r.building_id)}
    chosen = request.args.get("building", type=int)
    if chosen is None and len(mine) > 1:
        rows = read_building_rows(who.district_id, mine)
        return make_response(
            render_template("log/which.html", drill=drill, buildings=rows, records=mine)
        )
    record = mine.get(chosen) if chosen is not None else next(iter(mine.values()), None)
    if record is None:
        abort(404)
    if record.state not in ("expected", "not_held") or drill.state == "cancelled":
        return redirect(url_for("records.page", record_id=record.id))
    now = clock.now()
    form = empty_form(now, who.zone, **planned_values(drill))
    today = clock.today(who.zone)
    if drill.planned_on <= today:
        form.date.data = drill.planned_on.isoformat()
    if drill.planned_on < today and drill.planned_at:
        form.time.data = drill.planned_at.strftime("%H:%M")
    return _page(form, _building(record.building_id), drill=drill)


@blueprint.post("/buildings/<int:building_id>/log")
def save(building_id: int) -> Response | tuple[Response, int]:
    """Keep what was held. Sent twice, it is one record with one answer."""
    who, now = person(), clock.now()
    form = sent_form()
    draft = form_go() == "draft"
    drill_id = int(form.drill_id.data) if (form.drill_id.data or "").isdigit() else None
    try:
        written = read_written(
            form.columns(),
            form.times(),
            now,
            who.zone,
            problems=form.ticked(),
            in_charge=form.in_charge.data or "",
            minutes=form.minutes.data or "",
        )
        logged = log_drill(
            who,
            now,
            building_id,
            written,
            client_key=form.client_key.data or "",
            drill_id=drill_id,
            submit=not draft,
            reason=form.reason.data or "",
        )
    except Refused as refused:
        return _refuse(form, refused, building_id, drill_id)
    page = url_for("records.page", record_id=logged.record_id)
    attached = attach_sent(logged.record_id, form.no_pupils.data)
    if wants_json():
        return jsonify(
            record=logged.record_id,
            already=logged.already,
            page=page,
            evidence=url_for("records.add_evidence", record_id=logged.record_id),
        ), (200 if logged.already else 201)
    flash_attached(attached)
    return redirect(page, 303)


@blueprint.get("/log/token")
def token() -> Response:
    """A fresh token for what waits on the phone, and whose session it is."""
    answer = jsonify(token=generate_csrf(), owner=str(person().id))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def form_go() -> str:
    """Which button sent the form: submit, unless it says draft."""
    return request.form.get("go", "submit")


def owed_next(building_id: int) -> str:
    """The kind of drill that the building owes first, else fire."""
    kept = read_of([building_id]).get(building_id)
    if kept is None:
        return "fire"
    pack = law_of(person().district_id)
    owed = [c for c in kept.cells if c["next_due"] and not c["advisory"]]
    for cell in sorted(owed, key=lambda c: c["next_due"]):
        accepts = pack.rule(cell["id"]).accepts
        for type_ in (*FIRST_TYPES, *DRILL_TYPES):
            if type_ in accepts:
                return type_
    return "fire"


def _building(building_id: int) -> BuildingRow:
    rows = read_building_rows(person().district_id, [building_id], with_closed=True)
    if not rows:
        abort(404)
    return rows[0]


def _page(
    form: LogForm,
    building: BuildingRow,
    *,
    drill: DrillRow | None = None,
    planned: list[DrillRow] | None = None,
    whole: dict[str, str] | None = None,
    code: int = 200,
    other: str = "",
    asked: Sequence[str] = (),
) -> Response:
    who = person()
    year = year_on(who.district_id, clock.today(who.zone))
    facts = read_buildings(who.district_id, year, [building.id]).get(building.id) if year else None
    return form_page(
        form,
        building,
        facts,
        drill=drill,
        planned=planned or [],
        whole=whole or {},
        code=code,
        other=other,
        asked=asked,
        action=url_for("log.save", building_id=building.id),
    )


def _refuse(
    form: LogForm, refused: Refused, building_id: int, drill_id: int | None
) -> Response | tuple[Response, int]:
    other = ""
    if isinstance(refused, AlreadyLogged):
        other = url_for("records.page", record_id=refused.record_id)
    code = 409 if other else 422
    if wants_json():
        errors = {name: refusal_words(words) for name, words in refused.errors.items()}
        return jsonify(errors=errors, page=other), code
    whole = form.show_errors(refused)
    if request.files.getlist("files") and any(f.filename for f in request.files.getlist("files")):
        form.files.errors = [gettext("Choose the files again: a page cannot keep them.")]
    drill = read_drill(drill_id, person().district_id) if drill_id else None
    asked = _asked(form, building_id)
    return _page(
        form,
        _building(building_id),
        drill=drill,
        whole=whole,
        code=code,
        other=other,
        asked=asked,
    )


def _asked(form: LogForm, building_id: int) -> list[str]:
    """What the drill will be asked, where its day and kind can be read. A page that comes back
    is never held ready on a phone, so what it asks is of now."""
    typed = form.columns()
    known = {name: typed[name] for name in ("date", "time", "type") if typed[name]}
    drill, _ = convert(known)
    year = year_on(person().district_id, drill.date) if drill else None
    if drill is None or year is None:
        return []
    return asked_before(person().district_id, building_id, drill, year)
