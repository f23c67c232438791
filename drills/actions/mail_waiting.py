"""Tell people once a week what waits too long for them: records that nobody approves, to
those who may; corrective actions past their last day, to their owners.

A district may switch it off. The words are the web's (drills/web/waiting_letter.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.record_rules import may_approve_own
from drills.actions.reset_password import Letter
from drills.actions.send_mail import queue_mail
from drills.permissions import Person, the_system
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.job_runs import add_run, has_run
from drills.store.late import read_late_actions, read_waiting_since
from drills.store.people import person_from_row
from drills.store.reminding import read_present
from drills.store.tables import DistrictRow

JOB = "waiting"
NO_WAITING_MAILS = "no_waiting_mails"  # the district's option
NOT_BEFORE = time(7)  # on Mondays, by the district's clock
LONG = timedelta(days=7)  # a record that waits so long is spoken of


@dataclass(frozen=True, slots=True)
class LateAction:
    """A corrective action whose last day is over."""

    building: str
    problem: str
    due_on: date


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """What the mail has to say to one person. ``records``: building, how many, since which
    day the oldest."""

    person: Person
    district_name: str
    language: str
    records: tuple[tuple[str, int, date], ...]
    actions: tuple[LateAction, ...]
    today: date


def mail_waiting(
    district_id: int,
    now: datetime,
    write: Callable[[WaitingNotice], Letter],
    *,
    at_any_hour: bool = False,
) -> int:
    """Queue this week's mails where something waits; gives how many. A week begins on Monday."""
    district = read_district(district_id)
    local = now.astimezone(ZoneInfo(district.zone))
    monday = local.date() - timedelta(days=local.weekday())
    if district.options.get(NO_WAITING_MAILS) or has_run(JOB, district_id, monday):
        return 0
    if not at_any_hour and local.date() == monday and local.time() < NOT_BEFORE:
        return 0
    letters = [(one.person, write(one)) for one in _notices(district, now, local.date())]
    if not letters:
        return 0
    try:
        with change(the_system(district_id, district.zone), now) as it:
            add_run(JOB, district_id, monday, now)
            for person, letter in letters:
                key = f"waiting:{district_id}:{monday}:{person.id}"
                queue_mail(key, district_id, person.email, letter.subject, letter.body, now)
            it.note("waiting.mailed", f"district:{district_id}", mails=len(letters))
            return len(letters)
    except CLASHES:
        return 0  # another process queued them a moment ago


def _notices(district: DistrictRow, now: datetime, today: date) -> list[WaitingNotice]:
    """One for each person for whom something waits."""
    late = defaultdict(list)
    for action, building in read_late_actions(district.id, today):
        late[action.owner_id].append((action, building))
    if not late and not read_waiting_since(district.id, None, now - LONG):
        return []  # as at most ticks
    zone, own = ZoneInfo(district.zone), may_approve_own(district)
    found = []
    for row in read_present(district.id, today):
        person = person_from_row(row)
        records = []
        if person.may("approve_records", today):
            covered = person.buildings_for("approve_records", today)
            except_of = None if own else person.id
            records = read_waiting_since(district.id, covered, now - LONG, except_of)
        actions = [
            LateAction(building.name, action.problem, action.due_on)
            for action, building in late.get(person.id, ())
            if person.may("see_building", today, building.id)
        ]
        if records or actions:
            notice = WaitingNotice(
                person=person,
                district_name=district.name,
                language=person.language or district.language,
                records=tuple((n, c, at.astimezone(zone).date()) for n, c, at in records),
                actions=tuple(actions),
                today=today,
            )
            found.append(notice)
    return found
