"""The style sheets: contrast of every pair, one place for colours, nothing unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))

# What may be written on what. Every page is made of these pairs.
ON_GROUND = ["text", "text-quiet", "accent", "accent-strong", "problem"]
STATUSES = ["met", "missed", "open", "risk", "excused", "decide", "rest", "answered"]
GROUNDS = ["page", "surface", "surface-deep", "raised"]
PAIRS = [(words, ground) for ground in GROUNDS for words in ON_GROUND]
PAIRS += [(words, ground) for ground in ("page", "surface") for words in STATUSES]
PAIRS += [
    ("accent-strong", "accent-soft"),
    ("text", "accent-soft"),
    ("text", "problem-soft"),
    ("problem", "problem-soft"),
    ("accent", "problem-soft"),
    ("on-action", "action"),
    ("on-action", "action-strong"),
    ("on-solid", "solid"),
]
# Edges and shapes need 3 : 1 against what lies around them.
EDGES = [("line-strong", "page"), ("line-strong", "surface"), ("action", "page")]
EDGES += [(shape, "surface-deep") for shape in STATUSES]


def tokens(scheme: str) -> dict[str, str]:
    """The colour tokens of one scheme, by name."""
    text = (ROOT / "static/tokens.css").read_text()
    light, rest = text.split("@media (prefers-color-scheme: dark)")
    dark = rest.split("@media (forced-colors: active)")[0]
    hexes = r"--([a-z-]+): (#[0-9a-f]{6});"
    found = dict(re.findall(hexes, light))
    return found if scheme == "light" else {**found, **dict(re.findall(hexes, dark))}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_on_its_ground(scheme):
    found = tokens(scheme)
    faint = {
        f"{words} on {ground}": round(contrast(found[words], found[ground]), 2)
        for words, ground in PAIRS
        if contrast(found[words], found[ground]) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_edge_and_shape_can_be_seen(scheme):
    found = tokens(scheme)
    faint = [pair for pair in EDGES if contrast(found[pair[0]], found[pair[1]]) < 3]
    assert not faint


def test_light_dark_and_high_contrast_name_the_same_colours():
    text = (ROOT / "static/tokens.css").read_text()
    light, rest = text.split("@media (prefers-color-scheme: dark)")
    dark, forced = rest.split("@media (forced-colors: active)")
    forced = forced.split("/* Bootstrap reads these")[0]
    colours = set(re.findall(r"--([a-z-]+): #", light))
    assert colours == set(re.findall(r"--([a-z-]+): #", dark))
    assert colours == set(re.findall(r"--([a-z-]+): [A-Z]", forced))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_are_named_in_the_tokens_only(sheet):
    if sheet.name in ("tokens.css", "print.css"):
        return  # print is black on white by definition
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![-\w])|rgba?\(|hsla?\(", text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_stay_small_and_say_what_they_are(sheet):
    text = sheet.read_text()
    assert len(text.splitlines()) <= 350
    assert text.startswith("/*")


def test_every_token_that_is_used_exists():
    named = set(re.findall(r"--([a-z0-9-]+):", "".join(s.read_text() for s in SHEETS)))
    for sheet in SHEETS:
        used = set(re.findall(r"var\(--([a-z0-9-]+)", sheet.read_text()))
        assert not {name for name in used - named if not name.startswith("bs-")}, sheet.name


def test_no_rule_is_left_over():
    """Each class in our sheets stands in a template, a macro or a script."""
    pages = "".join(p.read_text() for p in [*TEMPLATES, *SCRIPTS])
    for stem in ("status-", "is-", "btn-", "banner-", "day-", "field-"):
        pages = re.sub(rf"(?<![a-z-]){stem}", f" {stem}", pages)
    unused = {}
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/|\"[^\"]*\"|url\([^)]*\)", "", sheet.read_text(), flags=re.S)
        names = set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", text))
        missing = {n for n in names if not _stands_in(n, pages)}
        if missing:
            unused[sheet.name] = sorted(missing)
    assert not unused


# Classes that macros put together from a kind, a status or a width.
BUILT = {
    "btn-": {"primary", "secondary", "danger", "link", "lg", "wide"},
    "banner-": {"success", "warning", "error", "info"},
    "day-": {"off", "half", "testing", "drill", "window"},
    "field-": {"short", "number", "full"},
    "plan-day-": {"off", "half", "none"},
    "law-standing-": {"modelled", "advisory", "not-modelled"},
    "status-": {"sm", "md", "lg"},
    "is-": {
        s.replace("_", "-")
        for s in (
            "met",
            "missed",
            "open",
            "excused",
            "needs_decision",
            "not_applicable",
            "upcoming",
            "not_on_record",
            "not_modelled",
        )
    },
}


def _stands_in(name: str, pages: str) -> bool:
    for stem, kinds in BUILT.items():
        if name.startswith(stem) and name.removeprefix(stem) in kinds:
            return True
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", pages) is not None
