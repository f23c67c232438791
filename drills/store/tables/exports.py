"""Exports that are made beside the request that asked for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class ExportRow(Base):
    """A large export: who asked for what, how far it is, and the file until it expires.

    waiting · running · ready · failed · expired: the file is gone. One that could not be made
    waits again, until ``again_at``; ``pauses`` counts how often. How far it is, is known
    from a file beside the one being written, so that nothing is written here meanwhile.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("kind IN ('workbook', 'bundle')", name="kind"),
        CheckConstraint(
            "state IN ('waiting', 'running', 'ready', 'failed', 'expired')", name="state"
        ),
        Index("ix_export_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    year: Mapped[str] = mapped_column(String(7))
    as_of: Mapped[date]
    # What else was chosen: {"known_by": "2026-10-31", "sample": 20, "seed": "..."}
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(7), default="waiting")
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    again_at: Mapped[datetime | None] = mapped_column(UtcTime)
    pauses: Mapped[int] = mapped_column(default=0, server_default="0")
    name: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    manifest_sha256: Mapped[str] = mapped_column(String(64), default="")
