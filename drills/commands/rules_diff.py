"""Two versions of a pack side by side, as a text for a terminal and as JSON for scripts.

Layout only; what differs is compliance/pack_diff.py's.
"""

from __future__ import annotations

from typing import Any

import click

from drills.commands.terminal import wrapped
from drills.compliance.pack import Pack
from drills.compliance.pack_diff import Field, PackDiff, Section

SECTIONS = ("requirements", "duties", "settings", "sources")


def diff_text(found: PackDiff, columns: int) -> str:
    """The comparison for people; one line where nothing differs."""
    blocks = [click.style(f"{_named(found.was)} → {_named(found.now)}", bold=True)]
    if not found:
        return "\n\n".join([*blocks, "Nothing differs."])
    if found.head:
        blocks.append("\n".join(_lines(found.head, columns)))
    for name in SECTIONS:
        section: Section = getattr(found, name)
        if section:
            blocks.append(_section(name, section, columns))
    return "\n\n".join(blocks)


def diff_json(found: PackDiff) -> dict[str, Any]:
    """The comparison for scripts. Keys are added, never renamed."""
    return {
        "was": _head(found.was),
        "now": _head(found.now),
        "head": _fields(found.head),
        **{name: _as_json(getattr(found, name)) for name in SECTIONS},
    }


def _named(pack: Pack) -> str:
    local = [f" with {layer.name} {layer.version}" for layer in pack.layers[1:]]
    return f"{pack.name} {pack.version}{''.join(local)}"


def _section(name: str, section: Section, columns: int) -> str:
    lines = [click.style(name.capitalize(), bold=True)]
    for sign, word, entries in (("+", "added", section.added), ("-", "removed", section.removed)):
        for entry in entries:
            lines.append(f"{sign} {click.style(entry.id, bold=True)} {word}")
            lines.append(wrapped(entry.says or entry.name, "    ", columns=columns))
    for changed in section.changed:
        lines.append(f"~ {click.style(changed.id, bold=True)} changed")
        lines += _lines(changed.fields, columns, "    ")
    return "\n".join(lines)


def _lines(fields: tuple[Field, ...], columns: int, indent: str = "") -> list[str]:
    found = []
    for field in fields:
        found.append(f"{indent}{field.name}:")
        for label, text in (("was", field.was), ("now", field.now)):
            found.append(wrapped(text or "nothing", f"{indent}  {label}  ", columns=columns))
    return found


def _head(pack: Pack) -> dict[str, Any]:
    return {
        "jurisdiction": pack.jurisdiction,
        "version": pack.version,
        "reviewed": pack.reviewed.isoformat(),
        "layers": layers_json(pack),
    }


def layers_json(pack: Pack) -> list[dict[str, str]]:
    """The packs that a layered pack is made of; empty where there is no local law."""
    return [
        {
            "layer": layer.kind,
            "name": layer.name,
            "version": layer.version,
            "reviewed": layer.reviewed.isoformat(),
        }
        for layer in pack.layers
    ]


def _as_json(section: Section) -> dict[str, Any]:
    return {
        "added": [{"id": one.id, "says": one.says or one.name} for one in section.added],
        "removed": [{"id": one.id, "says": one.says or one.name} for one in section.removed],
        "changed": [{"id": one.id, "fields": _fields(one.fields)} for one in section.changed],
    }


def _fields(fields: tuple[Field, ...]) -> list[dict[str, str]]:
    return [{"field": field.name, "was": field.was, "now": field.now} for field in fields]
