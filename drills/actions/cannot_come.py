"""An officer who was asked to a drill says that they cannot come, or that they can after all.

The plan stays as it is: the principals and directors hear by mail and plan again. A drill
that moves, or another officer, makes the word past by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.drill_plan import read_reason
from drills.actions.refused import NotAllowed, Refused
from drills.actions.reminders import Plan, plan_of
from drills.actions.reset_password import Letter
from drills.actions.send_mail import queue_mail
from drills.permissions import DIRECTOR, PRINCIPAL, Person
from drills.store.absences import read_absences
from drills.store.buildings import read_building_rows, read_district
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.records import read_drill
from drills.store.reminding import read_present
from drills.store.tables import DrillRow, OfficerAbsenceRow


@dataclass(frozen=True, slots=True)
class Absence:
    """What a mail tells: who cannot come (or can after all) to which drill, and who reads."""

    reader: Person
    officer: str
    plan: Plan
    buildings: tuple[str, ...]
    why: str
    can_after_all: bool
    district_name: str
    language: str
    today: date


Writer = Callable[[Absence], Letter]


def cannot_come(by: Person, now: datetime, drill_id: int, why: str, write: Writer) -> int:
    """Say that the officer asked cannot come; gives how many mails tell it.

    Saying it twice is once. Raises NotAllowed or Refused.
    """
    said = read_reason(why)
    try:
        with change(by, now) as it:
            drill = _read(by, now, drill_id)
            if drill_id in read_absences([drill_id]):
                return 0
            row = OfficerAbsenceRow(
                drill_id=drill.id,
                person_id=by.id,
                person_name=by.name,
                planned_on=drill.planned_on,
                planned_at=drill.planned_at,
                why=said,
                said_at=now,
            )
            db.session.add(row)
            db.session.flush()
            it.note("drill.officer_away", f"drill:{drill.id}", officer=by.id, reason=said)
            return _tell(it, by, now, drill, row, write)
    except CLASHES:
        raise Refused("changed_meanwhile") from None


def can_come(by: Person, now: datetime, drill_id: int, write: Writer) -> int:
    """Take it back; gives how many mails tell it. Raises NotAllowed."""
    with change(by, now) as it:
        drill = _read(by, now, drill_id)
        row = read_absences([drill_id]).get(drill_id)
        if row is None:
            return 0
        row.taken_back_at = now
        it.note("drill.officer_comes", f"drill:{drill.id}", officer=by.id)
        return _tell(it, by, now, drill, row, write)


def _read(by: Person, now: datetime, drill_id: int) -> DrillRow:
    """The drill, where the person is asked to come and it is still ahead."""
    drill = read_drill(drill_id, by.district_id)
    today = now.astimezone(ZoneInfo(by.zone)).date()
    if drill is None or drill.officer_id != by.id:
        raise NotAllowed
    if not any(by.may("see_planned", today, r.building_id) for r in drill.records):
        raise NotAllowed
    if drill.state != "planned" or drill.planned_on < today:
        raise Refused("not_to_come")
    return drill


def _tell(
    it: Change,
    by: Person,
    now: datetime,
    drill: DrillRow,
    row: OfficerAbsenceRow,
    write: Writer,
) -> int:
    """Queue the mails to the buildings' principals and the directors, inside the change."""
    district, plan = read_district(by.district_id), plan_of(drill)
    today = now.astimezone(ZoneInfo(by.zone)).date()
    names = {b.id: b.name for b in read_building_rows(by.district_id, plan.buildings, True)}
    word = "comes" if row.taken_back_at else "away"
    queued = 0
    for person in map(person_from_row, read_present(by.district_id, today)):
        if person.id == by.id or not _plans(person, plan, today):
            continue
        letter = write(
            Absence(
                reader=person,
                officer=by.name,
                plan=plan,
                buildings=tuple(names[b] for b in plan.buildings),
                why=row.why,
                can_after_all=bool(row.taken_back_at),
                district_name=district.name,
                language=person.language or district.language,
                today=today,
            )
        )
        key = f"officer-{word}:{row.id}:{person.id}"
        queue_mail(key, by.district_id, person.email, letter.subject, letter.body, now)
        queued += 1
    return queued


def _plans(person: Person, plan: Plan, today: date) -> bool:
    """Whether they plan in one of the drill's buildings, as its principal or as director."""
    return any(
        grant.role in (PRINCIPAL, DIRECTOR)
        and grant.holds_on(today)
        and (grant.buildings is None or grant.buildings & set(plan.buildings))
        for grant in person.grants
    )
