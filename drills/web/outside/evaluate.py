"""``/evaluate/<secret>``: one drill for one guest, who evaluates it and signs.

The secret in the address is the key: it is never logged, sent to nobody as a referrer, kept
by no cache. Guesses are counted by network. Looking does not use the link up, signing does.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime

from flask import Response, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale, get_locale

from drills import clock
from drills.actions.evaluate_drill import (
    LinkOver,
    Shared,
    evaluate_by_link,
    open_link,
    why_not_yet,
)
from drills.actions.refused import Refused
from drills.actions.sign_in import TooManyTries, count_or_refuse, network_of
from drills.store.buildings import read_building_rows, read_district
from drills.store.throttle import key_for
from drills.web.building.plan_words import intended_words
from drills.web.outside import blueprint
from drills.web.outside.forms import SigningForm, show_errors, signing_form
from drills.web.outside.words import KINDS, OVER, questions_of, refusal_words

__all__ = ["blueprint"]

GUESSES = 30  # of one network in a quarter of an hour
SIGNINGS = 60
LANGUAGES = ("en", "es")
SECRET_IN_TEXT = re.compile(r"(/evaluate/)[^\s/?\"']+")


@blueprint.route("/evaluate/<secret>", methods=["GET", "POST"])
def evaluate(secret: str) -> Response:
    """The drill of a link; sent, the evaluation. A link that is over says why."""
    asked = request.args.get("language", "")
    with force_locale(asked if asked in LANGUAGES else str(get_locale() or "en")):
        return _closed(_answer(secret, clock.now()))


def _answer(secret: str, now: datetime) -> Response:
    try:
        found = open_link(secret, now)
        if request.method == "GET":
            return _page(secret, found, signing_form(_questions(found)), now)
        _count("evaluation-from", SIGNINGS, now)
        form = signing_form(_questions(found))
        evaluate_by_link(secret, now, form.signed())
        return make_response(render_template("outside/thanks.html"))
    except LinkOver as over:
        return _over(next(iter(over.errors.values())), now)
    except TooManyTries as many:
        return _wait(many)
    except Refused as refused:
        return _page(secret, found, form, now, refused)


def _page(
    secret: str, found: Shared, form: SigningForm, now: datetime, refused: Refused | None = None
) -> Response:
    record, district = found.record, read_district(found.link.district_id)
    building = read_building_rows(district.id, [record.building_id], with_closed=True)[0]
    why = why_not_yet(record, now, district.zone)
    errors = show_errors(form, refused) if refused else {}
    page = render_template(
        "outside/evaluate.html",
        form=form,
        errors=errors,
        record=record,
        drill=record.drill,
        building=building,
        asking=district.name,
        labels=district.labels,
        intended=intended_words(record.drill.intended or {}),
        kind=KINDS[found.link.kind],
        until=found.link.expires_at,
        zone=district.zone,
        why=refusal_words(why) if why else "",
        to_come=why == "drill_to_come",
        other_language=_other_language(secret),
    )
    return make_response(page, 422 if refused else 200)


def _questions(found: Shared) -> tuple[str, ...]:
    return questions_of(read_district(found.link.district_id))


def _over(code: str, now: datetime) -> Response:
    """Why a link opens nothing. A network that guesses has to wait."""
    if code == "link_unknown":
        try:
            _count("evaluate-guess-from", GUESSES, now)
        except TooManyTries as many:
            return _wait(many)
    page = render_template("outside/over.html", said=OVER[code])
    return make_response(page, 404 if code == "link_unknown" else 410)


def _count(what: str, most: int, now: datetime) -> None:
    count_or_refuse({key_for(what, network_of(request.remote_addr or "")): most}, now)


def _wait(many: TooManyTries) -> Response:
    page = render_template("outside/over.html", said=refusal_words("too_many_tries"))
    answer = make_response(page, 429)
    answer.headers["Retry-After"] = str(many.minutes * 60)
    return answer


def _other_language(secret: str) -> str:
    other = "es" if str(get_locale()) == "en" else "en"
    return url_for("outside.evaluate", secret=secret, language=other)


def _closed(answer: Response) -> Response:
    """The address is the key: nobody is told of it, and nothing of it is kept."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


class WithoutSecrets(logging.Filter):
    """Takes the secret out of whatever is logged about a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always logged, without the secret."""
        said = record.getMessage()
        if "/evaluate/" in said:
            record.msg, record.args = SECRET_IN_TEXT.sub(r"\1[secret]", said), ()
        return True


@blueprint.record_once
def _quiet(state: BlueprintSetupState) -> None:
    """No secret in a log; and no token asked of a form whose key is its address."""
    for logger in (state.app.logger, logging.getLogger("werkzeug")):
        if not any(isinstance(f, WithoutSecrets) for f in logger.filters):
            logger.addFilter(WithoutSecrets())
    state.app.extensions["csrf"].exempt(evaluate)
