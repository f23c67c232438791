"""The mails about planned drills, in words: tomorrow's, moved, cancelled.

Made for actions/queue_reminders.py to queue, in the reader's language. A mail about a drill
that staff are not told of bears neither kind nor hour in its subject, which shows on
locked phones and over shoulders.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from drills.actions.queue_reminders import Notice
from drills.actions.reset_password import Letter
from drills.web.format import clock_time, drill_type, long_day


def drill_letter(notice: Notice) -> Letter:
    """The mail that says what a notice has to say."""
    with force_locale(notice.language):
        subject = {
            "reminder": _reminder_subject,
            "moved": _moved_subject,
            "cancelled": _cancelled_subject,
            "off": _off_subject,
        }[notice.kind](notice)
        parts = [gettext("Hello %(name)s,", name=notice.person.name), *_body(notice)]
        parts.append(notice.district_name)
        # No filling of lines: links must stay whole.
        return Letter(_plain(subject)[:200], "\n\n".join(parts).replace("\u00a0", " ") + "\n")


def _reminder_subject(notice: Notice) -> str:
    tomorrow = notice.plan.day > notice.today
    if not notice.plan.told:
        return (
            gettext("A reminder for tomorrow: %(where)s", where=_where(notice))
            if tomorrow
            else gettext("A reminder for today: %(where)s", where=_where(notice))
        )
    said = {"what": _what(notice), "where": _where(notice)}
    if notice.plan.at is None:
        return (
            gettext("Drill tomorrow: %(what)s, %(where)s", **said)
            if tomorrow
            else gettext("Drill today: %(what)s, %(where)s", **said)
        )
    said["time"] = clock_time(notice.plan.at)
    return (
        gettext("Drill tomorrow, %(time)s: %(what)s, %(where)s", **said)
        if tomorrow
        else gettext("Drill today, %(time)s: %(what)s, %(where)s", **said)
    )


def _moved_subject(notice: Notice) -> str:
    if not notice.plan.told:
        return gettext("A change of plans: %(where)s", where=_where(notice))
    return gettext("Drill moved: %(what)s, %(where)s", what=_what(notice), where=_where(notice))


def _cancelled_subject(notice: Notice) -> str:
    if not notice.plan.told:
        return gettext("A change of plans: %(where)s", where=_where(notice))
    return gettext("Drill cancelled: %(what)s, %(where)s", what=_what(notice), where=_where(notice))


def _off_subject(notice: Notice) -> str:
    return gettext("A drill is off: %(when)s", when=_moment(notice.was, notice.today))


def _body(notice: Notice) -> list[str]:
    plan, today = notice.plan, notice.today
    was = _moment(notice.was, today) if notice.was else ""
    if notice.kind == "off":
        return [gettext("The drill that we told you of for %(was)s is not held then.", was=was)]
    facts = {"what": _what(notice), "where": _where(notice), "was": was}
    if notice.kind == "cancelled":
        return [
            gettext("This drill is cancelled: %(what)s, %(where)s, %(was)s.", **facts),
            *_told(notice),
        ]
    facts["when"] = _when(plan.day, plan.at, today)
    said = [gettext("Drill: %(what)s\nWhere: %(where)s\nWhen: %(when)s", **facts)]
    if notice.kind == "moved":
        said.insert(0, gettext("A drill has moved. It was planned for %(was)s.", **facts))
    elif notice.was:
        said.insert(0, gettext("This takes the place of our mail about %(was)s.", **facts))
    if notice.reads_as == "officer":
        said.append(gettext("You are asked to be there."))
    if notice.reads_as != "staff" and plan.note.strip():
        said.append(gettext("Note: %(note)s", note=plan.note.strip()))
    said += _told(notice)
    if notice.reads_as == "principal":
        said.append(gettext("Log it from your phone as it happens:\n%(link)s", link=_link(notice)))
    else:
        said.append(gettext("All drills you may know of:\n%(link)s", link=_link(notice)))
    return said


def _told(notice: Notice) -> list[str]:
    """Whether staff know: the first thing to be careful about."""
    if notice.reads_as == "staff" or notice.plan.told:
        return []
    return [gettext("Staff are not told of this drill beforehand. Please keep it to yourself.")]


def _what(notice: Notice) -> str:
    return drill_type(notice.plan.type, notice.labels, notice.plan.title)


def _where(notice: Notice) -> str:
    return ", ".join(name for _id, name in notice.buildings)


def _when(day: date, at: time | None, today: date) -> str:
    said = long_day(day, today)
    return f"{said}, {clock_time(at)}" if at else said


def _moment(text: str, today: date) -> str:
    """A moment as a mail's key bears it (``2026-12-08T0930``), in words."""
    day, _, at = text.partition("T")
    hour = datetime.strptime(at, "%H%M").time() if at else None  # noqa: DTZ007 - no instant
    return _when(date.fromisoformat(day), hour, today)


def _link(notice: Notice) -> str:
    """Where the reader goes on: the log for who holds the drill, else the coming drills."""
    values: dict[str, Any] = {}
    endpoint = "everyone.coming"
    if notice.reads_as == "principal":
        endpoint = "log.planned"
        values = {"drill_id": notice.plan.drill_id, "building": notice.buildings[0][0]}
    # There is no request to take a host from; the public address is the configured one.
    adapter = current_app.url_map.bind("localhost", url_scheme="https")
    if endpoint not in current_app.view_functions:
        return current_app.config["DRILLS"].public_url
    return current_app.config["DRILLS"].public_url + adapter.build(endpoint, values)


def _plain(text: str) -> str:
    return " ".join(text.split())
