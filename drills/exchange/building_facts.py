"""The facts of a building file, in order, each explained: the one table of them.

Readers, writers and the import template work from it. The calendar's keys stand below
them; how a value is read is fields.py's.
"""

from __future__ import annotations

from drills.exchange.fields import CHOICE, DATE, GRADE_SPAN, NUMBER, TEXT, YES_NO, Field
from drills.facts import CHOICE_FACTS

BUILDING_FACTS: tuple[Field, ...] = (
    Field(
        "name", TEXT, "The building's name, as people say it.", "Example Elementary", needed=True
    ),
    Field("jurisdiction", TEXT, "The state, as US-CT.", "US-MI", needed=True),
    Field("ownership", CHOICE, "Who runs the school.", "public", CHOICE_FACTS["ownership"]),
    Field("grades", GRADE_SPAN, "Lowest and highest grade taught: PK, K, 1 to 12.", "[K, 5]"),
    Field("enrollment", NUMBER, "How many pupils are enrolled.", "420"),
    Field(
        "sprinklers",
        CHOICE,
        "Whether sprinklers cover the building fully, partly or not.",
        "full",
        CHOICE_FACTS["sprinklers"],
    ),
    Field(
        "smoke_detectors",
        CHOICE,
        "Whether every classroom building has smoke detectors.",
        "all_classroom_buildings",
        CHOICE_FACTS["smoke_detectors"],
    ),
    Field("year_round", YES_NO, "Whether the building is open all year.", "false"),
    Field("dormitory", YES_NO, "Whether pupils sleep in it.", "false"),
    Field("summer_school", YES_NO, "Whether summer school is held in it.", "false"),
    Field("buses_pupils", YES_NO, "Whether pupils come by school bus.", "true"),
    Field("tsunami_zone", YES_NO, "Whether it lies in a tsunami zone.", "false"),
    Field("lahar_zone", YES_NO, "Whether it lies in a lahar (volcanic mudflow) zone.", "false"),
    Field("earthquake_zone", YES_NO, "Whether it lies in an earthquake zone.", "false"),
    Field("nuclear_zone", YES_NO, "Whether it lies near a nuclear power plant.", "false"),
    Field("local_fire_marshal", YES_NO, "Whether a local fire marshal sets drills for it.", "true"),
    Field("local_fire_code", YES_NO, "Whether a local fire code is in force there.", "true"),
    Field("athletics", YES_NO, "Whether the school holds athletic events.", "false"),
    Field("aed", YES_NO, "Whether it has a defibrillator (AED).", "true"),
    Field("state_licensed", YES_NO, "Whether the state licenses it, as child care.", "false"),
    Field(
        "records_begin",
        DATE,
        "The first day with records here; windows closed before it decide nothing.",
        "2026-09-01",
    ),
)
FACTS_BY_NAME = {fact.name: fact for fact in BUILDING_FACTS}

# The calendar's keys, each explained in the same way.
CALENDAR_KEYS: dict[str, str] = {
    "first_day": "The first day that pupils are taught.",
    "last_day": "The last day that pupils are taught.",
    "terms": "The terms, each with name, start and end.",
    "no_school": "Days or ranges (a..b) without school; weekends never are school days.",
    "half_days": "School days that end early: drills count, plans avoid them.",
    "summer": "The summer session, with start and end.",
    "testing": "Days or ranges of state-mandated tests.",
    "breaks": "Winter and spring break (a..b), where the longest run of days off is wrong.",
}
