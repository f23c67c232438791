"""What a drill must have been like to count: each quality reads one column of the log.

Yes, no, or None for not recorded. The ordinary is presumed unless the record says
otherwise (whole building, pupils, on the grounds, the alarm); the special must be
recorded to count (interfaces: counting rules 9 and 10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drills.facts import Drill

Reading = Callable[[Drill], bool | None]


@dataclass(frozen=True, slots=True)
class Quality:
    """A quality: the column it reads, how, and what to say when it is missing or unknown."""

    column: str
    read: Reading
    when_no: str
    when_unknown: str


def _announced(drill: Drill) -> bool | None:
    return None if drill.announced is None else drill.announced != "none"


def _unannounced(drill: Drill) -> bool | None:
    return None if drill.announced is None else drill.announced == "none"


def _situation(*wanted: str) -> Reading:
    def read(drill: Drill) -> bool | None:
        return None if drill.situation is None else drill.situation in wanted

    return read


def _no_pupils(drill: Drill) -> bool | None:
    return None if drill.students_present is None else not drill.students_present


QUALITIES: dict[str, Quality] = {
    "secondary_exit": Quality(
        "secondary_exit",
        lambda d: d.secondary_exit,
        "it did not use a second way out",
        "it is not recorded whether a second way out was used",
    ),
    "obstructed_exit": Quality(
        "obstructed_exit",
        lambda d: d.obstructed_exit,
        "no exit was blocked in it",
        "it is not recorded whether an exit was blocked",
    ),
    "announced": Quality(
        "announced",
        _announced,
        "nobody was told that it was a drill",
        "it is not recorded who was told that it was a drill",
    ),
    "unannounced": Quality(
        "announced",
        _unannounced,
        "it was announced",
        "it is not recorded whether it was announced",
    ),
    "fire_department": Quality(
        "fire_department",
        lambda d: d.fire_department,
        "the fire department was not there",
        "it is not recorded whether the fire department was there",
    ),
    "law_enforcement": Quality(
        "law_enforcement",
        lambda d: d.law_enforcement,
        "police were not there",
        "it is not recorded whether police were there",
    ),
    "lunch_or_assembly": Quality(
        "situation",
        _situation("lunch", "recess", "assembly"),
        "it was not held at lunch, recess or an assembly",
        "it is not recorded whether it was held at lunch, recess or an assembly",
    ),
    "at_night": Quality(
        "situation",
        _situation("night"),
        "it was not held at night",
        "it is not recorded whether it was held at night",
    ),
    "off_site": Quality(
        "off_site",
        lambda d: d.off_site,
        "it stayed on the grounds",
        "it is not recorded whether it went off the grounds",
    ),
    "no_pupils": Quality(
        "students_present",
        _no_pupils,
        "pupils were present",
        "it is not recorded whether pupils were present",
    ),
    "whole_building": Quality(
        "whole_building",
        lambda d: d.whole_building is not False,
        "part of the building only",
        "",
    ),
    "alarm_sounded": Quality(
        "alarm_sounded",
        lambda d: d.alarm_sounded is not False,
        "the alarm did not sound",
        "",
    ),
    "on_the_grounds": Quality(
        "off_site", lambda d: d.off_site is not True, "it was off the grounds", ""
    ),
    "not_at_dismissal": Quality(
        "situation",
        lambda d: d.situation != "dismissal",
        "it was held at dismissal",
        "",
    ),
}

# Variety without a number warns and never uncounts (counting rule 11).
VARIETIES = ("times_of_day", "weekdays", "dates", "spacing")
