"""What became of a batch's records, as the workbook tells it: answers, changes, questions,
signatures, corrective actions.

Reading is store/year_story.py's, how it looks workbooks/story.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.amend_record import said_of
from drills.actions.flag_rules import Asking, answers_to
from drills.compliance.pack import Pack
from drills.compliance.plain_words import type_words
from drills.facts import Building
from drills.store.flagged import read_flag_answers
from drills.store.tables import DrillRow, FlagAnswerRow, RecordRow, RecordVersionRow
from drills.store.year_story import (
    read_evaluations_of,
    read_every_answer,
    read_fixes_of,
    read_not_held,
    read_remarks_of,
    read_versions_of,
)
from drills.workbooks.contents import (
    AmendmentEntry,
    AnswerEntry,
    FixEntry,
    JudgedBuilding,
    NotHeldEntry,
    QuestionEntry,
    SignatureEntry,
)

NOT_SHOWN = ("notes_sha256",)  # the notes themselves are
REMARKS = {"query": "question of the district", "answer": "answer"}
Pair = tuple[RecordRow, DrillRow]


@dataclass(frozen=True, slots=True)
class Story:
    """The entries of a batch."""

    answers: tuple[AnswerEntry, ...]
    not_held: tuple[NotHeldEntry, ...]
    amendments: tuple[AmendmentEntry, ...]
    questions: tuple[QuestionEntry, ...]
    signatures: tuple[SignatureEntry, ...]
    fixes: tuple[FixEntry, ...]


def story_of(
    district_id: int,
    pack: Pack,
    buildings: Mapping[int, Building],
    judged: Iterable[JudgedBuilding],
    records: list[Pair],
    year: str,
    as_of: date,
    zone: ZoneInfo,
) -> Story:
    """The entries of some buildings and of their records up to a day, in order. Seven queries."""
    ids = [record.id for record, _ in records]
    telling = _Telling({id_: b.name for id_, b in buildings.items()}, zone)
    versions = read_versions_of(ids)
    recorded = [(record.id, record.recorded_at, record.imported) for record, _ in records]
    asking = Asking(district_id, buildings, year, pack, recorded=recorded)
    return Story(
        tuple(telling.answers(pack, buildings, year)),
        tuple(
            NotHeldEntry(
                telling.names[record.building_id],
                drill.planned_on,
                drill.planned_at,
                drill.type,
                record.notes,
                record.id,
            )
            for record, drill in read_not_held(buildings, year, as_of)
        ),
        tuple(a for pair in records for a in telling.amendments(pair, versions)),
        (*telling.flagged(asking, judged, records, ids), *telling.questions(records, ids)),
        tuple(telling.signatures(records, ids)),
        tuple(telling.fixes(records, ids)),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """Rows told with the names of their buildings, at the district's clock."""

    names: dict[int, str]
    zone: ZoneInfo

    def at(self, instant: datetime | None) -> datetime | None:
        """The district's clock; a cell knows no zone and no parts of a second."""
        return (
            instant.astimezone(self.zone).replace(tzinfo=None, microsecond=0) if instant else None
        )

    def answers(
        self, pack: Pack, buildings: Mapping[int, Building], year: str
    ) -> Iterator[AnswerEntry]:
        rules = {rule.id: rule.name for rule in pack.rules}
        found = read_every_answer(buildings, year)
        for building_id in buildings:
            for row, made_up_on in found.get(building_id, ()):
                yield AnswerEntry(
                    self.names[building_id],
                    rules.get(row.requirement, row.requirement),
                    row.requirement,
                    row.opens,
                    row.due,
                    row.kind,
                    row.words,
                    row.law,
                    by(row.giver_name, row.giver_title),
                    self.at(row.given_at),
                    made_up_on if row.kind == "made_up" else None,
                    self.at(row.withdrawn_at),
                    row.withdrawn_why,
                )

    def amendments(
        self, pair: Pair, versions: Mapping[int, list[RecordVersionRow]]
    ) -> Iterator[AmendmentEntry]:
        record, drill = pair
        rows = versions.get(record.id, [])
        if not rows:
            return
        after = [row.said for row in rows[1:]] + [{**said_of(record), "notes": record.notes}]
        for row, then in zip(rows, after, strict=True):
            yield AmendmentEntry(
                self.names[record.building_id],
                record.id,
                record.held_on or drill.planned_on,
                row.number,
                self.at(row.changed_at),
                by(row.changer_name, row.changer_title),
                row.state.replace("_", " "),
                changed(row.said, then),
                row.reason,
            )

    def flagged(
        self,
        asking: Asking,
        judged: Iterable[JudgedBuilding],
        records: list[Pair],
        ids: list[int],
    ) -> Iterator[QuestionEntry]:
        """Plausibility questions, each followed by its answers; then answers to questions that
        a changed record does not raise any more."""
        answers, told = read_flag_answers(ids), set[int]()
        for one in judged:
            requirements = tuple(row.requirement for row in one.rows)
            for flag in asking.flags(one.building, one.drills, requirements):
                drill = flag.drills[0]
                words = flag.sentence
                if len(flag.drills) > 1:
                    named = (f"{d.date} {type_words(d.type)}" for d in flag.drills)
                    words += " Of: " + ", ".join(named)
                numbers = [int(ref) for ref in flag.refs]
                record = numbers[0] if numbers else None
                yield QuestionEntry(one.name, record, drill.date, "plausibility", words)
                for row in answers_to(flag.code, flag.about, numbers, answers):
                    told.add(row.id)
                    about = (one.name, row.record_id, drill.date)
                    yield self._answer(about, "plausibility, answered", row)
        for record, drill_row in records:
            for row in answers.get(record.id, ()):
                if row.id not in told:
                    day = record.held_on or drill_row.planned_on
                    about = (self.names[record.building_id], record.id, day)
                    yield self._answer(about, "plausibility, no longer asked", row)

    def _answer(self, about: tuple[str, int, date], sort: str, row: FlagAnswerRow) -> QuestionEntry:
        said_by = by(row.sayer_name, row.sayer_title)
        return QuestionEntry(*about, sort, row.words, said_by, self.at(row.said_at))

    def questions(self, records: list[Pair], ids: list[int]) -> Iterator[QuestionEntry]:
        remarks = read_remarks_of(ids)
        for record, drill in records:
            about = (
                self.names[record.building_id],
                record.id,
                record.held_on or drill.planned_on,
            )
            for row in remarks.get(record.id, ()):
                said_by = by(row.sayer_name, row.sayer_title)
                sort = REMARKS.get(row.kind, row.kind)
                yield QuestionEntry(*about, sort, row.words, said_by, self.at(row.said_at))
            if record.sent_back_why:
                yield QuestionEntry(*about, "sent back", record.sent_back_why)

    def signatures(self, records: list[Pair], ids: list[int]) -> Iterator[SignatureEntry]:
        found = read_evaluations_of(ids)
        for record, drill in records:
            for row in found.get(record.id, ()):
                scores = [f"{a.get('question')}: {_score(a.get('score'))}" for a in row.answers]
                yield SignatureEntry(
                    self.names[record.building_id],
                    record.id,
                    record.held_on or drill.planned_on,
                    row.kind,
                    row.signer_name,
                    row.signer_title,
                    row.agency,
                    self.at(row.signed_at),
                    "\n".join(scores),
                    row.feedback,
                )

    def fixes(self, records: list[Pair], ids: list[int]) -> Iterator[FixEntry]:
        found = read_fixes_of(ids)
        for record, _ in records:
            for row, owner in found.get(record.id, ()):
                proof = ""
                if row.proof_evidence_id:
                    proof = f"file {row.proof_evidence_id}"
                elif row.proof_record_id:
                    proof = f"record {row.proof_record_id}"
                yield FixEntry(
                    self.names[record.building_id],
                    record.id,
                    row.found_on,
                    row.problem.replace("_", " "),
                    row.words,
                    owner,
                    row.due_on,
                    row.state,
                    self.at(row.closed_at),
                    by(row.closer_name, row.closer_title),
                    row.closing_words,
                    proof,
                )


def by(name: str, title: str) -> str:
    """``Robin Example, Principal``."""
    return ", ".join(filter(None, (name, title)))


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Each value that differs, a line each: ``held_at: 10:00 → 10:05``."""
    names = dict.fromkeys((*before, *after))
    return "\n".join(
        f"{name}: {_plain(before.get(name))} → {_plain(after.get(name))}"
        for name in names
        if name not in NOT_SHOWN and (before.get(name) or None) != (after.get(name) or None)
    )


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return "not recorded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return str(value)


def _score(score: object) -> str:
    return "not seen" if score is None else str(score)
