"""The weekly mail that bears witness to the log of changes, in words."""

from __future__ import annotations

from flask_babel import force_locale, gettext

from drills.actions.mail_witness import WitnessNotice
from drills.actions.reset_password import Letter
from drills.web.format import clock_time, long_day


def witness_letter(notice: WitnessNotice) -> Letter:
    """The mail with the newest hash, in the district's language."""
    with force_locale(notice.language):
        subject = gettext(
            "Witness to the drill records of %(district)s: row %(number)s",
            district=notice.district_name,
            number=notice.number,
        )
        body = gettext(
            "Hello,\n\n"
            "%(district)s keeps a log of every change of its drill records. Each row of it "
            "holds a hash of the row before, so the newest hash stands for all of them. "
            "This is the newest:\n\n%(hash)s\n\n"
            "It is the hash of row %(number)s, written on %(day)s at %(time)s.\n\n"
            "There is nothing to do but to keep this mail. If anybody ever doubts the records, "
            "whoever runs the program can type\n\n"
            "flask audit verify --witness %(hash)s\n\n"
            "and sees whether the log still holds this hash, and all rows up to it.\n\n"
            "You get this mail once a week because the district named your address in its "
            "settings.\n\n%(district)s\n",
            district=notice.district_name,
            hash=notice.hash,
            number=notice.number,
            day=long_day(notice.at.date()),
            time=clock_time(notice.at.time()),
        )
        return Letter(subject[:200], body.replace("\u00a0", " "))
