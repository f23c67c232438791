"""What a principal wrote down of a drill, as the form would send it. Pure.

Numbers differ from drill to drill and are the same at every loading.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from drills.actions.written import Times, Written, read_written
from drills.demo.the_year import DemoYear
from drills.demo.what_happened import Held

LEAVING = ("fire", "evacuation", "bus_evacuation", "early_dismissal")


def written_of(held: Held, pupils: int, now: datetime, zone: str) -> Written:
    """The record's words, checked as every form is."""
    story, drill = held.story, held.drill
    columns = {
        "date": held.day.isoformat(),
        "time": f"{held.at:%H:%M}",
        "type": drill.type,
        "title": drill.title,
        "held_as": story.held_as,
        "notes": story.notes,
        **{name: _text(value) for name, value in _answers(held, pupils).items()},
    }
    for name in story.leaves_out:
        columns.pop(name, None)
    took = minutes_taken(held)
    times, minutes = Times(), f"{took.total_seconds() / 60:.1f}"
    if not story.late_days:
        # Written down on the spot: stamped with the buttons.
        started = DemoYear(0, zone).instant(held.day, held.at) + timedelta(
            seconds=_any(held, "second", 50)
        )
        stamps = {
            "started": started,
            "accounted": started + took * 0.8,
            "all_clear": started + took,
        }
        if drill.type in LEAVING:
            stamps["clear"] = started + took * 0.45
        times = Times(stamped={name: at.isoformat() for name, at in stamps.items()})
    return read_written(columns, times, now, zone, problems=story.problems, minutes=minutes)


def _answers(held: Held, pupils: int) -> dict[str, object]:
    drill, story = held.drill, held.story
    answers: dict[str, object] = {
        "participants": people_of(held, pupils),
        "whole_building": True,
        **drill.columns,
    }
    if drill.type == "fire":
        answers["alarm_sounded"] = True
        answers.setdefault("fire_department", False)
    answers.setdefault("law_enforcement", bool(held.officer))
    if story.held_as != "drill":
        return answers
    answers["training_given"] = True
    if drill.announced or drill.type != "fire":
        answers["announced"] = drill.announced or "staff"
    if drill.told:
        answers["told_beforehand"] = drill.told
    if drill.parents:
        answers["parents_notified_on"] = (held.day - timedelta(days=drill.parents)).isoformat()
    return answers


def people_of(held: Held, pupils: int) -> int:
    """How many took part: the pupils of the day, and the staff."""
    return round(pupils * (1.0 + _any(held, "people", 9) / 100))


def minutes_taken(held: Held) -> timedelta:
    """How long it took: minutes for a way out, more for a lockdown or buses."""
    usual = {"fire": (150, 150), "evacuation": (260, 300), "tabletop": (2700, 900)}
    base, more = usual.get(held.drill.type, (420, 500))
    return timedelta(seconds=base + _any(held, "took", more))


def _any(held: Held, what: str, most: int) -> int:
    """A number below ``most`` that belongs to this drill and no other."""
    text = f"{what} {held.building} {held.drill.key}"
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % most


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
