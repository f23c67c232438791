"""Close a school year: keep what every building was judged from and how, for good.

Nothing is replaced afterwards. Closing a year again adds a further version with a reason and
needs something that reads otherwise. Approved records lock; from then on every change of the
year's records wants a reason (closed_records.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.law import files_used, law_of
from drills.actions.lock_records import lock_year
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.year_documents import JudgedYear, judged_years
from drills.permissions import Person
from drills.store.audited import sha256_of
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.closed_years import (
    Waiting,
    keep_law_texts,
    read_closed_buildings,
    read_closings,
    read_waiting_in,
)
from drills.store.database import db
from drills.store.school_years import read_year_rows
from drills.store.tables import ClosedBuildingRow, ClosedYearRow, DistrictRow

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class StandsOpen:
    """A building's year before it is closed: its verdict, and what waits in it."""

    building: JudgedYear
    waiting: Waiting

    @property
    def anything(self) -> bool:
        """Whether somebody could still do something about it."""
        there = self.building
        return bool(there.missed or there.decide or self.questions or self.waiting.any)

    @property
    def questions(self) -> int:
        """Questions about its records that nobody answered: the district's and the program's."""
        return self.waiting.asked + self.building.questions


def year_is_over(district_id: int, year: str) -> date | None:
    """The last day of a school year, its summer sessions included, in any building: it may be
    closed from the day after. None where the district has no such year."""
    return next((o for row, o in read_year_rows(district_id) if row.year == year), None)


def stands_open(district_id: int, year: str, as_of: date) -> list[StandsOpen]:
    """Every building of a year with what stands open in it, by name."""
    waiting = read_waiting_in(district_id, year)
    return [
        StandsOpen(one, waiting.get(one.building_id, Waiting()))
        for one in judged_years(district_id, year, as_of, asking=True)
    ]


def law_hashes(district: DistrictRow) -> dict[str, tuple[str, str]]:
    """The files of law in force, by layer: hash and text."""
    return {
        layer: (hashlib.sha256(text.encode()).hexdigest(), text)
        for layer, text in files_used(district)
    }


def close_year(
    by: Person,
    now: datetime,
    year: str,
    *,
    seen: int = 0,
    reason: str = "",
    knowing: bool = False,
) -> ClosedYearRow:
    """Keep the year as it reads now, and lock its approved records.

    ``seen``: how many closings the person saw. ``knowing``: they were shown what stands
    open. ``reason``: of a second closing. Raises NotAllowed; Refused with no_such_year,
    year_not_over, no_buildings, knowing, reason, nothing_differs; ChangedMeanwhile where
    somebody closed it first.
    """
    reason = reason.strip()
    try:
        with change(by, now) as it:
            today = allowed_today(by, now, "close_year")
            over = year_is_over(by.district_id, year)
            if over is None:
                raise Refused("no_such_year")
            if today <= over:
                raise Refused("year_not_over")
            before = read_closings(by.district_id, year)
            if len(before) != seen:
                raise ChangedMeanwhile("closed_meanwhile")
            if before and not reason:
                raise Refused(reason="closing_reason_missing")
            if len(reason) > LONGEST_REASON:
                raise Refused(reason="why_long")
            found = stands_open(by.district_id, year, today)
            if not found:
                raise Refused("no_buildings")
            if any(one.anything for one in found) and not knowing:
                raise Refused(knowing="not_knowing")
            row = _keep(by, now, year, today, [one.building for one in found], before, reason)
            locked = lock_year(it, by.district_id, year, now)
            statuses = [one.building.status for one in found]
            it.note(
                "year.closed",
                f"school_year:{year}",
                year=year,
                number=row.number,
                sha256=row.sha256,
                as_of=today.isoformat(),
                pack=row.pack_version,
                buildings={status: statuses.count(status) for status in sorted(set(statuses))},
                locked=locked,
                **({"reason": reason} if reason else {}),
            )
            return row
    except CLASHES:
        raise ChangedMeanwhile("closed_meanwhile") from None


def _keep(
    by: Person,
    now: datetime,
    year: str,
    today: date,
    found: list[JudgedYear],
    before: list[ClosedYearRow],
    reason: str,
) -> ClosedYearRow:
    district = read_district(by.district_id)
    law = law_hashes(district)
    hashes = {one.building_id: sha256_of(one.document) for one in found}
    if before and not _differs(before[-1], law, hashes):
        raise Refused("nothing_differs")
    keep_law_texts(by.district_id, dict(law.values()))
    row = ClosedYearRow(
        district_id=by.district_id,
        year=year,
        number=len(before) + 1,
        as_of=today,
        pack_version=law_of(district).version,
        law=[[layer, sha256] for layer, (sha256, _) in law.items()],
        reason=reason if before else "",
        closed_at=now,
        closed_by=by.id or None,
        closer_name=by.name,
        closer_title=by.title,
    )
    row.sha256 = whole_sha256(row, [(one.name, hashes[one.building_id]) for one in found])
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        ClosedBuildingRow(
            closed_year_id=row.id,
            building_id=one.building_id,
            name=one.name,
            status=one.status,
            kept=one.document,
            sha256=hashes[one.building_id],
        )
        for one in found
    )
    db.session.flush()
    return row


def _differs(last: ClosedYearRow, law: dict[str, tuple[str, str]], hashes: dict[int, str]) -> bool:
    kept = {row.building_id: row.sha256 for row in read_closed_buildings(last.id, whole=False)}
    return kept != hashes or last.law != [[layer, sha256] for layer, (sha256, _) in law.items()]


def whole_sha256(row: ClosedYearRow, buildings: list[tuple[str, str]]) -> str:
    """One hash for all that a closing kept: of its day, its law and each building's hash."""
    words: dict[str, Any] = {
        "year": row.year,
        "number": row.number,
        "as_of": row.as_of.isoformat(),
        "law": row.law,
        "buildings": sorted([name, sha256] for name, sha256 in buildings),
    }
    return sha256_of(words)


def holds(row: ClosedYearRow, kept: list[ClosedBuildingRow]) -> bool:
    """Whether what a closing kept of its buildings is still what its hashes were made from."""
    return all(sha256_of(one.kept) == one.sha256 for one in kept) and row.sha256 == whole_sha256(
        row, [(one.name, one.sha256) for one in kept]
    )


def may_close(by: Person, today: date) -> bool:
    """Whether the person closes years: whoever oversees the whole district."""
    return by.may("close_year", today) and by.buildings_for("close_year", today) is None
