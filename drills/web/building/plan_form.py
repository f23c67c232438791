"""The form that a drill is planned and moved with, and how it is filled.

Fields take text as it was typed, so that nothing is lost where it cannot be read; the
action reads and checks (actions/drill_plan.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, NumberInput, TimeInput

from drills.actions.drill_plan import DrillPlan, qualities_of, read_plan
from drills.actions.refused import Refused
from drills.facts import DRILL_TYPES
from drills.store.tables import BuildingRow, DrillRow
from drills.web.building.plan_words import plan_refusal
from drills.web.format import drill_type

TOLD = [
    SelectChoice("nobody", lazy_gettext("Nobody")),
    SelectChoice("staff", lazy_gettext("Staff")),
    SelectChoice("all", lazy_gettext("Everyone")),
]
ANNOUNCED = [
    SelectChoice("none", lazy_gettext("Nobody")),
    SelectChoice("staff", lazy_gettext("Staff")),
    SelectChoice("all", lazy_gettext("Everyone")),
    SelectChoice("", lazy_gettext("Not decided")),
]
TEXTS = (
    "type",
    "title",
    "date",
    "time",
    "minutes",
    "told_beforehand",
    "announced",
    "officer",
    "note",
)


class PlanForm(FlaskForm):
    """What is asked of a drill to come. ``seen`` names the warnings that were shown."""

    key = HiddenField()
    version = HiddenField()
    requirement = HiddenField()
    seen = HiddenField()

    type = SelectField(lazy_gettext("Kind of drill"), choices=[], validate_choice=False)
    title = StringField(lazy_gettext("In your words"))
    date = StringField(lazy_gettext("Day"), widget=DateInput())
    time = StringField(lazy_gettext("Time"), widget=TimeInput())
    minutes = StringField(lazy_gettext("Minutes"), widget=NumberInput())
    told_beforehand = RadioField(
        lazy_gettext("Who is told the day beforehand?"), choices=TOLD, validate_choice=False
    )
    announced = RadioField(
        lazy_gettext("Who is told that it is a drill when it starts?"),
        choices=ANNOUNCED,
        validate_choice=False,
    )
    officer = SelectField(lazy_gettext("Officer who comes"), choices=[], validate_choice=False)
    intended = SelectMultipleField(
        lazy_gettext("How is it held?"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    note = TextAreaField(lazy_gettext("Note for those who hold it"))
    buildings = SelectMultipleField(
        lazy_gettext("Buildings"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def plan(self, fixed: DrillRow | None = None) -> DrillPlan:
        """The plan as typed. ``fixed`` gives kind and buildings of a drill that is moved.

        Raises Refused.
        """
        texts = {name: self[name].data or "" for name in TEXTS}
        chosen = [int(text) for text in self.buildings.data or [] if text.isdecimal()]
        if fixed is not None:
            texts["type"] = fixed.type
            chosen = [record.building_id for record in fixed.records]
        return read_plan(texts, chosen, self.intended.data or [])

    def show_errors(self, refused: Refused) -> dict[str, str]:
        """Put a refusal's words beside their fields; give back those of no field."""
        whole: dict[str, str] = {}
        for name, code in refused.errors.items():
            if name and name in self:
                self[name].errors = [plan_refusal(code)]
            else:
                whole[name] = plan_refusal(code)
        return whole

    def offer(
        self,
        labels: Mapping[str, str],
        usual: Iterable[str],
        buildings: Iterable[BuildingRow],
        officers: Iterable[tuple[int, str]],
        qualities: Iterable[tuple[str, str]],
    ) -> None:
        """Fill the lists that the form chooses from; what was typed stays in them."""
        order = [*usual, *(t for t in DRILL_TYPES if t not in usual)]
        self.type.choices = [SelectChoice(t, _kind(t, labels)) for t in order]
        self.buildings.choices = [SelectChoice(str(b.id), b.name) for b in buildings]
        people = [(str(id_), name) for id_, name in officers]
        self.officer.choices = [SelectChoice("", gettext("Nobody"))]
        self.officer.choices += [SelectChoice(id_, name) for id_, name in people]
        if self.officer.data and self.officer.data not in dict(people):
            self.officer.choices.append(SelectChoice(self.officer.data, gettext("Not in the list")))
        self.intended.choices = [SelectChoice(name, words) for name, words in qualities]


def filled_form(
    plan: DrillPlan, *, requirement: str = "", version: int | None = None, seen: str = ""
) -> PlanForm:
    """The form for a plan: one proposed, or one that stands."""
    return PlanForm(
        formdata=None,
        data={
            "key": secrets.token_urlsafe(24),
            "version": "" if version is None else str(version),
            "requirement": requirement,
            "seen": seen,
            "type": plan.type,
            "title": plan.title,
            "date": plan.on.isoformat(),
            "time": plan.at.strftime("%H:%M") if plan.at else "",
            "minutes": str(plan.minutes),
            "told_beforehand": plan.told_beforehand,
            "announced": plan.announced or "",
            "officer": str(plan.officer_id or ""),
            "intended": qualities_of(plan.intended),
            "note": plan.note,
            "buildings": [str(id_) for id_ in plan.buildings],
        },
    )


def _kind(type_: str, labels: Mapping[str, str]) -> str:
    """The district's word, with ours beside it where they differ."""
    own, ours = drill_type(type_, labels), drill_type(type_)
    return own if own == ours else f"{own} ({ours.lower()})"
