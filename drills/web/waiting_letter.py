"""The weekly mail about what waits too long, in words."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from drills.actions.mail_waiting import WaitingNotice
from drills.actions.reset_password import Letter
from drills.web.building.questions import PROBLEMS
from drills.web.format import long_day

MOST_NAMED = 20
RECORDS, ACTIONS = "/records", "/actions"


def waiting_letter(notice: WaitingNotice) -> Letter:
    """The mail, in its reader's language. It says how many records wait and where, and
    nothing of what is in them."""
    with force_locale(notice.language):
        said = [gettext("Hello %(name)s,", name=notice.person.name)]
        if notice.records:
            said += [_records(notice), _link(RECORDS)]
        if notice.actions:
            said += [_actions(notice), _link(ACTIONS)]
        said.append(
            gettext(
                "This mail comes once a week at most, while something waits. Whoever sets up "
                "the district can switch it off."
            )
        )
        said.append(notice.district_name)
        subject = (
            gettext("Drill records wait for your approval")
            if notice.records
            else gettext("Corrective actions of yours are late")
        )
        return Letter(subject, "\n\n".join(said).replace("\u00a0", " ") + "\n")


def _records(notice: WaitingNotice) -> str:
    lines = [
        ngettext(
            "- %(building)s: %(num)d record, submitted %(day)s",
            "- %(building)s: %(num)d records, the oldest submitted %(day)s",
            number,
            building=building,
            day=long_day(since, today=notice.today),
        )
        for building, number, since in notice.records
    ]
    head = ngettext(
        "%(num)d drill record has waited for approval for a week or longer:",
        "%(num)d drill records have waited for approval for a week or longer:",
        sum(number for _, number, _ in notice.records),
    )
    return "\n".join([head, *_first(lines)])


def _actions(notice: WaitingNotice) -> str:
    lines = [
        gettext(
            "- %(building)s: %(problem)s, to be done by %(day)s",
            building=one.building,
            problem=str(PROBLEMS.get(one.problem, one.problem)),
            day=long_day(one.due_on, today=notice.today),
        )
        for one in notice.actions
    ]
    head = ngettext(
        "%(num)d corrective action of yours is past its last day:",
        "%(num)d corrective actions of yours are past their last day:",
        len(lines),
    )
    return "\n".join([head, *_first(lines)])


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_NAMED
    if more <= 0:
        return lines
    return [*lines[:MOST_NAMED], ngettext("And %(num)d more.", "And %(num)d more.", more)]


def _link(path: str) -> str:
    link = current_app.config["DRILLS"].public_url + path
    return gettext("You find them here:\n%(link)s", link=link)
