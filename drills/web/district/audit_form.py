"""What an auditor may choose besides day and year: a sample by a seed, and a day to look back
to. Only the form; what becomes of it is workbook.py's.
"""

from __future__ import annotations

from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from drills.actions.ask_export import BUNDLE, LONGEST_SEED, MOST_SAMPLED, WORKBOOK
from drills.web.setup.day_field import DayField
from drills.workbooks.contents import Wishes


class AuditForm(FlaskForm):
    """The choices. Each may be left empty; sample and seed go together."""

    what = SelectField(
        lazy_gettext("What to download"),
        choices=[
            SelectChoice(WORKBOOK, lazy_gettext("Compliance workbook")),
            SelectChoice(BUNDLE, lazy_gettext("Evidence bundle")),
        ],
        default=WORKBOOK,
    )
    sample = IntegerField(lazy_gettext("How many drills to pick"))
    seed = StringField(lazy_gettext("Seed: any words of the auditor’s"))
    known_by = DayField(lazy_gettext("Also show what was known by the end of this day"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.sample, self.seed, self.known_by):
            field.flags.optional = True


def chosen_wishes(form: AuditForm, today: date) -> Wishes | None:
    """What was chosen; None with words beside the fields where something is wrong."""
    seed = " ".join((form.seed.data or "").split())
    sample, day = form.sample.data, form.known_by.day
    errors: dict[str, str] = {}
    typed = (form.sample.raw_data or [""])[0].strip()
    if typed and (sample is None or not 1 <= sample <= MOST_SAMPLED):
        errors["sample"] = gettext("Enter a whole number from 1 to %(most)s.", most=MOST_SAMPLED)
    elif seed and not typed:
        errors["sample"] = gettext("Enter how many drills the seed is to pick.")
    if typed and not seed:
        errors["seed"] = gettext("Enter any words as a seed, so that the pick can be repeated.")
    elif len(seed) > LONGEST_SEED:
        errors["seed"] = gettext("Keep the seed to %(most)s letters.", most=LONGEST_SEED)
    if (form.known_by.data or "").strip() and (day is None or day > today):
        errors["known_by"] = gettext("Enter a day up to today, as year, month and day.")
    if errors:
        for field in form:
            field.errors = [errors[field.name]] if field.name in errors else []
        return None
    return Wishes(day, sample or 0, seed)
