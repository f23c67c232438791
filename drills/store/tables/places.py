"""Districts and buildings. A building's facts are dated by school year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class DistrictRow(Base):
    """A school district: the wall that nothing crosses."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    jurisdiction: Mapped[str] = mapped_column(String(5))  # ISO 3166-2: US-CT
    zone: Mapped[str] = mapped_column(String(40))  # America/New_York
    language: Mapped[str] = mapped_column(String(5), default="en")
    # Drill type -> the district's own word for it ("Code red").
    labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Numbers and anchors that the law leaves to the district, by the pack's names.
    settings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Choices of ours: {"staff_drill_windows": true, ...}
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The files of law in force beside the release's packs: layer -> the text's SHA-256.
    law: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    # Past drills are open to everybody at /public/<slug>; None: they are not.
    public_slug: Mapped[str | None] = mapped_column(String(60), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class BuildingRow(Base):
    """A school building. Its name may change; its id and key do not."""

    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("district_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))  # short name for files and imports: long-lots
    name: Mapped[str] = mapped_column(String(120))
    sort_name: Mapped[str] = mapped_column(String(120))  # case-folded: both databases sort alike
    address: Mapped[str] = mapped_column(String(200), default="")
    closed_on: Mapped[date | None]


class BuildingYearRow(Base):
    """The facts of one building in one school year: enrollment, grades, sprinklers ..."""

    __tablename__ = "building_year"
    __table_args__ = (UniqueConstraint("building_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), index=True)
    year: Mapped[str] = mapped_column(String(7))  # 2026-27
    # The names and values of building.yaml (exchange/building_file.py); absent means unknown.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    records_begin: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
