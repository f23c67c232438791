"""Changing the district's own rules with forms; each leads to the look before the save."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.law import texts_of
from drills.actions.save_law_file import LawRefused, preview_law_file
from drills.compliance.laxer import Laxer
from drills.compliance.local_text import LayerEntries, free_id, layer_text, next_version
from drills.compliance.pack import Pack, Rule
from drills.store.buildings import read_district
from drills.store.tables import DistrictRow
from drills.web.access import person
from drills.web.law import blueprint
from drills.web.law.entries import entries_of
from drills.web.law.field_reading import form_has_errors
from drills.web.law.local import DISTRICT, entries_now, law_above
from drills.web.law.local_form import (
    OwnRuleForm,
    StricterForm,
    hidden_values,
    own_rule_values,
    stricter_values,
    typed_change,
    typed_rule,
    with_choices,
)
from drills.web.law.local_numbers import numbers_form, typed_numbers
from drills.web.law.local_words import BESIDE, fault_words, laxer_words, refusal_words
from drills.web.law.preview import preview_page
from drills.web.law_said import answer_words
from drills.web.words import law_words

__all__ = ["blueprint"]

AGAIN = "again"  # posted where somebody comes back from the look to change it once more


@blueprint.route("/set-up/law/stricter", methods=["GET", "POST"])
def stricter() -> tuple[str, int] | str | Response:
    """Make a rule of the law above stricter, or switch an advisory on (``rule=``)."""
    row = read_district(person().district_id)
    above, entries = _now(row)
    rule = _rule(above, request.args.get("rule", ""))
    if rule is None:
        if request.method == "POST":
            return redirect(url_for("law.stricter"), 303)
        return render_template("law/choose_rule.html", groups=_choosable(above, row, entries))
    before = next((c for c in entries.changes if c.requirement == rule.id), None)
    errors: dict[str, str] = {}
    if request.method == "GET":
        form = StricterForm(formdata=None, data=stricter_values(before, rule))
    else:
        form = StricterForm()
    with_choices(form, above, rule)
    code = 200
    if request.method == "POST" and AGAIN not in request.form:
        change = typed_change(form, rule, before)
        changes = [c for c in entries.changes if c.requirement != rule.id]
        found = _look(
            row, replace(entries, changes=(*changes, change)), entries, form, rule.id, errors
        )
        if found is not None:
            return found
        code = 422
    today = clock.today(row.zone)
    entry = next(
        e
        for _, found in entries_of(above, today, {}, row.labels)
        for e in found
        if e.rule.id == rule.id
    )
    page = render_template(
        "law/stricter.html",
        form=form,
        errors=errors,
        rule=rule,
        entry=entry,
        there=before is not None,
    )
    return page, code


@blueprint.route("/set-up/law/requirement", methods=["GET", "POST"])
def own_rule() -> tuple[str, int] | str:
    """Add a requirement of the district's own, or change one (``id=``)."""
    row = read_district(person().district_id)
    above, entries = _now(row)
    wanted = request.args.get("id", "")
    before = next((rule for rule in entries.rules if rule.id == wanted), None)
    if wanted and before is None:
        abort(404)
    errors: dict[str, str] = {}
    if request.method == "GET":
        form = OwnRuleForm(formdata=None, data=own_rule_values(before))
    else:
        form = OwnRuleForm()
    with_choices(form, above, None)
    code = 200
    if request.method == "POST" and AGAIN not in request.form:
        taken = {r.id for r in (*above.rules, *entries.rules)}
        id_ = before.id if before else free_id(form.name.data or "", taken)
        rule = typed_rule(form, id_, before)
        if before:
            rules = [rule if one.id == before.id else one for one in entries.rules]
        else:
            rules = [*entries.rules, rule]
        found = _look(row, replace(entries, rules=tuple(rules)), entries, form, id_, errors)
        if found is not None:
            return found
        code = 422
    page = render_template("law/own_rule.html", form=form, errors=errors, before=before)
    return page, code


@blueprint.route("/set-up/law/numbers", methods=["GET", "POST"])
def numbers() -> tuple[str, int] | str:
    """Set the numbers and readings that the law above leaves to the district."""
    row = read_district(person().district_id)
    above, entries = _now(row)
    now = {f"set-{name}": value for name, value in entries.settings.items()}
    errors: dict[str, str] = {}
    kind = numbers_form(above)
    form = kind() if request.method == "POST" else kind(formdata=None, data=now)
    code = 200
    if request.method == "POST" and AGAIN not in request.form:
        typed = typed_numbers(form, above.settings)
        known = {setting.id for setting in above.settings}
        kept = {name: value for name, value in entries.settings.items() if name not in known}
        found = _look(row, replace(entries, settings={**kept, **typed}), entries, form, "", errors)
        if found is not None:
            return found
        code = 422
    fields = [
        (
            form[f"set-{setting.id}"],
            law_words(above, setting.why),
            _taken(above, setting.id, row.settings.get(setting.id)),
        )
        for setting in above.settings
    ]
    page = render_template("law/numbers.html", form=form, errors=errors, fields=fields, pack=above)
    return page, code


