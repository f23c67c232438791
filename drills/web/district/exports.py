"""An export that is made beside the request: how far it is, and its file for a day.

Asking for one is workbook.py's; making it, the scheduler's. Only who asked for it sees it.
A small one is made at once, as an answer (``made_now``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO

from flask import Response, abort, current_app, make_response, render_template, request, send_file
from flask_babel import lazy_gettext

from drills import clock
from drills.actions.ask_export import BUNDLE, WORKBOOK
from drills.actions.export_bundle import export_bundle
from drills.actions.export_workbook import export_workbook
from drills.store.evidence_files import evidence_files
from drills.store.exports import ExportFiles, read_export
from drills.store.tables import ExportRow
from drills.web.access import person
from drills.web.chosen_day import ChosenDay
from drills.web.district import blueprint
from drills.workbooks.contents import Wishes

__all__ = ["blueprint"]

KINDS = {WORKBOOK: lazy_gettext("Compliance workbook"), BUNDLE: lazy_gettext("Evidence bundle")}
MIMETYPES = {
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    BUNDLE: "application/zip",
}
UNDER_WAY = ("waiting", "running")
SECONDS_BETWEEN = 4


@blueprint.get("/exports/<int:export_id>")
def export(export_id: int) -> Response:
    """How far an export is, and the button to its file once it is there.

    The page asks again by itself, until somebody asks it not to (``?still=1``).
    """
    row = _mine(export_id)
    by_itself = row.state in UNDER_WAY and "still" not in request.args
    done, total = export_files().how_far(row.id) if row.state == "running" else (0, 0)
    page = render_template(
        "district/export.html",
        row=row,
        under_way=row.state in UNDER_WAY,
        paused=row.state == "waiting" and row.again_at is not None,
        over=row.state == "expired" or _is_over(row),
        done=done,
        total=total,
        kind=KINDS[row.kind],
        by_itself=by_itself,
    )
    answer = make_response(page)
    if by_itself:
        answer.headers["Refresh"] = str(SECONDS_BETWEEN)
    return answer


@blueprint.get("/exports/<int:export_id>/file")
def export_file(export_id: int) -> Response:
    """The file, until it expires."""
    row = _mine(export_id)
    place = export_files().place(row.id)
    if row.state != "ready" or _is_over(row) or not place.is_file():
        abort(404)
    return download(place, row.kind, row.name)


def made_now(
    kind: str, chosen: ChosenDay, wishes: Wishes, only: Collection[int] | None = None
) -> Response:
    """The export as an answer, made while its asker waits: of all buildings, or of those that
    an auditor sees. Raises NotAllowed or Refused."""
    who, now = person(), clock.now()
    day, year = chosen.as_of, chosen.year
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        if kind == BUNDLE:
            files = evidence_files()
            made = export_bundle(who, now, out, files, day, year, wishes=wishes, only=only)
        else:
            made = export_workbook(who, now, out, day, year, wishes=wishes, only=only)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return download(out, kind, made.name)


def download(file: IO[bytes] | Path, kind: str, name: str) -> Response:
    """An answer that is saved and not shown, and kept by nobody on the way."""
    answer = send_file(file, MIMETYPES[kind], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def export_files() -> ExportFiles:
    """Where the exports of this installation lie."""
    return ExportFiles(current_app.config["DRILLS"].data / "exports")


def _mine(export_id: int) -> ExportRow:
    row = read_export(export_id, person().district_id, person().id)
    if row is None:
        abort(404)
    return row


def _is_over(row: ExportRow) -> bool:
    return row.expires_at is not None and row.expires_at <= clock.now()
