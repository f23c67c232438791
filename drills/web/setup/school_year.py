"""The first and last day of a school year, its terms, summer session and breaks; a new year
in the shape of the last; a calendar of one school's own."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.next_year import moved_year
from drills.actions.next_year_steps import year_to_open
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.save_school_year import drop_own_calendar as drop
from drills.actions.save_school_year import save_school_year
from drills.actions.start_school_year import start_school_year
from drills.store.buildings import read_building_rows
from drills.store.calendars import read_years
from drills.store.school_years import read_days, read_own_rows, read_year_row
from drills.store.tables import BuildingRow
from drills.web.access import person as signed_in
from drills.web.setup import blueprint
from drills.web.setup.refusals import line_errors, show
from drills.web.setup.year_form import (
    YearForm,
    entry_of_row,
    first_entry,
    typed_year,
    with_lines,
    year_values,
)

__all__ = ["blueprint"]


@blueprint.route("/set-up/calendar/year", methods=["GET", "POST"])
def change_year() -> tuple[str, int] | Response:
    """Change a year of the district, or give one school a calendar of its own."""
    who = signed_in()
    year, building = request.args.get("year", ""), _building(who.district_id)
    common = read_year_row(who.district_id, year)
    if common is None:
        return redirect(url_for("setup.calendar"), 303)
    link: dict[str, Any] = {"year": year}
    row: Any = common
    if building is not None:
        link["building"] = building.id
        row = read_year_row(who.district_id, year, building.id)
    errors: dict[str, str] = {}
    code, now_is = 200, None
    if request.method == "POST":
        form, code = YearForm(), 422
        try:
            entry = typed_year(form)
            save_school_year(
                who,
                clock.now(),
                year,
                entry,
                form.seen.data or "",
                building.id if building is not None else None,
            )
            flash(gettext("Saved. Every building is judged by it now."), "success")
            return redirect(url_for("setup.calendar", **link), 303)
        except ChangedMeanwhile as refused:
            errors, code = show(form, refused), 409
            row = read_year_row(who.district_id, year, building.id if building else None)
            form.seen.data = str(row.version) if row is not None else ""
            now_is = entry_of_row(row or read_year_row(who.district_id, year))
        except Refused as refused:
            errors = show(form, refused)
    else:
        values = year_values(entry_of_row(row or common))
        seen = str(row.version) if row is not None else ""
        form = YearForm(formdata=None, data={**values, "seen": seen})
    page = render_template(
        "setup/school_year.html",
        form=with_lines(form),
        errors=errors | line_errors(form),
        year=year,
        building=building,
        has_own=building is not None and row is not None,
        link=link,
        now_is=now_is,
    )
    return page, code


@blueprint.route("/set-up/calendar/new", methods=["GET", "POST"])
def new_year() -> tuple[str, int] | Response:
    """Set up a new school year, in the shape of the last one where there is one."""
    who = signed_in()
    years = read_years(who.district_id)
    model = read_year_row(who.district_id, years[0]) if years else None
    errors: dict[str, str] = {}
    code = 200
    if request.method == "POST":
        form, code = YearForm(), 422
        try:
            entry = typed_year(form)
            days_from = form.days_from.data if form.copy_days.data else None
            year = start_school_year(who, clock.now(), entry, days_from)
            flash(gettext("The school year %(year)s is set up.", year=year), "success")
            if days_from:
                return redirect(url_for("setup.year_days", year=year), 303)
            return redirect(url_for("setup.calendar", year=year), 303)
        except Refused as refused:
            errors = show(form, refused)
            model = read_year_row(who.district_id, years[0]) if years else None
    else:
        entry = first_entry()
        if model is not None:
            wanted = year_to_open(years, clock.today(who.zone))
            entry = moved_year(model, max(1, int(wanted[:4]) - int(model.year[:4])))
        copies = {"days_from": model.year, "copy_days": True} if model is not None else {}
        form = YearForm(formdata=None, data={**year_values(entry), **copies})
    page = render_template(
        "setup/new_year.html",
        form=with_lines(form),
        errors=errors | line_errors(form),
        model=model.year if model is not None else None,
        days=_days_to_copy(model.id) if model is not None else 0,
        own=_own_words(len(read_own_rows(who.district_id, model.year))) if model else "",
    )
    return page, code


@blueprint.post("/set-up/calendar/own/drop")
def drop_own_calendar() -> Response:
    """Let a school follow the district's calendar again."""
    who = signed_in()
    year = request.form.get("year", "")
    rows = read_building_rows(who.district_id, with_closed=True)
    row = next((r for r in rows if str(r.id) == request.form.get("building")), None)
    if row is None or read_year_row(who.district_id, year, row.id) is None:
        return redirect(url_for("setup.calendar"), 303)
    name = row.name
    drop(who, clock.now(), year, row.id)
    flash(gettext("%(name)s follows the district's calendar again.", name=name), "success")
    return redirect(url_for("setup.calendar", year=year), 303)


def _building(district_id: int) -> BuildingRow | None:
    wanted = request.args.get("building", "")
    if not wanted:
        return None
    found = next((r for r in read_building_rows(district_id) if str(r.id) == wanted), None)
    if found is None:
        abort(404)
    return found


def _days_to_copy(school_year_id: int) -> int:
    return sum(row.kind != "closure" for row in read_days([school_year_id]))


def _own_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(num)d school has a calendar of its own; it is taken along too.",
        "%(num)d schools have calendars of their own; they are taken along too.",
        count,
    )
