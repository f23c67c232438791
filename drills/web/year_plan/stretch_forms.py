"""Small forms of stretches of days and of who comes: black-outs, days away, agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput

from drills.actions.plan_settings import KINDS
from drills.actions.refused import Refused
from drills.store.tables import BuildingRow
from drills.web.setup.day_field import DayField
from drills.web.year_plan.plan_sentences import KINDS as KIND_WORDS


class BlackoutForm(FlaskForm):
    """Days without drills."""

    starts = DayField(lazy_gettext("First day"))
    ends = DayField(lazy_gettext("Last day, if more than one"))
    why = StringField(lazy_gettext("Reason"))
    building = SelectField(lazy_gettext("For"), validate_choice=False)


class AwayForm(FlaskForm):
    """Days on which an officer cannot come."""

    starts = DayField(lazy_gettext("First day"))
    ends = DayField(lazy_gettext("Last day, if more than one"))
    why = StringField(lazy_gettext("Reason"))


class OfficerForm(FlaskForm):
    """Who comes: an agency with its buildings, or what is known of a person."""

    version = HiddenField()
    name = StringField(lazy_gettext("Name"))
    kind = RadioField(
        lazy_gettext("Who they are"),
        choices=[SelectChoice(kind, KIND_WORDS[kind]) for kind in KINDS],
        default=KINDS[0],
        validate_choice=False,
    )
    per_day = StringField(lazy_gettext("At most so many drills a day"), widget=NumberInput())
    everywhere = RadioField(
        lazy_gettext("Comes to"),
        choices=[
            SelectChoice("yes", lazy_gettext("All buildings")),
            SelectChoice("no", lazy_gettext("These only")),
        ],
        default="yes",
        validate_choice=False,
    )
    buildings = SelectMultipleField(
        lazy_gettext("Buildings"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )


def for_buildings(form: Any, rows: Iterable[BuildingRow]) -> None:
    """Give a form its buildings to choose from."""
    found = [SelectChoice(str(row.id), row.name) for row in rows]
    if isinstance(form, BlackoutForm):
        found.insert(0, SelectChoice("", gettext("All schools")))
        if form.building.data is None:
            form.building.data = ""
        form.building.choices = found
    else:
        form.buildings.choices = found


def typed_stretch(form: Any) -> tuple[date, date]:
    """The first and the last day. Raises Refused; a day that cannot be read has its words."""
    starts, ends = form.starts.day, form.ends.day
    if form.starts.errors or form.ends.errors:
        raise Refused()
    if starts is None:
        raise Refused(starts="starts_missing")
    return starts, ends or starts


def typed_number(text: str | None, name: str) -> int | None:
    """A whole number or nothing. Raises Refused."""
    said = (text or "").strip()
    if said and not (said.isascii() and said.isdigit() and len(said) < 6):
        raise Refused(**{name: "number_wrong"})
    return int(said) if said else None
