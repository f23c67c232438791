"""Whether a person may change a thing today: the one question that set-up actions ask first."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.refused import NotAllowed
from drills.permissions import Person


def allowed_today(by: Person, now: datetime, ability: str, building_id: int | None = None) -> date:
    """Today where the person is. Without a building, the whole district must be theirs.

    Raises NotAllowed.
    """
    today = now.astimezone(ZoneInfo(by.zone)).date()
    covered = by.buildings_for(ability, today)
    if covered is not None and building_id not in covered:
        raise NotAllowed
    return today
