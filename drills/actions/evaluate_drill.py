"""Evaluate, score and sign a drill: by a one-time link, or as an officer with an account.

Connecticut wants police and other public safety officials to evaluate, score and give
feedback on drills (Conn. Gen. Stat. § 10-222n(a)(5)); Illinois wants the local fire
official's certification (105 ILCS 128/20(a)(1)(E)). A link is spent by signing. What is
signed is never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.refused import NotAllowed, Refused
from drills.actions.share_drill import KINDS
from drills.permissions import OFFICER, Person
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.outside import evaluation_hash, read_outside_link
from drills.store.records import read_record
from drills.store.tables import EvaluationRow, OutsideLinkRow, RecordRow

LONGEST_NAME = 120
LONGEST_FEEDBACK = 5000
BEST = 5


class LinkOver(Refused):
    """The link was used or ended, is too old, or never was."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What somebody signs. Each answer is a question as it was asked and 1 to 5, or None for
    what was not seen."""

    name: str
    title: str
    agency: str
    answers: tuple[tuple[str, int | None], ...]
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """An open link with the record that it shows."""

    link: OutsideLinkRow
    record: RecordRow


def open_link(secret: str, now: datetime, *, lock: bool = False) -> Shared:
    """The link of a secret, while it can be used. Raises LinkOver: link_unknown, link_used,
    link_ended or link_late."""
    link = read_outside_link(secret, lock=lock)
    if link is None:
        raise LinkOver("link_unknown")
    if link.used_at is not None:
        raise LinkOver("link_used")
    if link.ended_at is not None:
        raise LinkOver("link_ended")
    if link.expires_at <= now:
        raise LinkOver("link_late")
    record = read_record(link.record_id, link.district_id)
    assert record is not None
    return Shared(link, record)


def why_not_yet(record: RecordRow, now: datetime, zone: str) -> str:
    """Why a drill cannot be evaluated now: drill_is_off, drill_to_come, or empty."""
    if record.drill.state == "cancelled" or record.state == "not_held":
        return "drill_is_off"
    on = record.held_on or record.drill.planned_on
    return "drill_to_come" if on > now.astimezone(ZoneInfo(zone)).date() else ""


def evaluate_by_link(secret: str, now: datetime, signed: Signed) -> int:
    """Sign by a link and spend it; gives the record. Raises LinkOver or Refused."""
    _check(signed)
    found = open_link(secret, now)
    zone = read_district(found.link.district_id).zone
    # Nobody who signs in: in the chain stands who signed, and for whom.
    who = f"{signed.name.strip()}, {signed.agency.strip()}"[:LONGEST_NAME]
    guest = Person(0, found.link.district_id, who, signed.title, "", None, zone)
    with change(guest, now) as it:
        found = open_link(secret, now, lock=True)
        found.link.used_at = now
        row = EvaluationRow(link_id=found.link.id, kind=found.link.kind)
        return _sign(it, found.record, row, signed, now, zone)


def evaluate_as_officer(
    by: Person, now: datetime, record_id: int, kind: str, signed: Signed
) -> int:
    """Sign as an officer of the building; gives the record. Raises NotAllowed or Refused."""
    _check(signed)
    if kind not in KINDS:
        raise Refused(kind="guest_kind_missing")
    today = now.astimezone(ZoneInfo(by.zone)).date()
    with change(by, now) as it:
        record = read_record(record_id, by.district_id)
        if record is None or not is_officer_of(by, today, record.building_id):
            raise NotAllowed
        row = EvaluationRow(person_id=by.id, kind=kind)
        return _sign(it, record, row, signed, now, by.zone)


def is_officer_of(by: Person, today: date, building_id: int) -> bool:
    """Whether a person is an officer of the building today."""
    return any(
        grant.role == OFFICER
        and grant.holds_on(today)
        and (grant.buildings is None or building_id in grant.buildings)
        for grant in by.grants
    )


def _sign(
    it: Change, record: RecordRow, row: EvaluationRow, signed: Signed, now: datetime, zone: str
) -> int:
    why = why_not_yet(record, now, zone)
    if why:
        raise Refused(why)
    row.record_id, row.signed_at = record.id, now
    row.signer_name, row.signer_title = signed.name.strip(), signed.title.strip()
    row.agency, row.feedback = signed.agency.strip(), signed.feedback.strip()
    row.answers = [{"question": text, "score": score} for text, score in signed.answers]
    db.session.add(row)
    db.session.flush()
    it.note(
        "record.evaluated",
        f"record:{record.id}",
        evaluation=row.id,
        link=row.link_id,
        kind=row.kind,
        agency=row.agency,
        title=row.signer_title,
        sha256=evaluation_hash(row),
    )
    return record.id


def _check(signed: Signed) -> None:
    errors = {
        name: f"signer_{name}_{'missing' if not value.strip() else 'long'}"
        for name, value in (
            ("name", signed.name),
            ("title", signed.title),
            ("agency", signed.agency),
        )
        if not value.strip() or len(value) > LONGEST_NAME
    }
    if len(signed.feedback) > LONGEST_FEEDBACK:
        errors["feedback"] = "feedback_long"
    for n, (_question, score) in enumerate(signed.answers):
        if score is not None and not 1 <= score <= BEST:
            errors[f"score_{n}"] = "score_missing"
    if errors:
        raise Refused(**errors)
