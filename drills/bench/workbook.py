"""The compliance workbook of a district of 100 buildings: read, judged with reasons, written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from drills.actions.export_workbook import export_workbook
from drills.bench.sample_district import NOW, sample_district
from drills.bench.table import Row, measure
from drills.permissions import Person
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.query_count import counted_queries
from drills.store.tables import PersonRow


def rows(quick: bool) -> Iterator[Row]:
    """The whole of it, as one click does."""
    size = 4 if quick else 100
    with sample_district(size) as sample:
        row = db.session.get(PersonRow, sample.director_id)
        assert row is not None
        yield _row(size, person_from_row(row), 2 if quick else 5)


def _row(size: int, by: Person, times: int) -> Row:
    with counted_queries() as sent:
        made = export_workbook(by, NOW, BytesIO())
    what = f"{size} buildings, {made.size / 1024:,.0f} kB"
    again = partial(export_workbook, by, NOW)
    return measure(what, lambda: again(BytesIO()), times, note=f"{len(sent)} queries")
