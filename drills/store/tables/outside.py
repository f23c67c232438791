"""People from outside without an account: their one-time links and what they signed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class OutsideLinkRow(Base):
    """A one-time link to one building's part of a drill. Stored hashed, used once."""

    __tablename__ = "outside_link"
    __table_args__ = (CheckConstraint("kind IN ('police', 'fire', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(6))
    for_whom: Mapped[str] = mapped_column(String(120), default="")  # as its maker called them
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    maker_name: Mapped[str] = mapped_column(String(120))  # frozen
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class EvaluationRow(Base):
    """What somebody from outside said of a drill, signed by name, title and agency.

    Written once and never changed. The questions stand as they were asked.
    """

    __tablename__ = "evaluation"
    __table_args__ = (CheckConstraint("kind IN ('police', 'fire', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    # One of the two: a link is used once, so its evaluation is the only one.
    link_id: Mapped[int | None] = mapped_column(ForeignKey("outside_link.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(6))
    signer_name: Mapped[str] = mapped_column(String(120))
    signer_title: Mapped[str] = mapped_column(String(120))
    agency: Mapped[str] = mapped_column(String(120))
    # [{"question": "Was the plan followed?", "score": 4}, ...]; score null: not seen
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    feedback: Mapped[str] = mapped_column(Text, default="")
    signed_at: Mapped[datetime] = mapped_column(UtcTime)


class OfficerAbsenceRow(Base):
    """That the officer who was asked cannot come to a drill, as it was planned then."""

    __tablename__ = "officer_absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(120))  # frozen
    planned_on: Mapped[date]  # a drill that moves asks anew
    planned_at: Mapped[time | None]
    why: Mapped[str] = mapped_column(String(300))
    said_at: Mapped[datetime] = mapped_column(UtcTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcTime)
