"""The workbooks in LibreOffice: every cell of every sheet is what we meant it to be."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from drills.workbooks.compliance import compliance_workbook
from tests.office import convert
from tests.workbooks.fill_in import empty_template
from tests.workbooks.told import contents

pytestmark = [pytest.mark.office, pytest.mark.slow]
# UTF-8, each sheet its own file, every cell as it is shown.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def shown(value: object) -> str:
    """How LibreOffice writes one of our cells in a text file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return f"{value:%Y-%m-%d}" if at_midnight else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    # Readers take _x005F_ for the underscore that it stands for.
    return str(value).replace("_x005F_", "_")


def read_back(content: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """Each sheet as LibreOffice reads it."""
    file = folder / "book.xlsx"
    file.write_bytes(content)
    found = {}
    for path in convert(file, EVERY_SHEET, folder):
        with path.open(encoding="utf-8", newline="") as text:
            found[path.stem.removeprefix("book-")] = list(csv.reader(text))
    return found


@pytest.mark.parametrize(
    "make_content",
    [lambda: compliance_workbook(contents()), lambda: empty_template(known=["Hill & Söhne"])],
    ids=["compliance", "template"],
)
def test_libreoffice_reads_every_cell_as_we_wrote_it(make_content, tmp_path):
    content = make_content()
    office = read_back(content, tmp_path)
    ours = load_workbook(BytesIO(content))
    assert set(office) == set(ours.sheetnames)
    compared = 0
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                theirs = office[sheet.title][cell.row - 1][cell.column - 1 :][:1] or [""]
                assert theirs[0] == shown(cell.value), (sheet.title, cell.coordinate)
                compared += 1
    assert compared > 100


def test_libreoffice_prints_it(tmp_path):
    (tmp_path / "book.xlsx").write_bytes(compliance_workbook(contents()))
    (pdf,) = convert(tmp_path / "book.xlsx", "pdf", tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF")
