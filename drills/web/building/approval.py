"""Approving a record, asking the building about it, the building's answer, and answers to
the questions that the record raises by itself.

The queue of the whole district is district/queue.py's; the page itself records.py's.
"""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.answer_flag import answer_flag
from drills.actions.approve_records import approve_records
from drills.actions.query_record import answer_query, query_record
from drills.actions.refused import Refused
from drills.web.access import person
from drills.web.building.proof_words import lacks_words
from drills.web.building.records import blueprint, read_here, record_page, version_sent
from drills.web.building.refusals import refusal_words
from drills.web.local_path import local_path

__all__ = ["blueprint"]


@blueprint.post("/records/<int:record_id>/approve")
def approve(record_id: int) -> Response:
    """Approve this record as the version that was read."""
    done = approve_records(person(), clock.now(), {record_id: version_sent()})
    code = done.refused.get(record_id)
    if code:
        missing = lacks_words(done.missing.get(record_id, ()))
        said = gettext("Missing: %(what)s.", what=missing) if missing else ""
        flash(f"{refusal_words(code)} {said}".rstrip(), "error")
    else:
        flash(gettext("Approved."), "success")
    return _back(record_id)


@blueprint.post("/records/<int:record_id>/query")
def query(record_id: int) -> Response:
    """Ask the building about the record; it goes on counting."""
    why = request.form.get("why", "")
    try:
        query_record(person(), clock.now(), record_id, why)
    except Refused as refused:
        return record_page(read_here(record_id), refused, why=why)
    flash(gettext("Asked. The record goes on counting while it waits for the answer."), "success")
    return _back(record_id)


@blueprint.post("/records/<int:record_id>/answer")
def answer(record_id: int) -> Response:
    """Answer the question that waits."""
    words = request.form.get("answer", "")
    try:
        answer_query(person(), clock.now(), record_id, words)
    except Refused as refused:
        return record_page(read_here(record_id), refused, answer=words)
    flash(gettext("Answered."), "success")
    return _back(record_id)


@blueprint.post("/records/<int:record_id>/flags")
def answer_question(record_id: int) -> Response:
    """Answer a plausibility flag; nothing but the answer changes."""
    said = tuple(request.form.get(name, "") for name in ("code", "about", "words"))
    code, about, words = said
    try:
        answer_flag(person(), clock.now(), record_id, code, about, words)
    except Refused as refused:
        return record_page(read_here(record_id), refused, said=(code, about, words))
    flash(gettext("Kept. The answer stays with the record."), "success")
    return _back(record_id)


def _back(record_id: int) -> Response:
    """To the list that the button stood in, else to the record."""
    wanted = local_path(request.form.get("next", ""))
    return redirect(wanted or url_for("records.page", record_id=record_id), 303)
