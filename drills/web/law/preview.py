"""A change of the district's law looked over before it is saved: whose verdicts would change.

Nothing is kept between the look and the save: the page carries the whole text, and the
save checks that the law is still the one that was looked at.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.law import law_of, texts_of
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.save_law_file import (
    LONGEST_TEXT,
    LawPreview,
    LawRefused,
    preview_law_file,
    preview_taking_away,
    save_law_file,
    take_away_law_file,
)
from drills.store.buildings import read_district
from drills.web.access import person
from drills.web.law import blueprint
from drills.web.law.local import import_form, local_page, text_changes
from drills.web.law.local_words import (
    LAYER_NAMES,
    buildings_changed,
    fault_words,
    refusal_words,
    rules_changed,
)

__all__ = ["blueprint"]

Again = tuple[str, list[tuple[str, str]]]  # where to go back to, with what was typed


def preview_page(
    found: LawPreview, text: str, again: Again | None = None, problem: str = "", note: str = ""
) -> str:
    """What saving would do. ``text`` empty: the layer is taken away."""
    row = read_district(person().district_id)
    before = law_of(row)
    return render_template(
        "law/preview.html",
        found=found,
        text=text,
        again=again,
        problem=problem,
        note=note,
        layer_name=LAYER_NAMES[found.layer],
        rules=rules_changed(before, found.pack, row.settings),
        buildings=buildings_changed(found.changes, found.pack if text else before),
        left_out=[fault_words(fault, found.pack) for fault in found.left_out],
        lines=text_changes(texts_of(row).get(found.layer, ""), text),
    )


@blueprint.post("/set-up/law/import")
def import_file() -> tuple[str, int] | str:
    """Look over an uploaded file; every fault at once where it cannot be used."""
    form = import_form()
    sent = request.files.get("file")
    data = sent.read(4 * LONGEST_TEXT + 1) if sent else b""
    if not data:
        return _refuse(form, "file", "file_missing")
    if len(data) > 4 * LONGEST_TEXT:  # bytes of a character
        return _refuse(form, "file", "law_long")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refuse(form, "file", "file_not_text")
    try:
        found = preview_law_file(person(), clock.now(), form.layer.data or "", text)
    except LawRefused as refused:
        code = refused.errors[""]
        beside = (
            "layer" if code in ("layer_unknown", "law_other_layer", "law_not_state") else "file"
        )
        return _refuse(form, beside, code, refused)
    if found.same:
        return _refuse(form, "file", "nothing_changed")
    return preview_page(found, text)


@blueprint.post("/set-up/law/take-away")
def take_away() -> tuple[str, int] | str:
    """Look over what taking a layer away would do."""
    try:
        found = preview_taking_away(person(), clock.now(), request.form.get("layer", ""))
    except LawRefused as refused:
        return _refuse(import_form(), "file", refused.errors[""])
    return preview_page(found, "")


@blueprint.post("/set-up/law/save")
def save() -> tuple[str, int] | Response:
    """Save what was looked over, and judge every building again."""
    who, now = person(), clock.now()
    layer, text = request.form.get("layer", ""), request.form.get("text", "")
    note, seen = request.form.get("note", ""), request.form.get("seen", "")
    try:
        if text:
            found = save_law_file(who, now, layer, text, seen=seen, note=note)
        else:
            found = take_away_law_file(who, now, layer, seen=seen, note=note)
    except LawRefused as refused:
        return _refuse(import_form(), "file", refused.errors[""], refused)
    except Refused as refused:
        code = next(iter(refused.errors.values()))
        try:
            if text:
                found = preview_law_file(who, now, layer, text)
            else:
                found = preview_taking_away(who, now, layer)
        except LawRefused as gone:
            return _refuse(import_form(), "file", gone.errors[""], gone)
        status = 409 if isinstance(refused, ChangedMeanwhile) else 422
        return preview_page(found, text, problem=refusal_words(code), note=note), status
    if found.same:
        flash(gettext("Nothing is different from what holds now."), "success")
    else:
        flash(gettext("Saved. Every building is judged by it now."), "success")
    return redirect(url_for("law.local"), 303)


def _refuse(
    form: object, field: str, code: str, refused: LawRefused | None = None
) -> tuple[str, int]:
    form[field].errors = [refusal_words(code)]  # type: ignore[index]
    pack = law_of(read_district(person().district_id))
    faults = [fault_words(fault, pack) for fault in refused.faults] if refused else []
    return local_page(form, faults), 422  # type: ignore[arg-type]
