"""Evidence on pages: taking files in, and giving them back to those who may see them.

A file is never served as something that runs: photos are our own JPEG, PDFs are handed
over to be saved, and both are locked in by a policy of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import (
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    request,
    url_for,
)
from flask_babel import ngettext

from drills import clock
from drills.actions.attach_evidence import LATER, Attached, Upload, attach_evidence
from drills.actions.refused import Refused
from drills.store.evidence import read_evidence
from drills.store.evidence_files import evidence_files
from drills.store.files import PIECE
from drills.web.access import person
from drills.web.building import records as blueprint
from drills.web.building.records import read_here, record_page
from drills.web.building.refusals import file_words, refusal_words
from drills.web.errors import wants_json

__all__ = ["blueprint"]

LOCKED_IN = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(slots=True)
class Sent:
    """What became of the files of a request: the answer, or the refusal of all of them."""

    attached: Attached
    refused: Refused | None = None

    @property
    def words(self) -> list[str]:
        """Why files were not added, one sentence each."""
        most = current_app.config["DRILLS"].upload_limit_mb
        found = [file_words(name, code, most) for name, code in self.attached.refused]
        if self.refused is None:
            return found
        return [*(refusal_words(code) for code in self.refused.errors.values()), *found]

    @property
    def status(self) -> int:
        """What a phone is told: 503 to come again by itself, 422 that a person has to mend it."""
        if any(code in LATER for _, code in self.attached.refused):
            return 503
        return 422 if self.words else 200


def attach_sent(record_id: int, no_pupils: bool) -> Sent:
    """Attach the files of this request to a record; none is no fault."""
    most = current_app.config["DRILLS"].upload_limit_mb * 1024 * 1024
    taken = request.form.getlist("taken_at")
    uploads = [
        # One byte more than allowed is enough to know that it is too large.
        Upload(file.filename, file.stream.read(most + 1), taken[i] if i < len(taken) else "")
        for i, file in enumerate(f for f in request.files.getlist("files") if f.filename)
    ]
    if not uploads:
        return Sent(Attached())
    try:
        return Sent(
            attach_evidence(
                person(),
                clock.now(),
                record_id,
                uploads,
                files=evidence_files(),
                most_bytes=most,
                no_pupils=no_pupils,
                represents_on=request.form.get("represents_on", ""),
            )
        )
    except Refused as refused:
        return Sent(Attached(), refused)


def flash_attached(sent: Sent) -> None:
    """Say what became of the files on the next page."""
    kept, there = len(sent.attached.kept), len(sent.attached.there)
    if kept:
        flash(ngettext("%(num)d file was added.", "%(num)d files were added.", kept), "success")
    if there:
        flash(
            ngettext(
                "%(num)d file was here already and was not added twice.",
                "%(num)d files were here already and were not added twice.",
                there,
            ),
            "warning",
        )
    for words in sent.words:
        flash(words, "error")


@blueprint.post("/records/<int:record_id>/evidence")
def add_evidence(record_id: int) -> Response | tuple[Response, int]:
    """Add files to a record, several at once; each that cannot be kept is named."""
    sent = attach_sent(record_id, bool(request.form.get("no_pupils")))
    if not (sent.attached.kept or sent.attached.there or sent.words):
        sent.refused = Refused(files="files_missing")
    page = url_for("records.page", record_id=record_id)
    if wants_json():
        done = sent.attached
        answer = jsonify(kept=done.kept, there=done.there, refused=sent.words, page=page)
        return answer, sent.status
    if sent.refused is not None and "" not in sent.refused.errors:
        return record_page(read_here(record_id), sent.refused)
    flash_attached(sent)
    return redirect(page + "#evidence", 303)


@blueprint.get("/evidence/<int:evidence_id>")
def evidence(evidence_id: int) -> Response:
    """The file itself: a photo to look at, a PDF to save."""
    row = read_evidence(evidence_id)
    if row is None:
        abort(404)
    stem = row.name.rsplit(".", 1)[0] or "evidence"
    if row.kind == "image/jpeg":
        return _serve(row.sha256, row.kind, f"{stem}.jpg", "inline")
    return _serve(row.sha256, row.kind, f"{stem}.pdf", "attachment")


@blueprint.get("/evidence/<int:evidence_id>/small")
def thumbnail(evidence_id: int) -> Response:
    """A photo's small picture."""
    row = read_evidence(evidence_id)
    if row is None or row.thumbnail_sha256 is None:
        abort(404)
    return _serve(row.thumbnail_sha256, "image/jpeg", "small.jpg", "inline")


def _serve(digest: str, kind: str, name: str, how: str) -> Response:
    """A file, piece by piece; nothing of it is read where the browser has it already."""
    answer = Response()
    answer.headers["Content-Type"] = kind
    answer.headers.set("Content-Disposition", how, filename=name)
    answer.headers["Content-Security-Policy"] = LOCKED_IN
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Asked for again each time, so that it is not shown after signing out.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(digest)
    answer.make_conditional(request)
    if answer.status_code == 304:
        return answer
    answer.headers.pop("Content-Length", None)  # that of no body, so far
    try:
        file = evidence_files().open(digest)
    except FileNotFoundError:
        abort(404)
    answer.response = iter(lambda: file.read(PIECE), b"")
    answer.call_on_close(file.close)
    return answer
