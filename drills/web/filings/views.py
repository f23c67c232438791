"""Filings: the list with when each is due, the files, and the public page's switch.

``/public/<slug>`` is open to everybody: past drills alone, no notes, and no names but those
that Michigan's law wants posted (MCL 29.19(8)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import (
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, lazy_gettext

from drills import clock
from drills.actions.file_with_state import FORMATS, file_with_state, read_filing_year
from drills.actions.law import law_of
from drills.actions.refused import Refused
from drills.actions.show_publicly import show_publicly
from drills.filings.catalogue import filings_of
from drills.filings.michigan import postings
from drills.store.buildings import read_district
from drills.store.calendars import read_years, year_among, year_label
from drills.store.filed import district_with_page
from drills.web.access import person
from drills.web.filings import blueprint
from drills.web.format import drill_type
from drills.web.words import law_words

__all__ = ["blueprint"]

KEPT_YEARS = 3  # school years that stay on the public page besides the running one
PUBLIC_FRESH = 300  # seconds
TITLES = {
    "mi-schedule": lazy_gettext("List of planned drill days for the county"),
    "mi-posting": lazy_gettext("Completed drills as they are posted"),
    "pa-pims": lazy_gettext("Fire and security drills by month for PIMS"),
    "ny-fire-report": lazy_gettext("Drill dates for the fire safety report"),
    "ct-drill-report": lazy_gettext("Fire and crisis drills for the annual report"),
    "fire-log": lazy_gettext("Log of evacuation drills for a fire marshal"),
}
REFUSALS = {
    "slug_wrong": lazy_gettext("Use 3 to 60 small letters, digits and single hyphens."),
    "slug_taken": lazy_gettext("Another district has this address. Choose another one."),
    "no_school_calendar": lazy_gettext("Set up the school calendar first."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One filing of the list: what, due when by which law, with its source."""

    name: str
    title: str
    due: str
    citation: str
    source: str
    plans: bool


@blueprint.get("/filings")
def filings() -> Response:
    """What the district's state wants filed, and the public page."""
    return _page()


@blueprint.post("/filings/public")
def public_page() -> Response:
    """Switch the public page on or off."""
    slug = request.form.get("slug", "") if request.form.get("go") != "off" else ""
    try:
        show_publicly(person(), clock.now(), slug)
    except Refused as refused:
        return _page(str(REFUSALS[refused.errors["slug"]]), slug)
    if slug.strip():
        flash(gettext("The page is open to everybody."), "success")
    else:
        flash(gettext("The page is closed."), "success")
    return redirect(url_for("filings.filings"), 303)


@blueprint.post("/filings/<name>")
def download(name: str) -> Response:
    """Make one and hand it over."""
    kind = request.form.get("format", FORMATS[0])
    year = request.form.get("year") or None
    try:
        made = file_with_state(person(), clock.now(), name, year=year, kind=kind)
    except Refused as refused:
        code = refused.errors[""]
        if code == "no_school_calendar":
            return _page(str(REFUSALS[code]))
        abort(404)
    answer = Response(made.content, mimetype=_mimetype(kind))
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/public/<slug>")
def public(slug: str) -> Response:
    """The past drills of a district that shows them, by school; this year and three before."""
    district = district_with_page(slug)
    if district is None:
        abort(404)
    today = clock.today(district.zone)
    oldest = str(int(year_label(today)[:4]) - KEPT_YEARS)
    years = [year for year in read_years(district.id) if year[:4] >= oldest]
    year = request.args.get("year") or year_among(years, today)
    if year not in years:
        abort(404)
    whole = read_filing_year(district.id, today, year, _words, until=today - timedelta(1))
    page = render_template(
        "filings/public.html",
        shown=district,
        slug=slug,
        today=today,
        year=year,
        years=years,
        schools=[(school.name, postings(school, year)) for school in whole.schools],
        posting=district.jurisdiction == "US-MI",
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = f"public, max-age={PUBLIC_FRESH}"
    answer.headers.pop("Set-Cookie", None)
    return answer


def _page(error: str = "", typed: str | None = None) -> Response:
    district = read_district(person().district_id)
    pack = law_of(district)
    duties = {duty.id: duty for duty in pack.duties}
    lines = []
    for filing in filings_of(district.jurisdiction):
        duty = duties.get(filing.duty)
        lines.append(
            Line(
                filing.name,
                str(TITLES[filing.name]),
                law_words(pack, duty.deadline) if duty and duty.deadline else "",
                filing.citation,
                filing.source,
                filing.plans,
            )
        )
    slug = district.public_slug or ""
    years = read_years(district.id)
    page = render_template(
        "filings/filings.html",
        lines=lines,
        pack=pack,
        years=years,
        year=year_among(years, clock.today(district.zone)),
        slug=slug,
        typed=slug if typed is None else typed,
        error=error,
        address=current_app.config["DRILLS"].public_url + url_for("filings.public", slug=slug)
        if slug
        else "",
    )
    return make_response(page, 422 if error else 200)


def _words(type_: str, labels: dict[str, str], title: str) -> str:
    return drill_type(type_, labels, title)


def _mimetype(kind: str) -> str:
    if kind == "csv":
        return "text/csv"
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
