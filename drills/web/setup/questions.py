"""Which questions the system asks about records, and from which number on: a page of a
district's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.widgets import NumberInput

from drills import clock
from drills.actions.flag_rules import OFF
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.set_flags import NUMBERS, NUMBERS_OF, TIMES, FlagsEntry, chosen_flags, set_flags
from drills.actions.set_up_district import fingerprint
from drills.compliance.flag_limits import LIMITS
from drills.store.buildings import read_district
from drills.store.tables import DistrictRow
from drills.web.access import person as signed_in
from drills.web.format import clock_time
from drills.web.setup import blueprint
from drills.web.setup.refusals import show

__all__ = ["blueprint"]

WHAT = {
    "not_a_school_day": lazy_gettext("A drill on a day without pupils"),
    "outside_school_year": lazy_gettext("A day outside the school year"),
    "outside_school_hours": lazy_gettext("A drill outside school hours"),
    "within_the_hour": lazy_gettext("Two drills close together"),
    "several_in_one_day": lazy_gettext("Several drills on one day"),
    "bunched_at_year_end": lazy_gettext("Most drills of the year at its end"),
    "bunched_in_window": lazy_gettext("Most drills of a window in its last days"),
    "same_minute": lazy_gettext("The same minute again and again"),
    "same_hour": lazy_gettext("The same hour, where the law asks for different times"),
    "same_weekday": lazy_gettext("The same weekday, where the law asks for other days"),
    "recorded_late": lazy_gettext("A record written down late"),
    "entered_together": lazy_gettext("A year entered in one evening"),
    "copied_text": lazy_gettext("The same notes, word for word"),
    "identical_rows": lazy_gettext("The same drill twice"),
    "headcount": lazy_gettext("A headcount far from the enrollment"),
    "evacuation_time": lazy_gettext("An evacuation too quick or too slow"),
    "parents_notice": lazy_gettext("Parents told too early, or after the drill"),
}
THIS_MANY = lazy_gettext("Ask from this many drills on")
LABELS = {
    "earliest": lazy_gettext("School hours begin at"),
    "latest": lazy_gettext("School hours end at"),
    "minutes_between": lazy_gettext("Ask when fewer minutes lie between"),
    "drills_in_a_day": THIS_MANY,
    "year_end_drills": THIS_MANY,
    "year_end_days": lazy_gettext("Days that are the year’s end"),
    "window_end_drills": THIS_MANY,
    "window_end_days": lazy_gettext("Days that are the window’s end"),
    "same_minute": THIS_MANY,
    "late_days": lazy_gettext("Ask after more days than"),
    "evening_drills": THIS_MANY,
    "evening_hours": lazy_gettext("Hours that are one evening"),
    "copied_records": lazy_gettext("Ask from this many records on"),
    "copied_letters": lazy_gettext("Letters that notes must have"),
    "headcount_low": lazy_gettext("Ask below this percentage"),
    "headcount_high": lazy_gettext("Ask above this percentage"),
    "evacuation_seconds": lazy_gettext("Ask below this many seconds"),
    "evacuation_minutes": lazy_gettext("Ask above this many minutes"),
}
GROUPS = (
    (
        lazy_gettext("When it was held"),
        (
            "not_a_school_day",
            "outside_school_year",
            "outside_school_hours",
            "within_the_hour",
            "several_in_one_day",
            "bunched_at_year_end",
            "bunched_in_window",
            "same_minute",
            "same_hour",
            "same_weekday",
        ),
    ),
    (
        lazy_gettext("How it was written down"),
        ("recorded_late", "entered_together", "copied_text", "identical_rows"),
    ),
    (
        lazy_gettext("Who took part, and how long it took"),
        ("headcount", "evacuation_time", "parents_notice"),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A flag on the page: its tick, and its numbers with what we take and what is possible."""

    tick: Field
    numbers: tuple[tuple[Field, str], ...]


def _form_class() -> type[FlaskForm]:
    fields: dict[str, Any] = {"seen": HiddenField()}
    for code, names in NUMBERS_OF.items():
        fields[f"ask-{code}"] = BooleanField(WHAT[code])
        for name in names:
            more = {} if name in TIMES else {"widget": NumberInput()}
            fields[name] = StringField(LABELS[name], **more)
    return type("QuestionsForm", (FlaskForm,), fields)


QuestionsForm = _form_class()


@blueprint.route("/set-up/questions", methods=["GET", "POST"])
def questions() -> tuple[str, int] | Response:
    """Switch questions on and off, and set their numbers."""
    who = signed_in()
    row = read_district(who.district_id)
    errors: dict[str, str] = {}
    code, now_is = 200, None
    if request.method == "POST":
        form, code = QuestionsForm(), 422
        try:
            set_flags(who, clock.now(), _typed(form), form.seen.data or "")
            flash(gettext("Saved. Records are asked by it now."), "success")
            return redirect(url_for("setup.district"), 303)
        except ChangedMeanwhile as refused:
            errors, code = show(form, refused), 409
            row = read_district(who.district_id)
            form.seen.data = fingerprint(row)
            now_is = QuestionsForm(formdata=None, data=_values(row))
        except Refused as refused:
            errors = show(form, refused)
            row = read_district(who.district_id)
    else:
        form = QuestionsForm(formdata=None, data={**_values(row), "seen": fingerprint(row)})
    page = render_template(
        "setup/questions.html",
        form=form,
        errors=errors,
        now_is=now_is,
        groups=[(str(name), [_shown(form, code) for code in codes]) for name, codes in GROUPS],
    )
    return page, code


def _values(row: DistrictRow) -> dict[str, Any]:
    """The form's values for a district as stored."""
    chosen = chosen_flags(row)
    off = chosen.pop(OFF, [])
    asked = {f"ask-{code}": code not in off for code in NUMBERS_OF}
    return {**{name: str(value) for name, value in chosen.items()}, **asked}


def _typed(form: FlaskForm) -> FlagsEntry:
    numbers = {name: form[name].data or "" for name in LABELS}
    return FlagsEntry(
        numbers, frozenset(code for code in NUMBERS_OF if not form[f"ask-{code}"].data)
    )


def _shown(form: FlaskForm, code: str) -> Shown:
    return Shown(form[f"ask-{code}"], tuple((form[name], _hint(name)) for name in NUMBERS_OF[code]))


def _hint(name: str) -> str:
    usual = getattr(LIMITS, name)
    if isinstance(usual, time):
        return gettext("Left empty: %(usual)s", usual=clock_time(usual))
    least, most = NUMBERS[name]
    return gettext(
        "Left empty: %(usual)s. From %(least)s to %(most)s", usual=usual, least=least, most=most
    )
