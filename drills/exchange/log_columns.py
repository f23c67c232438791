"""The columns of a drill log, in order, each explained: the one table of them.

Readers, writers and the import template work from it. How a value is read is fields.py's.
"""

from __future__ import annotations

from drills.exchange.fields import CHOICE, DATE, NUMBER, TEXT, TIME, YES_NO, Field
from drills.facts import ANNOUNCED, DRILL_TYPES, HELD_AS, SITUATIONS, TOLD_BEFOREHAND

LOG_COLUMNS: tuple[Field, ...] = (
    Field(
        "date",
        DATE,
        "The day the drill was held: year-month-day.",
        "2026-09-10",
        needed=True,
    ),
    Field("time", TIME, "When it started, in 24 hours: 09:30 or 13:15.", "09:55"),
    Field(
        "type",
        CHOICE,
        "What kind of drill it was, by its canonical name.",
        "fire",
        DRILL_TYPES,
        needed=True,
    ),
    Field("title", TEXT, "What the school calls it, in any words.", "Fire drill 1"),
    Field(
        "held_as",
        CHOICE,
        "A drill, a real event or a false alarm. Empty means a drill.",
        "drill",
        HELD_AS,
    ),
    Field(
        "announced",
        CHOICE,
        "Who was told, when it started or before, that it is a drill.",
        "none",
        ANNOUNCED,
    ),
    Field("told_beforehand", CHOICE, "Who knew the day beforehand.", "staff", TOLD_BEFOREHAND),
    Field("situation", CHOICE, "What pupils were doing when it started.", "class", SITUATIONS),
    Field("fire_department", YES_NO, "Whether the fire department was there.", "no"),
    Field("law_enforcement", YES_NO, "Whether police were there.", "no"),
    Field("secondary_exit", YES_NO, "Whether pupils left by a second way out.", "yes"),
    Field("obstructed_exit", YES_NO, "Whether an exit was blocked on purpose.", "no"),
    Field("alarm_sounded", YES_NO, "Whether the alarm sounded. Empty is taken as yes.", "yes"),
    Field("whole_building", YES_NO, "Whether the whole building took part. Empty is yes.", "yes"),
    Field("off_site", YES_NO, "Whether it went off the school's grounds. Empty is no.", "no"),
    Field("students_present", YES_NO, "Whether pupils were present. Empty is yes.", "yes"),
    Field("staff_present", YES_NO, "Whether staff were present.", "yes"),
    Field("training_given", YES_NO, "Whether the year's training came before it.", "yes"),
    Field("parents_notified_on", DATE, "The day parents were told of it.", "2026-09-03"),
    Field("participants", NUMBER, "How many people took part; never names.", "412"),
    Field("duration_seconds", NUMBER, "How long it took, in seconds.", "185"),
    Field("notes", TEXT, "Anything else. No pupil's name.", "Door 4 stuck"),
)
COLUMNS_BY_NAME = {column.name: column for column in LOG_COLUMNS}

# What people head a column with -> its name here, for the advice under an unknown one.
EVERYDAY_COLUMNS = {
    "police": "law_enforcement",
    "officer": "law_enforcement",
    "start": "time",
    "hour": "time",
    "day": "date",
    "kind": "type",
    "name": "title",
    "comment": "notes",
    "remark": "notes",
    "headcount": "participants",
    "people": "participants",
    "enrol": "participants",
    "seconds": "duration_seconds",
    "minutes": "duration_seconds",
    "parents": "parents_notified_on",
    "students": "students_present",
    "pupils": "students_present",
    "staff": "staff_present",
    "exit": "secondary_exit",
    "alarm": "alarm_sounded",
}
