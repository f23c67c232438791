"""What the year planner needs beside buildings, calendars and drills, and what it makes.

Settings, who comes to drills, when not to drill; the draft of a year's plan, and the plans
that were accepted with what each of them changed.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drills.store.database import Base, UtcTime


class PlanSettingsRow(Base):
    """A district's limits and wishes for its plans; absent: the usual ones."""

    __tablename__ = "plan_settings"

    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), primary_key=True)
    per_day: Mapped[int | None]
    per_building_per_week: Mapped[int | None]
    min_days_between: Mapped[int | None]
    starts: Mapped[time]
    ends: Mapped[time]
    # Names of the planner's soft goals -> factor; absent means 1.
    weights: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    # Type of drill -> a kind of officer ("police"), or "person:5", "agency:3" (an officer's row).
    attend: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Types that staff are told of beforehand.
    told: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Ids of buildings that drill as one: [[3, 4], ...]
    together: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    advisory: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OfficerRow(Base):
    """Who comes to drills: a person with the role officer, or an agency without an account.

    A person's buildings are those of the role; an agency's stand here (None: all).
    """

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")  # of an agency
    kind: Mapped[str] = mapped_column(String(20))  # police, fire, other
    building_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    per_day: Mapped[int | None]
    gone: Mapped[bool] = mapped_column(default=False)  # an agency that comes no longer
    version: Mapped[int] = mapped_column(default=1)

    away: Mapped[list[OfficerAwayRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="OfficerAwayRow.starts"
    )

    __mapper_args__ = {"version_id_col": version}


class OfficerAwayRow(Base):
    """Days on which an officer cannot come."""

    __tablename__ = "officer_away"
    __table_args__ = (CheckConstraint("ends >= starts", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officer.id", ondelete="CASCADE"), index=True
    )
    starts: Mapped[date]
    ends: Mapped[date]
    why: Mapped[str] = mapped_column(String(200), default="")


class BlackoutRow(Base):
    """Days on which no drill is planned, though they are school days."""

    __tablename__ = "blackout"
    __table_args__ = (CheckConstraint("ends >= starts", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))  # None: all
    starts: Mapped[date]
    ends: Mapped[date]
    why: Mapped[str] = mapped_column(String(200), default="")


class PlanDraftRow(Base):
    """The plan that is being looked at, one a district and school year. No drill yet."""

    __tablename__ = "plan_draft"
    __table_args__ = (
        UniqueConstraint("district_id", "year"),
        CheckConstraint("state IN ('running', 'ready', 'failed')", name="state"),
        CheckConstraint("mode IN ('keep', 'little', 'anew')", name="mode"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    year: Mapped[str] = mapped_column(String(7))  # 2026-27
    state: Mapped[str] = mapped_column(String(8))
    # What happens to drills planned already: they stay, move little, or make way.
    mode: Mapped[str] = mapped_column(String(6))
    seed: Mapped[int] = mapped_column(default=0)
    # Of everything that the plan was made from: another hash, another plan.
    problem_sha256: Mapped[str] = mapped_column(String(64), default="")
    # {"placements": [...], "unplaced": [...], "notes": [...], "proof": ...}
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # {"step": "drills placed", "done": 3, "of": 50}
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    milliseconds: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    heard_at: Mapped[datetime] = mapped_column(UtcTime)  # the work's last sign of life
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class AcceptedPlanRow(Base):
    """A plan that became planned drills, with all it changed, so that it can be undone."""

    __tablename__ = "accepted_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    year: Mapped[str] = mapped_column(String(7))
    mode: Mapped[str] = mapped_column(String(6))
    seed: Mapped[int]
    problem_sha256: Mapped[str] = mapped_column(String(64))
    plan_sha256: Mapped[str] = mapped_column(String(64))
    # [{"drill": 17, "did": "made" | "moved" | "taken", "version": 1, "before": {...}}, ...]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    accepted_at: Mapped[datetime] = mapped_column(UtcTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_by_name: Mapped[str] = mapped_column(String(120))  # frozen
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
