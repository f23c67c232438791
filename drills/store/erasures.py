"""Reading removals that were asked for and done, holds, and what of a file is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from drills.store.audited import sha256_of
from drills.store.database import db
from drills.store.files import Files
from drills.store.tables import (
    AuditRow,
    BuildingRow,
    DrillRow,
    ErasureRow,
    EvidenceRow,
    FlagAnswerRow,
    HoldRow,
    RecordRow,
    RecordVersionRow,
    RemarkRow,
)

# What people wrote in the details of the log, by key.
WORDS = ("words", "why", "reason", "answered")


def read_erasure(erasure_id: int, district_id: int) -> ErasureRow | None:
    """One removal; None for another district's."""
    row = db.session.get(ErasureRow, erasure_id)
    return row if row is not None and row.district_id == district_id else None


def read_erasures_of(record_id: int) -> list[ErasureRow]:
    """What was asked for and done with a record, the first first."""
    query = select(ErasureRow).where(ErasureRow.record_id == record_id).order_by(ErasureRow.id)
    return list(db.session.scalars(query))


def read_asked(
    district_id: int, building_ids: Iterable[int] | None
) -> list[tuple[ErasureRow, BuildingRow]]:
    """What waits for a second person, the oldest first. One query."""
    query = (
        select(ErasureRow, BuildingRow)
        .join(BuildingRow, BuildingRow.id == ErasureRow.building_id)
        .where(ErasureRow.district_id == district_id, ErasureRow.state == "asked")
        .order_by(ErasureRow.id)
    )
    if building_ids is not None:
        query = query.where(ErasureRow.building_id.in_(list(building_ids)))
    return [(row, building) for row, building in db.session.execute(query)]


def read_holds(district_id: int) -> list[tuple[HoldRow, BuildingRow | None]]:
    """The holds that stand, the oldest first. One query."""
    rows = db.session.execute(
        select(HoldRow, BuildingRow)
        .outerjoin(BuildingRow, BuildingRow.id == HoldRow.building_id)
        .where(HoldRow.district_id == district_id, HoldRow.lifted_at.is_(None))
        .order_by(HoldRow.id)
    )
    return [(row, building) for row, building in rows]


def held_back(district_id: int, building_id: int, record_id: int | None = None) -> bool:
    """Whether a hold stands over a record, or over anything of a building."""
    over: ColumnElement[bool] = HoldRow.building_id.is_(None) | (
        (HoldRow.building_id == building_id)
        & (or_(HoldRow.record_id.is_(None), HoldRow.record_id == record_id) if record_id else True)
    )
    query = select(HoldRow.id).where(
        HoldRow.district_id == district_id, HoldRow.lifted_at.is_(None), over
    )
    return db.session.scalar(query.limit(1)) is not None


def read_same_kept(district_id: int, sha256: str) -> list[EvidenceRow]:
    """Every row of the district that speaks of the same kept bytes."""
    query = (
        select(EvidenceRow)
        .join(RecordRow, RecordRow.id == EvidenceRow.record_id)
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(BuildingRow.district_id == district_id, EvidenceRow.sha256 == sha256)
        .order_by(EvidenceRow.id)
    )
    return list(db.session.scalars(query))


