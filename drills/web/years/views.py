"""School years one by one: which are open, what stands open in one, closing it, and what
reads otherwise since. Opening the next year is setup/next_year.py's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.close_year import close_year, may_close, stands_open, year_is_over
from drills.actions.law import law_of
from drills.actions.refused import Refused
from drills.actions.year_difference import year_difference
from drills.compliance.verdict import OUTSIDE_THE_VERDICT
from drills.store.buildings import read_building_rows, read_district
from drills.store.calendars import read_years, year_label
from drills.store.closed_years import read_closed_buildings, read_closed_years, read_closings
from drills.store.database import db
from drills.store.school_years import read_year_rows
from drills.store.tables import ClosedYearRow, SchoolYearRow
from drills.web.access import person
from drills.web.words import law_words
from drills.web.years import blueprint
from drills.web.years.words import (
    calendar_lines,
    differs_sentence,
    drill_lines,
    fact_lines,
    layer_words,
    refusal_words,
    source_words,
)

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class YearLine:
    """A school year of the list. ``stands``: coming, running, over or closed."""

    row: SchoolYearRow
    stands: str
    over: date
    closing: ClosedYearRow | None


@blueprint.get("/district/years")
def years() -> str:
    """Every school year of the district, the newest first, and what comes next in each."""
    who = person()
    today = clock.today(who.zone)
    closed = read_closed_years(who.district_id)
    lines = [
        _line(row, over, today, closed.get(row.year))
        for row, over in read_year_rows(who.district_id)
    ]
    return render_template(
        "years/years.html",
        lines=lines,
        next_year=_year_after(lines[0].row.year) if lines else year_label(today),
        # From May on the next year is what comes next; before that it may be opened early.
        may_open_now=not lines or lines[0].stands != "coming",
    )


@blueprint.get("/district/years/<year>")
def year(year: str) -> Response:
    """A year that can be closed, or one that was."""
    return _page(year)


@blueprint.post("/district/years/<year>/close")
def close(year: str) -> Response:
    """Close it; a second time with a reason."""
    reason = request.form.get("reason", "")
    try:
        close_year(
            person(),
            clock.now(),
            year,
            seen=request.form.get("seen", 0, type=int),
            reason=reason,
            knowing=bool(request.form.get("knowing")),
        )
    except Refused as refused:
        return _page(year, refused, reason)
    flash(gettext("The school year %(year)s is closed.", year=year), "success")
    return redirect(url_for("years.year", year=year), 303)


@blueprint.get("/district/years/<year>/buildings/<int:building_id>")
def building(year: str, building_id: int) -> str:
    """One building of a closed year, rule by rule: as closed, and as read today."""
    who = person()
    closing = _closing(read_closings(who.district_id, year))
    if closing is None:
        abort(404)
    kept = read_closed_buildings(closing.id, [building_id])
    if not kept:
        abort(404)
    district = read_district(who.district_id)
    pack = law_of(district)
    difference = year_difference(closing, building_id)
    [found] = difference.buildings
    changed = {rule.id: rule for rule in found.rules}
    rules = [
        {
            "id": rule["id"],
            "name": law_words(pack, rule["name"]),
            "citation": rule["citation"],
            "advisory": rule["advisory"],
            "was": (rule["status"], rule["counted"], rule["needed"]),
            "now": changed[rule["id"]].now
            if rule["id"] in changed
            else (rule["status"], rule["counted"], rule["needed"]),
            "differs": rule["id"] in changed,
        }
        for rule in kept[0].kept["requirements"]
        if rule["status"] not in OUTSIDE_THE_VERDICT or rule["id"] in changed
    ]
    rules += [
        {
            "id": rule.id,
            "name": law_words(pack, rule.name),
            "citation": rule.citation,
            "advisory": False,
            "was": None,
            "now": rule.now,
            "differs": True,
        }
        for rule in found.rules
        if rule.was is None
    ]
    return render_template(
        "years/building.html",
        year=year,
        closing=closing,
        kept=kept[0],
        found=found,
        law=layer_words(difference.law),
        sources=source_words(found, bool(difference.law)),
        rules=rules,
        facts=fact_lines(found.facts),
        calendar=calendar_lines(found.calendar),
        drills=drill_lines(found.drills, district.labels),
        amended=difference.amended,
        zone=who.zone,
    )


def _line(row: SchoolYearRow, over: date, today: date, closing: ClosedYearRow | None) -> YearLine:
    stands = "closed" if closing is not None else "over" if today > over else "running"
    if stands == "running" and row.year > year_label(today):
        stands = "coming"
    return YearLine(row, stands, over, closing)


def _year_after(year: str) -> str:
    return year_label(date(int(year[:4]) + 1, 7, 1))


def _closing(closings: list[ClosedYearRow]) -> ClosedYearRow | None:
    """The closing that the address names, else the last."""
    wanted = request.args.get("closing", 0, type=int)
    named = next((row for row in closings if row.number == wanted), None)
    return named or (closings[-1] if closings else None)


def _page(year: str, refused: Refused | None = None, reason: str = "") -> Response:
    db.session.rollback()
    who = person()
    if year not in read_years(who.district_id):
        abort(404)
    today = clock.today(who.zone)
    closings = read_closings(who.district_id, year)
    closing = _closing(closings)
    errors = {n: refusal_words(c) for n, c in refused.errors.items()} if refused else {}
    common: dict[str, Any] = {
        "year": year,
        "closings": closings,
        "errors": errors,
        "reason": reason,
        "may_close": may_close(who, today),
        "zone": who.zone,
    }
    if closing is None:
        page = _open_page(year, today, common)
    else:
        page = _closed_page(closing, common)
    return make_response(page, 409 if "closed_meanwhile" in _codes(refused) else 422 if refused
                         else 200)  # fmt: skip


def _codes(refused: Refused | None) -> list[str]:
    return list(refused.errors.values()) if refused else []


def _open_page(year: str, today: date, common: dict[str, Any]) -> str:
    who = person()
    over = year_is_over(who.district_id, year)
    assert over is not None
    found = stands_open(who.district_id, year, today)
    return render_template(
        "years/open.html",
        over=over,
        closes_from=over + timedelta(days=1),
        is_over=today > over,
        open_ones=[one for one in found if one.anything],
        settled=sum(not one.anything for one in found),
        total=len(found),
        any_building=bool(found) or bool(read_building_rows(who.district_id)),
        **common,
    )


def _closed_page(closing: ClosedYearRow, common: dict[str, Any]) -> str:
    difference = year_difference(closing)
    labels = read_district(closing.district_id).labels
    law = bool(difference.law)
    return render_template(
        "years/closed.html",
        closing=closing,
        is_last=closing.number == len(common["closings"]),
        difference=difference,
        says=differs_sentence(len(difference.changed), law),
        law=layer_words(difference.law),
        lines=[(one, source_words(one, law)) for one in difference.buildings],
        labels=labels,
        names={one.building_id: one.name for one in difference.buildings},
        **common,
    )
