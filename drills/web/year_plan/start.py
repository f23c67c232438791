"""Where planning a year begins: limits and wishes, who comes, and the button that plans.

Also the page that waits while a large district is planned. What came of it is preview.py's.
"""

from __future__ import annotations

import logging
import threading
from datetime import date
from typing import Any

from flask import Flask, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.law import law_of
from drills.actions.plan_officers import read_attending
from drills.actions.plan_problem import KEEP, may_plan_all, years_to_plan
from drills.actions.plan_settings import save_plan_settings, settings_of
from drills.actions.plan_year import Work, begin_plan, carry_out, has_stopped, is_quick
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.undo_plan import newest_plan
from drills.facts import DRILL_TYPES
from drills.store.buildings import read_building_rows, read_buildings, read_district
from drills.store.planning import read_blackouts, read_draft, read_year_drills
from drills.web.access import person
from drills.web.building.showing import first_types
from drills.web.year_plan import blueprint
from drills.web.year_plan.plan_sentences import refusal
from drills.web.year_plan.stretch_forms import BlackoutForm, for_buildings
from drills.web.year_plan.wishes_form import (
    WishesForm,
    filled_wishes,
    offer,
    show_errors,
    typed_settings,
)

__all__ = ["blueprint"]

LOG = logging.getLogger("drills.web.year_plan")
STEPS = {
    "drills chosen for buildings": lazy_gettext("Choosing the drills of each building"),
    "drills placed": lazy_gettext("Placing the drills"),
    "buildings checked": lazy_gettext("Checking each building against the law"),
}


@blueprint.get("/plan")
def start() -> tuple[str, int] | Response:
    """What a plan is made from, and what came of the last one."""
    return start_page()


@blueprint.post("/plan/settings")
def settings() -> tuple[str, int] | Response:
    """Save limits and wishes without planning."""
    who = person()
    form = WishesForm()
    try:
        _save(form)
    except Refused as refused:
        return start_page(form, refused)
    flash(gettext("Saved."), "success")
    return redirect(url_for("year_plan.start", year=asked_year(who)), 303)


@blueprint.post("/plan/make")
def make() -> tuple[str, int] | Response:
    """Plan the year, with the form's wishes saved first where the form was sent.

    ``again`` plans the draft again; ``mode`` alone comes from a snow day or a cancelled drill.
    """
    who = person()
    form = WishesForm()
    year = asked_year(who)
    try:
        if request.form.get("wishes"):
            _save(form)
        mode = form.mode.data or KEEP
        again = request.form.get("again") == "1"
        seed = int(request.form.get("seed", "0")[:6]) if request.form.get("seed") else 0
        work = begin_plan(who, clock.now(), year, mode, seed=seed, again=again)
    except ValueError:
        abort(400)
    except Refused as refused:
        if refused.errors.get("") == "running":
            return redirect(url_for("year_plan.working", year=year), 303)
        return start_page(form if request.form.get("wishes") else None, refused)
    if not is_quick(who):
        _in_background(work)
        return redirect(url_for("year_plan.working", year=year), 303)
    carry_out(work, clock.now)
    return redirect(url_for("year_plan.working", year=year), 303)


@blueprint.get("/plan/working")
def working() -> str | Response:
    """How far the work is; goes on to the plan as soon as there is one."""
    who = person()
    whole_district()
    year = asked_year(who)
    row = read_draft(who.district_id, year)
    if row is None:
        return redirect(url_for("year_plan.start", year=year))
    if row.state == "ready":
        return redirect(url_for("year_plan.preview", year=year))
    if row.state == "failed" or has_stopped(row, clock.now()):
        flash(refusal(row.error or "fault"), "error")
        return redirect(url_for("year_plan.start", year=year))
    done, of = row.progress.get("done", 0), row.progress.get("of", 0)
    step = STEPS.get(row.progress.get("step", ""), gettext("Reading calendars and rules"))
    return render_template("year_plan/working.html", year=year, step=step, done=done, of=of)


def start_page(
    form: Any = None,
    refused: Refused | None = None,
    blackout: Any = None,
    blackout_refused: Refused | None = None,
    whole: dict[str, str] | None = None,
) -> tuple[str, int] | Response:
    """The page, with a form that was refused where there is one."""
    who = person()
    today = whole_district()
    year = asked_year(who)
    if not year:
        return render_template("year_plan/no_year.html"), 422 if refused else 200
    draft = read_draft(who.district_id, year)
    if draft is not None and draft.state == "running" and not has_stopped(draft, clock.now()):
        return redirect(url_for("year_plan.working", year=year))
    district = read_district(who.district_id)
    buildings = read_buildings(who.district_id, year)
    officers = read_attending(who.district_id, today)
    standing = [d for d in read_year_drills(who.district_id, year) if _is_to_come(d, today)]
    form = form or filled_wishes(settings_of(who.district_id), KEEP)
    if form.mode.data is None:
        form.mode.data = KEEP
    said = dict(whole or {})
    if refused is not None:
        said |= show_errors(form, refused)
    pack = law_of(district)
    saved = settings_of(who.district_id)
    some = next(iter(buildings.values()), None)
    types = first_types(pack, some, "")
    types += [t for t in DRILL_TYPES if t in {*saved.attend, *saved.told} and t not in types]
    offer(form, types, officers, district.labels)
    rows = read_building_rows(who.district_id)
    closing = blackout or BlackoutForm(formdata=None, prefix="out")
    for_buildings(closing, rows)
    if blackout_refused is not None:
        said |= show_errors(closing, blackout_refused)
    names = {row.id: row.name for row in rows}
    code = 200
    if refused is not None or blackout_refused is not None:
        known = refused or blackout_refused
        code = 409 if isinstance(known, ChangedMeanwhile) else 422
    page = render_template(
        "year_plan/start.html",
        year=year,
        years=years_to_plan(who.district_id, today),
        form=form,
        types=types,
        whole=said,
        officers=officers,
        names=names,
        standing=len(standing),
        draft=draft if draft is not None and draft.plan and draft.state == "ready" else None,
        accepted=newest_plan(who.district_id, year),
        blackouts=[b for b in read_blackouts(who.district_id) if b.ends >= today],
        blackout_form=closing,
        blackout_open=blackout_refused is not None,
        together=saved.together,
        opened=refused is not None,
    )
    return page, code


def whole_district() -> date:
    """Today; raises NotAllowed for a person who does not plan for all buildings."""
    who = person()
    today = clock.today(who.zone)
    if not may_plan_all(who, today):
        raise NotAllowed
    return today


def asked_year(who: Any) -> str:
    """The school year that the address or the form names, else the present one; empty
    where the district has no calendar."""
    years = years_to_plan(who.district_id, clock.today(who.zone))
    asked = request.values.get("year", "")
    return asked if asked in years else (years[0] if years else "")


def _save(form: Any) -> None:
    who = person()
    save_plan_settings(who, clock.now(), typed_settings(form, settings_of(who.district_id)))


def _is_to_come(drill: Any, today: Any) -> bool:
    return drill.state == "planned" and drill.planned_on >= today


def _in_background(work: Work) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def run() -> None:
        with app.app_context():
            try:
                carry_out(work, clock.now)
            except Exception:
                LOG.exception("planning %s of district %d failed", work.year, work.district_id)

    threading.Thread(target=run, name=f"plan-{work.district_id}", daemon=True).start()
