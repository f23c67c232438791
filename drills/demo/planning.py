"""What the sample districts ask of their year's plan: who comes to which drill."""

from __future__ import annotations

from datetime import datetime, timedelta

from drills.actions.plan_officers import save_agency
from drills.actions.plan_settings import PlanSettings, save_plan_settings
from drills.permissions import Person


def set_planning(by: Person, now: datetime, agency: str, police_everywhere: bool) -> None:
    """The fire department can come to one drill a day; police come to lockdowns, where an
    officer covers every building."""
    save_agency(by, now, None, agency, "fire", None, 1)
    if police_everywhere:
        settings = PlanSettings(attend={"lockdown": "police"})
        save_plan_settings(by, now + timedelta(minutes=5), settings)
