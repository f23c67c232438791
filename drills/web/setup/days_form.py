"""The forms of days that differ, and of a closure during the year."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from drills.actions.calendar_rules import DaysEntry
from drills.actions.refused import Refused
from drills.store.tables import BuildingRow
from drills.web.setup.day_field import DayField
from drills.web.setup.refusals import has_errors

KIND_NAMES = {
    "off": lazy_gettext("Day off"),
    "closure": lazy_gettext("Closed"),
    "half": lazy_gettext("Half day"),
    "testing": lazy_gettext("State tests"),
}
ALL = ""
# Before the names of the closure's fields, which stand on one page with those of days.
CLOSED = "closed"


class DaysForm(FlaskForm):
    """Days off, half days or tests."""

    kind = RadioField(
        lazy_gettext("What is different"),
        choices=[SelectChoice(kind, KIND_NAMES[kind]) for kind in ("off", "half", "testing")],
        default="off",
        validate_choice=False,
    )
    starts = DayField(lazy_gettext("First day"))
    ends = DayField(lazy_gettext("Last day"))
    why = StringField(lazy_gettext("Reason"))
    building = SelectField(lazy_gettext("For"), validate_choice=False)


class ClosureForm(FlaskForm):
    """A closure: snow, flood, no heating."""

    starts = DayField(lazy_gettext("Day"))
    ends = DayField(lazy_gettext("Last day"))
    why = StringField(lazy_gettext("Reason"))
    building = SelectField(lazy_gettext("For"), validate_choice=False)


def for_whom(form: FlaskForm, rows: list[BuildingRow], everybody: str) -> None:
    """Give the form its schools to choose from."""
    form.building.choices = [
        SelectChoice(ALL, everybody),
        *(SelectChoice(str(row.id), row.name) for row in rows),
    ]
    if form.building.data is None:
        form.building.data = ALL


def typed_days(form: FlaskForm, kind: str, rows: list[BuildingRow]) -> DaysEntry:
    """What a form says. Raises Refused where a day cannot be read or a school is not there."""
    starts, ends = form.starts.day, form.ends.day
    chosen, building = form.building.data or ALL, None
    if chosen != ALL:
        building = next((row.id for row in rows if str(row.id) == chosen), None)
        if building is None:
            raise Refused(building="building_unknown")
    if has_errors(form):
        raise Refused()
    return DaysEntry(kind, starts, ends, form.why.data or "", building)


def usual_reason() -> str:
    """The reason that one tap writes down."""
    return gettext("Weather")
