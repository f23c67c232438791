"""The form that a drill is logged with and a record is changed with: one for both.

Fields take text as it was typed, so that nothing is lost where it cannot be read; the
action converts and checks. Which questions come first is questions.py's.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, NumberInput, TimeInput

from drills.actions.refused import Refused
from drills.actions.written import STAMPS, Times
from drills.facts import DRILL_TYPES
from drills.store.tables import DrillRow, RecordRow
from drills.web.building.questions import PROBLEMS, QUESTIONS
from drills.web.building.refusals import refusal_words
from drills.web.format import drill_type

HELD_AS = [
    SelectChoice("drill", lazy_gettext("Drill")),
    SelectChoice("real_event", lazy_gettext("Real event")),
    SelectChoice("false_alarm", lazy_gettext("False alarm")),
]


class LogForm(FlaskForm):
    """What is asked of a drill. Everything but day and kind may stay empty."""

    client_key = HiddenField()
    drill_id = HiddenField()
    version = HiddenField()
    phone_clock = HiddenField()
    stamp_started = HiddenField()
    stamp_clear = HiddenField()
    stamp_accounted = HiddenField()
    stamp_all_clear = HiddenField()

    held_as = RadioField(
        lazy_gettext("What was it?"), choices=HELD_AS, default="drill", validate_choice=False
    )
    type = RadioField(lazy_gettext("Which kind?"), choices=[], validate_choice=False)
    title = StringField(lazy_gettext("What kind, in your words"))
    date = StringField(lazy_gettext("Day"), widget=DateInput())
    time = StringField(lazy_gettext("Started at"), widget=TimeInput())
    clear_time = StringField(lazy_gettext("Building clear at"), widget=TimeInput())
    accounted_time = StringField(lazy_gettext("Everyone accounted for at"), widget=TimeInput())
    all_clear_time = StringField(lazy_gettext("All clear at"), widget=TimeInput())
    minutes = StringField(lazy_gettext("How many minutes did it take?"), widget=NumberInput())
    problems = SelectMultipleField(
        lazy_gettext("What went wrong?"),
        choices=[SelectChoice(code, words) for code, words in PROBLEMS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    notes = TextAreaField(lazy_gettext("Notes"))
    reason = TextAreaField(lazy_gettext("Why is it changed?"))
    files = MultipleFileField(lazy_gettext("Photos or PDF"))
    no_pupils = BooleanField(
        lazy_gettext("No pupil's face or name can be read in these files"), default=False
    )

    def columns(self) -> dict[str, str]:
        """The form's texts by column of a drill log."""
        names = ("date", "time", "type", "title", "held_as", "notes")
        asked = [c for c in QUESTIONS if c != "in_charge"]
        return {name: self[name].data or "" for name in (*names, *asked)}

    def times(self) -> Times:
        """The times as typed and as stamped."""
        return Times(
            typed={n: self[f"{n}_time"].data or "" for n in STAMPS[1:]},
            stamped={n: self[f"stamp_{n}"].data or "" for n in STAMPS},
            phone_clock=self.phone_clock.data or "",
        )

    def ticked(self) -> list[str]:
        """The problems ticked, those we know."""
        return [code for code in self.problems.data or [] if code in PROBLEMS]

    def show_errors(self, refused: Refused) -> dict[str, str]:
        """Put a refusal's words beside their fields; give back those of no field."""
        whole: dict[str, str] = {}
        for name, code in refused.errors.items():
            words = refusal_words(code)
            if name in self and name:
                self[name].errors = [words]
            else:
                whole[name] = words
        return whole


def _question_field(column: str) -> Any:
    question = QUESTIONS[column]
    if question.kind == "choice":
        choices = [SelectChoice(code, words) for code, words in question.choices]
        return RadioField(question.text, choices=choices, validate_choice=False)
    widget = {"number": NumberInput(min=0), "date": DateInput()}.get(question.kind)
    return StringField(question.text, **({"widget": widget} if widget else {}))


for _column in QUESTIONS:
    setattr(LogForm, _column, _question_field(_column))


def empty_form(now: datetime, zone: str, **values: Any) -> LogForm:
    """A form for a drill just held: today, this key, and what the system knows already."""
    local = now.astimezone(ZoneInfo(zone))
    start = {
        "client_key": secrets.token_urlsafe(24),
        "date": local.date().isoformat(),
        "held_as": "drill",
    }
    return _with_types(LogForm(formdata=None, data={**start, **values}))


def sent_form() -> LogForm:
    """The form as it was posted."""
    return _with_types(LogForm())


def planned_values(drill: DrillRow) -> dict[str, Any]:
    """What the plan of a drill answers already."""
    values: dict[str, Any] = {
        "drill_id": str(drill.id),
        "type": drill.type,
        "title": drill.title,
        "announced": drill.announced or "",
        "told_beforehand": drill.told_beforehand or "",
    }
    for column, value in (drill.intended or {}).items():
        if column in QUESTIONS:
            values[column] = _text(value)
    return values


def record_values(record: RecordRow, zone: str) -> dict[str, Any]:
    """A record's words, to be changed."""
    local = {
        name: datetime.fromisoformat(record.stamps[name]).astimezone(ZoneInfo(zone))
        for name in STAMPS
        if record.stamps.get(name)
    }
    values: dict[str, Any] = {
        "version": str(record.version),
        "type": record.drill.type,
        "title": record.drill.title,
        "held_as": record.held_as,
        "date": record.held_on.isoformat() if record.held_on else "",
        "time": record.held_at.strftime("%H:%M") if record.held_at else "",
        "problems": list(record.problems),
        "notes": record.notes,
        "in_charge": record.in_charge,
        **{column: _text(value) for column, value in record.answers.items()},
        **{f"stamp_{name}": record.stamps.get(name, "") for name in STAMPS},
        **{f"{name}_time": local[name].strftime("%H:%M") for name in STAMPS[1:] if name in local},
    }
    took = record.answers.get("duration_seconds")
    if took and len(local) < 2:
        values["minutes"] = f"{took / 60:.2f}".rstrip("0").rstrip(".")
    return values


def record_form(record: RecordRow, zone: str) -> LogForm:
    """The form filled with a record, to be changed."""
    return _with_types(LogForm(formdata=None, data=record_values(record, zone)))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _with_types(form: LogForm) -> LogForm:
    form.type.choices = [SelectChoice(t, drill_type(t)) for t in DRILL_TYPES]
    return form


def type_words(type_: str, labels: dict[str, str] | None) -> str:
    """A kind of drill on its button, with the district's own word."""
    if type_ == "other":
        return gettext("Another kind")
    return drill_type(type_, labels)
