"""Save a file of law for a district, or take one away: previewed, refused where it is laxer.

A layer is a county's, a city's or the district's own rules, or a newer pack of the state
imported apart from a release. What is in force is law.py's; forms that write the text are
compliance/local_text.py's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.law import STATE, Fault, is_newer, laid_texts, law_of, texts_of
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.verdict_changes import changes_between, standing
from drills.compliance.layering import laid_files, state_layer
from drills.compliance.layers import LAYERS, Layer
from drills.compliance.loading import load_pack, read_pack
from drills.compliance.local_law import head_of
from drills.compliance.pack import Pack
from drills.compliance.strict import PackError
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.calendars import year_on
from drills.store.database import db
from drills.store.law_files import SavedLaw, read_law_history
from drills.store.people import hold_district
from drills.store.tables import DistrictRow, LawFileRow

LONGEST_TEXT, LONGEST_NOTE, LONGEST_VERSION = 500_000, 300, 40


class LawRefused(Refused):
    """A file of law that cannot be saved: every fault, and every reason why it is laxer."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class LawPreview:
    """What saving, or taking away, would do.

    ``changes``: the buildings that would stand otherwise, as verdict_changes tells them; a
    rule that comes or goes has None for ``was`` or ``now``. ``left_out``: what the layers
    below would lose, because it would be laxer than the new law. ``seen``: hand it back.
    """

    layer: str
    head: Layer | None  # None: taken away
    pack: Pack
    changes: tuple[dict[str, Any], ...]
    left_out: tuple[Fault, ...]
    same: bool
    seen: str


def law_history(district_id: int) -> list[SavedLaw]:
    """Who saved or took away which layer, when and why; newest first."""
    return read_law_history(district_id)


def law_seen(row: DistrictRow) -> str:
    """Short words for the law in force: a form sends it back, so that a save that would
    undo somebody else's is noticed."""
    return hashlib.sha256(json.dumps(row.law, sort_keys=True).encode()).hexdigest()[:16]


def preview_law_file(by: Person, now: datetime, layer: str, text: str) -> LawPreview:
    """What would change if this text became the layer. Writes nothing.

    Raises NotAllowed, or LawRefused.
    """
    today = allowed_today(by, now, "change_law")
    return _preview(read_district(by.district_id), today, layer, text)


def preview_taking_away(by: Person, now: datetime, layer: str) -> LawPreview:
    """What would change without the layer. Raises NotAllowed, or LawRefused."""
    today = allowed_today(by, now, "change_law")
    return _preview(read_district(by.district_id), today, layer, "")


def save_law_file(
    by: Person, now: datetime, layer: str, text: str, *, seen: str, note: str = ""
) -> LawPreview:
    """Make this text the layer, and judge every building again; gives what it changed.

    ``seen`` is that of the preview. Raises NotAllowed, LawRefused, Refused (note), or
    ChangedMeanwhile.
    """
    return _save(by, now, layer, _tidied(text), seen, note)


def take_away_law_file(
    by: Person, now: datetime, layer: str, *, seen: str, note: str = ""
) -> LawPreview:
    """Let the layer hold no longer; the same as save_law_file otherwise."""
    return _save(by, now, layer, "", seen, note)


def _save(by: Person, now: datetime, layer: str, text: str, seen: str, note: str) -> LawPreview:
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Refused(note="note_long")
    with change(by, now) as it:
        today = allowed_today(by, now, "change_law")
        hold_district(by.district_id)
        row = read_district(by.district_id)
        db.session.refresh(row)
        if law_seen(row) != seen:
            raise ChangedMeanwhile("changed_meanwhile")
        found = _preview(row, today, layer, text)
        if found.same:
            return found
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        before = row.law.get(layer)
        saved = LawFileRow(
            district_id=row.id,
            layer=layer,
            name=found.head.name if found.head else "",
            text=text,
            sha256=sha256,
            version=found.head.version if found.head else "",
            reviewed=found.head.reviewed if found.head else None,
            saved_by=by.id or None,
            saved_by_name=by.name,
            saved_at=now,
            note=note,
        )
        db.session.add(saved)
        others = {name: held for name, held in row.law.items() if name != layer}
        row.law = {**others, layer: sha256} if found.head else others
        db.session.flush()
        it.note(
            "law.saved" if found.head else "law.taken_away",
            f"law_file:{saved.id}",
            layer=layer,
            name=saved.name,
            version=saved.version,
            before=before,
            after=sha256 if found.head else None,
            note=note,
            verdicts=list(found.changes),
        )
        it.rejudge_all()
        return found


def _preview(row: DistrictRow, today: date, layer: str, text: str) -> LawPreview:
    """The district's law with the text in the layer's place; "" takes it away."""
    if layer not in LAYERS:
        raise LawRefused("layer_unknown")
    text = _tidied(text)
    texts = texts_of(row)
    if not text and layer not in texts:
        raise LawRefused("law_not_there")
    head = None
    if text:
        head = _checked(row.jurisdiction, layer, text, texts)
    same = texts.get(layer, "") == text
    texts = {name: held for name, held in texts.items() if name != layer}
    if text:
        texts[layer] = text
    pack, left_out = laid_texts(row.jurisdiction, texts)
    year = year_on(row.id, today)
    changes: list[dict[str, Any]] = []
    if year is not None and not same:
        before = standing(row.id, today, year, law_of(row))
        after = standing(row.id, today, year, pack)
        changes = changes_between(before, after)
    return LawPreview(layer, head, pack, tuple(changes), left_out, same, law_seen(row))


def _checked(jurisdiction: str, layer: str, text: str, texts: dict[str, str]) -> Layer:
    """The head of a text that may stand in its layer. Raises LawRefused."""
    if len(text) > LONGEST_TEXT:
        raise LawRefused("law_long")
    data = text.encode()
    try:
        extends, kind = head_of(data, "file")
        if layer == STATE:
            if kind:
                raise LawRefused("law_not_state")
            return state_layer(_state(jurisdiction, data))
    except PackError as error:
        raise LawRefused("law_faulty", error.faults) from None
    if not kind:
        raise LawRefused("law_not_local")
    if kind != layer:
        raise LawRefused("law_other_layer")
    if extends != jurisdiction:
        raise LawRefused("law_other_state")
    over = LAYERS[: LAYERS.index(layer)]
    above, _ = laid_texts(jurisdiction, {name: texts[name] for name in over if name in texts})
    pack, faults = laid_files(above, [("file", data)])
    if faults:
        raise LawRefused("law_faulty", faults)
    return pack.layers[-1]


def _state(jurisdiction: str, data: bytes) -> Pack:
    pack = read_pack(data, "file")
    if pack.jurisdiction != jurisdiction:
        raise LawRefused("law_other_state")
    if len(pack.version) > LONGEST_VERSION:
        fault = f"file: 'version' is longer than {LONGEST_VERSION} characters"
        raise LawRefused("law_faulty", [fault])
    if not is_newer(pack.version, load_pack(jurisdiction).version):
        raise LawRefused("law_not_newer")
    return pack


def _tidied(text: str) -> str:
    """One kind of line end, as a browser's form sends another."""
    text = text.encode("utf-8", "replace").decode()
    return text.replace("\r\n", "\n").strip() + "\n" if text.strip() else ""
