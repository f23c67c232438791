"""What became of the records, in the workbook: changes, questions, and what was known then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from drills.actions.export_contents import contents_of
from drills.permissions import Person
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import (
    AuditRow,
    CorrectiveActionRow,
    EvaluationRow,
    RecordRow,
    RecordVersionRow,
    RemarkRow,
    WindowAnswerRow,
)
from drills.workbooks.contents import Batch, Wishes
from tests import make
from tests.make import NOON

OCTOBER = date(2026, 10, 31)
LONG_AGO = datetime(2026, 9, 10, 16, 0, tzinfo=UTC)
LATER = NOON - timedelta(days=1)


@pytest.fixture
def by(any_database) -> Person:
    """The director of one building with two fire drills, recorded on their days."""
    district = make.add_district("Westbrook Public Schools")
    bedford = make.add_building(district, "Bedford Middle")
    for on in ("2026-09-10", "2026-10-06"):
        make.add_drill([bedford], on)
    row = make.add_person(district, "director", name="Dana Whitfield")
    for record in records():
        record.recorded_at = record.submitted_at = LONG_AGO
    db.session.commit()
    return person_from_row(row)


def records() -> list[RecordRow]:
    """Bedford's, by day."""
    query = select(RecordRow).where(RecordRow.building_id != 1, RecordRow.held_on.is_not(None))
    return list(db.session.scalars(query.order_by(RecordRow.held_on)))


def batch(by: Person, known_by: date | None = None) -> Batch:
    (found,) = contents_of(by, NOON, wishes=Wishes(known_by=known_by)).batches
    return found


def amend(record: RecordRow, at: datetime, **said) -> None:
    """Another version of what the record said stands before what it says now."""
    before = {
        "type": "fire",
        "title": "",
        "held_on": "2026-10-06",
        "held_at": "10:00:00",
        "held_as": "drill",
        "notes": "",
        **said,
    }
    db.session.add(
        RecordVersionRow(
            record_id=record.id,
            number=1,
            state="submitted",
            said=before,
            reason="The day was wrong.",
            changed_at=at,
            changer_name="Robin Example",
            changer_title="Principal",
        )
    )
    record.amended_at = at
    db.session.commit()


def test_nothing_differs_where_all_was_written_by_then(by):
    assert batch(by, OCTOBER).later == ()
    assert batch(by).later == ()


def test_a_record_written_later_is_told_with_the_verdict_that_it_changed(by):
    records()[1].recorded_at = records()[1].submitted_at = LATER
    db.session.commit()
    later = batch(by, OCTOBER).later
    monthly = next(one for one in later if one.which == "Monthly fire drill")
    assert (monthly.what, monthly.then) == ("requirement", "missed, 1 counted of 10")
    assert monthly.now == "missed, 2 counted of 10" or "2 counted" in monthly.now
    (record,) = [one for one in later if one.what == "record"]
    assert (record.then, record.now) == ("did not count", "submitted")
    assert record.which.endswith("2026-10-06, fire") and record.since.date() == LATER.date()
    assert batch(by, LATER.date()).later == ()


def test_the_log_of_changes_knows_better_than_the_last_submission_when_it_counted(by):
    """Sent back in November and submitted again: in October it had counted."""
    record = records()[1]
    record.submitted_at = LATER
    told = (("record.submitted", LONG_AGO), ("record.sent_back", LATER - timedelta(days=9)))
    for number, (did, at) in enumerate((*told, ("record.submitted", LATER)), 1):
        db.session.add(
            AuditRow(
                district_id=by.district_id,
                number=number,
                at=at,
                person_name="Dana",
                did=did,
                subject=f"record:{record.id}",
                details={},
                previous_hash="",
                hash="",
            )
        )
    db.session.commit()
    assert batch(by, OCTOBER).later == ()
    while_back = (LATER - timedelta(days=5)).date()
    assert {one.then for one in batch(by, while_back).later if one.what == "record"} == {
        "did not count"
    }


def test_an_amended_record_is_judged_by_what_it_said_then(by):
    amend(records()[1], LATER, held_on="2026-09-29")
    found = batch(by, OCTOBER)
    (told,) = [one for one in found.later if one.what == "amended record"]
    assert "held_on: 2026-09-29 → 2026-10-06" in told.now
    assert told.by == "Robin Example, Principal"
    monthly = next(one for one in found.later if one.which == "Monthly fire drill")
    assert "1 counted" in monthly.then
    (change,) = found.amendments
    assert (change.reason, change.state) == ("The day was wrong.", "submitted")
    assert "held_on: 2026-09-29 → 2026-10-06" in change.changes
    assert found.log[1].amended_at is not None


def test_an_excuse_given_later_is_told(by):
    building_id = records()[0].building_id
    db.session.add(
        WindowAnswerRow(
            district_id=by.district_id,
            building_id=building_id,
            year="2026-27",
            requirement="crisis-quarterly",
            opens=make.day("2026-09-02"),
            due=make.day("2026-11-30"),
            kind="excused",
            words="Ice.",
            law="§ 1",
            given_on=LATER.date(),
            given_at=LATER,
            giver_name="Dana Whitfield",
        )
    )
    db.session.commit()
    later = batch(by, OCTOBER).later
    assert [(one.what, one.now) for one in later if one.what == "excuse"] == [("excuse", "Ice.")]
    (answer,) = batch(by).answers
    assert (answer.kind, answer.by, answer.law) == ("excused", "Dana Whitfield", "§ 1")


def test_questions_signatures_fixes_and_drills_not_held_are_there(by):
    record = records()[0]
    record.problems = ["pa_not_heard"]
    db.session.add_all(
        [
            RemarkRow(
                record_id=record.id, kind="query", words="Where?", said_at=NOON, sayer_name="Dana"
            ),
            EvaluationRow(
                record_id=record.id,
                kind="police",
                signer_name="Sam Officer",
                signer_title="Sergeant",
                agency="Westbrook Police",
                answers=[{"question": "Was the plan followed?", "score": 4}],
                feedback="Well done.",
                signed_at=NOON,
            ),
            CorrectiveActionRow(
                district_id=by.district_id,
                building_id=record.building_id,
                record_id=record.id,
                problem="pa_not_heard",
                found_on=make.day("2026-09-10"),
                due_on=make.day("2026-10-10"),
                opened_at=NOON,
            ),
        ]
    )
    from drills.store.tables import BuildingRow

    building = db.session.get(BuildingRow, record.building_id)
    planned = make.add_drill([building], "2026-11-02", "lockdown", state="planned")
    planned.records[0].state, planned.records[0].notes = "not_held", "A storm."
    make.add_drill([building], "2026-11-07")  # a Saturday
    db.session.commit()
    found = batch(by)
    sorts = [(q.sort, q.words) for q in found.questions]
    assert ("question of the district", "Where?") in sorts
    assert any(s == "plausibility" and "session on this day" in words for s, words in sorts)
    (signed,) = found.signatures
    assert (signed.signer, signed.scores) == ("Sam Officer", "Was the plan followed?: 4")
    (fix,) = found.fixes
    assert (fix.problem, fix.state, fix.due_on) == ("pa not heard", "open", make.day("2026-10-10"))
    (not_held,) = found.not_held
    assert (not_held.why, not_held.type) == ("A storm.", "lockdown")
