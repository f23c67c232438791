"""Districts for tests of pages, and how many questions a page asks the database.

Rows come from tests/make.py; here they become a district with its people, judged and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from drills import clock
from drills.actions.keep_verdicts import keep_verdicts
from drills.store.database import db
from drills.store.tables import BuildingRow, DistrictRow, PersonRow
from tests import make
from tests.conftest import sign_in

TODAY = date(2026, 11, 24)


@dataclass
class District:
    """A district of Connecticut on November 24: one building in order, one that missed
    November's autumn, one with three school days left."""

    app: Flask
    row: DistrictRow
    good: BuildingRow
    lost: BuildingRow
    late: BuildingRow
    director: PersonRow
    principal: PersonRow  # of the late building
    administrator: PersonRow

    def client(self, person: PersonRow | None = None) -> FlaskClient:
        """A browser signed in as the director, or as somebody else."""
        return sign_in(self.app.test_client(), person or self.director)

    def keep(self, on: date = TODAY) -> None:
        """Judge the district as of a day and keep what was found."""
        keep_verdicts(self.row.id, on, clock.now())
        db.session.commit()


def a_district(app: Flask) -> District:
    """The three buildings with their history, kept for today."""
    row = make.add_district("Westbrook Public Schools")
    good, lost, late = (
        make.add_building(row, name)
        for name in ("Bedford Middle", "Coleman Elementary", "Hill Middle")
    )
    for building in (good, late):
        make.add_drill([building], "2026-09-10")
    for building in (good, lost, late):
        make.add_drill([building], "2026-10-06")
        make.add_drill([building], "2026-10-20", "lockdown", at="09:40")
    for building in (good, lost):
        make.add_drill([building], "2026-11-05", at="13:10")
    # Held on a Saturday: it does not count.
    make.add_drill([late], "2026-11-07")
    people = [
        make.add_person(row, "director", name="Dana Whitfield"),
        make.add_person(row, "principal", [late], name="Robin Example"),
        make.add_person(row, "administrator", name="Ada Min"),
    ]
    found = District(app, row, good, lost, late, *people)
    found.keep()
    return found


def soup(client: FlaskClient, address: str, code: int = 200) -> BeautifulSoup:
    """The page at an address, read."""
    answer = client.get(address)
    assert answer.status_code == code, answer.status_code
    return BeautifulSoup(answer.data, "html.parser")


def words(found) -> str:
    """The words of a part of a page, with single spaces."""
    return " ".join(found.get_text(" ").split()).replace(" .", ".").replace(" ,", ",")


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
