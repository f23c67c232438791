"""Closing schools: one tap for today or tomorrow, or a form for any day and one school."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.refused import Refused
from drills.actions.snow_day import close_schools
from drills.store.buildings import read_building_rows
from drills.store.school_years import year_holding
from drills.web.access import person as signed_in
from drills.web.setup import blueprint
from drills.web.setup.calendar import calendar_page
from drills.web.setup.days_form import CLOSED, ClosureForm, typed_days, usual_reason
from drills.web.setup.refusals import show

__all__ = ["blueprint"]


@blueprint.post("/set-up/calendar/closed")
def snow_day() -> tuple[str, int] | Response:
    """Close, judge again, and show what that did."""
    who, form = signed_in(), ClosureForm(prefix=CLOSED)
    if form.why.data is None:
        form.why.data = usual_reason()
    try:
        entry = typed_days(form, "closure", read_building_rows(who.district_id))
        row_id = close_schools(who, clock.now(), entry)
    except Refused as refused:
        errors = show(form, refused)
        return calendar_page(closure_form=form, closure_errors=errors, code=422)
    assert entry.starts is not None
    year = year_holding(who.district_id, entry.starts)
    return redirect(url_for("setup.calendar", year=year, closure=row_id), 303)
