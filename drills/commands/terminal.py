"""What a terminal can show: its letters, its width, and text cut to fit both.

No words of the trade here.
"""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from typing import Any

WIDEST = 100
NARROWEST = 60
# Signs that plain ASCII says otherwise; what is left over loses its accents.
PLAIN = str.maketrans(
    {
        "✓": "+",
        "✗": "x",
        "○": "o",
        "–": "-",
        "—": "-",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "·": "-",
        "§": "sec.",
        "─": "-",
        "→": "->",
        "\u00a0": " ",
    }
)


def speaks_unicode(stream: Any) -> bool:
    """Whether a stream takes every letter: its encoding is a UTF."""
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith("utf")


def for_terminal(text: str, stream: Any) -> str:
    """The text as the stream can show it: plain ASCII where it does not speak UTF-8."""
    if speaks_unicode(stream):
        return text
    text = text.replace("§§", "secs.").translate(PLAIN)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
    return plain.decode("ascii")


def width() -> int:
    """The columns to fill: those of the terminal, from 60 to 100."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def wrapped(text: str, first: str = "", rest: str | None = None, columns: int = WIDEST) -> str:
    """The text over as many lines as it needs, each beginning with its indent."""
    return textwrap.fill(
        text,
        columns,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
