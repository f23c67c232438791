"""The forms of people who are not signed in. What is right is checked by the actions."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import EmailInput

EMAIL_MISSING = lazy_gettext("Give your e-mail address.")


class SignInForm(FlaskForm):
    """E-mail, password, and where to go on."""

    email = StringField(lazy_gettext("E-mail"), [InputRequired(EMAIL_MISSING)], widget=EmailInput())
    password = PasswordField(
        lazy_gettext("Password"), [InputRequired(lazy_gettext("Give your password."))]
    )
    next = HiddenField()


class ForgottenForm(FlaskForm):
    """Whose password is forgotten."""

    email = StringField(lazy_gettext("E-mail"), [InputRequired(EMAIL_MISSING)], widget=EmailInput())


class ChoosePasswordForm(FlaskForm):
    """A new password, typed twice."""

    password = PasswordField(
        lazy_gettext("New password"),
        [InputRequired(lazy_gettext("Choose a password of at least 10 characters."))],
    )
    again = PasswordField(
        lazy_gettext("The same again"),
        [InputRequired(lazy_gettext("Type the new password a second time."))],
    )
