"""Who is reminded of which drill, and what is to be said: values, before they are mails.

A reminder goes to the principals of the buildings, to the officer who is needed, and,
where staff are told beforehand, to the staff of the buildings; to nobody else, and to
staff never of a drill that they are not told of. Queueing is queue_reminders.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from drills.permissions import PRINCIPAL, STAFF, Person
from drills.store.planned import TOLD
from drills.store.tables import DrillRow


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned drill as a mail speaks of it."""

    drill_id: int
    type: str
    title: str
    day: date
    at: time | None
    minutes: int
    buildings: tuple[int, ...]  # that have not held it yet; of a cancelled one, all
    officer_id: int | None
    told: bool  # staff may know the day
    note: str
    cancelled: bool

    @property
    def moment(self) -> str:
        """When, in the form that a mail's key bears."""
        return self.day.isoformat() + (f"T{self.at:%H%M}" if self.at else "")


def plan_of(row: DrillRow) -> Plan:
    """The values of a drill's row."""
    cancelled = row.state == "cancelled"
    buildings = [r.building_id for r in row.records if cancelled or r.state == "expected"]
    return Plan(
        drill_id=row.id,
        type=row.type,
        title=row.title,
        day=row.planned_on,
        at=row.planned_at,
        minutes=row.minutes,
        buildings=tuple(buildings),
        officer_id=row.officer_id,
        told=row.told_beforehand in TOLD,
        note=row.note,
        cancelled=cancelled,
    )


def reason_to_tell(person: Person, plan: Plan) -> tuple[str, tuple[int, ...]] | None:
    """As what a person is reminded (principal, officer, staff) and of which buildings.

    Roles are those of the drill's day, so that who takes over tomorrow is told.
    """
    principal = _covered(person, plan, PRINCIPAL)
    if principal:
        return "principal", principal
    if plan.officer_id == person.id:
        seen = tuple(b for b in plan.buildings if person.may("see_planned", plan.day, b))
        if seen:
            return "officer", seen
    if plan.told:
        staff = _covered(person, plan, STAFF)
        if staff:
            return "staff", staff
    return None


def recipients(people: Iterable[Person], plan: Plan) -> list[tuple[Person, str, tuple[int, ...]]]:
    """Everybody who is reminded of a drill: who, as what, of which buildings."""
    found = []
    for person in people:
        reason = reason_to_tell(person, plan)
        if reason is not None:
            found.append((person, *reason))
    return found


def _covered(person: Person, plan: Plan, role: str) -> tuple[int, ...]:
    held = [g for g in person.grants if g.role == role and g.holds_on(plan.day)]
    return tuple(
        b for b in plan.buildings if any(g.buildings is None or b in g.buildings for g in held)
    )
