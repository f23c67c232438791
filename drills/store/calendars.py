"""Reading school calendars: rows of a district's years become frozen calendars."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from drills.facts import Calendar, Span, Term
from drills.store.database import db
from drills.store.tables import DayOffRow, SchoolYearRow


def year_label(day: date) -> str:
    """The school year a day belongs to, July to June: ``2026-27``."""
    start = day.year if day.month >= 7 else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def year_before(day: date) -> str:
    """The school year before that of a day."""
    return year_label(date(day.year - 1, day.month, 1))


def read_years(district_id: int) -> list[str]:
    """The school years the district has a calendar for, newest first."""
    years = db.session.scalars(
        select(SchoolYearRow.year)
        .where(
            SchoolYearRow.district_id == district_id,
            SchoolYearRow.building_id.is_(None),
        )
        .order_by(SchoolYearRow.year.desc())
    )
    return list(years)


def year_on(district_id: int, day: date) -> str | None:
    """The year to show on a day: that day's own, else the next one set up, else the last."""
    return year_among(read_years(district_id), day)


def year_among(years: list[str], day: date) -> str | None:
    """The same, of years already read, newest first."""
    wanted = year_label(day)
    if wanted in years:
        return wanted
    coming = [year for year in years if year > wanted]
    return coming[-1] if coming else (years[0] if years else None)


def _spans(rows: list[DayOffRow], kinds: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(Span(row.starts, row.ends) for row in rows if row.kind in kinds)


def _calendar(row: SchoolYearRow, days: list[DayOffRow]) -> Calendar:
    summer = None
    if row.summer_start and row.summer_end:
        summer = Span(row.summer_start, row.summer_end)
    return Calendar(
        first_day=row.first_day,
        last_day=row.last_day,
        terms=tuple(
            Term(t["name"], date.fromisoformat(t["start"]), date.fromisoformat(t["end"]))
            for t in row.terms
        ),
        no_school=_spans(days, ("off", "closure")),
        half_days=_spans(days, ("half",)),
        testing=_spans(days, ("testing",)),
        summer=summer,
        breaks=tuple(
            (name, Span(date.fromisoformat(a), date.fromisoformat(b)))
            for name, (a, b) in sorted((row.breaks or {}).items())
        ),
    )


class DistrictCalendars:
    """A district's calendars of one year: the common one, and those of buildings that differ.

    Buildings without days of their own share one Calendar object.
    """

    def __init__(self, rows: list[SchoolYearRow], days: list[DayOffRow]) -> None:
        self._common = next((row for row in rows if row.building_id is None), None)
        self._own = {row.building_id: row for row in rows if row.building_id is not None}
        by_year: dict[int, list[DayOffRow]] = defaultdict(list)
        for day in days:
            by_year[day.school_year_id].append(day)
        self._days = by_year
        self._single = {
            d.building_id for d in days if d.building_id is not None
        }  # buildings with a day of their own
        self._made: dict[int | None, Calendar] = {}

    def of(self, building_id: int) -> Calendar | None:
        """The building's calendar; None where the district has none for that year."""
        key = building_id if building_id in self._own or building_id in self._single else None
        if key not in self._made:
            row = self._own.get(building_id, self._common) if key else self._common
            if row is None:
                return None
            days = [d for d in self._days[row.id] if d.building_id in (None, key)]
            self._made[key] = _calendar(row, days)
        return self._made[key]

    @property
    def common(self) -> Calendar | None:
        """The calendar of every building that has none of its own."""
        return self.of(-1)


def read_calendars(district_id: int, year: str) -> DistrictCalendars:
    """All calendars of a district's year, in two queries whatever the number of buildings."""
    rows = list(
        db.session.scalars(
            select(SchoolYearRow).where(
                SchoolYearRow.district_id == district_id, SchoolYearRow.year == year
            )
        )
    )
    days = list(
        db.session.scalars(
            select(DayOffRow)
            .where(DayOffRow.school_year_id.in_([row.id for row in rows]))
            .order_by(DayOffRow.starts, DayOffRow.id)
        )
    )
    return DistrictCalendars(rows, days)
