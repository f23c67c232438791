"""What an auditor takes home: the workbook and the evidence bundle of the seat's buildings.

With a sample picked by the auditor's own seed and a day to look back to. Made while the
auditor waits; of more buildings than that, the district hands over the bundle.
"""

from __future__ import annotations

import tempfile

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext

from drills import clock
from drills.actions.ask_export import BUNDLE, WORKBOOK, is_small
from drills.actions.export_bundle import export_bundle
from drills.actions.export_workbook import export_workbook
from drills.actions.refused import Refused
from drills.store.evidence_files import evidence_files
from drills.web.access import person
from drills.web.audit import blueprint
from drills.web.audit.chosen import audited_buildings, audited_day
from drills.web.chosen_day import ChosenDay, this_page
from drills.web.district.audit_form import AuditForm, chosen_wishes
from drills.web.district.exports import download
from drills.workbooks.contents import Wishes

__all__ = ["blueprint"]


@blueprint.route("/audit/exports", methods=["GET", "POST"])
def exports() -> Response:
    """What there is to take home; posted, the workbook or the bundle."""
    chosen, form = audited_day(), AuditForm()
    if request.method == "GET" or chosen.error:
        return _page(chosen, form)
    wishes = chosen_wishes(form, chosen.as_of)
    if wishes is None:
        return _page(chosen, form, code=422)
    only = audited_buildings(chosen)
    kind = BUNDLE if form.what.data == BUNDLE else WORKBOOK
    if kind == BUNDLE and chosen.year and not is_small(person(), kind, chosen.year, only):
        problem = gettext("The bundle of so many buildings is too large here. Ask the district.")
        return _page(chosen, form, problem, 422)
    return _made(kind, chosen, only, wishes)


def _made(kind: str, chosen: ChosenDay, only: list[int], wishes: Wishes) -> Response:
    who, now = person(), clock.now()
    day, year = chosen.as_of, chosen.year
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        if kind == BUNDLE:
            files = evidence_files()
            made = export_bundle(who, now, out, files, day, year, wishes=wishes, only=only)
        else:
            made = export_workbook(who, now, out, day, year, only=only, wishes=wishes)
    except Refused:
        out.close()
        abort(404)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return download(out, kind, made.name)


def _page(chosen: ChosenDay, form: AuditForm, problem: str = "", code: int = 200) -> Response:
    page = render_template(
        "audit/exports.html", chosen=chosen, this_page=this_page, form=form, problem=problem
    )
    return make_response(page, max(code, chosen.code))
