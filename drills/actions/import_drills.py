"""The sheet Past drills of an import, held against the district's records."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, time

from drills.actions.import_found import Already, Checked, Faults, PastDrill, Places, Question
from drills.actions.import_known import Known
from drills.actions.written import LONGEST_NOTES
from drills.compliance.flags import flags
from drills.exchange.fields import write_text
from drills.exchange.log_columns import LOG_COLUMNS
from drills.facts import Building, Drill
from drills.store.calendars import year_label
from drills.workbooks.reading import Filled, Row
from drills.workbooks.template_columns import PAST_DRILLS

LONGEST_TITLE = 120
EARLIEST = date(1990, 7, 1)


def check_drills(
    filled: Filled, known: Known, places: Places, found: Checked, faults: Faults
) -> None:
    """Finds the drills that are not on record yet, and asks about the odd ones."""
    keys = {building.id: building.key for building in known.buildings}
    keys |= {new.ref: new.entry.key for new in found.buildings}
    candidates = []
    for row in filled.of(PAST_DRILLS):
        drill = _drill(row, known, places, faults)
        if drill is not None:
            candidates.append((row, _past(row, drill, places, known, keys)))
    there = known.keys_there(past.key for _, past in candidates)
    seen: set[str] = set()
    for row, past in candidates:
        if past.key in there or _on_record(past, known):
            found.already.append(
                Already(PAST_DRILLS, past.row, past.building_name, past.drill.date, past.drill.type)
            )
        elif past.year in known.closed_years:
            # A drill found late is logged, with a reason.
            faults.add(row, "date", "year_closed", past.drill.date.isoformat(), past.year)
        elif past.key in seen:
            found.questions.append(
                Question(
                    PAST_DRILLS, past.row, "row_twice", past.building_name, day=past.drill.date
                )
            )
        else:
            seen.add(past.key)
            found.drills.append(past)
    _ask_odd_ones(known, found)


def _drill(row: Row, known: Known, places: Places, faults: Faults) -> Drill | None:
    """The drill of a row; None, with its problems noted, where it cannot be one."""
    word = row.text("building")
    place = places.find(word) if word else None
    if word and place is None:
        faults.add(row, "building", "building_unknown", word, places.nearest(word))
    values = {c.name: row.values[c.name] for c in LOG_COLUMNS if c.name in row.values}
    held_on = values.get("date")
    if held_on is not None:
        _check_day(row, held_on, place[0] if place else -1, known, faults)
        told = values.get("parents_notified_on")
        if told is not None and told > held_on:
            faults.add(row, "parents_notified_on", "parents_after", told.isoformat())
    if values.get("type") == "other" and not values.get("title"):
        faults.add(row, "title", "title_missing")
    if len(values.get("title", "")) > LONGEST_TITLE:
        faults.add(row, "title", "title_long")
    if len(values.get("notes", "")) > LONGEST_NOTES:
        faults.add(row, "notes", "notes_long")
    if len(row.text("recorded_by")) > LONGEST_TITLE:
        faults.add(row, "recorded_by", "name_long")
    if faults.has(row):
        return None
    return Drill(**values)


def _check_day(row: Row, held_on: date, building: int, known: Known, faults: Faults) -> None:
    if held_on > known.today:
        faults.add(row, "date", "date_to_come", held_on.isoformat())
    elif held_on < EARLIEST:
        faults.add(row, "date", "day_far", held_on.isoformat())
    elif known.year_of(held_on, building) is None:
        faults.add(row, "date", "no_calendar", held_on.isoformat(), year_label(held_on))


def _past(row: Row, drill: Drill, places: Places, known: Known, keys: dict[int, str]) -> PastDrill:
    place = places.find(row.text("building"))
    assert place is not None
    ref, name = place
    # The key of a building never changes, so the same row is the same record for ever.
    words = [
        str(known.district_id),
        keys[ref],
        *(write_text(c, getattr(drill, c.name)) for c in LOG_COLUMNS),
    ]
    digest = hashlib.sha256("\x1f".join(words).encode()).hexdigest()
    return PastDrill(
        row=row.number,
        building=ref,
        building_name=name,
        drill=drill,
        recorded_by=row.text("recorded_by"),
        year=known.year_of(drill.date, ref) or year_label(drill.date),
        key=f"import:{digest[:48]}",
    )


def _on_record(past: PastDrill, known: Known) -> bool:
    """Whether a drill of the kind is on record that day at that time, or at no time told."""
    times = known.held.get((past.building, past.drill.date, past.drill.type), [])
    return any(_may_be_same(at, past.drill.time) for at in times)


def _may_be_same(one: time | None, other: time | None) -> bool:
    return one is None or other is None or one == other


def _ask_odd_ones(known: Known, found: Checked) -> None:
    """Plausibility questions about the new drills, among those that are on record."""
    by_place: dict[tuple[int, str], list[PastDrill]] = defaultdict(list)
    for past in found.drills:
        by_place[past.building, past.year].append(past)
    for (ref, year), new in by_place.items():
        building = _building(ref, year, known, found)
        if building is None:
            continue
        rows = {id(past.drill): past for past in new}
        calendar = building.calendar
        old = [
            d
            for d in known.drills.get(ref, [])
            if calendar.year_starts <= d.date <= calendar.year_ends
        ]
        drills = [*old, *(past.drill for past in new)]
        for flag in flags(building, drills, limits=known.limits):
            past = next((rows[id(d)] for d in flag.drills if id(d) in rows), None)
            if past is not None:
                found.questions.append(
                    Question(PAST_DRILLS, past.row, "flag", past.building_name, flag=flag)
                )


def _building(ref: int, year: str, known: Known, found: Checked) -> Building | None:
    calendar = known.calendar(year, ref)
    if calendar is None:
        return None
    judged = known.judged.get(ref)
    new = next((new for new in found.buildings if new.ref == ref), None)
    return Building(
        name=new.entry.name if new else judged.name if judged else "",
        jurisdiction=known.jurisdiction,
        calendar=calendar,
        enrollment=new.entry.facts.get("enrollment") if new else judged and judged.enrollment,
    )
