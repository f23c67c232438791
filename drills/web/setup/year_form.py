"""The form of a school year: typed days in, a YearEntry for the action out."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField

from drills.actions.calendar_rules import TermEntry, YearEntry, checked_year
from drills.actions.next_year import moved_year
from drills.actions.refused import Refused
from drills.store.tables import SchoolYearRow
from drills.web.setup.day_field import DayField
from drills.web.setup.refusals import has_errors

LEAST_LINES, MOST_LINES = 4, 8


class TermForm(Form):
    """One term."""

    name = StringField(lazy_gettext("Name"))
    start = DayField(lazy_gettext("First day"))
    end = DayField(lazy_gettext("Last day"))


class YearForm(FlaskForm):
    """A school year as an administrator writes it down."""

    seen = HiddenField()
    first_day = DayField(lazy_gettext("First day of school"))
    last_day = DayField(lazy_gettext("Last day of school"))
    terms = FieldList(FormField(TermForm), max_entries=MOST_LINES)
    summer_start = DayField(lazy_gettext("First day of the summer session"))
    summer_end = DayField(lazy_gettext("Last day of the summer session"))
    winter_start = DayField(lazy_gettext("First day of winter break"))
    winter_end = DayField(lazy_gettext("Last day of winter break"))
    spring_start = DayField(lazy_gettext("First day of spring break"))
    spring_end = DayField(lazy_gettext("Last day of spring break"))
    days_from = HiddenField()
    copy_days = BooleanField(lazy_gettext("Take the days off, half days and tests along"))


def typed_year(form: YearForm) -> YearEntry:
    """What the form says. Raises Refused with everything where a day cannot be read."""
    entry = YearEntry(
        form.first_day.day,
        form.last_day.day,
        tuple(
            TermEntry(line.form["name"].data or "", line.form.start.day, line.form.end.day)
            for line in form.terms
        ),
        form.summer_start.day,
        form.summer_end.day,
        form.winter_start.day,
        form.winter_end.day,
        form.spring_start.day,
        form.spring_end.day,
    )
    if has_errors(form):
        checked_year(entry)  # names what else is wrong
        raise Refused()
    return entry


def year_values(entry: YearEntry) -> dict[str, object]:
    """The form's values for a year."""
    found: dict[str, object] = {
        name: day.isoformat() if day else ""
        for name in YearEntry.__slots__
        if name != "terms"
        for day in [getattr(entry, name)]
    }
    found["terms"] = [
        {
            "name": t.name,
            "start": t.start.isoformat() if t.start else "",
            "end": t.end.isoformat() if t.end else "",
        }
        for t in entry.terms
    ]
    return found


def entry_of_row(row: SchoolYearRow) -> YearEntry:
    """A stored year as an entry."""
    return moved_year(row, 0)


def first_entry() -> YearEntry:
    """What stands in the form of a district's very first year."""
    return YearEntry(terms=(TermEntry(gettext("Fall")), TermEntry(gettext("Spring"))))


def with_lines(form: YearForm) -> YearForm:
    """The form with empty lines for further terms."""
    filled = sum(any(field.data for field in line.form) for line in form.terms)
    wanted = min(MOST_LINES, max(LEAST_LINES, filled + 1))
    while len(form.terms) < wanted:
        form.terms.append_entry()
    return form
