"""What an auditor takes home: the workbook and the evidence bundle of the seat's buildings.

With a sample picked by the auditor's own seed and a day to look back to. Made while the
auditor waits; of more buildings than that, the district hands over the bundle.
"""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext

from drills.actions.ask_export import BUNDLE, WORKBOOK, is_small
from drills.actions.refused import Refused
from drills.web.access import person
from drills.web.audit import blueprint
from drills.web.audit.chosen import audited_buildings, audited_day
from drills.web.chosen_day import ChosenDay, this_page
from drills.web.district.audit_form import AuditForm, chosen_wishes
from drills.web.district.exports import made_now

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
    try:
        return made_now(kind, chosen, wishes, only)
    except Refused:
        abort(404)


def _page(chosen: ChosenDay, form: AuditForm, problem: str = "", code: int = 200) -> Response:
    page = render_template(
        "audit/exports.html", chosen=chosen, this_page=this_page, form=form, problem=problem
    )
    return make_response(page, max(code, chosen.code))
