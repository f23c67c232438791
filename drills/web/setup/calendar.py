"""The school calendar: the year as months and as a list, days added and taken out.

Closures during the year are snow_day.py's, the year's first and last day school_year.py's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.add_days_off import add_days_off
from drills.actions.refused import Refused
from drills.actions.remove_days_off import Removed, remove_days_off
from drills.store.closed_years import is_closed
from drills.web.access import person as signed_in
from drills.web.format import day_range
from drills.web.setup import blueprint
from drills.web.setup.closure_shown import closure_shown
from drills.web.setup.days_form import (
    CLOSED,
    KIND_NAMES,
    ClosureForm,
    DaysForm,
    for_whom,
    typed_days,
)
from drills.web.setup.refusals import show, words_for
from drills.web.setup.year_shown import YearShown, row_ids, year_shown

__all__ = ["blueprint"]


@blueprint.get("/set-up/calendar")
def calendar() -> tuple[str, int]:
    """A school year: closing school today, its months, its days, and what it changed."""
    return calendar_page()


@blueprint.post("/set-up/calendar/days")
def add_days() -> tuple[str, int] | Response:
    """Add days off, half days or tests for all or one school."""
    who, form = signed_in(), DaysForm()
    shown = _shown_or_404()
    try:
        entry = typed_days(form, form.kind.data or "", shown.buildings)
        changed = add_days_off(who, clock.now(), shown.year, entry)
    except Refused as refused:
        return calendar_page(days_form=form, days_errors=show(form, refused), code=422)
    assert entry.starts is not None
    said = gettext(
        "Added: %(what)s, %(days)s.",
        what=KIND_NAMES[entry.kind],
        days=day_range(entry.starts, entry.ends or entry.starts),
    )
    flash(f"{said} {changed_words(changed)}".strip(), "success")
    return redirect(url_for("setup.calendar", **shown.link), 303)


@blueprint.post("/set-up/calendar/days/remove")
def remove_days() -> Response:
    """Take days out again; undoes a closure too."""
    ids = row_ids(request.form.getlist("days"))
    link: dict[str, Any] = {
        name: request.form[name] for name in ("year", "building") if request.form.get(name)
    }
    try:
        removed = remove_days_off(signed_in(), clock.now(), ids)
        flash(_removed_words(removed), "success")
    except Refused as refused:
        flash(words_for(refused.errors.get("", "days_gone")), "warning")
    return redirect(url_for("setup.calendar", **link), 303)


def calendar_page(
    days_form: DaysForm | None = None,
    days_errors: dict[str, str] | None = None,
    closure_form: ClosureForm | None = None,
    closure_errors: dict[str, str] | None = None,
    code: int = 200,
) -> tuple[str, int]:
    """The page, with a form that was refused where there is one."""
    who = signed_in()
    today = clock.today(who.zone)
    shown = year_shown(who.district_id, today)
    if shown is None:
        return render_template("setup/no_calendar.html"), code
    adding = days_form or DaysForm(formdata=None, data=_preset(shown))
    closing = closure_form or ClosureForm(formdata=None, data=_preset(shown), prefix=CLOSED)
    for_whom(adding, shown.buildings, _everybody(shown))
    for_whom(closing, shown.buildings, gettext("All schools"))
    page = render_template(
        "setup/calendar.html",
        shown=shown,
        taps=_taps(shown, today),
        closed=closure_shown(who.district_id, shown),
        closed_now=_closed_now(shown, today),
        days_form=adding,
        days_errors=days_errors,
        closure_form=closing,
        closure_errors=closure_errors,
        closure_refused=closure_form is not None,
        next_year=_next_year(shown),
        year_closed=is_closed(who.district_id, shown.year),
        setting_up=who.may("set_up", today),
    )
    return page, code


def changed_words(count: int) -> str:
    """How many buildings stand otherwise than before; empty for none."""
    if not count:
        return ""
    return ngettext(
        "The verdict of %(num)d building changed.",
        "The verdicts of %(num)d buildings changed.",
        count,
    )


def _shown_or_404() -> YearShown:
    who = signed_in()
    shown = year_shown(who.district_id, clock.today(who.zone))
    if shown is None:
        abort(404)
    return shown


def _preset(shown: YearShown) -> dict[str, str]:
    return {"building": str(shown.building.id)} if shown.building is not None else {}


def _everybody(shown: YearShown) -> str:
    if shown.own_rows:
        return gettext("All schools on the district's calendar")
    return gettext("All schools")


def _taps(shown: YearShown, today: date) -> list[tuple[str, date]]:
    """The days that one tap closes: today, and the next school day, in words."""
    calendar, found = shown.calendar, []
    if calendar.is_school_day(today):
        found.append(("today", today))
    coming = calendar.school_day_after(today, 1)
    if coming is not None and (coming - today).days <= 10:
        found.append(("tomorrow" if (coming - today).days == 1 else "later", coming))
    return found


def _closed_now(shown: YearShown, today: date) -> list[dict[str, Any]]:
    """Closures of today and the days to come."""
    return [line for line in shown.lines if line["kind"] == "closure" and line["ends"] >= today]


def _next_year(shown: YearShown) -> str | None:
    """The year after the newest one that is set up."""
    start = int(shown.years[0][:4]) + 1
    return f"{start}-{(start + 1) % 100:02d}"


def _removed_words(removed: Removed) -> str:
    days = day_range(removed.starts, removed.ends)
    if removed.kind == "closure":
        said = gettext("Undone: %(days)s is not closed any more.", days=days)
    else:
        said = gettext("Taken out: %(what)s, %(days)s.", what=KIND_NAMES[removed.kind], days=days)
    return f"{said} {changed_words(removed.changed)}".strip()
