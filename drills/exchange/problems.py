"""A problem with a file that somebody gave us: where it is, what is wrong, what would be right.

Every reader of this room collects problems instead of stopping at the first. Nothing here
knows what a file holds; see drill_log.py and building_file.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``line`` counts from 1; 0 where the whole file is meant.

    ``column`` is the column's name in a log, the character's number in a building file.
    ``what`` and ``right`` are sentences without their full stop.
    """

    file: str
    line: int
    column: str
    what: str
    right: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.what}. {self.right}."


class FileProblems(ValueError):
    """A file that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotThat(ValueError):
    """A value that cannot be read: what is wrong and what would be right."""

    def __init__(self, what: str, right: str) -> None:
        self.what, self.right = what, right
        super().__init__(f"{what}. {right}")


def nearest(word: str, known: Iterable[str], everyday: Mapping[str, str] | None = None) -> str:
    """The known word that is most like a given one, however unlike they are.

    ``everyday`` gives the known word for what people say instead: police, law_enforcement.
    """
    words = list(known)
    folded = word.strip().casefold().replace(" ", "_").replace("-", "_")
    if folded in words:
        return folded
    # A name that holds the word, or lies in it, is nearer than one that shares letters.
    inside = [w for w in words if len(w) > 2 and w in folded]
    around = [w for w in words if len(folded) > 2 and folded in w]
    if inside or around:
        return max(inside, key=len) if inside else min(around, key=len)
    spaced = folded.replace("_", " ")
    for said, meant in (everyday or {}).items():
        if said in spaced:
            return meant
    return get_close_matches(folded, words, n=1, cutoff=0)[0]


def quoted(text: str, most: int = 40) -> str:
    """What the file says, cut where it is long, for use in a sentence."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return "'" + "".join(c if c.isprintable() else "?" for c in shown) + "'"


def decoded(data: bytes, file: str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises FileProblems."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblems(
            [Problem(file, 0, "", "the file is UTF-16, not UTF-8", "Save it as UTF-8")]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        what = f"byte {column} of the line is not UTF-8"
        right = "Save the file as UTF-8 (in Excel: CSV UTF-8)"
        raise FileProblems([Problem(file, line, "", what, right)]) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        what = "the line holds a zero byte, so this is not a text file"
        raise FileProblems([Problem(file, line, "", what, "Save it as text in UTF-8")])
    return text
