"""The form of the numbers and readings that the law leaves to the district."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import NumberInput

from drills.compliance.pack import Pack, Setting
from drills.web.law.field_reading import refuse_field, whole_number
from drills.web.law_said import answer_words
from drills.web.words import law_words


def numbers_form(pack: Pack) -> type[FlaskForm]:
    """A form with a field for each number and reading that the law leaves to the district."""
    fields: dict[str, Any] = {}
    for setting in pack.settings:
        label = law_words(pack, setting.asks)
        if setting.options:
            choices = [SelectChoice("", gettext("Not set here"))]
            choices += [SelectChoice(o, answer_words(setting, o)) for o in setting.options]
            fields[f"set-{setting.id}"] = RadioField(
                label, choices=choices, default="", validate_choice=False
            )
        else:
            fields[f"set-{setting.id}"] = StringField(label, widget=NumberInput())
    return type("NumbersForm", (FlaskForm,), fields)


def typed_numbers(form: FlaskForm, settings: tuple[Setting, ...]) -> dict[str, str]:
    """The answers given. Mistakes are put beside their fields."""
    found = {}
    for setting in settings:
        field = form[f"set-{setting.id}"]
        value = (field.data or "").strip()
        if not value:
            continue
        if setting.options and value not in setting.options:
            refuse_field(field, gettext("Choose one of these."))
        elif not setting.options and whole_number(field) is None:
            continue
        found[setting.id] = value
    return found
