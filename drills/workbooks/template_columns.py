"""The columns of the import template: buildings, people, past drills. The one table of them.

Facts have the names of a building file and drills those of a drill log, both taken from
the tables of exchange. The template is written by template.py and read by reading.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from drills.exchange.building_facts import BUILDING_FACTS
from drills.exchange.fields import CHOICE, DATE, TEXT, Field
from drills.exchange.log_columns import LOG_COLUMNS
from drills.facts import GRADES

BUILDINGS, PEOPLE, PAST_DRILLS, READ_ME, LISTS = (
    "Buildings",
    "People",
    "Past drills",
    "Read me",
    "Lists",
)
# The first column: empty in a row that is to be imported.
MARK = "row"
ABOUT_ROW, EXAMPLE_ROW = "about", "example"
ALL_BUILDINGS = "all"
ROLES = ("administrator", "director", "principal", "staff", "officer")

MARK_FIELD = Field(MARK, TEXT, "Leave this column empty. Rows marked here are not imported.")

# These facts are asked of every building, whatever the state.
ALWAYS = ("ownership", "lowest_grade", "highest_grade", "enrollment", "records_begin")


def _facts() -> tuple[Field, ...]:
    """The facts of a building file, with the grades in two columns: 6-8 would become June 8."""
    found: list[Field] = []
    for fact in BUILDING_FACTS:
        if fact.name == "grades":
            found += [
                Field("lowest_grade", CHOICE, "The lowest grade taught.", "K", GRADES),
                Field("highest_grade", CHOICE, "The highest grade taught.", "5", GRADES),
            ]
        elif fact.name not in ("name", "jurisdiction"):
            yes_no = {"false": "no", "true": "yes"}
            found.append(replace(fact, example=yes_no.get(fact.example, fact.example)))
    return tuple(found)


BUILDING_COLUMNS: tuple[Field, ...] = (
    Field(
        "name", TEXT, "The building's name, as people say it.", "Example Elementary", needed=True
    ),
    Field("key", TEXT, "A short name for files. Empty: made from the name.", "example"),
    Field("address", TEXT, "Street and town.", "1 School Street"),
    *_facts(),
)
PEOPLE_COLUMNS: tuple[Field, ...] = (
    Field("name", TEXT, "First and last name.", "Robin Example", needed=True),
    Field("title", TEXT, "What they are called at work.", "Principal"),
    Field("email", TEXT, "What they will sign in with.", "robin@example.org", needed=True),
    Field(
        "role",
        CHOICE,
        "What they may do. For a second role, write a second row with the same e-mail.",
        "principal",
        ROLES,
        needed=True,
    ),
    Field(
        "buildings",
        TEXT,
        "Where: names of buildings divided by semicolons, or all. Empty for administrators "
        "and directors.",
        "Example Elementary",
    ),
    Field("starts", DATE, "First day of the role. Empty: at once.", "2026-08-24"),
    Field("ends", DATE, "Last day of the role. Empty: no end.", "2027-06-30"),
)
DRILL_COLUMNS: tuple[Field, ...] = (
    Field("building", TEXT, "The building's name or key.", "Example Elementary", needed=True),
    *LOG_COLUMNS,
    Field("recorded_by", TEXT, "Who wrote it down at the time. Empty: you.", "Robin Example"),
)
COLUMNS: dict[str, tuple[Field, ...]] = {
    BUILDINGS: BUILDING_COLUMNS,
    PEOPLE: PEOPLE_COLUMNS,
    PAST_DRILLS: DRILL_COLUMNS,
}


def offered_columns(sheet: str, asked: Mapping[str, str]) -> list[Field]:
    """The columns that a district's template shows: of the facts only those that matter.

    ``asked``: the facts that the state's rules ask for, each with why. Every fact is read,
    offered or not.
    """
    if sheet != BUILDINGS:
        return list(COLUMNS[sheet])
    reasons = dict(asked)
    if "grades" in reasons:
        reasons["lowest_grade"] = reasons["highest_grade"] = reasons["grades"]
    found = []
    for field in BUILDING_COLUMNS:
        if field.name in reasons:
            field = replace(field, explains=f"{field.explains} {reasons[field.name]}")
        elif field.name not in (*ALWAYS, "name", "key", "address"):
            continue
        found.append(field)
    return found
