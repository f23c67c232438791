"""A person's own account: who they are here, language, password, signed-in browsers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired

from drills import clock
from drills.actions import sign_in as action
from drills.actions.choose_password import change_password as change
from drills.actions.refused import Refused
from drills.actions.sign_in import TooManyTries
from drills.store.buildings import read_building_rows
from drills.store.sessions import read_live_sessions
from drills.web.access import person
from drills.web.everyone import blueprint
from drills.web.everyone.browsers import browser_words
from drills.web.people_words import role_name, show_refusal, span_words

__all__ = ["blueprint"]


class ChangePasswordForm(FlaskForm):
    """The old password, and the new one twice."""

    old = PasswordField(
        lazy_gettext("Your password so far"),
        [InputRequired(lazy_gettext("Type the password that you sign in with now."))],
    )
    new = PasswordField(
        lazy_gettext("New password"),
        [InputRequired(lazy_gettext("Choose a password of at least 10 characters."))],
    )
    again = PasswordField(
        lazy_gettext("The same again"),
        [InputRequired(lazy_gettext("Type the new password a second time."))],
    )


@blueprint.get("/account")
def account() -> str:
    """Everything about one's own account on one page."""
    return _page(ChangePasswordForm(formdata=None))


@blueprint.post("/account/password")
def change_password() -> tuple[str, int] | Response:
    """Change one's own password; every other browser is signed out."""
    form = ChangePasswordForm()
    errors, code = {}, 422
    if form.validate_on_submit():
        try:
            if form.new.data != form.again.data:
                raise Refused(again="password_again")
            here = current_user.session_id
            change(person(), clock.now(), form.old.data or "", form.new.data or "", keep=here)
            flash(
                gettext("Your password is changed. Every other browser is signed out."), "success"
            )
            return redirect(url_for("everyone.account"), 303)
        except Refused as refused:
            errors = show_refusal(form, refused)
            code = 429 if isinstance(refused, TooManyTries) else 422
    return _page(form, errors), code


@blueprint.post("/account/sessions/end")
def end_session() -> Response:
    """End one of one's own sessions by its number, or with ``others`` all but this one."""
    now, wanted = clock.now(), request.form.get("session", "")
    if wanted == "others":
        ended = action.end_other_sessions(person(), now, current_user.session_id)
        flash(
            ngettext(
                "%(num)d other browser is signed out.",
                "%(num)d other browsers are signed out.",
                ended,
            ),
            "success",
        )
    elif wanted.isdigit() and action.end_session(person(), now, int(wanted[:18])):
        flash(gettext("That browser is signed out."), "success")
    else:
        flash(gettext("That browser was signed out already."), "warning")
    return redirect(url_for("everyone.account") + "#browsers", 303)


def _page(form: ChangePasswordForm, errors: dict[str, str] | None = None) -> str:
    who = person()
    names = {row.id: row.name for row in read_building_rows(who.district_id, with_closed=True)}
    roles = [
        {
            "name": role_name(grant.role),
            "buildings": None
            if grant.buildings is None
            else [names[id_] for id_ in names if id_ in grant.buildings],
            "when": span_words(grant.starts, grant.ends),
        }
        for grant in who.grants
    ]
    sessions = [
        {
            "id": row.id,
            "browser": browser_words(row.browser),
            "since": row.created_at,
            "seen": row.last_seen_at,
            "here": row.id == current_user.session_id,
        }
        for row in read_live_sessions(who.id, clock.now())
    ]
    return render_template(
        "everyone/account.html", form=form, errors=errors, roles=roles, sessions=sessions
    )
