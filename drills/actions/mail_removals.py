"""Tell directors once a week what waits to be removed: asked for, and years whose time is over.

Nothing is removed by it. Whom a mail goes to may decide (``confirm_erasure``); the words are
the web's (drills/web/removal_letter.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import Change, change
from drills.actions.reset_password import Letter
from drills.actions.retention import Over, read_over
from drills.actions.send_mail import queue_mail
from drills.permissions import Person, the_system
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.erasures import read_asked, read_listed_over
from drills.store.job_runs import add_run, has_run
from drills.store.people import person_from_row, read_people

JOB = "removals"
NOT_BEFORE = time(7)  # on Mondays, by the district's clock
LISTED = "retention.listed"


@dataclass(frozen=True, slots=True)
class RemovalNotice:
    """What the mail has to say: how many removals wait for this person, and the years whose
    time is over, as building and year."""

    person: Person
    district_name: str
    language: str
    asked: int
    over: tuple[tuple[str, str], ...]


def mail_removals(
    district_id: int,
    now: datetime,
    write: Callable[[RemovalNotice], Letter],
    *,
    at_any_hour: bool = False,
) -> int:
    """Queue this week's mails where something waits; gives how many. A week begins on Monday."""
    district = read_district(district_id)
    local = now.astimezone(ZoneInfo(district.zone))
    today = local.date()
    monday = today - timedelta(days=local.weekday())
    if has_run(JOB, district_id, monday):
        return 0
    if not at_any_hour and today == monday and local.time() < NOT_BEFORE:
        return 0
    system = the_system(district_id, district.zone)
    if not read_asked(district_id, None) and not read_over(system, today):
        return 0
    try:
        with change(system, now) as it:
            district = read_district(district_id)
            add_run(JOB, district_id, monday, now)
            sent = 0
            for row in read_people(district_id):
                person = person_from_row(row)
                if row.left_on is not None or not person.may("confirm_erasure", today):
                    continue
                notice = _notice(person, district.name, district.language, today)
                if not notice.asked and not notice.over:
                    continue
                letter = write(notice)
                key = f"removals:{district_id}:{monday}:{person.id}"
                queue_mail(key, district_id, person.email, letter.subject, letter.body, now)
                sent += 1
            it.note("removals.mailed", f"district:{district_id}", mails=sent)
            return sent
    except CLASHES:
        return 0  # another process queued them a moment ago


def _notice(person: Person, name: str, language: str, today: date) -> RemovalNotice:
    covered = person.buildings_for("confirm_erasure", today)
    asked = [r for r, _ in read_asked(person.district_id, covered) if r.asked_by != person.id]
    over = tuple(
        (one.building.name, one.year) for one in read_over(person, today) if not one.stands
    )
    return RemovalNotice(person, name, person.language or language, len(asked), over)


def list_over(it: Change, district_id: int, zone: str, today: date) -> list[Over]:
    """Write down which buildings' years have reached the end of their time since last night,
    each once; inside the night's change. Removes nothing."""
    there = read_listed_over(district_id)
    found = [
        one
        for one in read_over(the_system(district_id, zone), today)
        if (one.building.id, one.year) not in there
    ]
    for one in found:
        it.note(
            LISTED,
            f"building:{one.building.id}",
            year=one.year,
            kept_until=one.over_since.isoformat(),
            files=one.files,
            notes=one.words,
        )
    return found