def was_erased(district_id: int, original_sha256: str) -> bool:
    """Whether this very file was removed from the district's records before."""
    query = (
        select(EvidenceRow.id)
        .join(RecordRow, RecordRow.id == EvidenceRow.record_id)
        .join(BuildingRow, BuildingRow.id == RecordRow.building_id)
        .where(
            BuildingRow.district_id == district_id,
            EvidenceRow.original_sha256 == original_sha256,
            EvidenceRow.erased_at.is_not(None),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def words_of(record: RecordRow) -> dict[str, Any]:
    """All that people wrote freely in a record, its earlier wordings and its comments."""
    versions = db.session.scalars(_of(RecordVersionRow, record.id)).all()
    remarks = db.session.scalars(_of(RemarkRow, record.id)).all()
    answers = db.session.scalars(_of(FlagAnswerRow, record.id)).all()
    return {
        "notes": record.notes,
        "sent_back_why": record.sent_back_why,
        "versions": [[v.said.get("notes") or "", v.reason] for v in versions],
        "remarks": [remark.words for remark in remarks],
        "flag_answers": [answer.words for answer in answers],
    }


def take_words_out(record: RecordRow) -> None:
    """Empty all that words_of reads."""
    record.notes = record.sent_back_why = ""
    for version in db.session.scalars(_of(RecordVersionRow, record.id)):
        version.said = {**version.said, "notes": ""}
        version.reason = ""
    for remark in db.session.scalars(_of(RemarkRow, record.id)):
        remark.words = ""
    for answer in db.session.scalars(_of(FlagAnswerRow, record.id)):
        answer.words = ""


def _of(table: Any, record_id: int) -> Any:
    return select(table).where(table.record_id == record_id).order_by(table.id)


def empty_details(
    district_id: int, record_ids: Iterable[int], sha256: str | None = None
) -> dict[str, str]:
    """Take people's words out of the log's details about records; with ``sha256`` only the
    name of that file. Gives the new details' hashes by the log's row, for the row that says so.
    """
    subjects = [f"record:{id_}" for id_ in record_ids]
    rows = db.session.scalars(
        select(AuditRow)
        .where(AuditRow.district_id == district_id, AuditRow.subject.in_(subjects))
        .order_by(AuditRow.number)
    )
    found = {}
    for row in rows:
        if sha256 is not None and row.details.get("sha256") != sha256:
            continue
        names = WORDS if sha256 is None else ("name",)
        there = [name for name in names if row.details.get(name)]
        # Rows from before the chain covered rows are hashed with their details.
        if there and row.details_sha256:
            row.details = {**row.details, **dict.fromkeys(there, ""), "erased": True}
            found[f"audit:{row.number}"] = sha256_of(row.details)
    return found


def read_year_records(building_id: int, year: str) -> list[RecordRow]:
    """The records of a building's school year, by id."""
    query = (
        select(RecordRow)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(RecordRow.building_id == building_id, DrillRow.year == year)
        .order_by(RecordRow.id)
    )
    return list(db.session.scalars(query))


def years_on_record(district_id: int) -> list[tuple[BuildingRow, str, int, int]]:
    """Each building's school years with how many records and files still hold something that
    can be removed. One query each."""
    with_words = (
        select(BuildingRow, DrillRow.year, func.count(RecordRow.id))
        .join(RecordRow, RecordRow.building_id == BuildingRow.id)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .where(BuildingRow.district_id == district_id, RecordRow.notes != "")
        .group_by(BuildingRow.id, DrillRow.year)
    )
    with_files = (
        select(BuildingRow, DrillRow.year, func.count(EvidenceRow.id))
        .join(RecordRow, RecordRow.building_id == BuildingRow.id)
        .join(DrillRow, DrillRow.id == RecordRow.drill_id)
        .join(EvidenceRow, EvidenceRow.record_id == RecordRow.id)
        .where(BuildingRow.district_id == district_id, EvidenceRow.erased_at.is_(None))
        .group_by(BuildingRow.id, DrillRow.year)
    )
    found: dict[tuple[int, str], list[Any]] = {}
    for place, query in ((2, with_words), (3, with_files)):
        for building, year, count in db.session.execute(query):
            found.setdefault((building.id, year), [building, year, 0, 0])[place] = count
    rows = sorted(found.values(), key=lambda one: (one[1], one[0].sort_name, one[0].id))
    return [(building, year, words, files) for building, year, words, files in rows]


def read_listed_over(district_id: int) -> set[tuple[int, str]]:
    """The buildings' years of which the log says that their time is over. One query."""
    rows = db.session.execute(
        select(AuditRow.subject, AuditRow.details).where(
            AuditRow.district_id == district_id, AuditRow.did == "retention.listed"
        )
    )
    return {(int(subject.partition(":")[2]), details["year"]) for subject, details in rows}


def read_holds_over(district_id: int, building_id: int, record_id: int) -> list[HoldRow]:
    """The holds that stand over a record: its own, its building's, the district's."""
    rows = db.session.scalars(
        select(HoldRow)
        .where(
            HoldRow.district_id == district_id,
            HoldRow.lifted_at.is_(None),
            HoldRow.building_id.is_(None) | (HoldRow.building_id == building_id),
            HoldRow.record_id.is_(None) | (HoldRow.record_id == record_id),
        )
        .order_by(HoldRow.id)
    )
    return list(rows)


def to_decide_count(
    district_id: int, building_ids: Iterable[int] | None, person_id: int
) -> Select[Any]:
    """The question how many removals wait for a decision of somebody who did not ask for
    them."""
    query = select(func.count(ErasureRow.id)).where(
        ErasureRow.district_id == district_id,
        ErasureRow.state == "asked",
        ErasureRow.asked_by.is_distinct_from(person_id),
    )
    if building_ids is not None:
        query = query.where(ErasureRow.building_id.in_(list(building_ids)))
    return query


def sweep_files(files: Files) -> int:
    """Delete the bytes of erased evidence that no other row still speaks of; gives how many.

    Done after the erasure is in the database, and again each night: whoever is stopped in
    between leaves bytes and never a row without its file.
    """
    hashes = EvidenceRow.sha256, EvidenceRow.thumbnail_sha256
    erased = db.session.execute(select(*hashes).where(EvidenceRow.erased_at.is_not(None))).all()
    gone = {digest for pair in erased for digest in pair if digest}
    there = sorted(digest for digest in gone if files.has(digest))
    done = 0
    for digest in there:
        named = select(EvidenceRow.id).where(
            EvidenceRow.erased_at.is_(None),
            (EvidenceRow.sha256 == digest) | (EvidenceRow.thumbnail_sha256 == digest),
        )
        if db.session.scalar(named.limit(1)) is None:
            done += files.remove(digest)
    return done
