"""The text of docs/settings.md, made from config.SETTINGS.

``python -m tests.settings_page`` writes the page; tests/test_docs.py holds it true.
"""

from __future__ import annotations

from pathlib import Path

from config import SETTINGS

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
HEAD = """\
# Settings

Every setting is a variable of the environment, read once at the start. Wrong ones are all
named before anything starts; a `DRILLS_` variable that is not in this table is an error.
In production (`DRILLS_ENV=production`) the key, the public address and the mail have no
default.

Made from `config.py` by `.venv/bin/python -m tests.settings_page`; change it there.

| variable | without it | what it does |
| --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{setting.name}` | {_cell(setting.default) or '–'} | {_cell(setting.explanation)} |"
        for setting in SETTINGS
    ]
    return HEAD + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
