"""A small app that shows the style page: the design system without database or people.

``.venv/bin/python -m tests.web.style_app out.html`` writes the page to look at.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flask import Flask, flash, g, render_template
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
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drills.web import format, headers
from drills.web.access import ACCESS

TODAY = date(2026, 11, 24)


@dataclass
class Named:
    """Somebody or something with a name."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)
    zone: str = "America/New_York"


def choices_of(*pairs: str) -> list[SelectChoice]:
    """``choices_of("yes Yes", "no No")``."""
    return [SelectChoice(*pair.split(" ", 1)) for pair in pairs]


class EveryField(FlaskForm):
    """One field of each kind, two of them wrong."""

    building = SelectField("Building", choices=choices_of("1 Coleman Elementary", "2 Hill Middle"))
    name = StringField("Your name", [InputRequired("Give the name of the person in charge.")])
    day = DateField("Day", [InputRequired("Give the day.")])
    minutes = IntegerField(
        "Minutes until all clear",
        [NumberRange(0, 240, "Give the minutes as a number from 0 to 240.")],
    )
    password = PasswordField("Password", [Optional()])
    notes = TextAreaField("What went wrong?", [Optional()])
    alarm = RadioField("Did the alarm sound?", choices=choices_of("yes Yes", "no No"))
    told = RadioField(
        "Who knew it was a drill?",
        [InputRequired("Say who knew.")],
        choices=choices_of("none Nobody", "staff Staff", "all Everyone"),
    )
    problems = SelectMultipleField(
        "Problems",
        choices=choices_of("door A door did not close", "count A head count was wrong"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    seen = BooleanField("The fire department was there", default=True)
    photo = FileField("Photo", [Optional()])


STATUSES = (
    "met",
    "missed",
    "open",
    "excused",
    "needs_decision",
    "not_applicable",
    "upcoming",
    "not_on_record",
    "not_modelled",
)
COLUMNS = (
    ("Fire, each month", "Conn. Gen. Stat. § 10-231", 10),
    ("Second exit", "8 NYCRR 155.7", 4),
    ("Fire by December 31", "Education Law § 807", 8),
    ("Sprinkler building", "Fire Code 405.2", 2),
    ("Lockdown, each term", "§ 10-231(b)", 2),
    ("Lockdown with police", "§ 10-231(c)", 1),
    ("Crisis response drill", "§ 10-231(a)", 3),
    ("Shelter in place", "§ 10-231(d)", 1),
    ("Severe weather, March", "§ 29.19(4)", 1),
    ("Bus evacuation", "Education Law § 3623", 3),
    ("Early dismissal", "8 NYCRR 155.17", 1),
    ("Tabletop exercise", "Advisory", None),
)
TROUBLE = {
    (1, 0): {"status": "missed", "word": "Missed Nov", "counted": 2},
    (1, 4): {"status": "excused", "word": "Excused"},
    (2, 5): {"status": "open", "word": "4 school days left", "at_risk": True, "counted": 0},
    (3, 1): {"status": "needs_decision", "word": "Decide", "counted": 3},
    (3, 8): {"status": "upcoming", "word": "From Mar 1", "counted": 0},
    (4, 9): {"status": "not_applicable", "word": "–", "counted": None, "needed": None},
    (5, 2): {"status": "missed", "word": "Missed, answered", "answered": True, "counted": 7},
}


def samples() -> dict[str, object]:
    """A made-up district: enough to fill the grid, the strip and the months."""
    names = "Bedford Middle,Coleman Elementary,Hill Middle,Long Lots Elementary,Staples High"
    buildings = []
    for at, name in enumerate(f"{names},Green’s Farms Elementary".split(",")):
        cells = []
        for across, (label, _note, needed) in enumerate(COLUMNS):
            cell = {"status": "open", "word": "Due by Jun 11", "counted": 1, "needed": needed}
            if (at + across) % 3 == 0:
                cell |= {"status": "met", "word": "Met", "counted": needed or 1}
            cell |= TROUBLE.get((at, across), {})
            cell |= {"label": label, "advisory": needed is None}
            cell["quiet"] = cell["status"] in ("met", "not_applicable", "upcoming") or (
                cell["status"] == "open" and not cell.get("at_risk")
            )
            cells.append(cell)
        found = [c["status"] for c in cells]
        status = "missed" if at == 1 else "needs_decision" if at == 3 else "open"
        rest = sum(c["quiet"] for c in cells)
        assert status in found
        buildings.append({"name": name, "status": status, "rest": rest, "cells": cells})
    first, last = date(2026, 8, 31), date(2027, 6, 11)
    months = [date(2026 + (m > 12), (m - 1) % 12 + 1, 1) for m in range(9, 18)]
    windows = [
        {
            "opens": start,
            "due": start.replace(day=28),
            "status": ("met", "met", "missed", "open", *["upcoming"] * 5)[n],
            "says": f"{start:%B}: one wanted",
        }
        for n, start in enumerate(months)
    ]
    drills = [
        {"on": date(2026, 9, 10), "held": True, "says": "Thu, Sep 10, held", "url": "#"},
        {"on": date(2026, 10, 6), "held": True, "says": "Tue, Oct 6, held", "url": "#"},
        {"on": date(2026, 12, 8), "held": False, "says": "Tue, Dec 8, planned", "url": "#"},
    ]
    year = {"opens": first, "due": last, "status": "open", "says": "Two by Fri, Jun 11"}
    return {
        "statuses": STATUSES,
        "columns": [{"name": n, "note": note, "url": "#"} for n, note, _needed in COLUMNS],
        "groups": [
            {"name": "Fire", "span": 4},
            {"name": "Lockdown", "span": 2},
            {"name": "Other drills", "span": 6},
        ],
        "buildings": buildings,
        "first": first,
        "last": last,
        "off": [
            (date(2026, 11, 26), date(2026, 11, 27)),
            (date(2026, 12, 24), date(2027, 1, 1)),
            (date(2027, 2, 15), date(2027, 2, 19)),
            (date(2027, 4, 12), date(2027, 4, 16)),
        ],
        "strip_rows": [
            {"label": "Fire, each month", "status": "missed", "windows": windows, "drills": drills},
            {
                "label": "Lockdown",
                "status": "open",
                "at_risk": True,
                "windows": [year],
                "drills": drills[1:2],
            },
        ],
        "marks": {
            date(2026, 11, 26): {"kind": "off", "says": "no school"},
            date(2026, 11, 27): {"kind": "off", "says": "no school"},
            date(2026, 11, 25): {"kind": "half", "says": "half day"},
            date(2026, 12, 8): {"kind": "drill", "says": "fire drill"},
            date(2026, 12, 10): {"kind": "testing", "says": "state test"},
        },
    }


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

    # The frame and the error pages link to these; nothing of them is opened.
    for endpoint in ACCESS:
        if not endpoint.endswith("static"):
            app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")

    links = [
        {"url": "/", "label": "Today", "current": True},
        {"url": "/coming", "label": "Coming drills", "current": False},
        {"url": "/calendars", "label": "Calendars", "current": False},
        {"url": "/calendar", "label": "School calendar", "current": False},
    ]

    @app.before_request
    def _person() -> None:
        g.person = Named("Dana Whitfield")

    @app.context_processor
    def _common() -> dict[str, object]:
        return {
            "person": g.person,
            "may": lambda *_: False,
            "district": Named("Westbrook Public Schools", {"secure": "Code yellow"}),
            "navigation": links,
            "locale": "en",
            "today": TODAY,
            "demo": True,
        }

    @app.route("/")
    def page() -> str:
        flash("Saved. The fire drill of Tue, Oct 6 is on record.", "success")
        flash("Two people cannot sign in yet. Send them their links.", "warning")
        flash("That code is not right.", "error")
        form = EveryField(
            MultiDict({"building": "2", "name": "", "minutes": "six", "alarm": "yes", "seen": "y"}),
            meta={"csrf": False},
        )
        form.validate()
        return render_template("style.html", form=form, page_link="#page-{}".format, **samples())

    @app.route("/error/<name>")
    def error(name: str) -> str:
        return render_template(f"errors/{name}.html")

    return app


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(style_app().test_client().get("/").data)
