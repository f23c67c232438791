"""What waits for one person, counted together: a page that only names it asks once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from drills.store.database import db
from drills.store.erasures import to_decide_count
from drills.store.life import waiting_count


def count_waiting_for(
    district_id: int,
    approves: Collection[int] | None,
    decides: Collection[int] | None,
    person_id: int,
) -> tuple[int, int]:
    """How many records wait for approval in some buildings (None: all), and how many removals
    for a decision of somebody else than who asked. One query."""
    records, removals = db.session.execute(
        select(
            waiting_count(district_id, approves).scalar_subquery(),
            to_decide_count(district_id, decides, person_id).scalar_subquery(),
        )
    ).one()
    return int(records or 0), int(removals or 0)
