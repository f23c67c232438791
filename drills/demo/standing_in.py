"""Around the day of loading somebody stands in for a principal, and hands back after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from drills.actions.manage_people import add_person, change_person, fingerprint
from drills.demo.districts import DemoDistrict
from drills.demo.set_up import Known, entry_of, let_in
from drills.demo.the_year import HANDS_BACK, TAKES_OVER
from drills.permissions import Grant
from drills.store.database import db
from drills.store.tables import PersonRow


def arrange(told: DemoDistrict, known: Known, key: str, at: datetime, today: date) -> None:
    """A role between two dates for the one, and none between them for the other."""
    by = known.person("administrator")
    person = next(p for p in told.people if p.key == key)
    usual = next(p for p in told.people if p.key == person.stands_in_for)
    covers = frozenset(known.buildings[name] for name in person.buildings)
    begins, ends = today - TAKES_OVER, today + HANDS_BACK
    grant = Grant("principal", covers, begins, ends)
    known.people[key] = add_person(by, at, entry_of(told, known, person, grant), None)
    row = db.session.get(PersonRow, known.people[usual.key])
    assert row is not None
    away = (
        Grant("principal", covers, None, begins - timedelta(days=1)),
        Grant("principal", covers, ends + timedelta(days=1), None),
    )
    entry = entry_of(told, known, usual, *away)
    change_person(by, at + timedelta(minutes=3), row.id, entry, fingerprint(row))
    let_in(told, known, [person], at + timedelta(minutes=6))
