"""The forms of the questions that change with a school year: days, and who is new."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from drills.actions.settle_days import DayLine
from drills.actions.turn_over import Newcomer
from drills.permissions import OFFICER, PRINCIPAL
from drills.store.tables import BuildingRow, DayOffRow
from drills.web.people_words import role_name
from drills.web.setup.day_field import DayField
from drills.web.setup.days_form import KIND_NAMES

NOT_CHOSEN, ALL = "", "all"
EMPTY_DAYS, EMPTY_PEOPLE, MOST_LINES = 3, 3, 400


class DayLineForm(Form):
    """One stretch of days."""

    row = HiddenField()
    kind = SelectField(
        lazy_gettext("What"),
        choices=[SelectChoice(kind, KIND_NAMES[kind]) for kind in ("off", "half", "testing")],
        validate_choice=False,
    )
    starts = DayField(lazy_gettext("First day"))
    ends = DayField(lazy_gettext("Last day"))
    why = StringField(lazy_gettext("Reason"))
    gone = BooleanField(lazy_gettext("Take out"))


class YearDaysForm(FlaskForm):
    """The days of a coming year."""

    seen = HiddenField()
    lines = FieldList(FormField(DayLineForm), max_entries=MOST_LINES)

    def typed(self) -> list[DayLine]:
        """The lines as typed; a day that cannot be read has its error beside it."""
        return [
            DayLine(
                int(form.row.data) if (form.row.data or "").isdecimal() else 0,
                form.kind.data or "off",
                form.starts.day,
                form.ends.day,
                form.why.data or "",
                keep=not form.gone.data,
            )
            for form in (line.form for line in self.lines)
        ]


def day_values(rows: list[DayOffRow]) -> list[dict[str, object]]:
    """The form's lines for rows of days, with some empty ones."""
    return [
        {
            "row": str(row.id),
            "kind": row.kind,
            "starts": row.starts.isoformat(),
            "ends": row.ends.isoformat(),
            "why": row.why,
        }
        for row in rows
    ] + [{"kind": "off"}] * EMPTY_DAYS


class NewcomerForm(Form):
    """Somebody who begins with the year."""

    name = StringField(lazy_gettext("Name"))
    title = StringField(lazy_gettext("Title"))
    email = StringField(lazy_gettext("E-mail"))
    role = SelectField(lazy_gettext("Role"), validate_choice=False)
    building = SelectField(lazy_gettext("Building"), validate_choice=False)


class PeopleForm(FlaskForm):
    """Who is new, and whether they are invited by mail."""

    new = FieldList(FormField(NewcomerForm), max_entries=60)
    invite = BooleanField(lazy_gettext("Mail the invitations now"))

    def typed(self) -> list[Newcomer]:
        """The lines as typed."""
        return [
            Newcomer(
                form["name"].data or "",
                form.title.data or "",
                form.email.data or "",
                form.role.data or "",
                _building(form.building.data or ""),
            )
            for form in (line.form for line in self.new)
        ]

    def with_choices(self, rows: list[BuildingRow], everywhere: str) -> PeopleForm:
        """The form with roles and buildings to choose from, and empty lines."""
        while len(self.new) < EMPTY_PEOPLE or any(
            field.data for field in (self.new[-1].form["name"], self.new[-1].form.email)
        ):
            self.new.append_entry()
        for line in self.new:
            line.form.role.choices = [SelectChoice(r, role_name(r)) for r in (PRINCIPAL, OFFICER)]
            line.form.building.choices = [
                SelectChoice(NOT_CHOSEN, gettext("Choose a building")),
                *(SelectChoice(str(row.id), row.name) for row in rows),
                SelectChoice(ALL, everywhere),
            ]
        return self


def _building(chosen: str) -> int | None:
    """The building of a choice: None all of them, 0 none."""
    if chosen == ALL:
        return None
    return int(chosen) if chosen.isdecimal() else 0
