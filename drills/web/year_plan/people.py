"""Who comes to drills and when they are away, days without drills, buildings that drill as one."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.plan_officers import (
    Attending,
    add_away,
    add_blackout,
    end_agency,
    read_attending,
    remove_away,
    remove_blackout,
    save_agency,
    save_officer,
)
from drills.actions.plan_settings import let_drill_apart, let_drill_together
from drills.actions.refused import Refused
from drills.store.buildings import read_building_rows
from drills.web.access import person
from drills.web.year_plan import blueprint
from drills.web.year_plan.plan_sentences import refusal
from drills.web.year_plan.start import asked_year, start_page, whole_district
from drills.web.year_plan.stretch_forms import (
    AwayForm,
    BlackoutForm,
    OfficerForm,
    for_buildings,
    typed_number,
    typed_stretch,
)
from drills.web.year_plan.wishes_form import show_errors

__all__ = ["blueprint"]


@blueprint.route("/plan/officers/people/<int:person_id>", methods=["GET", "POST"])
def officer(person_id: int) -> tuple[str, int] | Response:
    """What is known of a person who comes to drills, and the days away."""
    one = _attending(f"person:{person_id}")
    if request.method == "GET":
        return _page(one)
    form = OfficerForm()
    try:
        per_day = typed_number(form.per_day.data, "per_day")
        save_officer(person(), clock.now(), person_id, form.kind.data or "", per_day)
    except Refused as refused:
        return _page(one, form, refused)
    flash(gettext("Saved."), "success")
    return redirect(url_for("year_plan.start"), 303)


@blueprint.route("/plan/agencies/new", methods=["GET", "POST"])
def new_agency() -> tuple[str, int] | Response:
    """Add an agency: a fire department, a police station."""
    whole_district()
    return _agency(None)


@blueprint.route("/plan/agencies/<int:agency_id>", methods=["GET", "POST"])
def agency(agency_id: int) -> tuple[str, int] | Response:
    """An agency, its buildings, and the days on which it cannot come."""
    return _agency(_attending(f"agency:{agency_id}"))


@blueprint.post("/plan/agencies/<int:agency_id>/end")
def no_agency(agency_id: int) -> Response:
    """It comes no longer."""
    end_agency(person(), clock.now(), agency_id)
    flash(gettext("Saved. Plans name them no longer."), "success")
    return redirect(url_for("year_plan.start"), 303)


@blueprint.post("/plan/away")
def away() -> tuple[str, int] | Response:
    """Note days on which somebody cannot come."""
    one = _attending(request.form.get("officer", ""), or_first=True)
    if one is None:
        return redirect(url_for("year_plan.start"), 303)
    form = AwayForm(prefix="away")
    try:
        starts, ends = typed_stretch(form)
        add_away(person(), clock.now(), one.id, starts, ends, form.why.data or "")
    except Refused as refused:
        return _page(one, away=form, away_refused=refused)
    flash(gettext("Noted. Plan again, so that drills on these days move."), "success")
    return redirect(_address(one), 303)


@blueprint.post("/plan/away/remove")
def back() -> Response:
    """Take such days out again."""
    text = request.form.get("away", "")
    remove_away(person(), clock.now(), int(text) if text.isdecimal() else 0)
    flash(gettext("Taken out."), "success")
    return redirect(url_for("year_plan.start"), 303)


@blueprint.post("/plan/blackouts")
def blackout() -> tuple[str, int] | Response:
    """Plan no drill on some days."""
    form = BlackoutForm(prefix="out")
    try:
        starts, ends = typed_stretch(form)
        chosen = form.building.data or ""
        if chosen and not chosen.isdecimal():
            raise Refused(building="building_unknown")
        building = int(chosen) if chosen else None
        add_blackout(person(), clock.now(), building, starts, ends, form.why.data or "")
    except Refused as refused:
        return start_page(blackout=form, blackout_refused=refused)
    flash(gettext("Noted. No drill is planned on these days."), "success")
    return redirect(url_for("year_plan.start", year=asked_year(person())), 303)


@blueprint.post("/plan/blackouts/remove")
def no_blackout() -> Response:
    """Open such days again."""
    text = request.form.get("blackout", "")
    remove_blackout(person(), clock.now(), int(text) if text.isdecimal() else 0)
    flash(gettext("Taken out."), "success")
    return redirect(url_for("year_plan.start", year=asked_year(person())), 303)


@blueprint.post("/plan/together")
def together() -> tuple[str, int] | Response:
    """Let buildings drill as one."""
    chosen = tuple(int(t) for t in request.form.getlist("buildings") if t.isdecimal())
    try:
        let_drill_together(person(), clock.now(), chosen)
    except Refused as refused:
        words = next(iter(refused.errors.values()))
        page = start_page(whole={"#together": refusal(words)})
        return (page[0], 422) if isinstance(page, tuple) else page
    flash(gettext("Saved. These buildings are planned as one."), "success")
    return redirect(url_for("year_plan.start", year=asked_year(person())), 303)


@blueprint.post("/plan/together/apart")
def apart() -> Response:
    """Take such a group apart."""
    text = request.form.get("building", "")
    let_drill_apart(person(), clock.now(), int(text) if text.isdecimal() else 0)
    flash(gettext("Saved. These buildings are planned one by one."), "success")
    return redirect(url_for("year_plan.start", year=asked_year(person())), 303)


def _attending(id_: str, or_first: bool = False) -> Any:
    """Somebody who comes to drills; not found for another district's."""
    found = read_attending(person().district_id, whole_district())
    one = next((a for a in found if a.id == id_), None)
    if one is None and not or_first:
        abort(404)
    return one


