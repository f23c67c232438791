"""Import from a spreadsheet: the template, the upload, a look at what it would do, the go.

The file is kept from the moment it is uploaded, so closing the browser, or a session that
ends, loses nothing. What the cells mean is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField

from config import Config
from drills import clock
from drills.actions.import_confirm import Imported, confirm_import, preview_import
from drills.actions.import_found import Checked
from drills.actions.import_template import make_template
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.upload_import import drop_upload, keep_upload
from drills.store.buildings import read_building_rows
from drills.store.imports import read_uploads
from drills.web.access import person
from drills.web.people_words import role_name, span_words
from drills.web.setup import blueprint
from drills.web.setup.import_words import fault_words, question_words, upload_words

__all__ = ["blueprint"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 200  # lines of one list


class UploadForm(FlaskForm):
    """One file."""

    file = FileField(lazy_gettext("Your filled-in template"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line about a place in the file."""

    sheet: str
    row: int
    column: str
    what: str
    right: str = ""


@blueprint.route("/set-up/import", methods=["GET", "POST"])
def import_start() -> AnyResponse:
    """The template, the upload, and the files that wait; posted, a file is kept and looked at."""
    who = person()
    form = UploadForm()
    if form.is_submitted():
        sent = request.files.get("file")
        instead_of = request.form.get("instead_of", type=int)
        limit = _config().upload_limit_mb * 1024 * 1024
        try:
            import_id = keep_upload(
                who,
                clock.now(),
                (sent.filename or "") if sent else "",
                sent.read(limit + 1) if sent else b"",
                limit,
                instead_of,
            )
        except Refused as refused:
            form.file.errors = [upload_words(refused)]
            if instead_of is not None:
                return _preview(instead_of, form)
        else:
            return redirect(url_for("setup.import_preview", import_id=import_id), 303)
    uploads = read_uploads(who.district_id)
    page = render_template(
        "setup/import.html",
        form=form,
        waiting=[(row, name) for row, name in uploads if row.imported_at is None],
        imported=[(row, name) for row, name in uploads if row.imported_at is not None],
        limit=_config().upload_limit_mb,
    )
    return make_response(page, 422 if form.file.errors else 200)


@blueprint.get("/set-up/import/template.xlsx")
def import_template() -> Response:
    """The empty template, made for the district's state and buildings."""
    content = make_template(person(), clock.now())
    name = "drills-import-template.xlsx"
    answer = send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/set-up/import/<int:import_id>")
def import_preview(import_id: int) -> Response:
    """What the file would add, what is there already, what is asked, what must be mended."""
    return _preview(import_id, UploadForm())


@blueprint.post("/set-up/import/<int:import_id>/confirm")
def import_confirm(import_id: int) -> AnyResponse:
    """Import it: all of it, or nothing."""
    try:
        done = confirm_import(person(), clock.now(), import_id, request.form.get("seen", ""))
    except ChangedMeanwhile as refused:
        return _preview(import_id, UploadForm(), upload_words(refused), 409)
    except Refused as refused:
        if "imported_already" in refused.errors.values():
            flash(upload_words(refused), "success")
            return redirect(url_for("setup.import_start"), 303)
        return _preview(import_id, UploadForm(), upload_words(refused), 422)
    flash(_done_words(done), "success")
    if done.people:
        flash(gettext("Nobody has got a mail yet. Send the invitations under People."), "success")
    return redirect(url_for("setup.import_start"), 303)


@blueprint.post("/set-up/import/<int:import_id>/drop")
def import_drop(import_id: int) -> AnyResponse:
    """Throw the file away."""
    try:
        name = drop_upload(person(), clock.now(), import_id)
        flash(gettext("%(name)s was thrown away. Nothing was imported.", name=name), "success")
    except Refused as refused:
        flash(upload_words(refused), "error")
    return redirect(url_for("setup.import_start"), 303)


def _preview(import_id: int, form: UploadForm, problem: str = "", code: int = 200) -> Response:
    who = person()
    try:
        name, found = preview_import(who, clock.now(), import_id)
    except Refused as refused:
        if "imported_already" in refused.errors.values():
            page = render_template("setup/import_over.html", import_id=None)
            return make_response(page, 409)
        page = render_template(
            "setup/import_over.html", import_id=import_id, problem=upload_words(refused)
        )
        return make_response(page, 422)
    names = {row.id: row.name for row in read_building_rows(who.district_id, with_closed=True)}
    names |= {new.ref: new.entry.name for new in found.buildings}
    faults = [Line(f.sheet, f.row, f.column, *fault_words(f)) for f in found.faults]
    questions = [Line(q.sheet, q.row, "", question_words(q)) for q in found.questions]
    page = render_template(
        "setup/import_preview.html",
        import_id=import_id,
        name=name,
        form=form,
        found=found,
        faults=faults[:MOST_SHOWN],
        questions=questions[:MOST_SHOWN],
        most=MOST_SHOWN,
        adds=_adds_words(Imported(len(found.buildings), len(found.people), len(found.drills))),
        people=_people(found, names),
        problem=problem,
    )
    return make_response(page, 422 if form.file.errors else code)


def _people(found: Checked, names: dict[int, str]) -> list[tuple[str, str, list[str]]]:
    """Name, e-mail and roles of those who would be added."""
    people = []
    for new in found.people[:MOST_SHOWN]:
        roles = []
        for grant in new.entry.grants:
            where = gettext("every building")
            if grant.buildings is not None:
                where = ", ".join(sorted(names[ref] for ref in grant.buildings))
            span = span_words(grant.starts, grant.ends)
            roles.append(", ".join(filter(None, (role_name(grant.role), where, span))))
        people.append((new.entry.name, new.entry.email, roles))
    return people


def _adds_words(adds: Imported) -> str:
    """``2 buildings, 3 people and 14 drills``; empty for nothing."""
    parts = []
    if adds.buildings:
        parts.append(ngettext("%(num)d building", "%(num)d buildings", adds.buildings))
    if adds.people:
        parts.append(ngettext("%(num)d person", "%(num)d people", adds.people))
    if adds.drills:
        parts.append(ngettext("%(num)d past drill", "%(num)d past drills", adds.drills))
    if len(parts) > 1:
        return gettext("%(some)s and %(last)s", some=", ".join(parts[:-1]), last=parts[-1])
    return "".join(parts)


def _done_words(done: Imported) -> str:
    return gettext("Imported: %(what)s.", what=_adds_words(done))


def _config() -> Config:
    return current_app.config["DRILLS"]
