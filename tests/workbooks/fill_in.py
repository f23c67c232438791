"""Templates filled in as a district would: rows by sheet, by the names of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from drills.compliance.facts_asked import facts_asked
from drills.compliance.loading import load_pack
from drills.workbooks.template import import_template

Rows = Sequence[Mapping[str, Any]]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def empty_template(state: str = "US-CT", known: Sequence[str] = ()) -> bytes:
    """The template as a district downloads it."""
    pack = load_pack(state)
    return import_template(
        "Example Public Schools", pack.name, "Ada Min", NOON, facts_asked(pack), known
    )


def filled_in(
    buildings: Rows = (), people: Rows = (), drills: Rows = (), template: bytes | None = None
) -> bytes:
    """The template with these rows under its example rows, as a spreadsheet program saves it."""
    book = load_workbook(BytesIO(template or empty_template()))
    for name, rows in (("Buildings", buildings), ("People", people), ("Past drills", drills)):
        sheet = book[name]
        heads = [cell.value for cell in sheet[1]]
        for number, row in enumerate(rows, 4):
            for column, value in row.items():
                if column not in heads:
                    heads.append(column)
                    sheet.cell(1, len(heads), column)
                cell = sheet.cell(number, heads.index(column) + 1)
                cell.value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


COLEMAN = {
    "name": "Coleman Elementary",
    "ownership": "public",
    "lowest_grade": "K",
    "highest_grade": 5,
    "enrollment": 420,
    "records_begin": datetime(2026, 11, 1),  # noqa: DTZ001 - a cell knows no zone
}
ROBIN = {
    "name": "Robin Example",
    "title": "Principal",
    "email": "Robin@Example.org",
    "role": "principal",
    "buildings": "Coleman Elementary",
}
FIRE = {
    "building": "Coleman Elementary",
    "date": datetime(2026, 11, 5),  # noqa: DTZ001
    "time": "09:40",
    "type": "fire",
    "recorded_by": "Pat Example",
    "notes": "Door 4 stuck",
}
