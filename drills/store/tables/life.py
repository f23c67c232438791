"""What is said of a record and of a window after the drill: versions, remarks, answers,
corrective actions. Names and titles are frozen where somebody puts theirs to it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class RecordVersionRow(Base):
    """What a submitted record said before a change, in full. Written once, never changed."""

    __tablename__ = "record_version"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    number: Mapped[int]  # 1, 2, 3 ... within the record
    state: Mapped[str] = mapped_column(String(9))  # of the record when it still said so
    # What it said, with its notes: {"held_on", "type", "answers": {...}, "notes", ...}
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")  # asked for once a record was locked
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changer_name: Mapped[str] = mapped_column(String(120), default="")  # frozen
    changer_title: Mapped[str] = mapped_column(String(120), default="")


class RemarkRow(Base):
    """A question that the director asks of a record that goes on counting, or its answer."""

    __tablename__ = "record_remark"
    __table_args__ = (CheckConstraint("kind IN ('query', 'answer')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    kind: Mapped[str] = mapped_column(String(6))
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcTime)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sayer_name: Mapped[str] = mapped_column(String(120))  # frozen
    sayer_title: Mapped[str] = mapped_column(String(120), default="")


class FlagAnswerRow(Base):
    """What somebody answers to a plausibility flag. Written once; the newest one stands.

    It answers while the same question is asked of a group of records that holds this one.
    """

    __tablename__ = "flag_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    about: Mapped[str] = mapped_column(String(120), default="")  # what the flag was raised by
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcTime)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sayer_name: Mapped[str] = mapped_column(String(120))  # frozen
    sayer_title: Mapped[str] = mapped_column(String(120), default="")


class WindowAnswerRow(Base):
    """What a person says of a window that closed short. A window is known by its rule and
    its first day; ``due`` tells apart two that open together.

    excused: the law allows it · made_up: a later drill, the window stays missed ·
    answered: neither, but somebody answers for it.
    """

    __tablename__ = "window_answer"
    __table_args__ = (
        CheckConstraint("kind IN ('excused', 'made_up', 'answered')", name="kind"),
        Index("ix_window_answer_building_year", "building_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    year: Mapped[str] = mapped_column(String(7))
    requirement: Mapped[str] = mapped_column(String(80))
    opens: Mapped[date]
    due: Mapped[date]
    kind: Mapped[str] = mapped_column(String(8))
    excuse: Mapped[str] = mapped_column(String(60), default="")  # the pack's name for the reason
    law: Mapped[str] = mapped_column(String(300), default="")  # the citation, frozen
    words: Mapped[str] = mapped_column(Text, default="")
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # the late drill
    given_on: Mapped[date]  # the district's day
    given_at: Mapped[datetime] = mapped_column(UtcTime)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    giver_name: Mapped[str] = mapped_column(String(120))  # frozen
    giver_title: Mapped[str] = mapped_column(String(120), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")


class CorrectiveActionRow(Base):
    """What mends a problem that a record found: whose it is, by when, and what proves it.

    open · closed: with proof · dropped: the problem was taken off its record again.
    """

    __tablename__ = "corrective_action"
    __table_args__ = (
        UniqueConstraint("record_id", "problem"),
        CheckConstraint("state IN ('open', 'closed', 'dropped')", name="state"),
        Index("ix_corrective_action_district_state", "district_id", "state", "due_on"),
        Index("ix_corrective_action_building_state", "building_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))  # where it was found
    problem: Mapped[str] = mapped_column(String(30))
    found_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")  # what is to be done
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(7), default="open")
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closer_name: Mapped[str] = mapped_column(String(120), default="")  # frozen
    closer_title: Mapped[str] = mapped_column(String(120), default="")
    closing_words: Mapped[str] = mapped_column(Text, default="")
    proof_evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    proof_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
