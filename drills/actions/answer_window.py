"""Say what there is to say of a window that closed short: the law excuses it, a later drill
makes it up, or somebody answers for it. And take an answer back.

Only an excuse changes the verdict, and only where the pack names it for the rule and its
condition holds; a window made up or answered for stays missed and leaves what needs
attention. Nothing is deleted: an answer taken back stays with who took it back and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drills.actions.change import change
from drills.actions.keep_verdicts import judge_building
from drills.actions.law import law_of
from drills.actions.plan_rules import local_day
from drills.actions.refused import NotAllowed, Refused
from drills.compliance.pack import Pack, Requirement
from drills.compliance.verdict import (
    EXCUSED,
    MISSED,
    NEEDS_DECISION,
    RequirementVerdict,
    WindowVerdict,
)
from drills.facts import COUNTING, Building, Drill, Waiver
from drills.permissions import Person
from drills.store.buildings import read_buildings
from drills.store.database import db
from drills.store.records import read_held, read_record
from drills.store.tables import RecordRow, WindowAnswerRow
from drills.store.window_answers import (
    ANSWERED,
    MADE_UP,
    read_answer,
    read_answers,
    waivers_of,
)

LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """What is said of a window. ``kind``: excused with the pack's ``excuse``, made_up by a
    ``record``, or answered."""

    requirement: str
    opens: date
    due: date
    kind: str
    excuse: str = ""
    record: int | None = None
    words: str = ""


def answer_window(
    by: Person, now: datetime, building_id: int, year: str, answer: WindowAnswer
) -> int:
    """Keep an answer to a window. Gives its id.

    Raises NotAllowed or Refused: ``window``, ``how``, ``record``, ``words``.
    """
    words = answer.words.strip()
    _check_words(answer, words)
    with change(by, now) as it:
        today = local_day(by, now)
        ability = "log_drills" if answer.kind == MADE_UP else "answer_windows"
        if not by.may(ability, today, building_id):
            raise NotAllowed
        building = read_buildings(by.district_id, year, [building_id]).get(building_id)
        if building is None:
            raise Refused(window="window_gone")
        pack = law_of(by.district_id)
        rows = read_answers([building_id], year).get(building_id, [])
        held = read_held([building_id], year, from_january=pack.looks_back).get(building_id, [])
        requirement, window = _window(pack, building, held, today, rows, answer)
        if any(_same(row, answer) for row in rows):
            raise Refused(window="window_answered")
        law = ""
        if answer.kind == EXCUSED:
            _check_excuse(pack, building, held, today, rows, requirement, answer, by.name)
            law = requirement.rule.citation
        if answer.kind == MADE_UP:
            _check_make_up(by, building_id, year, rows, requirement, window, answer)
        row = WindowAnswerRow(
            district_id=by.district_id,
            building_id=building_id,
            year=year,
            requirement=requirement.id,
            opens=window.opens,
            due=window.due,
            kind=answer.kind,
            excuse=answer.excuse if answer.kind == EXCUSED else "",
            law=law[:300],
            words=words,
            record_id=answer.record if answer.kind == MADE_UP else None,
            given_on=today,
            given_at=now,
            given_by=by.id or None,
            giver_name=by.name,
            giver_title=by.title,
        )
        db.session.add(row)
        db.session.flush()
        it.note(
            f"window.{answer.kind}",
            f"window-answer:{row.id}",
            building=building_id,
            requirement=requirement.id,
            year=year,
            opens=window.opens.isoformat(),
            due=window.due.isoformat(),
            excuse=row.excuse,
            law=row.law,
            record=row.record_id,
            words=words,
        )
        it.rejudge([building_id])
        return row.id


def withdraw_answer(
    by: Person, now: datetime, building_id: int, answer_id: int, why: str
) -> WindowAnswerRow:
    """Take an answer back. Raises NotAllowed or Refused with ``why``."""
    why = why.strip()
    if not why:
        raise Refused(why="withdraw_missing")
    if len(why) > LONGEST_WORDS:
        raise Refused(why="why_long")
    with change(by, now) as it:
        row = read_answer(answer_id, building_id)
        today = local_day(by, now)
        if row is None or not by.may("answer_windows", today, building_id):
            raise NotAllowed
        if row.withdrawn_at is not None:
            return row
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by.id or None, why
        it.note(
            "window.withdrawn",
            f"window-answer:{row.id}",
            building=building_id,
            requirement=row.requirement,
            kind=row.kind,
            opens=row.opens.isoformat(),
            why=why,
        )
        it.rejudge([building_id])
        return row


def can_make_up(
    record: RecordRow, requirement: Requirement, window: WindowVerdict, year: str
) -> bool:
    """Whether a record's drill may be said to make a window up: of its kinds, and later."""
    return (
        record.state in COUNTING
        and record.held_as == "drill"
        and record.drill.year == year
        and record.drill.type in requirement.kinds
        and record.held_on is not None
        and record.held_on > window.due
    )


