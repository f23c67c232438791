"""Everything a person reads is in Spanish too, with the same places for values in it."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "drills/translations"
# Pages that show the design system to developers only.
NOT_FOR_PEOPLE = ("templates/style.html",)
PLACE = re.compile(r"%\((\w+)\)[sd]")
HOW = "bring it up to date: docs/decisions/0004-two-languages.md says how"

Message = str | tuple[str, ...]


@cache
def texts() -> frozenset[Message]:
    """Every text that the program and its pages mark for translation."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: set[Message] = set()
    keywords = {
        "_": None,
        "gettext": None,
        "lazy_gettext": None,
        "ngettext": (1, 2),
        "lazy_ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
    }
    for name, _line, message, _comments, _context in extract_from_dir(
        str(ROOT),
        methods,
        options,
        keywords=keywords,
        # Babel by itself leaves out folders whose name begins with an underline: _macros, _layouts.
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    ):
        if name not in NOT_FOR_PEOPLE:
            found.add(message)
    return frozenset(found)


@cache
def spanish() -> Catalog:
    """The Spanish catalogue as its file says it."""
    with (FOLDER / "es/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="es")


def forms_of(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_text_is_said_in_spanish():
    missing = []
    for message in texts():
        entry = spanish().get(forms_of(message)[0])
        if entry is None or entry.fuzzy or not all(forms_of(entry.string)):
            missing.append(forms_of(message)[0])
    assert sorted(missing) == [], HOW


def test_the_places_for_values_are_the_same():
    wrong = []
    for entry in spanish():
        if not entry.id:
            continue
        wanted = set().union(*(PLACE.findall(form) for form in forms_of(entry.id)))
        for form in forms_of(entry.string):
            found = set(PLACE.findall(form))
            # A singular may say "one" for the number.
            if not found <= wanted or wanted - found - {"num"}:
                wrong.append((forms_of(entry.id)[0], form))
    assert wrong == []


def test_no_text_is_kept_that_nobody_says():
    said = {forms_of(message)[0] for message in texts()}
    kept = {forms_of(entry.id)[0] for entry in spanish() if entry.id}
    assert sorted(kept - said) == [], HOW


def test_the_compiled_catalogue_is_that_of_the_file():
    with (FOLDER / "es/LC_MESSAGES/messages.mo").open("rb") as file:
        compiled = read_mo(file)
    out = io.BytesIO()
    write_mo(out, spanish())
    out.seek(0)
    fresh = read_mo(out)
    assert said_by(compiled) == said_by(fresh), HOW


def said_by(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """What a catalogue says, by the first form of each text."""
    return {forms_of(m.id)[0]: forms_of(m.string) for m in catalogue if m.id}


@pytest.mark.parametrize("mark", ["!", "¡"])
def test_nothing_is_shouted(mark):
    shouted = [
        form
        for entry in spanish()
        if entry.id
        for form in (*forms_of(entry.id), *forms_of(entry.string))
        if mark in form
    ]
    assert shouted == []
