"""The district itself: its name, its words for drills, what the law leaves to it."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.law import law_of
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.set_up_district import fingerprint, set_up_district
from drills.facts import DRILL_TYPES
from drills.store.buildings import read_district
from drills.web.access import person as signed_in
from drills.web.setup import blueprint
from drills.web.setup.district_form import (
    FIRST_KINDS,
    district_values,
    form_for,
    typed_district,
    with_zones,
)
from drills.web.setup.refusals import show
from drills.web.words import law_words

__all__ = ["blueprint"]


@blueprint.route("/set-up/district", methods=["GET", "POST"])
def district() -> tuple[str, int] | Response:
    """Change the district. Its state stands fixed: other rules are another district."""
    who = signed_in()
    row = read_district(who.district_id)
    pack = law_of(row)
    errors: dict[str, str] = {}
    code, now_is = 200, None
    if request.method == "POST":
        form, code = form_for(pack)(), 422
        try:
            set_up_district(
                who,
                clock.now(),
                typed_district(form, pack),
                form.seen.data or "",
                available_timezones(),
            )
            flash(gettext("Saved. Every building is judged by it now."), "success")
            return redirect(url_for("setup.overview"), 303)
        except ChangedMeanwhile as refused:
            errors, code = show(form, refused), 409
            row = read_district(who.district_id)
            form.seen.data = fingerprint(row)
            now_is = form_for(pack)(formdata=None, data=district_values(row, pack))
        except Refused as refused:
            errors = show(form, refused)
            row = read_district(who.district_id)
    else:
        values = district_values(row, pack)
        form = form_for(pack)(formdata=None, data={**values, "seen": fingerprint(row)})
    labels = [form[f"labels-{kind}"] for kind in DRILL_TYPES]
    first = [form[f"labels-{kind}"] for kind in FIRST_KINDS]
    page = render_template(
        "setup/district.html",
        form=with_zones(form, row.zone),
        errors=errors,
        pack=pack,
        settings=[(form[f"settings-{s.id}"], law_words(pack, s.why)) for s in pack.settings],
        first_labels=first,
        other_labels=[field for field in labels if field not in first],
        now_is=now_is,
    )
    return page, code
