"""What an auditor's request may show: a day that is over, a year and buildings of the seat.

Who may audit what is permissions.py's; the pages are views.py's and exports.py's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import abort, request
from flask_babel import gettext

from drills import clock
from drills.store.buildings import read_building_rows
from drills.web.access import person
from drills.web.chosen_day import ChosenDay, chosen_day


def audited_day(building_id: int | None = None) -> ChosenDay:
    """The day and year of this request: yesterday at the latest, and a year of the role.

    404 where the building is not audited in that year.
    """
    who = person()
    today = clock.today(who.zone)
    yesterday = today - timedelta(1)
    found = chosen_day(who.district_id, yesterday)
    years = tuple(year for year in found.years if _audited(year, building_id))
    year = found.year if found.year in years else next(iter(years), None)
    if "year" in request.args and request.args["year"] != year:
        abort(404)
    if building_id is not None and year is None:
        abort(404)
    as_of, error = found.as_of, found.error
    if as_of > yesterday:
        as_of, error = yesterday, gettext("Choose a day that is over.")
    return replace(found, as_of=as_of, years=years, year=year, error=error)


def _audited(year: str, building_id: int | None) -> bool:
    who = person()
    today = clock.today(who.zone)
    if building_id is not None:
        return who.audits(today, building_id, year)
    return any(
        grant.role == "auditor"
        and grant.holds_on(today)
        and (grant.years is None or year in grant.years)
        for grant in who.grants
    )


def audited_buildings(chosen: ChosenDay) -> list[int]:
    """The buildings that are audited in the year shown."""
    who = person()
    today = clock.today(who.zone)
    rows = read_building_rows(who.district_id, with_closed=True)
    year = chosen.year
    return [row.id for row in rows if year and who.audits(today, row.id, year)]
