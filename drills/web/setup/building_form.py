"""The form of a building: typed answers in, a BuildingEntry for the action out."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import NumberInput

from drills.actions.building_rules import BuildingEntry, checked_building
from drills.actions.refused import Refused
from drills.facts import CHOICE_FACTS, GRADES, YES_NO_FACTS
from drills.store.tables import BuildingRow, BuildingYearRow
from drills.web.setup.day_field import DayField
from drills.web.setup.fact_words import ANSWERS, NO, QUESTIONS, UNKNOWN, YES, grade_name
from drills.web.setup.refusals import has_errors

# In which order the facts stand; those that the state's rules ask for come first.
FACT_ORDER = ("grades", "enrollment", *CHOICE_FACTS, *YES_NO_FACTS)


class BuildingForm(FlaskForm):
    """A building as an administrator writes it down. Each fact is a field of its own name."""

    seen = HiddenField()
    name = StringField(lazy_gettext("Name"))
    key = StringField(lazy_gettext("Short name"))
    address = StringField(lazy_gettext("Address"))
    grades = SelectField(lazy_gettext("Lowest grade"), validate_choice=False)
    grades_high = SelectField(lazy_gettext("Highest grade"), validate_choice=False)
    enrollment = StringField(QUESTIONS["enrollment"], widget=NumberInput())
    records_begin = DayField(lazy_gettext("Our records begin on"))


for _name, _values in CHOICE_FACTS.items():
    setattr(
        BuildingForm,
        _name,
        RadioField(
            QUESTIONS[_name],
            choices=[
                *(SelectChoice(v, ANSWERS[_name][v]) for v in _values),
                SelectChoice("", UNKNOWN),
            ],
            default="",
            validate_choice=False,
        ),
    )
for _name in YES_NO_FACTS:
    setattr(
        BuildingForm,
        _name,
        RadioField(
            QUESTIONS[_name],
            choices=[SelectChoice("yes", YES), SelectChoice("no", NO), SelectChoice("", UNKNOWN)],
            default="",
            validate_choice=False,
        ),
    )


def with_grades(form: BuildingForm) -> BuildingForm:
    """The form with the grades to choose from."""
    choices = [SelectChoice("", UNKNOWN), *(SelectChoice(g, grade_name(g)) for g in GRADES)]
    form.grades.choices = form.grades_high.choices = choices
    return form


def typed_building(form: BuildingForm) -> BuildingEntry:
    """What the form says. Raises Refused with everything that cannot be read or does not fit."""
    facts: dict[str, Any] = {}
    errors: dict[str, str] = {}
    low, high = form.grades.data or "", form.grades_high.data or ""
    if bool(low) != bool(high):
        errors["grades"] = "grades_half"
    elif low:
        facts["grades"] = (low, high)
    pupils = (form.enrollment.data or "").strip().replace(",", "")
    if pupils and not (pupils.isascii() and pupils.isdigit() and len(pupils) < 10):
        errors["enrollment"] = "enrollment_wrong"
    elif pupils:
        facts["enrollment"] = int(pupils)
    for name in CHOICE_FACTS:
        facts[name] = form[name].data or None
    for name in YES_NO_FACTS:
        facts[name] = _yes_no(form[name])
    entry = BuildingEntry(
        form.name.data or "",
        form.address.data or "",
        form.key.data or "",
        facts,
        form.records_begin.day,
    )
    try:
        checked_building(entry)
    except Refused as refused:
        errors = {**refused.errors, **errors}
    if errors or has_errors(form):
        raise Refused(**errors)
    return entry


def _yes_no(field: Field) -> Any:
    """What cannot be read is given on as it is, and refused by the action."""
    return {"yes": True, "no": False, "": None, None: None}.get(field.data, field.data)


def building_values(row: BuildingRow, year: BuildingYearRow | None) -> dict[str, Any]:
    """The form's values for a building as stored."""
    values: dict[str, Any] = {"name": row.name, "address": row.address, "key": row.key}
    facts = dict(year.facts) if year is not None else {}
    if facts.get("grades"):
        values["grades"], values["grades_high"] = facts["grades"]
    if facts.get("enrollment") is not None:
        values["enrollment"] = str(facts["enrollment"])
    for name in CHOICE_FACTS:
        values[name] = facts.get(name) or ""
    for name in YES_NO_FACTS:
        values[name] = {True: "yes", False: "no"}.get(facts.get(name), "")
    begin = year.records_begin if year is not None else None
    values["records_begin"] = begin.isoformat() if begin else ""
    return values
