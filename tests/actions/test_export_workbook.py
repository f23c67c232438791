"""Exporting the workbook: what is in it, for whom, and what is noted of it."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from drills.actions.export_contents import contents_of
from drills.actions.export_workbook import export_workbook
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.audit import first_broken_row
from drills.store.buildings import read_building_rows
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import AuditRow, DayOffRow, DistrictRow, EvidenceRow, SchoolYearRow
from drills.workbooks.contents import Batch, Contents
from tests import make
from tests.web.scenes import counted_queries

NOW = make.NOON


@pytest.fixture
def by(any_database) -> Person:
    """The director of two buildings, with records of every state and a file."""
    district = make.add_district("Westbrook Public Schools")
    bedford = make.add_building(district, "Bedford Middle")
    make.add_building(district, "Coleman Elementary")
    for on in ("2026-09-10", "2026-10-06"):
        make.add_drill([bedford], on)
    make.add_drill([bedford], "2026-10-20", "lockdown", record_state="sent_back")
    make.add_drill([bedford], "2026-11-03", "lockdown", record_state="draft")
    last = make.add_drill([bedford], "2026-11-05", "fire")
    make.add_drill([bedford], "2026-12-08", "lockdown", state="planned")
    row = make.add_person(district, "director", name="Dana Whitfield", title="Safety director")
    db.session.add(
        EvidenceRow(
            record_id=last.records[0].id,
            sha256="ab" * 32,
            original_sha256="cd" * 32,
            kind="application/pdf",
            name="roster.pdf",
            size=1234,
            pages=2,
            represents_on=make.day("2026-11-05"),
            uploaded_at=NOW,
            uploaded_by=row.id,
        )
    )
    db.session.commit()
    return person_from_row(row)


def all_of(told: Contents) -> Batch:
    """All batches as one."""
    batches = list(told.batches)
    return Batch(*(sum((getattr(b, name) for b in batches), ()) for name in Batch.__slots__))


def test_the_workbook_says_what_the_district_is_and_notes_its_own_hash(by):
    out = BytesIO()
    made = export_workbook(by, NOW, out)
    assert made.name == "westbrook-public-schools-drills-2026-27-as-of-2026-11-24.xlsx"
    assert made.sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    book = load_workbook(out)
    names = [row[0].value for row in book["Summary"].iter_rows(min_row=7)]
    assert names == ["Bedford Middle", "Coleman Elementary"]
    note = db.session.scalars(select(AuditRow).where(AuditRow.did == "export.workbook")).one()
    assert note.district_id == by.district_id
    assert note.person_name == "Dana Whitfield"
    assert note.details["sha256"] == made.sha256
    assert (note.details["as_of"], note.details["year"]) == ("2026-11-24", "2026-27")
    assert first_broken_row(by.district_id) is None


def test_the_next_workbook_bears_witness_to_the_one_before(by):
    export_workbook(by, NOW, BytesIO())
    note = db.session.scalars(select(AuditRow).where(AuditRow.did == "export.workbook")).one()
    told = contents_of(by, NOW)
    assert (told.witness.number, told.witness.hash) == (note.number, note.hash)


def test_the_log_holds_what_was_written_and_nothing_that_is_planned(by):
    told = all_of(contents_of(by, NOW))
    log = [(e.drill.date.isoformat(), e.drill.type, e.state, e.evidence) for e in told.log]
    assert log == [
        ("2026-09-10", "fire", "submitted", 0),
        ("2026-10-06", "fire", "submitted", 0),
        ("2026-10-20", "lockdown", "sent_back", 0),
        ("2026-11-03", "lockdown", "draft", 0),
        ("2026-11-05", "fire", "submitted", 1),
    ]
    (file,) = told.evidence
    assert (file.name, file.sha256, file.uploaded_by) == ("roster.pdf", "ab" * 32, "Dana Whitfield")
    assert file.uploaded_at.hour == 12  # the district's clock


def test_another_day_shows_what_was_held_up_to_it(by):
    told = all_of(contents_of(by, NOW, date(2026, 10, 6)))
    assert [entry.drill.date.isoformat() for entry in told.log] == ["2026-09-10", "2026-10-06"]
    assert told.evidence == ()
    monthly = next(r for r in told.buildings[0].rows if r.requirement.id == "fire-monthly")
    assert monthly.verdict.counted == 2


def test_another_year_is_that_year_and_an_unknown_one_is_refused(by):
    first, last = make.day("2025-08-28"), make.day("2026-06-12")
    db.session.add(
        SchoolYearRow(district_id=by.district_id, year="2025-26", first_day=first, last_day=last)
    )
    db.session.commit()
    told = contents_of(by, NOW, year="2025-26")
    assert (told.year, all_of(told).log, told.as_of) == ("2025-26", (), NOW.date())
    assert told.calendar[0].starts == first
    with pytest.raises(Refused):
        contents_of(by, NOW, year="2020-21")


def test_days_of_one_building_and_closures_stand_in_the_calendar(by):
    ours = SchoolYearRow.district_id == by.district_id
    year = db.session.scalars(select(SchoolYearRow).where(ours)).one()
    coleman = read_building_rows(by.district_id)[1]
    day = make.day("2026-12-01")
    db.session.add(
        DayOffRow(
            school_year_id=year.id,
            building_id=coleman.id,
            kind="closure",
            starts=day,
            ends=day,
            why="Snow",
            added_at=NOW,
        )
    )
    db.session.commit()
    lines = [line for line in contents_of(by, NOW).calendar if line.why == "Snow"]
    assert [(line.buildings, line.what) for line in lines] == [
        (coleman.name, "Closed, added during the year")
    ]


def test_only_who_sees_the_whole_district_may_have_it(by):
    district = db.session.get(DistrictRow, by.district_id)
    assert district is not None
    for role in ("principal", "staff", "officer"):
        other = person_from_row(make.add_person(district, role))
        db.session.commit()
        with pytest.raises(NotAllowed):
            export_workbook(other, NOW, BytesIO())


def test_nothing_of_another_district_is_in_it(by):
    told = contents_of(by, NOW)
    assert "Noise" not in repr((told, all_of(told)))


def test_a_district_without_a_calendar_is_told_so(any_database):
    bare = make.add_district("Bare Schools")
    db.session.query(DayOffRow).delete()
    db.session.query(SchoolYearRow).filter(SchoolYearRow.district_id == bare.id).delete()
    row = make.add_person(bare, "director")
    db.session.commit()
    with pytest.raises(Refused) as refused:
        export_workbook(person_from_row(row), NOW, BytesIO())
    assert refused.value.errors == {"": "no_school_calendar"}


def test_the_queries_do_not_grow_with_the_buildings(app):
    counts = []
    for name, size in (("Small", 2), ("Large", 30)):
        district = make.add_district(name)
        for number in range(size):
            make.add_drill([make.add_building(district, f"{name} {number}")], "2026-10-06")
        row = make.add_person(district, "director")
        db.session.commit()
        by = person_from_row(row)
        db.session.expire_all()
        with counted_queries() as sent:
            all_of(contents_of(by, NOW))
        counts.append(len(sent))
    assert counts[0] == counts[1]
