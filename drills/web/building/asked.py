"""Plausibility flags as pages show them: the question in words, its other drills, its answers.

Raising them is compliance/flags.py's; where an answer goes, approval.py's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from drills.actions.flag_rules import Asked, Asking, asked_from, flags_of_record, kept_flag
from drills.actions.law import law_of
from drills.compliance.dating import requirements_for
from drills.compliance.flags import Flag
from drills.facts import COUNTING, Drill
from drills.store.buildings import read_buildings
from drills.store.calendars import year_on
from drills.store.flagged import read_flag_answers, read_kept_flags
from drills.store.records import read_held
from drills.store.tables import FlagAnswerRow, RecordRow
from drills.web.words import flag_words, question_words


@dataclass(frozen=True, slots=True)
class Question:
    """A flag in words. ``answers``: the newest last. ``drills`` are those it names, where the
    page has them."""

    code: str
    about: str
    words: str
    records: tuple[int, ...]
    answers: tuple[FlagAnswerRow, ...] = ()
    drills: tuple[Drill, ...] = ()

    def others(self, record_id: int) -> list[Drill]:
        """The drills that it names beside that of a record."""
        return [drill for drill in self.drills if drill.ref != str(record_id)]


def questions_of(raised: Sequence[Flag]) -> list[Question]:
    """Flags just raised, with what was answered; those that wait first. One query, none where
    there is no flag."""
    records = {int(ref) for flag in raised for ref in flag.refs}
    answers = read_flag_answers(records) if records else {}
    asked = asked_from(map(kept_flag, raised), answers)
    found = [_question(one, flag.drills) for one, flag in zip(asked, raised, strict=True)]
    return sorted(found, key=lambda one: bool(one.answers))


def unanswered(record: RecordRow, district_id: int, today: date) -> list[str]:
    """What a record is asked and nobody has answered, in words. One that counts is read from
    what is kept beside the verdicts."""
    if record.state in COUNTING:
        year = year_on(district_id, today)
        asked = questions_about(district_id, [record], year).get(record.id, [])
    else:
        asked = questions_of(flags_of_record(record, district_id))
    return [one.words for one in asked if not one.answers]


def asked_before(district_id: int, building_id: int, drill: Drill, year: str) -> list[str]:
    """What a drill will be asked once it is saved, in words, among those that count."""
    building = read_buildings(district_id, year, [building_id]).get(building_id)
    if building is None:
        return []
    pack = law_of(district_id)
    held = read_held([building_id], year).get(building_id, [])
    asking = Asking(district_id, [building_id], year, pack)
    raised = asking.flags(building, [*held, drill], requirements_for(pack, building))
    return [flag_words(flag) for flag in raised if any(d is drill for d in flag.drills)]


def questions_about(
    district_id: int, records: Iterable[RecordRow], kept_year: str | None
) -> dict[int, list[Question]]:
    """What is asked of some records that count, by record; those of ``kept_year`` from what is
    kept beside the verdicts. The number of queries does not grow with records or buildings.
    """
    by_year: dict[str, set[int]] = defaultdict(set)
    wanted: dict[int, str] = {}
    for record in records:
        by_year[record.drill.year].add(record.building_id)
        wanted[record.id] = record.drill.year
    kept: list[Mapping[str, Any]] = []
    for year, buildings in by_year.items():
        found = (
            read_kept_flags(buildings)
            if year == kept_year
            else _raised_now(district_id, buildings, year)
        )
        kept += [flag for flags in found.values() for flag in flags]
    kept = [flag for flag in kept if any(id_ in wanted for id_ in flag["records"])]
    named = {id_ for flag in kept for id_ in flag["records"]}
    answers = read_flag_answers(named) if named else {}
    asked: dict[int, list[Question]] = defaultdict(list)
    for one in asked_from(kept, answers):
        for id_ in one.records:
            if id_ in wanted:
                asked[id_].append(_question(one))
    return asked


def _raised_now(district_id: int, ids: set[int], year: str) -> dict[int, list[dict[str, Any]]]:
    """The flags of another year than today's, which nobody keeps."""
    pack = law_of(district_id)
    buildings, held = read_buildings(district_id, year, ids), read_held(ids, year)
    asking = Asking(district_id, ids, year, pack)
    return {
        id_: asking.kept(building, held.get(id_, ()), requirements_for(pack, building))
        for id_, building in buildings.items()
    }


def _question(one: Asked, drills: tuple[Drill, ...] = ()) -> Question:
    words = question_words(one.code, one.day, one.numbers)
    return Question(one.code, one.about, words, one.records, one.answers, drills)
