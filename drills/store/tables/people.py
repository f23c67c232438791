"""People, the roles they hold between dates, their sessions and one-time links."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drills.store.database import Base, UtcTime

ROLES = ("administrator", "director", "principal", "staff", "officer", "auditor")


class PersonRow(Base):
    """Somebody who signs in. Belongs to one district and never sees another's."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120), default="")  # "Assistant principal"
    email: Mapped[str] = mapped_column(String(254), unique=True)  # kept in lower case
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    left_on: Mapped[date | None]  # the account has ended

    roles: Mapped[list[RoleRow]] = relationship(
        back_populates="person", order_by="RoleRow.id", lazy="selectin"
    )


class RoleRow(Base):
    """A role between two dates, both included; without buildings rows it covers all."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint(
            "role IN ('administrator', 'director', 'principal', 'staff', 'officer', 'auditor')",
            name="role",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(14))
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    # True: every building of the district; False: those of `buildings` only.
    all_buildings: Mapped[bool] = mapped_column(default=False)
    # Of an auditor: the school years that the role covers. None: every year.
    years: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    person: Mapped[PersonRow] = relationship(back_populates="roles")
    buildings: Mapped[list[RoleBuildingRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )


class RoleBuildingRow(Base):
    """A building that a role covers."""

    __tablename__ = "role_building"
    __table_args__ = (UniqueConstraint("role_id", "building_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), index=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), index=True)


class SessionRow(Base):
    """A signed-in browser. The cookie holds a random secret, this row its SHA-256."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    browser: Mapped[str] = mapped_column(String(200), default="")


class LinkRow(Base):
    """A one-time link by mail: password reset or invitation. Stored hashed."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))  # reset | invitation
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AttemptRow(Base):
    """How often something was tried in a window of time: the throttle's only memory."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("key", "window_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))  # sign-in:<sha256 of address or e-mail>
    window_start: Mapped[datetime] = mapped_column(UtcTime)
    count: Mapped[int] = mapped_column(default=0)
