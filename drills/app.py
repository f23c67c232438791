"""Puts it together: one Flask app from one configuration.

No page, query or rule stands here, only who is introduced to whom.
"""

from __future__ import annotations

import importlib

from flask import Flask, g, request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import drills.store.tables  # noqa: F401 - the metadata is whole once they are imported
from config import Config, WrongSettings
from drills.commands import add_commands
from drills.store.database import connect_database, db
from drills.store.evidence_files import connect_files
from drills.web import errors, format, headers, navigation, sessions
from drills.web.access import close_by_default
from drills.web.drill_letters import drill_letter
from drills.web.removal_letter import removal_letter
from drills.web.waiting_letter import waiting_letter
from drills.web.witness_letter import witness_letter

LANGUAGES = ("en", "es")

NO_CLIENT = (
    "DRILLS_EVIDENCE_STORE: a bucket needs one more package. Install it: "
    ".venv/bin/pip install --require-hashes -r requirements-s3.txt."
)

VIEWS = (
    "drills.web.public.views",
    "drills.web.everyone.views",
    "drills.web.everyone.account",
    "drills.web.everyone.calendars",
    "drills.web.everyone.coming",
    "drills.web.district.today",
    "drills.web.district.queue",
    "drills.web.district.workbook",
    "drills.web.district.exports",
    "drills.web.district.mailbox",
    "drills.web.building.page",
    "drills.web.building.why",
    "drills.web.building.answering",
    "drills.web.building.law",
    "drills.web.building.drills",
    "drills.web.building.log",
    "drills.web.building.records",
    "drills.web.building.approval",
    "drills.web.building.evidence",
    "drills.web.building.corrective",
    "drills.web.removal.ask",
    "drills.web.removal.queue",
    "drills.web.removal.hold",
    "drills.web.audit.exports",
    "drills.web.audit.views",
    "drills.web.filings.views",
    "drills.web.years.views",
    "drills.web.outside.links",
    "drills.web.outside.officer",
    "drills.web.law.browse",
    "drills.web.law.state",
    "drills.web.law.compare",
    "drills.web.law.local",
    "drills.web.law.local_edit",
    "drills.web.law.preview",
    "drills.web.year_plan.start",
    "drills.web.year_plan.people",
    "drills.web.year_plan.preview",
    "drills.web.year_plan.adjust",
    "drills.web.setup.overview",
    "drills.web.setup.district",
    "drills.web.setup.questions",
    "drills.web.setup.buildings",
    "drills.web.setup.calendar",
    "drills.web.setup.school_year",
    "drills.web.setup.next_year",
    "drills.web.setup.snow_day",
    "drills.web.setup.people",
    "drills.web.setup.imports",
    "drills.web.feeds",
)


def chosen_language() -> str:
    """The person's language, else the one picked on this browser, else what it asks for."""
    who = g.get("person")
    if who is not None and who.language in LANGUAGES:
        return who.language
    picked = request.cookies.get("language")
    if picked in LANGUAGES:
        return picked
    return request.accept_languages.best_match(LANGUAGES) or "en"


def create_app(config: Config) -> Flask:
    """The whole application. Touches no database until something asks for it."""
    app = Flask("drills", template_folder="../templates", static_folder="../static")
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        MAX_CONTENT_LENGTH=(config.upload_limit_mb * 10 + 2) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        SESSION_COOKIE_NAME="__Host-session" if config.production else "session",
        WTF_CSRF_TIME_LIMIT=None,  # a form left open in a corridor must still be accepted
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        DRILLS=config,
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    connect_database(app)
    try:
        connect_files(app, config.evidence)
    except ImportError:
        raise WrongSettings([NO_CLIENT]) from None
    Migrate(app, db, directory="drills/store/migrations", render_as_batch=True)
    Babel(app, locale_selector=chosen_language)
    Bootstrap5(app)
    CSRFProtect(app)
    sessions.use_sessions(app)
    close_by_default(app)
    headers.add_headers(app)
    format.register(app)
    navigation.register(app)
    errors.register(app)
    app.extensions["witness_letter"] = witness_letter
    app.extensions["removal_letter"] = removal_letter
    app.extensions["waiting_letter"] = waiting_letter
    app.extensions["drill_letter"] = drill_letter  # the jobs queue it, and know no words
    blueprints = []
    for name in VIEWS:
        blueprint = importlib.import_module(name).blueprint
        if blueprint not in blueprints:
            blueprints.append(blueprint)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    add_commands(app)
    return app
