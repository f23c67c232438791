"""Exports: a page that says what workbook and evidence bundle are, and the download.

What stands in them is the actions'; who may have them, too. What takes long is asked for
here and shown by exports.py.
"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from drills import clock
from drills.actions.ask_export import BUNDLE, WORKBOOK, ask_export, is_small
from drills.actions.refused import Refused
from drills.store.exports import read_exports_of
from drills.web.access import person
from drills.web.chosen_day import ChosenDay, chosen_day, this_page
from drills.web.district import blueprint
from drills.web.district.audit_form import AuditForm, chosen_wishes
from drills.web.district.exports import KINDS, made_now

__all__ = ["blueprint"]

# What each sheet is called there, and what it holds.
SHEETS = (
    (
        lazy_gettext("Summary"),
        lazy_gettext("Buildings by requirements: how each stands, in words and colours."),
    ),
    (
        lazy_gettext("Requirements"),
        lazy_gettext(
            "Each requirement of each building: the verdict, what did not count and why, and "
            "what would put it right."
        ),
    ),
    (
        lazy_gettext("Windows"),
        lazy_gettext("Each dated stretch in which drills are wanted, with those that counted."),
    ),
    (
        lazy_gettext("Gaps"),
        lazy_gettext(
            "Each window that closed short, with the excuse that the law allows, the drill "
            "that made up for it, or the answer."
        ),
    ),
    (
        lazy_gettext("Drill log"),
        lazy_gettext(
            "Every drill on record, with its four times: planned for, held, recorded, amended."
        ),
    ),
    (
        lazy_gettext("Evidence"),
        lazy_gettext(
            "The list of photos and papers, each with the fingerprint by which the file can be "
            "known again. The files themselves are not in it."
        ),
    ),
    (
        lazy_gettext("Amendments, questions, signatures, corrective actions"),
        lazy_gettext(
            "What was changed in a record and why, what was asked and answered, what officers "
            "signed, what was found and mended."
        ),
    ),
    (
        lazy_gettext("Known then"),
        lazy_gettext("What was known by an earlier day, where it differs from what is known now."),
    ),
    (
        lazy_gettext("School calendar"),
        lazy_gettext("The school year, its terms, and the days that differ."),
    ),
    (
        lazy_gettext("Rules"),
        lazy_gettext("The law as it was read, with citations and the day of the last review."),
    ),
    (
        lazy_gettext("About"),
        lazy_gettext(
            "Who exported it and when, and a witness: the newest line of the log of changes, "
            "by which it shows later if anything was altered."
        ),
    ),
)


@blueprint.route("/workbook", methods=["GET", "POST"])
def workbook() -> AnyResponse:
    """What can be exported; posted, the workbook or the bundle as of the day shown.

    Of a large district the answer is the page that says how far it is.
    """
    who, now = person(), clock.now()
    chosen, form = chosen_day(who.district_id, clock.today(who.zone)), AuditForm()
    if request.method == "GET" or chosen.error:
        return _page(chosen, form)
    wishes = chosen_wishes(form, chosen.today)
    if wishes is None:
        return _page(chosen, form, code=422)
    kind = BUNDLE if request.form.get("what") == BUNDLE else WORKBOOK
    try:
        if chosen.year is None or is_small(who, kind, chosen.year):
            return made_now(kind, chosen, wishes)
        export_id = ask_export(who, now, kind, chosen.as_of, chosen.year, wishes)
    except Refused as refused:
        if "exports_waiting" in refused.errors.values():
            problem = gettext("Three exports of yours are being made. Wait for one of them.")
        else:
            problem = gettext("There is no school calendar for that day. Set one up first.")
        return _page(chosen, form, problem, 422)
    return redirect(url_for("district.export", export_id=export_id), 303)


def _page(chosen: ChosenDay, form: AuditForm, problem: str = "", code: int = 200) -> Response:
    page = render_template(
        "district/workbook.html",
        chosen=chosen,
        this_page=this_page,
        sheets=SHEETS,
        problem=problem,
        form=form,
        exports=read_exports_of(person().id),
        kinds=KINDS,
    )
    return make_response(page, max(code, chosen.code))
