"""Which questions of a coming school year were gone through: one step a question.

Dates and buildings are known from the rows that they make. Days and people may rightly stay
as they were, so that somebody looked at them stands in the district's options.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drills.store.buildings import read_building_rows
from drills.store.calendars import read_years, year_label
from drills.store.next_year import count_own_facts
from drills.store.tables import DistrictRow

DATES, DAYS, BUILDINGS, PEOPLE = STEPS = ("dates", "days", "buildings", "people")
OPTION = "next_year"  # {"2027-28": ["days", "people"]}
MONTH_TO_OPEN = 5  # from May on the year that follows is the one to open


@dataclass(frozen=True, slots=True)
class Opening:
    """A year being opened: from which one, and which steps are done."""

    year: str
    model: str | None  # the year that it is copied from
    done: frozenset[str]

    @property
    def next_step(self) -> str | None:
        """The first step that is not done."""
        return next((step for step in STEPS if step not in self.done), None)


def year_after(year: str, years: int = 1) -> str:
    """The school year after: ``2027-28`` after ``2026-27``."""
    return year_label(date(int(year[:4]) + years, 7, 1))


def year_to_open(years: list[str], today: date) -> str:
    """The year that is opened now: from May on the one that follows, else that of the day, or
    the first that comes. ``years`` as read, newest first."""
    label = year_label(today)
    coming = [year for year in years if year > label]
    if coming:
        return coming[-1]
    follows = MONTH_TO_OPEN <= today.month < 7
    return year_after(label) if follows and label in years else label


def opening_of(district: DistrictRow, year: str) -> Opening:
    """How far a year is. Three queries."""
    years = read_years(district.id)
    earlier = [one for one in years if one < year]
    done = set(district.options.get(OPTION, {}).get(year, []))
    if year in years:
        done.add(DATES)
    rows = read_building_rows(district.id)
    if rows and count_own_facts([row.id for row in rows], year) == len(rows):
        done.add(BUILDINGS)
    return Opening(year, earlier[0] if earlier else None, frozenset(done))


def confirm_step(district: DistrictRow, year: str, step: str) -> bool:
    """Keep that a step was gone through; inside a change. False where it was before."""
    steps = dict(district.options.get(OPTION, {}))
    if step in steps.get(year, []):
        return False
    steps[year] = sorted([*steps.get(year, []), step])
    district.options = {**district.options, OPTION: steps}
    return True
