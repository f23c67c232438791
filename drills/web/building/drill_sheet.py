"""A planned drill's own page, for those who hold it and for officers; cancelling it, or
saying that it was not held. Records and evidence have their own pages and are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from drills import clock
from drills.actions.cancel_drill import cancel_drill
from drills.actions.law import law_of
from drills.actions.mark_not_held import mark_not_held
from drills.actions.plan_rules import plan_as_it_stands, why_it_stands
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.weigh_plan import weigh_plan
from drills.facts import COUNTING, WRITTEN
from drills.store.absences import read_absences
from drills.store.audit import read_history
from drills.store.buildings import read_district
from drills.store.calendars import year_on
from drills.store.corrective import read_open_in
from drills.store.database import db
from drills.store.planned import PlannedDrill, read_planned_drill
from drills.store.records import read_drill
from drills.store.tables import CorrectiveActionRow, DrillRow
from drills.web.access import may, person
from drills.web.building import drills as blueprint
from drills.web.building.asked import Question, questions_about
from drills.web.building.plan_words import (
    NO_ADVICE,
    Advice,
    advice_of,
    intended_words,
    plan_refusal,
)
from drills.web.building.questions import PROBLEMS
from drills.web.drill_letters import drill_letter
from drills.web.format import day, moment
from drills.web.words import law_words

WHO_KNOWS = {
    "nobody": lazy_gettext("Nobody: staff see nothing of it"),
    "staff": lazy_gettext("Staff"),
    "all": lazy_gettext("Everyone"),
}
ANNOUNCED = {
    "none": lazy_gettext("Nobody"),
    "staff": lazy_gettext("Staff"),
    "all": lazy_gettext("Everyone"),
}
DID = {
    "drill.planned": lazy_gettext("%(name)s planned it"),
    "drill.moved": lazy_gettext("%(name)s changed it"),
    "drill.cancelled": lazy_gettext("%(name)s cancelled it"),
    "drill.not_held": lazy_gettext("%(name)s wrote that it was not held"),
    "drill.officer_away": lazy_gettext("%(name)s cannot come"),
    "drill.officer_comes": lazy_gettext("%(name)s can come after all"),
}


@dataclass(frozen=True, slots=True)
class Can:
    """What the person may do with the drill today. ``log`` is an address or empty."""

    log: str = ""
    move: bool = False
    cancel: bool = False
    not_held: bool = False


@blueprint.get("/drills/<int:drill_id>")
def sheet(drill_id: int) -> Response:
    """What, where, when, who comes, what it is for, and what can be done with it."""
    who = person()
    drill, row = _read(drill_id)
    district = read_district(who.district_id)
    pack = law_of(district)
    today = clock.today(who.zone)
    leads = any(may("see_building", b.building_id) for b in drill.buildings)
    coming = drill.state == "planned" and drill.on >= today
    advice = NO_ADVICE
    if coming:
        weighed = weigh_plan(who, today, plan_as_it_stands(row), besides=drill.id)
        advice = advice_of(weighed, pack, district.labels)
        if not leads:
            advice = Advice((), advice.serves, "")
    told = [
        (law_words(pack, duty.summary), day(drill.on - timedelta(duty.notice_days)))
        for duty in pack.duties
        if duty.notice_days is not None and (not duty.types or drill.type in duty.types)
    ]
    return make_response(
        render_template(
            "drills/sheet.html",
            drill=drill,
            facts=_facts(drill),
            absence=read_absences([drill.id]).get(drill.id) if coming else None,
            asked=coming and drill.officer_id == who.id,
            intended=intended_words(drill.intended),
            advice=advice,
            leads=leads,
            notices=told if leads and coming else [],
            can=_can(row, drill),
            lines=_history(drill) if leads else [],
            own={b.building_id for b in drill.buildings if may("see_building", b.building_id)},
            to_mend=_to_mend(drill),
            questions=_asked(row),
        )
    )


@blueprint.route("/drills/<int:drill_id>/cancel", methods=["GET", "POST"])
def cancel(drill_id: int) -> Response:
    """Ask why, then cancel."""
    who = person()
    drill, row = _read(drill_id)
    stands = why_it_stands(who, clock.today(who.zone), row)
    if stands:
        return stands_page(row, stands)
    if request.method == "GET":
        return _ending(drill, row, "cancel")
    try:
        mails = cancel_drill(
            who,
            clock.now(),
            drill_id,
            request.form.get("reason", ""),
            version=_version(),
            write=drill_letter,
        )
    except Refused as refused:
        return _refuse(drill_id, "cancel", refused)
    flash(
        gettext("Cancelled. Those who count on it hear by mail.")
        if mails
        else gettext("Cancelled. It leaves the calendars by itself."),
        "success",
    )
    return redirect(url_for("drills.sheet", drill_id=drill_id), 303)


@blueprint.route("/drills/<int:drill_id>/not-held", methods=["GET", "POST"])
def not_held(drill_id: int) -> Response:
    """Ask why, and of a joint drill where, then say that it was not held."""
    who = person()
    drill, row = _read(drill_id)
    if row.state == "cancelled" or not _open_here(drill):
        return stands_page(row, "drill_cancelled" if row.state == "cancelled" else "drill_held")
    if request.method == "GET":
        return _ending(drill, row, "not_held")
    open_here = _open_here(drill)
    chosen = [int(text) for text in request.form.getlist("buildings") if text.isdecimal()]
    if len(open_here) == 1:
        chosen = [open_here[0].building_id]
    try:
        mark_not_held(
            who,
            clock.now(),
            drill_id,
            chosen,
            request.form.get("reason", ""),
            version=_version(),
        )
    except Refused as refused:
        return _refuse(drill_id, "not_held", refused)
    flash(gettext("Kept: it was not held. Plan it anew, if it is still owed."), "success")
    return redirect(url_for("drills.sheet", drill_id=drill_id), 303)


def stands_page(row: DrillRow, why: str) -> Response:
    """Why a drill can be neither moved nor cancelled, and what to do instead."""
    who = person()
    drill = read_planned_drill(row.id, who.district_id)
    assert drill is not None
    records = [b for b in drill.buildings if may("see_building", b.building_id)]
    written = [b for b in records if b.state in WRITTEN]
    page = render_template(
        "drills/stands.html", drill=drill, why=plan_refusal(why), code=why, written=written
    )
    return make_response(page, 200 if request.method == "GET" else 409)


def _read(drill_id: int) -> tuple[PlannedDrill, DrillRow]:
    db.session.expire_all()
    who = person()
    drill, row = (
        read_planned_drill(drill_id, who.district_id),
        read_drill(drill_id, who.district_id),
    )
    if drill is None or row is None:
        abort(404)
    return drill, row


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() else 0


def _open_here(drill: PlannedDrill) -> list:
    """The buildings of the person's where nothing is written of the drill yet."""
    return [
        b
        for b in drill.buildings
        if b.state in ("expected", "not_held") and may("plan_drills", b.building_id)
    ]


