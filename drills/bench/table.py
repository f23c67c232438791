"""A measurement and the table of them: what, aim, measured, spread, how often."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``aim`` and ``measured`` are words; the spread is from least to most."""

    what: str
    aim: str = ""
    measured: str = ""
    spread: str = ""
    times: str = ""
    note: str = ""


def seconds(value: float) -> str:
    """A time in the unit that fits: ``212 µs``, ``4.3 ms``, ``31 s``."""
    for unit, size in UNITS:
        if value >= size or unit == "µs":
            number = value / size
            return f"{number:.0f} {unit}" if number >= 100 else f"{number:.1f} {unit}"
    return ""


def measure(
    what: str, do: Callable[[], object], times: int, *, aim: str = "", each: int = 1, note: str = ""
) -> Row:
    """Do a thing so many times and tell the median. ``each``: how many things one call does.

    One call goes first and is not counted: it fills what a running program has filled.
    """
    do()
    took: list[float] = []
    for _ in range(times):
        gc.collect()
        begun = time.perf_counter()
        do()
        took.append((time.perf_counter() - begun) / each)
    return Row(
        what,
        aim,
        seconds(statistics.median(took)),
        f"{seconds(min(took))} to {seconds(max(took))}",
        f"{times}" if each == 1 else f"{times} × {each:,}",
        note,
    )


def lines(title: str, rows: Iterable[Row]) -> list[str]:
    """A part's rows under its title, in columns."""
    heads = Row("", "aim", "median", "from least to most", "times")
    shown = [heads, *rows]
    columns = ("what", "aim", "measured", "spread", "times")
    widths = [max(len(getattr(row, name)) for row in shown) for name in columns]
    widths[0] = max(widths[0], len(title))
    found = []
    for row in shown:
        texts = [getattr(row, name) for name in columns]
        if row is heads:
            texts[0] = title
        first, *rest = texts
        line = "  ".join([first.ljust(widths[0]), *_right(rest, widths[1:])])
        found.append(f"{line}  {row.note}".rstrip())
    return [found[0], "-" * (sum(widths) + 2 * len(columns) - 2), *found[1:]]


def _right(texts: list[str], widths: list[int]) -> list[str]:
    return [text.rjust(width) for text, width in zip(texts, widths, strict=True)]
