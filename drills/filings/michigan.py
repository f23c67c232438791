"""Michigan: the documentation that a school posts (MCL 29.19), and the list of planned drill
days for the county's emergency management coordinator.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, time

from drills.filings.contents import School, Year
from drills.filings.table import Table

# The kinds that subsections (3) to (5) want a number of: fire, tornado, building secured.
KINDS = {
    "Fire": ("fire",),
    "Tornado": ("severe_weather",),
    "Lockdown": ("lockdown", "shelter_in_place", "secure"),
}
SOURCE = "https://www.dexterschools.org/parents/school-safety/safety-archive"
COUNTY_SOURCE = (
    "https://www.thrunlaw.com/content/reminder-report-safety-drills-county-emergency-"
    "management-coordinator-september-15-2014"
)


@dataclass(frozen=True, slots=True)
class Posting:
    """One completed drill as the law wants it posted."""

    school: str
    year: str
    on: date
    at: time | None
    kind: str
    so_far: tuple[tuple[str, int], ...]  # by required kind, this one included
    acknowledged_by: str
    acknowledged_on: date | None
    in_charge: str


def postings(school: School, year: str) -> list[Posting]:
    """The completed drills of a school, by day, each with the running count of each kind."""
    count: Counter[str] = Counter()
    found = []
    for held in school.held:
        count.update(name for name, types in KINDS.items() if held.drill.type in types)
        found.append(
            Posting(
                school=school.name,
                year=year,
                on=held.drill.date,
                at=held.drill.time,
                kind=held.kind,
                so_far=tuple((name, count[name]) for name in KINDS),
                acknowledged_by=held.recorded_by,
                acknowledged_on=held.recorded_at.date() if held.recorded_at else None,
                in_charge=held.in_charge,
            )
        )
    return found


def posting_table(year: Year) -> Table:
    """The posting of every school."""
    rows = tuple(
        (
            p.school,
            p.year,
            p.on,
            p.at,
            p.kind,
            *(number for _, number in p.so_far),
            p.acknowledged_by or None,
            p.acknowledged_on,
            p.in_charge or None,
        )
        for school in year.schools
        for p in postings(school, year.year)
    )
    return Table(
        f"Completed school safety drills, {year.district}, {year.year}",
        (
            "School",
            "School year",
            "Date",
            "Time",
            "Type of drill",
            *(f"{name} drills so far" for name in KINDS),
            "Acknowledged by",
            "Acknowledged on",
            "In charge",
        ),
        rows,
        (
            "MCL 29.19(8): posted within 30 school days, kept for at least three years.",
            f"Fields as quoted at {SOURCE}",
            "The name under Acknowledged by is who submitted the record.",
        ),
    )


def schedule_table(year: Year) -> Table:
    """The scheduled drill days of every school: those planned and those held as planned."""
    rows = [
        (school.name, day, at, kind)
        for school in year.schools
        for day, at, kind in sorted(
            [(h.drill.date, h.drill.time, h.kind) for h in school.held]
            + [(p.on, p.at, p.kind) for p in school.planned],
            key=lambda row: (row[0], row[1] or time.min),
        )
    ]
    return Table(
        f"Scheduled drill days, {year.district}, {year.year}",
        ("School", "Date", "Time", "Type of drill"),
        tuple(rows),
        (
            "MCL 29.19(8): to the county emergency management coordinator by September 15. "
            "Days already held are listed with those to come.",
            f"Fields as told at {COUNTY_SOURCE}",
            "Some drills come unannounced. Send this list to the coordinator alone.",
        ),
    )
