"""How values are said on a page: days, times, counts, kinds of drill, statuses.

Functions of their arguments and the reader's language; what day it is comes in from
outside. The filters at the end take it from the page. Nothing here knows a rule, a
table or an address.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask import Flask, current_app, g
from flask_babel import get_locale, gettext, lazy_gettext, ngettext
from jinja2 import pass_context
from jinja2.runtime import Context

from drills import clock
from drills.compliance import verdict

NO_VALUE = "–"
NBSP = "\u00a0"

TYPE_NAMES = {
    "fire": lazy_gettext("Fire"),
    "evacuation": lazy_gettext("Evacuation"),
    "lockdown": lazy_gettext("Lockdown"),
    "secure": lazy_gettext("Secure"),
    "hold": lazy_gettext("Hold"),
    "shelter_in_place": lazy_gettext("Shelter in place"),
    "severe_weather": lazy_gettext("Severe weather"),
    "earthquake": lazy_gettext("Earthquake"),
    "hazmat": lazy_gettext("Hazardous material"),
    "active_threat": lazy_gettext("Active threat"),
    "bus_evacuation": lazy_gettext("Bus evacuation"),
    "reverse_evacuation": lazy_gettext("Reverse evacuation"),
    "reunification": lazy_gettext("Reunification"),
    "cardiac_response": lazy_gettext("Cardiac response"),
    "bomb_threat": lazy_gettext("Bomb threat"),
    "tsunami_or_lahar": lazy_gettext("Tsunami or lahar"),
    "early_dismissal": lazy_gettext("Early dismissal"),
    "tabletop": lazy_gettext("Tabletop"),
    "full_scale_exercise": lazy_gettext("Full-scale exercise"),
    "crisis_response": lazy_gettext("Crisis response"),
    "other": lazy_gettext("Other"),
}


def _locale() -> str:
    """The reader's language as Babel knows it. Spanish here is that of the United States."""
    found = str(get_locale() or "en")
    return "es_US" if found == "es" else found


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of a day began, on July 1."""
    return day.year if day.month >= 7 else day.year - 1


def _with_year(value: date, today: date | None) -> bool:
    return today is None or school_year_of(value) != school_year_of(today)


# How a day is written: (with the weekday, in full, without the weekday), then with the year.
DAY_PATTERNS = {
    "en": ("EEE, MMM d", "EEEE, MMMM d", "MMM d"),
    "es": ("EEE, d MMM", "EEEE, d 'de' MMMM", "d MMM"),
}
YEAR_PATTERNS = {
    "en": ("EEE, MMM d, y", "EEEE, MMMM d, y", "MMM d, y"),
    "es": ("EEE, d MMM y", "EEEE, d 'de' MMMM 'de' y", "d MMM y"),
}


def _write(value: date | None, today: date | None, form: int) -> str:
    if value is None:
        return NO_VALUE
    locale = _locale()
    patterns = YEAR_PATTERNS if _with_year(value, today) else DAY_PATTERNS
    return format_date(value, patterns[locale[:2]][form], locale=locale)


def say_day(value: date | None, today: date | None = None) -> str:
    """``Tue, Oct 6``; with the year when it is not in the school year of ``today``."""
    return _write(value, today, 0)


def say_long_day(value: date | None, today: date | None = None) -> str:
    """``Tuesday, October 6``, for sentences; with the year under the same rule."""
    return _write(value, today, 1)


def say_short_day(value: date | None, today: date | None = None) -> str:
    """``Oct 6``, where the weekday is of no use; with the year under the same rule."""
    return _write(value, today, 2)


def say_span(start: date, end: date, today: date | None = None) -> str:
    """``Oct 1 – Dec 1``; one day is said once."""
    if start == end:
        return say_short_day(start, today)
    return f"{say_short_day(start, today)} – {say_short_day(end, today)}"


def say_clock_time(value: time | datetime | None) -> str:
    """``9:30 a.m.``; in Spanish as Babel writes it."""
    if value is None:
        return NO_VALUE
    if _locale().startswith("en"):
        half = "a.m." if value.hour < 12 else "p.m."
        return f"{value.hour % 12 or 12}:{value.minute:02d}{NBSP}{half}"
    at = value.time() if isinstance(value, datetime) else value
    return format_time(at, "short", locale=_locale())


def say_moment(value: datetime | None, zone: str, today: date | None = None) -> str:
    """An instant where the district is: ``Tue, Oct 6, 9:30 a.m.``"""
    if value is None:
        return NO_VALUE
    local = value.astimezone(ZoneInfo(zone))
    return f"{say_day(local.date(), today)}, {say_clock_time(local)}"


def say_duration(value: int | timedelta | None) -> str:
    """``4 min 10 s``, ``45 s``, ``1 h 5 min``. A number is seconds."""
    if value is None:
        return NO_VALUE
    seconds = int(value.total_seconds()) if isinstance(value, timedelta) else int(value)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours}{NBSP}h")
    if minutes:
        parts.append(f"{minutes}{NBSP}min")
    if (seconds and not hours) or not parts:
        parts.append(f"{seconds}{NBSP}s")
    return " ".join(parts)


def say_count(
    counted: int | None, needed: int | None = None, comparator: str = "at_least"
) -> str:
    """``3/5``; without a number in the law ``3``; a ceiling as ``1, at most 2``."""
    if counted is None:
        return NO_VALUE
    if needed is None:
        return str(counted)
    if comparator == "at_most":
        return gettext("%(counted)s, at most %(most)s", counted=counted, most=needed)
    return f"{counted}/{needed}"


def say_drill_type(
    type_: str, labels: dict[str, str] | None = None, title: str | None = None
) -> str:
    """The district's own word for a kind of drill, else ours; a title names an ``other``."""
    if labels and labels.get(type_):
        return labels[type_]
    if type_ == "other" and title:
        return title
    known = TYPE_NAMES.get(type_)
    return str(known) if known is not None else type_.replace("_", " ").capitalize()