def _agency(one: Attending | None) -> tuple[str, int] | Response:
    if request.method == "GET":
        return _page(one)
    form = OfficerForm()
    try:
        per_day = typed_number(form.per_day.data, "per_day")
        ids = [int(t) for t in form.buildings.data or [] if t.isdecimal()]
        save_agency(
            person(),
            clock.now(),
            one.row_id if one else None,
            form.name.data or "",
            form.kind.data or "",
            None if form.everywhere.data != "no" else ids,
            per_day,
        )
    except Refused as refused:
        return _page(one, form, refused)
    flash(gettext("Saved."), "success")
    return redirect(url_for("year_plan.start"), 303)


def _address(one: Attending) -> str:
    if one.person_id is not None:
        return url_for("year_plan.officer", person_id=one.person_id)
    return url_for("year_plan.agency", agency_id=one.row_id)


def _page(
    one: Attending | None,
    form: Any = None,
    refused: Refused | None = None,
    away: Any = None,
    away_refused: Refused | None = None,
) -> tuple[str, int]:
    who = person()
    today = whole_district()
    form = form or _filled(one)
    away = away or AwayForm(formdata=None, prefix="away")
    rows = read_building_rows(who.district_id)
    for_buildings(form, rows)
    whole = show_errors(form, refused) if refused else {}
    if away_refused is not None:
        whole |= show_errors(away, away_refused)
    names = {row.id: row.name for row in rows}
    page = render_template(
        "year_plan/officer.html",
        one=one,
        form=form,
        away=away,
        whole=whole,
        away_wrong=away_refused is not None,
        covers=None
        if one is None or one.covers is None
        else [names[b] for b in names if b in one.covers],
        days=[a for a in one.away if a.span.end >= today] if one else [],
        action=_address(one) if one else url_for("year_plan.new_agency"),
    )
    return page, 422 if refused is not None or away_refused is not None else 200


def _filled(one: Attending | None) -> Any:
    if one is None:
        return OfficerForm(formdata=None, data={"kind": "fire", "everywhere": "yes"})
    return OfficerForm(
        formdata=None,
        data={
            "name": one.name,
            "kind": one.kind,
            "per_day": "" if one.per_day is None else str(one.per_day),
            "everywhere": "yes" if one.covers is None else "no",
            "buildings": [str(b) for b in sorted(one.covers or ())],
        },
    )