@blueprint.post("/set-up/law/take-out")
def take_out() -> tuple[str, int] | str | Response:
    """Look over the district's law without one of its own rules or changes."""
    row = read_district(person().district_id)
    _, entries = _now(row)
    what, id_ = request.form.get("what", ""), request.form.get("id", "")
    without = entries
    if what == "change":
        kept = tuple(c for c in entries.changes if c.requirement != id_)
        without = replace(entries, changes=kept)
    elif what == "rule":
        without = replace(entries, rules=tuple(r for r in entries.rules if r.id != id_))
    if without == entries:
        return redirect(url_for("law.local"), 303)
    text = _text(row, without, clock.today(row.zone))
    return preview_page(preview_law_file(person(), clock.now(), DISTRICT, text), text)


def _now(row: DistrictRow) -> tuple[Pack, LayerEntries]:
    texts = texts_of(row)
    return law_above(row, texts), entries_now(row, texts)


def _text(row: DistrictRow, entries: LayerEntries, today: date) -> str:
    """The file of the entries, as the next version of it."""
    named = replace(entries, version=next_version(entries.version, today), reviewed=today)
    return layer_text(named, row.jurisdiction, DISTRICT)


def _look(
    row: DistrictRow,
    entries: LayerEntries,
    before: LayerEntries,
    form: FlaskForm,
    subject: str,
    errors: dict[str, str],
) -> str | None:
    """The look at what saving would do; None where something must be mended, with the words
    put beside the fields and, of no field, into ``errors``."""
    if form_has_errors(form):
        return None
    if entries == before or _same_file(row, entries, before):
        errors[""] = refusal_words("nothing_changed")
        return None
    text = _text(row, entries, clock.today(row.zone))
    try:
        found = preview_law_file(person(), clock.now(), DISTRICT, text)
    except LawRefused as refused:
        pack = law_above(row, texts_of(row))
        for fault in refused.faults:
            name = _beside(fault, subject, form)
            if name:
                form[name].errors = [laxer_words(fault)]  # type: ignore[arg-type]
            else:
                errors[""] = " ".join(filter(None, (errors.get(""), fault_words(fault, pack))))
        if not refused.faults:
            errors[""] = refusal_words(refused.errors[""])
        return None
    again = (request.full_path.rstrip("?"), hidden_values(form))
    return preview_page(found, text, again)


def _same_file(row: DistrictRow, entries: LayerEntries, before: LayerEntries) -> bool:
    """Whether the file would say the same, its edition aside."""
    same = replace(entries, version=before.version, reviewed=before.reviewed)
    return layer_text(same, row.jurisdiction, DISTRICT) == texts_of(row).get(DISTRICT, "")


def _beside(fault: object, subject: str, form: FlaskForm) -> str:
    """The field that a reason belongs to; empty where it speaks of something else."""
    if not isinstance(fault, Laxer):
        return ""
    if f"set-{fault.subject}" in form:
        return f"set-{fault.subject}"
    name = BESIDE.get(fault.code, "")
    return name if fault.subject == subject and name in form else ""


def _rule(above: Pack, rule_id: str) -> Rule | None:
    return next((r for r in above.rules if r.id == rule_id and not r.not_modelled), None)


def _choosable(
    above: Pack, row: DistrictRow, entries: LayerEntries
) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
    """The rules that can be made stricter, by kind: id, name, sentence, whether one is."""
    changed = {change.requirement for change in entries.changes}
    today = clock.today(row.zone)
    return [
        (
            kind,
            [
                (e.rule.id, e.name, e.summary, e.rule.id in changed)
                for e in found
                if not e.rule.not_modelled
            ],
        )
        for kind, found in entries_of(above, today, {}, row.labels)
        if any(not e.rule.not_modelled for e in found)
    ]


def _taken(above: Pack, setting_id: str, chosen: str | None) -> str:
    """What holds where the district's own law sets nothing."""
    setting = above.setting(setting_id)
    answer = setting.answer(chosen)
    if not answer:
        return gettext("Without an answer here the rules that need it wait for a decision.")
    words = answer_words(setting, answer)
    if setting.set_by:
        return gettext("Set by %(name)s: %(answer)s.", name=setting.set_by.name, answer=words)
    if chosen:
        return gettext("Chosen under District: %(answer)s.", answer=words)
    return gettext("Without an answer here: %(answer)s.", answer=words)
