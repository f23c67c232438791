"""Whose law it is: the packs that a layered pack is made of, and what each made stricter.

Values that rules, settings and packs carry (pack.py). Laying one over the other is
layering.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Where law is made, from above to below: each may only tighten what stands above it.
LAYERS = ("state", "county", "city", "district")


@dataclass(frozen=True, slots=True)
class Layer:
    """One pack that a layered pack is made of: whose it is, which version, when reviewed."""

    kind: str  # one of LAYERS
    name: str
    version: str
    reviewed: date


@dataclass(frozen=True, slots=True)
class Alteration:
    """What a local layer made stricter in a rule, and by what right.

    ``keys`` name what it touched, as its file does: count, days, accepts, must_have,
    advisory, part, window. ``says`` tells it in a sentence. ``since`` None: always.
    """

    layer: Layer
    keys: tuple[str, ...]
    says: str
    citation: str
    source: str
    url: str
    note: str = ""
    since: date | None = None
