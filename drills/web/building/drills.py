"""Planning a drill and moving one: the form, and what is said before it is saved.

A first submit that raises a warning saves nothing: it shows the warning, with everything
that was typed and a button to go on all the same. A drill's own page, cancelling and not
holding are drill_sheet.py's.
"""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.drill_plan import INTENDED, DrillPlan
from drills.actions.law import law_of
from drills.actions.move_drill import move_drill
from drills.actions.plan_drill import plan_drill
from drills.actions.plan_next import propose
from drills.actions.plan_rules import plan_as_it_stands, why_it_stands
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.weigh_plan import read_places, weigh_plan
from drills.facts import DRILL_TYPES
from drills.store.buildings import read_building_rows, read_buildings, read_district
from drills.store.calendars import year_on
from drills.store.database import db
from drills.store.people import read_people
from drills.store.records import read_drill
from drills.store.tables import BuildingRow, DrillRow
from drills.web.access import may, person
from drills.web.building import drill_sheet  # noqa: F401 - its pages belong to this blueprint
from drills.web.building import drills as blueprint
from drills.web.building.drill_sheet import stands_page
from drills.web.building.plan_form import PlanForm, filled_form
from drills.web.building.plan_words import (
    NO_ADVICE,
    Advice,
    advice_of,
    intended_words,
    qualities_offered,
)
from drills.web.building.showing import USUAL_TYPES, first_types
from drills.web.drill_letters import drill_letter
from drills.web.errors import wants_json
from drills.web.format import clock_time, long_day
from drills.web.navigation import my_buildings

__all__ = ["blueprint"]


@blueprint.route("/buildings/<int:building_id>/plan", methods=["GET", "POST"])
def plan(building_id: int) -> Response:
    """The form, filled with what is owed next; sent, the plan."""
    building = _building(building_id)
    if request.method == "GET":
        form = _proposed(building)
        return _page(form, building, advice=_advice(form.plan(), form.requirement.data or ""))
    form = PlanForm()
    try:
        wanted = form.plan()
        advice = _advice(wanted, form.requirement.data or "")
        if _only_asks(form, advice):
            return _page(form, building, advice=advice)
        planned = plan_drill(person(), clock.now(), wanted, key=form.key.data or "")
    except Refused as refused:
        return _page(form, building, refused=refused)
    if not planned.already:
        flash(gettext("Planned for %(day)s.", day=long_day(wanted.on)), "success")
    return redirect(url_for("drills.sheet", drill_id=planned.drill_id), 303)


@blueprint.route("/drills/<int:drill_id>/move", methods=["GET", "POST"])
def move(drill_id: int) -> Response:
    """The same form with the plan that stands; sent, the new one."""
    who, now = person(), clock.now()
    drill = _drill(drill_id)
    building = _building(drill.records[0].building_id)
    stands = why_it_stands(who, clock.today(who.zone), drill)
    if stands:
        return stands_page(drill, stands)
    if request.method == "GET":
        standing = plan_as_it_stands(drill)
        advice = _advice(standing, "", drill)
        # What the plan brings along already is no news when it is saved.
        form = filled_form(standing, version=drill.version, seen=advice.mark)
        return _page(form, building, drill, advice=advice)
    form = PlanForm()
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    try:
        wanted = form.plan(fixed=drill)
        advice = _advice(wanted, "", drill)
        if drill.version == version and _only_asks(form, advice):
            return _page(form, building, drill, advice=advice)
        mails = move_drill(who, now, drill_id, wanted, version=version, write=drill_letter)
    except Refused as refused:
        drill = _drill(drill_id)
        if why_it_stands(who, clock.today(who.zone), drill):
            return stands_page(drill, refused.errors.get("", ""))
        if isinstance(refused, ChangedMeanwhile):
            # Saving again puts this person's plan in the other's place, knowingly.
            form.version.data = str(drill.version)
        return _page(form, building, drill, refused=refused)
    moved = (wanted.on, wanted.at) != (drill.planned_on, drill.planned_at) or mails
    flash(_saved(wanted, mails, bool(moved)), "success")
    return redirect(url_for("drills.sheet", drill_id=drill_id), 303)


def _saved(wanted: DrillPlan, mails: int, moved: bool) -> str:
    said = (
        gettext("Saved. It is planned for %(day)s.", day=long_day(wanted.on))
        if moved
        else gettext("Saved.")
    )
    if mails:
        return f"{said} {gettext('Those who count on it hear by mail.')}"
    return said


def _only_asks(form: PlanForm, advice: Advice) -> bool:
    """Whether nothing is to be saved yet: asked to check, or warnings not seen before."""
    if request.form.get("go") == "check":
        return True
    return bool(advice.warnings) and form.seen.data != advice.mark


# --- reading ----------------------------------------------------------------------


def _building(building_id: int) -> BuildingRow:
    rows = read_building_rows(person().district_id, [building_id], with_closed=True)
    if not rows:
        abort(404)
    return rows[0]


def _drill(drill_id: int) -> DrillRow:
    db.session.expire_all()
    drill = read_drill(drill_id, person().district_id)
    if drill is None:
        abort(404)
    return drill


