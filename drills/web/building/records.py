"""A record's own page: what was written of one drill, its proof, its history, what to do next.

Changing, submitting and sending back lead here. Files are evidence.py's, logging log.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from drills import clock
from drills.actions.amend_record import amend_record
from drills.actions.attach_evidence import MOST_FILES
from drills.actions.law import law_of
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.send_back import send_back as send_back_record
from drills.actions.submit_record import submit_record
from drills.actions.written import STAMPS, read_written
from drills.facts import COUNTING, WRITTEN
from drills.store.audit import read_history
from drills.store.buildings import read_building_rows, read_buildings
from drills.store.database import db
from drills.store.outside import read_evaluations
from drills.store.records import read_record
from drills.store.tables import BuildingRow, RecordRow
from drills.web.access import person
from drills.web.building import records as blueprint
from drills.web.building.asked import questions_of, unanswered
from drills.web.building.history import HELD_AS, history_lines, value_words, version_words
from drills.web.building.log_form import LogForm, record_form, sent_form
from drills.web.building.questions import PROBLEMS, QUESTIONS
from drills.web.building.record_life import life_of
from drills.web.building.refusals import refusal_words
from drills.web.building.same_files import also_there
from drills.web.building.showing import clear_words, form_page
from drills.web.building.standing import standing_of
from drills.web.building.taken import taken_words
from drills.web.local_path import local_path
from drills.web.outside.words import evaluation_lines
from drills.web.words import law_words

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """One time of a drill where the district is, and how long after the start."""

    words: str
    at: datetime
    after: timedelta | None


@blueprint.get("/records/<int:record_id>")
def page(record_id: int) -> Response:
    """The record as it stands."""
    return record_page(read_here(record_id))


@blueprint.route("/records/<int:record_id>/edit", methods=["GET", "POST"])
def edit(record_id: int) -> Response:
    """The record in the form it was logged with; saving keeps what it said before."""
    who, record = person(), read_here(record_id)
    if record.state not in WRITTEN:
        return redirect(url_for("records.page", record_id=record_id))
    if request.method == "GET":
        return _form(record_form(record, who.zone), record)
    form, now = sent_form(), clock.now()
    draft = request.form.get("go") == "draft"
    try:
        written = read_written(
            form.columns(),
            form.times(),
            now,
            who.zone,
            problems=form.ticked(),
            in_charge=form.in_charge.data or "",
            minutes=form.minutes.data or "",
        )
        amend_record(
            who,
            now,
            record_id,
            written,
            version=version_sent(),
            submit=not draft,
            reason=form.reason.data or "",
        )
    except Refused as refused:
        record = read_here(record_id)
        if isinstance(refused, ChangedMeanwhile):
            # Saving again puts this person's words in the other's place, knowingly.
            form.version.data = str(record.version)
        whole = form.show_errors(refused)
        code = 409 if isinstance(refused, ChangedMeanwhile) else 422
        other = url_for("records.page", record_id=record_id) if code == 409 else ""
        return _form(form, record, whole=whole, code=code, other=other)
    flash(
        gettext("Saved. The record does not count until it is submitted.")
        if draft and record.state not in COUNTING
        else gettext("Saved. The record counts."),
        "success",
    )
    return redirect(url_for("records.page", record_id=record_id), 303)


@blueprint.post("/records/<int:record_id>/submit")
def submit(record_id: int) -> Response:
    """Submit the record as it stands."""
    try:
        submit_record(person(), clock.now(), record_id, version=version_sent())
    except Refused as refused:
        return record_page(read_here(record_id), refused)
    flash(gettext("Submitted. The record counts."), "success")
    return redirect(url_for("records.page", record_id=record_id), 303)


@blueprint.post("/records/<int:record_id>/send-back")
def send_back(record_id: int) -> Response:
    """Send the record back to the building with a comment."""
    why = request.form.get("why", "")
    try:
        send_back_record(person(), clock.now(), record_id, why, version=version_sent())
    except Refused as refused:
        return record_page(read_here(record_id), refused, why)
    flash(gettext("Sent back. The record does not count until it is submitted again."), "success")
    wanted = local_path(request.form.get("next", ""))
    return redirect(wanted or url_for("records.page", record_id=record_id), 303)


def version_sent() -> int:
    """The version of the record that the person read; none matches where it is missing."""
    text = request.form.get("version", "")
    return int(text) if text.isdigit() else 0


def read_here(record_id: int) -> RecordRow:
    """The record of this request, fresh from the database. 404 for another district's."""
    db.session.expire_all()
    record = read_record(record_id, person().district_id)
    if record is None:
        abort(404)
    return record


