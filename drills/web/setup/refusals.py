"""Refusals about districts, buildings and calendars in words, and beside their fields."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field

from drills.actions.refused import Refused

WORDS = {
    # the district
    "addresses_many": lazy_gettext("Name at most five addresses."),
    "address_wrong": lazy_gettext(
        "Write each address like name@example.org, with commas between them."
    ),
    # school years
    "first_day_missing": lazy_gettext("Enter the first day of school."),
    "last_day_missing": lazy_gettext("Enter the last day of school."),
    "last_before_first": lazy_gettext("The last day is before the first. Correct one of them."),
    "year_long": lazy_gettext(
        "A school year ends by June 30. Enter a last day before July; what is taught later is a "
        "summer session."
    ),
    "year_without_days": lazy_gettext(
        "This year has no school days: every day in it is a weekend or a day off. Correct the "
        "first and the last day, or take days off out."
    ),
    "year_exists": lazy_gettext(
        "There is a calendar for this school year already. Change that one, or correct the day."
    ),
    "other_year": lazy_gettext(
        "This day lies in another school year. Set that one up as a new year."
    ),
    "day_far": lazy_gettext("This day is far off. Is the year right?"),
    "term_name_missing": lazy_gettext("Name the term, for example Fall."),
    "term_name_long": lazy_gettext("Use at most 40 characters for the term's name."),
    "term_name_twice": lazy_gettext("Two terms have this name. Give each its own."),
    "term_start_missing": lazy_gettext("Enter the first day of this term."),
    "term_end_missing": lazy_gettext("Enter the last day of this term."),
    "term_backwards": lazy_gettext("This term ends before it begins. Correct one of the days."),
    "term_outside": lazy_gettext(
        "This day is outside the school year. Correct it, or the first or last day of school."
    ),
    "terms_overlap": lazy_gettext(
        "This term begins before the one above has ended. Correct one of the days."
    ),
    "summer_start_missing": lazy_gettext("Enter the first day of the summer session."),
    "summer_end_missing": lazy_gettext("Enter the last day of the summer session."),
    "summer_inside": lazy_gettext(
        "The summer session overlaps the school year. It begins after the last day of school."
    ),
    "summer_far": lazy_gettext(
        "The summer session is outside this school year, which runs from July to the September "
        "after it."
    ),
    "break_start_missing": lazy_gettext("Enter the first day of this break."),
    "break_end_missing": lazy_gettext("Enter the last day of this break."),
    "break_outside": lazy_gettext("This break is outside the school year. Correct its days."),
    "span_backwards": lazy_gettext("The last day is before the first. Correct one of them."),
    # days in a year
    "kind_missing": lazy_gettext("Choose what is different on these days."),
    "starts_missing": lazy_gettext("Enter the day."),
    "days_outside": lazy_gettext(
        "This day is outside the school year. Correct it, or change the year's first or last day."
    ),
    "days_without_school": lazy_gettext(
        "There is no school on this day already: it is a weekend, or off. Check the day."
    ),
    "days_all_gone": lazy_gettext("This would leave no school day in the whole year."),
    "days_already": lazy_gettext("This stands in the calendar already. Check the day."),
    "days_gone": lazy_gettext("Somebody took this out a moment ago."),
    "no_calendar": lazy_gettext(
        "There is no school calendar for this day. Check the day, or set up that school year."
    ),
    "why_long": lazy_gettext("Use at most 200 characters for the reason."),
    "building_unknown": lazy_gettext("This school is not there. Choose one of the list."),
    # buildings
    "building_name_missing": lazy_gettext("Enter the building's name."),
    "building_name_long": lazy_gettext("Use at most 120 characters for the building's name."),
    "building_name_taken": lazy_gettext(
        "A building of this name is there already. Give this one a name of its own."
    ),
    "key_missing": lazy_gettext("Enter a short name, such as long-lots."),
    "key_wrong": lazy_gettext(
        "Use small letters a to z, digits and hyphens, at most 60, such as long-lots."
    ),
    "key_taken": lazy_gettext("Another building has this short name. Choose another one."),
    "address_long": lazy_gettext("Use at most 200 characters for the address."),
    "grades_half": lazy_gettext("Choose the lowest and the highest grade, or neither."),
    "grades_wrong": lazy_gettext("The highest grade is below the lowest. Correct one of them."),
    "enrollment_wrong": lazy_gettext(
        "Enter the number of pupils as a whole number, for example 420."
    ),
    "enrollment_far": lazy_gettext("Enter a number of pupils between 0 and 20,000."),
    "fact_wrong": lazy_gettext("Choose one of the answers."),
    # the district
    "district_missing": lazy_gettext("Enter the district's name."),
    "district_long": lazy_gettext("Use at most 120 characters for the district's name."),
    "district_taken": lazy_gettext("A district of this name is here already."),
    "zone_unknown": lazy_gettext("Choose a time zone of the list."),
    "language_missing": lazy_gettext("Choose a language."),
    "label_long": lazy_gettext("Use at most 40 characters for your word."),
    "label_twice": lazy_gettext("Two kinds of drill have this word. Give each its own."),
    "setting_wrong": lazy_gettext("Choose one of the answers."),
    "setting_by_law": lazy_gettext(
        "Local law has set this. Choose what it says, or a stricter number."
    ),
    "number_wrong": lazy_gettext("Enter a whole number from 1 to 366."),
    "flag_number_wrong": lazy_gettext("Enter a whole number from the range beside it."),
    "flag_time_wrong": lazy_gettext("Enter the time as hours and minutes, for example 07:30."),
    "flag_hours_backwards": lazy_gettext(
        "School hours end before they begin. Correct one of them."
    ),
    "changed_meanwhile": lazy_gettext(
        "Somebody else saved this after you opened the page. What you typed is still below. Look "
        "at what is there now, then save again to put yours in its place."
    ),
}
LINE = re.compile(r"(\w+)-(\d+)-(\w+)")


def words_for(code: str) -> str:
    """The words of a code."""
    return str(WORDS.get(code, code))


def show(form: FlaskForm, refused: Refused) -> dict[str, str]:
    """Put a refusal's words beside their fields; give back those of no field.

    A field that has an error of its own, a day that cannot be read, keeps it.
    """
    rest = {}
    for name, code in refused.errors.items():
        field = _field(form, name)
        if field is None:
            rest[""] = words_for(code)
        elif not field.errors:
            field.errors = [words_for(code)]
    return rest


def line_errors(form: FlaskForm) -> dict[str, str]:
    """What is wrong inside lists of fields, by the id of the field, for the summary on top."""
    return {
        f"#{field.id}": str(field.errors[0])
        for rows in form
        if rows.type == "FieldList"
        for row in rows
        for field in row.form
        if field.errors
    }


def has_errors(form: FlaskForm) -> bool:
    """Whether anything stands beside a field."""
    return any(f.errors for f in form if f.type != "FieldList") or bool(line_errors(form))


def _field(form: FlaskForm, name: str) -> Field | None:
    if name in form:
        return form[name]
    found = LINE.fullmatch(name)
    if found and found[1] in form:
        return form[found[1]][int(found[2])].form[found[3]]
    return None
