"""Removals that wait for a second person, years whose time is over, and holds."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.erase import decide_erasure
from drills.actions.holds import lift_hold, place_hold
from drills.actions.law import law_of
from drills.actions.refused import Refused
from drills.actions.retention import ask_purge, keeping_of, read_over
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.erasures import read_asked, read_holds
from drills.store.evidence_files import evidence_files
from drills.web.access import person
from drills.web.navigation import my_buildings
from drills.web.removal import blueprint
from drills.web.removal.words import refusal_words

__all__ = ["blueprint"]


@blueprint.get("/district/removals")
def queue() -> Response:
    """All of it on one page."""
    return _page()


@blueprint.post("/district/removals/<int:erasure_id>")
def decide(erasure_id: int) -> Response:
    """Remove, or decline with words."""
    remove, words = request.form.get("go") == "remove", request.form.get("words", "")
    try:
        gone = decide_erasure(
            person(),
            clock.now(),
            erasure_id,
            remove=remove,
            words=words,
            files=evidence_files(),
        )
    except Refused as refused:
        return _page(refused, f"erasure-{erasure_id}", words)
    if not gone:
        return _back(
            gettext(
                "Removed: nobody sees it any more. The place where files are kept does not answer; "
                "they are deleted there tonight."
            )
        )
    return _back(gettext("Removed.") if remove else gettext("Declined. Nothing was removed."))


@blueprint.post("/district/removals/years")
def purge() -> Response:
    """Ask that a year's files and words are removed in a building."""
    place, _, year = request.form.get("which", "").partition("/")
    why = request.form.get("words", "")
    try:
        building_id = int(place) if place.isdecimal() else 0
        ask_purge(person(), clock.now(), building_id, year, why)
    except Refused as refused:
        return _page(refused, f"year-{place}-{year}", why)
    return _back(gettext("Asked. A second person decides; until then nothing changes."))


@blueprint.post("/district/removals/holds")
def hold() -> Response:
    """Place a hold over a building, or over the district."""
    place, why = request.form.get("building", ""), request.form.get("words", "")
    try:
        place_hold(person(), clock.now(), int(place) if place.isdecimal() else None, why)
    except Refused as refused:
        return _page(refused, "hold", why)
    return _back(gettext("From now on nothing is removed there."))


@blueprint.post("/district/removals/holds/<int:hold_id>")
def lift(hold_id: int) -> Response:
    """Let a hold stand no longer."""
    why = request.form.get("words", "")
    try:
        lift_hold(person(), clock.now(), hold_id, why)
    except Refused as refused:
        return _page(refused, f"hold-{hold_id}", why)
    return _back(gettext("The hold is lifted."))


def _back(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("removal.queue"), 303)


def _page(refused: Refused | None = None, form: str = "", typed: str = "") -> Response:
    db.session.rollback()
    who = person()
    today = clock.today(who.zone)
    covered = who.buildings_for("confirm_erasure", today)
    district = read_district(who.district_id)
    errors = {n: refusal_words(c) for n, c in refused.errors.items()} if refused else {}
    page = render_template(
        "removal/queue.html",
        asked=read_asked(who.district_id, covered),
        over=read_over(who, today),
        holds=read_holds(who.district_id),
        keeping=keeping_of(district, law_of(district)),
        buildings=my_buildings(who, "confirm_erasure"),
        all_buildings=covered is None,
        errors=errors,
        form=form,
        typed=typed,
    )
    return make_response(page, 422 if refused else 200)