def _building(record: RecordRow) -> BuildingRow:
    return read_building_rows(person().district_id, [record.building_id], with_closed=True)[0]


def _form(
    form: LogForm,
    record: RecordRow,
    *,
    whole: dict[str, str] | None = None,
    code: int = 200,
    other: str = "",
) -> Response:
    facts = read_buildings(person().district_id, record.drill.year, [record.building_id])
    return form_page(
        form,
        _building(record),
        facts.get(record.building_id),
        action=url_for("records.edit", record_id=record.id),
        record=record,
        whole=whole,
        code=code,
        other=other,
        asked=unanswered(record, person().district_id, clock.today(person().zone)),
    )


def record_page(
    record: RecordRow,
    refused: Refused | None = None,
    why: str = "",
    answer: str = "",
    said: tuple[str, str, str] = ("", "", ""),
) -> Response:
    """The record's page; after a refusal with its words and what was typed. ``said``: code,
    about and words of an answer to a flag."""
    who = person()
    # Before the year around it is read: that reading leaves out files and joint records.
    evidence, others = list(record.evidence), len(record.drill.records) - 1
    standing = standing_of(record, who.district_id, clock.today(who.zone))
    pack = law_of(who.district_id)
    errors = {n: refusal_words(c) for n, c in refused.errors.items()} if refused else {}
    page = render_template(
        "records/page.html",
        record=record,
        drill=record.drill,
        building=_building(record),
        evidence=evidence,
        others=others,
        stamps=stamps_of(record, who.zone),
        answers=answers_of(record),
        problems=[str(PROBLEMS.get(code, code)) for code in record.problems],
        held_as=HELD_AS[record.held_as],
        rules=[
            {"id": rule.id, "words": law_words(pack, rule.name), "citation": rule.citation}
            for rule in standing.rules
        ],
        questions=questions_of(standing.flags),
        said=said,
        taken_words=taken_words,
        also_there=also_there(record.id, evidence),
        version_words=version_words,
        signed=evaluation_lines(read_evaluations([record.id])[record.id]),
        history=history_lines(read_history(who.district_id, [f"record:{record.id}"])),
        room=MOST_FILES - len(evidence),
        errors=errors,
        why=why,
        answer=answer,
        life=life_of(record),
        zone=who.zone,
        today=clock.today(who.zone),
    )
    code = 200
    if refused:
        code = 409 if isinstance(refused, ChangedMeanwhile) else 422
    return make_response(page, code)


def stamps_of(record: RecordRow, zone: str) -> list[Stamp]:
    """The record's stamped times in order, where the district is."""
    words = {
        "started": gettext("Started"),
        "clear": clear_words(record.drill.type),
        "accounted": gettext("Everyone accounted for"),
        "all_clear": gettext("All clear"),
    }
    at = {
        name: datetime.fromisoformat(record.stamps[name]).astimezone(ZoneInfo(zone))
        for name in STAMPS
        if record.stamps.get(name)
    }
    start = at.get("started")
    return [
        Stamp(words[name], when, when - start if start is not None and name != "started" else None)
        for name, when in sorted(at.items(), key=lambda item: item[1])
    ]


def answers_of(record: RecordRow) -> list[tuple[str, str]]:
    """The questions that were answered, with the answers in words."""
    found = [
        (str(QUESTIONS[column].text), value_words(column, record.answers[column]))
        for column in QUESTIONS
        if record.answers.get(column) is not None
    ]
    took = record.answers.get("duration_seconds")
    if took is not None:
        found.insert(0, (gettext("How long did it take?"), value_words("duration_seconds", took)))
    return found
