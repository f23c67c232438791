"""The plan to look at before it is accepted: by month, building, officer; accept, drop, undo."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.accept_plan import accept_plan
from drills.actions.adjust_plan import read_drafted
from drills.actions.plan_year import drop_plan
from drills.actions.refused import Refused
from drills.actions.undo_plan import undo_plan
from drills.store.buildings import read_district
from drills.web.access import person
from drills.web.drill_letters import drill_letter
from drills.web.year_plan import blueprint
from drills.web.year_plan.plan_sentences import PROOFS, refusal
from drills.web.year_plan.shown import MANY_NAMES, shown_plan
from drills.web.year_plan.start import asked_year, whole_district

__all__ = ["blueprint"]

VIEWS = ("months", "buildings", "officers")


@blueprint.get("/plan/preview")
def preview() -> str | Response:
    """The draft: what it changes, what it could not place, and its drills."""
    who = person()
    whole_district()
    year = asked_year(who)
    try:
        it = read_drafted(who, clock.now(), year)
    except Refused:
        return redirect(url_for("year_plan.start", year=year))
    shown = shown_plan(it, read_district(who.district_id).labels, request.args.get("month", ""))
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    page = max(1, int(text) if (text := request.args.get("page", "1")[:4]).isdecimal() else 1)
    return render_template(
        "year_plan/preview.html",
        it=it,
        year=year,
        version=it.row.version,
        shown=shown,
        view=view,
        page=page,
        proof=PROOFS.get(it.draft.proof, ""),
        page_link=lambda n: url_for("year_plan.preview", year=year, view=view, page=n),
        **_by_name(it, shown, view, page),
    )


@blueprint.post("/plan/accept")
def accept() -> Response:
    """Write the drills."""
    who = person()
    year = asked_year(who)
    try:
        done = accept_plan(
            who,
            clock.now(),
            year,
            asked_version(),
            taken_because=gettext("Another drill takes its place in the year's plan."),
            write=drill_letter,
        )
    except Refused as refused:
        return refused_to(refused, year)
    said = [ngettext("%(num)d drill is planned.", "%(num)d drills are planned.", done.made)]
    if done.moved:
        said.append(
            ngettext("%(num)d was moved or changed.", "%(num)d were moved or changed.", done.moved)
        )
    if done.taken:
        said.append(ngettext("%(num)d made way.", "%(num)d made way.", done.taken))
    if done.mails:
        said.append(gettext("Those who count on drills of this week hear by mail."))
    flash(" ".join(said), "success")
    return redirect(url_for("year_plan.start", year=year), 303)


@blueprint.post("/plan/drop")
def drop() -> Response:
    """Throw the draft away."""
    who = person()
    year = asked_year(who)
    drop_plan(who, clock.now(), year)
    flash(gettext("Thrown away. What was planned before stays as it is."), "success")
    return redirect(url_for("year_plan.start", year=year), 303)


@blueprint.post("/plan/undo")
def undo() -> Response:
    """Take an accepted plan back."""
    who = person()
    whole_district()
    text = request.form.get("plan", "")
    if not text.isdecimal():
        return redirect(url_for("year_plan.start"), 303)
    try:
        done = undo_plan(
            who,
            clock.now(),
            int(text),
            taken_because=gettext("The year's plan was taken back."),
            write=drill_letter,
        )
    except Refused as refused:
        flash(refusal(refused.errors.get("", "not_newest")), "warning")
        return redirect(url_for("year_plan.start"), 303)
    said = ngettext("Taken back: %(num)d drill.", "Taken back: %(num)d drills.", done.back)
    if done.left:
        said += " " + ngettext(
            "%(num)d stays, because it was changed or held since.",
            "%(num)d stay, because they were changed or held since.",
            done.left,
        )
    flash(said, "success")
    return redirect(url_for("year_plan.start", year=request.form.get("year", "")), 303)


def asked_version() -> int:
    """The version of the draft that the form was made from."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() else 0


def refused_to(refused: Refused, year: str) -> Response:
    """Back to the draft, or to the beginning where there is none, with the reason."""
    code = refused.errors.get("", "no_draft")
    flash(refusal(code), "warning")
    where = "start" if code in ("no_draft", "no_year") else "preview"
    return redirect(url_for(f"year_plan.{where}", year=year), 303)


def _by_name(it: Any, shown: Any, view: str, page: int) -> dict[str, Any]:
    """The lines of each building or officer, a page of names at a time."""
    if view == "months":
        return {"groups": [], "pages": 1}
    names = list(shown.names.values())
    if view == "officers":
        names = [o.name for o in it.year.officers]
    pages = max(1, -(-len(names) // MANY_NAMES))
    page = min(page, pages)
    some = names[(page - 1) * MANY_NAMES : page * MANY_NAMES]
    found: dict[str, list[Any]] = {name: [] for name in some}
    for line in shown.lines:
        for name in line.where if view == "buildings" else line.who:
            if name in found:
                found[name].append(line)
    return {"groups": list(found.items()), "pages": pages}
