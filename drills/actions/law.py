"""The law that a district is judged by: its state's pack, with what the district saved over it.

The one place where an action or a page gets a district's pack. What holds in each layer
stands on the district's row, by hash, so asking costs no query; texts are read once a
process. Saving is save_law_file.py's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drills.compliance.laxer import Laxer
from drills.compliance.layering import laid_files
from drills.compliance.layers import LAYERS
from drills.compliance.loading import load_pack, pack_text, read_pack
from drills.compliance.pack import Pack
from drills.compliance.strict import PackError
from drills.store.buildings import read_district
from drills.store.law_files import read_law_texts
from drills.store.tables import DistrictRow

STATE = LAYERS[0]
MOST_KEPT = 500  # laid packs of this process

Fault = Laxer | str
_laid: dict[tuple[str, ...], tuple[Pack, tuple[Fault, ...]]] = {}


def law_of(district: DistrictRow | int) -> Pack:
    """The pack in force for a district, by its row or id. Raises LookupError.

    A saved layer that the law above it has overtaken is left out as far as it is laxer.
    """
    return _found(district)[0]


def law_faults(district: DistrictRow | int) -> tuple[Fault, ...]:
    """What of the district's saved law does not hold, because the law above it has changed."""
    return _found(district)[1]


def _found(district: DistrictRow | int) -> tuple[Pack, tuple[Fault, ...]]:
    row = read_district(district) if isinstance(district, int) else district
    if not row.law:
        return load_pack(row.jurisdiction), ()
    key = (row.jurisdiction, *(f"{layer}:{row.law[layer]}" for layer in sorted(row.law)))
    if key not in _laid:
        texts = texts_of(row)
        if len(_laid) >= MOST_KEPT:
            _laid.clear()
        _laid[key] = laid_texts(row.jurisdiction, texts)
    return _laid[key]


def texts_of(row: DistrictRow) -> dict[str, str]:
    """The texts in force of a district, by layer."""
    found = read_law_texts(row.id, row.law.values()) if row.law else {}
    return {layer: found[sha256] for layer, sha256 in row.law.items() if sha256 in found}


def files_used(row: DistrictRow) -> list[tuple[str, str]]:
    """The files of law that a district is judged by, as layer and text: the state's first."""
    texts = texts_of(row)
    used, _ = state_pack(row.jurisdiction, texts.get(STATE))
    imported = used is not load_pack(row.jurisdiction)
    state = texts[STATE] if imported else pack_text(row.jurisdiction)
    return [(STATE, state), *((layer, texts[layer]) for layer in LAYERS[1:] if layer in texts)]


def laid_texts(jurisdiction: str, texts: Mapping[str, str]) -> tuple[Pack, tuple[Fault, ...]]:
    """A state's law with these texts over it, by layer, and what of them does not hold."""
    state, faults = state_pack(jurisdiction, texts.get(STATE))
    files = [(layer, texts[layer].encode()) for layer in LAYERS[1:] if layer in texts]
    pack, found = laid_files(state, files)
    return pack, (*faults, *found)


def state_pack(jurisdiction: str, text: str | None) -> tuple[Pack, list[Fault]]:
    """The state's pack: the imported one while it is newer than the release's own."""
    shipped = load_pack(jurisdiction)
    if text is None:
        return shipped, []
    try:
        imported = read_pack(text.encode(), STATE)
    except PackError as error:
        return shipped, list(error.faults)
    wins = imported.jurisdiction == jurisdiction and is_newer(imported.version, shipped.version)
    return (imported if wins else shipped), []


def is_newer(version: str, than: str) -> bool:
    """Whether a version such as 2026.11.10 comes after 2026.11.9."""
    return _order(version) > _order(than)


def _order(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
