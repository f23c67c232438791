"""What README.md and docs/ say is so: commands, settings, map, pictures, links, the example."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from config import SETTINGS
from drills.commands import COMMANDS, OVER_FILES
from tests.settings_page import PAGE, page

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted(ROOT.glob("docs/**/*.md"))]
OURS_BY_OTHERS = {"flask db upgrade"}  # Flask-Migrate's
LARGEST = 150_000  # bytes; a clone should stay small
CASE = ROOT / "tests" / "samples" / "cases" / "US-CT-mid"


def commands() -> set[str]:
    """Every command of ours as it is typed."""
    found = set()
    for name in {*COMMANDS, *OVER_FILES.values()}:
        if importlib.util.find_spec(name) is None:
            continue
        command = importlib.import_module(name).command
        below = command.commands if isinstance(command, click.Group) else {"": None}
        found |= {f"flask {command.name} {word}".strip() for word in below}
    return found


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_stands_in_the_readme(command):
    assert f"`{command}`" in README, f"say in README.md, under Commands, what {command} does"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_command_that_is_not_there(path):
    typed = re.findall(r"(?<![\w-])flask ([a-z]+)((?: [a-z-]+)?)", code_of(path))
    known = commands() | OURS_BY_OTHERS
    groups = {command.rsplit(" ", 1)[0] for command in known if command.count(" ") == 2}
    for first, second in typed:
        said = f"flask {first}"
        if said in groups:
            said += second
        assert said in known, f"{path.name} names {said}"


def test_every_setting_stands_on_the_page_of_settings():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.settings_page"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_setting_that_is_not_there(path):
    known = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"DRILLS_[A-Z][A-Z_]+", path.read_text(encoding="utf-8"))) <= known


def test_every_room_stands_on_the_map():
    rooms = [path for path in (ROOT / "drills").iterdir() if path.name[0] not in "_."]
    for path in rooms:
        named = f"`drills/{path.name}/`" if path.is_dir() else f"`drills/{path.name}`"
        assert named in README, f"say in README.md, on the map, what lives in {named}"


def test_the_map_names_nothing_that_is_gone():
    table = README.partition("## The map")[2].partition("\n## ")[0]
    for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE):
        for place in re.findall(r"`([^`]+)`", row):
            assert (ROOT / place).exists(), place


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(path):
    text = without_code(path.read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)#\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for link in links:
        if "://" not in link:
            assert (path.parent / link).exists(), f"{path.name} leads to {link}"


def test_every_picture_is_shown_small_and_described():
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert pictures
    for picture in pictures:
        name = f"docs/images/{picture.name}"
        with Image.open(picture) as image:
            assert image.format == "PNG"
        assert picture.stat().st_size < LARGEST, name
        described = rf'!\[[^\]]+\]\({name}\)|<img src="{name}"[^>]* alt="[^"]+"'
        assert re.search(described, README), f"README.md does not show {name} with words"


def test_the_example_is_what_flask_check_answers():
    check = importlib.import_module("drills.commands.check").command
    case = [str(CASE / "log.csv"), "--building", str(CASE / "building.yaml")]
    answer = CliRunner(env={"COLUMNS": "88"}).invoke(check, [*case, "--as-of", "2026-03-20"])
    shown = README.partition("answers\n\n```\n")[2].partition("\n```")[0]
    assert shown and answer.output.startswith(f"{shown}\n\nLaw: "), answer.output


def test_the_licence_is_that_of_the_project_file():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.search(r'^license = "(.+)"$', project, re.MULTILINE)
    assert named and f"SPDX-License-Identifier: {named[1]}\n" in README


FENCED = re.compile(r"^```.*?\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`]+)`")


def code_of(path: Path) -> str:
    """What a page shows as code: in fences and between backticks."""
    text = path.read_text(encoding="utf-8")
    return "\n".join(FENCED.findall(text) + INLINE.findall(FENCED.sub("", text)))


def without_code(text: str) -> str:
    """The rest."""
    return INLINE.sub("", FENCED.sub("", text))
