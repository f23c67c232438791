"""Holds a filled-in template against the district: what is new, what is there, what is wrong.

All problems of all sheets at once. Nothing is written here: import_confirm.py does that
with the very same answer.
"""

from __future__ import annotations

from datetime import datetime

from drills.actions.import_buildings import check_buildings
from drills.actions.import_drills import check_drills
from drills.actions.import_found import Checked, Faults
from drills.actions.import_known import read_known
from drills.actions.import_people import check_people
from drills.permissions import Person
from drills.workbooks.reading import Filled
from drills.workbooks.template_columns import COLUMNS


def check_import(by: Person, now: datetime, filled: Filled) -> Checked:
    """What the import of a file would do to a person's district, as it stands."""
    known = read_known(by, now, filled)
    found = Checked(unread=list(filled.unread))
    faults = Faults(filled.faults)
    places = check_buildings(filled, known, found, faults)
    check_people(filled, known, places, found, faults)
    check_drills(filled, known, places, found, faults)
    found.faults = faults.in_order(COLUMNS)
    order = {name: number for number, name in enumerate(COLUMNS)}
    found.questions.sort(key=lambda q: (order[q.sheet], q.row))
    return found
