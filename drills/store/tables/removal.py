"""Lawful removal: what two people took out of the records, and what may not be taken out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class ErasureRow(Base):
    """That somebody asks for a removal, and what a second person decided. Stays for good.

    file: an evidence file · words: a record's notes, comments and earlier wordings ·
    years: everything of the kind in a building's school year whose time is over.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("what IN ('file', 'words', 'years')", name="what"),
        CheckConstraint("state IN ('asked', 'done', 'declined')", name="state"),
        Index("ix_erasure_district_state", "district_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    year: Mapped[str] = mapped_column(String(7), default="")  # of years: 2026-27
    what: Mapped[str] = mapped_column(String(5))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="asked")
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asker_name: Mapped[str] = mapped_column(String(120))  # frozen
    asker_title: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decider_name: Mapped[str] = mapped_column(String(120), default="")  # frozen
    decider_title: Mapped[str] = mapped_column(String(120), default="")
    decided_words: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")  # of what was taken out
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class HoldRow(Base):
    """Nothing of a building, or of the whole district, is removed while it stands."""

    __tablename__ = "hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))  # None: all
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # None: all of it
    why: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime] = mapped_column(UtcTime)
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    placer_name: Mapped[str] = mapped_column(String(120))  # frozen
    lifted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifter_name: Mapped[str] = mapped_column(String(120), default="")
    lifted_why: Mapped[str] = mapped_column(Text, default="")
