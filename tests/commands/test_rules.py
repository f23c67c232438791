"""``flask rules`` lists, shows, checks and tallies the packs of law, from files alone."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

from drills.commands import app_for_files
from drills.commands.rules import command
from drills.compliance.coverage import coverage
from drills.compliance.loading import PACKS, known_jurisdictions, load_pack, read_pack
from drills.compliance.local_law import shipped_local
from drills.compliance.rule_words import count_words
from drills.compliance.shapes import Bounds, Count, Part, Share

MICHIGAN = (PACKS / "us-mi.toml").read_text(encoding="utf-8")
STATES = sorted(known_jurisdictions())


def run(*arguments: str, **more: str) -> Result:
    """The command with its exit status and what it wrote."""
    return CliRunner(env={"COLUMNS": "100", **more}).invoke(command, arguments)


def test_the_list_has_every_jurisdiction_with_its_version_and_review():
    result = run("list")
    rows = result.stdout.partition("\n\n")[0].splitlines()[1:]
    assert result.exit_code == 0 and len(rows) == len(list(PACKS.glob("us-*.toml")))
    pack = load_pack("US-MI")
    (row,) = [row for row in rows if row.startswith("US-MI")]
    assert row.split() == ["US-MI", "Michigan", pack.version, pack.reviewed.isoformat()]


@pytest.mark.parametrize("code", STATES)
def test_show_tells_every_requirement_duty_and_setting_within_100_columns(code):
    result = run("show", code)
    pack = load_pack(code)
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    for rule in pack.rules:
        law = f"{rule.citation}; confidence {rule.confidence}"
        for words in (f"{rule.id}: {rule.name}", rule.summary, law, *rule.notes):
            assert " ".join(words.split()) in said
    for duty in pack.duties:
        assert " ".join(duty.summary.split()) in said
    for setting in pack.settings:
        assert " ".join(setting.asks.split()) in said
    long = [line for line in result.stdout.splitlines() if len(line) > 100]
    # A single word, such as an address, is not broken.
    assert [line for line in long if len(line.split()) > 2] == []


def test_show_says_the_numbers_and_windows():
    said = run("show", "us-mi", "fire-k12").stdout
    assert "at least 5 in the school year" in said
    assert "of these 3 by December 1" in said
    assert "tornado" not in said


def test_show_says_what_a_record_must_hold_for_a_duty():
    said = " ".join(run("show", "us-ri", "drill-report-form").stdout.split())
    assert "On record time; in charge; duration seconds; alarm sounded; obstructed exit;" in said
    assert "notes that tell: weather, alerting, alarm box; a file: state form Of fire" in said
    wish = run("show", "us-wv", "fire-report").stdout
    assert "a file: state form; stops no approval" in wish
    assert (
        "Since       January 1, 2025"
        in run("show", "us-ca", "armed-assailant-drill-safeguards").stdout
    )


def test_show_refuses_what_is_not_there_and_says_what_is_near():
    state, rule = run("show", "US-ZZ"), run("show", "US-MI", "fire-k13")
    assert (state.exit_code, rule.exit_code) == (2, 2)
    assert "US-MI" in state.stderr and state.stdout == ""
    assert "did you mean 'fire-k12'?" in rule.stderr


@pytest.mark.parametrize(
    ("shape", "lines"),
    [
        (Count(1, "month"), ["at least 1 in each month in session"]),
        (
            Count(2, "school_year", parts=(Part(1, Bounds(), per="week", says="weekly"),)),
            ["at least 2 in the school year", "of these 1 weekly (in each week with a school day)"],
        ),
        (
            Count(1, "school_year", bounds=Bounds(first=1, counted_as="weeks")),
            ["at least 1 in the school year in the first week"],
        ),
        (Count(2, "semester", comparator="at_most"), ["at most 2 in each semester"]),
        (Count(None, "school_year"), ["no number in the law in the school year"]),
        (
            Count("@drills", "school_year"),
            ["at least as many as the setting drills says in the school year"],
        ),
        (
            Count(Share("fire", 1, 2), "school_year"),
            ["at least 1/2 of what fire asks, rounded up, in the school year"],
        ),
        (
            Count(1, "gap", size=45, bounds=Bounds(counted_as="school_days")),
            ["at least 1 within 45 school days of the drill before"],
        ),
        (
            Count(None, "windows", windows=(Part(1, Bounds(start="03-01", end="03-31")),)),
            ["1 from March 1 to March 31"],
        ),
        (
            Count(4, "school_year", parts=(Part(2, Bounds(first=30), says="early"),)),
            ["at least 4 in the school year", "of these 2 early (in the first 30 days)"],
        ),
        (
            Count(1, "school_year", bounds=Bounds(start="winter_break", end="spring_break")),
            ["at least 1 in the school year after the winter break, before the spring break"],
        ),
    ],
)
def test_numbers_and_windows_are_said_in_words(shape, lines):
    assert count_words(shape) == lines


def test_the_packs_are_valid():
    result = run("validate")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{len(STATES) + len(shipped_local())} packs read, no fault found.\n"


def test_a_wrong_pack_is_refused_with_every_fault_one_a_line(tmp_path):
    wrong = tmp_path / "wrong.toml"
    text = MICHIGAN.replace('per = "school_year"', 'per = "scool_year"', 1)
    wrong.write_text(text.replace("schema = 1", "schema = 2\ncolour = 1"), encoding="utf-8")
    gone = tmp_path / "gone.toml"
    result = run("validate", str(wrong), str(gone))
    faults = result.stderr.splitlines()
    assert (result.exit_code, result.stdout, len(faults)) == (2, "", 4)
    assert all(line.startswith((f"{wrong}", f"{gone}")) for line in faults)
    assert any("did you mean 'school_year'?" in line for line in faults)


def test_a_file_that_is_no_toml_is_one_fault(tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(b"\xff[[")
    result = run("validate", str(wrong))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_the_table_of_coverage_adds_up():
    result = run("coverage")
    rows = [re.split(r"  +", line) for line in result.stdout.splitlines() if line[-3:-2] == "-"]
    *states, total = rows
    assert result.exit_code == 0 and len(states) == len(STATES) and total[0] == "All"
    for column in range(1, 6):
        assert sum(int(row[column]) for row in states) == int(total[column])
    assert all(int(row[1]) == sum(map(int, row[2:5])) for row in rows)
    assert total[6] == min(row[6] for row in states)
    assert f"{int(total[4]) / int(total[1]):.1%} of the requirements are not modelled" in (
        result.stdout
    )


def test_the_oldest_review_is_that_of_a_single_requirement_too():
    text = MICHIGAN.replace('id = "fire-k12"', 'id = "fire-k12"\nreviewed = 2020-01-02', 1)
    assert str(coverage([read_pack(text.encode(), "m")]).oldest_review) == "2020-01-02"


def test_no_packs_are_no_share():
    assert coverage([]).share_not_modelled == 0


def test_a_terminal_without_unicode_gets_plain_ascii():
    result = CliRunner(charset="ascii").invoke(command, ["show", "US-OH"])
    assert result.exit_code == 0 and result.stdout_bytes.isascii()


def test_it_needs_no_setting_and_no_database():
    assert app_for_files(["/bin/flask", "rules", "list"]) is not None