def _proposed(building: BuildingRow) -> PlanForm:
    """The form for what is owed next, or for what the address asks for."""
    who = person()
    today = clock.today(who.zone)
    type_ = request.args.get("type", "")
    type_ = type_ if type_ in DRILL_TYPES else ""
    requirement = request.args.get("requirement", "")
    on = _asked_day()
    year = year_on(who.district_id, on or today)
    places = read_places(who.district_id, [building.id], year) if year else []
    if not places:
        tomorrow = today + timedelta(1)
        return filled_form(DrillPlan((building.id,), type_ or "fire", on or tomorrow))
    duties = law_of(who.district_id).duties
    found = propose(
        places[0],
        today,
        kinds=(*USUAL_TYPES, *DRILL_TYPES),
        type_=type_,
        requirement=requirement,
        duties=[d for d in duties if d.notice_days],
    )
    columns = dict(INTENDED[name] for name in found.qualities if name in INTENDED)
    announced = {"announced": "staff", "unannounced": "none"}
    proposed = DrillPlan(
        (building.id,),
        found.type,
        on or found.on,
        found.at,
        told_beforehand="staff" if "announced" in found.qualities else "nobody",
        announced=next((announced[q] for q in found.qualities if q in announced), None),
        intended=columns,
    )
    return filled_form(
        proposed, requirement=requirement if requirement == found.requirement else ""
    )


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        return None


def _advice(wanted: DrillPlan, requirement: str, drill: DrillRow | None = None) -> Advice:
    """What is to be said of a plan. Raises NotAllowed for a building of somebody else's."""
    who = person()
    if not all(may("plan_drills", id_) for id_ in wanted.buildings):
        raise NotAllowed
    district = read_district(who.district_id)
    weighed = weigh_plan(
        who,
        clock.today(who.zone),
        wanted,
        meant_for=requirement,
        besides=drill.id if drill else None,
    )
    return advice_of(weighed, law_of(district), district.labels)


def _officers(building_ids: list[int]) -> list[tuple[int, str]]:
    """The district's officers by name; who covers none of the buildings is told apart."""
    who = person()
    found, others = [], []
    for row in read_people(who.district_id):
        roles = [role for role in row.roles if role.role == "officer"]
        if not roles or row.left_on is not None:
            continue
        covered = {b.building_id for role in roles for b in role.buildings}
        if any(role.all_buildings for role in roles) or covered & set(building_ids):
            found.append((row.id, row.name))
        else:
            others.append((row.id, gettext("%(name)s (covers other buildings)", name=row.name)))
    return [*found, *others]


# --- the page ---------------------------------------------------------------------


def _page(
    form: PlanForm,
    building: BuildingRow,
    drill: DrillRow | None = None,
    *,
    advice: Advice = NO_ADVICE,
    refused: Refused | None = None,
) -> Response:
    who = person()
    whole = form.show_errors(refused) if refused else {}
    code = 409 if isinstance(refused, ChangedMeanwhile) else 422 if refused else 200
    if wants_json():
        return make_response(render_template("drills/_advice.html", advice=advice), code)
    district = read_district(who.district_id)
    pack = law_of(district)
    year = year_on(who.district_id, clock.today(who.zone))
    chosen = [int(text) for text in form.buildings.data or [] if text.isdecimal()]
    if drill is not None:
        chosen = [record.building_id for record in drill.records]
    facts = list(read_buildings(who.district_id, year, chosen).values()) if year else []
    form.offer(
        district.labels,
        first_types(pack, facts[0] if facts else None, form.type.data or ""),
        my_buildings(who, "plan_drills"),
        _officers(chosen),
        qualities_offered(pack, facts, district.labels, form.intended.data or []),
    )
    asked = request.method == "POST" and request.form.get("go") != "check" and refused is None
    # What is shown now has been seen when the form comes back.
    if asked:
        form.seen.data = advice.mark
    names = [b.name for b in read_building_rows(who.district_id, chosen)]
    return make_response(
        render_template(
            "drills/plan.html",
            form=form,
            building=building,
            drill=drill,
            names=names,
            now_is=_now_is(drill, district.labels) if code == 409 and drill else None,
            advice=advice,
            asked=asked,
            whole=whole,
            back=_back(building, drill),
            action=url_for("drills.move", drill_id=drill.id)
            if drill
            else url_for("drills.plan", building_id=building.id),
        ),
        code,
    )


def _back(building: BuildingRow, drill: DrillRow | None) -> tuple[str, str]:
    if drill is not None:
        return url_for("drills.sheet", drill_id=drill.id), gettext("Back to the drill")
    return url_for("building.page", building_id=building.id), building.name


def _now_is(drill: DrillRow, labels: dict[str, str]) -> list[tuple[str, str]]:
    """What is planned now, to compare with what was typed."""
    said = [(gettext("Day"), long_day(drill.planned_on))]
    said.append(
        (
            gettext("Time"),
            clock_time(drill.planned_at) if drill.planned_at else gettext("Any time"),
        )
    )
    how = intended_words(drill.intended or {})
    if how:
        said.append((gettext("How"), ", ".join(how)))
    if drill.note:
        said.append((gettext("Note"), drill.note))
    return said
