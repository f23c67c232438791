"""Pennsylvania: a row a month for the fire and security drills that PIMS collects.

The state mails a reporting tool with its own keys; these rows say what to enter there.
"""

from __future__ import annotations

from datetime import date

from drills.filings.contents import Held, School, Year
from drills.filings.table import Table

SOURCE = (
    "https://www.education.pa.gov/Schools/safeschools/resources/Pages/"
    "Fire-Drills-Accuracy-Certification-Statement.aspx"
)
NEWER = "https://pimskb.com/docs/templates/location/location-fact-fire-security-drills"
SECURITY = "security-first-90-days"
NOT_IN_SESSION, OTHER = "02", "03"


def monthly_table(year: Year) -> Table:
    """The first day of school, then twelve months, of every school. A month is Y with the day
    of its drill, else N with the reason: 02 not in session, 03 other, with a comment to write.
    A month that is still to come or has not ended without a drill is left empty."""
    rows = [row for school in year.schools for row in _rows(school, year)]
    return Table(
        f"PIMS Location Fact, fire and security drills, {year.district}, {year.year}",
        ("School", "Month", "Indicator", "Category 04 (reason)", "Date", "Comment"),
        tuple(rows),
        (
            "24 P.S. § 15-1517; copy these rows into the tool that the Department mails, which "
            "holds the district's and schools' codes.",
            f"Indicator, reason codes and date: {SOURCE}",
            f"First day of school, one drill a month, comment: {NEWER}",
            "A comment for code 03 is the district's to write.",
        ),
    )


def _rows(school: School, year: Year) -> list[tuple]:
    first = school.calendar.first_day if school.calendar else None
    rows: list[tuple] = [(school.name, "FIRSTDAY", "Y" if first else None, None, first, None)]
    start = int(year.year[:4])
    for number in range(12):
        month = date(start + (number + 6) // 12, (number + 6) % 12 + 1, 1)
        rows.append((school.name, f"{month:%Y-%m}", *_month(school, month, year)))
    return rows


def _month(school: School, month: date, year: Year) -> tuple:
    held = [h for h in school.held if h.drill.date.replace(day=1) == month]
    drill = _required(held, year)
    if drill is not None:
        return "Y", None, drill.drill.date, None
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    if after > year.as_of:
        return None, None, None, None
    if school.calendar is not None and not _in_session(school, month):
        return "N", NOT_IN_SESSION, None, None
    return "N", OTHER, None, None


def _required(held: list[Held], year: Year) -> Held | None:
    """The month's drill: the first fire drill, else a security drill in its place."""
    fire = next((h for h in held if h.drill.type == "fire"), None)
    security = year.accepts.get(SECURITY, ())
    return fire or next((h for h in held if h.drill.type in security), None)


def _in_session(school: School, month: date) -> bool:
    assert school.calendar is not None
    return any(day.replace(day=1) == month for day in school.calendar.school_days)
