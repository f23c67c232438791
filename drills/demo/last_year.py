"""The school year before the one shown: brought along as a log, approved, and closed.

Its days, kinds and people are those of the plan, a year earlier. It comes in by one import,
as a district brings what it kept on paper, so it has no evidence and nobody pressed a button.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from drills.actions.amend_record import amend_record
from drills.actions.approve_records import MOST_AT_ONCE, approve_records
from drills.actions.close_year import close_year
from drills.actions.import_confirm import confirm_import, preview_import
from drills.actions.upload_import import keep_upload
from drills.demo.districts import DemoDistrict, Story
from drills.demo.set_up import Known
from drills.demo.the_plan import Planned, calendar_of, good_days, plan_year
from drills.demo.the_year import DemoYear
from drills.demo.what_happened import Held
from drills.demo.written_down import written_of
from drills.exchange.fields import write_text
from drills.exchange.log_columns import LOG_COLUMNS
from drills.permissions import Person
from drills.store.life import read_waiting
from drills.store.records import read_held, read_record
from drills.workbooks.sheet import Book, Column
from drills.workbooks.template_columns import PAST_DRILLS

MOST_BYTES = 10 * 1024 * 1024
HALF_AN_HOUR = timedelta(minutes=30)


def close_last_year(told: DemoDistrict, known: Known) -> None:
    """Its log is imported, read and approved, and the year closed, on a morning in July."""
    assert told.last_year is not None
    year = known.year.before
    at = known.year.instant(date(known.year.start, 7, 7), time(9, 0))
    admin, director = known.person("administrator"), known.person("director")
    file = _log(told, year, admin, at)
    upload = keep_upload(admin, at, f"drill log {year.label}.xlsx", file, MOST_BYTES)
    at += HALF_AN_HOUR
    confirm_import(admin, at, upload, preview_import(admin, at, upload)[1].fingerprint)
    at += HALF_AN_HOUR
    waiting = read_waiting(known.district_id, None, 0, MOST_AT_ONCE)
    ready = {record.id: record.version for record, _ in waiting}
    approve_records(director, at, ready)
    close_year(director, at + HALF_AN_HOUR, year.label, knowing=True)


def amend_last_year(told: DemoDistrict, known: Known, by: Person, at: datetime) -> None:
    """A record of the closed year is put right, with the reason that this wants."""
    last = told.last_year
    assert last is not None
    year = known.year.before
    days = good_days(calendar_of(told, year))
    held = next(
        h for h in _held(told, year) if (h.building, h.drill.key) == (last.building, last.drill)
    )
    building = known.buildings[last.building]
    refs = (
        drill.ref
        for drill in read_held([building], year.label)[building]
        if (drill.date, drill.type) == (held.day, held.drill.type)
    )
    record = read_record(int(next(refs)), known.district_id)
    assert record is not None
    mended = replace(held, day=days[days.index(held.day) + last.by_days])
    words = written_of(mended, _pupils(told, held), at, told.zone)
    amend_record(by, at, record.id, words, version=record.version, submit=False, reason=last.why)


def _log(told: DemoDistrict, year: DemoYear, by: Person, at: datetime) -> bytes:
    """The drills as a filled-in template."""
    names = {b.key: b.name for b in told.buildings}
    heads = ["row", "building", *(column.name for column in LOG_COLUMNS)]
    book = Book("Drill log", by.name, at, "Drill log")
    sheet = book.sheet(PAST_DRILLS, [Column(head, 16) for head in heads], filters=False)
    for held in _held(told, year):
        drill = written_of(held, _pupils(told, held), at, told.zone).drill
        said = (write_text(column, getattr(drill, column.name)) for column in LOG_COLUMNS)
        sheet.row([None, names[held.building], *(text or None for text in said)])
    sheet.close()
    return book.save()


def _held(told: DemoDistrict, year: DemoYear) -> Iterator[Held]:
    """Every drill of the year's plan that was held, in each of its buildings."""
    assert told.last_year is not None
    for planned in plan_year(told, year):
        for building in planned.buildings:
            if (building, planned.drill.key) not in told.last_year.missed:
                yield _as_planned(planned, building)


def _as_planned(planned: Planned, building: str) -> Held:
    # Written down later, from paper: no button was pressed.
    story = Story(building, planned.drill.key, "held", late_days=1)
    return Held(planned, planned.drill, building, planned.day, planned.at, story, planned.officer)


def _pupils(told: DemoDistrict, held: Held) -> int:
    return next(b.facts["enrollment"] for b in told.buildings if b.key == held.building)
