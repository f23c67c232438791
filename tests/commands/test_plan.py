"""``flask plan`` plans a district from one file, and its plan stands before ``flask check``."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from drills.commands import app_for_files
from drills.commands.check import command as check
from drills.commands.plan import command

ROOT = Path(__file__).parents[2]
CALENDAR = {
    "first_day": "2025-08-28",
    "last_day": "2026-06-12",
    "no_school": ["2025-11-27..2025-11-28", "2025-12-24..2026-01-02", "2026-04-13..2026-04-17"],
}
FACTS = {"ownership": "public", "grades": ["K", "5"], "sprinklers": "full", "buses_pupils": True}
DISTRICT: dict[str, Any] = {
    "name": "Example Public Schools",
    "jurisdiction": "US-CT",
    "today": "2025-08-20",
    "hours": {"start": "08:30", "end": "14:30"},
    "calendar": CALENDAR,
    "blackouts": [{"on": "2026-03-10..2026-03-20", "why": "state tests", "buildings": ["b"]}],
    "limits": {"per_day": 4, "per_building_per_week": 1, "min_days_between": 5},
    "officers": [{"id": "sso", "name": "Officer Lee", "kind": "police", "covers": ["a", "b"]}],
    "attend": {"lockdown": "police"},
    "buildings": [
        {"id": "a", "name": "Hillside Elementary", **FACTS},
        {"id": "b", "name": "Riverside Elementary", **FACTS},
    ],
    "held": [],
    "pinned": [{"building": "a", "date": "2025-10-02", "time": "09:30", "type": "lockdown"}],
}


def run(tmp_path: Path, *arguments: str, **changes: Any) -> Result:
    """The command on a district that is changed a little."""
    path = tmp_path / "DISTRICT.yaml"
    path.write_text(yaml.safe_dump({**DISTRICT, **changes}))
    return CliRunner().invoke(command, [str(path), *arguments])


def planned(tmp_path: Path, **changes: Any) -> dict[str, Any]:
    result = run(tmp_path, "--format", "json", **changes)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_json_holds_what_scripts_rely_on(tmp_path):
    said = planned(tmp_path)
    assert {"placements", "unplaced", "proof", "seconds"} <= said.keys()
    assert said["proof"] == "optimal"
    assert said["unplaced"] == []
    one = said["placements"][0]
    keys = {"building", "date", "time", "type", "announced", "secondary_exit", "officer", "for"}
    assert keys <= one.keys()
    pins = [p for p in said["placements"] if p["pinned"]]
    assert [(p["building"], p["date"], p["time"], p["type"]) for p in pins] == [
        ("a", "2025-10-02", "09:30", "lockdown")
    ]


def test_what_is_planned_and_held_is_met_before_the_check(tmp_path):
    said = planned(tmp_path)
    for building in DISTRICT["buildings"]:
        facts = {k: v for k, v in building.items() if k != "id"}
        facts |= {"jurisdiction": "US-CT", "calendar": CALENDAR}
        (tmp_path / "building.yaml").write_text(yaml.safe_dump(facts))
        rows = [p for p in said["placements"] if p["building"] == building["id"]]
        left_out = {"building", "officer", "for", "pinned", "opens", "due"}
        columns = sorted({c for row in rows for c in row} - left_out)
        out = StringIO()
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        (tmp_path / "log.csv").write_text(out.getvalue())
        result = CliRunner().invoke(
            check,
            [
                str(tmp_path / "log.csv"),
                "--building",
                str(tmp_path / "building.yaml"),
                "--as-of",
                "2026-06-13",
                "--format",
                "json",
            ],
        )
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        assert told["verdict"] == "met", told
        met = {r["id"] for r in told["requirements"] if r["status"] == "met"}
        assert {name for row in rows for name in row["for"]} <= met


def test_a_window_that_a_building_was_excused_from_is_not_told_as_short(tmp_path):
    late = {"today": "2025-11-10", "held": [], "pinned": []}
    short = {(u["building"], u["opens"]) for u in planned(tmp_path, **late)["unplaced"]}
    assert {("a", "2025-10-01"), ("b", "2025-10-01")} <= short
    excused = {"requirement": "fire-monthly", "opens": "2025-10-01", "granted_on": "2025-10-20"}
    first, second = DISTRICT["buildings"]
    buildings = [{**first, "waivers": [excused]}, second]
    left = {
        (u["building"], u["opens"])
        for u in planned(tmp_path, buildings=buildings, **late)["unplaced"]
    }
    assert short - left == {("a", "2025-10-01")}


def test_what_is_proven_stands_in_the_json_and_nothing_beside_it(tmp_path):
    path = tmp_path / "DISTRICT.yaml"
    path.write_text(yaml.safe_dump(DISTRICT))
    # A process of its own: the solver writes to its standard output by itself.
    flask = [sys.executable, "-m", "flask", "plan", str(path), "--prove", "--format", "json"]
    said = json.loads(subprocess.run(flask, cwd=ROOT, capture_output=True, check=True).stdout)
    assert said["bound"] == {"short": 0, "at_least": 0}
    assert 0 < said["gap"]["at_least"] <= said["gap"]["points"] == sum(said["costs"].values())


def test_the_csv_is_a_log_of_the_district(tmp_path):
    rows = list(csv.DictReader(StringIO(run(tmp_path, "--format", "csv").stdout)))
    assert len(rows) == len(planned(tmp_path)["placements"])
    assert {"building", "date", "time", "type", "law_enforcement", "officer", "for"} <= rows[
        0
    ].keys()
    lockdowns = [r for r in rows if r["type"] == "lockdown"]
    assert lockdowns
    assert all((r["law_enforcement"], r["officer"]) == ("yes", "sso") for r in lockdowns)


def test_the_text_says_first_whether_all_is_planned_then_month_by_month(tmp_path):
    text = run(tmp_path).stdout
    assert text.startswith("PLANNED: 22 drills for 2 buildings of Example Public Schools")
    assert "October 2025\n" in text
    assert "Lockdown, with Officer Lee, pinned" in text
    assert "Hillside Elementary" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_the_text_says_what_cannot_be_and_what_would_free_it(tmp_path):
    text = run(tmp_path, blackouts=[{"on": "2026-03-01..2026-03-31", "why": "state tests"}]).stdout
    assert text.startswith("NOT ALL PLANNED")
    assert "Cannot be placed (no plan can)" in text
    joined = " ".join(text.split())
    assert "Hillside Elementary, Monthly fire drill (0 of 1): From March 1 to March 31" in joined
    assert "To free it, open one of March 2-31" in joined


def test_many_buildings_are_counted_by_month(tmp_path):
    many = [{"id": f"s{n}", **FACTS} for n in range(61)]
    changes = {"buildings": many, "blackouts": [], "officers": [], "attend": {}, "pinned": []}
    text = run(tmp_path, **changes, limits={}).stdout
    assert "Drills a month" in text
    assert "at most" in text


def test_a_wrong_file_tells_every_problem_and_exits_with_two(tmp_path):
    result = run(tmp_path, attend={"lockdown": "polic"}, jurisdiction="US-CTT", today="soon")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 3
    assert all("DISTRICT.yaml, line " in line for line in lines)


def test_a_state_without_law_or_an_unknown_setting_is_told_once(tmp_path):
    result = run(tmp_path, jurisdiction="US-ZZ")
    assert result.exit_code == 2
    assert result.stderr.count("there is no law of US-ZZ here") == 1
    result = run(tmp_path, settings={"crisis_anker": "9"})
    assert result.exit_code == 2
    assert result.stderr.count("The nearest known name is crisis_anchor") == 1


def test_a_file_that_is_not_there_is_told(tmp_path):
    result = CliRunner().invoke(command, [str(tmp_path / "none.yaml")])
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_the_same_seed_gives_the_same_plan(tmp_path):
    def places(seed: str) -> list[Any]:
        result = run(tmp_path, "--format", "json", "--seed", seed)
        return json.loads(result.stdout)["placements"]

    assert places("1") == places("1") != places("2")


def test_it_needs_no_database_and_no_setting(tmp_path):
    path = tmp_path / "DISTRICT.yaml"
    path.write_text(yaml.safe_dump(DISTRICT))
    assert app_for_files(["flask", "plan", str(path)]) is not None
    program = Path(sys.executable).parent / "flask"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DRILLS_", "FLASK_"))}
    result = subprocess.run(
        [program, "plan", path, "--format", "json"],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["placements"]


@pytest.mark.parametrize("shape", ["text", "json", "csv"])
def test_a_terminal_without_unicode_gets_plain_letters(tmp_path, shape):
    path = tmp_path / "DISTRICT.yaml"
    path.write_text(yaml.safe_dump(DISTRICT))
    result = CliRunner(charset="ascii").invoke(command, [str(path), "--format", shape])
    assert result.exit_code == 0
