"""The form of a plan's limits and wishes, and what it says as settings.

Fields take text as typed, so that nothing is lost where it cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput, TimeInput

from drills.actions.plan_officers import Attending
from drills.actions.plan_settings import KINDS, PlanSettings
from drills.actions.plan_settings import WISHES as NAMES
from drills.actions.refused import Refused
from drills.facts import DRILL_TYPES
from drills.web.format import drill_type
from drills.web.year_plan.plan_sentences import KINDS as KIND_WORDS
from drills.web.year_plan.plan_sentences import refusal

FACTORS = [
    SelectChoice("0", lazy_gettext("Off")),
    SelectChoice("0.5", lazy_gettext("A little")),
    SelectChoice("1", lazy_gettext("As usual")),
    SelectChoice("2", lazy_gettext("Much")),
]
# The planner's soft goals as a director would say them.
WISHES = {
    "early": lazy_gettext("Early in each window, so that a snow day does no harm"),
    "spread": lazy_gettext("Spread over the year"),
    "week": lazy_gettext("No two drills of a building within a week"),
    "weekdays": lazy_gettext("Other weekdays each time"),
    "hours": lazy_gettext("Other hours each time"),
    "lunch": lazy_gettext("Some fire drills at lunch or while pupils change rooms"),
    "breaks": lazy_gettext("Not just before a break, nor in the first days of school"),
    "trips": lazy_gettext("An officer's schools on one trip"),
    "load": lazy_gettext("The same load on every day and every officer"),
    "change": lazy_gettext("Little change from an earlier plan"),
}
assert set(WISHES) == set(NAMES)
NUMBERS = ("per_day", "per_building_per_week", "min_days_between")
WISH, ATTEND = "wish_", "attend_"


class _Wishes(FlaskForm):
    """The fields that are always there; one for each wish and kind of drill is added below."""

    version = HiddenField()
    mode = RadioField(
        lazy_gettext("What about the drills that are planned already?"),
        choices=[
            SelectChoice("keep", lazy_gettext("Leave them there and add what is missing")),
            SelectChoice("little", lazy_gettext("Move as few of them as possible")),
            SelectChoice("anew", lazy_gettext("Plan the rest of the year anew")),
        ],
        default="keep",
        validate_choice=False,
    )
    per_day = StringField(lazy_gettext("Drills a day in the whole district"), widget=NumberInput())
    per_building_per_week = StringField(
        lazy_gettext("Drills a week in a building"), widget=NumberInput()
    )
    min_days_between = StringField(
        lazy_gettext("Days from one drill of a building to the next"), widget=NumberInput()
    )
    starts = StringField(lazy_gettext("Not before"), widget=TimeInput())
    ends = StringField(lazy_gettext("Over by"), widget=TimeInput())
    told = SelectMultipleField(
        lazy_gettext("Which drills are staff told of beforehand?"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    advisory = BooleanField(lazy_gettext("Plan also what the law only advises"))


WishesForm = type(
    "WishesForm",
    (_Wishes,),
    {
        f"{WISH}{name}": RadioField(words, choices=FACTORS, default="1", validate_choice=False)
        for name, words in WISHES.items()
    }
    | {
        f"{ATTEND}{t}": SelectField(choices=[], default="", validate_choice=False)
        for t in DRILL_TYPES
    },
)


def filled_wishes(settings: PlanSettings, mode: str) -> Any:
    """The form with the district's settings in it."""
    values: dict[str, Any] = {
        "version": str(settings.version),
        "mode": mode,
        "starts": settings.starts.isoformat("minutes"),
        "ends": settings.ends.isoformat("minutes"),
        "told": list(settings.told),
        "advisory": settings.advisory,
    }
    values |= {name: _number(getattr(settings, name)) for name in NUMBERS}
    values |= {f"{WISH}{n}": f"{settings.weights.get(n, 1):g}" for n in WISHES}
    values |= {f"{ATTEND}{t}": settings.attend.get(t, "") for t in DRILL_TYPES}
    return WishesForm(formdata=None, data=values)


def offer(
    form: Any, types: Iterable[str], officers: Iterable[Attending], labels: Mapping[str, str]
) -> None:
    """Give the form the kinds of drill and the people that it can name."""
    form.told.choices = [SelectChoice(t, drill_type(t, labels)) for t in types]
    people = [SelectChoice(one.id, one.name) for one in officers]
    for t in DRILL_TYPES:
        field = form[f"{ATTEND}{t}"]
        field.label.text = drill_type(t, labels)
        field.choices = [
            SelectChoice("", gettext("Nobody has to come")),
            *(
                SelectChoice(kind, gettext("Any: %(kind)s", kind=KIND_WORDS[kind]))
                for kind in KINDS
            ),
            *people,
        ]


def typed_settings(form: Any, standing: PlanSettings) -> PlanSettings:
    """What the form says. Raises Refused by field; words stand beside the fields then."""
    errors: dict[str, str] = {}
    numbers = {name: _read_number(form[name].data, name, errors) for name in NUMBERS}
    hours = {name: _read_time(form[name].data, name, errors) for name in ("starts", "ends")}
    weights: dict[str, float] = {}
    for name in WISHES:
        try:
            weights[name] = float(form[f"{WISH}{name}"].data or "1")
        except ValueError:
            errors[f"{WISH}{name}"] = "weights_wrong"
    if errors:
        raise Refused(**errors)
    return PlanSettings(
        **numbers,
        **hours,  # type: ignore[arg-type]
        weights={name: factor for name, factor in weights.items() if factor != 1},
        attend={t: who for t in DRILL_TYPES if (who := form[f"{ATTEND}{t}"].data)},
        told=tuple(t for t in DRILL_TYPES if t in (form.told.data or ())),
        together=standing.together,
        advisory=bool(form.advisory.data),
        version=int(form.version.data) if (form.version.data or "").isdecimal() else 0,
    )


def show_errors(form: Any, refused: Refused) -> dict[str, str]:
    """Words beside the fields; what belongs to none of them is given back."""
    whole = {}
    for name, code in refused.errors.items():
        if name and name in form:
            form[name].errors = [refusal(code)]
        else:
            whole[name] = refusal(code)
    return whole


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _read_number(text: str | None, name: str, errors: dict[str, str]) -> int | None:
    said = (text or "").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 6):
        errors[name] = "number_wrong"
        return None
    return int(said)


def _read_time(text: str | None, name: str, errors: dict[str, str]) -> time:
    try:
        return time.fromisoformat((text or "").strip()).replace(second=0, tzinfo=None)
    except ValueError:
        errors[name] = "time_missing"
        return time(0)
