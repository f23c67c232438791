"""The mails about accounts, in words: a forgotten password, an invitation.

They are made for the actions to queue; the language is the reader's, not the sender's.
"""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from drills.actions.reset_password import Letter
from drills.permissions import Person
from drills.store.buildings import read_district


def reset_letter(person: Person, secret: str) -> Letter:
    """The mail for somebody who forgot their password."""
    with force_locale(_language(person)):
        return Letter(
            gettext("Choose a new password"),
            gettext(
                "Hello %(name)s,\n\n"
                "somebody, probably you, asked for a new password for the drill tracker of "
                "%(district)s. Choose it here within two hours:\n\n%(link)s\n\n"
                "If it was not you, do nothing: your password stays as it is.\n",
                name=person.name,
                district=read_district(person.district_id).name,
                link=_link(secret),
            ),
        )


def invitation_letter(by: Person, person: Person, secret: str) -> Letter:
    """The mail for somebody who is invited by an administrator."""
    with force_locale(_language(person)):
        return Letter(
            gettext(
                "Your account for the drills of %(district)s",
                district=read_district(person.district_id).name,
            ),
            gettext(
                "Hello %(name)s,\n\n"
                "%(by)s has made an account for you in the drill tracker of %(district)s. "
                "Choose your password here within seven days:\n\n%(link)s\n\n"
                "After that you sign in at %(home)s with this e-mail address: %(email)s\n",
                name=person.name,
                by=by.name,
                district=read_district(person.district_id).name,
                link=_link(secret),
                home=current_app.config["DRILLS"].public_url,
                email=person.email,
            ),
        )


def _language(person: Person) -> str:
    return person.language or read_district(person.district_id).language


def _link(secret: str) -> str:
    # Not from the request: its Host header is the visitor's to choose.
    path = url_for("public.choose_password", secret=secret)
    return current_app.config["DRILLS"].public_url + path
