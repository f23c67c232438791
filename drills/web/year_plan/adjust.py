"""Move one drill of the draft, and hear what that breaks before it is saved; pin it.

A first submit that breaks something saves nothing: it shows what, with everything that was
typed and a button to go on all the same. Works without scripts; a script asks sooner.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TimeInput

from drills import clock
from drills.actions.adjust_plan import (
    DraftedYear,
    against,
    days_free,
    desk_of,
    move_in_draft,
    pin_in_draft,
    read_drafted,
)
from drills.actions.plan_draft import Entry
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.store.buildings import read_district
from drills.web.access import person
from drills.web.errors import wants_json
from drills.web.format import day as day_words
from drills.web.format import drill_type, long_day
from drills.web.year_plan import blueprint
from drills.web.year_plan.plan_sentences import conflict_words, sentence
from drills.web.year_plan.preview import asked_version, refused_to
from drills.web.year_plan.shown import shown_plan
from drills.web.year_plan.start import asked_year, whole_district
from drills.web.year_plan.wishes_form import show_errors

__all__ = ["blueprint"]

MOST_DAYS = 24


class MoveForm(FlaskForm):
    """Where a drill of the draft is to go. ``seen`` marks what was said against it."""

    version = HiddenField()
    seen = HiddenField()
    date = StringField(lazy_gettext("Day"), widget=DateInput())
    time = StringField(lazy_gettext("Time"), widget=TimeInput())
    officers = SelectMultipleField(
        lazy_gettext("Who comes"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a move: what it breaks, in words, and the mark of it."""

    against: tuple[str, ...]
    asked: bool  # of a day that can be read
    mark: str = ""


@blueprint.route("/plan/drills/<int:number>/move", methods=["GET", "POST"])
def move(number: int) -> Response:
    """The form with where the drill stands; sent, the move."""
    who = person()
    whole_district()
    year = asked_year(who)
    it = _draft(year)
    entry = it.draft.entry(number)
    if entry is None or not it.may_move(entry):
        abort(404)
    if request.method == "GET":
        return _page(it, entry, _filled(it, entry))
    form = MoveForm()
    try:
        wanted = _typed(form)
        said = _against(it, entry, *wanted)
        asks = request.form.get("go") == "check"
        if asks or (said.against and form.seen.data != said.mark):
            return _page(it, entry, form, said, asked=not asks)
        version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
        move_in_draft(who, clock.now(), year, version, number, *wanted)
    except ChangedMeanwhile as refused:
        return refused_to(refused, year)
    except Refused as refused:
        return _page(it, entry, form, refused=refused)
    flash(
        gettext("Moved to %(day)s and pinned there.", day=long_day(wanted[0])),
        "success",
    )
    return redirect(url_for("year_plan.preview", year=year, **_back_to()) + f"#n{number}", 303)


@blueprint.post("/plan/drills/<int:number>/pin")
def pin(number: int) -> Response:
    """Pin a drill where it stands, or let it go."""
    who = person()
    whole_district()
    year = asked_year(who)
    it = _draft(year)
    if it.draft.entry(number) is None:
        abort(404)
    try:
        pins = request.form.get("pin") == "1"
        pin_in_draft(who, clock.now(), year, asked_version(), number, pins)
    except Refused as refused:
        return refused_to(refused, year)
    return redirect(url_for("year_plan.preview", year=year, **_back_to()) + f"#n{number}", 303)


def _draft(year: str) -> DraftedYear:
    try:
        return read_drafted(person(), clock.now(), year)
    except Refused:
        abort(404)


def _back_to() -> dict[str, str]:
    """The view of the plan that the person came from."""
    names = ("view", "month", "page")
    return {n: request.values[n][:10] for n in names if request.values.get(n)}


def _filled(it: DraftedYear, entry: Entry) -> Any:
    on, at = entry.drill.date, entry.drill.time
    asked = request.args.get("date", "")
    return MoveForm(
        formdata=None,
        data={
            "version": str(it.row.version),
            "date": asked or on.isoformat(),
            "time": at.isoformat("minutes") if at else "",
            "officers": list(entry.officers),
        },
    )


def _typed(form: Any) -> tuple[date, time | None, tuple[str, ...]]:
    errors: dict[str, str] = {}
    on, at = date.min, None
    try:
        on = date.fromisoformat((form.date.data or "").strip())
    except ValueError:
        errors["date"] = "date_missing"
    said = (form.time.data or "").strip()
    try:
        at = time.fromisoformat(said).replace(second=0, tzinfo=None) if said else None
    except ValueError:
        errors["time"] = "time_missing"
    if errors:
        raise Refused(**errors)
    return on, at, tuple(form.officers.data or ())


def _against(
    it: DraftedYear,
    entry: Entry,
    on: date,
    at: time | None,
    officers: tuple[str, ...],
    desk: Any = None,
) -> Said:
    if on < it.year.first:
        raise Refused(date="day_past")
    known = {o.id for o in it.year.officers}
    if set(officers) - known - set(entry.officers):
        raise Refused(officers="officer_wrong")
    if (on, at, set(officers)) == (entry.drill.date, entry.drill.time, set(entry.officers)):
        return Said((), False)
    found = against(it, entry.number, on, at, officers, desk)
    words = tuple(dict.fromkeys(sentence(conflict_words(c, it.year.pack)) for c in found))
    mark = hashlib.sha256(repr((on, at, officers, words)).encode()).hexdigest()[:16]
    return Said(words, True, mark if words else "")


def _page(
    it: DraftedYear,
    entry: Entry,
    form: Any,
    said: Said | None = None,
    *,
    asked: bool = False,
    refused: Refused | None = None,
) -> Response:
    whole = show_errors(form, refused) if refused else {}
    desk = desk_of(it)
    if said is None and refused is None:
        try:
            said = _against(it, entry, *_typed(form), desk)
        except Refused:
            said = None
    said = said or Said((), False)
    code = 422 if refused else 200
    if wants_json():
        return make_response(render_template("year_plan/_against.html", said=said), code)
    labels = read_district(person().district_id).labels
    covering = [
        o
        for o in it.year.officers
        if o.covers is None or not o.covers.isdisjoint(entry.buildings) or o.id in entry.officers
    ]
    form.officers.choices = [SelectChoice(o.id, o.name) for o in covering]
    if asked:
        form.seen.data = said.mark
    free = days_free(it, entry.number, desk)
    here = [d for d in free if d != entry.drill.date]
    near = sorted(sorted(here, key=lambda d: abs((d - entry.drill.date).days))[:MOST_DAYS])
    line = next(one for one in shown_plan(it, labels).lines if one.number == entry.number)
    return make_response(
        render_template(
            "year_plan/move.html",
            it=it,
            year=it.row.year,
            entry=entry,
            line=line,
            kind=drill_type(entry.drill.type, labels, entry.drill.title),
            form=form,
            said=said,
            asked=asked and bool(said.against),
            whole=whole,
            days=near,
            more=len(here) - len(near),
            back=_back_to(),
            when=day_words(entry.drill.date),
        ),
        code,
    )
