"""Which school years' files and words may be removed because their time is over.

The law's time (``keep_years`` of a pack's duties) and the district's own: the longer one
holds, and without a number of the district's nothing is ever listed. Nothing is removed by
itself: a person asks here, a second one decides (erase.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.erase import asking, said
from drills.actions.law import law_of
from drills.actions.refused import NotAllowed, Refused
from drills.actions.set_up_district import KEEP_YEARS
from drills.compliance.pack import Pack
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.erasures import held_back, read_asked, years_on_record
from drills.store.tables import BuildingRow, DistrictRow


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many years after a school year its records are kept, and which law says so.

    ``years`` None: for ever, since the district has set no number.
    """

    years: int | None
    by_law: int = 0
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Over:
    """A building's school year whose time is over: what it holds, and what stands in the way
    (asked, on_hold or nothing)."""

    building: BuildingRow
    year: str
    words: int
    files: int
    over_since: date
    stands: str


def keeping_of(district: DistrictRow, pack: Pack) -> Keeping:
    """How long the district keeps records."""
    longest = max(pack.duties, key=lambda duty: duty.keep_years or 0, default=None)
    by_law = (longest.keep_years or 0) if longest else 0
    citation = longest.citation if longest and by_law else ""
    own = district.options.get(KEEP_YEARS)
    return Keeping(max(int(own), by_law) if own else None, by_law, citation)


def kept_until(year: str, years: int) -> date:
    """The last day on which a school year's records are kept; a year ends on June 30."""
    return date(int(year[:4]) + 1 + years, 6, 30)


def read_over(by: Person, today: date) -> list[Over]:
    """The buildings' years that may be removed, the oldest first. Removes nothing."""
    district = read_district(by.district_id)
    keeping = keeping_of(district, law_of(district))
    if keeping.years is None:
        return []
    covered = by.buildings_for("confirm_erasure", today)
    waiting = {(row.building_id, row.year) for row, _ in read_asked(by.district_id, covered)}
    found = []
    for building, year, words, files in years_on_record(by.district_id):
        until = kept_until(year, keeping.years)
        if until >= today or (covered is not None and building.id not in covered):
            continue
        stands = "asked" if (building.id, year) in waiting else ""
        if held_back(by.district_id, building.id):
            stands = "on_hold"
        found.append(Over(building, year, words, files, until, stands))
    return found


def ask_purge(by: Person, now: datetime, building_id: int, year: str, reason: str) -> int:
    """Ask that a year's files and words are removed in a building. Gives the asking's id.

    Raises NotAllowed, or Refused: not_over (the time has not come), on_hold, asked_already.
    """
    with change(by, now) as it:
        today = allowed_today(by, now, "confirm_erasure")
        if not by.may("confirm_erasure", today, building_id):
            raise NotAllowed
        over = [
            one
            for one in read_over(by, today)
            if (one.building.id, one.year) == (building_id, year)
        ]
        if not over:
            raise Refused("not_over")
        if over[0].stands:
            raise Refused("asked_already" if over[0].stands == "asked" else "on_hold")
        row = asking(by, now, building_id, "years", said(reason))
        row.year = year
        db.session.add(row)
        db.session.flush()
        it.note("erasure.asked", f"building:{building_id}", erasure=row.id, what="years", year=year)
        return row.id
