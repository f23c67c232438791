"""Reading what people said of windows that closed short: excuses, make-ups, answers.

What an answer may be is actions/answer_window.py's to decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from drills.facts import Waiver
from drills.store.database import db
from drills.store.tables import RecordRow, WindowAnswerRow

EXCUSED, MADE_UP, ANSWERED = "excused", "made_up", "answered"


def read_answers(building_ids: Iterable[int], year: str) -> dict[int, list[WindowAnswerRow]]:
    """The answers that stand, by building, the first first. One query."""
    rows = db.session.scalars(
        select(WindowAnswerRow)
        .where(
            WindowAnswerRow.building_id.in_(list(building_ids)),
            WindowAnswerRow.year == year,
            WindowAnswerRow.withdrawn_at.is_(None),
        )
        .order_by(WindowAnswerRow.id)
    )
    found: dict[int, list[WindowAnswerRow]] = defaultdict(list)
    for row in rows:
        found[row.building_id].append(row)
    return found


def read_answers_to(building_id: int, year: str, requirement: str) -> list[WindowAnswerRow]:
    """Every answer to a requirement's windows in a building's year, withdrawn ones too."""
    rows = db.session.scalars(
        select(WindowAnswerRow)
        .where(
            WindowAnswerRow.building_id == building_id,
            WindowAnswerRow.year == year,
            WindowAnswerRow.requirement == requirement,
        )
        .order_by(WindowAnswerRow.id)
    )
    return list(rows)


def read_answer(answer_id: int, building_id: int) -> WindowAnswerRow | None:
    """One answer of a building; None for another's."""
    row = db.session.get(WindowAnswerRow, answer_id)
    return row if row is not None and row.building_id == building_id else None


def read_makes_up(record_id: int) -> list[WindowAnswerRow]:
    """The windows that a record's drill was held to make up. One query."""
    rows = db.session.scalars(
        select(WindowAnswerRow)
        .where(WindowAnswerRow.record_id == record_id, WindowAnswerRow.withdrawn_at.is_(None))
        .order_by(WindowAnswerRow.id)
    )
    return list(rows)


def waivers_of(rows: Iterable[WindowAnswerRow]) -> tuple[Waiver, ...]:
    """The lawful excuses among answers, as the judge takes them."""
    return tuple(
        Waiver(
            requirement=row.requirement,
            opens=row.opens,
            due=row.due,
            reason=row.words,
            law=row.law,
            granted_by=row.giver_name,
            granted_on=row.given_on,
            excuse=row.excuse,
        )
        for row in rows
        if row.kind == EXCUSED
    )


def answered_windows(rows: Iterable[WindowAnswerRow]) -> dict[tuple[str, date, date], str]:
    """Make-ups and answers by requirement, first and last day: made_up or answered."""
    return {(row.requirement, row.opens, row.due): row.kind for row in rows if row.kind != EXCUSED}


def read_days_held(record_ids: Iterable[int]) -> dict[int, date]:
    """The days on which drills were held, by record. One query."""
    rows = db.session.execute(
        select(RecordRow.id, RecordRow.held_on).where(RecordRow.id.in_(list(record_ids)))
    )
    return {id_: day for id_, day in rows if day is not None}
