"""Closed school years: what each building was judged from and how, kept as it was that day.

Rows are added and never changed. A year closed a second time has a second row, with a reason.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class ClosedYearRow(Base):
    """That a person closed a district's school year. ``number`` counts its closings."""

    __tablename__ = "closed_year"
    __table_args__ = (UniqueConstraint("district_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    year: Mapped[str] = mapped_column(String(7))  # 2026-27
    number: Mapped[int]  # 1, 2, 3 ... within the year
    as_of: Mapped[date]  # the day as of which it was judged
    pack_version: Mapped[str] = mapped_column(String(40))
    # The files of law used, the state's first: [["state", SHA-256 of its text], ...]
    law: Mapped[list[list[str]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")  # of every closing but the first
    closed_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closer_name: Mapped[str] = mapped_column(String(120))  # frozen
    closer_title: Mapped[str] = mapped_column(String(120), default="")
    # Of year, day, law and every building's hash: one for all that was kept.
    sha256: Mapped[str] = mapped_column(String(64))


class ClosedBuildingRow(Base):
    """One building of a closed year: facts, calendar, drills and verdict, as judged."""

    __tablename__ = "closed_building"
    __table_args__ = (UniqueConstraint("closed_year_id", "building_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_year_id: Mapped[int] = mapped_column(ForeignKey("closed_year.id"), index=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))  # frozen
    status: Mapped[str] = mapped_column(String(14))
    # {"building": the keys of building.yaml, "log": [...], "requirements": [...],
    #  "answers": [...]}: actions/year_documents.py says what stands in them.
    kept: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))  # of kept


class KeptLawRow(Base):
    """A file of law that a closed year was judged by, kept once for each of its hashes."""

    __tablename__ = "kept_law"
    __table_args__ = (UniqueConstraint("district_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