def answerable(found: RequirementVerdict) -> list[WindowVerdict]:
    """The windows of a requirement that something can be said of: closed short, or maybe."""
    if found.comparator == "at_most":
        return []
    return [w for w in found.windows if w.decides and w.status in (MISSED, NEEDS_DECISION)]


def _check_words(answer: WindowAnswer, words: str) -> None:
    if answer.kind not in (EXCUSED, MADE_UP, ANSWERED):
        raise Refused(how="how_missing")
    if not words and answer.kind != MADE_UP:
        raise Refused(words="words_missing")
    if len(words) > LONGEST_WORDS:
        raise Refused(words="why_long")


def _window(
    pack: Pack,
    building: Building,
    held: list[Drill],
    today: date,
    rows: list[WindowAnswerRow],
    answer: WindowAnswer,
) -> tuple[Requirement, WindowVerdict]:
    """The dated requirement and its window. Raises Refused where it does not wait."""
    made, verdict = judge_building(pack, building, held, today, waivers_of(rows))
    for requirement, found in zip(made, verdict.requirements, strict=True):
        if requirement.id != answer.requirement:
            continue
        for window in answerable(found):
            if (window.opens, window.due) == (answer.opens, answer.due):
                return requirement, window
    raise Refused(window="window_gone")


def _check_excuse(
    pack: Pack,
    building: Building,
    held: list[Drill],
    today: date,
    rows: list[WindowAnswerRow],
    requirement: Requirement,
    answer: WindowAnswer,
    giver: str,
) -> None:
    """Whether the law excuses the window for this reason: the judge is asked with it."""
    if answer.excuse not in {excuse.id for excuse in requirement.rule.excuses}:
        raise Refused(how="excuse_unknown")
    waiver = Waiver(
        requirement.id, answer.opens, "", "", giver, today, answer.excuse, due=answer.due
    )
    _, verdict = judge_building(pack, building, held, today, (*waivers_of(rows), waiver))
    after = next(
        w for w in verdict[requirement.id].windows if (w.opens, w.due) == (answer.opens, answer.due)
    )
    if after.status != EXCUSED:
        raise Refused(how="excuse_not_met")


def _check_make_up(
    by: Person,
    building_id: int,
    year: str,
    rows: list[WindowAnswerRow],
    requirement: Requirement,
    window: WindowVerdict,
    answer: WindowAnswer,
) -> None:
    record = read_record(answer.record, by.district_id) if answer.record else None
    if record is None or record.building_id != building_id:
        raise Refused(record="make_up_missing")
    if not can_make_up(record, requirement, window, year):
        raise Refused(record="make_up_wrong")
    if any(r.record_id == record.id and r.requirement == requirement.id for r in rows):
        raise Refused(record="make_up_taken")


def _same(row: WindowAnswerRow, answer: WindowAnswer) -> bool:
    return (row.requirement, row.opens, row.due) == (answer.requirement, answer.opens, answer.due)
