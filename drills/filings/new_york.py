"""New York: the dates of evacuation and lockdown drills for the yearly Fire Safety Report."""

from __future__ import annotations

from drills.filings.contents import Year
from drills.filings.table import Table

KINDS = {"Evacuation": ("fire", "evacuation"), "Lockdown": ("lockdown",)}
SOURCE = "http://nysed.gov/facilities-planning/news/fire-safety-report-changes"


def dates_table(year: Year) -> Table:
    """Every school's evacuation drills by day, then its lockdown drills, numbered."""
    rows = []
    for school in year.schools:
        for kind, types in KINDS.items():
            days = [h.drill.date for h in school.held if h.drill.type in types]
            rows += [(school.name, kind, number, day) for number, day in enumerate(days, 1)]
    return Table(
        f"Evacuation and lockdown drills, {year.district}, {year.year}",
        ("School", "Drill", "Number", "Date"),
        tuple(rows),
        (
            "Education Law § 807; for the tables of drill dates in the Fire and Building Safety "
            "Report (NYSED memo of 2020-11-17).",
            f"See {SOURCE}",
            "Enter the dates in the report; this list is not itself a form of the State.",
        ),
    )
