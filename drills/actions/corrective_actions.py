"""What a record's problems ask to be put right: opened with the record, owned, due, and
closed only with proof.

A problem ticked on a record that counts opens one action; unticked again, an open one is
dropped. Closing wants a file added since, or a later drill of the building in which the
problem did not come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drills.actions.change import Change, change
from drills.actions.plan_rules import local_day
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.facts import COUNTING
from drills.permissions import Person
from drills.store.clashes import CLASHES
from drills.store.corrective import (
    read_action,
    read_actions_of,
    read_files_since,
    read_later_records,
)
from drills.store.database import db
from drills.store.people import read_person
from drills.store.tables import CorrectiveActionRow, RecordRow

DUE_AFTER = timedelta(days=30)  # of the drill, unless somebody sets another day
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """Whose an action is, by when, and what is to be done."""

    owner_id: int | None
    due_on: date | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a problem is mended: a file, or a later record."""

    evidence_id: int | None = None
    record_id: int | None = None


def follow_problems(it: Change, by: Person, now: datetime, record: RecordRow) -> None:
    """Open, drop or reopen the actions of a record so that they follow its problems.

    Inside a change. Nothing happens while the record does not count.
    """
    if record.state not in COUNTING:
        return
    there = read_actions_of(record.id)
    found_on = record.held_on or record.drill.planned_on
    for problem in record.problems:
        row = there.get(problem)
        if row is None:
            row = CorrectiveActionRow(
                district_id=by.district_id,
                building_id=record.building_id,
                record_id=record.id,
                problem=problem,
                found_on=found_on,
                owner_id=record.recorded_by or by.id or None,
                due_on=max(found_on, local_day(by, now)) + DUE_AFTER,
                opened_at=now,
            )
            db.session.add(row)
            db.session.flush()
        elif row.state == "dropped":
            row.state = "open"
        else:
            continue
        it.note(
            "action.opened",
            f"action:{row.id}",
            building=record.building_id,
            record=record.id,
            problem=problem,
            owner=row.owner_id,
            due=row.due_on.isoformat(),
        )
    for problem, row in there.items():
        if problem not in record.problems and row.state == "open":
            row.state = "dropped"
            it.note("action.dropped", f"action:{row.id}", record=record.id, problem=problem)


def save_action(
    by: Person, now: datetime, action_id: int, entry: ActionEntry, *, version: int
) -> None:
    """Set owner, last day and words of an open action.

    Raises NotAllowed, Refused, or ChangedMeanwhile where somebody saved first.
    """
    words = entry.words.strip()
    errors = {}
    if len(words) > LONGEST_WORDS:
        errors["words"] = "why_long"
    if entry.due_on is None:
        errors["due_on"] = "due_wrong"
    owner = read_person(entry.owner_id, by.district_id) if entry.owner_id else None
    if owner is None or owner.left_on is not None:
        errors["owner"] = "owner_missing"
    if errors:
        raise Refused(**errors)
    try:
        with change(by, now) as it:
            row = _open_one(by, now, action_id, version)
            before = _said(row)
            row.owner_id, row.due_on, row.words = entry.owner_id, entry.due_on, words
            after = _said(row)
            changes = {n: [before[n], v] for n, v in after.items() if before[n] != v}
            if changes:
                it.note("action.saved", f"action:{row.id}", changes=changes)
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def close_action(
    by: Person, now: datetime, action_id: int, proof: Proof, words: str, *, version: int
) -> None:
    """Close an action with what proves it. Raises NotAllowed, Refused or ChangedMeanwhile."""
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise Refused(closing="why_long")
    try:
        with change(by, now) as it:
            row = _open_one(by, now, action_id, version)
            _check_proof(row, proof)
            row.state, row.closed_at, row.closed_by = "closed", now, by.id or None
            row.closer_name, row.closer_title = by.name, by.title
            row.closing_words = words
            row.proof_evidence_id, row.proof_record_id = proof.evidence_id, proof.record_id
            it.note(
                "action.closed",
                f"action:{row.id}",
                evidence=proof.evidence_id,
                record=proof.record_id,
                words=words,
            )
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def reopen_action(by: Person, now: datetime, action_id: int, words: str, *, version: int) -> None:
    """Open a closed action again, with the reason. Raises NotAllowed, Refused or
    ChangedMeanwhile."""
    words = words.strip()
    if not words:
        raise Refused(reopening="reopen_missing")
    if len(words) > LONGEST_WORDS:
        raise Refused(reopening="why_long")
    try:
        with change(by, now) as it:
            row = _mine(by, now, action_id, version)
            if row.state != "closed":
                raise Refused("action_over")
            row.state, row.closed_at, row.closed_by = "open", None, None
            row.closer_name = row.closer_title = row.closing_words = ""
            proof = {"evidence": row.proof_evidence_id, "record": row.proof_record_id}
            row.proof_evidence_id = row.proof_record_id = None
            it.note("action.reopened", f"action:{row.id}", words=words, proof=proof)
    except CLASHES:
        raise ChangedMeanwhile("changed_meanwhile") from None


def shows_the_fix(record: RecordRow, action: CorrectiveActionRow) -> bool:
    """Whether a later drill can prove an action: the problem did not come back in it."""
    return record.id != action.record_id and action.problem not in record.problems


def _mine(by: Person, now: datetime, action_id: int, version: int) -> CorrectiveActionRow:
    row = read_action(action_id, by.district_id)
    if row is None or not by.may("log_drills", local_day(by, now), row.building_id):
        raise NotAllowed
    if row.version != version:
        raise ChangedMeanwhile("changed_meanwhile")
    return row


def _open_one(by: Person, now: datetime, action_id: int, version: int) -> CorrectiveActionRow:
    row = _mine(by, now, action_id, version)
    if row.state != "open":
        raise Refused("action_over")
    return row


def _check_proof(action: CorrectiveActionRow, proof: Proof) -> None:
    """Raises Refused where nothing is named, or what is named proves nothing."""
    if proof.evidence_id is not None and proof.record_id is None:
        files = read_files_since(action.building_id, action.opened_at)
        if all(file.id != proof.evidence_id for file in files):
            raise Refused(proof="proof_file_wrong")
    elif proof.record_id is not None and proof.evidence_id is None:
        records = read_later_records(action.building_id, action.found_on)
        if not any(r.id == proof.record_id and shows_the_fix(r, action) for r in records):
            raise Refused(proof="proof_record_wrong")
    else:
        raise Refused(proof="proof_of_fix_missing")


def _said(row: CorrectiveActionRow) -> dict[str, object]:
    return {"owner": row.owner_id, "due": row.due_on.isoformat(), "words": row.words}
