"""The district's local law: what is laid over the state's, its files, and its history.

Changing it is local_edit.py's, looking it over and saving preview.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, abort, render_template, send_file
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import FileField, SelectField
from wtforms.fields.choices import SelectChoice

from drills import clock
from drills.actions.law import STATE, laid_texts, law_faults, law_of, state_pack, texts_of
from drills.actions.save_law_file import law_history
from drills.compliance.layers import LAYERS
from drills.compliance.loading import PACKS
from drills.compliance.local_text import ChangeEntry, LayerEntries, RuleEntry, layer_entries
from drills.compliance.pack import Pack
from drills.store.audit import read_history
from drills.store.buildings import read_district
from drills.store.law_files import SavedLaw, read_law_file
from drills.store.tables import DistrictRow
from drills.web.access import person
from drills.web.law import blueprint
from drills.web.law.local_words import LAYER_NAMES, buildings_changed, fault_words
from drills.web.law.state import pack_or_404
from drills.web.law_said import answer_words
from drills.web.words import law_words

__all__ = ["blueprint"]

DISTRICT = LAYERS[-1]
MOST_SHOWN = 50  # saves in the history


class ImportForm(FlaskForm):
    """A file of law, and which layer it becomes."""

    layer = SelectField(validate_choice=False)
    file = FileField()


@dataclass(frozen=True, slots=True)
class Own:
    """One rule, change or answer of the district as the page lists it."""

    id: str
    name: str
    says: str
    citation: str


def import_form(layer: str = DISTRICT) -> ImportForm:
    """The form with its words in the reader's language."""
    form = ImportForm()
    form.layer.label.text = gettext("Which layer")
    form.file.label.text = gettext("File of law")
    form.layer.choices = [SelectChoice(name, words) for name, words in LAYER_NAMES.items()]
    form.layer.data = form.layer.data or layer
    return form


@blueprint.get("/set-up/law")
def local() -> str:
    """What the district is judged by, layer by layer; its own rules; who changed what."""
    return local_page(import_form())


def local_page(form: ImportForm, faults: list[str] | None = None) -> str:
    """The page, with an import that was refused where there is one."""
    row = read_district(person().district_id)
    pack = law_of(row)
    texts = texts_of(row)
    above = law_above(row, texts)
    entries = entries_now(row, texts)
    history = law_history(row.id)
    return render_template(
        "law/local.html",
        pack=pack,
        state=state_pack(row.jurisdiction, texts.get(STATE))[0],
        layers=[layer for layer in pack.layers if layer.kind != STATE],
        layer_names=LAYER_NAMES,
        held=set(texts),
        left_out=[fault_words(fault, pack) for fault in law_faults(row)],
        changes=[_change(change, above) for change in entries.changes],
        rules=[_rule(rule) for rule in entries.rules],
        answers=_answers(entries, above),
        choices=bool(above.settings),
        history=history[:MOST_SHOWN],
        left=max(0, len(history) - MOST_SHOWN),
        form=form,
        faults=faults or [],
    )


def law_above(row: DistrictRow, texts: dict[str, str]) -> Pack:
    """What the district's own layer is laid over: the state's, county's and city's law."""
    return laid_texts(row.jurisdiction, {k: v for k, v in texts.items() if k != DISTRICT})[0]


def entries_now(row: DistrictRow, texts: dict[str, str]) -> LayerEntries:
    """The district's own layer as forms hold it; an empty one where it has none."""
    text = texts.get(DISTRICT)
    if text is None:
        return LayerEntries(row.name[:80], "", clock.today(row.zone))
    return layer_entries(text)


@blueprint.get("/law/<jurisdiction>/file")
def pack_file(jurisdiction: str) -> Response:
    """A state's pack as its file; the district's own where it imported a newer one."""
    pack = pack_or_404(jurisdiction)
    row = read_district(person().district_id)
    text = texts_of(row).get(STATE) if pack.jurisdiction == row.jurisdiction else None
    name = f"{pack.jurisdiction.lower()}.toml"
    return _file(text.encode() if text else (PACKS / name).read_bytes(), name)


@blueprint.get("/set-up/law/file/<layer>")
def layer_file(layer: str) -> Response:
    """A layer in force as its file."""
    row = read_district(person().district_id)
    text = texts_of(row).get(layer)
    if text is None or layer not in LAYERS:
        abort(404)
    return _file(text.encode(), f"{row.jurisdiction.lower()}-{layer}.toml")


@blueprint.get("/set-up/law/files.zip")
def all_files() -> Response:
    """All that the buildings are judged by: the state's file and those laid over it."""
    row = read_district(person().district_id)
    texts = texts_of(row)
    state = f"{row.jurisdiction.lower()}.toml"
    files = {f"1-{state}": texts.get(STATE, "").encode() or (PACKS / state).read_bytes()}
    for number, layer in enumerate(LAYERS[1:], 2):
        if layer in texts:
            files[f"{number}-{row.jurisdiction.lower()}-{layer}.toml"] = texts[layer].encode()
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return _file(into.getvalue(), f"{row.jurisdiction.lower()}-law.zip", "application/zip")


@blueprint.get("/set-up/law/history/<int:file_id>/file")
def saved_file(file_id: int) -> Response:
    """A file as it was saved once."""
    row = read_district(person().district_id)
    saved = read_law_file(file_id, row.id)
    if saved is None or not saved.text:
        abort(404)
    return _file(saved.text.encode(), f"{row.jurisdiction.lower()}-{saved.layer}-{file_id}.toml")


@blueprint.get("/set-up/law/history/<int:file_id>")
def difference(file_id: int) -> str:
    """What one save changed: in the file, and in the buildings' verdicts of that day."""
    row = read_district(person().district_id)
    history = law_history(row.id)
    now = next((save for save in history if save.id == file_id), None)
    if now is None:
        abort(404)
    before = next((s for s in history if s.layer == now.layer and s.id < file_id), None)
    notes = read_history(row.id, [f"law_file:{file_id}"])
    changes = notes[0].details.get("verdicts", []) if notes else []
    return render_template(
        "law/difference.html",
        save=now,
        before=before,
        layer_names=LAYER_NAMES,
        lines=text_changes(_text(before, row.id), _text(now, row.id)),
        buildings=buildings_changed(changes, law_of(row)),
    )


def text_changes(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that came (+), went (-), or stand around them, as (sign, line)."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    # The first two name the files; @@ tells numbers of lines.
    return [(line[:1], line[1:]) for line in list(lines)[2:] if not line.startswith("@@")]


def _text(save: SavedLaw | None, district_id: int) -> str:
    if save is None or save.taken_away:
        return ""
    found = read_law_file(save.id, district_id)
    return found.text if found is not None else ""


def _change(change: ChangeEntry, above: Pack) -> Own:
    name = next(
        (law_words(above, rule.name) for rule in above.rules if rule.id == change.requirement),
        change.requirement,
    )
    return Own(change.requirement, name, change.says, change.origin.citation)


def _rule(rule: RuleEntry) -> Own:
    return Own(rule.id, rule.name, rule.summary, rule.origin.citation)


def _answers(entries: LayerEntries, above: Pack) -> list[tuple[str, str]]:
    known = {setting.id: setting for setting in above.settings}
    return [
        (law_words(above, known[name].asks), answer_words(known[name], value))
        for name, value in entries.settings.items()
        if name in known
    ]


def _file(content: bytes, name: str, kind: str = "application/toml") -> Response:
    answer = send_file(BytesIO(content), kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
