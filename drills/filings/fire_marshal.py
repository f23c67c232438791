"""A log of evacuation drills for a fire marshal, with the fields of the model fire code.

Section 405.5 of the International Fire Code (2009) lists what a record holds. What is not
recorded here is a column to fill in by hand.
"""

from __future__ import annotations

from drills.facts import Drill
from drills.filings.contents import Year
from drills.filings.table import Table

TYPES = ("fire", "evacuation", "reverse_evacuation")
SOURCE = "https://www.colorado.edu/firelifesafety/fire-drills/fire-drill-code-requirements"


def log_table(year: Year) -> Table:
    """Fire and evacuation drills by school and day."""
    rows = tuple(
        (
            school.name,
            held.drill.date,
            held.drill.time,
            held.kind,
            held.in_charge or held.recorded_by or None,
            _notified(held.drill),
            held.drill.participants,
            _special(held.drill),
            held.problems,
            None,
            held.drill.duration_seconds,
            _word(held.drill.fire_department),
        )
        for school in year.schools
        for held in school.held
        if held.drill.type in TYPES
    )
    return Table(
        f"Evacuation drills, {year.district}, {year.year}",
        (
            "School",
            "Date",
            "Time",
            "Drill",
            "Conducted by",
            "Notification",
            "Occupants",
            "Special conditions",
            "Problems noted",
            "Weather",
            "Seconds",
            "Fire department there",
        ),
        rows,
        (
            f"Fields of International Fire Code § 405.5 as listed at {SOURCE}",
            "Weather is not recorded here: fill it in by hand. Ask your fire marshal which "
            "edition of the code is in force.",
        ),
    )


def _notified(drill: Drill) -> str | None:
    return None if drill.alarm_sounded is None else "alarm" if drill.alarm_sounded else "no alarm"


def _special(drill: Drill) -> str | None:
    words = ("second way out",) if drill.secondary_exit else ()
    words += ("exit blocked",) if drill.obstructed_exit else ()
    return ", ".join(words) or None


def _word(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