def _to_mend(drill: PlannedDrill) -> list[tuple[str, str, CorrectiveActionRow]]:
    """What earlier drills found and is not put right yet: problem, building, action."""
    if drill.state == "cancelled":
        return []
    names = {b.building_id: b.name for b in drill.buildings if may("see_building", b.building_id)}
    found = read_open_in(names) if names else {}
    return [
        (str(PROBLEMS.get(row.problem, row.problem)), names[id_], row)
        for id_, rows in found.items()
        for row in rows
    ]


def _asked(row: DrillRow) -> dict[int, list[Question]]:
    """What the records of the person's buildings are asked, by record."""
    who = person()
    records = [r for r in row.records if r.state in COUNTING and may("see_building", r.building_id)]
    if not records:
        return {}
    year = year_on(who.district_id, clock.today(who.zone))
    return questions_about(who.district_id, records, year)


def _can(row: DrillRow, drill: PlannedDrill) -> Can:
    who = person()
    today = clock.today(who.zone)
    free = not why_it_stands(who, today, row) and bool(_open_here(drill))
    loggable = [
        b
        for b in drill.buildings
        if b.state in ("expected", "not_held") and may("log_drills", b.building_id)
    ]
    log = ""
    if loggable and drill.state != "cancelled" and drill.on <= today:
        log = url_for("log.planned", drill_id=drill.id)
    waiting = [b for b in _open_here(drill) if b.state == "expected"]
    return Can(
        log=log,
        move=free,
        cancel=free and drill.on >= today,
        not_held=bool(waiting) and drill.state != "cancelled" and drill.on <= today,
    )


def _facts(drill: PlannedDrill) -> dict[str, str]:
    return {
        "knows": str(WHO_KNOWS.get(drill.told_beforehand or "", gettext("Not said: hidden"))),
        "announced": str(ANNOUNCED.get(drill.announced or "", gettext("Not decided"))),
    }


def _history(drill: PlannedDrill) -> list[tuple[str, str]]:
    """Who planned and changed it, and when, the first first."""
    who = person()
    return [
        (str(DID[row.did]) % {"name": row.person_name}, moment(row.at))
        for row in read_history(who.district_id, [f"drill:{drill.id}"])
        if row.did in DID
    ]


def _ending(
    drill: PlannedDrill,
    row: DrillRow,
    how: str,
    errors: dict[str, str] | None = None,
    code: int = 200,
) -> Response:
    here = _open_here(drill)
    ticked = {int(t) for t in request.form.getlist("buildings") if t.isdecimal()}
    if request.method == "GET":
        ticked = {b.building_id for b in here}
    return make_response(
        render_template(
            "drills/ending.html",
            drill=drill,
            version=row.version,
            how=how,
            places=here,
            ticked=ticked,
            reason=request.form.get("reason", ""),
            errors=errors or {},
        ),
        code,
    )


def _refuse(drill_id: int, how: str, refused: Refused) -> Response:
    """The form again with what was typed; what somebody else did meanwhile comes first."""
    drill, row = _read(drill_id)
    stands = row.state == "cancelled" or (
        not _open_here(drill) if how == "not_held" else why_it_stands_now(row)
    )
    if stands:
        return stands_page(row, next(iter(refused.errors.values())))
    errors = {name: plan_refusal(code) for name, code in refused.errors.items()}
    code = 409 if isinstance(refused, ChangedMeanwhile) else 422
    return _ending(drill, row, how, errors, code)


def why_it_stands_now(row: DrillRow) -> str:
    """Why the person signed in can no longer move or cancel it today; empty where they can."""
    who = person()
    return why_it_stands(who, clock.today(who.zone), row)
