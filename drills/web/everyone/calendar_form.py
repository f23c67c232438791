"""The form that makes a calendar link, and the words for what such a link shows."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from drills.actions.feed_scope import PLANNERS, PUBLIC, STAFF, audiences_for
from drills.actions.share_feed import Wanted
from drills.facts import DRILL_TYPES
from drills.permissions import Person
from drills.store.tables import BuildingRow, DistrictRow
from drills.web.format import drill_type

AUDIENCES = {
    PLANNERS: lazy_gettext("For me: every drill, those that staff are not told of too"),
    STAFF: lazy_gettext("For staff: the drills that staff are told of beforehand"),
    PUBLIC: lazy_gettext("For everybody: only drills that were held"),
}
STAFF_ALONE = lazy_gettext("The drills that staff are told of beforehand")  # nothing to choose
REFUSALS = {
    "audience_missing": lazy_gettext("Choose whom the calendar is for."),
    "types_unknown": lazy_gettext("One of these kinds is not known. Tick them again."),
    "too_many_feeds": lazy_gettext("You have 20 calendar links. End one that you no longer use."),
    "building_unknown": lazy_gettext("This building is not open to you. Choose another."),
}


class CalendarForm(FlaskForm):
    """What a new calendar link is to show."""

    audience = RadioField(lazy_gettext("Whom is it for?"), choices=[], validate_choice=False)
    building = SelectField(lazy_gettext("Which buildings?"), choices=[], validate_choice=False)
    types = SelectMultipleField(
        lazy_gettext("Which kinds?"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    without_cancelled = BooleanField(lazy_gettext("Leave cancelled drills out"))


def with_choices(
    form: CalendarForm,
    who: Person,
    today: date,
    buildings: list[BuildingRow],
    district: DistrictRow,
) -> CalendarForm:
    """The form with what this person may choose."""
    allowed = audiences_for(who, today)
    form.audience.choices = [(a, AUDIENCES[a]) for a in allowed]
    if len(allowed) == 1:
        form.audience.data = allowed[0]
    everything = gettext("All my buildings")
    if who.may("see_district", today):
        everything = gettext("The whole district")
    form.building.choices = [
        SelectChoice("", everything),
        *(SelectChoice(str(b.id), b.name) for b in buildings),
    ]
    form.types.choices = [SelectChoice(t, drill_type(t, district.labels)) for t in DRILL_TYPES]
    return form


def wanted(form: CalendarForm) -> Wanted:
    """What was chosen, for the action to check. A building that is no number is none of ours."""
    building = form.building.data or ""
    return Wanted(
        audience=form.audience.data or "",
        building_id=int(building[:18]) if building.isdecimal() else (-1 if building else None),
        types=tuple(form.types.data or ()),
        without_cancelled=bool(form.without_cancelled.data),
    )


def audience_words(audience: str, allowed: tuple[str, ...]) -> str:
    """Whom a link is for, as long as the person could have made another."""
    alone = audience == STAFF and allowed in ((), (STAFF,))
    return str(STAFF_ALONE if alone else AUDIENCES[audience])


def reader_words(name: str) -> str:
    """The program that read a feed, by what it calls itself."""
    known = (
        ("Google-Calendar", gettext("Google Calendar")),
        ("Microsoft", gettext("Outlook")),
        ("Outlook", gettext("Outlook")),
        ("Exchange", gettext("Outlook")),
        ("iOS", gettext("iPhone or iPad")),
        ("dataaccessd", gettext("iPhone or iPad")),
        ("macOS", gettext("Mac")),
        ("CalendarAgent", gettext("Mac")),
        ("Thunderbird", "Thunderbird"),
        ("Evolution", "Evolution"),
    )
    return next((words for mark, words in known if mark in name), gettext("another calendar"))
