"""Which filings there are: for which state, resting on which law, due when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drills.filings import connecticut, fire_marshal, michigan, new_york, pennsylvania
from drills.filings.contents import Year
from drills.filings.table import Table


@dataclass(frozen=True, slots=True)
class Filing:
    """One thing to file. ``jurisdiction`` is empty where any state may want it; ``duty`` is the
    duty of the state's pack that asks for it, which says when it is due."""

    name: str
    jurisdiction: str
    duty: str
    citation: str
    source: str
    make: Callable[[Year], Table]
    plans: bool = False  # tells of drills that are still to come


FILINGS = (
    Filing(
        "mi-schedule",
        "US-MI",
        "schedule-list",
        "MCL 29.19(8)",
        michigan.COUNTY_SOURCE,
        michigan.schedule_table,
        plans=True,
    ),
    Filing(
        "mi-posting",
        "US-MI",
        "web-posting",
        "MCL 29.19(8)",
        michigan.SOURCE,
        michigan.posting_table,
    ),
    Filing(
        "pa-pims",
        "US-PA",
        "monthly-report",
        "24 P.S. § 15-1517",
        pennsylvania.SOURCE,
        pennsylvania.monthly_table,
    ),
    Filing(
        "ny-fire-report",
        "US-NY",
        "fire-report-tables",
        "NYSED memo of 2020-11-17",
        new_york.SOURCE,
        new_york.dates_table,
    ),
    Filing(
        "ct-drill-report",
        "US-CT",
        "annual-drill-report",
        "§ 10-222n(a)(6)",
        connecticut.SOURCE,
        connecticut.report_table,
    ),
    Filing(
        "fire-log",
        "",
        "",
        "International Fire Code § 405.5",
        fire_marshal.SOURCE,
        fire_marshal.log_table,
    ),
)


def filings_of(jurisdiction: str) -> tuple[Filing, ...]:
    """What a district of a state may file, its state's own first."""
    return tuple(f for f in FILINGS if f.jurisdiction in (jurisdiction, ""))


def filing_named(name: str, jurisdiction: str) -> Filing | None:
    """One of them; None where the state has none of that name."""
    return next((f for f in filings_of(jurisdiction) if f.name == name), None)
