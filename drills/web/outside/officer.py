"""An officer's own page: the drills they are asked to come to, all others of their schools,
those that were held; saying that they cannot come; evaluating with their own account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.cannot_come import can_come, cannot_come
from drills.actions.evaluate_drill import evaluate_as_officer, why_not_yet
from drills.actions.refused import Refused
from drills.facts import COUNTING
from drills.store.absences import read_absences
from drills.store.buildings import read_building_rows, read_district
from drills.store.outside import signed_drills
from drills.store.planned import PLANNERS, PlannedDrill, read_planned
from drills.store.records import read_record
from drills.store.tables import OfficerAbsenceRow
from drills.web.absence_letters import absence_letter
from drills.web.access import person
from drills.web.format import clock_time, drill_type
from drills.web.outside import blueprint
from drills.web.outside.forms import show_errors, signing_form
from drills.web.outside.words import questions_of, refusal_words

__all__ = ["blueprint"]

AHEAD, BACK = timedelta(60), timedelta(60)


@dataclass(frozen=True, slots=True)
class Duty:
    """One drill as its officer reads it. ``sign`` is where to evaluate it, or empty."""

    id: int
    on: date
    time: str
    what: str
    where: str
    officer: str = ""
    secret: bool = False
    absence: OfficerAbsenceRow | None = None
    sign: str = ""
    signed: bool = False


@blueprint.get("/officer")
def officer() -> Response:
    """What an officer is asked for, then everything else of their schools."""
    return _page()


@blueprint.post("/officer/<int:drill_id>/away")
def away(drill_id: int) -> Response:
    """The officer asked cannot come."""
    why = request.form.get("reason", "")
    try:
        mails = cannot_come(person(), clock.now(), drill_id, why, absence_letter)
    except Refused as refused:
        return _page(drill_id, why, next(iter(refused.errors.values())))
    if mails:
        flash(gettext("Noted. The school hears by mail and plans again."), "success")
    else:
        flash(gettext("Noted. It stands on the drill’s page."), "success")
    return redirect(url_for("outside.officer"), 303)


@blueprint.post("/officer/<int:drill_id>/comes")
def comes(drill_id: int) -> Response:
    """The officer can come after all."""
    try:
        can_come(person(), clock.now(), drill_id, absence_letter)
    except Refused as refused:
        return _page(drill_id, "", next(iter(refused.errors.values())))
    flash(gettext("Noted. You are expected there."), "success")
    return redirect(url_for("outside.officer"), 303)


@blueprint.route("/records/<int:record_id>/evaluate", methods=["GET", "POST"])
def sign(record_id: int) -> Response:
    """Evaluate and sign with one's own account."""
    who, now = person(), clock.now()
    record = read_record(record_id, who.district_id)
    if record is None:
        abort(404)
    district = read_district(who.district_id)
    form = signing_form(questions_of(district), as_officer=True)
    errors, code = {}, 200
    if request.method == "POST":
        try:
            kind = form["kind"].data or ""
            evaluate_as_officer(who, now, record_id, kind, form.signed())
            flash(gettext("Thank you. It is signed."), "success")
            return redirect(url_for("outside.officer"), 303)
        except Refused as refused:
            errors, code = show_errors(form, refused), 422
    else:
        form.name.data, form.title.data = who.name, who.title
    why = why_not_yet(record, now, who.zone)
    building = read_building_rows(who.district_id, [record.building_id], with_closed=True)[0]
    page = render_template(
        "outside/sign.html",
        form=form,
        errors=errors,
        record=record,
        drill=record.drill,
        building=building,
        why=refusal_words(why) if why else "",
    )
    return make_response(page, code)


def _page(drill_id: int = 0, why: str = "", code: str = "") -> Response:
    who = person()
    today = clock.today(who.zone)
    buildings = who.buildings_for("come_to_drills", today)
    district = read_district(who.district_id)
    found = read_planned(
        who.district_id,
        today - BACK,
        today + AHEAD,
        audience=PLANNERS,
        today=today,
        building_ids=buildings,
        with_cancelled=False,
    )
    absences = read_absences([drill.id for drill in found])
    signed = signed_drills(who.id, [drill.id for drill in found])
    lines = [
        _duty(drill, district.labels, today, absences.get(drill.id), drill.id in signed)
        for drill in found
    ]
    asked = {drill.id for drill in found if drill.officer_id == who.id}
    planned = {drill.id for drill in found if drill.state == "planned" and drill.on >= today}
    past = {d.id for d in found if any(b.state in COUNTING for b in d.buildings)}
    page = render_template(
        "outside/officer.html",
        asked=[line for line in lines if line.id in asked & planned],
        others=[line for line in lines if line.id in planned - asked],
        past=[line for line in reversed(lines) if line.id in past],
        buildings=read_building_rows(who.district_id, buildings),
        wrong=drill_id,
        typed=why,
        error=_words(code) if code else "",
        ahead=AHEAD.days,
    )
    return make_response(page, 422 if code else 200)


def _duty(
    drill: PlannedDrill,
    labels: dict[str, str],
    today: date,
    absence: OfficerAbsenceRow | None,
    signed: bool,
) -> Duty:
    covered = person().buildings_for("come_to_drills", today)
    mine = [b for b in drill.buildings if covered is None or b.building_id in covered]
    can_sign = [b for b in mine if b.state in COUNTING]
    return Duty(
        id=drill.id,
        on=next((b.held_on for b in can_sign if b.held_on), drill.on),
        time=clock_time(drill.at) if drill.at else gettext("Any time"),
        what=drill_type(drill.type, labels, drill.title),
        where=", ".join(b.name for b in drill.buildings),
        officer=drill.officer,
        secret=not drill.is_told,
        absence=absence,
        sign=url_for("outside.sign", record_id=can_sign[0].record_id) if can_sign else "",
        signed=signed,
    )


def _words(code: str) -> str:
    return {
        "reason_missing": gettext("Say in a few words why, so that the school can plan again."),
        "reason_long": gettext("Say it in at most 300 letters."),
        "not_to_come": gettext("This drill is over or was cancelled."),
    }.get(code, code)
