"""Questions that records raise by themselves: answered by whoever keeps the record, kept for
good, and gone where the record no longer raises them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from drills.actions.answer_flag import answer_flag
from drills.actions.change import change
from drills.actions.erase import ask_erasure, decide_erasure
from drills.actions.export_contents import contents_of
from drills.actions.flag_rules import flags_of_record
from drills.actions.log_drill import log_drill
from drills.actions.refused import NotAllowed, Refused
from drills.actions.written import Times, read_written
from drills.permissions import Person
from drills.store.database import db
from drills.store.files import FolderFiles
from drills.store.flagged import read_flag_answers, read_kept_flags
from drills.store.people import person_from_row
from drills.store.snapshot import snapshot
from drills.store.tables import AuditRow, BuildingRow, DistrictRow, RecordRow
from drills.store.verify import faults_of
from tests import make

SATURDAY = ("not_a_school_day", "2026-11-07")
WORDS = "The fair was on that day, and every pupil was there."


@dataclass
class Scene:
    """A fire drill of Saturday, November 7, written down that day."""

    district: DistrictRow
    building: BuildingRow
    record: RecordRow
    principal: Person
    director: Person
    stranger: Person
    files: FolderFiles

    def asked(self) -> list[str]:
        return [flag.code for flag in flags_of_record(self.record, self.district.id)]

    def answer(self, by: Person | None = None, words: str = WORDS) -> None:
        answer_flag(by or self.principal, make.NOON, self.record.id, *SATURDAY, words)

    def answers(self) -> list[str]:
        return [row.words for row in read_flag_answers([self.record.id])[self.record.id]]

    def faults(self) -> list:
        db.session.rollback()
        with snapshot() as connection:
            return list(faults_of(connection, self.district.id, self.files))


@pytest.fixture
def scene(any_database) -> Scene:
    district = make.add_district("Careful Schools")
    building = make.add_building(district)
    other = make.add_building(district, "Other Middle")
    record = make.add_drill([building], "2026-11-07").records[0]
    record.recorded_at = make.NOON - timedelta(days=16)
    people = [
        make.add_person(district, "principal", [building], name="Pat Principal"),
        make.add_person(district, "director", name="Dana Director"),
        make.add_person(district, "principal", [other], name="Sam Stranger"),
    ]
    db.session.commit()
    files = FolderFiles(any_database.config["DRILLS"].data / "evidence")
    return Scene(district, building, record, *map(person_from_row, people), files)


def test_an_answer_is_one_row_with_who_said_it_and_changes_nothing_else(scene):
    assert scene.asked() == ["not_a_school_day"]
    before = (scene.record.state, scene.record.version)
    scene.answer()
    (row,) = read_flag_answers([scene.record.id])[scene.record.id]
    assert (row.words, row.sayer_name, row.sayer_title) == (WORDS, "Pat Principal", "Principal")
    assert (row.said_at, (scene.record.state, scene.record.version)) == (make.NOON, before)
    log = db.session.scalars(select(AuditRow).where(AuditRow.district_id == scene.district.id))
    (said,) = [one for one in log if one.did == "record.flag_answered"]
    assert said.details == {"flag": SATURDAY[0], "about": SATURDAY[1], "words": WORDS}
    assert f"flag_answer:{row.id}" in said.spoke_of
    assert scene.faults() == []
    # Asked all the same: the page shows the question with its answer.
    assert scene.asked() == ["not_a_school_day"]


def test_the_director_may_answer_too_and_both_answers_stay(scene):
    scene.answer()
    scene.answer(scene.director, "I was there.")
    assert scene.answers() == [WORDS, "I was there."]


def test_nobody_answers_for_another_building(scene):
    with pytest.raises(NotAllowed):
        scene.answer(scene.stranger)


@pytest.mark.parametrize(
    ("words", "why"), [("", "answer_missing"), ("x" * 2000, ""), ("x" * 2001, "why_long")]
)
def test_an_answer_has_words_and_not_too_many(scene, words, why):
    if not why:
        scene.answer(words=words)
        return
    with pytest.raises(Refused) as refused:
        scene.answer(words=words)
    assert refused.value.errors == {"flag": why}


def test_a_changed_record_raises_its_question_no_more_and_it_cannot_be_answered(scene):
    scene.answer()
    with change(scene.director, make.NOON) as it:
        scene.record.held_on = make.day("2026-11-06")
        it.rejudge([scene.building.id])
    assert scene.asked() == []
    assert read_kept_flags([scene.building.id]) == {}
    with pytest.raises(Refused) as refused:
        scene.answer()
    assert refused.value.errors == {"flag": "flag_gone"}
    # The auditor still reads what was said.
    (batch,) = contents_of(scene.director, make.NOON).batches
    told = [(q.sort, q.words) for q in batch.questions if q.record == scene.record.id]
    assert told == [("plausibility, no longer asked", WORDS)]


def test_the_workbook_tells_the_question_and_the_answer(scene):
    scene.answer()
    (batch,) = contents_of(scene.director, make.NOON).batches
    asked, answered = [q for q in batch.questions if q.record == scene.record.id]
    assert asked.sort == "plausibility" and asked.words.startswith("Was school in session")
    assert (answered.sort, answered.words) == ("plausibility, answered", WORDS)
    assert answered.by == "Pat Principal, Principal" and answered.at is not None


def test_flags_are_kept_beside_the_verdict(scene):
    with change(scene.director, make.NOON) as it:
        it.rejudge_all()
    (kept,) = read_kept_flags([scene.building.id])[scene.building.id]
    assert (kept["code"], kept["about"]) == SATURDAY
    assert (kept["day"], kept["records"]) == ("2026-11-07", [scene.record.id])


def test_answers_go_with_the_words_of_a_record_and_the_log_still_holds(scene):
    scene.answer()
    asked = ask_erasure(scene.principal, make.NOON, scene.record.id, "A name stands in it.")
    decide_erasure(scene.director, make.NOON, asked, remove=True, words="", files=scene.files)
    assert scene.answers() == [""]
    log = db.session.scalars(select(AuditRow).where(AuditRow.district_id == scene.district.id))
    assert WORDS not in str([row.details for row in log])
    assert scene.faults() == []


def test_a_year_logged_in_one_evening_is_one_question_on_each_of_its_records(scene):
    ids = []
    for number, on in enumerate(("09-09", "09-23", "10-06", "11-05", "11-18")):
        texts = {"date": f"2026-{on}", "time": f"{9 + number:02d}:17", "type": "fire"}
        at = make.NOON + timedelta(minutes=6 * number)
        written = read_written(texts, Times(), at, scene.principal.zone)
        logged = log_drill(
            scene.principal, at, scene.building.id, written, client_key=f"evening-{number}"
        )
        ids.append(logged.record_id)
    (kept,) = [
        flag
        for flag in read_kept_flags([scene.building.id])[scene.building.id]
        if flag["code"] in ("entered_together", "recorded_late")
    ]
    assert (kept["code"], kept["records"]) == ("entered_together", ids)
    assert kept["numbers"] == {"count": 5, "hours": 4}
