"""What a person sees when something cannot be done: a page that says what to do next."""

from __future__ import annotations

from flask import Flask, g, jsonify, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from drills.actions.refused import NotAllowed
from drills.store.files import FilesUnreachable
from drills.store.full import disk_is_full
from drills.web.access import ACCESS, PUBLIC
from drills.web.kept import EMAIL, kept_form

PAGES = {
    400: "400",
    401: "401",
    403: "403",
    404: "404",
    409: "409",
    413: "413",
    429: "429",
}


def wants_json() -> bool:
    """Whether the phone's outbox asks, and not a person."""
    return request.headers.get("X-Requested-With") == "fetch"


def _answer(code: int, reason: str = "") -> tuple[object, int]:
    if wants_json():
        return jsonify(error=code, reason=reason), code
    if code == 401:
        return _signed_out()
    return render_template(f"errors/{PAGES.get(code, '500')}.html", reason=reason), code


def _signed_out() -> tuple[object, int]:
    """Sign in here: what was typed goes along and is sent as soon as the password fits."""
    problem = g.get("sign_in_problem") or {}
    email = request.form.get(EMAIL, "")
    page = render_template("errors/401.html", kept=kept_form(), problem=problem, email=email)
    return page, g.get("sign_in_status", 401)


def register(app: Flask) -> None:
    """Hand every refusal and fault to its page."""

    @app.errorhandler(CSRFError)
    def _token(error: CSRFError) -> tuple[object, int]:
        if not current_user.is_authenticated and ACCESS.get(request.endpoint or "") != PUBLIC:
            return _answer(401)
        g.person = current_user.person if current_user.is_authenticated else None
        if wants_json():
            return jsonify(error="csrf", reason=error.description), 400
        return render_template("errors/csrf.html", kept=kept_form()), 400

    @app.errorhandler(NotAllowed)
    def _not_allowed(_error: NotAllowed) -> tuple[object, int]:
        return _answer(404)

    @app.errorhandler(FilesUnreachable)
    def _files_down(error: FilesUnreachable) -> tuple[object, int]:
        app.logger.error("the evidence files cannot be reached: %s", error)
        if wants_json():
            return jsonify(error=503, reason="files"), 503
        return render_template("errors/files.html", kept=kept_form()), 503

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> object:
        if error.code is None or error.code < 400:
            return error
        return _answer(error.code, error.description or "")

    @app.errorhandler(500)
    def _fault(error: Exception) -> tuple[object, int]:
        if not disk_is_full(getattr(error, "original_exception", None)):
            return _answer(500)
        if wants_json():
            return jsonify(error=507, reason="disk full"), 507
        return render_template("errors/full.html", kept=kept_form()), 507
