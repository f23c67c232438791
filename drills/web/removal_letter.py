"""The weekly mail about removals that wait, in words."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from drills.actions.mail_removals import RemovalNotice
from drills.actions.reset_password import Letter

MOST_NAMED = 20


def removal_letter(notice: RemovalNotice) -> Letter:
    """The mail, in its reader's language. It names no record and repeats no reason."""
    with force_locale(notice.language):
        said = [gettext("Hello %(name)s,", name=notice.person.name)]
        if notice.asked:
            said.append(
                ngettext(
                    "%(num)d removal from the drill records waits for your decision.",
                    "%(num)d removals from the drill records wait for your decision.",
                    notice.asked,
                )
            )
        if notice.over:
            said.append(
                gettext(
                    "The time for which these years' files and notes are kept is over. Nothing "
                    "is removed unless one person asks for it and another decides:"
                )
                + "\n"
                + "\n".join(f"- {name}, {year}" for name, year in notice.over[:MOST_NAMED])
            )
            more = len(notice.over) - MOST_NAMED
            if more > 0:
                said.append(ngettext("And %(num)d more.", "And %(num)d more.", more))
        link = current_app.config["DRILLS"].public_url + "/district/removals"
        said.append(gettext("You find them here:\n%(link)s", link=link))
        said.append(gettext("This mail comes once a week at most, while something waits."))
        said.append(notice.district_name)
        subject = gettext("Drill records: removals that wait")
        return Letter(subject[:200], "\n\n".join(said).replace("\u00a0", " ") + "\n")
