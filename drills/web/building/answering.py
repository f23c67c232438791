"""Saying of a missed window that the law excuses it, that a later drill makes it up, or that
somebody answers for it; and taking that back. The form stands on the Why page (answers.py).
"""

from __future__ import annotations

from datetime import date

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.answer_window import WindowAnswer, answer_window, withdraw_answer
from drills.actions.refused import Refused
from drills.web.access import person
from drills.web.building import building as blueprint
from drills.web.building.answers import AnswerForm
from drills.web.building.judged import read_judged
from drills.web.building.why import why_page

__all__ = ["blueprint"]


@blueprint.post("/buildings/<int:building_id>/why/<requirement_id>/answer")
def answer(building_id: int, requirement_id: str) -> Response:
    """Keep what is said of a missed window."""
    form = AnswerForm()
    try:
        answer_window(
            person(),
            clock.now(),
            building_id,
            form.year.data or "",
            _sent(form, requirement_id),
        )
    except Refused as refused:
        return _again(building_id, requirement_id, refused)
    flash(gettext("Kept, with your name and the day."), "success")
    return _to_why(building_id, requirement_id)


@blueprint.post(
    "/buildings/<int:building_id>/why/<requirement_id>/answers/<int:answer_id>/withdraw"
)
def withdraw(building_id: int, requirement_id: str, answer_id: int) -> Response:
    """Take back what was said of a window; it stays on the page as taken back."""
    try:
        withdraw_answer(person(), clock.now(), building_id, answer_id, request.form.get("why", ""))
    except Refused as refused:
        return _again(building_id, requirement_id, refused)
    flash(gettext("Taken back. The window is judged without it."), "success")
    return _to_why(building_id, requirement_id)


def _sent(form: AnswerForm, requirement_id: str) -> WindowAnswer:
    """What the form says. Raises Refused for a window that it did not offer."""
    opens, _, due = (form.window.data or "").partition(".")
    kind, _, excuse = (form.how.data or "").partition(":")
    record = form.record.data or ""
    try:
        first, last = date.fromisoformat(opens), date.fromisoformat(due)
    except ValueError:
        raise Refused(window="window_gone") from None
    return WindowAnswer(
        requirement_id,
        first,
        last,
        kind,
        excuse,
        int(record) if record.isdecimal() else None,
        form.words.data or "",
    )


def _again(building_id: int, requirement_id: str, refused: Refused) -> Response:
    judged = read_judged(building_id)
    if judged.pair(requirement_id) is None:
        abort(404)
    return why_page(judged, requirement_id, refused)


def _to_why(building_id: int, requirement_id: str) -> Response:
    url = url_for("building.why", building_id=building_id, requirement_id=requirement_id)
    return redirect(url, 303)
