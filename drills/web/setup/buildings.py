"""The district's buildings: list, add, change with the facts of a school year, close."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions import close_building as closing
from drills.actions.law import law_of
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.save_building import add_building, fingerprint, save_building
from drills.compliance.facts_asked import facts_asked
from drills.compliance.pack import Pack
from drills.facts import CHOICE_FACTS
from drills.store.buildings import read_building_rows, read_building_years
from drills.store.calendars import read_years, year_among, year_label
from drills.store.school_years import read_drills_on
from drills.store.tables import BuildingRow, BuildingYearRow
from drills.web.access import person as signed_in
from drills.web.setup import blueprint
from drills.web.setup.building_form import (
    FACT_ORDER,
    BuildingForm,
    building_values,
    typed_building,
    with_grades,
)
from drills.web.setup.fact_words import QUESTIONS, answer_words, why_asked
from drills.web.setup.refusals import show

__all__ = ["blueprint"]

PAGE = 100


@blueprint.get("/set-up/buildings")
def buildings() -> str:
    """Every building with its grades and what is not known yet; closed ones apart."""
    who = signed_in()
    pack = _pack(who.district_id)
    year = _year(who.district_id)
    rows = read_building_rows(who.district_id, with_closed=True)
    open_ones = [row for row in rows if row.closed_on is None]
    wanted = request.args.get("q", "").strip()
    found = [r for r in open_ones if wanted.casefold() in f"{r.sort_name} {r.key}"]
    page = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    facts = read_building_years([row.id for row in shown], year)
    return render_template(
        "setup/buildings.html",
        lines=[_line(row, facts.get(row.id), pack) for row in shown],
        closed=[row for row in rows if row.closed_on is not None],
        many=len(open_ones),
        wanted=wanted,
        page_link=lambda number: url_for("setup.buildings", q=wanted or None, page=number),
        page=page,
        pages=max(1, -(-len(found) // PAGE)),
    )


@blueprint.route("/set-up/buildings/new", methods=["GET", "POST"])
def new_building() -> tuple[str, int] | Response:
    """Add a building with its facts."""
    who = signed_in()
    year = _year(who.district_id)
    form, errors, code = BuildingForm(), {}, 200
    if request.method == "POST":
        code = 422
        try:
            entry = typed_building(form)
            add_building(who, clock.now(), year, entry)
            flash(gettext("%(name)s is added.", name=entry.name), "success")
            return redirect(url_for("setup.buildings"), 303)
        except Refused as refused:
            errors = show(form, refused)
    page = render_template(
        "setup/new_building.html",
        form=with_grades(form),
        errors=errors,
        facts=_fact_groups(_pack(who.district_id)),
        year=year,
    )
    return page, code


@blueprint.route("/set-up/buildings/<int:building_id>", methods=["GET", "POST"])
def building(building_id: int) -> tuple[str, int] | Response:
    """One building: name, address, the facts of a school year; close it, open it again."""
    who = signed_in()
    row = _row(building_id)
    years = read_years(who.district_id)
    year = _year(who.district_id)
    facts = read_building_years([row.id], year).get(row.id)
    errors: dict[str, str] = {}
    code, now_is = 200, None
    if request.method == "POST":
        form, code = BuildingForm(), 422
        try:
            entry = typed_building(form)
            save_building(who, clock.now(), row.id, year, entry, form.seen.data or "")
            flash(gettext("Saved. %(name)s is judged by it now.", name=entry.name), "success")
            return redirect(url_for("setup.buildings"), 303)
        except ChangedMeanwhile as refused:
            errors, code = show(form, refused), 409
            row = _row(building_id)
            facts = read_building_years([row.id], year).get(row.id)
            form.seen.data = fingerprint(row, facts)
            now_is = _as_saved(row, facts)
        except Refused as refused:
            errors = show(form, refused)
            row = _row(building_id)
    else:
        values = building_values(row, facts)
        form = BuildingForm(formdata=None, data={**values, "seen": fingerprint(row, facts)})
    today = clock.today(who.zone)
    page = render_template(
        "setup/building.html",
        form=with_grades(form),
        errors=errors,
        row=row,
        facts=_fact_groups(_pack(who.district_id)),
        year=year,
        years=years,
        now_is=now_is,
        since=facts.year if facts is not None and facts.year != year else None,
        planned=_still_planned(row, today),
    )
    return page, code


@blueprint.post("/set-up/buildings/<int:building_id>/close")
def close_building(building_id: int) -> Response:
    """Close the building today."""
    name = _row(building_id).name
    closing.close_building(signed_in(), clock.now(), building_id)
    flash(gettext("%(name)s is closed. Its records stay.", name=name), "success")
    return redirect(url_for("setup.buildings"), 303)


@blueprint.post("/set-up/buildings/<int:building_id>/reopen")
def reopen_building(building_id: int) -> Response:
    """Open the building again."""
    name = _row(building_id).name
    closing.reopen_building(signed_in(), clock.now(), building_id)
    flash(gettext("%(name)s is open again. Look at its facts.", name=name), "success")
    return redirect(url_for("setup.building", building_id=building_id), 303)


def _row(building_id: int) -> BuildingRow:
    rows = read_building_rows(signed_in().district_id, [building_id], with_closed=True)
    if not rows:
        abort(404)
    return rows[0]


def _pack(district_id: int) -> Pack:
    return law_of(district_id)


def _year(district_id: int) -> str:
    """The school year of the facts: the one asked for, else the one that is on or comes next."""
    years = read_years(district_id)
    wanted = request.args.get("year", "")
    if wanted in years:
        return wanted
    today = clock.today(signed_in().zone)
    return year_among(years, today) or year_label(today)


def _fact_groups(pack: Pack) -> dict[str, Any]:
    """The facts that the state asks for, each with why; then the others."""
    why = why_asked(pack)
    return {
        "asked": [(name, why[name]) for name in FACT_ORDER if name in why],
        "other": [name for name in FACT_ORDER if name not in why],
        "state": pack.name,
    }


def _line(row: BuildingRow, facts: BuildingYearRow | None, pack: Pack) -> dict[str, Any]:
    known = facts.facts if facts is not None else {}
    unknown = [name for name in FACT_ORDER if name in facts_asked(pack) and name not in known]
    return {
        "id": row.id,
        "name": row.name,
        "address": row.address,
        "grades": answer_words("grades", known["grades"]) if known.get("grades") else "–",
        "enrollment": known.get("enrollment"),
        "unknown": [str(QUESTIONS[name]) for name in unknown],
    }


def _as_saved(row: BuildingRow, facts: BuildingYearRow | None) -> list[tuple[str, str]]:
    """A building as somebody else left it, in names and values."""
    known = facts.facts if facts is not None else {}
    found = [(gettext("Name"), row.name), (gettext("Address"), row.address or "–")]
    found += [
        (str(QUESTIONS[name]), answer_words(name, known[name]))
        for name in (*FACT_ORDER[:2], *CHOICE_FACTS, *FACT_ORDER[2 + len(CHOICE_FACTS) :])
        if name in known
    ]
    return found


def _still_planned(row: BuildingRow, today: date) -> int:
    """How many drills are planned here from today on."""
    found = read_drills_on(row.district_id, today, date(today.year + 2, 1, 1), [row.id])
    return sum(record.state == "expected" for record, _drill in found)
