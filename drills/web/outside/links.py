"""Making links for people from outside, as principals and directors do; the district's
questions.

A new link is shown to the browser that made it for a quarter of an hour and never again, as
an address and as a QR code to hold out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext

from drills import clock
from drills.actions.evaluation_questions import own_questions, set_questions
from drills.actions.refused import Refused
from drills.actions.share_drill import end_link, share_drill
from drills.store.buildings import read_building_rows, read_district
from drills.store.outside import read_evaluations, read_outside_link, read_outside_links
from drills.store.records import read_record
from drills.store.tables import OutsideLinkRow, RecordRow
from drills.web.access import person
from drills.web.outside import blueprint, evaluate  # noqa: F401 - the guests' own page
from drills.web.outside.forms import GuestForm, QuestionsForm, show_errors
from drills.web.outside.qr import qr_svg
from drills.web.outside.words import KINDS, USUAL, evaluation_lines

__all__ = ["blueprint"]

SHOWN_FOR = timedelta(minutes=15)
IN_SESSION = "new_outside_link"


@blueprint.get("/records/<int:record_id>/guests")
def guests(record_id: int) -> Response:
    """The new link if there is one, the form for another, and the links there are."""
    return _page(_record(record_id), GuestForm(formdata=None))


@blueprint.post("/records/<int:record_id>/guests")
def share(record_id: int) -> Response:
    """Make a link."""
    form, now = GuestForm(), clock.now()
    record = _record(record_id)
    try:
        made = share_drill(person(), now, record_id, form.guest())
    except Refused as refused:
        return _page(record, form, refused)
    session[IN_SESSION] = {
        "secret": made.secret,
        "record": record_id,
        "until": (now + SHOWN_FOR).isoformat(),
    }
    return redirect(url_for("outside.guests", record_id=record_id), 303)


@blueprint.post("/records/<int:record_id>/guests/end")
def end(record_id: int) -> Response:
    """End a link before its time."""
    text = request.form.get("link", "")
    ended = text.isdecimal() and end_link(person(), clock.now(), record_id, int(text[:18]))
    if ended:
        flash(gettext("The link is ended. It opens nothing any more."), "success")
    else:
        flash(gettext("That link was over already."), "warning")
    return redirect(url_for("outside.guests", record_id=record_id), 303)


@blueprint.route("/evaluation-questions", methods=["GET", "POST"])
def questions() -> Response:
    """What people from outside are asked to score."""
    district = read_district(person().district_id)
    form = QuestionsForm(questions="\n".join(own_questions(district)))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            set_questions(person(), clock.now(), form.lines())
            flash(gettext("Saved. They are asked from now on."), "success")
            return redirect(url_for("outside.questions"), 303)
        except Refused as refused:
            errors = show_errors(form, refused)
    page = render_template("outside/questions.html", form=form, errors=errors, usual=USUAL)
    return make_response(page, 422 if form.errors or errors else 200)


def _record(record_id: int) -> RecordRow:
    record = read_record(record_id, person().district_id)
    if record is None:
        abort(404)
    return record


def _page(record: RecordRow, form: GuestForm, refused: Refused | None = None) -> Response:
    who, now = person(), clock.now()
    errors = show_errors(form, refused) if refused else {}
    building = read_building_rows(who.district_id, [record.building_id], with_closed=True)[0]
    page = render_template(
        "outside/guests.html",
        record=record,
        drill=record.drill,
        building=building,
        form=form.offer(),
        errors=errors,
        made=_just_made(record, now),
        lines=[_line(row, now) for row in read_outside_links(record.id)],
        signed=evaluation_lines(read_evaluations([record.id])[record.id]),
        off=record.drill.state == "cancelled" or record.state == "not_held",
    )
    return make_response(page, 422 if refused else 200)


def _just_made(record: RecordRow, now: datetime) -> dict[str, Any] | None:
    """The link that this browser made a moment ago, with its address and its code."""
    kept = session.get(IN_SESSION)
    if not kept or kept["record"] != record.id:
        return None
    row = read_outside_link(kept["secret"])
    late = now > datetime.fromisoformat(kept["until"])
    if late or row is None or row.used_at or row.ended_at or row.record_id != record.id:
        session.pop(IN_SESSION)
        return None
    # Not from the request: its Host header is the visitor's to choose.
    path = url_for("outside.evaluate", secret=kept["secret"])
    address = current_app.config["DRILLS"].public_url + path
    return {"address": address, "qr": qr_svg(address), **_line(row, now)}


def _line(row: OutsideLinkRow, now: datetime) -> dict[str, Any]:
    state = "open"
    if row.used_at:
        state = "used"
    elif row.ended_at:
        state = "ended"
    elif row.expires_at <= now:
        state = "late"
    return {
        "id": row.id,
        "kind": str(KINDS[row.kind]),
        "for_whom": row.for_whom,
        "maker": row.maker_name,
        "made": row.made_at,
        "until": row.expires_at,
        "used": row.used_at,
        "state": state,
    }
