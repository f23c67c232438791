"""School years of a district and the days off, half days and closures in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class SchoolYearRow(Base):
    """One school year: of the whole district, or of one building that differs."""

    __tablename__ = "school_year"
    __table_args__ = (UniqueConstraint("district_id", "building_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"), index=True)
    year: Mapped[str] = mapped_column(String(7))  # 2026-27
    first_day: Mapped[date]
    last_day: Mapped[date]
    # [{"name": "fall", "start": "2026-08-27", "end": "2027-01-22"}, ...]
    terms: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    summer_start: Mapped[date | None]
    summer_end: Mapped[date | None]
    # {"winter": ["2026-12-24", "2027-01-01"]} where the rule of thumb errs
    breaks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DayOffRow(Base):
    """Days that differ, for all buildings of the calendar or for one.

    off: planned without school · closure: added during the year (snow) ·
    half: ends early, still a school day · testing: state tests.
    """

    __tablename__ = "day_off"
    __table_args__ = (
        CheckConstraint("kind IN ('off', 'closure', 'half', 'testing')", name="kind"),
        CheckConstraint("ends >= starts", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    starts: Mapped[date]
    ends: Mapped[date]
    why: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