def say_status(
    status: str,
    due: date | None = None,
    opens: date | None = None,
    days_left: int | None = None,
    at_risk: bool = False,
    advisory: bool = False,
    answered: bool = False,
    missed: str | None = None,
    today: date | None = None,
) -> str:
    """The word of a status. ``missed`` names what was missed (``Nov``); days are school days."""
    words = _plain_word(status, due, opens, days_left, at_risk, today)
    if status == verdict.MISSED:
        if missed and answered:
            words = gettext("Missed %(what)s, answered", what=missed)
        elif answered:
            words = gettext("Missed, answered")
        elif missed:
            words = gettext("Missed %(what)s", what=missed)
    if advisory and status != verdict.NOT_APPLICABLE:
        return gettext("Advisory: %(word)s", word=words)
    return words


def _plain_word(
    status: str,
    due: date | None,
    opens: date | None,
    days_left: int | None,
    at_risk: bool,
    today: date | None,
) -> str:
    if status == verdict.OPEN:
        if at_risk and days_left is not None:
            return say_days_left(days_left)
        if due is not None:
            return gettext("Due by %(day)s", day=say_short_day(due, today))
        return gettext("Due")
    if status == verdict.UPCOMING:
        if opens is not None:
            return gettext("From %(day)s", day=say_short_day(opens, today))
        return gettext("Later")
    if status == verdict.NOT_APPLICABLE:
        return NO_VALUE
    return str(STATUS_WORDS.get(status, status))


STATUS_WORDS = {
    verdict.MET: lazy_gettext("Met"),
    verdict.MISSED: lazy_gettext("Missed"),
    verdict.EXCUSED: lazy_gettext("Excused"),
    verdict.NEEDS_DECISION: lazy_gettext("Decide"),
    verdict.NOT_ON_RECORD: lazy_gettext("Before our records"),
    verdict.NOT_MODELLED: lazy_gettext("Read the law"),
}


def say_days_left(days: int) -> str:
    """``6 school days left``; on the last day ``Due today``."""
    if days <= 0:
        return gettext("Due today")
    return ngettext("%(num)d school day left", "%(num)d school days left", days)


# --- on pages ---------------------------------------------------------------------


def _today(context: Context) -> date | None:
    """The page's day: its ``today``, else that of the person signed in."""
    today = context.get("today")
    if isinstance(today, date):
        return today
    who = g.get("person") if g else None
    return clock.today(who.zone) if who is not None else None


def _dated(say):  # noqa: ANN001, ANN202 - a wrapper for the functions above
    """The same function as a filter that knows the page's day."""

    @pass_context
    def filter_(context: Context, value, *args, today=None, **named):  # noqa: ANN001, ANN202
        return say(value, *args, today=today or _today(context), **named)

    return filter_


@pass_context
def _drill_type(
    context: Context,
    type_: str,
    labels: dict[str, str] | None = None,
    title: str | None = None,
) -> str:
    if labels is None:
        district = context.get("district")
        labels = getattr(district, "labels", None)
    return say_drill_type(type_, labels, title)


@pass_context
def _moment(context: Context, value: datetime | None, zone: str | None = None) -> str:
    who = g.get("person") if g else None
    zone = zone or (who.zone if who is not None else "UTC")
    return say_moment(value, zone, _today(context))


def has_page(endpoint: str) -> bool:
    """Whether the app has this page: the frame links only to pages that are there."""
    return endpoint in current_app.view_functions


def register(app: Flask) -> None:
    """Give every template the filters."""
    app.jinja_env.filters.update(
        day=_dated(say_day),
        long_day=_dated(say_long_day),
        short_day=_dated(say_short_day),
        span_to=_dated(say_span),
        clock_time=say_clock_time,
        moment=_moment,
        duration=say_duration,
        count_of=say_count,
        days_left=say_days_left,
        drill_type=_drill_type,
        status_word=_dated(say_status),
    )
    app.jinja_env.globals["has_page"] = has_page
