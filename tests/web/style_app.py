"""A small app that shows the style page: the design system without database or people.

``.venv/bin/python -m tests.web.style_app out.html`` writes the page to look at.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flask import Flask, flash, render_template
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drills.web import format, headers

TODAY = date(2026, 11, 24)


@dataclass
class Named:
    """Somebody or something with a name."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)


class EveryField(FlaskForm):
    """One field of each kind, two of them wrong."""

    building = SelectField("Building", choices=[("1", "Coleman Elementary"), ("2", "Hill Middle")])
    name = StringField("Your name", [InputRequired("Give the name of the person in charge.")])
    day = DateField("Day", [InputRequired("Give the day.")])
    minutes = IntegerField(
        "Minutes until all clear",
        [NumberRange(0, 240, "Give the minutes as a number from 0 to 240.")],
    )
    password = PasswordField("Password", [Optional()])
    notes = TextAreaField("What went wrong?", [Optional()])
    alarm = RadioField("Did the alarm sound?", choices=[("yes", "Yes"), ("no", "No")])
    told = RadioField(
        "Who knew it was a drill?",
        [InputRequired("Say who knew.")],
        choices=[("none", "Nobody"), ("staff", "Staff"), ("all", "Everyone")],
    )
    problems = SelectMultipleField(
        "Problems",
        choices=[("door", "A door did not close"), ("count", "A head count was wrong")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    seen = BooleanField("The fire department was there")
    photo = FileField("Photo", [Optional()])


def style_app() -> Flask:
    """The app. Its one page is ``/``."""
    root = Path(__file__).resolve().parents[2]
    app = Flask("drills", template_folder=root / "templates", static_folder=root / "static")
    app.config.update(
        SECRET_KEY="only for looking", BOOTSTRAP_SERVE_LOCAL=True, WTF_CSRF_CHECK_DEFAULT=False
    )
    Babel(app)
    Bootstrap5(app)
    CSRFProtect(app)
    headers.add_headers(app)
    format.register(app)

    for endpoint, address in (
        ("everyone.home", "/home"),
        ("everyone.account", "/account"),
        ("public.language", "/language"),
        ("public.sign_out", "/sign-out"),
        ("public.about", "/about"),
    ):
        app.add_url_rule(address, endpoint, lambda: "")

    links = [
        {"url": "/", "label": "Today", "current": True},
        {"url": "/coming", "label": "Coming drills", "current": False},
        {"url": "/calendars", "label": "Calendars", "current": False},
        {"url": "/calendar", "label": "School calendar", "current": False},
    ]

    @app.context_processor
    def _common() -> dict[str, object]:
        return {
            "person": Named("Dana Whitfield"),
            "district": Named("Westbrook Public Schools", {"secure": "Code yellow"}),
            "navigation": links,
            "locale": "en",
            "today": TODAY,
        }

    @app.route("/")
    def page() -> str:
        flash("Saved. The fire drill of Tue, Oct 6 is on record.", "success")
        flash("Two people cannot sign in yet. Send them their links.", "warning")
        flash("That code is not right.", "error")
        form = EveryField(
            MultiDict({"building": "2", "name": "", "minutes": "six", "alarm": "yes"}),
            meta={"csrf": False},
        )
        form.validate()
        return render_template("style.html", form=form, page_link="#page-{}".format)

    @app.route("/error/<name>")
    def error(name: str) -> str:
        return render_template(f"errors/{name}.html")

    return app


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(style_app().test_client().get("/").data)
