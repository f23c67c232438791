"""A school calendar's keys in a building or district file: tables to Calendar and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.exchange.building_facts import CALENDAR_KEYS
from drills.exchange.yaml_reading import Node, YamlReading
from drills.facts import Calendar, Span, Term

LONGEST_YEAR = 400  # days from first to last


def read_calendar(reading: YamlReading, node: Node | None, called: str = "calendar") -> Any:
    """The calendar of a table; None, with problems noted, where it cannot be one."""
    if node is None or node.value is None:
        return None
    before = len(reading.problems)
    keys = reading.table(node, called, CALENDAR_KEYS, ("first_day", "last_day"))
    first = reading.day(keys.get("first_day"), f"{called}.first_day")
    last = reading.day(keys.get("last_day"), f"{called}.last_day")
    terms = _terms(reading, keys.get("terms"), f"{called}.terms")
    breaks = reading.table(keys.get("breaks"), f"{called}.breaks", ("winter", "spring"))
    named = [(name, reading.span(span, f"{called}.breaks.{name}")) for name, span in breaks.items()]
    values: dict[str, Any] = {
        "terms": terms,
        "no_school": reading.spans(keys.get("no_school"), f"{called}.no_school"),
        "half_days": reading.spans(keys.get("half_days"), f"{called}.half_days"),
        "testing": reading.spans(keys.get("testing"), f"{called}.testing"),
        "summer": reading.span(keys.get("summer"), f"{called}.summer"),
        "breaks": tuple((name, span) for name, span in named if span is not None),
    }
    if first is None or last is None:
        return None
    if not 0 < (last - first).days <= LONGEST_YEAR:
        what = f"{called}: the school year from {first} to {last} is not a year"
        reading.wrong(keys["last_day"], what, "Correct one of the two days")
        return None
    if len(reading.problems) > before:
        return None
    calendar = Calendar(first, last, **values)
    if not calendar.school_days:
        what = f"{called}: no day is left on which pupils are taught"
        reading.wrong(keys.get("no_school", node), what, "Correct no_school")
        return None
    return calendar


def _terms(reading: YamlReading, node: Node | None, called: str) -> tuple[Term, ...]:
    found: list[Term] = []
    example = "[{name: fall, start: 2026-09-02, end: 2027-01-22}]"
    for item in reading.items(node, called, example):
        keys = reading.table(item, called, ("name", "start", "end"), ("name", "start", "end"))
        name = reading.text(keys.get("name"), f"{called}.name")
        start = reading.day(keys.get("start"), f"{called}.start")
        end = reading.day(keys.get("end"), f"{called}.end")
        if name is None or start is None or end is None:
            continue
        if end < start:
            reading.wrong(item, f"the term {name} ends before it begins", "Correct its days")
        elif found and start <= found[-1].end:
            what = f"the term {name} begins before {found[-1].name} ends"
            reading.wrong(item, what, "Write the terms in order, without overlap")
        else:
            found.append(Term(name, start, end))
    return tuple(found)


def calendar_keys(calendar: Calendar) -> dict[str, Any]:
    """The calendar as the values of its table, ready to be written as YAML."""
    summer = calendar.summer
    return {
        "first_day": calendar.first_day,
        "last_day": calendar.last_day,
        "terms": [{"name": t.name, "start": t.start, "end": t.end} for t in calendar.terms],
        "no_school": [_written(span) for span in calendar.no_school],
        "half_days": [_written(span) for span in calendar.half_days],
        "summer": {"start": summer.start, "end": summer.end} if summer else None,
        "testing": [_written(span) for span in calendar.testing],
        "breaks": {name: f"{span.start}..{span.end}" for name, span in calendar.breaks},
    }


def _written(span: Span) -> date | str:
    return span.start if span.start == span.end else f"{span.start}..{span.end}"
