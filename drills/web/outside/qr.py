"""A QR code drawn here, as lines of an SVG: no other host learns of the link."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """The code of a text, dark on white with its quiet border, as wide as its place."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    # The text goes into the picture as squares alone.
    return Markup(drawn)
