"""Text as a cell can hold it: nothing that a person typed breaks the file or starts a formula.

How cells look is cell_styles.py's; which cells there are, sheet.py's.
"""

from __future__ import annotations

import re

# What XML cannot hold; carriage returns become line breaks before.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Readers take this for a character; escaped, it stays what was written.
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
STARTS_A_FORMULA = ("=", "+", "-", "@", "#", "\t", "'")
MOST_UNITS = 32_000  # of UTF-16; a cell holds 32,767
CUT = " … (cut; the record holds the rest)"


def safe_text(text: str) -> str:
    """A text as a cell can hold it: nothing in it can break the file or change its meaning."""
    text = NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > MOST_UNITS:
        units = text.encode("utf-16-le")
        if len(units) > MOST_UNITS * 2:
            text = units[: (MOST_UNITS - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT
    return LOOKS_ESCAPED.sub("_x005F_", text)
