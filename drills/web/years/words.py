"""What the pages about closed years say: refusals, and what reads otherwise today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from drills.actions.year_difference import BuildingDifference, DrillDifference
from drills.compliance.verdict import OPEN
from drills.facts import Span
from drills.web.building.history import value_words
from drills.web.building.questions import QUESTIONS as ASKED
from drills.web.format import day, day_range, drill_type, status_word
from drills.web.setup.fact_words import QUESTIONS
from drills.web.setup.fact_words import answer_words as fact_words
from drills.web.years import blueprint

WORDS = {
    "no_such_year": lazy_gettext("There is no school calendar for this year."),
    "year_not_over": lazy_gettext("This school year is not over yet."),
    "no_buildings": lazy_gettext("There is no building that could be kept."),
    "not_knowing": lazy_gettext("Tick that you have read what stands open."),
    "closing_reason_missing": lazy_gettext(
        "Say why the year is closed once more. The reason stays on record for good."
    ),
    "why_long": lazy_gettext("Say it in at most 2,000 letters."),
    "nothing_differs": lazy_gettext(
        "Nothing reads otherwise than it was closed, so there is nothing to keep anew."
    ),
    "closed_meanwhile": lazy_gettext(
        "Somebody else closed this year a moment ago. Read what was kept."
    ),
}
SOURCES = {
    "drills": lazy_gettext("its drills"),
    "facts": lazy_gettext("its facts"),
    "calendar": lazy_gettext("its school calendar"),
    "excuses": lazy_gettext("its lawful excuses"),
    "settings": lazy_gettext("the district's choices"),
    "answers": lazy_gettext("its answers to missed windows"),
}
LAYERS = {
    "state": lazy_gettext("the state's rules"),
    "county": lazy_gettext("the county's rules"),
    "city": lazy_gettext("the city's rules"),
    "district": lazy_gettext("the district's own rules"),
}
CALENDAR = {
    "first_day": lazy_gettext("First day of school"),
    "last_day": lazy_gettext("Last day of school"),
    "terms": lazy_gettext("Terms"),
    "no_school": lazy_gettext("Days without school"),
    "half_days": lazy_gettext("Half days"),
    "summer": lazy_gettext("Summer session"),
    "testing": lazy_gettext("State tests"),
    "breaks": lazy_gettext("Winter and spring break"),
}
COLUMNS = {
    "date": lazy_gettext("Day"),
    "time": lazy_gettext("Started at"),
    "type": lazy_gettext("Kind of drill"),
    "title": lazy_gettext("Title"),
    "held_as": lazy_gettext("Drill or not"),
}
Line = tuple[str, str, str]  # what, as closed, as read today


def refusal_words(code: str) -> str:
    """The words of a refusal."""
    return str(WORDS.get(code) or gettext("This cannot be done now. Load the page again."))


def layer_words(layers: tuple[str, ...]) -> str:
    """The layers of law whose files are others today: ``the state's rules``."""
    return ", ".join(str(LAYERS.get(layer, layer)) for layer in layers)


def source_words(one: BuildingDifference, law: bool) -> str:
    """What of a building reads otherwise, in a few words."""
    if one.was is None:
        return gettext("It was not there when the year was closed.")
    if one.now is None:
        return gettext("It is not there any more.")
    if one.sources:
        return ", ".join(str(SOURCES[name]) for name in one.sources)
    if not one.rules and one.was == one.now:
        return ""
    if law:
        return gettext("the rules")
    return gettext("nothing that was written down: this release of the program reads it otherwise")


def fact_lines(facts: Mapping[str, tuple[Any, Any]]) -> list[Line]:
    """Facts that changed: the question, the answer then and now."""
    return [
        (str(QUESTIONS.get(name, name)), _fact(name, was), _fact(name, now))
        for name, (was, now) in facts.items()
    ]


def _fact(name: str, value: Any) -> str:
    if value is None:
        return gettext("not known")
    if name not in QUESTIONS:  # the day that records begin
        return _day(str(value))
    return fact_words(name, tuple(value) if isinstance(value, list) else value)


def calendar_lines(calendar: Mapping[str, tuple[Any, Any]]) -> list[Line]:
    """What changed in the calendar: of lists of days, those that came or went."""
    found = []
    for name, (was, now) in calendar.items():
        if isinstance(was, list) and isinstance(now, list):
            old, new = [x for x in was if x not in now], [x for x in now if x not in was]
        else:
            old, new = was, now
        found.append((str(CALENDAR.get(name, name)), _days(old), _days(new)))
    return found


def _days(value: Any) -> str:
    if not value:
        return "–"
    if isinstance(value, list):
        return ", ".join(_days(one) for one in value)
    if isinstance(value, dict):
        if {"start", "end"} <= set(value):
            span = _days(f"{value['start']}..{value['end']}")
            return f"{value['name']}: {span}" if "name" in value else span
        return ", ".join(_days(one) for one in value.values())
    start, _, end = str(value).partition("..")
    if end:
        span = Span(date.fromisoformat(start), date.fromisoformat(end))
        return day_range(span.start, span.end)
    return _day(start)


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def drill_lines(drills: tuple[DrillDifference, ...], labels: Mapping[str, str]) -> list[Any]:
    """Drills that count otherwise: their record, what they are, what happened, and columns."""
    happened = {
        "added": gettext("counts today and did not when the year was closed"),
        "gone": gettext("counted when the year was closed and does not today"),
        "changed": gettext("says something else today"),
    }
    return [
        {
            "record": one.record,
            "name": f"{drill_type(one.type, labels)}, {_day(one.day)}",
            "says": happened[one.what],
            "columns": [
                (_column(name), _value(name, was), _value(name, now))
                for name, (was, now) in one.columns.items()
            ],
        }
        for one in drills
    ]


def _column(name: str) -> str:
    if name in COLUMNS:
        return str(COLUMNS[name])
    return str(ASKED[name].text) if name in ASKED else name.replace("_", " ")


def _value(name: str, value: Any) -> str:
    return str(value_words({"date": "held_on", "time": "held_at"}.get(name, name), value))


@blueprint.app_template_filter("closed_word")
def closed_word(status: str) -> str:
    """The word of a status where no day is waited for any more."""
    return gettext("Still open") if status == OPEN else status_word(status)


def differs_sentence(number: int, law: bool) -> str:
    """Whether a closed year still reads as it was closed."""
    if number:
        return ngettext(
            "Today %(num)d building reads otherwise than it was closed.",
            "Today %(num)d buildings read otherwise than they were closed.",
            number,
        )
    if law:
        return gettext("The rules are others today; every building still reads as it was closed.")
    return gettext("It reads today as it was closed.")
