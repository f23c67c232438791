"""What the house keeps for itself: kept verdicts, the audit chain, mail, job runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class KeptVerdictRow(Base):
    """Today's verdict of a building, kept so that a whole state is one indexed query.

    Written by actions/keep_verdicts.py where a drill, calendar, fact or rule changed,
    and each night for the date that passed.
    """

    __tablename__ = "kept_verdict"
    __table_args__ = (Index("ix_kept_verdict_district_rank", "district_id", "rank", "next_due"),)

    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    year: Mapped[str] = mapped_column(String(7))
    as_of: Mapped[date]
    status: Mapped[str] = mapped_column(String(14))
    rank: Mapped[int]  # 0 missed, 1 needs decision, 2 due within ten school days, 3 open, 4 met,
    # 5 missed, and answered for
    next_due: Mapped[date | None]
    pack_version: Mapped[str] = mapped_column(String(40))
    # [{"id", "status", "counted", "needed", "advisory", "next_due", "school_days_left",
    #   "missed": [{"opens", "due", "needed", "counted", "label"}], "missing": [...]}, ...]
    cells: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # The plausibility flags of the year: [{"code", "about", "day", "numbers",
    # "records": [17, ...]}, ...]
    flags: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    judged_at: Mapped[datetime] = mapped_column(UtcTime)


class AuditRow(Base):
    """One change, append-only, chained by hash within its district. Never updated."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("district_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    number: Mapped[int]  # 1, 2, 3 ... within the district
    at: Mapped[datetime] = mapped_column(UtcTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(120))  # frozen; "the system" for jobs
    did: Mapped[str] = mapped_column(String(40))  # record.submitted, calendar.closure_added ...
    subject: Mapped[str] = mapped_column(String(60))  # record:17
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Of the details as first written: they may be erased lawfully, their hash stays.
    details_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # {"record:17": the row's hash after the change, or null where it is gone}; null in rows
    # from before the chain covered rows.
    spoke_of: Mapped[dict[str, str | None] | None] = mapped_column(
        JSON(none_as_null=True), deferred=True
    )
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class MailRow(Base):
    """A mail to send. The key makes a second one for the same reason impossible."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)  # reminder:17:5:2026-12-01
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"), index=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")


class JobRunRow(Base):
    """That a job ran for a district's day, so that it runs once."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "district_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    day: Mapped[date]
    ran_at: Mapped[datetime] = mapped_column(UtcTime)
