"""A hold over one record, from the record's own page: placed, and lifted where it stands."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.holds import place_hold
from drills.actions.refused import Refused
from drills.store.buildings import read_building_rows
from drills.store.erasures import read_holds_over
from drills.web.access import person
from drills.web.building.records import read_here
from drills.web.removal import blueprint
from drills.web.removal.words import refusal_words

__all__ = ["blueprint"]


@blueprint.route("/records/<int:record_id>/hold", methods=["GET", "POST"])
def hold_record(record_id: int) -> Response:
    """The holds that stand over the record, and a new one."""
    who, record = person(), read_here(record_id)
    errors: dict[str, str] = {}
    why = request.form.get("words", "")
    if request.method == "POST":
        try:
            place_hold(who, clock.now(), record.building_id, why, record.id)
            flash(gettext("From now on nothing of this record is removed."), "success")
            return redirect(url_for("records.page", record_id=record_id), 303)
        except Refused as refused:
            errors = {name: refusal_words(code) for name, code in refused.errors.items()}
            record = read_here(record_id)
    building = read_building_rows(who.district_id, [record.building_id], with_closed=True)[0]
    page = render_template(
        "removal/hold.html",
        record=record,
        drill=record.drill,
        building=building,
        holds=read_holds_over(who.district_id, record.building_id, record.id),
        errors=errors,
        why=why,
    )
    return make_response(page, 422 if errors else 200)
