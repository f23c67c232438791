"""``flask rules`` and ``flask check`` with local law, and two versions of a pack compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drills.commands import check, rules
from drills.compliance.loading import PACKS, load_pack
from drills.compliance.local_law import read_local_pack, shipped_local

CONNECTICUT = (PACKS / "us-ct.toml").read_text(encoding="utf-8")
NEWTOWN = shipped_local()["newtown-ct"]
BUILDING = Path(__file__).parents[1] / "packs/cases/us-ct/building.yaml"


def run(command, *arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(command, [str(word) for word in arguments])


@pytest.fixture
def laxer(tmp_path: Path) -> Path:
    """Newtown's law with a first fire drill later than the state's."""
    path = tmp_path / "laxer.toml"
    text = NEWTOWN.read_text(encoding="utf-8")
    path.write_text(text.replace("within = 10", "within = 31", 1), encoding="utf-8")
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A first fire drill on the twentieth day: in time for the state, late for Newtown."""
    path = tmp_path / "log.csv"
    path.write_text("date,type\n2024-09-17,fire\n", encoding="utf-8")
    return path


def judged(log: Path, *local: Path) -> dict[str, str]:
    words = [word for path in local for word in ("--local", path)]
    result = run(check.command, log, "--building", BUILDING, "--as-of", "2024-10-01", "--format",
                 "json", *words)  # fmt: skip
    return json.loads(result.stdout)


def test_the_list_ends_with_the_local_law_that_comes_with_the_program():
    local = run(rules.command, "list").stdout.partition("\n\n")[2]
    for path in shipped_local().values():
        layer = read_local_pack(path.read_bytes(), path.name).layer
        assert f"{layer.name} ({layer.kind}), {layer.version}, {layer.reviewed}" in local


@pytest.mark.parametrize("name", sorted(shipped_local()))
def test_the_local_law_that_comes_with_the_program_is_valid(name):
    result = run(rules.command, "validate", shipped_local()[name])
    assert (result.exit_code, result.stdout) == (0, "1 pack read, no fault found.\n")


def test_laxer_local_law_is_not_valid(laxer):
    result = run(rules.command, "validate", laxer)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'fire-first-30-days': is due 31 days after the first day" in result.stderr


def test_show_lays_local_law_over_the_states():
    said = run(rules.command, "show", "US-CT", "--local", NEWTOWN).stdout
    assert "With the law of Newtown (district), 2026.11.1" in said
    assert "Changed by  Newtown (district): In Newtown within ten days." in said
    assert "Added by    Newtown (district)" in said


def test_a_log_is_judged_with_local_law_laid_over_the_states(log):
    found = judged(log, NEWTOWN)
    rows = {row["id"]: row for row in found["requirements"]}
    assert rows["fire-first-30-days"]["status"] == "missed"
    assert rows["fire-first-30-days"]["changed_by"] == ["Newtown"]
    assert rows["newtown-lockdown-30-days"]["added_by"] == "Newtown"
    assert [layer["name"] for layer in found["pack"]["layers"]] == ["Connecticut", "Newtown"]
    without = {row["id"]: row for row in judged(log)["requirements"]}
    assert without["fire-first-30-days"]["status"] == "met"
    assert "newtown-lockdown-30-days" not in without


def test_the_text_of_a_check_names_the_local_law(log):
    words = (log, "--building", BUILDING, "--as-of", "2024-10-01", "--local", NEWTOWN)
    said = run(check.command, *words).stdout
    assert "Local law: Newtown (district), 2026.11.1, reviewed November 25, 2026" in said


def test_laxer_law_ends_a_check_with_every_reason(log, laxer, tmp_path):
    result = run(check.command, log, "--building", BUILDING, "--local", laxer)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "A local rule may only be stricter than the law above it." in result.stderr
    gone = run(check.command, log, "--building", BUILDING, "--local", tmp_path / "gone.toml")
    assert gone.exit_code == 2 and "gone.toml: cannot be read" in gone.stderr


def differing(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = CONNECTICUT
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    path = tmp_path / "newer.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_versions_differ_field_by_field_in_plain_words(tmp_path):
    version = load_pack("US-CT").version
    newer = differing(
        tmp_path,
        (version, "2026.12.1"),
        ("within = 30", "within = 10"),
        ('accepts = ["fire"]', 'accepts = ["fire", "evacuation"]'),
        ('id = "bus-2"', 'id = "bus-3"'),
        ('default = "days"', 'default = "school_days"'),
        ('deadline = "at each drill"', 'deadline = "on the day"'),
    )
    found = json.loads(run(rules.command, "diff", "us-ct", newer, "--format", "json").stdout)
    assert found["head"] == [{"field": "version", "was": version, "now": "2026.12.1"}]
    sides = found["requirements"]
    assert [one["id"] for one in sides["added"]] == ["bus-3"]
    assert [one["id"] for one in sides["removed"]] == ["bus-2"]
    (changed,) = sides["changed"]
    fields = {field["field"]: field for field in changed["fields"]}
    assert changed["id"] == "fire-first-30-days" and set(fields) == {"numbers", "drills that count"}
    assert "within 30 days" in fields["numbers"]["was"]
    assert "within 10 days" in fields["numbers"]["now"]
    assert fields["drills that count"]["now"] == "evacuation or fire"
    assert found["settings"]["changed"][0]["fields"] == [
        {"field": "unless set", "was": "days", "now": "school_days"}
    ]
    assert found["duties"]["changed"][0]["id"] == "drill-record"
    said = " ".join(run(rules.command, "diff", "us-ct", newer).stdout.split())
    assert "+ bus-3 added" in said and "- bus-2 removed" in said
    assert "deadline: was at each drill now on the day" in said


def test_of_notes_only_the_lines_that_changed_are_told(tmp_path):
    newer = differing(tmp_path, ("notes = [", 'notes = [\n  "A new note.",'))
    found = json.loads(run(rules.command, "diff", "US-CT", newer, "--format", "json").stdout)
    assert found["head"] == [{"field": "notes", "was": "", "now": "A new note."}]


def test_the_same_pack_does_not_differ():
    assert "Nothing differs." in run(rules.command, "diff", "US-CT", "US-CT").stdout


def test_local_law_is_compared_as_it_stands_over_its_states():
    said = run(rules.command, "diff", "US-CT", NEWTOWN).stdout
    assert "with Newtown 2026.11.1" in said and "+ newtown-lockdown-30-days added" in said


def test_what_cannot_be_read_is_refused_all_at_once(tmp_path):
    result = run(rules.command, "diff", "US-QQ", tmp_path / "gone.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "US-QQ" in result.stderr and "gone.toml: cannot be read" in result.stderr
