"""How values are said on a page: days, times, counts, kinds of drill, statuses.

Each is a function of its arguments in the reader's language, and a filter of the same
name. A day carries its year only outside the school year of ``today``; left out, that is
the day where the person signed in is. No rule, table or address is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask import Flask, g, has_request_context
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

STATUS_WORDS = {
    verdict.MET: lazy_gettext("Met"),
    verdict.MISSED: lazy_gettext("Missed"),
    verdict.EXCUSED: lazy_gettext("Excused"),
    verdict.NEEDS_DECISION: lazy_gettext("Decide"),
    verdict.NOT_APPLICABLE: NO_VALUE,
    verdict.NOT_ON_RECORD: lazy_gettext("Before our records"),
    verdict.NOT_MODELLED: lazy_gettext("Read the law"),
}

# How a day is written: (with the weekday, in full, without the weekday).
DAY_PATTERNS = {
    "en": ("EEE, MMM d", "EEEE, MMMM d", "MMM d"),
    "es": ("EEE, d MMM", "EEEE, d 'de' MMMM", "d MMM"),
}
YEAR_PATTERNS = {
    "en": ("EEE, MMM d, y", "EEEE, MMMM d, y", "MMM d, y"),
    "es": ("EEE, d MMM y", "EEEE, d 'de' MMMM 'de' y", "d MMM y"),
}


def _locale() -> str:
    """The reader's language as Babel knows it. Spanish here is that of the United States."""
    found = str(get_locale() or "en")
    return "es_US" if found == "es" else found


def _page_today() -> date | None:
    """Today where the person signed in is; None where nobody is."""
    who = g.get("person") if has_request_context() else None
    return clock.today(who.zone) if who is not None else None


def _school_year(value: date) -> int:
    """The calendar year in which the school year of a day began, on July 1."""
    return value.year if value.month >= 7 else value.year - 1


def _write(value: date | None, today: date | None, form: int) -> str:
    if value is None:
        return NO_VALUE
    today = today or _page_today()
    here = today is not None and _school_year(value) == _school_year(today)
    locale = _locale()
    pattern = (DAY_PATTERNS if here else YEAR_PATTERNS)[locale[:2]][form]
    return format_date(value, pattern, locale=locale)


def day(value: date | None, pattern: str | None = None, today: date | None = None) -> str:
    """``Tue, Oct 6``. A ``pattern`` of Babel's instead where only a part is wanted."""
    if pattern is not None and value is not None:
        return format_date(value, pattern, locale=_locale())
    return _write(value, today, 0)


def long_day(value: date | None, today: date | None = None) -> str:
    """``Tuesday, October 6``, for sentences."""
    return _write(value, today, 1)


def short_day(value: date | None, today: date | None = None) -> str:
    """``Oct 6``, where the weekday is of no use."""
    return _write(value, today, 2)


def day_range(start: date, end: date, today: date | None = None) -> str:
    """``Oct 1 – Dec 1``; one day is said once."""
    if start == end:
        return short_day(start, today)
    return f"{short_day(start, today)} – {short_day(end, today)}"


def clock_time(value: time | datetime | None) -> str:
    """``9:30 a.m.``; in Spanish as Babel writes it."""
    if value is None:
        return NO_VALUE
    if _locale().startswith("en"):
        half = "a.m." if value.hour < 12 else "p.m."
        return f"{value.hour % 12 or 12}:{value.minute:02d}{NBSP}{half}"
    at = value.time() if isinstance(value, datetime) else value
    return format_time(at, "short", locale=_locale())


def moment(value: datetime | None, zone: str | None = None, today: date | None = None) -> str:
    """An instant where the district is: ``Tue, Oct 6, 9:30 a.m.``"""
    if value is None:
        return NO_VALUE
    who = g.get("person") if has_request_context() else None
    local = value.astimezone(ZoneInfo(zone or (who.zone if who else "UTC")))
    return f"{day(local.date(), today=today)}, {clock_time(local)}"


def duration(value: int | timedelta | None) -> str:
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


def count(counted: int | None, needed: int | None = None, comparator: str = "at_least") -> str:
    """``3/5``; without a number in the law ``3``; under a ceiling ``1, at most 2``."""
    if counted is None:
        return NO_VALUE
    if needed is None:
        return str(counted)
    if comparator == "at_most":
        return gettext("%(counted)s, at most %(most)s", counted=counted, most=needed)
    return f"{counted}/{needed}"


def drill_type(type_: str | None, labels: Mapping[str, str] | None = None, title: str = "") -> str:
    """The district's own word for a kind of drill, else ours; a title names an ``other``."""
    if not type_:
        return NO_VALUE  # a form sent without one
    if labels and labels.get(type_):
        return labels[type_]
    if type_ == "other" and title:
        return title
    known = TYPE_NAMES.get(type_)
    if known is not None:
        return str(known)
    return type_.removeprefix("other:").replace("_", " ").capitalize()


def days_left(days: int) -> str:
    """``6 school days left``; on the last day ``Due today``."""
    if days <= 0:
        return gettext("Due today")
    return ngettext("%(num)d school day left", "%(num)d school days left", days)


def status_word(
    status: str,
    *,
    due: date | None = None,
    opens: date | None = None,
    left: int | None = None,
    at_risk: bool = False,
    advisory: bool = False,
    answered: bool = False,
    missed: str | None = None,
    today: date | None = None,
) -> str:
    """The word of a status. ``left`` is school days; ``missed`` names the window: ``Nov``."""
    if status == verdict.OPEN:
        word = _open_word(due, left if at_risk else None, today)
    elif status == verdict.UPCOMING:
        word = gettext("From %(day)s", day=short_day(opens, today)) if opens else gettext("Later")
    elif status == verdict.MISSED:
        word = _missed_word(missed, answered)
    else:
        word = str(STATUS_WORDS.get(status, status))
    if advisory and status != verdict.NOT_APPLICABLE:
        return gettext("Advisory: %(word)s", word=word)
    return word


def _open_word(due: date | None, left: int | None, today: date | None) -> str:
    if left is not None:
        return days_left(left)
    if due is not None:
        return gettext("Due by %(day)s", day=short_day(due, today))
    return gettext("Due")


def _missed_word(what: str | None, answered: bool) -> str:
    if what and answered:
        return gettext("Missed %(what)s, answered", what=what)
    if answered:
        return gettext("Missed, answered")
    if what:
        return gettext("Missed %(what)s", what=what)
    return gettext("Missed")


# --- on pages ---------------------------------------------------------------------


@pass_context
def _drill_type(
    page: Context, type_: str, labels: Mapping[str, str] | None = None, title: str = ""
) -> str:
    """With the labels of the page's district, where the page knows its district."""
    if labels is None:
        labels = getattr(page.get("district"), "labels", None)
    return drill_type(type_, labels, title)


def register(app: Flask) -> None:
    """Give every template the filters."""
    app.jinja_env.filters.update(
        day=day,
        long_day=long_day,
        short_day=short_day,
        day_range=day_range,
        clock_time=clock_time,
        moment=moment,
        duration=duration,
        count=count,
        days_left=days_left,
        drill_type=_drill_type,
        status_word=status_word,
    )
