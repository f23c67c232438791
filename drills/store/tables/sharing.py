"""Calendar feeds, and spreadsheets waiting to be imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class FeedRow(Base):
    """A calendar subscription: belongs to a person, ends with the account or its scope."""

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("audience IN ('planners', 'staff', 'public')", name="audience"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))  # None: district
    types: Mapped[list[str]] = mapped_column(JSON, default=list)  # empty: all
    audience: Mapped[str] = mapped_column(String(8))
    without_cancelled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_reader: Mapped[str] = mapped_column(String(200), default="")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ImportRow(Base):
    """An uploaded template, kept until it is imported or dropped: nothing uploaded is lost."""

    __tablename__ = "import_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime] = mapped_column(UtcTime)
    imported_at: Mapped[datetime | None] = mapped_column(UtcTime)
