"""Give every building facts of its own in a coming school year, with its new enrollment.

From then on a fact of one year is not carried into the other. Everything else about a
building is save_building.py's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.building_rules import MOST_PUPILS
from drills.actions.change import change
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_building_years
from drills.store.calendars import read_years
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import hold_district
from drills.store.tables import BuildingRow, BuildingYearRow


def facts_seen(rows: list[BuildingRow], facts: Mapping[int, BuildingYearRow]) -> str:
    """Short words for what stands there, so that a save over somebody else's is noticed."""
    words = "\n".join(
        f"{row.id} {facts[row.id].id} {facts[row.id].version}" if row.id in facts else str(row.id)
        for row in rows
    )
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def settle_buildings(
    by: Person, now: datetime, year: str, enrollments: Mapping[int, str], seen: str
) -> int:
    """Save every open building's facts for a year, from those of the year before, with the
    enrollment as typed (empty: not known). Gives how many enrollments differ.

    Raises NotAllowed; Refused with each wrong number (``enrollment-17``); ChangedMeanwhile.
    """
    try:
        with change(by, now) as it:
            allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            if year not in read_years(by.district_id):
                raise NotAllowed
            rows = read_building_rows(by.district_id)
            facts = read_building_years([row.id for row in rows], year)
            if facts_seen(rows, facts) != seen:
                raise ChangedMeanwhile("changed_meanwhile")
            numbers = _numbers(rows, enrollments)
            differ = 0
            for row in rows:
                old = facts.get(row.id)
                before = dict(old.facts) if old is not None else {}
                after = {n: v for n, v in before.items() if n != "enrollment"}
                if numbers[row.id] is not None:
                    after["enrollment"] = numbers[row.id]
                same = after == before
                differ += not same
                if old is not None and old.year == year:
                    if not same:
                        old.facts = after
                else:
                    begin = old.records_begin if old is not None else None
                    db.session.add(
                        BuildingYearRow(
                            building_id=row.id, year=year, facts=after, records_begin=begin
                        )
                    )
                if not same:
                    it.note(
                        "building.saved",
                        f"building:{row.id}",
                        year=year,
                        before={"enrollment": before.get("enrollment")},
                        after={"enrollment": after.get("enrollment")},
                    )
            db.session.flush()
            it.note("year.buildings_settled", f"school_year:{year}", year=year, buildings=len(rows))
            it.rejudge_all()
            return differ
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def _numbers(rows: list[BuildingRow], typed: Mapping[int, str]) -> dict[int, int | None]:
    numbers: dict[int, int | None] = {}
    errors = {}
    for row in rows:
        text = typed.get(row.id, "").strip().replace(",", "")
        if not text:
            numbers[row.id] = None
        elif not (text.isascii() and text.isdigit()):
            errors[f"enrollment-{row.id}"] = "enrollment_wrong"
        elif int(text) > MOST_PUPILS:
            errors[f"enrollment-{row.id}"] = "enrollment_far"
        else:
            numbers[row.id] = int(text)
    if errors:
        raise Refused(**errors)
    return numbers
