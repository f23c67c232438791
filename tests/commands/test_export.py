"""``flask export workbook``: a file, or one plain sentence that says what is wrong."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.web.scenes import a_district


@pytest.fixture
def run(app, on_day, tmp_path, monkeypatch):
    """``run("--as-of", "2026-10-31", ...)`` in an empty folder, for Westbrook unless told."""
    a_district(app)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def runner(*words: str, district: str = "westbrook public schools"):
        answer = app.test_cli_runner().invoke(
            args=["export", "workbook", "--district", district, *words]
        )
        return answer, sorted(folder.iterdir())

    return runner


def test_it_writes_the_workbook_and_says_its_hash(run):
    answer, files = run()
    assert answer.exit_code == 0, answer.output
    (file,) = files
    assert file.name == "westbrook-public-schools-drills-2026-27-as-of-2026-11-24.xlsx"
    assert hashlib.sha256(file.read_bytes()).hexdigest() in answer.output
    book = load_workbook(BytesIO(file.read_bytes()))
    assert book["Summary"]["A1"].value == "School drills: Westbrook Public Schools"


def test_day_year_and_file_are_chosen(run):
    answer, files = run("--as-of", "2026-10-31", "--year", "2026-27", "-o", "ours.xlsx")
    assert answer.exit_code == 0, answer.output
    (file,) = files
    assert file.name == "ours.xlsx"
    book = load_workbook(BytesIO(file.read_bytes()))
    assert "as of October 31, 2026" in book["Summary"]["A2"].value


@pytest.mark.parametrize(
    ("words", "district", "said"),
    [
        ([], "Nowhere", "There is no district 'Nowhere'. There are: "),
        (["--year", "2020-21"], "Westbrook Public Schools", "There are calendars for: 2026-27."),
        (["--as-of", "soon"], "Westbrook Public Schools", "'soon' does not match the format"),
        (["-o", "no/such/folder.xlsx"], "Westbrook Public Schools", "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(run, words, district, said):
    answer, files = run(*words, district=district)
    assert answer.exit_code != 0
    assert said in answer.output
    assert files == []
