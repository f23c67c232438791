"""Ask that a file of a record, or the words in it, are removed."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.erase import ask_erasure
from drills.actions.refused import Refused
from drills.store.buildings import read_building_rows
from drills.web.access import person
from drills.web.building.records import read_here
from drills.web.removal import blueprint
from drills.web.removal.words import refusal_words

__all__ = ["blueprint"]


@blueprint.route("/records/<int:record_id>/removal", methods=["GET", "POST"])
def ask(record_id: int) -> Response:
    """What is to be removed, and why."""
    errors: dict[str, str] = {}
    what, reason = request.form.get("what", ""), request.form.get("reason", "")
    if request.method == "POST":
        wanted = int(what) if what.isdecimal() else None
        try:
            if wanted is None and what != "words":
                raise Refused(what="what_missing")
            ask_erasure(person(), clock.now(), record_id, reason, wanted)
            flash(gettext("Asked. A second person decides; until then nothing changes."), "success")
            return redirect(url_for("records.page", record_id=record_id), 303)
        except Refused as refused:
            errors = {name: refusal_words(code) for name, code in refused.errors.items()}
    record = read_here(record_id)
    building = read_building_rows(person().district_id, [record.building_id], with_closed=True)[0]
    page = render_template(
        "removal/ask.html",
        record=record,
        drill=record.drill,
        building=building,
        files=[file for file in record.evidence if file.erased_at is None],
        errors=errors,
        what=what or request.args.get("file", ""),
        reason=reason,
    )
    return make_response(page, 422 if errors else 200)
