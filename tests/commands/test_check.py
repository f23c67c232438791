"""``flask check`` says of each sample what was counted by hand, and says wrong input in full."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from openpyxl import Workbook

from drills.commands import app_for_files
from drills.commands.check import command
from drills.compliance.loading import PACKS, load_pack

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples"
RICHFIELD = SAMPLES / "real-logs" / "mi-richfield-elc-2018-19"
# A hand-counted fact -> requirement, and the window that it speaks of (None: the whole).
FACTS: dict[str, tuple[str, str | None, str | None]] = {
    "fire_by_dec_1": ("fire-k12", "due", "12-01"),
    "fire_total": ("fire-k12", None, None),
    "severe_weather_total": ("tornado", None, None),
    "severe_weather_in_march": ("tornado", "due", "03-31"),
    "lockdown_total": ("secured-building", None, None),
    "lockdown_by_dec_1": ("secured-building", "due", "12-01"),
    "lockdown_after_jan_1": ("secured-building", "opens", "01-02"),
    "lunch_recess_or_gathered": ("lunch-recess-one", None, None),
}


def run(*arguments: str) -> Result:
    """The command with its exit status and what it wrote."""
    return CliRunner().invoke(command, arguments)


def check(folder: Path, as_of: str) -> tuple[int, dict[str, Any]]:
    """A sample judged: exit status and JSON."""
    result = run(
        str(folder / "log.csv"),
        "--building",
        str(folder / "building.yaml"),
        "--as-of",
        as_of,
        "--format",
        "json",
    )
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, json.loads(result.stdout)


def by_id(said: dict[str, Any]) -> dict[str, Any]:
    return {row["id"]: row for row in said["requirements"]}


def folders(kind: str) -> list[Any]:
    found = sorted(p for p in (SAMPLES / kind).iterdir())
    return [pytest.param(p, id=p.name) for p in found if has_pack(p)]


def has_pack(folder: Path) -> bool:
    facts = yaml.safe_load((folder / "building.yaml").read_text())
    return (PACKS / f"{facts['jurisdiction'].lower()}.toml").exists()


@pytest.mark.parametrize("folder", folders("cases"))
def test_a_case_gets_the_verdict_that_the_law_gives(folder):
    expected = yaml.safe_load((folder / "expect.yaml").read_text())
    exit_status, said = check(folder, str(expected["as_of"]))
    rows = by_id(said)
    for requirement, values in expected["expect"].items():
        found = {key: rows[requirement][key] for key in values}
        assert found == values, requirement
    assert exit_status == (1 if said["verdict"] == "missed" else 0)


@pytest.mark.parametrize("folder", folders("real-logs"))
def test_a_posted_log_gets_the_counts_made_by_hand(folder):
    source = yaml.safe_load((folder / "facts.yaml").read_text())
    year = int(str(source["school_year"])[:4]) + 1
    _, said = check(folder, source.get("as_of") or f"{year}-06-30")
    assert said["school_year"] == source["school_year"]
    rows = by_id(said)
    for name, fact in source["facts"].items():
        requirement, end, day = FACTS[name]
        row = rows[requirement]
        part = row
        if end is not None:
            part = next(w for w in row["windows"] if w[end].endswith(day))
        assert part["needed"] == fact["need"], name
        if fact["count"] is not None:
            assert part["counted"] == fact["count"], name
        if end is not None and fact["met"] != "pending":
            assert part["status"] == ("met" if fact["met"] else "missed"), name
        if end is None and fact["met"] is False:
            assert row["status"] == "missed", name
        if fact["met"] == "pending":
            assert part["status"] in ("open", "upcoming"), name
        if fact["met"] == "unknown":
            assert row["status"] == ("needs_decision" if source["complete"] else "open"), name
            assert row["missing"] == (["situation"] if source["complete"] else []), name


def test_json_has_the_keys_that_scripts_rely_on():
    _, said = check(RICHFIELD, "2019-06-30")
    assert {
        "jurisdiction",
        "school_year",
        "as_of",
        "verdict",
        "pack",
        "requirements",
        "flags",
    } <= set(said)
    assert said["jurisdiction"] == "US-MI"
    assert said["verdict"] == "missed"
    assert set(said["pack"]) == {"version", "reviewed"}
    row = by_id(said)["fire-k12"]
    wanted = {"id", "status", "counted", "needed", "advisory", "missing", "citation", "summary"}
    assert wanted | {"windows", "not_counted"} <= set(row)
    assert (row["status"], row["counted"], row["needed"]) == ("missed", 5, 5)
    window = next(w for w in row["windows"] if w["due"] == "2018-12-01")
    assert {
        key: window[key] for key in ("opens", "due", "needed", "counted", "status", "drills")
    } == {
        "opens": "2018-08-20",
        "due": "2018-12-01",
        "needed": 3,
        "counted": 2,
        "status": "missed",
        "drills": ["2018-08-24", "2018-10-22"],
    }


def test_every_requirement_of_the_pack_has_one_row_in_its_order():
    _, said = check(RICHFIELD, "2019-06-30")
    ids = [row["id"] for row in said["requirements"]]
    assert ids == [rule.id for rule in load_pack("US-MI").rules]


@pytest.mark.parametrize(
    ("as_of", "verdict", "exit_status"),
    [("2018-11-30", "open", 0), ("2018-12-01", "open", 0), ("2018-12-02", "missed", 1)],
)
def test_the_exit_status_is_1_exactly_when_the_verdict_is_missed(as_of, verdict, exit_status):
    found_status, said = check(RICHFIELD, as_of)
    assert (said["verdict"], found_status) == (verdict, exit_status)


def test_a_verdict_that_waits_for_a_decision_exits_with_0():
    status, said = check(SAMPLES / "real-logs" / "mi-our-savior-hartland-2023-24", "2024-06-30")
    assert (said["verdict"], status) == ("needs_decision", 0)


def test_all_problems_of_both_files_are_told_at_once(tmp_path):
    log, building = tmp_path / "log.csv", tmp_path / "building.yaml"
    log.write_text("date,type,fire_dept\n9/5/2025,fire,yes\n2025-09-08,fyre,no\n")
    text = (RICHFIELD / "building.yaml").read_text()
    building.write_text(text.replace("ownership: public", "ownership: publik\nsprinkler: full"))
    result = run(str(log), "--building", str(building), "--as-of", "2026-06-30")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0] == (
        f"{log}, line 1, column fire_dept: the column 'fire_dept' is not known. The nearest known "
        "name is fire_department; leave the column out if it is not meant."
    )
    assert lines[1] == (
        f"{log}, line 2, column date: '9/5/2025' is not a date written year-month-day. Write "
        "2025-09-05, if September 5, 2025 is meant."
    )
    assert lines[2].startswith(f"{log}, line 3, column type: 'fyre' is not a type of drill.")
    assert lines[3].startswith(f"{building}, line 4, column 12: ownership: 'publik'")
    assert "The nearest is public" in lines[3]
    assert "The nearest known name is sprinklers" in lines[4]
    assert len(lines) == 5


def test_a_file_that_is_not_there_is_wrong_input(tmp_path):
    result = run(str(tmp_path / "no.csv"), "--building", str(RICHFIELD / "building.yaml"))
    assert result.exit_code == 2
    assert "no.csv: the file cannot be read (No such file or directory)." in result.stderr


@pytest.mark.parametrize("as_of", ["06/30/2026", "2026-13-01", "soon"])
def test_a_day_that_is_none_is_wrong_input(as_of):
    result = run(
        str(RICHFIELD / "log.csv"),
        "--building",
        str(RICHFIELD / "building.yaml"),
        "--as-of",
        as_of,
    )
    assert result.exit_code == 2
    assert "2026-" in result.stderr


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("jurisdiction: US-ZZ", "there is no law of US-ZZ here"),
        ("settings: {crisis_anchr: 9}", "The nearest known name is crisis_anchor"),
        ("settings: {crisis_anchor: 7}", "Known are 8, 9, 10"),
    ],
)
def test_what_only_the_law_can_check_is_told_with_its_place(tmp_path, facts, said):
    building = tmp_path / "building.yaml"
    key = facts.partition(":")[0]
    lines = (SAMPLES / "cases" / "US-CT-mid" / "building.yaml").read_text().splitlines()
    kept = [line for line in lines if not line.startswith(f"{key}:")]
    building.write_text("\n".join([*kept, facts]))
    log = SAMPLES / "cases" / "US-CT-mid" / "log.csv"
    result = run(str(log), "--building", str(building))
    assert result.exit_code == 2
    assert f"{building}, line {len(kept) + 1}, column " in result.stderr
    assert said in result.stderr


def text_of(folder: Path, as_of: str) -> str:
    return run(
        str(folder / "log.csv"), "--building", str(folder / "building.yaml"), "--as-of", as_of
    ).stdout


def test_the_text_begins_with_the_verdict_and_ends_with_the_law():
    text = text_of(RICHFIELD, "2019-06-30")
    first = " ".join(text.split("\n\n")[0].split())
    assert first == (
        "MISSED: Richfield Early Learning Center (Richfield Public School Academy) missed 2 of 4 "
        "requirements in 2018-19, as of June 30, 2019."
    )
    pack = load_pack("US-MI")
    end = text.split("\n\n")[-1]
    assert f"Law: Michigan, pack {pack.version}, reviewed November 21, 2026" in end
    assert "MCL 29.19(4): Tornado drills" in end


def test_the_text_tells_why_and_what_to_record():
    text = " ".join(text_of(RICHFIELD, "2019-06-30").split())
    assert "- By December 1: 2 of 3 (Aug 24 and Oct 22), closed December 1, 2018." in text
    assert "- In March: 0 of 1, closed March 31, 2019." in text
    assert "Record situation for Aug 24, Sep 18," in text


@pytest.mark.parametrize(
    ("as_of", "there"), [("2019-06-13", True), ("2019-06-14", True), ("2019-06-15", False)]
)
def test_the_text_says_what_to_do_next_while_the_year_is_not_over(tmp_path, as_of, there):
    (tmp_path / "log.csv").write_text("date,type\n2018-09-10,fire\n")
    (tmp_path / "building.yaml").write_bytes((RICHFIELD / "building.yaml").read_bytes())
    text = text_of(tmp_path, as_of)
    assert ("\nNext\n" in text) == there
    assert ("4 fire drills, by June 14, 2019." in text) == there


def test_flags_are_asked_as_questions():
    said = text_of(SAMPLES / "real-logs" / "mi-st-mary-charlotte-2015-16", "2016-06-30")
    text = " ".join(said.split())  # wherever the terminal's width breaks the lines
    assert "Questions about the log (they change no verdict)" in text
    assert "Two drills within the hour. Are both times right?" in text


@pytest.mark.parametrize("folder", [*folders("cases"), *folders("real-logs")])
def test_the_text_fits_100_columns_and_has_no_colours_outside_a_terminal(folder):
    text = text_of(folder, "2026-02-01")
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_spreadsheet_gets_the_verdict_of_the_same_log(tmp_path):
    folder = SAMPLES / "cases" / "US-NY-bad"
    book = Workbook()
    for row in csv.reader((folder / "log.csv").read_text().splitlines()):
        book.active.append(row)
    book.save(tmp_path / "log.csv")  # known by its bytes, not by its name
    (tmp_path / "building.yaml").write_bytes((folder / "building.yaml").read_bytes())
    assert check(tmp_path, "2026-07-15") == check(folder, "2026-07-15")


def test_a_log_of_several_years_is_judged_for_the_building_s_year(tmp_path):
    older = SAMPLES / "real-logs" / "mi-st-mary-charlotte-2015-16" / "log.csv"
    newer = (RICHFIELD / "log.csv").read_text()
    (tmp_path / "log.csv").write_text(older.read_text() + newer.partition("\n")[2])
    (tmp_path / "building.yaml").write_bytes((RICHFIELD / "building.yaml").read_bytes())
    _, both = check(tmp_path, "2019-06-30")
    _, alone = check(RICHFIELD, "2019-06-30")
    for row in (*both["requirements"], *alone["requirements"]):
        del row["not_counted"]
    assert both["requirements"] == alone["requirements"]
    assert "outside_school_year" in {flag["flag"] for flag in both["flags"]}


def flask_check(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The real command in a process of its own, with nothing of ours in its environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DRILLS_", "FLASK_", "LC_"))}
    return subprocess.run(
        [sys.executable, "-m", "flask", "check", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_it_runs_without_settings_or_database_and_in_plain_ascii_where_utf8_is_not_spoken(tmp_path):
    found = flask_check(
        str(RICHFIELD / "log.csv"),
        f"--building={RICHFIELD / 'building.yaml'}",
        "--as-of=2019-06-30",
        DRILLS_ENV="production",
        DRILLS_DATA=str(tmp_path / "nowhere"),
        PYTHONIOENCODING="latin-1",
    )
    assert found.returncode == 1, found.stderr
    text = found.stdout.decode("ascii")
    assert "x missed         Fire drills" in text
    assert not (tmp_path / "nowhere").exists()


def test_only_the_commands_over_files_start_bare():
    assert app_for_files(["/bin/flask", "check", "log.csv"]) is not None
    assert app_for_files(["/lib/flask/__main__.py", "--app", "wsgi.py", "check"]) is not None
    assert app_for_files(["/bin/flask", "audit", "check"]) is None
    assert app_for_files(["/bin/flask"]) is None
    assert app_for_files(["/bin/gunicorn", "check"]) is None
