"""Corrective actions as pages: what is open and what recurs, one action, closing it with proof.

What may be done is actions/corrective_actions.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from drills import clock
from drills.actions.corrective_actions import (
    ActionEntry,
    Proof,
    close_action,
    reopen_action,
    save_action,
    shows_the_fix,
)
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.store.audit import read_history
from drills.store.buildings import read_building_rows
from drills.store.corrective import (
    count_actions,
    read_action,
    read_files_since,
    read_later_records,
    read_listed,
    read_recurring,
)
from drills.store.database import db
from drills.store.evidence import read_evidence
from drills.store.people import read_people, read_person
from drills.store.records import read_record
from drills.store.tables import CorrectiveActionRow, EvidenceRow, RecordRow
from drills.web.access import may, person
from drills.web.building import findings as blueprint
from drills.web.building.evidence import attach_sent
from drills.web.building.history import history_lines
from drills.web.building.questions import PROBLEMS
from drills.web.building.refusals import refusal_words
from drills.web.format import day, drill_type
from drills.web.navigation import my_buildings
from drills.web.setup.day_field import DayField

__all__ = ["blueprint"]

PAGE = 100
LAST_CLOSED = 20
MOST_OFFERED = 5  # drills, and files, to choose a proof from
RECURS_IN = 2  # buildings


class ActionForm(FlaskForm):
    """Owner, last day and what is to be done."""

    version = HiddenField()
    owner = SelectField("", choices=[], validate_choice=False)
    due_on = DayField("")
    words = TextAreaField("")


@dataclass(frozen=True, slots=True)
class ProofShown:
    """What proved a fix, in words, and where it stands."""

    words: str
    url: str


@blueprint.get("/actions")
def actions() -> Response:
    """What is to be put right, late ones first, what recurs, and what was closed last."""
    who = person()
    today = clock.today(who.zone)
    covered = who.buildings_for("see_building", today)
    mine = my_buildings(who)
    only = request.args.get("building", type=int)
    chosen = next((b for b in mine if b.id == only), None)
    shown = [chosen.id] if chosen else covered
    number, late = count_actions(who.district_id, shown, today)
    pages = max(1, -(-number // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    recurring = read_recurring(who.district_id, covered, year_began(today), RECURS_IN)
    return make_response(
        render_template(
            "findings/actions.html",
            listed=read_listed(who.district_id, shown, "open", (page - 1) * PAGE, PAGE),
            closed=read_listed(who.district_id, shown, "closed", 0, LAST_CLOSED, True),
            recurring=[
                (problem_words(r.problem), r) for r in recurring if len(mine) > 1 and not chosen
            ],
            problem_words=problem_words,
            number=number,
            late=late,
            buildings=mine,
            chosen=chosen,
            today=today,
            page=page,
            pages=pages,
            page_link=lambda n: url_for("findings.actions", page=n, building=only or None),
        )
    )


@blueprint.get("/actions/<int:action_id>")
def action(action_id: int) -> Response:
    """One action: what was found, whose it is, what would prove that it is mended."""
    return _page(_action(action_id))


@blueprint.post("/actions/<int:action_id>")
def save(action_id: int) -> Response:
    """Keep owner, last day and words."""
    form = ActionForm()
    owner = form.owner.data or ""
    entry = ActionEntry(
        int(owner) if owner.isdecimal() else None, form.due_on.day, form.words.data or ""
    )
    try:
        save_action(person(), clock.now(), action_id, entry, version=_version())
    except Refused as refused:
        return _page(_action(action_id), refused, form)
    flash(gettext("Saved."), "success")
    return redirect(url_for("findings.action", action_id=action_id), 303)


@blueprint.post("/actions/<int:action_id>/close")
def close(action_id: int) -> Response:
    """Close it with a new file, a file added since, or a later drill."""
    who = person()
    words = request.form.get("closing", "")
    try:
        proof = _proof_sent(_action(action_id))
        close_action(who, clock.now(), action_id, proof, words, version=_version())
    except Refused as refused:
        return _page(_action(action_id), refused)
    flash(gettext("Closed, with its proof."), "success")
    return redirect(url_for("findings.action", action_id=action_id), 303)


@blueprint.post("/actions/<int:action_id>/reopen")
def reopen(action_id: int) -> Response:
    """Open it again, with the reason."""
    words = request.form.get("reopening", "")
    try:
        reopen_action(person(), clock.now(), action_id, words, version=_version())
    except Refused as refused:
        return _page(_action(action_id), refused)
    flash(gettext("Open again."), "success")
    return redirect(url_for("findings.action", action_id=action_id), 303)


def problem_words(code: str) -> str:
    """A problem as the checklist says it."""
    return str(PROBLEMS.get(code, code))


def year_began(today: date) -> date:
    """July 1 of the school year that a day lies in."""
    return date(today.year if today.month >= 7 else today.year - 1, 7, 1)


def actions_wait_words(number: int, late: int) -> str:
    """``4 corrective actions are open, 1 of them late``; empty where none is open."""
    if not number:
        return ""
    said = ngettext(
        "%(num)d corrective action is open", "%(num)d corrective actions are open", number
    )
    return gettext("%(said)s, %(late)s of them late", said=said, late=late) if late else said


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() else 0


def _action(action_id: int) -> CorrectiveActionRow:
    db.session.expire_all()
    row = read_action(action_id, person().district_id)
    if row is None:
        abort(404)
    return row


def _proof_sent(row: CorrectiveActionRow) -> Proof:
    """What the form names as proof; a new file is kept first, with the record that found
    the problem. Raises Refused where it cannot be kept."""
    kind, _, text = request.form.get("proof", "").partition(":")
    if any(file.filename for file in request.files.getlist("files")):
        building_id, opened_at = row.building_id, row.opened_at
        before = {file.id for file in read_files_since(building_id, opened_at)}
        sent = attach_sent(row.record_id, bool(request.form.get("no_pupils")))
        new = [f for f in read_files_since(building_id, opened_at) if f.id not in before]
        if not new:
            raise Refused(files=" ".join(sent.words) or "file_there_before")
        return Proof(evidence_id=new[-1].id)
    number = int(text) if text.isdecimal() else None
    if kind == "record":
        return Proof(record_id=number)
    return Proof(evidence_id=number if kind == "evidence" else None)


def _page(
    row: CorrectiveActionRow, refused: Refused | None = None, form: ActionForm | None = None
) -> Response:
    who = person()
    building = read_building_rows(who.district_id, [row.building_id], with_closed=True)[0]
    source = read_record(row.record_id, who.district_id)
    open_ = row.state == "open"
    mine = may("log_drills", row.building_id)
    errors = {n: refusal_words(c) for n, c in refused.errors.items()} if refused else {}
    shown = _filled(row, form if refused else None)
    for name in ("owner", "due_on", "words"):
        if name in errors:
            shown[name].errors = [errors.pop(name)]
    owner = read_person(row.owner_id, who.district_id) if row.owner_id else None
    if isinstance(refused, ChangedMeanwhile):
        shown.version.data = str(row.version)
    answer = render_template(
        "findings/action.html",
        action=row,
        building=building,
        source=source,
        kind=_kind(source) if source else "",
        problem=problem_words(row.problem),
        owner=owner.name if owner else "",
        form=shown,
        errors=errors,
        mine=mine,
        records=_later(row) if open_ and mine else [],
        files=_files(row) if open_ and mine else [],
        chosen=request.form.get("proof", ""),
        closing=request.form.get("closing", ""),
        reopening=request.form.get("reopening", ""),
        proof=_proof_shown(row),
        history=history_lines(read_history(who.district_id, [f"action:{row.id}"])),
        today=clock.today(who.zone),
    )
    code = 200
    if refused:
        code = 409 if isinstance(refused, ChangedMeanwhile) else 422
    return make_response(answer, code)


def _filled(row: CorrectiveActionRow, sent: ActionForm | None) -> ActionForm:
    form = sent or ActionForm(
        formdata=None,
        data={
            "version": str(row.version),
            "owner": str(row.owner_id or ""),
            "due_on": row.due_on.isoformat(),
            "words": row.words,
        },
    )
    form.owner.label.text = gettext("Whose is it?")
    form.due_on.label.text = gettext("Last day")
    form.words.label.text = gettext("What is to be done")
    form.owner.choices = _owners(row)
    return form


def _owners(row: CorrectiveActionRow) -> list[SelectChoice]:
    """The people whose roles cover the building, and whoever owns it now."""
    found = []
    for one in read_people(row.district_id):
        covers = any(
            role.all_buildings or row.building_id in {b.building_id for b in role.buildings}
            for role in one.roles
        )
        if one.id == row.owner_id or (covers and one.left_on is None):
            title = f", {one.title}" if one.title else ""
            found.append(SelectChoice(str(one.id), f"{one.name}{title}"))
    if row.owner_id is None:
        found.insert(0, SelectChoice("", gettext("Nobody yet")))
    return found


def _later(row: CorrectiveActionRow) -> list[tuple[str, str]]:
    """The last of the later drills in which the problem did not come back."""
    found = [
        (f"record:{record.id}", _kind(record))
        for record in read_later_records(row.building_id, row.found_on)
        if shows_the_fix(record, row)
    ]
    return found[:MOST_OFFERED]


def _files(row: CorrectiveActionRow) -> list[tuple[str, str]]:
    """The last files added on a day after the problem was found: those of the drill itself,
    brought the same evening, show the problem and not its end."""
    zone = ZoneInfo(person().zone)
    found = [
        (f"evidence:{file.id}", file.name)
        for file in read_files_since(row.building_id, row.opened_at)
        if file.uploaded_at.astimezone(zone).date() > row.found_on
    ]
    return found[:MOST_OFFERED]


def _kind(record: RecordRow) -> str:
    kind = drill_type(record.drill.type, None, record.drill.title)
    return gettext(
        "%(day)s, %(kind)s", day=day(record.held_on or record.drill.planned_on), kind=kind
    )


def _proof_shown(row: CorrectiveActionRow) -> ProofShown | None:
    if row.proof_record_id:
        record = read_record(row.proof_record_id, row.district_id)
        url = url_for("records.page", record_id=row.proof_record_id)
        return ProofShown(_kind(record), url) if record else None
    if row.proof_evidence_id:
        file: EvidenceRow | None = read_evidence(row.proof_evidence_id)
        url = url_for("records.evidence", evidence_id=row.proof_evidence_id)
        return ProofShown(file.name, url) if file else None
    return None
