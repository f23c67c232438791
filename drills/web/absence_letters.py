"""The mail that an officer cannot come to a drill, or can after all, in words.

Its subject bears neither the kind nor the day of the drill: it shows on locked phones.
"""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from drills.actions.cannot_come import Absence
from drills.actions.reset_password import Letter
from drills.web.format import clock_time, drill_type, long_day


def absence_letter(said: Absence) -> Letter:
    """The mail to one reader."""
    with force_locale(said.language):
        where, plan = ", ".join(said.buildings), said.plan
        when = long_day(plan.day, said.today) + (f", {clock_time(plan.at)}" if plan.at else "")
        facts = {
            "name": said.officer,
            "what": drill_type(plan.type, title=plan.title),
            "where": where,
            "when": when,
        }
        if said.can_after_all:
            subject = gettext("An officer can come after all: %(where)s", where=where)
            told = gettext("%(name)s can come after all: %(what)s, %(where)s, %(when)s.", **facts)
            step = gettext("If nobody else was asked, there is nothing to do:")
        else:
            subject = gettext("An officer cannot come: %(where)s", where=where)
            told = gettext("%(name)s cannot come: %(what)s, %(where)s, %(when)s.", **facts)
            told += "\n" + gettext("Reason: %(words)s", words=said.why)
            step = gettext("Ask somebody else, or plan the drill for another time:")
        link = current_app.config["DRILLS"].public_url + url_for(
            "drills.sheet", drill_id=plan.drill_id
        )
        parts = [gettext("Hello %(name)s,", name=said.reader.name), told, f"{step}\n{link}"]
        if not plan.told:
            parts.append(
                gettext("Staff are not told of this drill beforehand. Please keep it to yourself.")
            )
        parts.append(said.district_name)
        body = "\n\n".join(parts).replace("\u00a0", " ") + "\n"
        return Letter(" ".join(subject.split())[:200], body)
