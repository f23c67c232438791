"""Hand-derived verdicts, as data: cases/us-xx/*.yaml, each with the law's reason.

A state's folder holds building.yaml, a whole building file, and case files; a case names
its changes to the building, its log, the day and what the law says of some requirements.
A folder named after an example of local law is judged with that laid over the state's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from drills.commands.checked import check
from drills.compliance.layering import layered_files
from drills.compliance.loading import load_pack
from drills.compliance.local_law import read_local_pack, shipped_local
from drills.compliance.pack import Pack
from drills.exchange.building_file import read_building
from drills.exchange.drill_log import read_log
from drills.exchange.fields import read_day

CASES = Path(__file__).parent / "cases"
LEAST = 3  # case files for each state that has any


def read(path: Path) -> Any:
    """A file's values, every one as the text that stands there."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The base with changes put over it, table by table."""
    found = dict(base)
    for key, value in changes.items():
        inner = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if inner else value
    return found


def found_cases() -> list[Any]:
    """Every case of every state, named for the report of the tests."""
    cases = []
    for path in sorted(CASES.glob("*/*.yaml")):
        if path.name == "building.yaml":
            continue
        file = read(path)
        assert file["why"].strip(), f"{path} does not say why"
        for case in file["cases"]:
            log = case.get("log", file.get("log", "")).strip()
            if "more" in case:
                log += "\n" + case["more"]
            values = (path.parent, log, case)
            cases.append(
                pytest.param(*values, id=f"{path.parent.name}: {path.stem}: {case['name']}")
            )
    return cases


@pytest.mark.parametrize(("folder", "log", "case"), found_cases())
def test_the_law_says_so(folder: Path, log: str, case: dict[str, Any]):
    facts = merged(read(folder / "building.yaml"), case.get("building", {}))
    text = yaml.safe_dump(facts).replace("'null'", "null")
    building = read_building(text.encode(), "building.yaml").building
    drills = read_log(log.encode(), "log.csv")
    as_of = read_day(case["as_of"])
    checked = check(law_of(folder, building.jurisdiction), building, drills, as_of)
    rows = {row.verdict.id: row for row in checked.rows}
    for requirement, expected in case.get("expect", {}).items():
        found = rows[requirement].verdict
        said = {key: shown(getattr(found, key)) for key in expected}
        assert said == expected, requirement
    if "verdict" in case:
        assert checked.verdict.status == case["verdict"]
    for requirement, whys in case.get("not_counted", {}).items():
        assert [n.sentence for n in rows[requirement].reasons.not_counted] == whys
    if "flags" in case:
        assert [flag.code for flag in checked.flags] == case["flags"]


def law_of(folder: Path, jurisdiction: str) -> Pack:
    """The state's law, with the local law that the folder is named after."""
    state = load_pack(jurisdiction)
    local = shipped_local().get(folder.name)
    return layered_files(state, [(local.name, local.read_bytes())]) if local else state


def shown(value: Any) -> Any:
    """A verdict's value as a case file writes it."""
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda p: p.name)
def test_a_state_has_enough_case_files(folder: Path):
    assert len([p for p in folder.glob("*.yaml") if p.name != "building.yaml"]) >= LEAST


@pytest.mark.parametrize("name", sorted(shipped_local()))
def test_every_example_of_local_law_has_cases(name):
    assert (CASES / name).is_dir()


@pytest.mark.parametrize("name", sorted(shipped_local()))
def test_an_example_of_local_law_says_in_spanish_what_people_read(name):
    local = read_local_pack(shipped_local()[name].read_bytes(), name)
    said = [words for rule in local.rules for words in (rule.name, rule.summary)]
    said += [change.says for change in local.changes]
    assert [words for words in said if words not in local.spanish] == []
