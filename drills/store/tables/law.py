"""Files of law that a district uses beside the packs of a release: append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from drills.store.database import Base, UtcTime


class LawFileRow(Base):
    """A file of law as it was saved, or that it was taken away (an empty text). Never updated.

    Which one holds in each layer stands in ``DistrictRow.law``, by its hash.
    """

    __tablename__ = "law_file"
    __table_args__ = (
        CheckConstraint("layer IN ('state', 'county', 'city', 'district')", name="layer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    layer: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(40))
    reviewed: Mapped[date | None]  # None: taken away
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_by_name: Mapped[str] = mapped_column(String(120))  # frozen
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
    note: Mapped[str] = mapped_column(String(300), default="")
