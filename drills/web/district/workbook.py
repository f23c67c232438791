"""The compliance workbook: a page that says what is in it, and the download.

What stands in the sheets is workbooks/compliance.py's; who may have it, the action's.
"""

from __future__ import annotations

from io import BytesIO

from flask import Response, make_response, render_template, request, send_file
from flask_babel import gettext, lazy_gettext

from drills import clock
from drills.actions.export_workbook import export_workbook
from drills.actions.refused import Refused
from drills.web.access import person
from drills.web.chosen_day import chosen_day, this_page
from drills.web.district import blueprint

__all__ = ["blueprint"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
        lazy_gettext("Drill log"),
        lazy_gettext("Every drill on record, with who wrote it down and when."),
    ),
    (
        lazy_gettext("Evidence"),
        lazy_gettext(
            "The list of photos and papers, each with the fingerprint by which the file can be "
            "known again. The files themselves are not in it."
        ),
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
def workbook() -> Response:
    """What is in the workbook; posted, the workbook itself as of the day shown."""
    who, now = person(), clock.now()
    chosen = chosen_day(who.district_id, clock.today(who.zone))
    problem = ""
    if request.method == "POST" and not chosen.error:
        try:
            out = BytesIO()
            made = export_workbook(who, now, out, chosen.as_of, chosen.year)
        except Refused:
            problem = gettext("There is no school calendar for that day. Set one up first.")
        else:
            out.seek(0)
            answer = send_file(out, XLSX, as_attachment=True, download_name=made.name)
            answer.headers["Cache-Control"] = "no-store"
            return answer
    page = render_template(
        "district/workbook.html",
        chosen=chosen,
        this_page=this_page,
        sheets=SHEETS,
        problem=problem,
    )
    return make_response(page, 422 if problem else chosen.code)
