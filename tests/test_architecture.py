"""Holds the plan of the house: who may import whom, who may read the clock, who may commit."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "drills"

# The table of docs/decisions/0001. A room may import these rooms of ours ...
MAY_IMPORT: dict[str, set[str]] = {
    "facts": set(),
    "clock": set(),
    "bootstrap": set(),
    "serving": {"bootstrap"},
    "permissions": {"facts"},
    "compliance": {"facts"},
    "planner": {"facts", "compliance"},
    "exchange": {"facts"},
    "store": {"facts", "permissions"},
    "feeds": {"facts", "compliance"},
    "filings": {"facts", "compliance", "workbooks"},
    "workbooks": {"facts", "compliance", "exchange"},
    "actions": {
        "facts",
        "clock",
        "permissions",
        "compliance",
        "planner",
        "exchange",
        "store",
        "feeds",
        "filings",
        "workbooks",
    },
    "jobs": {"app", "actions", "clock", "store", "facts"},
    "web": {
        "actions",
        "store",
        "feeds",
        "filings",
        "workbooks",
        "compliance",
        "permissions",
        "facts",
        "clock",
    },
}
MAY_IMPORT["demo"] = MAY_IMPORT["actions"] | {"actions"}
MAY_IMPORT["commands"] = MAY_IMPORT["web"] | {"web", "exchange", "jobs", "demo", "bench", "planner"}
MAY_IMPORT["bench"] = MAY_IMPORT["commands"] | {"app"}
EVERYTHING = {"app", "__init__"}

# ... and these packages of others, which no other room may.
ONLY_IN: dict[str, set[str]] = {
    "sqlalchemy": {"store"},
    "flask_sqlalchemy": {"store"},
    "alembic": {"store"},
    "apscheduler": {"jobs"},
    "icalendar": {"feeds"},
    "openpyxl": {"workbooks", "exchange"},
    "yaml": {"exchange"},
    "wtforms": {"web"},
    "flask_wtf": {"web", "app"},
    "flask_login": {"web"},
    "flask": {"web", "app", "commands", "store", "jobs", "bench"},
    "flask_babel": {"web", "app", "actions"},
    "click": {"commands"},
    "PIL": {"store", "demo"},
    "pypdf": {"store"},
    "dateutil": {"compliance", "facts"},
    "segno": {"web"},
    "obstore": {"store"},
}
# Why some of these are wider than the table: store needs Flask for connect_database and
# for the migrations' current app.


def modules() -> list[Path]:
    """Every module of the program."""
    return sorted(p for p in PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """The room a module stands in: its folder in drills/, or its own name."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports_of(path: Path) -> set[str]:
    """Every dotted name that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "drills":
                found |= {f"drills.{alias.name}" for alias in node.names}
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_imports_only_what_its_room_may(path):
    room = room_of(path)
    if room in EVERYTHING:
        return
    assert room in MAY_IMPORT, f"{room} is no room of the plan: docs/decisions/0001"
    ours = {
        name.split(".")[1]
        for name in imports_of(path)
        if name.startswith("drills.") and name.count(".") >= 1
    }
    assert ours - MAY_IMPORT[room] - {room} == set()
    others = {name.split(".")[0] for name in imports_of(path)}
    wrong = {name for name in others if name in ONLY_IN and room not in ONLY_IN[name]}
    assert wrong == set()


@pytest.mark.parametrize("path", modules(), ids=named)
def test_only_the_clock_reads_the_clock(path):
    if room_of(path) in ("clock", "bootstrap", "serving"):
        return
    calls = [
        f"{ast.unparse(node.func)} in line {node.lineno}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow")
        and ast.unparse(node.func.value) not in ("clock", "func")
    ]
    assert calls == []


@pytest.mark.parametrize("path", modules(), ids=named)
def test_only_a_change_commits(path):
    if named(path) == "drills/actions/change.py":
        return
    commits = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert commits == []


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_says_what_lives_in_it_and_stays_small(path):
    text = path.read_text()
    if not text.strip() or "migrations/versions" in named(path):
        return
    assert ast.get_docstring(tree_of(path)), "open with what lives here and what does not"
    assert text.count("\n") <= 400, "split it"
    assert path.stem not in ("utils", "util", "helpers", "helper", "common", "misc", "manager")


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_public_function_says_what_it_gives_and_in_which_type(path):
    if "migrations" in named(path):
        return
    missing = []
    for node in tree_of(path).body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("_"):
            continue
        if node.returns is None or not ast.get_docstring(node):
            missing.append(node.name)
    assert missing == []


def test_the_decision_names_every_room():
    decision = (ROOT / "docs/decisions/0001-the-house.md").read_text()
    for path in PACKAGE.iterdir():
        if path.is_dir() and not path.name.startswith("_") and path.name != "translations":
            assert path.name in decision, path.name


@pytest.mark.parametrize("room", ["actions", "web", "jobs"])
def test_a_districts_law_is_read_in_one_place(room):
    """Whoever reads the state's pack of a district would miss what the district laid over it."""
    allowed = {"drills/actions/law.py", "drills/actions/save_law_file.py"}
    of_district = re.compile(r"load_pack\([^)\n]*\.jurisdiction\)")
    found = [
        named(path)
        for path in modules()
        if room_of(path) == room and of_district.search(path.read_text())
    ]
    assert set(found) <= allowed
