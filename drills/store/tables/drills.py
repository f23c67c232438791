"""Drills, the record each building keeps of one, and its evidence.

A drill is one event, held by one building or jointly by several; each building
has its own record of it. Planned for, held at, recorded at and amended at are
four times apart.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drills.store.database import Base, UtcTime


class DrillRow(Base):
    """One event, as planned. What was held stands in its records."""

    __tablename__ = "drill"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'held', 'cancelled')", name="state"),
        Index("ix_drill_district_day", "district_id", "planned_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)  # the calendar's UID, for ever
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    year: Mapped[str] = mapped_column(String(7))
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120), default="")
    planned_on: Mapped[date]  # the district's day; of a drill logged on the spot, the day held
    planned_at: Mapped[time | None]  # the district's wall clock; None: sometime that day
    minutes: Mapped[int] = mapped_column(default=30)
    announced: Mapped[str | None] = mapped_column(String(5))
    told_beforehand: Mapped[str | None] = mapped_column(String(6))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Qualities planned for, by column name: {"secondary_exit": true, "situation": "lunch"}
    intended: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Who else is asked to come, as the year planner knows them: ids of tables/planning.py.
    attending: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())  # stays put
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(9), default="planned")
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    spontaneous: Mapped[bool] = mapped_column(default=False)  # logged without a plan
    sequence: Mapped[int] = mapped_column(default=0)  # grows with each change a calendar shows
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    records: Mapped[list[RecordRow]] = relationship(
        back_populates="drill", order_by="RecordRow.id", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}


class RecordRow(Base):
    """What one building wrote down of a drill. Counts from *submitted*; sent back, it stops.

    expected: planned, nothing written yet · draft · submitted · approved · locked ·
    sent_back · not_held.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("drill_id", "building_id"),
        UniqueConstraint("client_key"),
        CheckConstraint(
            "state IN ('expected', 'draft', 'submitted', 'approved', 'locked', "
            "'sent_back', 'not_held')",
            name="state",
        ),
        Index("ix_record_state", "state"),
        Index("ix_record_building_held", "building_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), index=True)
    state: Mapped[str] = mapped_column(String(9), default="expected")
    # Made by the phone that logs, so that a record sent twice is one record.
    client_key: Mapped[str | None] = mapped_column(String(64))

    held_on: Mapped[date | None]
    held_at: Mapped[time | None]  # local start
    held_as: Mapped[str] = mapped_column(String(11), default="drill")
    # The other columns of a drill log by name (announced, situation, secondary_exit ...);
    # absent means not recorded.
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    notes: Mapped[str] = mapped_column(Text, default="")
    # Ticked problems: ["pa_not_heard", ...] and what was said of them.
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Instants stamped with the buttons: started, clear, accounted, all_clear (ISO, UTC).
    stamps: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    recorded_at: Mapped[datetime | None] = mapped_column(UtcTime)  # the server's clock
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorder_name: Mapped[str] = mapped_column(String(120), default="")  # frozen
    recorder_title: Mapped[str] = mapped_column(String(120), default="")
    in_charge: Mapped[str] = mapped_column(String(120), default="")  # if not the recorder
    amended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_back_why: Mapped[str] = mapped_column(Text, default="")
    # The approval that stands; gone where the record was changed or sent back after it.
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approver_name: Mapped[str] = mapped_column(String(120), default="")  # frozen
    approver_title: Mapped[str] = mapped_column(String(120), default="")
    own_approval: Mapped[bool] = mapped_column(default=False)  # by one who wrote in it
    # The first time that it was locked: from then on every change wants a reason.
    locked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcTime)  # a question waits since
    imported: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    drill: Mapped[DrillRow] = relationship(back_populates="records")
    evidence: Mapped[list[EvidenceRow]] = relationship(order_by="EvidenceRow.id", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}


class EvidenceRow(Base):
    """A file that proves a record, stored by the hash of the bytes kept."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("record_id", "original_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # of the bytes kept
    original_sha256: Mapped[str] = mapped_column(String(64), index=True)  # of what was uploaded
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))  # image/jpeg | application/pdf
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    pages: Mapped[int | None]
    taken_at: Mapped[str | None] = mapped_column(String(30))  # the camera's own words
    represents_on: Mapped[date]
    uploaded_at: Mapped[datetime] = mapped_column(UtcTime)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Removed lawfully: the bytes and the name are gone, the hashes stay.
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)
