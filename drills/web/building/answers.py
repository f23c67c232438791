"""What was said of a requirement's missed windows, and the form to say it, as the Why page
shows them. Sending the form is answering.py's; what may be said actions/answer_window.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from drills.actions.answer_window import answerable, can_make_up
from drills.actions.refused import Refused
from drills.compliance.pack import Requirement
from drills.compliance.verdict import RequirementVerdict, WindowVerdict
from drills.store.tables import WindowAnswerRow
from drills.store.window_answers import (
    ANSWERED,
    EXCUSED,
    MADE_UP,
    read_answers_to,
    read_days_held,
)
from drills.web.access import may
from drills.web.building.judged import Judged
from drills.web.building.refusals import refusal_words
from drills.web.format import day, day_range, drill_type
from drills.web.words import law_words


class AnswerForm(FlaskForm):
    """One window, what is said of it, and why."""

    year = HiddenField()
    window = SelectField("", choices=[], validate_choice=False)
    how = RadioField("", choices=[], validate_choice=False)
    record = SelectField("", choices=[], validate_choice=False)
    words = TextAreaField("")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words. ``url`` leads to the drill that makes the window up."""

    id: int
    when: str
    says: str
    words: str
    law: str
    who: str
    on: date
    url: str = ""
    withdrawn: str = ""


@dataclass(slots=True)
class Answers:
    """What the Why page shows: what was said, and the form where something can be said."""

    said: list[Said] = field(default_factory=list)
    form: AnswerForm | None = None
    errors: dict[str, str] = field(default_factory=dict)
    may_withdraw: bool = False
    has_excuse: bool = False
    notes: dict[tuple[date, date], tuple[str, str]] = field(default_factory=dict)


def answers_of(
    judged: Judged,
    requirement: Requirement,
    found: RequirementVerdict,
    refused: Refused | None = None,
) -> Answers:
    """The answers to a requirement's windows, and the form for those still without one."""
    year = judged.chosen.year
    if year is None:
        return Answers()
    rows = read_answers_to(judged.row.id, year, requirement.id)
    held = read_days_held([row.record_id for row in rows if row.record_id])
    answers = Answers(
        said=[_said(judged, requirement, row, held) for row in rows],
        may_withdraw=may("answer_windows", judged.row.id),
        has_excuse=bool(requirement.rule.excuses),
    )
    for row in rows:
        if row.withdrawn_at is None:
            answers.notes[row.opens, row.due] = _note(judged, requirement, row, held)
    open_windows = [w for w in answerable(found) if (w.opens, w.due) not in answers.notes]
    if judged.chosen.is_today and open_windows:
        answers.form = _form(judged, requirement, open_windows)
    if answers.form is not None and refused is not None:
        whole = {}
        for name, code in refused.errors.items():
            if name and name in answers.form:
                answers.form[name].errors = [refusal_words(code)]
            else:
                whole[name] = refusal_words(code)
        answers.errors = whole
    elif refused is not None:
        answers.errors = {"": " ".join(refusal_words(c) for c in refused.errors.values())}
    return answers


def _said(
    judged: Judged, requirement: Requirement, row: WindowAnswerRow, held: dict[int, date]
) -> Said:
    withdrawn = ""
    if row.withdrawn_at is not None:
        withdrawn = gettext("Taken back: %(why)s", why=row.withdrawn_why)
    says, url = _note(judged, requirement, row, held)
    return Said(
        row.id,
        day_range(row.opens, row.due),
        says,
        row.words,
        row.law,
        ", ".join(filter(None, (row.giver_name, row.giver_title))),
        row.given_on,
        url,
        withdrawn,
    )


def _note(
    judged: Judged, requirement: Requirement, row: WindowAnswerRow, held: dict[int, date]
) -> tuple[str, str]:
    """What is said of a window in one sentence, and the address of the drill it names."""
    if row.kind == MADE_UP and row.record_id in held:
        url = url_for("records.page", record_id=row.record_id)
        return gettext("Made up on %(day)s.", day=day(held[row.record_id])), url
    if row.kind == EXCUSED:
        says = next((e.says for e in requirement.rule.excuses if e.id == row.excuse), row.excuse)
        return gettext("Excused by law: %(reason)s", reason=law_words(judged.pack, says)), ""
    return gettext("Answered for."), ""


def _form(
    judged: Judged, requirement: Requirement, windows: list[WindowVerdict]
) -> AnswerForm | None:
    """The form with what this person may say; None where that is nothing."""
    id_, year = judged.row.id, judged.chosen.year or ""
    lawful = may("answer_windows", id_)
    late = [
        (record, drill)
        for record, drill in judged.records
        if may("log_drills", id_)
        and any(can_make_up(record, requirement, window, year) for window in windows)
    ]
    how = []
    if lawful:
        how += [
            SelectChoice(
                f"{EXCUSED}:{excuse.id}",
                gettext(
                    "The law excuses it: %(reason)s", reason=law_words(judged.pack, excuse.says)
                ),
            )
            for excuse in requirement.rule.excuses
        ]
    if late:
        how.append(SelectChoice(MADE_UP, gettext("A later drill makes it up; it stays missed")))
    if lawful:
        how.append(SelectChoice(ANSWERED, gettext("Neither: it stays missed, and I answer for it")))
    if not how:
        return None
    form = AnswerForm() if request.method == "POST" else AnswerForm(formdata=None)
    form.year.data = year
    form.window.label.text = gettext("Which window?")
    form.window.choices = [
        SelectChoice(f"{w.opens.isoformat()}.{w.due.isoformat()}", day_range(w.opens, w.due))
        for w in windows
    ]
    form.how.label.text = gettext("What is there to say of it?")
    form.how.choices = how
    form.record.label.text = gettext("The drill that makes it up")
    form.record.choices = [SelectChoice("", gettext("None"))] + [
        SelectChoice(
            str(record.id),
            gettext(
                "%(day)s, %(kind)s",
                day=day(record.held_on or drill.planned_on),
                kind=drill_type(drill.type, judged.labels, drill.title),
            ),
        )
        for record, drill in late
    ]
    form.words.label.text = gettext("Why, in your words")
    return form
