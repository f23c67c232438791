"""Signing in and out, a forgotten password, the language: before anybody is known."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from drills import clock
from drills.actions import choose_password as choosing
from drills.actions.change_language import LANGUAGES, change_language
from drills.actions.refused import Refused
from drills.actions.reset_password import ask_for_reset
from drills.actions.sign_in import TooManyTries
from drills.web import sessions
from drills.web.local_path import local_path
from drills.web.people_words import show_refusal, words_for
from drills.web.public import blueprint, standing
from drills.web.public.forms import ChoosePasswordForm, ForgottenForm, SignInForm
from drills.web.public.letters import reset_letter

__all__ = ["blueprint", "standing"]

YEAR = 365 * 24 * 3600


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> tuple[str, int] | Response:
    """E-mail and password; then on to where the person was going."""
    form = SignInForm(email=request.args.get("email", ""), next=request.args.get("next", ""))
    onward = local_path(form.next.data) or url_for("everyone.home")
    if request.method == "GET" and g.person is not None:
        return redirect(onward)
    errors, code = {}, 200
    if form.validate_on_submit():
        try:
            sessions.begin_session(form.email.data or "", form.password.data or "")
            return redirect(onward, 303)
        except Refused as refused:
            errors = show_refusal(form, refused)
            code = 429 if isinstance(refused, TooManyTries) else 422
    elif form.is_submitted():
        code = 422
    return render_template("public/sign_in.html", form=form, errors=errors), code


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session."""
    sessions.end_session()
    flash(gettext("You are signed out."), "success")
    return redirect(url_for("public.sign_in"), 303)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> tuple[str, int]:
    """Ask for a link by mail; the answer is the same for every address."""
    form = ForgottenForm(email=request.args.get("email", ""))
    errors, code, asked = {}, 200, False
    if form.validate_on_submit():
        try:
            ask_for_reset(form.email.data or "", clock.now(), sessions.this_browser(), reset_letter)
            asked = True
        except Refused as refused:
            errors, code = show_refusal(form, refused), 429
    elif form.is_submitted():
        code = 422
    return render_template("public/forgotten.html", form=form, errors=errors, asked=asked), code


@blueprint.route("/password/<secret>", methods=["GET", "POST"])
def choose_password(secret: str) -> tuple[str, int] | Response:
    """Choose a password by a one-time link. Looking does not use the link up."""
    now = clock.now()
    form = ChoosePasswordForm()
    errors, code = {}, 200
    try:
        person, purpose = choosing.whose_link(secret, now)
        if form.validate_on_submit():
            if form.password.data != form.again.data:
                raise Refused(again="password_again")
            choosing.choose_password(secret, form.password.data or "", now)
            sessions.end_session()
            flash(gettext("Your password is set. Sign in with it."), "success")
            return redirect(url_for("public.sign_in", email=person.email), 303)
        if form.is_submitted():
            code = 422
    except choosing.LinkIsOver:
        return render_template("public/link_over.html", said=words_for("link_over")), 410
    except Refused as refused:
        errors, code = show_refusal(form, refused), 422
    page = render_template(
        "public/choose_password.html", form=form, errors=errors, whose=person, purpose=purpose
    )
    return page, code


@blueprint.post("/language")
def language() -> Response:
    """Take another language: for this browser, and for the person where one is signed in."""
    chosen = request.form.get("language", "")
    onward = local_path(request.form.get("next")) or url_for("everyone.home")
    answer = redirect(onward, 303)
    if chosen not in LANGUAGES:
        return answer
    if current_user.is_authenticated:
        change_language(current_user.person, clock.now(), chosen)
    answer.set_cookie(
        "language",
        chosen,
        max_age=YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
