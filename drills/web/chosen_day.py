"""Which day and school year a page speaks of: today, unless the address says otherwise.

``?as_of=2026-10-31`` is any day, ``?year=2025-26`` a school year that the district has a
calendar for. Judging as of that day is the page's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from flask_babel import gettext

from drills.store.calendars import read_years, year_among, year_label

# The only words of an address that are carried on: url_for gives others a meaning of its own.
KEPT = ("as_of", "year", "page", "show")
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """The day and year shown. ``typed`` is what stood in the address, ``error`` what is
    wrong with it; then the day is today. ``year`` is None where no calendar is set up."""

    today: date
    as_of: date
    year: str | None
    years: tuple[str, ...]  # newest first
    own_year: str | None  # the year of the day itself, which need not be the one shown
    typed: str = ""
    error: str = ""

    @property
    def is_today(self) -> bool:
        """Whether the page speaks of today and of today's school year."""
        return self.as_of == self.today and self.year == self.own_year

    @property
    def code(self) -> int:
        """What the page answers: 422 where the day could not be read."""
        return 422 if self.error else 200

    @property
    def link(self) -> dict[str, str]:
        """What an address needs so that the next page speaks of the same day."""
        found = {}
        if self.as_of != self.today:
            found["as_of"] = self.as_of.isoformat()
        if self.year and self.year != self.own_year:
            found["year"] = self.year
        return found

    @property
    def lacks_year(self) -> bool:
        """Whether the day's own school year has no calendar, so that another is shown."""
        return self.year is not None and year_label(self.as_of) not in self.years


def chosen_day(district_id: int, today: date) -> ChosenDay:
    """The day and year of this request. One query."""
    years = read_years(district_id)
    typed = request.args.get("as_of", "").strip()
    as_of, error = _read_day(typed, today)
    own = year_among(years, as_of)
    wanted = request.args.get("year", "")
    year = wanted if wanted in years else own
    return ChosenDay(today, as_of, year, tuple(years), own, typed, error)


def this_page(**changes: str | int | None) -> str:
    """The address of this page with other words behind the question mark; None drops one."""
    kept = {name: request.args[name] for name in KEPT if name in request.args}
    values: dict[str, object] = {**kept, **(request.view_args or {}), **changes}
    assert request.endpoint is not None
    return url_for(request.endpoint, **{k: v for k, v in values.items() if v is not None})


def _read_day(typed: str, today: date) -> tuple[date, str]:
    if not typed:
        return today, ""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = date.min
    if FIRST <= found <= LAST:
        return found, ""
    return today, gettext("Enter a day as year, month and day, for example 2026-10-31.")
